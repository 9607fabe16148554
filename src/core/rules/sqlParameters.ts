import type { TextEdit } from '../draft';
import type { Node } from '../syntax';
import { indentAt, insertion } from './imports';
import type { ParsedFile } from './parsedFile';
import { argumentsOf, isCallback } from './parsedFile';
import { refuse } from './rule';
import type { Driver } from './sqlDriver';

/** Where a query's parameters go, and those that it has already. */
export type Parameters =
  | {
      readonly ok: true;
      readonly elements: readonly Node[];
      /** The array or argument list that holds them; absent when there is none yet. */
      readonly list?: Node;
    }
  | { readonly ok: false; readonly why: string };

/** The code of a new parameter, and how many of those that are there stand before it. */
export interface NewParameter {
  readonly code: string;
  readonly after: number;
}

const callMethods = { mysql: /^(query|execute)$/, pg: /^query$/, sqlite: /^(run|get|all|each)$/ };
const simple = ({ type }: Node) => !/^(spread_element|comment|array|object)$/.test(type);

/** Finds the parameters of `query(sql, [a])` and of `prepare(sql).get(a)`. */
export function parametersOf(
  call: Node,
  method: string,
  driver: Driver,
  file: ParsedFile,
): Parameters {
  if (driver.style === 'prepared') return preparedParameters(call, method, driver);
  if (!callMethods[driver.dialect].test(method)) {
    return refuse(`${driver.module} takes no parameters in ${method}().`);
  }
  const second = argumentsOf(call)[1];
  if (!second || isCallback(second, file)) return { ok: true, elements: [] };
  const elements = second.namedChildren;
  if (
    second.type !== 'array' ||
    elements.some(({ type }) => /^(spread_element|comment)$/.test(type))
  ) {
    return refuse('The parameters that are there are not written out as an array here.');
  }
  return { ok: true, elements, list: second };
}

function preparedParameters(call: Node, method: string, driver: Driver): Parameters {
  if (method !== 'prepare') return refuse(`${driver.module} takes no parameters in ${method}().`);
  const run = call.parent?.parent;
  const ranHere =
    run?.type === 'call_expression' &&
    run.childForFieldName('function')?.id === call.parent?.id &&
    /^(get|all|run|iterate)$/.test(call.parent?.childForFieldName('property')?.text ?? '');
  const list = ranHere ? run.childForFieldName('arguments') : null;
  if (!list) return refuse('The prepared statement runs elsewhere, where its parameters belong.');
  const elements = list.namedChildren;
  if (!elements.every(simple))
    return refuse('The parameters that are there are not written out one by one.');
  return { ok: true, elements, list };
}

const converting = /^(String|Number|BigInt|parseInt|parseFloat)$/;

/** Whether a parameter is plainly a string or a number: a literal, or what a conversion returns. */
export function isPlain(parameter: Node, file: ParsedFile): boolean {
  if (/^(string|template_string|number)$/.test(parameter.type)) return true;
  const callee = parameter.type === 'call_expression' && parameter.childForFieldName('function');
  return !!callee && converting.test(callee.text) && file.resolve(callee) === undefined;
}

/** Adds parameters where their placeholders stand among those that are there. */
export function withParameters(
  { elements, list }: { readonly elements: readonly Node[]; readonly list?: Node },
  added: readonly NewParameter[],
  statement: Node,
  file: ParsedFile,
): TextEdit[] {
  if (!list) {
    const codes = added.map(({ code }) => code).join(', ');
    return [insertion(statement.endIndex, `,${gapBefore(statement, file)}[${codes}]`)];
  }
  const last = elements.at(-1);
  return [...new Set(added.map(({ after }) => after))].map((after) => {
    const codes = added.filter((one) => one.after === after).map(({ code }) => code);
    const next = elements[after];
    if (next) return insertion(next.startIndex, `${codes.join(', ')}, `);
    return last
      ? insertion(last.endIndex, `, ${codes.join(', ')}`)
      : insertion(list.startIndex + 1, codes.join(', '));
  });
}

/** A new argument stands on a line of its own when the one before it does. */
function gapBefore(argument: Node, { text }: ParsedFile): string {
  const lineStart = text.lastIndexOf('\n', argument.startIndex - 1) + 1;
  if (lineStart === 0 || text.slice(lineStart, argument.startIndex).trim() !== '') return ' ';
  return `${text.includes('\r\n') ? '\r\n' : '\n'}${indentAt(text, argument.startIndex)}`;
}
