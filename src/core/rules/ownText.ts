import type { Origin } from '../flow/question';
import { javascriptCall, javascriptValue } from '../flow/javascript';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';

const options =
  /^(o|args?|argv|data|input|params|parameters|props|req|request|settings|config|conf|cfg|opts?|body|\w*(options|opts|config|params|settings|headers|query|cookies))$/i;
const counters = /^(i|j|k|n|x|idx|at|index|\w*Index|pos|position)$/;
const ofText =
  /^(toString|valueOf|trim|trimStart|trimEnd|trimLeft|trimRight|slice|substring|substr|toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|normalize|padStart|padEnd|repeat|at|charAt|concat|replace|replaceAll|split|match|matchAll|exec|map|flatMap|flat|filter|reverse|sort|shift|pop|find|findLast|join|entries|values|keys|reduce|apply|call|bind)$/;

/**
 * Whether a caller of a module hands over a text itself, in a list or among the options of a call.
 * What an object of another kind holds, such as an error, a schema or a node of a tree, is seldom
 * a text that somebody outside has written.
 */
export function isOwnText({ steps }: Pick<Origin, 'steps'>): boolean {
  const ids = new Set(steps.map(({ id }) => id));
  return steps.every((step) => {
    const { receiver, method } = javascriptCall(step) ?? {};
    if (receiver && method !== undefined) return !ids.has(receiver.id) || ofText.test(method);
    return isPlainRead(step);
  });
}

/** What is no read of a property, and reads of what holds the texts of a call. */
function isPlainRead(node: Node): boolean {
  const value = javascriptValue(node);
  if (value.kind === 'element') return isCounter(value.index);
  if (value.kind !== 'member' || /^\d+$/.test(value.name)) return true;
  return value.object.type === 'this' || options.test(lastName(value.object) ?? '');
}

function isCounter({ type, text }: Node): boolean {
  return type === 'identifier' ? counters.test(text) : /^(number|update|binary)/.test(type);
}

function lastName(node: Node): string | undefined {
  const property = node.childForFieldName('property');
  if (node.type === 'identifier') return node.text;
  if (!property || node.childForFieldName('object')?.type !== 'this') return undefined;
  return property.text;
}

const runs = /^\/\(?(\\?[^[\]()*+?]|\[[^\]]+\])(?:\1\+|\+|\{2,\})\)?\/[a-z]*g[a-z]*$/;

/**
 * Whether a step makes one character of each run of some: `text.replace(/\s+/g, ' ')`. A pattern
 * that repeats no others finds no long runs then.
 */
export function shortens(step: Node, pattern: string): boolean {
  const { method, args = [] } = javascriptCall(step) ?? {};
  const [of, by] = args;
  if (!/^replace(All)?$/.test(method ?? '') || !of || !by || !/^(['"`]).?\1$/.test(by.text))
    return false;
  const run = runs.exec(of.text)?.[1];
  if (run === undefined) return false;
  const rest = pattern.split(`${run}*`).join('').split(`${run}+`).join('');
  return !/[*+{]/.test(rest.replace(/\\[*+{]/g, ''));
}

/** Whether a name stands for a regular expression, which the code asks for its source or its place. */
export function isExpression(text: Node, file: ParsedFile): boolean {
  const binding = text.type === 'identifier' ? file.resolve(text) : undefined;
  if (!binding) return false;
  return file.find('source', 'lastIndex').some(({ parent }) => {
    const object = parent?.type === 'member_expression' && parent.childForFieldName('object');
    return object && object.type === 'identifier' && file.resolve(object) === binding;
  });
}

/** Whether a call is for platforms without a method only: `text.trim ? text.trim() : text.replace(…)`. */
export function isFallback(call: Node, text: Node): boolean {
  const method = new RegExp(`^${escaped(text.text)}\\.trim\\w*$`);
  const { parent } = call;
  if (parent?.type === 'ternary_expression')
    return method.test(parent.childForFieldName('condition')?.text ?? '');
  const before = parent?.type === 'return_statement' ? parent.previousNamedSibling : null;
  if (before?.type !== 'if_statement' || before.childForFieldName('alternative')) return false;
  const condition = before.childForFieldName('condition')?.firstNamedChild;
  const leaves = /^\{?\s*return\b/.test(before.childForFieldName('consequence')?.text ?? '');
  return leaves && method.test(condition?.text ?? '');
}

function escaped(text: string): string {
  return text.slice(0, 100).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
