import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { PlannedFile } from '../../core/dependencies/planning';
import { HumanError, messageOf } from '../../core/errors';
import { sha256Hex } from '../../core/hash';
import { shownPath } from '../../core/plainText';
import { writeAtomic } from '../atomicFile';
import { workspaceFiles } from '../workspaceFiles';

interface Replacement {
  readonly file: string;
  readonly shown: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Writes the texts of a plan: all files or none. Each has to be as it was when the plan was made;
 * its byte order mark, line ends and mode stay. A HumanError says what was in the way, and that
 * nothing has changed, or what has.
 */
export async function writePlan(folder: string, files: readonly PlannedFile[]): Promise<void> {
  const replacements: Replacement[] = [];
  for (const file of files) replacements.push(await prepare(folder, file));
  const done: Replacement[] = [];
  try {
    for (const one of replacements) {
      await writeAtomic(one.file, one.after);
      done.push(one);
    }
  } catch (error) {
    for (const one of done) await putBack(one, error);
    const shown = shownPath(replacements[done.length]?.shown ?? '', 200);
    throw new HumanError(`${shown} cannot be written (${messageOf(error)}). Nothing was changed.`);
  }
}

async function prepare(folder: string, planned: PlannedFile): Promise<Replacement> {
  const { path: shown, baseSha256, after } = planned;
  const files = workspaceFiles(folder);
  const [place, before] = [await files.realPath(shown), await files.read(shown)];
  if (!place.ok || before === undefined) {
    throw new HumanError(`${shownPath(shown, 200)} is not there any more. Nothing was changed.`);
  }
  if (sha256Hex(before) !== baseSha256) {
    throw new HumanError(
      `${shownPath(shown, 200)} has changed since it was read. Nothing was written: plan again.`,
    );
  }
  if (!(await files.writable(shown))) {
    throw new HumanError(`${shownPath(shown, 200)} may not be written. Nothing was changed.`);
  }
  const file = path.join(await fs.realpath(folder), place.path);
  return { file, shown, before, after: encoded(after, before) };
}

/** With the mark and the line ends of the bytes before. */
function encoded(text: string, before: Uint8Array): Uint8Array {
  const old = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
  const plain = text.replace(/\r\n/g, '\n');
  const ends = /\r\n/.test(old) && !/[^\r]\n/.test(old) ? plain.replace(/\n/g, '\r\n') : plain;
  return new TextEncoder().encode(old.startsWith('\uFEFF') ? `\uFEFF${ends}` : ends);
}

async function putBack({ file, shown, before }: Replacement, cause: unknown): Promise<void> {
  await writeAtomic(file, before).catch((error: unknown) => {
    throw new HumanError(
      `${shownPath(shown, 200)} was written, the next file could not be (${messageOf(cause)}), and it cannot be put back (${messageOf(error)}). Restore it by git checkout.`,
    );
  });
}
