import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { callOf, callTypes, plain, stringOf } from './code';
import type { Look, Suspect } from './look';

const logics = ['binary_expression', 'boolean_operator'] as const;
const conditional = [
  'if_statement',
  'elif_clause',
  'while_statement',
  'ternary_expression',
] as const;

/** Conditions that hold, or fail to hold, whatever comes. */
export function* fixedConditions(look: Look): Generator<Suspect> {
  for (const node of look.nodes('binary_expression', 'comparison_operator', 'boolean_operator')) {
    const why = fixedReason(node);
    if (why !== undefined) yield { at: node, why: `${snippet(node.text)} ${why}`, outcome: 'fail' };
  }
  for (const node of look.nodes(...conditional)) {
    const condition = node.childForFieldName('condition');
    if (!condition || !look.isChanged(condition)) continue;
    const why = fixedHead(plain(condition), node);
    if (why !== undefined) {
      yield { at: condition, why: `${snippet(condition.text)} ${why}`, outcome: 'fail' };
    }
  }
  for (const node of look.nodes('assert_statement')) {
    const [first] = node.namedChildren;
    if (first?.type === 'tuple') {
      yield {
        at: node,
        why: 'An assertion of a tuple always holds. Leave the parentheses out.',
        outcome: 'fail',
      };
    }
  }
}

function fixedHead(condition: Node, holder: Node): string | undefined {
  if (/^(?:assignment_expression)$/.test(condition.type)) {
    return isLoop(holder) ? undefined : 'sets a value instead of comparing it. Write ===.';
  }
  if (/^(?:true|false|True|False)$/.test(condition.type) && !isLoop(holder)) {
    return 'never changes, so that the condition decides nothing.';
  }
  const text = stringOf(condition);
  return text !== undefined && text !== '' && !isLoop(holder)
    ? 'is a text, which always counts as true.'
    : undefined;
}

function isLoop({ type }: Node): boolean {
  return type === 'while_statement';
}

