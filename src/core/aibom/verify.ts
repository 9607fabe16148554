import { compareText } from '../finding';
import type { ApprovedFile } from './approvedLines';
import { findChange, openFile } from './approvedLines';
import { readEntry } from './entryFile';
import type { Entry, EntryFile } from './entrySchema';

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
  const files = new Map<string, ApprovedFile | undefined>();
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

function stateOf(
  change: EntryFile,
  file: ApprovedFile | undefined,
): Omit<VerificationLine, 'file'> {
  const { path } = change;
  if (!file) {
    const message = `${path} is gone, or cannot be read as text, and the approved lines with it`;
    return { ok: false, message, place: { path, line: 1 } };
  }
  const { state, line } = findChange(change, file);
  const ok = state !== 'edited since approval' && state !== 'undone, but no entry says so';
  return { ok, message: `${path}: ${state}`, place: { path, line: line + 1 } };
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
