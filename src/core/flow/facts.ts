import type { Node } from '../syntax';
import type { Guard } from './guards';
import { javascriptCall } from './javascript';

/** What a condition says of one expression. */
export interface Fact {
  readonly fact: Guard;
  readonly subject: Node;
}

/** What a condition says of the expressions in it. */
export function* factsOf(condition: Node, holds: boolean): Generator<Fact> {
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
  if (operator === '&&' || operator === '||') {
    if ((operator === '&&') === holds) {
      yield* factsOf(left, holds);
      yield* factsOf(right, holds);
    } else yield* weakerFacts([...factsOf(left, holds)], [...factsOf(right, holds)]);
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

/**
 * Of a conjunction that is false, and of a disjunction that is true, either side may be: where both
 * sides tell of one expression, the weaker of them holds.
 */
function* weakerFacts(left: readonly Fact[], right: readonly Fact[]): Generator<Fact> {
  for (const one of left) {
    const other = right.find(({ subject }) => subject.text === one.subject.text);
    if (!other) continue;
    const weaker = weakness(one.fact) < weakness(other.fact) ? other : one;
    if (Number.isFinite(weakness(weaker.fact))) yield weaker;
  }
}

/** The larger, the more a fact allows; infinite when it says too little to be compared. */
function weakness({ kind, holds, other }: Guard): number {
  if (kind === 'call') return 6;
  if (!holds || !other) return Infinity;
  switch (kind) {
    case 'equals':
      return /^(string|number|null|undefined)$/.test(other.type) ? 0 : 1;
    case 'oneOf':
      return 2;
    case 'startsWith':
      return 3 + 1 / other.text.length;
    case 'matches':
      return 5;
    default:
      return Infinity;
  }
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
  const start = beginningOf(plain);
  if (start) {
    yield { subject: start, fact: { node, kind: 'startsWith', holds, other: right } };
    return;
  }
  yield { subject: plain, fact: { node, kind: 'equals', holds, other: right } };
}

/** The `x` of `x.slice(0, n)`. */
function beginningOf(node: Node): Node | undefined {
  const call = javascriptCall(node);
  const isCut = /^(slice|substr|substring)$/.test(call?.method ?? '') && call?.args.length === 2;
  return isCut && call?.args[0]?.text === '0' ? call.receiver : undefined;
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
  yield { subject: bare(left), fact: { node, kind: 'number', holds, other: right } };
  yield { subject: bare(right), fact: { node, kind: 'number', holds, other: left } };
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

/** The expression in parentheses, or before a `!` or a cast of TypeScript. */
export function bare(node: Node): Node {
  let at = node;
  while (/^(parenthesized|non_null|as|satisfies)_expression$/.test(at.type) && at.firstNamedChild)
    at = at.firstNamedChild;
  return at;
}

/** The `x` of `Number(x)`; parseInt() reads no further than the number. */
function innermost(node: Node): Node {
  const call = javascriptCall(bare(node));
  const [first] = call?.args ?? [];
  return first && /^(Number|String)$/.test(call?.callee.text ?? '') ? innermost(first) : bare(node);
}
