import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v from 'valibot';
import { HumanError } from '../../core/errors';
import { sha256Hex } from '../../core/hash';
import { shownPath } from '../../core/plainText';
import { codeOf, writeAtomic, writeNew } from '../atomicFile';
import { workspaceFiles } from '../workspaceFiles';

/** A file that is about to be replaced. */
export interface Replaced {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Lies beside the files while they are replaced, so that a run that dies in between is found out. */
export const journalName = '.countersign-plan.json';

const maxJournalBytes = 256 * 1024 * 1024;
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const plannedFile = /(?:^|\/)(?:package|package-lock|npm-shrinkwrap)\.json$/;
const schema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  host: v.string(),
  files: v.array(
    v.object({
      path: v.pipe(v.string(), v.regex(plannedFile)),
      before: v.pipe(v.string(), v.base64()),
      after: digest,
    }),
  ),
});
type Journal = v.InferOutput<typeof schema>;

/**
 * Says on disk what is about to be replaced; of several runs in one folder only one gets through.
 * A HumanError says who is in the way, or that the folder cannot be written. Answers with what
 * takes the journal away again.
 */
export async function openJournal(
  folder: string,
  files: readonly Replaced[],
): Promise<() => Promise<void>> {
  const journal: Journal = {
    ...{ pid: process.pid, host: os.hostname() },
    files: files.map(({ path: at, before, after }) => ({
      ...{ path: at, before: Buffer.from(before).toString('base64') },
      after: sha256Hex(after),
    })),
  };
  const file = path.join(folder, journalName);
  const bytes = new TextEncoder().encode(`${JSON.stringify(journal)}\n`);
  const isOurs = await writeNew(file, bytes).catch((error: unknown) => {
    throw new HumanError(
      `The folder cannot be written to (${codeOf(error)}). Nothing was changed: allow it, then plan again.`,
    );
  });
  if (!isOurs) throw busy();
  return () => fs.rm(file, { force: true });
}

/**
 * Looks for a run that died between two files. `undo` puts back what it replaced and answers with a
 * sentence on that; without it, and where somebody has changed the files since, a HumanError says
 * what to do. Answers with undefined where there is nothing to say.
 */
export async function settleJournal(folder: string, undo: boolean): Promise<string | undefined> {
  const file = path.join(folder, journalName);
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const journal = parsed(text);
  if (isAlive(journal)) throw busy();
  const replaced: Journal['files'] = [];
  const files = workspaceFiles(folder);
  for (const one of journal.files) {
    const [place, now] = [await files.realPath(one.path), await files.read(one.path)];
    const shown = shownPath(one.path, 200);
    const hash = now && sha256Hex(now);
    const isOld = hash === sha256Hex(Buffer.from(one.before, 'base64'));
    if (!place.ok || place.path !== one.path || (!isOld && hash !== one.after)) {
      throw new HumanError(
        `An earlier plan --write was broken off here, and ${shown} was changed since. Put it right by hand, delete ${journalName}, then plan again.`,
      );
    }
    if (!isOld) replaced.push(one);
  }
  const names = replaced.map((one) => shownPath(one.path, 200)).join(' and ') || 'nothing';
  if (!undo) {
    throw new HumanError(
      `An earlier plan --write was broken off here: it had written ${names}. Run countersign plan with --write to put that back and plan again.`,
    );
  }
  for (const one of replaced) {
    await writeAtomic(path.join(folder, one.path), Buffer.from(one.before, 'base64'));
  }
  if ((await textOf(file)) === text) await fs.rm(file, { force: true });
  return `An earlier plan --write was broken off here. What it had written was put back first: ${names}.`;
}

function busy(): HumanError {
  return new HumanError(
    `Another plan is being written in this folder. Nothing was changed. Wait for it, then plan again; if none is running, delete ${journalName} after a look at package.json and the lockfile.`,
  );
}

function isAlive({ pid, host }: Journal): boolean {
  if (host !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

async function textOf(file: string): Promise<string | undefined> {
  const stat = await fs.lstat(file).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  if (stat === undefined) return undefined;
  if (!stat.isFile() || stat.size > maxJournalBytes) throw unreadable();
  return fs.readFile(file, 'utf8');
}

function parsed(text: string): Journal {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    throw unreadable();
  }
}

function unreadable(): HumanError {
  return new HumanError(
    `${journalName} is not what Countersign leaves when a plan is broken off. Look at package.json and the lockfile, delete it, then plan again.`,
  );
}
