import type { Entry } from '../aibom/entry';
import { contentSha256, linesOf } from '../aibom/hunks';
import { addedLines, changesOf } from '../checks/changes';
import type { BranchFile, Mark } from './facts';

/** Whether what is marked as made by AI is on record. */
export interface Coverage {
  /** Marks whose lines still stand in what the branch adds. */
  readonly marked: number;
  readonly unrecorded: readonly Unrecorded[];
  /** Entries that messages name and that are not there. */
  readonly missing: readonly { readonly id: string; readonly commit: string }[];
  /** How many older commits nobody was asked about. */
  readonly unasked: number;
  /** The policy requires that all is on record, so that what was not asked counts against it. */
  readonly mustBeWhole: boolean;
}

/** A marked change that no entry accounts for. */
export interface Unrecorded extends Omit<Mark, 'lines'> {
  /** Zero-based, at the head; none when lines were only removed, or the file was not read. */
  readonly lines: readonly number[];
}

/**
 * Compares marks with entries, line by line: a marked line that the branch adds is on record when
 * an entry about its file holds its hash. `entries` are those at the head whose fix stands.
 */
export function coverageOf(
  marks: readonly Mark[],
  entries: readonly Entry[],
  files: readonly BranchFile[],
): Pick<Coverage, 'marked' | 'unrecorded'> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const file of files) if (file.from !== undefined) byPath.set(file.from, file);
  const accounts = new Map<BranchFile, Account>();
  let marked = 0;
  const unrecorded: Unrecorded[] = [];
  for (const mark of marks) {
    const file = byPath.get(mark.path);
    if (!file || isTrace(file.path)) continue;
    const account = accounts.get(file) ?? accountOf(file, entries);
    accounts.set(file, account);
    const found = judge(mark, file, account);
    if (!found.stands) continue;
    marked += 1;
    if (!found.isRecorded) {
      const { lines: _texts, ...rest } = mark;
      unrecorded.push({ ...rest, path: file.path, lines: found.lines });
    }
  }
  return { marked, unrecorded };
}

/** What tells of changes is none that an entry would be written for. */
function isTrace(path: string): boolean {
  return path.startsWith('.ai-bom/') || path.startsWith('.agent-trace/');
}

interface Account {
  readonly hasEntry: boolean;
  readonly hashes: ReadonlySet<string>;
  /** The lines that the branch adds, by their hash. */
  readonly added: ReadonlyMap<string, readonly number[]>;
  /** Hashes of added lines that say nothing by themselves, such as a bracket. */
  readonly plain: ReadonlySet<string>;
}

function accountOf(file: BranchFile, entries: readonly Entry[]): Account {
  const names = new Set([file.path, file.from]);
  const told = entries.flatMap(({ change }) => change.files.filter(({ path }) => names.has(path)));
  const raw = file.text ? linesOf(file.text.after).raw : [];
  const hashes = new Set<string>();
  for (const { hunks } of told) {
    for (const { lineSha256, newStart, newLines, contentSha256: approved } of hunks) {
      for (const hash of lineSha256) hashes.add(hash);
      // A hunk too large for hashes of its lines is known by its whole.
      const there = lineSha256.length > 0 ? [] : raw.slice(newStart - 1, newStart - 1 + newLines);
      if (there.length > 0 && contentSha256(there) === approved) {
        for (const hash of linesOf(there.join('\n')).hashes) hashes.add(hash);
      }
    }
  }
  return { hasEntry: told.length > 0, hashes, ...addedTo(file) };
}

function addedTo({ text }: BranchFile): Pick<Account, 'added' | 'plain'> {
  const added = new Map<string, number[]>();
  const plain = new Set<string>();
  for (const one of text ? addedLines(changesOf(text)) : []) {
    const [hash] = linesOf(one.text).hashes;
    if (hash === undefined) continue;
    added.set(hash, [...(added.get(hash) ?? []), one.line]);
    if (!/\w{2}/.test(one.text)) plain.add(hash);
  }
  return { added, plain };
}

function judge(
  { lines }: Mark,
  file: BranchFile,
  { hasEntry, hashes, added, plain }: Account,
): { readonly stands: boolean; readonly isRecorded: boolean; readonly lines: readonly number[] } {
  if (!file.text) return { stands: true, isRecorded: hasEntry, lines: [] };
  const texts = lines && linesOf(lines.join('\n')).hashes;
  const wanted = texts ? texts.filter((hash) => added.has(hash)) : [...added.keys()];
  if (wanted.length === 0) {
    // Only lines were removed; or every added one was taken back or written anew by others.
    const stands = texts === undefined || texts.length === 0;
    return { stands, isRecorded: hasEntry, lines: [] };
  }
  const open = wanted.filter((hash) => !hashes.has(hash) && !(hasEntry && plain.has(hash)));
  const places = [...new Set(open)].flatMap((hash) => added.get(hash) ?? []);
  return {
    stands: true,
    isRecorded: open.length === 0,
    lines: places.sort((a, b) => a - b),
  };
}
