import type { Hunk, LineRange } from '../diffLines';
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
  /** The lines of imports, and of values that this code uses by their names. */
  readonly beside: ReadonlySet<number>;
  /** The words of this code. */
  readonly names: ReadonlySet<string>;
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
  return { lines: units.map(linesOf), beside: besideLines(root, names), names };
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
const definitions =
  /^(function|generator_function|class|abstract_class|interface|enum|type_alias)_(declaration|definition)$|^(lexical|variable)_declaration$|^decorated_definition$/;

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

/**
 * Lines of the text after that stand for themselves: imports, values that the finding's code uses or
 * that are new, and functions, classes and comments that are new as a whole.
 */
export function standalone(
  root: Node,
  hunks: readonly Hunk[],
  names: ReadonlySet<string>,
): ReadonlySet<number> {
  const lines = new Set(besideLines(root, names));
  for (const statement of root.namedChildren) {
    const inner = statement.childForFieldName('declaration') ?? statement;
    const isOwn = definitions.test(inner.type) || valuesIn(inner).length > 0;
    const isOther = statement.type === 'comment' || isStrict(statement);
    if ((isOwn || isOther) && isNew(linesOf(statement), hunks)) addLines(statement, lines);
  }
  return lines;
}

function isStrict({ type, text }: Node): boolean {
  return type === 'expression_statement' && /^['"]use \w+['"];?$/.test(text);
}

/** Whether all its lines came, in the place of nothing. */
function isNew({ start, end }: LineRange, hunks: readonly Hunk[]): boolean {
  return hunks.some(({ before, after }) => {
    const isAdded = before.end - before.start < after.end - after.start;
    return isAdded && start >= after.start && end <= after.end;
  });
}
