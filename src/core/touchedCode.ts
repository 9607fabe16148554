import type { Changes } from './checks/changes';
import type { LineRange } from './diffLines';
import type { Node, Syntax } from './syntax';

/** A stretch of code without its comments. */
export interface Piece {
  readonly text: string;
  /** Zero-based. */
  readonly line: number;
}

/** A function, class or route around changed lines. */
export interface Enclosing {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'route';
  /** Where its name stands; zero-based. */
  readonly line: number;
  readonly character: number;
}

/** The code around the changed lines of one text. */
export interface TouchedCode {
  /** The changed statements: of a long one, what stands before its body. */
  readonly statements: readonly Piece[];
  /** The innermost functions around them. */
  readonly functions: readonly Piece[];
  readonly enclosing: readonly Enclosing[];
}

/** More changed lines of one text are not looked at one by one. */
const maxLines = 300;
const maxPiece = 100_000;

/** What one side of a change touches, by the tree where there is a grammar, else by lines. */
export async function touchedCode(
  changes: Changes,
  side: 'before' | 'after',
  text: string,
  syntax: Syntax | undefined,
): Promise<TouchedCode> {
  const lines = changes.hunks.flatMap((hunk) => linesOf(hunk[side], changes[side]));
  const asked = lines.slice(0, maxLines);
  if (asked.length === 0) return { statements: [], functions: [], enclosing: [] };
  try {
    const found = await syntax?.withTree(changes.path, text, (root) => inTree(root, text, asked));
    if (found) return found;
  } catch {
    // Code that the parser gives up on is judged by its lines.
  }
  return byLines(changes[side], asked);
}

interface ChangedLine {
  readonly line: number;
  readonly text: string;
}

function linesOf({ start, end }: LineRange, lines: readonly string[]): ChangedLine[] {
  return lines
    .slice(start, end)
    .map((text, index) => ({ line: start + index, text }))
    .filter(({ text }) => text.trim() !== '');
}

const functionTypes = new Set([
  ...['function_declaration', 'function_expression', 'arrow_function', 'method_definition'],
  ...['generator_function', 'generator_function_declaration', 'function_definition', 'lambda'],
]);
const classTypes = new Set([
  ...['class_declaration', 'class', 'class_definition', 'abstract_class_declaration'],
]);
const blockTypes = ['program', 'module', 'statement_block', 'block', 'class_body', 'switch_body'];
const blocks = new Set(blockTypes);

function inTree(root: Node, text: string, lines: readonly ChangedLine[]): TouchedCode {
  const starts = lineStarts(text);
  const statements = new Map<number, Piece>();
  const functions = new Map<number, Piece>();
  const enclosing = new Map<number, Enclosing>();
  for (const { line, text: code } of lines) {
    const start = (starts[line] ?? 0) + code.length - code.trimStart().length;
    const end = (starts[line] ?? 0) + code.trimEnd().length;
    const at = root.descendantForIndex(start, Math.max(start, end - 1));
    if (at.type === 'comment') continue;
    const statement = statementOf(at);
    if (!blocks.has(statement.type)) {
      statements.set(statement.id, withoutComments(statement, headEnd(statement)));
    }
    statements.set(-1 - line, { text: codeOf(code), line });
    let isInnermost = true;
    for (let node: Node | null = at; node; node = node.parent) {
      if (functionTypes.has(node.type)) {
        const outer = node.parent?.type === 'decorated_definition' ? node.parent : node;
        if (isInnermost) functions.set(outer.id, withoutComments(outer, outer.endIndex));
        isInnermost = false;
        for (const one of namesOf(node)) enclosing.set(one.line * 1e4 + one.character, one);
      } else if (classTypes.has(node.type)) {
        const name = node.childForFieldName('name');
        if (name) enclosing.set(name.startIndex, named(name, 'class'));
      }
    }
  }
  return {
    statements: [...statements.values()],
    functions: [...functions.values()],
    enclosing: [...enclosing.values()],
  };
}

function statementOf(at: Node): Node {
  let statement = at;
  while (statement.parent && !blocks.has(statement.parent.type)) statement = statement.parent;
  return statement;
}

/** Where the head of a statement with a body ends. */
function headEnd(statement: Node): number {
  const [body] = statement.descendantsOfType(blockTypes);
  return body?.startIndex ?? statement.endIndex;
}

