import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { functionTypes, javascriptCall, javascriptValue } from './javascript';

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
}

const maxSiblings = 400;

/** The checks on an expression, or on the same words, that hold where it stands. */
export function guardsOf(use: Node, file: ParsedFile): readonly Guard[] {
  const subject = use.text;
  if (subject.length > 200) return [];
  const found: Guard[] = [];
  const add = (condition: Node, holds: boolean) => {
    for (const guard of factsOf(condition, holds)) {
      if (concerns(guard, subject, use, file)) found.push(guard.fact);
    }
  };
  for (let at: Node = use; at.parent; at = at.parent) {
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
        addCase(parent, add, found, subject);
        break;
      case 'statement_block':
      case 'program':
        addEarlier(at, parent, add);
        break;
      default:
    }
    if (functionTypes.has(at.type) && isNamedFunction(at)) break;
  }
  return found;
}

/** Whoever calls a function by its name does so where the checks around it do not hold. */
function isNamedFunction({ type }: Node): boolean {
  return type === 'function_declaration' || type === 'method_definition';
}

type Add = (condition: Node, holds: boolean) => void;

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
    if (inner?.type === 'call_expression') add(inner, true);
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

function addCase(clause: Node, _add: Add, found: Guard[], subject: string): void {
  const statement = clause.parent?.parent;
  const value = statement?.childForFieldName('value');
  const constant = clause.childForFieldName('value');
  if (!value || !constant || bare(value).text !== subject) return;
  found.push({ node: value, kind: 'equals', holds: true, other: constant });
}

interface Fact {
  readonly fact: Guard;
  readonly subject: Node;
}

/** What a condition says of the expressions in it. */
function* factsOf(condition: Node, holds: boolean): Generator<Fact> {
  const node = bare(condition);
  if (node.type === 'unary_expression') {
    const inner = node.childForFieldName('argument');
    const operator = node.childForFieldName('operator')?.text;
    if (inner && operator === '!') yield* factsOf(inner, !holds);
    return;
  }
  if (node.type === 'binary_expression') {
    yield* binaryFacts(node, holds);
    return;
  }
  if (node.type === 'call_expression') {
    yield* callFacts(node, holds);
    return;
  }
  if (node.type === 'subscript_expression') {
    const index = node.childForFieldName('index');
    if (index) yield { subject: index, fact: { node, kind: 'oneOf', holds } };
    return;
  }
  yield { subject: node, fact: { node, kind: 'truthy', holds } };
}

function* binaryFacts(node: Node, holds: boolean): Generator<Fact> {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (!left || !right) return;
  // Of a conjunction that is false, and of a disjunction that is true, either side may be.
  if (operator === '&&' || operator === '||') {
    if ((operator === '&&') === holds) {
      yield* factsOf(left, holds);
      yield* factsOf(right, holds);
    }
    return;
  }
  if (operator === 'in') {
    yield { subject: left, fact: { node, kind: 'oneOf', holds, other: right } };
    return;
  }
  const isEqual = /^===?$/.test(operator);
  const isUnequal = /^!==?$/.test(operator);
  if (isEqual || isUnequal) {
    yield* equalFacts(node, left, right, isEqual === holds);
    yield* equalFacts(node, right, left, isEqual === holds);
    return;
  }
  yield* positionFacts(node, left, operator, right, holds);
}

function* equalFacts(node: Node, left: Node, right: Node, holds: boolean): Generator<Fact> {
  const plain = bare(left);
  if (plain.type === 'unary_expression' && plain.childForFieldName('operator')?.text === 'typeof') {
    const subject = plain.childForFieldName('argument');
    if (subject) {
      yield {
        subject: bare(subject),
        fact: { node, kind: 'type', holds, name: right.text.slice(1, -1) },
      };
    }
    return;
  }
  if (plain.type === 'call_expression' && /^(true|false)$/.test(right.text)) {
    yield* callFacts(plain, holds === (right.text === 'true'));
    return;
  }
  if (plain.type === 'call_expression' && /^-1|0|null$/.test(right.text)) {
    yield* positionFacts(node, plain, '>=', right, right.text === '0' ? holds : !holds);
    return;
  }
  yield { subject: plain, fact: { node, kind: 'equals', holds, other: right } };
}

