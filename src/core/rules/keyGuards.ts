import type { Guard } from '../flow/guards';
import { guardsOf } from '../flow/guards';
import { functionAround, javascriptCall, javascriptValue } from '../flow/javascript';
import type { Node } from '../syntax';
import type { DeepRead, KeyedWrite } from './keyedWrites';
import { plain } from './keyedWrites';
import type { ParsedFile } from './parsedFile';

/** The names that lead from an object to the prototype that others share. */
const special = ['__proto__', 'constructor', 'prototype'] as const;
const everything: ReadonlySet<string> = new Set(special);
const speaks =
  /proto|unsafe|pollut|special_?(key|prop|name)|(safe|valid|allowed|own)_?-?(key|prop|path|name)|dangerous|forbidden|reserved|blacklist|denied|disallow|blocked|illegal/i;
const owns = /hasOwn|propertyIsEnumerable|getOwnPropertyNames|Object\.keys|^_?has\b|\bown\b|isOwn/i;

export type KeyVerdict = 'safe' | 'open' | { readonly seen: Node };

/** Whether the names that reach a prototype are kept away from a read whose result is written to. */
export function judgeKeys(read: DeepRead, write: KeyedWrite, file: ParsedFile): KeyVerdict {
  if (isBare(read.object, write, file)) return 'safe';
  const places = read.key.text === write.key.text ? [read.key, write.key] : [read.key];
  const denied = new Set<string>();
  for (const place of places) {
    for (const guard of guardsOf(plain(place), file)) {
      const names = deniedBy(guard, read.object, file);
      if (names === 'all') return 'safe';
      for (const name of names) denied.add(name);
    }
  }
  if (guardsOf(read.node, file).some(comparesPrototype)) return 'safe';
  const around = textAround(write.node, file);
  if (suffices(denied, read, around)) return 'safe';
  const mentioned = new Set(
    special.filter((name) =>
      new RegExp(`['"\`]${name}['"\`]|\\b${name}\\\\b|\\(\\^?\\(?${name}|\\|${name}`).test(around),
    ),
  );
  return suffices(mentioned, read, around) ? { seen: read.key } : 'open';
}

