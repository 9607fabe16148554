import type { TextEdit } from '../draft';
import type { Node } from '../syntax';
import type { Binding, Imported } from './bindings';
import { requiredModule } from './bindings';
import type { ParsedFile } from './parsedFile';
import { refuse } from './rule';

/** The module that a specifier names: Node's own modules are the same with and without `node:`. */
export function moduleOf(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
}

interface ModuleOrigin {
  readonly module: string;
  readonly name: string;
  readonly binding?: Binding;
}

/** So many names that stand for one another are followed. */
const maxAliases = 3;

/** The module and export that an expression comes from, through imports, require(), names and members. */
export function originOf(node: Node, file: ParsedFile, aliases = 0): ModuleOrigin | undefined {
  if (node.type === 'identifier') {
    const binding = file.resolve(node);
    if (!binding?.constant) return undefined;
    if (!binding.imported)
      return aliases < maxAliases ? aliased(binding, file, aliases) : undefined;
    const { specifier, name } = binding.imported;
    return { module: moduleOf(specifier), name, binding };
  }
  const required = requiredModule(node);
  if (required) return { module: moduleOf(required.specifier), name: required.property ?? '*' };
  const object = node.type === 'member_expression' ? node.childForFieldName('object') : null;
  const property = node.childForFieldName('property');
  if (!object || !property) return undefined;
  if (object.type !== 'identifier' && !isDefault(object)) return undefined;
  return exportOf(originOf(object, file, aliases), property.text);
}

/** What compilers write for a default import. */
function isDefault(node: Node): boolean {
  return (
    node.type === 'member_expression' && node.childForFieldName('property')?.text === 'default'
  );
}

function exportOf(whole: ModuleOrigin | undefined, name: string): ModuleOrigin | undefined {
  if (whole?.name !== '*') return undefined;
  return { module: whole.module, name: name === 'default' ? '*' : name };
}

/** `const run = childProcess.exec`, `const { exec } = childProcess`. */
function aliased(
  { parameter, definitions }: Binding,
  file: ParsedFile,
  aliases: number,
): ModuleOrigin | undefined {
  const [definition, ...others] = definitions;
  if (parameter || !definition || others.length > 0) return undefined;
  const { value, path } = definition;
  if (value.type !== 'identifier' && value.type !== 'member_expression') return undefined;
  const [name, ...deeper] = path;
  if (deeper.length > 0) return undefined;
  const origin = originOf(value, file, aliases + 1);
  return name === undefined ? origin : exportOf(origin, name);
}

/** How to call an export at a place, and what has to be added to the file for it. */
export type ImportResult =
  | { readonly ok: true; readonly expression: string; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly why: string };

type ImportBinding = Binding & { readonly imported: Imported };

/**
 * Makes `name` of one of Node's own modules callable at `at`: by an import that is there, by a name
 * added to such an import, or by a new import in the file's own style. `instead` is an import whose
 * use at `at` goes away: it is replaced when that was its only use.
 */
export function importName(
  file: ParsedFile,
  module: string,
  name: string,
  at: Node,
  instead?: Binding,
): ImportResult {
  const usable = file.imports.filter(
    (binding): binding is ImportBinding =>
      binding.imported !== undefined &&
      moduleOf(binding.imported.specifier) === module &&
      file.visible(binding, at),
  );
  const named = usable.find(({ imported }) => imported.name === name);
  if (named) return { ok: true, expression: named.name, edits: [] };
  const whole = usable.find(({ imported }) => imported.name === '*');
  if (whole) return { ok: true, expression: `${whole.name}.${name}`, edits: [] };
  if (file.named(name).length > 0) {
    return refuse(`${name} is already a name for something else in this file.`);
  }
  const beside = usable.find((binding) => binding === instead) ?? usable[0];
  const edit = beside
    ? beside === instead && usesOf(file, beside) === 1
      ? replaceName(beside, name)
      : addName(file, beside, name)
    : newImport(file, module, name);
  return { ok: true, expression: name, edits: [edit] };
}

function usesOf(file: ParsedFile, binding: Binding): number {
  return file
    .find(binding.name)
    .filter(
      ({ type, startIndex }) =>
        ['identifier', 'shorthand_property_identifier'].includes(type) &&
        startIndex !== binding.node.startIndex,
    ).length;
}

const specifiers = /^(import_specifier|pair_pattern|shorthand_property_identifier_pattern)$/;

/** The `a`, `a as b` or `a: b` of a list of names, or undefined for `const a = require('m').a`. */
function specifierOf({ node }: Binding): Node | undefined {
  if (specifiers.test(node.type)) return node;
  return node.parent && specifiers.test(node.parent.type) ? node.parent : undefined;
}

function replaceName(binding: ImportBinding, name: string): TextEdit {
  const specifier = specifierOf(binding);
  if (specifier) return { start: specifier.startIndex, end: specifier.endIndex, text: name };
  const declarator = binding.node.parent ?? binding.node;
  const text = `${name} = ${moduleText(binding.value)}.${name}`;
  return { start: declarator.startIndex, end: declarator.endIndex, text };
}

