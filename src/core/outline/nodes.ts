import { oneLine } from '../plainText';
import type { Node } from '../syntax';

/** Node types of the JavaScript and Python grammars that mean the same to a reader of a change. */
export const callTypes: ReadonlySet<string> = new Set([
  'call_expression',
  'call',
  'new_expression',
]);
export const ifTypes: ReadonlySet<string> = new Set([
  'if_statement',
  'elif_clause',
  'ternary_expression',
  'conditional_expression',
]);
export const functionTypes: ReadonlySet<string> = new Set([
  ...['function_declaration', 'function_expression', 'arrow_function', 'method_definition'],
  ...['generator_function', 'generator_function_declaration', 'function_definition'],
]);
export const blockTypes: ReadonlySet<string> = new Set([
  ...['statement_block', 'block', 'program', 'module', 'class_body', 'switch_body'],
]);
export const memberTypes: ReadonlySet<string> = new Set(['member_expression', 'attribute']);
const wrappers: ReadonlySet<string> = new Set([
  ...['parenthesized_expression', 'non_null_expression', 'as_expression', 'satisfies_expression'],
]);

/** The text in one line, without the white space that formatters decide on. */
export function squeezed(text: string, max = 400): string {
  return text
    .slice(0, max)
    .replace(/\s+/g, ' ')
    .replace(/(?<=\W) | (?=\W)/g, '')
    .replace(/"/g, "'");
}

/** `a.b.c` for the same; calls on the way become `()`, anything else is left out: `.exec` of a pattern. */
export function dottedName(node: Node | null): string {
  const parts: string[] = [];
  let at = node;
  for (let depth = 0; at && depth < 12; depth += 1) {
    const type = at.type;
    if (wrappers.has(type)) at = at.firstNamedChild;
    else if (memberTypes.has(type)) {
      const property = at.childForFieldName('property') ?? at.childForFieldName('attribute');
      parts.unshift(property?.text ?? '');
      at = at.childForFieldName('object');
    } else if (callTypes.has(type)) {
      parts.unshift(namedByCall(at) ?? `${dottedName(calleeOf(at))}()`);
      break;
    } else {
      if (/^(identifier|this|super|import|property_identifier)$/.test(type)) parts.unshift(at.text);
      else parts.unshift('');
      break;
    }
  }
  return parts.join('.').slice(-120);
}

/** `os` for `__import__("os")` and `os.system` for `getattr(os, "system")`: what is got by a written name. */
function namedByCall(call: Node): string | undefined {
  const callee = calleeOf(call)?.text ?? '';
  const [first, second] = argumentsOf(call);
  if (/^(require|__import__|importlib\.import_module|import_module)$/.test(callee)) {
    return /^[bru]?['"](?:node:)?([\w./@-]+)['"]$/.exec(first?.text ?? '')?.[1];
  }
  if (callee !== 'getattr' || !first) return undefined;
  const name = /^['"](\w+)['"]$/.exec(second?.text ?? '')?.[1];
  return name === undefined ? undefined : `${dottedName(first)}.${name}`;
}

export function calleeOf(call: Node): Node | null {
  return call.childForFieldName('function') ?? call.childForFieldName('constructor');
}

/** The arguments of a call, comments aside. */
export function argumentsOf(call: Node): readonly Node[] {
  const list = call.childForFieldName('arguments');
  if (!list || list.type === 'template_string') return [];
  return list.namedChildren.filter(({ type }) => type !== 'comment');
}

/** The last part of a dotted name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A dotted name for a message, as a call. */
export function shownCall(name: string): string {
  return `${oneLine(name.replace(/^\.+/, ''), 60)}()`;
}

/** The name of the function around a node, or of the variable or property that it is given to. */
export function ownerOf(node: Node): string {
  for (let at = node.parent; at; at = at.parent) {
    if (!functionTypes.has(at.type)) continue;
    const name = functionName(at);
    if (name !== '') return name;
  }
  return '';
}

export function functionName(node: Node): string {
  const own = node.childForFieldName('name')?.text;
  if (own !== undefined) return own;
  const parent = node.parent;
  if (!parent) return '';
  const holder =
    parent.childForFieldName('name') ??
    parent.childForFieldName('key') ??
    parent.childForFieldName('left');
  return holder && holder.startIndex < node.startIndex ? lastPart(holder.text).slice(0, 80) : '';
}
