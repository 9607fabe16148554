import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import type { JournalRecord, JournalStore } from '../core/journal';
import { isJournalId, readRecord, serializeRecord } from '../core/journal';
import { codeOf, syncFolder, temporaryEnding, writeAtomic } from './atomicFile';

const maxRecordBytes = 4 * 1024 * 1024;

/** The journal of pending fixes: one file a record, in a folder of its own outside the workspace. */
export function journalStore(directory: string): JournalStore {
  return {
    async list() {
      const records: JournalRecord[] = [];
      const problems: string[] = [];
      for (const name of await namesIn(directory)) {
        const read = await readFile(path.join(directory, name), name);
        if (typeof read === 'object') records.push(read);
        else if (read !== undefined) problems.push(problem(name, read));
      }
      return { records, problems };
    },
    async put(record) {
      const text = serializeRecord(record);
      const back = readRecord(text);
      if (!back.ok) throw new HumanError(`The journal record cannot be written: ${back.why}.`);
      await fs.mkdir(directory, { recursive: true });
      await writeAtomic(fileOf(record.id), new TextEncoder().encode(text));
    },
    async remove(id) {
      if (!isJournalId(id)) throw new HumanError(`“${id}” is not the id of a journal record.`);
      try {
        await fs.unlink(fileOf(id));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return;
        throw error;
      }
      await syncFolder(directory);
    },
  };

  function fileOf(id: string): string {
    return path.join(directory, `${id}.json`);
  }

  function problem(name: string, why: string): string {
    return (
      `The journal holds ${name}, which cannot be used: ${why}. ` +
      `Look whether a fix is without a record, then delete the file from ${directory}.`
    );
  }
}

/** The names in a folder, sorted, without those of writes that never came to an end. */
async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    const names = await fs.readdir(directory);
    return names.filter((name) => !name.endsWith(temporaryEnding)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** A record; or why the file is none; or undefined when it was removed meanwhile. */
async function readFile(file: string, name: string): Promise<JournalRecord | string | undefined> {
  try {
    const stat = await fs.lstat(file);
    if (!stat.isFile()) return 'it is not a regular file';
    if (stat.size > maxRecordBytes) return 'it is too large';
    const read = readRecord(await fs.readFile(file, 'utf8'));
    if (!read.ok) return read.why;
    return name === `${read.record.id}.json` ? read.record : 'it is named after another record';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : messageOf(error);
  }
}
