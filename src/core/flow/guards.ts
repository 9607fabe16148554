import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Via } from './derived';
import { viaOf } from './derived';
import { nameOf } from './calls';
import { bare, factsOf } from './facts';
import { javascriptCall, javascriptValue } from './javascript';

/** A check on an expression that holds wherever the expression is used later. */
export interface Guard {
  /** The condition. */
  readonly node: Node;
  readonly kind:
    | 'equals'
    | 'oneOf'
    | 'matches'
    | 'startsWith'
    | 'contains'
    | 'type'
    | 'number'
    | 'call'
    | 'truthy';
  /** Whether the condition is true at the use. */
  readonly holds: boolean;
  /** What the expression is compared with. */
  readonly other?: Node;
  /** What is called, or the type it is compared with. */
  readonly name?: string;
  /** Set when the condition is on something that is made of the expression. */
  readonly via?: Via;
}

const maxSiblings = 400;

/** Values of many sinks go through the same places. */
const guards = new WeakMap<Node, readonly Guard[]>();

/** The checks on an expression, or on the same words, that hold where it stands. */
export function guardsOf(use: Node, file: ParsedFile): readonly Guard[] {
  let known = guards.get(use);
  if (!known) guards.set(use, (known = guardsAround(use, file)));
  return known;
}

function guardsAround(use: Node, file: ParsedFile): readonly Guard[] {
  const subject = use.text;
  if (subject.length > 200) return [];
  const found: Guard[] = [];
  const add: Add = (condition, holds, only) => {
    let isSet: boolean | undefined;
    const holdsOn = () => !(isSet ??= isSetBetween(condition, use, file));
    for (const guard of knownFacts(condition, holds)) {
      if (only !== undefined && guard.fact.kind !== only) continue;
      if (concerns(guard, subject, use, file)) {
        if (holdsOn()) found.push(believed(guard.fact, file));
      } else {
        const via = viaOf(guard.plain, use, file);
        if (via && holdsOn()) found.push({ ...guard.fact, via });
      }
    }
  };
  for (let at: Node = use; at.parent; at = at.parent) {
    if (isNamedFunction(at)) break;
    const { parent } = at;
    switch (parent.type) {
      case 'if_statement':
      case 'ternary_expression':
      case 'while_statement': {
        const condition = parent.childForFieldName('condition');
        if (condition && condition !== at)
          add(condition, parent.childForFieldName('alternative') !== at);
        break;
      }
      case 'binary_expression': {
        const left = parent.childForFieldName('left');
        const operator = parent.childForFieldName('operator')?.text;
        if (left && left !== at && operator === '&&') add(left, true);
        if (left && left !== at && operator === '||') add(left, false);
        break;
      }
      case 'switch_case':
        addCase(parent, found, subject);
        break;
      case 'statement_block':
      case 'program':
        addEarlier(at, parent, add);
        break;
      default:
    }
  }
  return found;
}

const setAfter = /^\s*(?:(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?|:)?=(?![=>])|\+\+|--)/;

/** Whether an expression, or what it is a part of, is set between a check and its use; never behind `isNoSet`. */
export function isSetBetween(
  check: Node,
  use: Node,
  file: ParsedFile,
  isNoSet: RegExp = /[\w$.]$/,
): boolean {
  const name = /^[\w$]+(?:\s*\??\.\s*[\w$]+)*/.exec(use.text)?.[0];
  if (name === undefined || check.endIndex > use.startIndex) return false;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const places = placesOfSets(name.slice(0, end).trimEnd(), file, isNoSet);
    const next = places.find((at) => at >= check.endIndex);
    if (next !== undefined && next < use.startIndex) return true;
  }
  return false;
}

/** Many checks stand before many uses of one name. */
const sets = new WeakMap<ParsedFile, Map<string, readonly number[]>>();

/** The offsets at which a text sets a name. */
function placesOfSets(name: string, file: ParsedFile, isNoSet: RegExp): readonly number[] {
  let known = sets.get(file);
  if (!known) sets.set(file, (known = new Map<string, readonly number[]>()));
  let places = known.get(name);
  if (!places) known.set(name, (places = [...setsIn(file.text, name, isNoSet)]));
  return places;
}

function* setsIn(text: string, name: string, isNoSet: RegExp): Generator<number> {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (!setAfter.test(text.slice(end, end + 20))) continue;
    if (!isNoSet.test(text.slice(Math.max(0, at - 20), at))) yield at;
  }
}

/** Whoever calls a function by its name does so where the checks around it do not hold. */
function isNamedFunction({ type }: Node): boolean {
  return type === 'function_declaration' || type === 'method_definition';
}

