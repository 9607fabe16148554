import type { LineRange } from './diffLines';
import { diffLines } from './diffLines';
import type { Region } from './finding';
import type { TextIndex } from './lines';

/** A line is found again by itself only when it has so many characters that are not blank. */
const minTelling = 8;

/** Fewer visible characters than this stand everywhere. */
const minSnippet = 3;

/** So many lines are compared for one snippet before the search is given up. */
const maxCompared = 1_000_000;

/**
 * A hash of each line without its line end, to tell later which lines are the same. It also tells
 * lines that say something from blank ones and brackets. Lines are split as the editor does.
 */
export function fingerprintLines(text: string): Uint32Array {
  let hashes = new Uint32Array(256);
  let count = 0;
  let hash = offsetBasis;
  let telling = 0;
  const close = () => {
    if (count === hashes.length) {
      const longer = new Uint32Array(count * 2);
      longer.set(hashes);
      hashes = longer;
    }
    hashes[count] = fingerprint(hash, telling);
    count += 1;
    hash = offsetBasis;
    telling = 0;
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed || unit === carriageReturn) {
      close();
      if (unit === carriageReturn && text.charCodeAt(at + 1) === lineFeed) at += 1;
    } else {
      hash = Math.imul(hash ^ unit, prime);
      if (unit > space) telling += 1;
    }
  }
  close();
  return hashes.slice(0, count);
}

/** FNV-1a, 32 bits, over UTF-16 units. */
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

/** The lowest bit says whether the line tells enough to be known by itself. */
function fingerprint(hash: number, telling: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (mixed & ~1) | (telling >= minTelling ? 1 : 0);
}

const isTelling = (print: number | undefined): boolean => print !== undefined && (print & 1) === 1;

/** Where a line of the old text is in the new one; undefined when it is gone. */
export type LineMap = (line: number) => number | undefined;

/**
 * Leads from the lines of one text to those of another, given their fingerprints. Unchanged lines
 * keep their order. A line that was moved is found when both texts have it once and it says enough,
 * and equal lines beside it go with it. It never leads to another line than an equal one, and never
 * two lines to the same.
 */
export function lineMap(before: Uint32Array, after: Uint32Array): LineMap {
  const to = new Int32Array(before.length).fill(gone);
  const taken = new Uint8Array(after.length);
  const pair = (old: number, now: number) => {
    to[old] = now;
    taken[now] = 1;
  };
  const hunks = diffLines(Array.from(before), Array.from(after));
  let line = 0;
  let now = 0;
  for (const hunk of hunks) {
    while (line < hunk.before.start) pair(line++, now++);
    line = hunk.before.end;
    now = hunk.after.end;
  }
  while (line < before.length) pair(line++, now++);
  const lost = hunks.map((hunk) => hunk.before);
  if (lost.length > 0) findMoved(before, after, lost, { to, taken, pair });
  return (wanted) => {
    const found = to[wanted];
    return found === undefined || found === gone ? undefined : found;
  };
}

const gone = -1;

interface Pairs {
  readonly to: Int32Array;
  readonly taken: Uint8Array;
  readonly pair: (old: number, now: number) => void;
}

function findMoved(
  before: Uint32Array,
  after: Uint32Array,
  lost: readonly LineRange[],
  { to, taken, pair }: Pairs,
): void {
  const there = singles(before);
  const here = singles(after);
  const follow = (old: number, step: 1 | -1) => {
    const beside = to[old - step] ?? gone;
    const now = beside + step;
    if (beside === gone || to[old] !== gone || taken[now] !== 0) return;
    if (before[old] === after[now]) pair(old, now);
  };
  for (const { start, end } of lost) {
    for (let old = start; old < end; old++) {
      const print = before[old] ?? 0;
      const now = isTelling(print) && there.get(print) === old ? here.get(print) : undefined;
      if (now !== undefined && taken[now] === 0) pair(old, now);
    }
  }
  for (const { start, end } of lost) {
    for (let old = start; old < end; old++) follow(old, 1);
    for (let old = end - 1; old >= start; old--) follow(old, -1);
  }
}

/** Where each print stands that stands in one place; `gone` for the others. */
function singles(prints: Uint32Array): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  prints.forEach((print, line) => places.set(print, places.has(print) ? gone : line));
  for (const [print, line] of places) if (line === gone) places.delete(print);
  return places;
}

