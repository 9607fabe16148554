import type { Rationale, TextEdit } from '../draft';
import { importStatements } from '../pythonFlow/bindings';
import type { Node } from '../syntax';
import { insertion } from './imports';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse } from './rule';

export function replacement({ startIndex, endIndex }: Node, text: string): TextEdit {
  return { start: startIndex, end: endIndex, text };
}

/** A recipe's answer, unless one of its edits would touch code that holds a parse error. */
export function answer(edits: readonly TextEdit[], rationale: Rationale): RecipeResult {
  return { ok: true, edits, rationale };
}

/** Takes an argument out of a call, with its comma and, when it stands alone there, its line. */
export function removeArgument(argument: Node, text: string): TextEdit {
  const list = argument.parent;
  const all = (list?.namedChildren ?? []).filter(({ type }) => type !== 'comment');
  const at = all.indexOf(argument);
  const [previous, next] = [all[at - 1], all[at + 1]];
  if (next) return { start: argument.startIndex, end: next.startIndex, text: '' };
  if (previous) {
    const between = text.slice(previous.endIndex, argument.startIndex);
    const start = between.includes('#') ? argument.startIndex : previous.endIndex;
    return { start, end: argument.endIndex, text: '' };
  }
  const comma =
    argument.nextSibling?.type === ',' ? argument.nextSibling.endIndex : argument.endIndex;
  return { start: argument.startIndex, end: comma, text: '' };
}

/** Adds an argument at the end of a call, on a line of its own where the last one has one. */
export function addArgument(call: Node, code: string, text: string): TextEdit | undefined {
  const list = call.childForFieldName('arguments');
  if (list?.type !== 'argument_list') return undefined;
  const last = list.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
  if (!last) return insertion(list.endIndex - 1, code);
  const lineStart = text.lastIndexOf('\n', last.startIndex - 1) + 1;
  const lead = text.slice(lineStart, last.startIndex);
  const isOwnLine = lineStart > list.startIndex && lead.trim() === '';
  return insertion(last.endIndex, isOwnLine ? `,${eolOf(text)}${lead}${code}` : `, ${code}`);
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export type PythonImport =
  | { readonly ok: true; readonly expression: string; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly why: string };

/**
 * Makes `name` of a module callable at `at`: by an import that is there, or by `import module` among
 * the imports of the file.
 */
export function importPython(
  file: ParsedFile,
  module: string,
  name: string,
  at: Node,
): PythonImport {
  const usable = file.imports.filter((binding) => file.visible(binding, at));
  for (const { imported, name: own } of usable) {
    if (imported?.specifier === module && imported.name === name) {
      return { ok: true, expression: own, edits: [] };
    }
    if (imported?.specifier === module && imported.name === '*') {
      return { ok: true, expression: `${own}.${name}`, edits: [] };
    }
  }
  if (file.named(module).length > 0) {
    return refuse(`${module} is already a name for something else in this file.`);
  }
  return { ok: true, expression: `${module}.${name}`, edits: [newImport(file, module)] };
}

/** A line `import module`, where the file's imports by the alphabet would have it. */
function newImport(file: ParsedFile, module: string): TextEdit {
  const eol = eolOf(file.text);
  const statement = `import ${module}`;
  const imports = importStatements(file.root).filter(
    ({ type, parent }) => type !== 'future_import_statement' && parent === file.root,
  );
  const plain = imports.filter(({ type }) => type === 'import_statement');
  const before = plain.find((one) => (one.firstNamedChild?.text ?? '') > module);
  const last = plain.at(-1);
  if (before) return insertion(before.startIndex, `${statement}${eol}`);
  if (last) return insertion(last.endIndex, `${eol}${statement}`);
  const [first] = imports;
  if (first) return insertion(first.startIndex, `${statement}${eol}`);
  const preamble = lastOfPreamble(file.root);
  if (preamble) return insertion(preamble.endIndex, `${eol}${eol}${statement}`);
  return insertion(0, `${statement}${eol}${eol}`);
}

/** The `#!` and coding lines, the docstring and the imports from __future__. */
function lastOfPreamble(root: Node): Node | undefined {
  let last: Node | undefined;
  for (const node of root.namedChildren) {
    const isDocstring =
      node.type === 'expression_statement' && node.firstNamedChild?.type === 'string';
    const isLead = node.type === 'comment' && (!last || last.type === 'comment');
    if (!isDocstring && !isLead && node.type !== 'future_import_statement') return last;
    last = node;
  }
  return last;
}

/** Where a weakness may be meant: in tests. */
export function inTests(file: ParsedFile): boolean {
  return /(^|\/)(tests?|testing|fixtures)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/i.test(
    file.path,
  );
}

/** The same, for rules that are silent there: only where the folder or the name leaves no doubt. */
export function isTestFile(file: ParsedFile): boolean {
  return /(^|\/)tests\/|(^|\/)conftest\.py$/i.test(file.path);
}

/** Whether a call gets arguments that only the running program knows. */
export function hasSpread(call: Node): boolean {
  const list = call.childForFieldName('arguments')?.namedChildren ?? [];
  return list.some(({ type }) => type === 'dictionary_splat' || type === 'list_splat');
}
