import * as v from 'valibot';
import { messageOf } from './errors';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** The id of a decision, of its journal record and of its AI-BOM entry: one ULID. */
const idSchema = v.pipe(v.string(), v.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/));

const recordSchema = v.strictObject({
  version: v.literal(1),
  id: idSchema,
  state: v.picklist(['prepared', 'applied', 'recorded']),
  folder: v.string(),
  files: v.pipe(
    v.array(
      v.strictObject({
        path: v.string(),
        realPath: v.string(),
        baseSha256: sha256,
        finalSha256: sha256,
        bom: v.boolean(),
      }),
    ),
    v.minLength(1),
    v.maxLength(1000),
    v.checkItems(({ path }, index, files) => files.findIndex((one) => one.path === path) === index),
  ),
  entry: v.string(),
  at: v.string(),
});

export interface JournalFile {
  readonly path: string;
  readonly realPath: string;
  /** Of the bytes on disk before the fix. */
  readonly baseSha256: string;
  /** Of the bytes on disk with the fix. */
  readonly finalSha256: string;
  /** Both begin with a byte order mark. */
  readonly bom: boolean;
}

/** What was about to happen, written before it happens, with all that recovery needs. */
export interface JournalRecord {
  readonly version: 1;
  /** The ULID of the decision, and of its AI-BOM entry. */
  readonly id: string;
  /** Intended; on disk and read back; its entry is on disk as well. */
  readonly state: 'prepared' | 'applied' | 'recorded';
  /** URI of the workspace folder. */
  readonly folder: string;
  /** At least one, each path once. */
  readonly files: readonly JournalFile[];
  /** The complete text of the AI-BOM entry. */
  readonly entry: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export type ReadRecord =
  | { readonly ok: true; readonly record: JournalRecord }
  | { readonly ok: false; readonly why: string };

export function isJournalId(id: string): boolean {
  return v.is(idSchema, id);
}

export function serializeRecord(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** Reads a record back; a torn or foreign text is refused with a clause that says why. */
export function readRecord(text: string): ReadRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: `it is not whole (${messageOf(error)})` };
  }
  const result = v.safeParse(recordSchema, json);
  if (result.success) return { ok: true, record: result.output };
  const [issue] = result.issues;
  return { ok: false, why: `it is no journal record (${v.getDotPath(issue) ?? issue.message})` };
}

/** The write-ahead journal, on disk outside the workspace. */
export interface JournalStore {
  /**
   * All records, oldest first. Whatever else lies in the folder is left there and reported, a
   * sentence each, because it may stand for a fix without a record.
   */
  list(): Promise<{
    readonly records: readonly JournalRecord[];
    readonly problems: readonly string[];
  }>;
  /** Adds or replaces the record with this id. It is durable when this returns. */
  put(record: JournalRecord): Promise<void>;
  /** Nothing happens when there is no such record. */
  remove(id: string): Promise<void>;
}

/** A file of the record as it is now. `buffer` is the editor's, when the file is open there. */
export interface Observed {
  readonly path: string;
  /** SHA-256 of the bytes, or `missing`. */
  readonly disk: string;
  readonly buffer?: { readonly sha256: string; readonly dirty: boolean };
}

/**
 * What to do about an interrupted fix. `drop` and `done`: remove the record. `record`: write its
 * entry. `offer`: the editor holds the fix unsaved, finish or undo. `attention`: a person must look.
 */
export interface Recovery {
  readonly action: 'drop' | 'offer' | 'record' | 'done' | 'attention';
  readonly why: string;
}

/** By what is on disk and in the editor now; where that is ambiguous, a person must look. */
export function recover(
  record: JournalRecord,
  observed: readonly Observed[],
  entryExists: boolean,
): Recovery {
  const places = record.files.map((file) => placeOf(file, observed));
  const all = (...wanted: readonly Place[]) => places.every((place) => wanted.includes(place));
  if (all('same') && !entryExists) {
    return { action: 'drop', why: 'It would have changed nothing.' };
  }
  if (all('landed', 'same')) {
    return entryExists
      ? { action: 'done', why: 'The fix and its AI-BOM entry are both on disk.' }
      : { action: 'record', why: 'The fix is on disk; its AI-BOM entry is missing.' };
  }
  if (entryExists && record.state !== 'prepared') {
    return { action: 'done', why: 'The fix was applied and recorded, and changed later.' };
  }
  if (!entryExists && record.state === 'prepared') {
    if (all('untouched', 'same')) {
      return { action: 'drop', why: 'The fix was never applied.' };
    }
    if (all('pending', 'same')) {
      return { action: 'offer', why: 'The fix stands in the editor, not on disk.' };
    }
  }
  return { action: 'attention', why: describe(record, places) };
}

/** Where the fix of one file is. `same`: it changes nothing, so it is everywhere. */
type Place = 'landed' | 'pending' | 'untouched' | 'same' | 'missing' | 'unclear';

function placeOf(file: JournalFile, observed: readonly Observed[]): Place {
  const seen = observed.find(({ path }) => path === file.path);
  if (!seen) return 'unclear';
  if (seen.disk === 'missing') return 'missing';
  if (seen.disk !== file.baseSha256 && seen.disk !== file.finalSha256) return 'unclear';
  if (file.baseSha256 === file.finalSha256) return 'same';
  if (seen.disk === file.finalSha256) return 'landed';
  if (!seen.buffer || seen.buffer.sha256 === file.baseSha256) return 'untouched';
  return seen.buffer.dirty && seen.buffer.sha256 === file.finalSha256 ? 'pending' : 'unclear';
}

const placeText: Readonly<Record<Place, string>> = {
  landed: 'has the fix on disk',
  pending: 'has the fix in the editor only',
  untouched: 'is without the fix',
  same: 'is as it should be',
  missing: 'is gone',
  unclear: 'holds neither the text before nor the text after',
};

function describe(record: JournalRecord, places: readonly Place[]): string {
  const files = record.files.map(({ path }, index) => {
    return `${path} ${placeText[places[index] ?? 'unclear']}`;
  });
  return `A fix was interrupted, and it is not clear what became of it: ${files.join('; ')}.`;
}
