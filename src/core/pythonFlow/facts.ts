import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Guard } from '../flow/guards';
import type { Call } from '../flow/value';
import { expressions } from '../flow/value';
import { bare, pythonCall } from './value';

/** What a condition says of an expression in it. */
export interface Fact {
  readonly fact: Guard;
  readonly subject: Node;
}

const maxDepth = 4;

/** What a Python condition says of the expressions in it. */
export function* pythonFacts(
  condition: Node,
  holds: boolean,
  file: ParsedFile,
  depth = 0,
): Generator<Fact> {
  const node = bare(condition);
  if (depth > maxDepth) return;
  switch (node.type) {
    case 'not_operator': {
      const inner = node.childForFieldName('argument');
      if (inner) yield* pythonFacts(inner, !holds, file, depth);
      return;
    }
    case 'boolean_operator': {
      const isAnd = node.childForFieldName('operator')?.text === 'and';
      // Of a conjunction that is false, and of a disjunction that is true, either side may be.
      if (isAnd !== holds) return;
      for (const side of expressions(node)) yield* pythonFacts(side, holds, file, depth);
      return;
    }
    case 'comparison_operator':
      yield* comparison(node, holds, file);
      return;
    case 'call':
      yield* callFacts(node, holds, file);
      return;
    case 'named_expression': {
      const value = node.childForFieldName('value');
      if (value) yield* pythonFacts(value, holds, file, depth + 1);
      return;
    }
    case 'identifier': {
      // `ok = check(x)`, `match = re.match(…, x)`.
      const { value } = file.resolve(node) ?? {};
      if (value && value.endIndex <= node.startIndex) {
        yield* pythonFacts(value, holds, file, depth + 1);
      }
      break;
    }
    case 'attribute':
      yield* partFacts(node, node, 'truthy', holds, undefined, file);
      break;
    default:
  }
  yield { subject: node, fact: { node, kind: 'truthy', holds } };
}

function* comparison(node: Node, holds: boolean, file: ParsedFile): Generator<Fact> {
  const [left, right, more] = expressions(node);
  if (!left || !right || more) return;
  const operator = node.children
    .filter(
      ({ startIndex, endIndex }) => startIndex >= left.endIndex && endIndex <= right.startIndex,
    )
    .map(({ text }) => text)
    .join(' ');
  switch (operator) {
    case 'in':
    case 'not in': {
      const isIn = (operator === 'in') === holds;
      yield { subject: bare(left), fact: { node, kind: 'oneOf', holds: isIn, other: right } };
      yield { subject: bare(right), fact: { node, kind: 'contains', holds: isIn, other: left } };
      yield* partFacts(node, left, 'oneOf', isIn, right, file);
      return;
    }
    case '==':
    case '!=': {
      const isEqual = (operator === '==') === holds;
      yield* equal(node, left, right, isEqual, file);
      yield* equal(node, right, left, isEqual, file);
      return;
    }
    case 'is':
    case 'is not': {
      const value = bare(left);
      const isNone = right.type === 'none' && value.type === 'call';
      if (isNone) yield* callFacts(value, (operator === 'is not') === holds, file);
      if (right.type === 'true' && value.type === 'call') yield* callFacts(value, holds, file);
      return;
    }
    default:
  }
}

function* equal(
  node: Node,
  left: Node,
  right: Node,
  holds: boolean,
  file: ParsedFile,
): Generator<Fact> {
  const plain = bare(left);
  yield { subject: plain, fact: { node, kind: 'equals', holds, other: right } };
  yield* partFacts(node, plain, 'equals', holds, right, file);
  const call = pythonCall(plain);
  if (!call) return;
  const name = call.method ?? call.callee.text;
  const [first] = call.args;
  if (/^common(path|prefix)$/.test(name) && first) {
    for (const one of expressions(bare(first))) {
      yield { subject: bare(one), fact: { node, kind: 'startsWith', holds, other: right, name } };
    }
  }
  if (name === 'find' && right.text === '-1' && call.receiver && first) {
    const fact: Guard = { node, kind: 'contains', holds: !holds, other: first };
    yield { subject: call.receiver, fact };
  }
  if (/^(True|False)$/.test(right.text)) {
    yield* callFacts(plain, holds === (right.text === 'True'), file);
  }
}

const parsers = /^(urlparse|urlsplit|parse_url|url_parse)$/;

/** What is said of `urlparse(x).netloc` is said of `x`, by the part's name. */
function* partFacts(
  node: Node,
  part: Node,
  kind: Guard['kind'],
  holds: boolean,
  other: Node | undefined,
  file: ParsedFile,
): Generator<Fact> {
  const name = part.childForFieldName('attribute')?.text;
  const object = part.childForFieldName('object');
  if (part.type !== 'attribute' || name === undefined || !object) return;
  const value = object.type === 'identifier' ? file.resolve(object)?.value : object;
  const call = value && pythonCall(bare(value));
  const [url] = call?.args ?? [];
  if (!call || !url || !parsers.test(call.method ?? call.callee.text)) return;
  yield { subject: bare(url), fact: { node, kind, holds, name, ...(other && { other }) } };
}

const characterTests = /^(isdigit|isnumeric|isdecimal|isalnum|isalpha|isidentifier|isascii)$/;

function* callFacts(node: Node, holds: boolean, file: ParsedFile): Generator<Fact> {
  const call = pythonCall(node);
  if (!call) return;
  const { receiver, method, args, callee } = call;
  const name = method ?? callee.text;
  const [first, second] = args;
  const given = first && { other: first };
  if (receiver && characterTests.test(name)) {
    const kind = name === 'isascii' ? 'call' : 'number';
    yield { subject: receiver, fact: { node, kind, holds, name } };
    return;
  }
  if (receiver && /^(startswith|is_relative_to|endswith)$/.test(name)) {
    const kind = name === 'endswith' ? 'contains' : 'startsWith';
    const shown = name === 'endswith' ? 'endsWith' : name;
    yield { subject: bare(receiver), fact: { node, kind, holds, name: shown, ...given } };
    yield* partFacts(node, bare(receiver), kind, holds, first, file);
    return;
  }
  if (/^(match|fullmatch|search)$/.test(name) && receiver && first) {
    const isModule = /^(re|regex)$/.test(receiver.text);
    const [subject, other] = isModule ? [second, first] : [first, receiver];
    if (subject)
      yield { subject: bare(subject), fact: { node, kind: 'matches', holds, other, name } };
    return;
  }
  if (name === 'isinstance' && first && second) {
    yield { subject: bare(first), fact: { node, kind: 'type', holds, name: second.text } };
    return;
  }
  yield* argumentFacts(node, call, name, holds);
}

function* argumentFacts(node: Node, call: Call, name: string, holds: boolean): Generator<Fact> {
  const kind = /^(ip_address|ip_network|UUID|int|float)$/.test(name) ? 'number' : 'call';
  for (const argument of [...call.args, ...call.named.values()]) {
    yield { subject: bare(argument), fact: { node, kind, holds, name } };
  }
  if (call.receiver) {
    yield { subject: bare(call.receiver), fact: { node, kind: 'call', holds, name } };
  }
}
