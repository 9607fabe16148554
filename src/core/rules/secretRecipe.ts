import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { indentAt, insertion, quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse } from './rule';
import { wordsOfName } from './secretWords';
import type { SecretSite } from './secretSites';

/** Takes a secret from the environment, and stops when it is not set there. Never shows it. */
export function secretRecipe(site: SecretSite, file: ParsedFile): RecipeResult {
  const { node, kind } = site;
  if (kind === 'compared') {
    return refuse('A password should be compared as a hash, in constant time, and not as it is.');
  }
  if (kind === 'address' || kind === 'format') {
    return refuse(
      'The text holds more than a name can say; take the whole of it from the environment yourself.',
    );
  }
  if (/\.[jt]sx$/i.test(file.path) || /\b(window|document|localStorage)\s*\./.test(file.text)) {
    return refuse(
      'This file runs in a browser, where every secret can be read and there is no environment.',
    );
  }
  if (node.type !== 'string') return refuse('The secret is not a plain text at this place.');
  const statement = statementOf(node);
  if (!statement) return refuse('There is no statement here that a check could stand before.');
  const value =
    kind === 'fallback'
      ? fallbackOf(node)
      : { node, variable: `process.env.${variableName(site, node)}` };
  if (!value)
    return refuse('What the text is a fallback for is not a plain variable of the environment.');
  return takenFrom(value, statement, site, file);
}

function takenFrom(
  value: { readonly node: Node; readonly variable: string },
  statement: Node,
  { name = 'the secret' }: SecretSite,
  file: ParsedFile,
): RecipeResult {
  const { variable } = value;
  const short = variable.slice('process.env.'.length);
  const quote = quoteOf(file);
  const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
  const end =
    file.code(statement).endsWith(';') ||
    (statement.type === 'export_statement' && file.code(statement).includes(';'))
      ? ';'
      : '';
  const first = outermost(statement).startIndex;
  const check = `if (!${variable}) throw new Error(${quote}Set the environment variable ${short}.${quote})${end}`;
  const indent = indentAt(file.text, first);
  const edits = [
    ...(file.text.includes(`if (!${variable}) throw`)
      ? []
      : [insertion(first, `${check}${eol}${indent}`)]),
    { start: value.node.startIndex, end: value.node.endIndex, text: variable },
  ];
  const rationale: Rationale = {
    whyVulnerable: `${name} is written in the code, so everybody with the code, or with an old copy of it, has it.`,
    whyFixed: `The value comes from the environment variable ${short}, and the program stops with a clear error when it is not set.`,
    mayBreak: [
      `The program does not start until ${short} is set wherever it runs.`,
      'The old value stays in the history of the repository: replace it by a new one, do not only move it.',
    ],
    alternatives: [
      { option: 'A secret store', whyNot: 'Which one there is cannot be seen in the code.' },
    ],
    assumptions: ['The code runs in Node, or in a build that replaces process.env.'],
  };
  return { ok: true, edits, rationale };
}

/** The `process.env.NAME` of `process.env.NAME || 'text'`. */
function fallbackOf(node: Node): { readonly node: Node; readonly variable: string } | undefined {
  const either = node.parent;
  if (either?.type !== 'binary_expression' || either.childForFieldName('right') !== node)
    return undefined;
  const left = either.childForFieldName('left')?.text ?? '';
  return /^process\.env\.[A-Za-z_]\w*$/.test(left) ? { node: either, variable: left } : undefined;
}

/** The statement of a block or of the file that a literal stands in; undefined inside of a class. */
function statementOf(node: Node): Node | undefined {
  let at = node;
  while (at.parent && !/^(program|statement_block)$/.test(at.parent.type)) {
    at = at.parent;
    if (/^(class_body|switch_case|formal_parameters|arrow_function)$/.test(at.type))
      return undefined;
  }
  return /^(lexical_declaration|variable_declaration|expression_statement|return_statement|export_statement)$/.test(
    at.type,
  )
    ? at
    : undefined;
}

/** Where the program starts, and not where the first request comes: with the comments right above. */
function outermost(statement: Node): Node {
  let at = statement;
  while (at.parent && at.parent.type !== 'program') at = at.parent;
  if (at === statement) return at;
  for (let before = at.previousNamedSibling; before?.type === 'comment';) {
    if (before.endPosition.row !== at.startPosition.row - 1) break;
    at = before;
    before = at.previousNamedSibling;
  }
  return at;
}

const plainNames =
  /^(pass|password|passwd|pwd|secret|token|key|auth|authorization|pass phrase|secret or key)$/;

/** A name in capitals, made of the names around: `DB_PASSWORD` for `db.password`. */
function variableName({ name = 'SECRET', kind }: SecretSite, node: Node): string {
  if (kind === 'argument') return name;
  const words = wordsOfName(name);
  const owner = plainNames.test(words) ? ownerName(node) : undefined;
  const all = owner === undefined || words.startsWith(owner) ? words : `${owner} ${words}`;
  return all.replace(/ /g, '_').toUpperCase() || 'SECRET';
}

/** What an object with a secret is for, by the call or the variable that gets it. */
function ownerName(node: Node): string | undefined {
  for (let at = node.parent; at && !/statement|program/.test(at.type); at = at.parent) {
    const callee = at.childForFieldName('function') ?? at.childForFieldName('constructor');
    if (callee && callee.text !== 'require') {
      const words = wordsOfName(callee.text.split('.')[0] ?? '').replace(/^(this|module|new)$/, '');
      if (words !== '' && words.length < 30 && !/[(]/.test(callee.text.split('.')[0] ?? ''))
        return words;
    }
    if (at.type === 'variable_declarator') {
      const words = wordsOfName(at.childForFieldName('name')?.text ?? '');
      return words === '' ? undefined : words;
    }
  }
  return undefined;
}