/**
 * The region in the new text, columns kept. Undefined, which means stale, unless each of its lines
 * is there and they still follow each other. A region that ends before the first column of a line
 * has nothing of that line.
 */
export function mapRegion({ start, end }: Region, map: LineMap): Region | undefined {
  const first = map(start.line);
  if (first === undefined || end.line < start.line) return undefined;
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  for (let line = start.line + 1; line <= last; line++) {
    if (map(line) !== first + line - start.line) return undefined;
  }
  const shift = first - start.line;
  return { start: { ...start, line: first }, end: { ...end, line: end.line + shift } };
}

/**
 * The place where a snippet stands that is nearest to a line, from its first character that is not
 * blank up to its last line's end. White space at the start of its lines may differ, all else is
 * exact, and it neither begins nor ends within a word. Undefined when there is no such place, when
 * two are equally near, or when the snippet says too little.
 */
export function findSnippet(text: TextIndex, snippet: string, near: number): Region | undefined {
  const wanted = snippetOf(snippet);
  if (!wanted) return undefined;
  // One quick look saves the slow one for most snippets whose code is gone.
  if (!text.text.includes(wanted.lines[0] ?? '')) return undefined;
  const from = Math.min(Math.max(Math.trunc(near) || 0, 0), text.lineCount - 1);
  const budget = { left: maxCompared };
  for (let far = 0; far < text.lineCount; far++) {
    const found: Region[] = [];
    for (const line of far === 0 ? [from] : [from - far, from + far]) {
      if (line >= 0 && line < text.lineCount) found.push(...placesIn(text, line, wanted, budget));
    }
    if (budget.left < 0 || found.length > 1) return undefined;
    if (found.length === 1) return found[0];
  }
  return undefined;
}

interface Snippet {
  /** Without blank lines at either end, and without the white space that each begins with. */
  readonly lines: readonly string[];
  /** White space stood before the first line, so it begins its line in the text too. */
  readonly indented: boolean;
}

function snippetOf(snippet: string): Snippet | undefined {
  const filled = snippet.trimEnd();
  const [blanks = ''] = snippet.slice(filled.length).split(/[\r\n]/);
  const whole = filled + blanks;
  const text = whole.trimStart();
  if (text.replace(/\s+/g, '').length < minSnippet) return undefined;
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trimStart());
  return { lines, indented: text.length < whole.length };
}

/** At most two, which are enough to know that there is more than one. */
function placesIn(
  text: TextIndex,
  line: number,
  { lines, indented }: Snippet,
  budget: { left: number },
): readonly Region[] {
  const [first = '', ...others] = lines;
  const own = lineOf(text, line);
  const margin = own.length - own.trimStart().length;
  const places: Region[] = [];
  for (let at = own.indexOf(first); at >= 0; at = own.indexOf(first, at + 1)) {
    budget.left -= 1;
    if (budget.left < 0 || (indented && at !== margin)) break;
    const end = endOf(text, line, at, first, others, budget);
    if (end && !splitsWord(own, at)) places.push({ start: { line, character: at }, end });
    if (places.length > 1) break;
  }
  return places;
}

/** Where the snippet ends whose first line stands at a place; undefined when the rest does not follow. */
function endOf(
  text: TextIndex,
  line: number,
  at: number,
  first: string,
  others: readonly string[],
  budget: { left: number },
): Region['end'] | undefined {
  let own = lineOf(text, line);
  let end = at + first.length;
  for (const [index, other] of others.entries()) {
    budget.left -= 1;
    if (end !== own.length || budget.left < 0 || line + index + 1 >= text.lineCount)
      return undefined;
    own = lineOf(text, line + index + 1);
    const margin = own.length - own.trimStart().length;
    if (!own.startsWith(other, margin)) return undefined;
    end = margin + other.length;
  }
  return splitsWord(own, end) ? undefined : { line: line + others.length, character: end };
}

function lineOf(text: TextIndex, line: number): string {
  return text.text.slice(text.lineStart(line), text.lineEnd(line));
}

const wordUnit = /[\p{L}\p{N}_$]/u;

function splitsWord(line: string, at: number): boolean {
  return wordUnit.test(line.charAt(at - 1)) && wordUnit.test(line.charAt(at));
}
