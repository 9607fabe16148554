import { compareText } from '../finding';
import { sha256Hex } from '../hash';
import { readEntry } from './entryFile';
import type { Entry, EntryFile, Hunk } from './entrySchema';
import type { Lines, Search } from './hunks';
import { beside, contentSha256, linesOf, search } from './hunks';

/** One sentence about one entry, or about one file that it changed. */
export interface VerificationLine {
  /** The entry file. */
  readonly file: string;
  readonly ok: boolean;
  readonly message: string;
  /** `line` counts from 1. */
  readonly place?: { readonly path: string; readonly line: number };
}

export interface Verification {
  readonly ok: boolean;
  readonly lines: readonly VerificationLine[];
}

export interface EntryText {
  /** Its path; the last step is the entry's id and `.json`. */
  readonly file: string;
  readonly text: string;
}

export interface VerifyInputs {
  readonly entries: readonly EntryText[];
  /** A workspace file as it is now; undefined when there is none. A path outside is none. */
  readonly readText: (path: string) => string | undefined;
  /** The entries as an older revision holds them, if one is compared: none may change or vanish. */
  readonly base?: readonly EntryText[];
}

/**
 * Whether every entry is whole, and whether every fix that stands still is as it was approved.
 * Fixes that were taken back, and rejected ones, ask nothing of the code.
 */
export function verifyEntries({ entries, readText, base = [] }: VerifyInputs): Verification {
  const lines: VerificationLine[] = [];
  const known = new Map<string, Read>();
  for (const { file, text } of entries) {
    const read = readEntry(file, text);
    if ('problem' in read) {
      const place = read.line !== undefined && { place: { path: file, line: read.line } };
      lines.push({ file, ok: false, message: read.problem, ...place });
    } else if (known.has(read.entry.id)) {
      const other = known.get(read.entry.id)?.file ?? '';
      lines.push({ file, ok: false, message: `is the same entry as ${other}` });
    } else {
      known.set(read.entry.id, { file, entry: read.entry });
    }
  }
  const chained = [...known.values()].filter((read) => {
    const message = chainFlaw(read.entry, known);
    if (message !== undefined) lines.push({ file: read.file, ok: false, message });
    return message === undefined;
  });
  lines.push(...codeLines(chained, readText), ...baseLines(base, entries, readText));
  lines.sort((a, b) => compareText(a.file, b.file));
  return { ok: lines.every(({ ok }) => ok), lines };
}

interface Read {
  readonly file: string;
  readonly entry: Entry;
}

/** What is wrong with the entry that this one takes the place of, if anything. */
function chainFlaw(entry: Entry, known: ReadonlyMap<string, Read>): string | undefined {
  if (entry.supersedes === undefined) {
    return entry.decision === 'reverted' || entry.decision === 'reapplied'
      ? `says ${entry.decision}, but not which entry it supersedes`
      : undefined;
  }
  const previous = known.get(entry.supersedes)?.entry;
  if (!previous) return `supersedes ${entry.supersedes}, which is not here or cannot be read`;
  if (previous.finding.id !== entry.finding.id) {
    return `supersedes ${previous.id}, which is about another finding`;
  }
  const passed = new Set<string>();
  for (let at: Entry | undefined = entry; at; at = known.get(at.supersedes ?? '')?.entry) {
    if (passed.has(at.id)) return 'supersedes itself, by way of others';
    passed.add(at.id);
  }
  return undefined;
}

/** The newest first: lines that a later fix accounts for are not missed in an earlier one. */
function codeLines(
  reads: readonly Read[],
  readText: VerifyInputs['readText'],
): readonly VerificationLine[] {
  const superseded = new Set(reads.flatMap(({ entry }) => entry.supersedes ?? []));
  const files = new Map<string, FixedFile | undefined>();
  const newestFirst = [...reads].sort(
    (a, b) =>
      compareText(b.entry.decidedAt, a.entry.decidedAt) || compareText(b.entry.id, a.entry.id),
  );
  return newestFirst.flatMap(({ file, entry }) => {
    if (superseded.has(entry.id))
      return [{ file, ok: true, message: 'superseded by a later entry' }];
    if (entry.decision === 'rejected' || entry.decision === 'reverted') {
      return [{ file, ok: true, message: `${entry.decision}: it asks nothing of the code` }];
    }
    return entry.change.files.map((change) => {
      if (!files.has(change.path)) files.set(change.path, openFile(readText(change.path)));
      return { file, ...stateOf(change, files.get(change.path)) };
    });
  });
}

/** A file as it is now, less what the later entries account for. */
interface FixedFile {
  readonly sha256: readonly string[];
  readonly lines: Lines;
  /** The indexes in `lines.hashes` that no later entry has claimed. */
  free: readonly number[];
  /** How often later fixes removed each line. */
  readonly removed: Map<string, number>;
}

function openFile(text: string | undefined): FixedFile | undefined {
  if (text === undefined) return undefined;
  const lines = linesOf(text.replace(/^\uFEFF/, ''));
  const sha256 = [sha256Hex(text), sha256Hex(`\uFEFF${text}`)];
  return { sha256, lines, free: [...lines.hashes.keys()], removed: new Map() };
}

/** From the best state to the worst. */
const states = [
  'as approved',
  'moved or reformatted',
  'only lines were removed, and those are not followed',
  'partly replaced by a later approved fix',
  'edited since approval',
] as const;

interface Found {
  readonly state: (typeof states)[number];
  /** Zero-based. */
  readonly line: number;
}