type Add = (condition: Node, holds: boolean, only?: Guard['kind']) => void;

/** Statements before this one that go on only when a condition holds. */
function addEarlier(at: Node, block: Node, add: Add): void {
  const statements = block.namedChildren;
  const end = statements.indexOf(at);
  for (const statement of statements.slice(Math.max(0, end - maxSiblings), end)) {
    if (statement.type === 'if_statement') {
      const condition = statement.childForFieldName('condition');
      const then = statement.childForFieldName('consequence');
      const otherwise = statement.childForFieldName('alternative');
      if (condition && then && leaves(then)) add(condition, false);
      else if (condition && otherwise && leaves(otherwise)) add(condition, true);
      continue;
    }
    if (statement.type !== 'expression_statement') continue;
    const call = statement.firstNamedChild;
    const inner = call?.type === 'await_expression' ? call.firstNamedChild : call;
    // What comes of a test that nobody asks for is not known.
    if (inner?.type === 'call_expression') add(inner, true, 'call');
  }
}

/** Whether nothing after it runs. */
function leaves(node: Node): boolean {
  switch (node.type) {
    case 'return_statement':
    case 'throw_statement':
    case 'continue_statement':
    case 'break_statement':
      return true;
    case 'expression_statement':
      return /^process\s*\.\s*(exit|abort)\b/.test(node.text);
    case 'else_clause':
      return node.lastNamedChild !== null && leaves(node.lastNamedChild);
    case 'statement_block': {
      const last = node.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
      return last !== undefined && leaves(last);
    }
    case 'if_statement': {
      const then = node.childForFieldName('consequence');
      const otherwise = node.childForFieldName('alternative');
      return then !== null && otherwise !== null && leaves(then) && leaves(otherwise);
    }
    default:
      return false;
  }
}

/** A clause is also reached from those before it that do not leave; the weakest of their values counts. */
function addCase(clause: Node, found: Guard[], subject: string): void {
  const statement = clause.parent?.parent;
  const value = statement?.childForFieldName('value');
  if (!value || bare(value).text !== subject) return;
  let other: Node | undefined;
  for (let at: Node | null = clause; at; at = at.previousNamedSibling) {
    if (at !== clause && at.lastNamedChild && leaves(at.lastNamedChild)) break;
    const constant = at.type === 'switch_case' ? at.childForFieldName('value') : null;
    if (!constant) return;
    if (!other || !/^(string|number)$/.test(constant.type)) other = constant;
  }
  if (other) found.push({ node: value, kind: 'equals', holds: true, other });
}

/** What the file itself calls a test for a number is no more than a check. */
function believed(fact: Guard, file: ParsedFile): Guard {
  if (fact.kind !== 'number' || fact.name === undefined) return fact;
  const { callee } = javascriptCall(fact.node) ?? {};
  const isOwn = callee?.type === 'identifier' && file.resolve(callee)?.imported === undefined;
  return isOwn && file.resolve(callee) ? { ...fact, kind: 'call' } : fact;
}

/** A fact, and the texts of the expressions that it is about. */
interface Known {
  readonly fact: Guard;
  readonly plain: Node;
  readonly text: string;
  readonly inner: string | undefined;
}

/** The same condition stands before many uses. */
const known = {
  true: new WeakMap<Node, readonly Known[]>(),
  false: new WeakMap<Node, readonly Known[]>(),
};

function knownFacts(condition: Node, holds: boolean): readonly Known[] {
  const facts = known[`${holds}`];
  let found = facts.get(condition);
  if (!found) {
    found = [...factsOf(condition, holds)].map(({ fact, subject }) => {
      const plain = bare(subject);
      return { fact, plain, text: plain.text, inner: innerText(plain) };
    });
    facts.set(condition, found);
  }
  return found;
}

/** Whether a fact is about the expression that is used, or about one that it is made of. */
function concerns(
  { plain, text, inner }: Known,
  subject: string,
  use: Node,
  file: ParsedFile,
): boolean {
  if (text !== subject && inner !== subject) return false;
  if (use.type !== 'identifier' || plain.type !== 'identifier') return true;
  return file.resolve(plain) === file.resolve(use);
}

/** The `x` of `x.toLowerCase()` and `path.normalize(x)`. */
function innerText(node: Node): string | undefined {
  const value = javascriptValue(node);
  if (value.kind !== 'call') return undefined;
  if (/^(toLowerCase|toUpperCase|trim|toString)$/.test(value.method ?? ''))
    return value.receiver?.text;
  // Where these lead to, the path itself leads to.
  if (/^(resolve|normalize|realpathSync)$/.test(nameOf(value)) && value.args.length === 1)
    return value.args[0]?.text;
  return undefined;
}
