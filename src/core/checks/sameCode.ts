import type { LineRange } from '../diffLines';
import type { SubjectFile } from '../evidence';
import type { CodeFinding } from '../finding';
import { indexText } from '../lines';
import { spanOf } from '../span';
import type { Node, Syntax } from '../syntax';
import { linesOf, placeOf, statementOf, wordsIn } from './around';
import type { Place } from './changes';
import type { Kept } from './elsewhere';

/** A statement longer than this is no place that a finding points at. */
const longestStatement = 2000;

interface Pointed {
  readonly statement: string;
  /** Every other statement of its function that shares a name with it. */
  readonly feeding: readonly string[];
}

/**
 * Where the code that a finding points at stands after, when neither it nor anything in its function that
 * shares a name with it is any different. Undefined when something is, or when that cannot be told.
 */
export async function unchangedCode(
  { path, before, after }: SubjectFile,
  { location: { region } }: CodeFinding,
  syntax: Syntax,
): Promise<(Place & Kept) | undefined> {
  const span = region && spanOf(indexText(before), region);
  if (!span) return undefined;
  const start = span.start + Math.max(0, before.slice(span.start).search(/\S/));
  const end = Math.max(start, span.end - 1);
  const old = await syntax.withTree(path, before, (root) =>
    pointedAt(root.descendantForIndex(start, Math.min(end, before.length))),
  );
  if (!old) return undefined;
  return syntax.withTree(path, after, (root) => {
    for (const at of placesOf(old.statement, root, after)) {
      const now = pointedAt(at);
      const isSame = now?.statement === old.statement && sameLists(now.feeding, old.feeding);
      if (!isSame) continue;
      const lines = linesOf(statementOf(at));
      return { path, line: lines.start, lines, scope: wholeOf(at) };
    }
    return undefined;
  });
}

/** The lines of the function around, with what it is handed to and its decorators. */
function wholeOf(node: Node): LineRange {
  const statement = statementOf(placeOf(node));
  const { parent } = statement;
  return linesOf(parent?.type === 'decorated_definition' ? parent : statement);
}

function pointedAt(node: Node): Pointed | undefined {
  const statement = statementOf(node);
  const place = placeOf(node);
  if (statement === place || !statement.parent) return undefined;
  if (statement.text.length > longestStatement) return undefined;
  const names = wordsIn(statement.text);
  const feeding = innermost(place).filter(
    (one) =>
      !isWithin(one, statement) &&
      !isWithin(statement, one) &&
      [...wordsIn(one.text)].some((word) => names.has(word) && !isKeyword.test(word)),
  );
  const heads = conditionsAround(statement, place);
  return { statement: squeezed(statement.text), feeding: [...heads, ...feeding.map(textOf)] };
}

const isKeyword =
  /^(?:const|let|var|if|else|return|await|async|new|function|this|self|def|for|of|in|not|and|or|try|catch|except|throw|raise|true|false|null|undefined|None|True|False|console|log)$/;

/** The statements of a function that hold no others. */
function innermost(place: Node): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node) => {
    for (const child of node.namedChildren) {
      const isBlock = /^(?:statement_block|block|class_body|switch_body)$/.test(child.type);
      if (/_(?:statement|declaration)$/.test(child.type) && !holdsBlock(child)) found.push(child);
      else if (isBlock || holdsBlock(child)) visit(child);
      else if (/^parenthesized_expression$|parameters$/.test(child.type)) found.push(child);
    }
  };
  visit(place);
  return found;
}

function holdsBlock(node: Node): boolean {
  return node.descendantsOfType(['statement_block', 'block', 'if_statement']).length > 0;
}

/** The conditions under which a statement stands, up to its function. */
function conditionsAround(statement: Node, place: Node): readonly string[] {
  const heads: string[] = [];
  for (let at: Node | null = statement; at && at !== place; at = at.parent) {
    const condition = at.childForFieldName('condition');
    if (condition) heads.push(textOf(condition));
  }
  return heads;
}

/** Nodes at the places where a statement's text stands, whatever the white space. */
function* placesOf(statement: string, root: Node, text: string): Generator<Node> {
  const lines = text.split('\n');
  const first = statement.slice(0, 12);
  let offset = 0;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    const begins = squeezed(line).startsWith(first.slice(0, squeezed(line).length));
    if (line.trim() !== '' && begins) yield root.descendantForIndex(offset + indent);
    offset += line.length + 1;
  }
}

function sameLists(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at]);
}

function isWithin(inner: Node, outer: Node): boolean {
  return inner.startIndex >= outer.startIndex && inner.endIndex <= outer.endIndex;
}

function textOf(node: Node): string {
  return squeezed(node.text);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
