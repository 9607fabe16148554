import { sha256Hex } from '../hash';
import type { EntryFile, Hunk } from './entrySchema';
import type { Lines, Search } from './hunks';
import { beside, contentSha256, linesOf, search } from './hunks';

/** A file as it is now, less what the entries account for that were looked for in it so far. */
export interface ApprovedFile {
  /** Of the text without and with a byte order mark. */
  readonly sha256: readonly string[];
  readonly lines: Lines;
  /** The indexes in `lines.hashes` that no entry has claimed yet. */
  free: readonly number[];
  /** How often the entries removed each line. */
  readonly removed: Map<string, number>;
  /** Some entry was looked for already. */
  changed: boolean;
}

export function openFile(text: string | undefined): ApprovedFile | undefined {
  if (text === undefined) return undefined;
  const lines = linesOf(text.replace(/^\uFEFF/, ''));
  const sha256 = [sha256Hex(text), sha256Hex(`\uFEFF${text}`)];
  return { sha256, lines, free: [...lines.hashes.keys()], removed: new Map(), changed: false };
}

/** From the best to the worst. */
const states = [
  'unchanged',
  'as approved',
  'moved or reformatted',
  'only lines were removed, and those are not followed',
  'partly replaced by a later approved fix',
  'edited since approval',
  'undone, but no entry says so',
] as const;

export interface Found {
  readonly state: (typeof states)[number];
  /** Zero-based. */
  readonly line: number;
}

/**
 * What became of an approved change. The entries of a file are asked for from the newest to the
 * oldest: each takes its lines out of the play, so that an older one neither finds nor misses them.
 */
export function findChange(change: EntryFile, file: ApprovedFile): Found {
  const { hunks, preSha256, postSha256 } = change;
  const differs = preSha256 !== postSha256;
  if (!file.changed && differs && file.sha256.includes(preSha256)) {
    return { state: 'undone, but no entry says so', line: (hunks[0]?.newStart ?? 1) - 1 };
  }
  const untouched = file.sha256.includes(postSha256);
  const found = hunks.map((hunk) => findHunk(hunk, file, untouched));
  file.changed = true;
  for (const hash of hunks.flatMap(({ removedSha256 }) => removedSha256)) {
    file.removed.set(hash, (file.removed.get(hash) ?? 0) + 1);
  }
  const [worst] = found.sort((a, b) => states.indexOf(b.state) - states.indexOf(a.state));
  return worst ?? { state: 'unchanged', line: 0 };
}

function findHunk(hunk: Hunk, file: ApprovedFile, untouched: boolean): Found {
  const pattern = hunk.lineSha256;
  if (pattern.length === 0) return findUnhashed(hunk, file.lines, untouched);
  const hashes = file.free.map((index) => file.lines.hashes[index] ?? '');
  const whole = search(pattern, hashes);
  const right = rightStarts(hunk, file, hashes, whole.starts);
  const starts = nearestFirst(hunk, file, right);
  const [nearest] = starts;
  if (nearest !== undefined) {
    const exact = starts.slice(0, 100).find((start) => isExact(hunk, file, start));
    const line = claim(file, exact ?? nearest, pattern.length);
    return { state: exact === undefined ? 'moved or reformatted' : 'as approved', line };
  }
  const rest = file.changed ? partOf(pattern, file, hashes) : undefined;
  if (rest) {
    const line = rest.length > 0 ? claim(file, rest.start, rest.length) : hunk.newStart - 1;
    return { state: 'partly replaced by a later approved fix', line };
  }
  return { state: 'edited since approval', line: editedLine(hunk, file, hashes, whole.best) };
}

/** A hunk that only removed lines, or one too large to be followed line by line. */
function findUnhashed(
  { newStart, newLines, contentSha256: approved }: Hunk,
  { raw }: Lines,
  untouched: boolean,
): Found {
  const line = newStart - 1;
  if (untouched) return { state: 'as approved', line };
  if (newLines === 0) return { state: 'only lines were removed, and those are not followed', line };
  const there = contentSha256(raw.slice(line, line + newLines)) === approved;
  return { state: there ? 'as approved' : 'edited since approval', line };
}

function nearestFirst(
  { newStart }: Hunk,
  file: ApprovedFile,
  starts: readonly number[],
): readonly number[] {
  const distance = (start: number) => Math.abs(lineAt(file, start) - (newStart - 1));
  return [...starts].sort((a, b) => distance(a) - distance(b));
}

/**
 * Lines that stood more than once when they were approved are told apart by those beside them: one
 * is enough while all are there, both are needed when one of the equal ones is missing.
 */
function rightStarts(
  { repeated, lineSha256 }: Hunk,
  { lines }: ApprovedFile,
  hashes: readonly string[],
  starts: readonly number[],
): readonly number[] {
  if (!repeated) return starts;
  const complete = search(lineSha256, lines.hashes).starts.length >= repeated.times;
  return starts.filter((start) => {
    const { before, after } = beside(hashes, start, lineSha256.length);
    const same = Number(before === repeated.before) + Number(after === repeated.after);
    return same >= (complete ? 1 : 2);
  });
}

function isExact(hunk: Hunk, file: ApprovedFile, start: number): boolean {
  const last = lineAt(file, start + hunk.lineSha256.length - 1);
  const there = file.lines.raw.slice(lineAt(file, start), last + 1);
  return contentSha256(there) === hunk.contentSha256;
}

/** Takes the lines out of the play and answers where they start in the file. */
function claim(file: ApprovedFile, start: number, length: number): number {
  const line = lineAt(file, start);
  file.free = [...file.free.slice(0, start), ...file.free.slice(start + length)];
  return line;
}

function lineAt({ lines, free }: ApprovedFile, index: number): number {
  return lines.at[free[index] ?? -1] ?? 0;
}

/** Hostile files may hold any number of places to begin at; a real one holds few. */
const maxSteps = 2_000_000;

/**
 * The longest row of lines that is the pattern but for lines that later entries removed. None when
 * there is no such row, unless they removed the whole pattern.
 */
function partOf(
  pattern: readonly string[],
  { removed }: ApprovedFile,
  hashes: readonly string[],
): { readonly start: number; readonly length: number } | undefined {
  let best: { start: number; length: number } | undefined;
  let steps = 0;
  for (let start = 0; start <= hashes.length && steps < maxSteps; start++) {
    const left = new Map(removed);
    let length = 0;
    const fits = pattern.every((hash) => {
      steps++;
      if (hashes[start + length] === hash) return ++length;
      const times = left.get(hash) ?? 0;
      left.set(hash, times - 1);
      return times > 0;
    });
    if (fits && length >= (best?.length ?? 0)) best = { start, length };
  }
  return best;
}

/** Where the approved lines break off: after their longest start, or before their longest end. */
function editedLine(
  hunk: Hunk,
  { lines, free }: ApprovedFile,
  hashes: readonly string[],
  head: Search['best'],
): number {
  const tail = search([...hunk.lineSha256].reverse(), [...hashes].reverse()).best;
  const index = tail.length > head.length ? hashes.length - tail.end - 1 : head.end;
  const approved = Math.min(hunk.newStart, lines.raw.length) - 1;
  // The whole of it, found here, stands where it was not approved.
  const nowhere = Math.max(head.length, tail.length) % hunk.lineSha256.length === 0;
  return Math.max(0, (nowhere ? undefined : lines.at[free[index] ?? -1]) ?? approved);
}
