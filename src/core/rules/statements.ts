import type { TextEdit } from '../draft';
import { functionTypes } from '../flow/javascript';
import type { Node } from '../syntax';
import { indentAt, insertion, needsSemicolon } from './imports';
import type { ParsedFile } from './parsedFile';
import { refuse } from './rule';

/** A statement that others can be put before or behind. */
export interface Spot {
  readonly ok: true;
  readonly statement: Node;
}

/** A condition, and the statements that run when it holds; they are written without an end. */
export interface Check {
  readonly condition: string;
  readonly statements: readonly string[];
}

/** The statement around a node that has its line to itself, in a block of the same function. */
export function statementOf(
  node: Node,
  file: ParsedFile,
): Spot | { readonly ok: false; readonly why: string } {
  let at = node;
  while (at.parent && at.parent.type !== 'statement_block') {
    if (functionTypes.has(at.parent.type)) {
      return refuse('The function is one expression, without a place for another statement.');
    }
    if (at.parent.type === 'sequence_expression') {
      return refuse('This stands in a list of expressions, whose order would change.');
    }
    if (/^(for|while|do|switch)_?/.test(at.parent.type)) {
      return refuse('This stands in the head of a loop or in a switch.');
    }
    if (/^(ternary_expression|else_clause)$/.test(at.parent.type)) {
      return refuse('This runs under a condition of its own, before which nothing can be put.');
    }
    const isRight = at.parent.childForFieldName('right') === at;
    if (isRight && /&&|\|\||\?\?/.test(at.parent.childForFieldName('operator')?.text ?? '')) {
      return refuse('This runs under a condition of its own, before which nothing can be put.');
    }
    if (at.parent.type === 'if_statement' && at.parent.childForFieldName('condition') !== at) {
      return refuse('This stands under an if without braces.');
    }
    at = at.parent;
  }
  if (!at.parent) return refuse('This is not in a function.');
  const lineStart = file.text.lastIndexOf('\n', at.startIndex - 1) + 1;
  return file.text.slice(lineStart, at.startIndex).trim() === ''
    ? { ok: true, statement: at }
    : refuse('The statement shares its line with other code.');
}

/** Statements and a check before a statement, as the file is laid out. */
export function insertBefore(
  { statement }: Spot,
  statements: readonly string[],
  check: Check | undefined,
  file: ParsedFile,
): TextEdit {
  const { eol, indent, end } = styleAt(statement, file);
  const lines = [
    ...statements.map((one) => `${one}${end}`),
    ...(check ? linesOf(check, statement, file) : []),
  ];
  const last = check === undefined && end === '' && needsSemicolon(file.code(statement)) ? ';' : '';
  const text = lines.join(`${eol}${indent}`);
  return insertion(statement.startIndex, `${text}${last}${eol}${indent}`);
}

/** A check behind a statement. */
export function insertAfter({ statement }: Spot, check: Check, file: ParsedFile): TextEdit {
  const { eol, indent } = styleAt(statement, file);
  const lines = linesOf(check, statement, file).map((line) => `${eol}${indent}${line}`);
  return insertion(statement.endIndex, lines.join(''));
}

function linesOf({ condition, statements }: Check, statement: Node, file: ParsedFile): string[] {
  const { unit, end } = styleAt(statement, file);
  return [`if (${condition}) {`, ...statements.map((one) => `${unit}${one}${end}`), '}'];
}

/** How the code around a statement is written. */
function styleAt(
  statement: Node,
  file: ParsedFile,
): { eol: string; indent: string; unit: string; end: string } {
  const { text } = file;
  const indent = indentAt(text, statement.startIndex);
  const outer = indentAt(text, (statement.parent ?? statement).endIndex - 1);
  const unit = indent.startsWith(outer) ? indent.slice(outer.length) : '';
  const siblings = statement.parent?.namedChildren ?? [];
  const bare = siblings.filter(({ type }) =>
    /^(expression|return)_statement$|_declaration$/.test(type),
  );
  const isBare = bare.length > 0 && bare.every((one) => !file.code(one).endsWith(';'));
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent,
    unit: unit === '' ? '  ' : unit,
    end: isBare ? '' : ';',
  };
}
