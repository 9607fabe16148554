import type { Hunk, LineRange } from '../diffLines';
import type { CheckPorts, SubjectFile } from '../evidence';
import type { Node } from '../syntax';
import { ancestorsOf, coversOf } from './around';
import { changesOf } from './changes';

/** Longer hunks are not compared: such a change is surely more than comments. */
const maxLines = 500;

/**
 * Whether a change leaves every token of the code as it was, and in its place: only comments,
 * whitespace and line ends differ. Without a parser only whitespace is looked at.
 */
export async function isSameCode(
  file: SubjectFile,
  ports: Pick<CheckPorts, 'syntax'>,
): Promise<boolean> {
  const { path, before, after } = file;
  const { hunks } = changesOf(file);
  if (hunks.length === 0) return true;
  if (hunks.some(({ before: old, after: now }) => lengthOf(old) + lengthOf(now) > maxLines)) {
    return false;
  }
  const parser = await ports.syntax();
  const tokensIn = (text: string, side: 'before' | 'after', { [side]: lines }: Hunk) =>
    parser.withTree(path, text, (root) => tokens(root, text, lines));
  for (const hunk of hunks) {
    const old = await tokensIn(before, 'before', hunk);
    const now = await tokensIn(after, 'after', hunk);
    if (old === undefined || now === undefined) return squeezed(before) === squeezed(after);
    if (old !== now) return false;
  }
  return true;
}

function lengthOf({ start, end }: LineRange): number {
  return end - start;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

const whole = /comment|string|template|regex|text/;

/** The tokens that touch the lines, each with how deep it lies: blocks of Python have no braces. */
function tokens(root: Node, text: string, lines: LineRange): string {
  const found: string[] = [];
  const visit = (node: Node, depth: number) => {
    if (node.endPosition.row < lines.start || node.startPosition.row >= lines.end) return;
    if (/comment/.test(node.type)) return;
    const isWhole = whole.test(node.type) || node.children.length === 0;
    if (!isWhole) for (const child of node.children) visit(child, depth + 1);
    else if (node.text.trim() !== '') found.push(`${depth} ${node.text}`);
  };
  if (lines.end <= lines.start) return '';
  for (const node of coversOf(root, text, [lines])) {
    const way = [...ancestorsOf(node), node];
    const outer = way.findIndex(({ type }) => whole.test(type));
    const depth = outer < 0 ? way.length - 1 : outer;
    visit(way[depth] ?? node, depth);
  }
  return found.join('\n');
}
