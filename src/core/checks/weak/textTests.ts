import type { Node } from '../../syntax';
import type { Pattern, Polarity } from './code';
import {
  callOf,
  callTypes,
  elementsOf,
  patternOf,
  polarityOf,
  rawString,
  stringOf,
  valueOfName,
} from './code';
import type { Look } from './look';

/** A question about what a text holds. */
export interface TextTest {
  readonly at: Node;
  readonly kind: 'contains' | 'starts' | 'ends' | 'matches' | 'holdsOne' | 'isOne';
  /** The text that is asked about. */
  readonly value: Node;
  /** What is looked for: strings written out. Empty when that is not known. */
  readonly needles: readonly string[];
  /** The name or code that stands for what is looked for. */
  readonly needle?: Node;
  readonly pattern?: Pattern;
  readonly polarity: Polarity;
}

const kinds: Readonly<Record<string, TextTest['kind']>> = {
  includes: 'contains',
  indexOf: 'contains',
  contains: 'contains',
  find: 'contains',
  count: 'contains',
  startsWith: 'starts',
  startswith: 'starts',
  endsWith: 'ends',
  endswith: 'ends',
};

/** Every test of a text on changed lines. */
export function* textTests(look: Look): Generator<TextTest> {
  for (const node of look.nodes(...callTypes)) {
    const test = callTest(node, look);
    if (test) yield test;
  }
  for (const node of look.nodes('comparison_operator')) {
    const test = membership(node, look);
    if (test) yield test;
  }
}

function callTest(node: Node, look: Look): TextTest | undefined {
  const call = callOf(node);
  const [first] = call?.args ?? [];
  if (!call?.object || !first) return undefined;
  const { object, name, args } = call;
  const polarity = polarityOf(node);
  const regex = matchOf(object, name, args, look);
  if (regex) return { at: node, kind: 'matches', needles: [], ...regex, polarity };
  if (/^(?:some|any|find|every)$/.test(name)) return someTest(node, object, first, look);
  if (name === 'has') return listTest(node, object, first, look);
  const kind = kinds[name];
  if (!kind) return undefined;
  const elements = kind === 'contains' ? elementsOf(valueOfName(object, look.root)) : undefined;
  if (elements) return listTest(node, object, first, look);
  const isFirst = /\)\s*[!=]==?\s*0$/.test(node.parent?.text ?? '');
  const needles = textsOf(first, look);
  const asked = name === 'indexOf' && isFirst ? 'starts' : kind;
  return { at: node, kind: asked, value: object, needles, needle: first, polarity };
}

function matchOf(
  object: Node,
  name: string,
  args: readonly Node[],
  look: Look,
): { readonly value: Node; readonly pattern: Pattern } | undefined {
  const [first, second] = args;
  if (look.language === 'python') {
    if (!/^(?:match|search|fullmatch|findall)$/.test(name) || !first) return undefined;
    const flags = name === 'match' ? 'y' : '';
    if (object.text === 're' && second) {
      const source = rawString(valueOfName(first, look.root));
      if (source === undefined) return undefined;
      const whole = name === 'fullmatch' ? `^(?:${source})$` : source;
      return { value: second, pattern: { source: name === 'match' ? `^${whole}` : whole, flags } };
    }
    const pattern = patternOf(valueOfName(object, look.root));
    return pattern && { value: first, pattern: anchored(pattern, name) };
  }
  if (/^(?:test|exec)$/.test(name) && first) {
    const pattern = patternOf(valueOfName(object, look.root));
    return pattern && { value: first, pattern };
  }
  if (/^(?:match|search|matchAll)$/.test(name) && first) {
    const pattern = patternOf(valueOfName(first, look.root));
    return pattern && { value: object, pattern };
  }
  return undefined;
}

function anchored({ source, flags }: Pattern, name: string): Pattern {
  if (name === 'fullmatch') return { source: `^(?:${source})$`, flags };
  return name === 'match' ? { source: `^${source}`, flags } : { source, flags };
}

/** `list.some((one) => text.includes(one))`. */
function someTest(node: Node, list: Node, callback: Node, look: Look): TextTest | undefined {
  const inner = callback.descendantsOfType([...callTypes]).map(callOf);
  const asked = inner.find((one) => one?.object && kinds[one.name]);
  if (!asked?.object) return undefined;
  const parameter = (
    callback.childForFieldName('parameter') ?? callback.childForFieldName('parameters')
  )?.text.replace(/[()\s]|:.*/g, '');
  if (asked.args[0]?.text !== parameter) return undefined;
  const kind = kinds[asked.name] === 'contains' ? 'holdsOne' : (kinds[asked.name] ?? 'holdsOne');
  const needles = textsOf(list, look);
  return { at: node, kind, value: asked.object, needles, needle: list, polarity: polarityOf(node) };
}

function listTest(node: Node, list: Node, value: Node, look: Look): TextTest {
  const needles = textsOf(list, look);
  return { at: node, kind: 'isOne', value, needles, needle: list, polarity: polarityOf(node) };
}

/** Python's `in`, alone or in `any(… for … in …)`. */
function membership(node: Node, look: Look): TextTest | undefined {
  const [left, right] = node.namedChildren;
  if (!left || !right || node.namedChildCount !== 2) return undefined;
  const operator = node.text
    .slice(left.endIndex - node.startIndex, right.startIndex - node.startIndex)
    .trim();
  if (!/^(?:not\s+)?in$/.test(operator)) return undefined;
  const isNot = operator !== 'in';
  const turned = (polarity: Polarity): Polarity =>
    !isNot || polarity === 'unknown' ? polarity : polarity === 'rejects' ? 'allows' : 'rejects';
  const loop = node.parent?.type === 'generator_expression' ? node.parent : undefined;
  if (loop) {
    const clause = loop.namedChildren.find(({ type }) => type === 'for_in_clause');
    const list = clause?.childForFieldName('right');
    if (list && clause?.childForFieldName('left')?.text === left.text) {
      const at = loop.parent ?? node;
      const rest = { needles: textsOf(list, look), needle: list };
      return { at, kind: 'holdsOne', value: right, ...rest, polarity: turned(polarityOf(at)) };
    }
  }
  const polarity = turned(polarityOf(node));
  const text = stringOf(left);
  if (text !== undefined) {
    return { at: node, kind: 'contains', value: right, needles: [text], needle: left, polarity };
  }
  const needles = textsOf(right, look);
  return { at: node, kind: 'isOne', value: left, needles, needle: right, polarity };
}

/** The strings that an expression stands for: a string, a list of them, or a name of either. */
function textsOf(node: Node, look: Look): readonly string[] {
  const value = valueOfName(node, look.root) ?? node;
  const one = stringOf(value);
  if (one !== undefined) return [one];
  return (elementsOf(value) ?? []).flatMap((element) => stringOf(element) ?? []);
}