/** `object[key] !== Object.getPrototypeOf(object)`. */
function comparesPrototype({ kind, holds, other }: Guard): boolean {
  return (
    kind === 'equals' && !holds && /^(Object|Reflect)\.getPrototypeOf\(/.test(other?.text ?? '')
  );
}

/** A function as `constructor` is no object, so whoever asks for objects does not follow it. */
function suffices(names: ReadonlySet<string>, { isRepeated }: DeepRead, around: string): boolean {
  if (!names.has('__proto__')) return false;
  if (!isRepeated || names.has('constructor') || names.has('prototype')) return true;
  return asksForObject.test(around) && !orFunction.test(around);
}

const orFunction =
  /['"]object['"][^;]{0,60}['"]function['"]|['"]function['"][^;]{0,60}['"]object['"]|isExtendable/;
const asksForObject =
  /(?:typeof|\b(?:kind|type)Of\b)[^;&|]{1,60}[!=]==?\s*['"]object['"]|isPlainObject|\[object Object\]/;

/** The names that a check keeps away; 'all' when it lets only known or own ones pass. */
export function deniedBy(
  { kind, holds, other, name, node }: Guard,
  object: Node | undefined,
  file: ParsedFile,
): ReadonlySet<string> | 'all' {
  switch (kind) {
    case 'equals': {
      const text =
        other && /^(string|template_string)$/.test(other.type) ? other.text.slice(1, -1) : '';
      if (holds) return text !== '' && !everything.has(text) ? 'all' : new Set();
      return new Set(special.filter((one) => one === text));
    }
    case 'oneOf':
      return holds ? whenListed(node, other, object, file) : namesIn(other, file);
    case 'type':
      return holds && /^(number|symbol|boolean)$/.test(name ?? '') ? 'all' : new Set();
    case 'number':
      return holds && name !== undefined && name !== 'isUUID' ? 'all' : new Set();
    case 'matches': {
      const source = (other && constantText(other, file)) ?? '';
      if (!holds) return new Set(special.filter((one) => source.includes(one)));
      return /^\/\^\[?\\?d/.test(source) ? 'all' : new Set();
    }
    case 'startsWith':
    case 'contains':
      return !holds && /^['"`]__/.test(other?.text ?? '') ? new Set(['__proto__']) : new Set();
    case 'call':
      return byHelper(node, name ?? '', holds, object, file);
    default:
      return new Set();
  }
}

function whenListed(
  node: Node,
  list: Node | undefined,
  object: Node | undefined,
  file: ParsedFile,
): ReadonlySet<string> | 'all' {
  if (!list || node.childForFieldName('operator')?.text === 'in') return new Set();
  if (owns.test(node.text)) return isOwnOf(node, object) ? 'all' : new Set();
  const text = constantText(list, file);
  if (text !== undefined && /^\[|^new Set/.test(text)) return 'all';
  return /^[A-Z][A-Z\d_]+$/.test(list.text) || /allowed|whitelist|known|permitted/i.test(list.text)
    ? 'all'
    : new Set();
}

/** Whether a check for own properties looks at the object that is read from. */
function isOwnOf(check: Node, object: Node | undefined): boolean {
  if (!object) return true;
  const call =
    check.type === 'call_expression'
      ? check
      : (check.descendantsOfType('call_expression')[0] ?? check);
  const inner = plain(object).text;
  const value = javascriptCall(call);
  const receiver = value?.receiver;
  const subjects = [...(value?.args ?? []), ...(receiver ? [receiver] : [])];
  return subjects.some((one) => plain(one).text === inner || one.text.includes(`(${inner})`));
}

function namesIn(list: Node | undefined, file: ParsedFile): ReadonlySet<string> {
  if (!list) return new Set();
  const text = constantText(list, file);
  // What another file holds is known by its name only.
  if (text === undefined || /^require\(|^[\w.]+$/.test(text))
    return speaks.test(list.text) ? everything : new Set();
  return new Set(special.filter((one) => text.includes(one)));
}

/** The code of an expression, or of what a constant stands for. */
function constantText(node: Node, file: ParsedFile): string | undefined {
  if (node.type !== 'identifier') {
    return /^(array|regex|new_expression|string|object)$/.test(node.type) ? node.text : undefined;
  }
  return file.resolve(node)?.value?.text.slice(0, 2000);
}

function byHelper(
  node: Node,
  name: string,
  holds: boolean,
  object: Node | undefined,
  file: ParsedFile,
): ReadonlySet<string> | 'all' {
  if (holds && owns.test(node.text)) return isOwnOf(node, object) ? 'all' : new Set();
  const call = javascriptCall(node);
  const owners = call ? file.flow.functions.calledBy(call) : [];
  if (owners.length > 0) {
    const text = owners.map((owner) => withConstants(owner.text, file)).join('\n');
    return new Set(special.filter((one) => text.includes(one)));
  }
  return speaks.test(`${name} ${call?.callee.text ?? ''}`) ? everything : new Set();
}

/** The object has no prototype, so no name leads to one. */
export function isBare(object: Node, write: KeyedWrite, file: ParsedFile): boolean {
  const node = plain(object);
  const made = definitionsOf(node, file);
  const isEmpty = (one: string) =>
    /^Object\s*\.\s*create\s*\(\s*null|^new (Map|WeakMap)\b/.test(one);
  if (made.length === 0 || !made.some(isEmpty)) return false;
  const owner = functionAround(write.node)?.text ?? '';
  return !made.some((one) => /^\{/.test(one)) && !/(=|\|\||\?\?|:)\s*\{\s*\}/.test(owner);
}

/** What a name or a field is set to; where that is a name itself, also what this is set to. */
function definitionsOf(node: Node, file: ParsedFile, steps = 2): readonly string[] {
  const value = javascriptValue(node);
  if (value.kind === 'name') {
    const definitions = file.resolve(node)?.definitions ?? [];
    return definitions.flatMap(({ value: one, path }) => {
      if (path.length > 0) return [];
      const isName = steps > 0 && javascriptValue(one).kind === 'name';
      return isName ? definitionsOf(one, file, steps - 1) : [one.text];
    });
  }
  if (value.kind !== 'member' || value.object.type !== 'this') return [];
  return file.find(value.name).flatMap((name) => {
    const field = name.parent;
    const assignment = field?.parent;
    if (field?.type === 'public_field_definition' || field?.type === 'field_definition') {
      return field.childForFieldName('value')?.text ?? [];
    }
    const isLeft = assignment?.type === 'assignment_expression';
    return (
      (isLeft &&
        assignment.childForFieldName('left') === field &&
        assignment.childForFieldName('right')?.text) ||
      []
    );
  });
}

/** The code of the outermost function around a place, and of what it calls and names. */
function textAround(node: Node, file: ParsedFile): string {
  let owner = functionAround(node);
  for (
    let outer = owner;
    outer && outer.endIndex - outer.startIndex < 8000;
    outer = functionAround(outer)
  )
    owner = outer;
  const text = (owner ?? file.root).text.slice(0, 20_000);
  return withConstants(withConstants(withConstants(text, file), file), file);
}

const maxNames = 60;

/** A text together with that of the file's functions and constants that it names. */
function withConstants(text: string, file: ParsedFile): string {
  const names = [...new Set(text.match(/[A-Za-z_$][\w$]*/g))].slice(0, 300);
  const added = names
    .flatMap((name) =>
      /^(const|let|var|function|return|if|for)$/.test(name) ? [] : file.named(name),
    )
    .flatMap(({ declared, value, constant }) => declared ?? (constant && value ? value : []))
    .slice(0, maxNames)
    .filter((one) => one.endIndex - one.startIndex < 1500 && !text.includes(one.text))
    .map((one) => one.text);
  return [text, ...added].join('\n');
}