function fixedReason(node: Node): string | undefined {
  const { operator, left, right } = partsOf(node);
  if (!left || !right) return undefined;
  if (/^(?:\|\||or)$/.test(operator)) return fixedOr(node, left, right);
  if (/^(?:&&|and)$/.test(operator)) return fixedAnd(left, right, node);
  if (!/^(?:[=!]==?|[<>]=?|in|instanceof|is|is not|not in)$/.test(operator)) return undefined;
  if (/^[!=]/.test(operator)) return fixedEquality(operator, left, right);
  if (
    /\.(?:length|size)$|^len\(/.test(left.text) &&
    right.text === '0' &&
    /^(?:>=|<)$/.test(operator)
  ) {
    return `is always ${operator === '>=' ? 'true' : 'false'}: no length is below zero.`;
  }
  if (
    /^(?:in|instanceof)$/.test(operator) &&
    left.type === 'unary_expression' &&
    left.text.startsWith('!')
  ) {
    return `compares a truth value: ! binds closer than ${operator}. Put parentheses around the comparison.`;
  }
  return undefined;
}

interface Parts {
  readonly operator: string;
  readonly left: Node | undefined;
  readonly right: Node | undefined;
}

function partsOf(node: Node): Parts {
  const left = node.childForFieldName('left') ?? node.namedChildren[0];
  const right = node.childForFieldName('right') ?? node.namedChildren[1];
  const operator =
    node.childForFieldName('operator')?.text ??
    (left && right
      ? node.text.slice(left.endIndex - node.startIndex, right.startIndex - node.startIndex)
      : '');
  const isPair = node.namedChildCount === 2;
  return {
    operator: operator.trim(),
    left: isPair ? left : undefined,
    right: isPair ? right : undefined,
  };
}

function fixedEquality(operator: string, left: Node, right: Node): string | undefined {
  const always = operator.startsWith('!') ? 'true' : 'false';
  const isUnordered = (node: Node) => /^(?:Number\.)?NaN$/.test(node.text);
  if (isUnordered(left) || isUnordered(right)) {
    return `is always ${always}: NaN equals nothing. Use Number.isNaN().`;
  }
  if (/^(?:array|object)$/.test(right.type) && /===?$/.test(operator)) {
    return `is always ${always}: a new list or object equals no other. Compare its length or its parts.`;
  }
  if (left.type === 'unary_expression' && left.text.startsWith('typeof')) {
    const type = stringOf(right);
    if (/^(?:undefined|null|String|Number|Object|Function)$/.test(right.text)) {
      return `is always ${always}: typeof gives a text. Compare it with '${right.text.toLowerCase()}'.`;
    }
    if (type !== undefined && !typeNames.has(type)) {
      return `is always ${always}: typeof never gives '${snippet(type)}'.`;
    }
  }
  // A name that differs from itself is the old way to ask for NaN.
  const isSame = left.text === right.text && /^[\w$.]+$/.test(left.text);
  const isForNaN = always === 'true' && !left.text.includes('.');
  return isSame && !isForNaN ? 'compares a value with itself.' : undefined;
}

const typeNames: ReadonlySet<string> = new Set(
  'undefined object boolean number bigint string symbol function'.split(' '),
);

function fixedOr(node: Node, left: Node, right: Node): string | undefined {
  if (!isCondition(node)) return undefined;
  const text = stringOf(right);
  if (/^(?:true|True|1)$/.test(right.text) || /^(?:true|True)$/.test(left.text)) {
    return 'is always true.';
  }
  if (text !== undefined && text !== '' && isComparison(left)) {
    return `is always true: the text ${snippet(right.text)} stands there alone. Compare it, too.`;
  }
  const names = [left, right].map((one) => /^\(?([\w$.]+)\s*!==?\s*(\S.*?)\)?$/.exec(one.text));
  const [one, other] = names;
  if (
    one &&
    other &&
    one[1] === other[1] &&
    one[2] !== other[2] &&
    isLiteral(one[2]) &&
    isLiteral(other[2])
  ) {
    return 'is always true: no value equals both. Join the comparisons with &&.';
  }
  return undefined;
}

function isLiteral(code: string | undefined): boolean {
  return code !== undefined && /^(?:['"][^'"]*['"]|\d+|null|undefined|true|false)$/.test(code);
}

function fixedAnd(left: Node, right: Node, node: Node): string | undefined {
  if (!isCondition(node)) return undefined;
  if (/^(?:false|False)$/.test(right.text) || /^(?:false|False)$/.test(left.text)) {
    return 'is always false.';
  }
  const names = [left, right].map((one) => /^\(?([\w$.]+)\s*={2,3}\s*(\S.*?)\)?$/.exec(one.text));
  const [one, other] = names;
  return one &&
    other &&
    one[1] === other[1] &&
    one[2] !== other[2] &&
    isLiteral(one[2]) &&
    isLiteral(other[2])
    ? 'is always false: no value equals both. Join the comparisons with ||.'
    : undefined;
}

function isComparison(node: Node): boolean {
  if (/^(?:comparison_operator|not_operator)$/.test(node.type)) return true;
  return /^[=!]==?$/.test(node.childForFieldName('operator')?.text ?? '');
}

/** Whether an expression decides where the code goes on, and is no default for a value. */
function isCondition(node: Node): boolean {
  let at = node;
  while (
    at.parent &&
    [...logics, 'parenthesized_expression', 'unary_expression', 'not_operator'].some(
      (type) => at.parent?.type === type,
    )
  ) {
    at = at.parent;
  }
  return (
    at.parent?.childForFieldName('condition')?.id === at.id ||
    /^(?:if|elif|while)/.test(at.parent?.type ?? '')
  );
}

const searches = /^(?:indexOf|lastIndexOf|search|find|findIndex|localeCompare|compare)$/;

/** Guards that do not stop what they see, or whose answer is not awaited. */
export function* idleGuards(look: Look): Generator<Suspect> {
  const asyncs = asyncNames(look);
  for (const node of look.nodes('if_statement')) {
    const condition = node.childForFieldName('condition');
    if (!condition || !look.isChanged(condition)) continue;
    const asked = plain(condition);
    const call = callOf(asked.text.startsWith('!') ? plain(asked.firstNamedChild ?? asked) : asked);
    const isAwaited = /\bawait\b/.test(condition.text);
    if (call && !isAwaited && !call.object && asyncs.has(call.name)) {
      yield {
        at: condition,
        why: `${snippet(call.name)}() answers with a promise, which always counts as true. Await it.`,
        outcome: 'fail',
      };
    }
    if (
      call?.object &&
      /^(?:indexOf|lastIndexOf|findIndex|search)$/.test(call.name) &&
      searches.test(call.name)
    ) {
      yield {
        at: condition,
        why: `${snippet(condition.text)} is true for -1, which means that nothing was found, and false at the start. Compare with -1.`,
      };
    }
    const branch = node.childForFieldName('consequence');
    if (
      branch &&
      look.isNew(node) &&
      !node.childForFieldName('alternative') &&
      isIdle(branch) &&
      !settings.test(condition.text)
    ) {
      yield {
        at: node,
        why: `What ${snippet(condition.text)} finds is only noted: the code goes on as if nothing were wrong. Leave with a refusal.`,
      };
    }
  }
}

/** Functions of the file that answer with a promise. */
function asyncNames(look: Look): ReadonlySet<string> {
  if (look.language !== 'javascript' || !/\basync\b/.test(look.root.text)) return new Set();
  const names = look.root.text.matchAll(
    /\basync\s+function\s+([\w$]+)|\b(?:const|let)\s+([\w$]+)\s*=\s*async\b/g,
  );
  return new Set([...names].flatMap(([, one, other]) => one ?? other ?? []));
}

/** What is asked of the surroundings is no guard. */
const settings = /debug|verbose|\benv\b|existsSync|console|trace|log|typeof/i;

const noting = /^(?:console|logger|log|logging|winston|debug|print)\b/;

function isIdle(branch: Node): boolean {
  const isBlock = /^(?:statement_block|block)$/.test(branch.type);
  const statements = (isBlock ? branch.namedChildren : [branch]).filter(
    ({ type }) => type !== 'comment',
  );
  if (branch.type === 'empty_statement' || statements.length === 0) return true;
  return statements.every(
    ({ type, text }) =>
      type === 'pass_statement' || (type === 'expression_statement' && noting.test(text)),
  );
}

/** Checks that are not there in production. */
export function* vanishing(look: Look): Generator<Suspect> {
  for (const node of look.nodes('assert_statement')) {
    if (
      /\btest|spec/i.test(look.path) ||
      !/\b(?:user|admin|auth|perm|path|valid|allowed|safe|token|is_|in|startswith)/.test(node.text)
    )
      continue;
    yield {
      at: node,
      why: 'An assert is left out when Python runs with -O. Raise an error instead.',
    };
  }
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (call?.object?.text === 'console' && call.name === 'assert') {
      yield {
        at: node,
        why: 'console.assert() writes a line and goes on. Throw an error instead.',
      };
    }
  }
}
