import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { PlannedFile } from '../../core/dependencies/planning';
import { HumanError, messageOf } from '../../core/errors';
import { sha256Hex } from '../../core/hash';
import { shownPath } from '../../core/plainText';
import { writeAtomic } from '../atomicFile';
import { workspaceFiles } from '../workspaceFiles';
import { type Replaced, openJournal } from './planJournal';

/**
 * Writes the texts of a plan: all files or none. Each has to be as it was when the plan was made;
 * its byte order mark, line ends and mode stay. Of several runs at once one writes. A run that is
 * killed in between leaves a journal, see `settleJournal`. A HumanError says what was in the way,
 * and that nothing has changed, or what has.
 */
export async function writePlan(folder: string, files: readonly PlannedFile[]): Promise<void> {
  const root = await fs.realpath(folder);
  const replacements: Replaced[] = [];
  for (const file of files) replacements.push(await prepare(root, file));
  const close = await openJournal(root, replacements);
  const done: Replaced[] = [];
  try {
    // Whoever held the journal before may have written since the first look.
    for (const file of files) await prepare(root, file);
    for (const one of replacements) await replace(root, one, done);
  } catch (error) {
    for (const one of done) await putBack(root, one, error);
    await close();
    throw error;
  }
  await close();
}

async function replace(root: string, one: Replaced, done: Replaced[]): Promise<void> {
  try {
    await writeAtomic(path.join(root, one.path), one.after);
    done.push(one);
  } catch (error) {
    const shown = shownPath(one.path, 200);
    throw new HumanError(`${shown} cannot be written (${messageOf(error)}). Nothing was changed.`);
  }
}

/** A HumanError where a file that would have to be written is reached through a symbolic link. */
export async function refuseLink(folder: string, name: string): Promise<void> {
  const shown = shownPath(name, 200);
  const place = await workspaceFiles(folder).realPath(name);
  const stat = await fs.lstat(path.join(folder, name)).catch(() => undefined);
  if (stat?.isSymbolicLink() !== true && (!place.ok || place.path === name)) return;
  throw new HumanError(
    `${shown} is a symbolic link, or lies behind one, and is not written through it. Nothing was changed: put the file itself there, or plan in the folder that it leads to.`,
  );
}

async function prepare(root: string, planned: PlannedFile): Promise<Replaced> {
  const { path: name, baseSha256, after } = planned;
  const shown = shownPath(name, 200);
  await refuseLink(root, name);
  const files = workspaceFiles(root);
  const before = await files.read(name);
  if (before === undefined) {
    throw new HumanError(`${shown} is not there any more. Nothing was changed.`);
  }
  if (sha256Hex(before) !== baseSha256) {
    throw new HumanError(
      `${shown} has changed since it was read. Nothing was written: plan again.`,
    );
  }
  if (!(await files.writable(name))) {
    throw new HumanError(`${shown} may not be written. Nothing was changed.`);
  }
  return { path: name, before, after: encoded(after, before) };
}

/** With the mark and the line ends of the bytes before. */
function encoded(text: string, before: Uint8Array): Uint8Array {
  const old = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
  const plain = text.replace(/\r\n/g, '\n');
  const ends = /\r\n/.test(old) && !/[^\r]\n/.test(old) ? plain.replace(/\n/g, '\r\n') : plain;
  return new TextEncoder().encode(old.startsWith('\uFEFF') ? `\uFEFF${ends}` : ends);
}

async function putBack(root: string, { path: name, before }: Replaced, cause: unknown) {
  await writeAtomic(path.join(root, name), before).catch((error: unknown) => {
    throw new HumanError(
      `${shownPath(name, 200)} was written, the next file could not be (${messageOf(cause)}), and it cannot be put back (${messageOf(error)}). Run countersign plan --write to try that again.`,
    );
  });
}
