import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { SeenTable, recordWords } from '../core/seenTable';
import { codeOf, writeAtomic } from './atomicFile';

/** When findings were first seen here, by their ids. */
export interface FirstSeen {
  /** Remembers those that are new, given as bytes. Nobody has to wait for long meanwhile. */
  note(ids: Iterable<Uint8Array>, at: number): Promise<void>;
  /** ISO 8601, to the minute; undefined when it was never noted. */
  of(id: string): Promise<string | undefined>;
}

/** More findings than any window shows; the file has at most forty megabytes. */
const maxIds = 2_000_000;
/** So many are gone through before others get their turn. */
const atATime = 4000;
const minuteMs = 60_000;
const recordBytes = recordWords * 4;
/** Begins the file, as long as a record. Read on a machine with another order of bytes, it is another. */
const header = [0x43_53_46_53, 1, 0, 0, 0] as const;

/**
 * Keeps it in one file. What another window has written there meanwhile counts too. A file that is
 * not as it was written is replaced: then the findings are seen for the first time once more.
 */
export function firstSeen(file: string): FirstSeen {
  let table = new SeenTable(maxIds);
  let isLoaded = false;
  let mark: string | undefined;
  let work: Promise<unknown> = Promise.resolve();

  function next<T>(run: () => Promise<T>): Promise<T> {
    const mine = work.then(run);
    work = mine.catch(() => undefined);
    return mine;
  }

  async function load(): Promise<void> {
    const now = await markOf(file);
    isLoaded = true;
    if (now === mark) return;
    mark = now;
    table = new SeenTable(maxIds);
    if (now !== undefined) await restore(table, wordsIn(await fs.readFile(file)));
  }

  return {
    note: (ids, at) =>
      next(async () => {
        await load();
        const minutes = Math.max(0, Math.floor(at / minuteMs));
        let isNew = false;
        let count = 0;
        for (const id of ids) {
          isNew = table.add(id, minutes) || isNew;
          count += 1;
          if (count % atATime === 0) await nextTurn();
        }
        if (!isNew) return;
        await fs.mkdir(path.dirname(file), { recursive: true });
        await writeAtomic(file, bytesOf(table));
        mark = await markOf(file);
      }),
    of: (id) =>
      next(async () => {
        if (!isLoaded) await load();
        const minutes = table.of(id);
        return minutes === undefined ? undefined : new Date(minutes * minuteMs).toISOString();
      }),
  };
}

async function markOf(file: string): Promise<string | undefined> {
  try {
    const stat = await fs.stat(file);
    return `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The records of a file, or none when it is none of ours. */
function wordsIn(bytes: Uint8Array): Uint32Array {
  const isWhole = bytes.length % recordBytes === 0 && bytes.length <= (maxIds + 1) * recordBytes;
  if (!isWhole) return new Uint32Array(0);
  const words = new Uint32Array(bytes.slice().buffer);
  const isOurs = header.every((word, index) => words[index] === word);
  return isOurs ? words.subarray(recordWords) : new Uint32Array(0);
}

async function restore(table: SeenTable, words: Uint32Array): Promise<void> {
  const step = atATime * recordWords;
  for (let at = 0; at < words.length; at += step) {
    table.addRecords(words.subarray(at, at + step));
    await nextTurn();
  }
}

function bytesOf(table: SeenTable): Uint8Array {
  const records = table.records();
  const words = new Uint32Array(recordWords + records.length);
  words.set(header);
  words.set(records, recordWords);
  return new Uint8Array(words.buffer);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