/** `list.indexOf(x) >= 0`, `x.indexOf('..') > -1`. */
function* positionFacts(
  node: Node,
  left: Node,
  operator: string,
  right: Node,
  holds: boolean,
): Generator<Fact> {
  const call = javascriptCall(bare(left));
  if (
    call?.method !== undefined &&
    /^(indexOf|lastIndexOf|search)$/.test(call.method) &&
    call.receiver
  ) {
    const [argument] = call.args;
    if (!argument) return;
    const isIn = /^>=?$/.test(operator) ? holds : !holds;
    const atStart =
      right.text === '0' &&
      /^(===?|!==?|>=)$/.test(node.childForFieldName('operator')?.text ?? '') &&
      node.childForFieldName('operator')?.text !== '>=';
    yield {
      subject: call.receiver,
      fact: { node, kind: atStart ? 'startsWith' : 'contains', holds: isIn, other: argument },
    };
    yield { subject: argument, fact: { node, kind: 'oneOf', holds: isIn, other: call.receiver } };
  }
  yield { subject: bare(left), fact: { node, kind: 'number', holds } };
}

const listTests = /^(includes|has|contains|hasOwnProperty|hasOwn|some|propertyIsEnumerable)$/;
const numberTests =
  /^(isNaN|isInteger|isSafeInteger|isFinite|isNumber|isNumeric|isInt|isUUID|isUuid|isAlphanumeric|isHexadecimal|isMongoId|isBoolean)$/;

function* callFacts(node: Node, holds: boolean): Generator<Fact> {
  const call = javascriptCall(node);
  if (!call) return;
  const { receiver, method, args, callee } = call;
  const [first] = args;
  const name = method ?? callee.text;
  if (numberTests.test(name) && first) {
    yield {
      subject: innermost(first),
      fact: { node, kind: 'number', holds: name === 'isNaN' ? !holds : holds, name },
    };
    return;
  }
  if (receiver && method !== undefined) {
    if (method === 'startsWith' || method === 'endsWith') {
      yield {
        subject: receiver,
        fact: {
          node,
          kind: method === 'startsWith' ? 'startsWith' : 'contains',
          holds,
          ...(first && { other: first }),
          name: method,
        },
      };
      return;
    }
    if ((method === 'test' || method === 'exec') && first) {
      yield { subject: bare(first), fact: { node, kind: 'matches', holds, other: receiver } };
      return;
    }
    if (method === 'match' && first) {
      yield { subject: receiver, fact: { node, kind: 'matches', holds, other: first } };
      return;
    }
    if (listTests.test(method) && first) {
      yield { subject: receiver, fact: { node, kind: 'contains', holds, other: first } };
      for (const argument of args) {
        yield { subject: bare(argument), fact: { node, kind: 'oneOf', holds, other: receiver } };
      }
      return;
    }
  }
  for (const argument of args) {
    yield { subject: bare(argument), fact: { node, kind: 'call', holds, name } };
  }
}

/** The expression in parentheses, or after `!!`. */
function bare(node: Node): Node {
  let at = node;
  while (at.type === 'parenthesized_expression' && at.firstNamedChild) at = at.firstNamedChild;
  return at;
}

/** The `x` of `parseInt(x)` and `Number(x)`. */
function innermost(node: Node): Node {
  const call = javascriptCall(bare(node));
  const [first] = call?.args ?? [];
  return first && /^(parseInt|parseFloat|Number|String)$/.test(call?.callee.text ?? '')
    ? innermost(first)
    : bare(node);
}

/** Whether a fact is about the expression that is used, or about one that it is made of. */
function concerns({ subject }: Fact, text: string, use: Node, file: ParsedFile): boolean {
  const plain = bare(subject);
  const same = plain.text === text || innerText(plain) === text;
  if (!same) return false;
  if (use.type !== 'identifier' || plain.type !== 'identifier') return true;
  return file.resolve(plain) === file.resolve(use);
}

/** The `x` of `x.toLowerCase()` and `path.normalize(x)`. */
function innerText(node: Node): string | undefined {
  const value = javascriptValue(node);
  if (value.kind !== 'call') return undefined;
  if (/^(toLowerCase|toUpperCase|trim|toString)$/.test(value.method ?? ''))
    return value.receiver?.text;
  return undefined;
}