function addName(file: ParsedFile, binding: ImportBinding, name: string): TextEdit {
  const list = specifierOf(binding)?.parent;
  const last = list?.lastNamedChild;
  if (last) return insertion(last.endIndex, `, ${name}`);
  const { statement } = binding.imported;
  const { eol, end } = styleOf(file);
  const text = `const ${name} = ${moduleText(binding.value)}.${name}${end}`;
  const at = endOf(statement, file);
  const line = `${eol}${indentAt(file.text, statement.startIndex)}${text}`;
  return insertion(at, line + bridge(text, at, file));
}

/** The `require('m')` of `require('m').a`. */
function moduleText(value: Node | undefined): string {
  return value?.childForFieldName('object')?.text ?? '';
}

/** A new import of one name, or of the whole module, in the file's own style. */
export function newImport(
  file: ParsedFile,
  module: string,
  name: string,
  isWhole = false,
): TextEdit {
  const { eol, end, quote, prefix } = styleOf(file);
  const specifier = `${quote}${prefix}${module}${quote}`;
  const statement = isEsm(file)
    ? `import ${isWhole ? `* as ${name}` : `{ ${name} }`} from ${specifier}${end}`
    : `const ${isWhole ? name : `{ ${name} }`} = require(${specifier})${end}`;
  const top = file.root.namedChildren;
  const first = top.find((node) =>
    file.imports.some(({ imported }) => imported?.statement.id === node.id),
  );
  if (first) {
    const at = first.startIndex;
    return insertion(at, `${statement}${bridge(statement, at, file)}${eol}`);
  }
  const body = top.findIndex((node) => !isPreamble(node));
  const before = top[body < 0 ? top.length - 1 : body - 1];
  if (before) {
    // A `#!` line reaches up to the line feed.
    const end = file.text.slice(0, endOf(before, file)).replace(/\r$/, '').length;
    return insertion(end, `${eol}${eol}${statement}${bridge(statement, end, file)}`);
  }
  return insertion(0, `${statement}${bridge(statement, 0, file)}${eol}${eol}`);
}

/** The semicolon that a statement without one needs before what follows at a place. */
function bridge(statement: string, at: number, file: ParsedFile): string {
  return !statement.endsWith(';') && needsSemicolon(file.text.slice(at)) ? ';' : '';
}

/** Whether code that comes next would go on with a statement that has no semicolon. */
export function needsSemicolon(next: string): boolean {
  const code = next.replace(/^(\s|\/\/.*|\/\*[^]*?\*\/)*/, '');
  return /^[([/+\-`]/.test(code);
}

/** Where a statement ends; a semicolon that begins the next line belongs to what stands behind it. */
function endOf(statement: Node, file: ParsedFile): number {
  const behind = /\n\s*;$/.test(file.code(statement));
  return statement.startIndex + file.code(statement).replace(behind ? /\s*;$/ : /$/, '').length;
}

/** The `#!` line, comments that stand apart, and directives such as 'use strict'. */
function isPreamble(node: Node): boolean {
  if (node.type === 'hash_bang_line') return true;
  if (node.type === 'comment') {
    const next = node.nextNamedSibling;
    return !next || next.startPosition.row > node.endPosition.row + 1;
  }
  return node.type === 'expression_statement' && node.firstNamedChild?.type === 'string';
}

function isEsm(file: ParsedFile): boolean {
  if (/\.m[jt]s$/i.test(file.path)) return true;
  if (/\.cjs$/i.test(file.path)) return false;
  const types = file.root.namedChildren.map(({ type }) => type);
  if (types.includes('import_statement') || types.includes('export_statement')) return true;
  return /\.tsx?$/i.test(file.path) && file.imports.length === 0;
}

/** How the file writes its imports. */
function styleOf(file: ParsedFile): { eol: string; end: string; quote: string; prefix: string } {
  const statement = file.root.namedChildren.find(({ type }) =>
    /^(import_statement|lexical_declaration|expression_statement)$/.test(type),
  );
  const specifierTexts = file.imports.flatMap(({ imported }) => imported?.specifier ?? []);
  const bare = specifierTexts.some((one) => builtins.has(one));
  return {
    eol: file.text.includes('\r\n') ? '\r\n' : '\n',
    end: !statement || file.text.charAt(endOf(statement, file) - 1) === ';' ? ';' : '',
    quote: quoteOf(file),
    prefix: bare && !specifierTexts.some((one) => one.startsWith('node:')) ? '' : 'node:',
  };
}

/** The quote that the file's first string has. */
export function quoteOf(file: ParsedFile): string {
  const quotes = file.root
    .descendantsOfType('string')
    .map(({ startIndex }) => file.text.charAt(startIndex));
  // The type of TypeScript has the same name.
  return quotes.find((one) => /['"]/.test(one)) ?? "'";
}

/** Whether a specifier is one of Node's own modules that are used most. */
export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtins.has(specifier);
}

const builtins = new Set(
  'assert buffer child_process crypto events fs fs/promises http https net os path stream tls url util zlib'.split(
    ' ',
  ),
);

/** The whitespace before a place on its line. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

export function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}