function withoutComments(node: Node, end: number): Piece {
  const last = Math.min(end, node.startIndex + maxPiece);
  return { text: blanked(node, node.startIndex, last), line: node.startPosition.row };
}

/** The text of a node from `start` to `end`, with spaces for comments, so that lines stay. */
function blanked(node: Node, start: number, end: number): string {
  let text = '';
  let at = start;
  const offset = node.startIndex;
  const whole = node.text;
  const slice = (from: number, to: number) => whole.slice(from - offset, to - offset);
  for (const comment of node.descendantsOfType('comment')) {
    if (comment.endIndex <= at) continue;
    if (comment.startIndex >= end) break;
    const from = Math.max(at, comment.startIndex);
    const to = Math.min(end, comment.endIndex);
    text += slice(at, from) + slice(from, to).replace(/[^\n]/g, ' ');
    at = to;
  }
  return text + slice(at, end);
}

/** The names that a function goes by: its own, what it is set to, the route that it answers. */
function namesOf(node: Node): readonly Enclosing[] {
  const own = node.childForFieldName('name');
  const names = own ? [named(own, 'function')] : [];
  const { parent } = node;
  if (parent?.type === 'variable_declarator' || parent?.type === 'pair') {
    const target = parent.childForFieldName(parent.type === 'pair' ? 'key' : 'name');
    if (target) names.push(named(target, 'function'));
  } else if (parent?.type === 'assignment_expression') {
    const target = parent.childForFieldName('left');
    const last = target?.childForFieldName('property') ?? target;
    if (last) names.push(named(last, 'function'));
  } else if (parent?.type === 'arguments') {
    const [first] = parent.namedChildren;
    if (first && isRoute(first)) names.push(named(first, 'route'));
  } else if (parent?.type === 'decorated_definition') {
    const routes = parent.namedChildren
      .filter(({ type }) => type === 'decorator')
      .flatMap((decorator) => decorator.descendantsOfType('string').filter(isRoute).slice(0, 1));
    names.push(...routes.map((route) => named(route, 'route')));
  }
  return names;
}

function isRoute(node: Node): boolean {
  return /^(?:template_)?string$/.test(node.type) && /^[rbuf]*["'`]+\//.test(node.text.slice(0, 8));
}

function named(node: Node, kind: Enclosing['kind']): Enclosing {
  const { row, column } = node.startPosition;
  const name = node.text.slice(0, 200).replace(/^[rbuf]*["'`]|["'`]$/g, '');
  return { name, kind, line: row, character: column };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** So many lines around a change count as its function where there is no grammar. */
const reachOfLines = 40;
const definition =
  /\b(?:func|function|fn|def|sub|class|module)\s+(?:\([^)\n]{0,100}\)\s*)?(\w{1,100})|\b(?:public|private|protected|internal|static)\s[^;={}\n(]{0,200}?(\w{1,100})\s*\(/;

function byLines(lines: readonly string[], changed: readonly ChangedLine[]): TouchedCode {
  const statements = changed.map(({ line, text }) => ({ text: codeOf(text), line }));
  const functions = new Map<number, Piece>();
  const enclosing = new Map<number, Enclosing>();
  for (const { line } of changed) {
    const first = Math.max(0, line - reachOfLines);
    const known = [...functions.values()].at(-1);
    if (known && line < known.line + reachOfLines) continue;
    const around = lines.slice(first, line + reachOfLines).map(codeOf);
    functions.set(first, { text: around.join('\n').slice(0, maxPiece), line: first });
    for (let at = line; at >= first; at--) {
      const [, one, other] = definition.exec((lines[at] ?? '').slice(0, 500)) ?? [];
      const name = one ?? other;
      if (name === undefined) continue;
      enclosing.set(at, { name, kind: 'function', line: at, character: 0 });
      break;
    }
  }
  return { statements, functions: [...functions.values()], enclosing: [...enclosing.values()] };
}

/** Line comments of most languages, where they stand alone or after a space. */
function codeOf(line: string): string {
  return line.slice(0, 2000).replace(/(?:^|\s)(?:\/\/|#|--|\*|<!--)(?=\s|$).*$/, '');
}
