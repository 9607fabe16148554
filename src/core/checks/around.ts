import type { LineRange } from '../diffLines';
import { lineStarts } from '../lines';
import type { Node } from '../syntax';

const functionType = /^(?:arrow_function|function_|generator_function|method_definition|lambda)/;
const statementType = /_(?:statement|declaration|definition)$|^(?:program|module)$/;
const blockType = /^(?:statement_block|program|block|module|class_body|switch_case)$/;

/** A function that holds others counts as the place of its inner ones up to this many lines. */
const widestFunction = 80;

export function isFunction({ type }: Node): boolean {
  return functionType.test(type);
}

export function linesOf(node: Node): LineRange {
  return { start: node.startPosition.row, end: node.endPosition.row + 1 };
}

export function touches(a: LineRange, b: LineRange): boolean {
  return a.start < b.end && a.end > b.start;
}

/**
 * The smallest node around each stretch of lines, found by its place: to go through the children of the
 * root would take longer than all the rest in a long file.
 */
export function coversOf(root: Node, text: string, ranges: readonly LineRange[]): readonly Node[] {
  const starts = lineStarts(text);
  return ranges.map(({ start, end }) => {
    const from = starts[Math.max(0, start)] ?? text.length;
    const to = starts[Math.max(end, start + 1)] ?? text.length;
    return root.descendantForIndex(Math.min(from, to), Math.max(from, to - 1));
  });
}

/** From the root down to the parent. */
export function ancestorsOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let { parent } = node; parent; { parent } = parent) found.unshift(parent);
  return found;
}

/** The function around a node, itself included; the whole file when there is none. */
export function functionOf(node: Node): Node {
  let at = node;
  while (at.parent && !isFunction(at)) at = at.parent;
  return at;
}

/** The statement around a node, itself included. */
export function statementOf(node: Node): Node {
  let at = node;
  while (at.parent && !statementType.test(at.type)) at = at.parent;
  return at;
}

/**
 * What a person takes for the place of some code: the widest function around it that is still seen at
 * once, else the nearest one, else the statement.
 */
export function placeOf(node: Node): Node {
  let nearest: Node | undefined;
  let widest: Node | undefined;
  let outermost = node;
  for (let at: Node | null = node; at?.parent; at = at.parent) {
    outermost = at;
    if (!isFunction(at)) continue;
    nearest ??= at;
    const { start, end } = linesOf(at);
    if (end - start <= widestFunction) widest = at;
  }
  return widest ?? nearest ?? outermost;
}

/**
 * The conditions that have to hold, or not to hold, for a node to be reached: of what is around it and
 * of statements before it that leave. The nearest comes first.
 */
export function conditionsBefore(node: Node): readonly Node[] {
  const found: Node[] = [];
  const add = (condition: Node | null) => {
    if (condition) found.push(condition);
  };
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    const condition = parent.childForFieldName('condition');
    if (condition && condition !== at) add(condition);
    if (parent.type === 'conditional_expression') add(parent.namedChildren[1] ?? null);
    if (/^(?:binary_expression|boolean_operator)$/.test(parent.type)) {
      const left = parent.childForFieldName('left');
      if (left !== at) add(left);
    }
    if (!blockType.test(parent.type)) continue;
    for (let before = at.previousNamedSibling; before; before = before.previousNamedSibling) {
      if (before.type === 'if_statement' && leaves(before.childForFieldName('consequence'))) {
        add(before.childForFieldName('condition'));
      }
    }
  }
  return found;
}

/** Whether a branch always ends what goes on: its last statement returns, throws or jumps. */
export function leaves(branch: Node | null): boolean {
  if (!branch) return false;
  if (/^(?:return|throw|raise|continue|break)_statement$/.test(branch.type)) return true;
  if (/^(?:statement_block|block)$/.test(branch.type)) {
    return branch.namedChildren.some((one) => leaves(one));
  }
  const call = branch.type === 'expression_statement' ? branch.firstNamedChild : null;
  return call !== null && /^(?:process\.exit|sys\.exit|exit|abort)\s*\(/.test(call.text);
}

/** The names in a piece of code, keywords and all. */
export function wordsIn(code: string): ReadonlySet<string> {
  return new Set(code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
}