function stateOf(change: EntryFile, file: FixedFile | undefined): Omit<VerificationLine, 'file'> {
  const { path, hunks } = change;
  if (!file) {
    const message = `${path} is gone, or cannot be read as text, and the approved lines with it`;
    return { ok: false, message, place: { path, line: 1 } };
  }
  if (file.sha256.includes(change.preSha256) && change.preSha256 !== change.postSha256) {
    const line = hunks[0]?.newStart ?? 1;
    const message = `${path}: the fix was undone, but no entry says so`;
    return { ok: false, message, place: { path, line } };
  }
  const untouched = file.sha256.includes(change.postSha256);
  const found = hunks.map((hunk) => findHunk(hunk, file, untouched));
  for (const hash of hunks.flatMap(({ removedSha256 }) => removedSha256)) {
    file.removed.set(hash, (file.removed.get(hash) ?? 0) + 1);
  }
  const [worst] = [...found].sort((a, b) => states.indexOf(b.state) - states.indexOf(a.state));
  if (!worst) return { ok: true, message: `${path}: nothing was changed` };
  return {
    ok: worst.state !== 'edited since approval',
    message: `${path}: ${worst.state}`,
    place: { path, line: worst.line + 1 },
  };
}

function findHunk(hunk: Hunk, file: FixedFile, untouched: boolean): Found {
  const { lines, free } = file;
  const pattern = hunk.lineSha256;
  if (pattern.length === 0) return findUnhashed(hunk, lines, untouched);
  const hashes = free.map((index) => lines.hashes[index] ?? '');
  const whole = search(pattern, hashes);
  const starts = whole.starts.filter((start) => standsRight(hunk, hashes, start));
  const [first] = starts;
  if (first !== undefined) {
    const exact = starts.slice(0, 100).find((start) => isExact(hunk, file, start));
    const found = claim(file, exact ?? first, pattern.length);
    return { state: exact === undefined ? 'moved or reformatted' : 'as approved', line: found };
  }
  const rest = withoutRemoved(pattern, file.removed);
  const [start] = rest.length < pattern.length ? search(rest, hashes).starts : [];
  if (start !== undefined || rest.length === 0) {
    const line = start === undefined ? hunk.newStart - 1 : claim(file, start, rest.length);
    return { state: 'partly replaced by a later approved fix', line };
  }
  return { state: 'edited since approval', line: editedLine(hunk, file, hashes, whole.best) };
}

/** A hunk that only removed lines, or one too large to be followed line by line. */
function findUnhashed({ newStart, newLines, ...hunk }: Hunk, lines: Lines, untouched: boolean) {
  const line = newStart - 1;
  if (untouched) return { state: 'as approved', line } as const;
  if (newLines === 0) {
    return { state: 'only lines were removed, and those are not followed', line } as const;
  }
  const there = contentSha256(lines.raw.slice(line, line + newLines)) === hunk.contentSha256;
  return { state: there ? 'as approved' : 'edited since approval', line } as const;
}

/** Lines that stood more than once when they were approved need a neighbour to be told apart. */
function standsRight(hunk: Hunk, hashes: readonly string[], start: number): boolean {
  if (!hunk.neighbours) return true;
  const [before, after] = beside(hashes, start, hunk.lineSha256.length);
  return before === hunk.neighbours[0] || after === hunk.neighbours[1];
}

function isExact(hunk: Hunk, { lines, free }: FixedFile, start: number): boolean {
  const first = lines.at[free[start] ?? -1] ?? 0;
  const last = lines.at[free[start + hunk.lineSha256.length - 1] ?? -1] ?? 0;
  return contentSha256(lines.raw.slice(first, last + 1)) === hunk.contentSha256;
}

/** Takes the lines out of the play and answers where they start in the file. */
function claim(file: FixedFile, start: number, length: number): number {
  const first = file.lines.at[file.free[start] ?? -1] ?? 0;
  file.free = [...file.free.slice(0, start), ...file.free.slice(start + length)];
  return first;
}

function withoutRemoved(
  pattern: readonly string[],
  removed: ReadonlyMap<string, number>,
): readonly string[] {
  const left = new Map(removed);
  return pattern.filter((hash) => {
    const times = left.get(hash) ?? 0;
    left.set(hash, times - 1);
    return times <= 0;
  });
}

/** Where the approved lines break off: after their longest start, or before their longest end. */
function editedLine(
  hunk: Hunk,
  { lines, free }: FixedFile,
  hashes: readonly string[],
  head: Search['best'],
): number {
  const tail = search([...hunk.lineSha256].reverse(), [...hashes].reverse()).best;
  const index = tail.length > head.length ? hashes.length - tail.end - 1 : head.end;
  const approved = Math.min(hunk.newStart, lines.raw.length) - 1;
  const nowhere = head.length === 0 && tail.length === 0;
  return Math.max(0, (nowhere ? undefined : lines.at[free[index] ?? -1]) ?? approved);
}

/** Entries that the older revision holds and that are now gone, or another text. */
function baseLines(
  base: readonly EntryText[],
  entries: readonly EntryText[],
  readText: VerifyInputs['readText'],
): readonly VerificationLine[] {
  const now = new Map(entries.map(({ file, text }) => [file, text]));
  return base.flatMap(({ file, text }) => {
    const current = now.get(file);
    if (current !== undefined) {
      const same = current.replace(/\r\n/g, '\n') === text.replace(/\r\n/g, '\n');
      return same ? [] : [{ file, ok: false, message: 'was changed: an entry never changes' }];
    }
    const read = readEntry(file, text);
    const gone = 'entry' in read ? codeLines([{ file, entry: read.entry }], readText) : [];
    return gone
      .filter(({ ok, place }) => ok && place !== undefined)
      .map(({ message, ...line }) => {
        return {
          ...line,
          ok: false,
          message: `was deleted while its fix still stands (${message})`,
        };
      });
  });
}
