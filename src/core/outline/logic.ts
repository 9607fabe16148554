import type { Node } from '../syntax';
import { squeezed } from './nodes';

/** A condition by what it means: how it is written does not matter. */
export interface Logic {
  /** The same for conditions that hold in the same cases, as far as one sees. */
  readonly holds: string;
  /** What `holds` is of the contrary. */
  readonly fails: string;
  /** What it is made of, when it is several conditions in one. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly holds: string;
  readonly fails: string;
  readonly text: string;
}

/** A longer one is compared as it is written. */
const longest = 2000;

export function logicOf(condition: Node): Logic {
  if (condition.endIndex - condition.startIndex > longest) {
    const text = squeezed(condition.text, Infinity);
    const fails = `not ${text}`;
    return { holds: text, fails, parts: [{ holds: text, fails, text }] };
  }
  const parts = partsOf(bare(condition));
  return {
    holds: meaning(condition, true),
    fails: meaning(condition, false),
    parts: parts.map((part) => ({
      holds: meaning(part, true),
      fails: meaning(part, false),
      text: squeezed(part.text),
    })),
  };
}

const wrapping =
  /^(parenthesized_expression|non_null_expression|as_expression|satisfies_expression)$/;

function bare(node: Node): Node {
  let at = node;
  while (wrapping.test(at.type) && at.firstNamedChild) at = at.firstNamedChild;
  return at;
}

function operatorOf(node: Node): string {
  const operator = node.childForFieldName('operator') ?? node.childForFieldName('operators');
  return operator?.text.replace(/\s+/g, ' ') ?? '';
}

const joins: Readonly<Record<string, 'and' | 'or'>> = {
  '&&': 'and',
  '||': 'or',
  and: 'and',
  or: 'or',
};

function joinOf(node: Node): 'and' | 'or' | undefined {
  return /^(binary_expression|boolean_operator)$/.test(node.type)
    ? joins[operatorOf(node)]
    : undefined;
}

/** The operands of all that is joined, whatever by. */
function partsOf(node: Node): readonly Node[] {
  return joinOf(node) ? operandsOf(node).flatMap((one) => partsOf(bare(one))) : [node];
}

function operandsOf(node: Node): readonly Node[] {
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  return left && right ? [left, right] : [];
}

function meaning(node: Node, isTrue: boolean): string {
  const at = bare(node);
  const negated = negatedBy(at);
  if (negated) return meaning(negated, !isTrue);
  const join = joinOf(at);
  if (join) {
    const said = isTrue ? join : join === 'and' ? 'or' : 'and';
    const all = joined(at, join).map((one) => meaning(one, isTrue));
    return `${said}(${[...new Set(all)].sort().join()})`;
  }
  return comparison(at, isTrue) ?? (isTrue ? plain(at) : `not(${plain(at)})`);
}

function negatedBy(node: Node): Node | null {
  if (node.type === 'not_operator') return node.childForFieldName('argument');
  const isNot = node.type === 'unary_expression' && operatorOf(node) === '!';
  return isNot ? node.childForFieldName('argument') : null;
}

/** The operands that the same word joins: `a && (b && c)` has three. */
function joined(node: Node, join: 'and' | 'or'): readonly Node[] {
  const at = bare(node);
  return joinOf(at) === join ? operandsOf(at).flatMap((one) => joined(one, join)) : [at];
}

/** Each operator with its contrary; those that only differ in strictness are one. */
const operators: Readonly<Record<string, readonly [name: string, contrary: string]>> = {
  '==': ['eq', 'ne'],
  '===': ['eq', 'ne'],
  is: ['eq', 'ne'],
  '!=': ['ne', 'eq'],
  '!==': ['ne', 'eq'],
  '<>': ['ne', 'eq'],
  'is not': ['ne', 'eq'],
  '<': ['lt', 'ge'],
  '>=': ['ge', 'lt'],
  '>': ['gt', 'le'],
  '<=': ['le', 'gt'],
  in: ['in', 'not in'],
  'not in': ['not in', 'in'],
};

function comparison(node: Node, isTrue: boolean): string | undefined {
  const isPython = node.type === 'comparison_operator';
  if (!isPython && node.type !== 'binary_expression') return undefined;
  const operator = isPython ? pythonOperator(node) : operatorOf(node);
  const names = operators[operator];
  const [left, right] = isPython ? node.namedChildren : operandsOf(node);
  if (!names || !left || !right || (isPython && node.namedChildCount !== 2)) return undefined;
  const [one, two] = [plain(left), plain(right)];
  const name = names[isTrue ? 0 : 1];
  if (name === 'eq' || name === 'ne') return `${name}(${[one, two].sort().join()})`;
  if (name === 'gt') return `lt(${two},${one})`;
  if (name === 'ge') return `le(${two},${one})`;
  return `${name}(${one},${two})`;
}

function pythonOperator(node: Node): string {
  return node.children
    .filter(({ isNamed }) => !isNamed)
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ');
}

const atoms =
  /^(identifier|member_expression|attribute|call_expression|call|subscript_expression|subscript|regex|string|number|integer|float|template_string|this|true|false|null|none|undefined|array|list|object|dictionary|parenthesized_expression)$/;

/** A value as written, without parentheses that change nothing, comments and white space. */
function plain(node: Node): string {
  const at = bare(node);
  const words: string[] = [];
  write(at, words);
  return squeezed(words.join(' '), longest);
}

function write(node: Node, words: string[]): void {
  if (node.type === 'comment') return;
  const inner = node.type === 'parenthesized_expression' ? node.firstNamedChild : null;
  if (inner && atoms.test(inner.type)) {
    write(inner, words);
    return;
  }
  const isWhole = /string|regex|template/.test(node.type) || node.children.length === 0;
  if (isWhole) words.push(node.text);
  else for (const child of node.children) write(child, words);
}
