import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf } from '../around';
import { isWholeBody } from './client';
import { callOf, callTypes } from './code';
import type { Look, Suspect } from './look';

const instead = 'every other field is still set. Pick the fields that a client may set.';
const rank =
  /^(?:roles?|is_?admin|admin|is_?staff|is_?superuser|permissions?|rights|verified|balance|credits?|owner_?id|plan)$/i;
const bodyName = /^(?:\w+\.)?(?:body|data|input|payload|params)$/;
const writing =
  /^(?:\w*(?:create|update|upsert|insert|save|merge|patch)\w*|set|assign|build|fill|replaceOne|setattr|put)$/i;

/** All that a client sends, set on a record after one field of it was taken out. */
export function* wholeBodies(look: Look): Generator<Suspect> {
  const isTold = look.families.has('fields');
  if (!isTold && !look.families.has('access')) return;
  for (const { at, body, name } of partings(look)) {
    if (!isTold && !rank.test(name ?? '')) continue;
    if (!isWritten(body, at) && !(at.text.startsWith('del') && rank.test(name ?? ''))) continue;
    const what =
      name === undefined
        ? `${snippet(at.text)} is a copy of all that the client sends:`
        : `Only ${snippet(name)} is taken out of what the client sends:`;
    yield { at, why: `${what} ${instead}` };
  }
}

interface Parting {
  readonly at: Node;
  /** What holds the fields from there on, as written. */
  readonly body: string;
  /** The one field that does not go along. */
  readonly name: string | undefined;
}

function* partings(look: Look): Generator<Parting> {
  for (const node of look.nodes('unary_expression', 'delete_statement')) {
    const [, body, name] =
      /^del(?:ete)?\s+([\w$.]+?)(?:\.|\[['"])([\w$]+)(?:['"]\])?$/.exec(node.text) ?? [];
    const target =
      node.namedChildren[0]?.childForFieldName('object') ??
      node.namedChildren[0]?.childForFieldName('value');
    const isBody = target && (isWholeBody(target) || bodyName.test(target.text));
    if (body !== undefined && isBody) yield { at: node, body, name };
  }
  for (const node of look.nodes(...callTypes)) yield* partedByCall(node);
  for (const node of look.nodes('variable_declarator')) {
    const [pattern, value] = [node.childForFieldName('name'), node.childForFieldName('value')];
    const rest = pattern?.namedChildren.find(({ type }) => type === 'rest_pattern');
    if (!pattern || !value || !rest || !isWholeBody(value)) continue;
    const [first] = pattern.namedChildren;
    const name = /^[\w$]+/.exec(first?.text ?? '')?.[0];
    yield { at: node, body: rest.text.replace(/^\.+/, ''), name };
  }
  for (const node of look.nodes('spread_element')) {
    const [copied] = node.namedChildren;
    const object = node.parent;
    if (!copied || object?.type !== 'object' || !isWholeBody(copied)) continue;
    yield { at: node, body: nameGiven(object), name: undefined };
  }
  for (const node of look.nodes('if_statement')) {
    const [, name] =
      /^if\s*\(?\s*[\w.]+\s*={2,3}\s*['"](\w+)['"]\s*[):][^]{0,20}\bcontinue\b/.exec(node.text) ??
      [];
    if (name !== undefined && isLoopOverBody(node)) yield { at: node, body: 'setattr', name };
  }
}

function* partedByCall(node: Node): Generator<Parting> {
  const call = callOf(node);
  if (!call) return;
  const [first, second] = call.args;
  if (call.name === 'pop' && call.object && isWholeBody(call.object)) {
    const name = /^['"](\w+)['"]$/.exec(first?.text ?? '')?.[1];
    if (name !== undefined) yield { at: node, body: call.object.text, name };
  }
  const isCopy = call.name === 'assign' && call.object?.text === 'Object' && first?.text === '{}';
  if (isCopy && second && isWholeBody(second)) {
    yield { at: node, body: nameGiven(node), name: undefined };
  }
}

/** The name that a value is given, or its own code where it is handed on at once. */
function nameGiven(value: Node): string {
  const { parent } = value;
  const name = parent?.type === 'variable_declarator' ? parent.childForFieldName('name') : null;
  return name?.text ?? value.text;
}

/** A loop that sets each of the fields. */
function isLoopOverBody(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (!/^for_/.test(at.type)) continue;
    const over = at.childForFieldName('right');
    const given = over && callOf(over)?.object;
    return Boolean(given && isWholeBody(given)) && /\bsetattr\(|\[\w+\]\s*=/.test(at.text);
  }
  return false;
}

/** Whether what holds the fields is given to something that writes them down. */
function isWritten(body: string, at: Node): boolean {
  const owner = functionOf(at);
  if (body === 'setattr') return true;
  return owner.descendantsOfType([...callTypes]).some((one) => {
    const call = callOf(one);
    if (!call || !writing.test(call.name)) return false;
    const given = one.text.slice(one.text.indexOf('('));
    if (/\bfields\s*:|\.(?:parse|pick)\(|\bpick\(/.test(given)) return false;
    return given.includes(body) || isSetInLoop(call.name, one, body);
  });
}

function isSetInLoop(name: string, call: Node, body: string): boolean {
  if (name !== 'setattr') return false;
  for (let at = call.parent; at; at = at.parent) {
    if (/^for_/.test(at.type)) return (at.childForFieldName('right')?.text ?? '').includes(body);
  }
  return false;
}
