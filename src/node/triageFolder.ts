import type { Stats } from 'node:fs';
import { constants, watch } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import type { Problem } from '../core/finding';
import { oneLine } from '../core/plainText';
import type { Skip, Tally } from '../core/readers/problems';
import { tally } from '../core/readers/problems';
import type { ParsedTriage, Triage } from '../core/triage';
import {
  maxTriageBytes,
  parseTriage,
  triageFileName,
  triagePath,
  triageText,
} from '../core/triage';
import { codeOf, syncFolder, writeAtomic } from './atomicFile';
import { workspaceFiles } from './workspaceFiles';

const maxEntries = 50_000;

/** So many files are read at a time. */
const readers = 32;

const notOurs: Skip = [
  'file is not in force, because it cannot be read',
  'files are not in force, because they cannot be read',
];
const tooMany: Skip = [
  `file above ${maxEntries} was not read`,
  `files above ${maxEntries} were not read`,
];

/**
 * `.countersign/triage/` below a folder: the findings that were set aside, one file each. Nothing
 * is read or written when a symbolic link leads it elsewhere.
 */
export function triageFolder(root: string) {
  const files = workspaceFiles(root);
  const folder = path.join(root, triagePath);
  let known: Known = new Map();

  async function refusal(): Promise<string | undefined> {
    const real = await files.realPath(triagePath);
    if (!real.ok) return `it cannot be used: ${real.why}`;
    return real.path === triagePath
      ? undefined
      : 'it is a symbolic link; replace it by a folder of its own';
  }

  /** The absolute path of a finding's file. Throws what a person can act on. */
  async function fileOf(id: string): Promise<string> {
    if (!/^[0-9a-f]{64}$/.test(id))
      throw new HumanError(`“${oneLine(id, 80)}” is no finding’s id.`);
    const why = await refusal();
    if (why !== undefined) throw new HumanError(`${triagePath}: ${why}.`);
    return path.join(folder, triageFileName(id));
  }

  return {
    async list(): Promise<TriageList> {
      const problems = tally(triagePath);
      const why = await refusal();
      if (why !== undefined) problems.note(why);
      const names = why === undefined ? await namesIn(folder, problems) : [];
      const entries = new Map<string, Triage>();
      const read = await readAll(folder, names, known);
      known = read;
      for (const [name, { parsed }] of read) {
        if (parsed.ok) entries.set(parsed.triage.finding, parsed.triage);
        else problems.add(notOurs, `${oneLine(name, 20)}: ${parsed.why}`);
      }
      return { entries, problems: problems.list() };
    },
    async write(triage: Triage): Promise<string> {
      const file = await fileOf(triage.finding);
      const bytes = new TextEncoder().encode(triageText(triage));
      await attempt(triage.finding, 'written', async () => {
        await fs.mkdir(folder, { recursive: true });
        await writeAtomic(file, bytes);
      });
      return `${triagePath}/${triageFileName(triage.finding)}`;
    },
    async remove(id: string): Promise<boolean> {
      const file = await fileOf(id);
      return attempt(id, 'removed', async () => {
        try {
          await fs.unlink(file);
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return false;
          throw error;
        }
        await syncFolder(folder);
        return true;
      });
    },
    watch: (changed: () => void) => watchFolder(folder, changed),
  };
}

/** The editor's own watchers miss what happens in a folder that was made together with its parent. */
function watchFolder(folder: string, changed: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, changed);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}

interface TriageList {
  readonly entries: ReadonlyMap<string, Triage>;
  readonly problems: readonly Problem[];
}

async function attempt<T>(id: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = codeOf(error) || messageOf(error);
    throw new HumanError(`${triagePath}/${triageFileName(id)} could not be ${what} (${why}).`);
  }
}

/** The names of the entries, sorted; other files are none of ours. */
async function namesIn(folder: string, problems: Tally): Promise<readonly string[]> {
  let names: string[] = [];
  try {
    names = await fs.readdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      problems.note(`it cannot be read (${codeOf(error) || messageOf(error)})`);
    }
  }
  const ours = names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  if (ours.length > maxEntries) problems.add(tooMany, undefined, ours.length - maxEntries);
  return ours.slice(0, maxEntries);
}

/** By name. A file is read again when it looks other than before. */
type Known = ReadonlyMap<string, { readonly mark: string; readonly parsed: ParsedTriage }>;

async function readAll(folder: string, names: readonly string[], before: Known): Promise<Known> {
  const read = new Map<string, { mark: string; parsed: ParsedTriage }>();
  for (let at = 0; at < names.length; at += readers) {
    const some = names.slice(at, at + readers).map(async (name) => {
      const file = path.join(folder, name);
      const stat = await fs.lstat(file).catch(() => undefined);
      if (!stat) return undefined;
      const mark = `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}`;
      const old = before.get(name);
      const parsed = old?.mark === mark ? old.parsed : await readOne(file, name, stat);
      return { name, mark, parsed };
    });
    for (const one of await Promise.all(some)) if (one) read.set(one.name, one);
  }
  return read;
}

async function readOne(file: string, name: string, stat: Stats): Promise<ParsedTriage> {
  if (!stat.isFile()) return { ok: false, why: 'it is no regular file' };
  if (stat.size > maxTriageBytes) return { ok: false, why: 'it is larger than 64 KB' };
  try {
    // A link or a pipe that took its place meanwhile is refused at once.
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
    const handle = await fs.open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const buffer = Buffer.alloc(stat.size);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return parseTriage(name, buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { ok: false, why: `it cannot be read (${codeOf(error) || messageOf(error)})` };
  }
}
