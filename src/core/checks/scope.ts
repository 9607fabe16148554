import type { LineRange } from '../diffLines';
import type { Region } from '../finding';
import { indexText } from '../lines';
import { functionTypes } from '../outline/nodes';
import { requiredModule } from '../rules/bindings';
import { spanOf } from '../span';
import type { Node } from '../syntax';

/** What belongs to a finding in the text before. */
export interface Scope {
  /** The functions, classes or statements around its places. */
  readonly lines: readonly LineRange[];
  /** The words of this code. */
  readonly names: ReadonlySet<string>;
  readonly parts: readonly Part[];
}

/** A statement of the top level, or a member of a class. */
export interface Part {
  readonly lines: LineRange;
  readonly text: string;
  /** What it declares, or nothing. */
  readonly name: string;
}

/** What is larger than this is no unit that one looks at as a whole. */
const largestUnit = 120;

export function scopesAround(root: Node, regions: readonly Region[]): Scope {
  const index = indexText(root.text);
  const units = regions.map((region) => {
    const span = spanOf(index, region) ?? { start: 0, end: root.endIndex };
    return unitAround(root.descendantForIndex(span.start, span.end));
  });
  const names = new Set(units.flatMap(({ text }) => text.match(/[\w$]+/g) ?? []));
  return {
    lines: units.map(linesOf),
    names,
    parts: partsOf(root),
  };
}

/** The largest function or class around a node that is not too large; the innermost in any case. */
function unitAround(node: Node): Node {
  let unit: Node | undefined;
  let statement = node;
  for (let at: Node | null = node; at?.parent; at = at.parent) {
    statement = at;
    if (!isUnit(at)) continue;
    const { start, end } = linesOf(at);
    if (unit && end - start > largestUnit) break;
    unit = at;
  }
  // A function that is all of a statement takes the statement along: its name, its decorators.
  let whole = unit ?? statement;
  while (
    whole.parent &&
    /declarator$|^(lexical_|variable_)?declaration$|export_statement|decorated/.test(
      whole.parent.type,
    )
  ) {
    whole = whole.parent;
  }
  return whole;
}

/** A function with a body of its own, or a class. */
function isUnit(node: Node): boolean {
  if (/^class_(declaration|definition)$|^abstract_class/.test(node.type)) return true;
  const body = functionTypes.has(node.type) ? node.childForFieldName('body') : null;
  return body !== null && /^(statement_block|block)$/.test(body.type);
}

function linesOf(node: Node): LineRange {
  return { start: node.startPosition.row, end: node.endPosition.row + 1 };
}

const imports = /^(import_statement|import_from_statement|future_import_statement)$/;
/** The lines of imports, and of values that some code uses by their names. */
function besideLines(root: Node, names: ReadonlySet<string>): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const statement of root.namedChildren) {
    if (imports.test(statement.type) || isRequire(statement) || isUsedValue(statement, names)) {
      addLines(statement, lines);
    }
  }
  for (const node of root.descendantsOfType(['import_statement', 'import_from_statement'])) {
    addLines(node, lines);
  }
  return lines;
}

/** `const x = require('x')`, also of what is taken out of it. */
function isRequire(statement: Node): boolean {
  return (
    /^(lexical|variable)_declaration$/.test(statement.type) &&
    statement.namedChildren.some((one) => {
      const value = one.childForFieldName('value');
      return value !== null && requiredModule(value) !== undefined;
    })
  );
}

/** A value of the file's top level that the code around the finding uses. Functions are no values. */
function isUsedValue(statement: Node, names: ReadonlySet<string>): boolean {
  const declared = valuesIn(statement);
  return declared.length > 0 && declared.every((name) => names.has(name));
}

function valuesIn(statement: Node): readonly string[] {
  const inner = statement.type === 'expression_statement' ? statement.firstNamedChild : statement;
  if (inner?.type === 'assignment') return [inner.childForFieldName('left')?.text ?? ''];
  if (!inner || !/^(lexical|variable)_declaration$/.test(inner.type)) return [];
  const declarators = inner.namedChildren.filter(({ type }) => type === 'variable_declarator');
  const isValue = declarators.every(
    (one) => !functionTypes.has(one.childForFieldName('value')?.type ?? ''),
  );
  return isValue ? declarators.map((one) => one.childForFieldName('name')?.text ?? '') : [];
}

function addLines(node: Node, lines: Set<number>): void {
  const { start, end } = linesOf(node);
  for (let line = start; line < end; line += 1) lines.add(line);
}

/** The parts that a file is made of, from its top; a class is taken apart. */
export function partsOf(root: Node): readonly Part[] {
  return root.namedChildren.flatMap((statement): readonly Part[] => {
    const inner = innerOf(statement);
    const members = /^(abstract_)?class_(declaration|definition)$/.test(inner.type)
      ? (inner.childForFieldName('body')?.namedChildren ?? [])
      : [];
    const nested = members.map((member) => partOf(member, `${nameOf(inner)}.`));
    return [...nested, partOf(statement, '')];
  });
}

function partOf(node: Node, prefix: string): Part {
  const name = nameOf(innerOf(node));
  return { lines: linesOf(node), text: node.text, name: name === '' ? '' : `${prefix}${name}` };
}

function innerOf(statement: Node): Node {
  return (
    statement.childForFieldName('declaration') ??
    statement.childForFieldName('definition') ??
    statement
  );
}

function nameOf(node: Node): string {
  return node.childForFieldName('name')?.text ?? valuesOf(node).join();
}

/** The values that a statement declares, functions among them. */
function valuesOf(node: Node): readonly string[] {
  if (node.type === 'expression_statement') {
    const left = node.firstNamedChild?.childForFieldName('left');
    return node.firstNamedChild?.type === 'assignment' && left ? [left.text] : [];
  }
  if (!/^(lexical|variable)_declaration$/.test(node.type)) return [];
  return node.namedChildren.flatMap((one) => one.childForFieldName('name')?.text ?? []);
}

/** A statement that only demands something before the code goes on. */
const demand = /^if\b.{1,200}?\b(throw|raise)\b/s;

/**
 * Lines of one side that stand for themselves: imports, values that the finding's code uses, what is
 * the same on the other side, comments between the parts, and parts whose names the other side does
 * not have, if those may come.
 */
export function standalone(
  root: Node,
  others: readonly Part[],
  { names, mayCome }: { readonly names: ReadonlySet<string>; readonly mayCome: boolean },
): ReadonlySet<number> {
  const lines = new Set(besideLines(root, names));
  const texts = new Set(others.map(({ text }) => text));
  const known = new Set(others.map(({ name }) => name));
  for (const part of partsOf(root)) {
    const isOwn = part.name !== '' || demand.test(part.text);
    const isNew = mayCome && isOwn && !known.has(part.name === '' ? part.text : part.name);
    const isAside = /^(\/\/|\/\*|#|['"]use \w+['"])/.test(part.text);
    if (!isNew && !isAside && !texts.has(part.text)) continue;
    for (let line = part.lines.start; line < part.lines.end; line += 1) lines.add(line);
  }
  return lines;
}
