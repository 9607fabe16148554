import * as fs from 'node:fs/promises';
import { readEntry } from '../core/aibom/entry';
import type { EntryText, Verification, VerificationLine } from '../core/aibom/verify';
import { verifyEntries } from '../core/aibom/verify';
import { HumanError, messageOf } from '../core/errors';
import { oneLine } from '../core/plainText';
import { aiBomFolder, ignored } from './aiBomFolder';
import { workspaceFiles } from './workspaceFiles';

export const entriesFolder = '.ai-bom/entries';

/** Whether a new file is one that Countersign adds with a fix: a whole entry, or its .gitignore. */
export function isRecord(path: string, text: string): boolean {
  // Another text could hide entries from version control.
  if (path === '.ai-bom/.gitignore') return text.replaceAll('\r\n', '\n') === ignored;
  if (!path.startsWith(`${entriesFolder}/`)) return false;
  const read = readEntry(path, text);
  return 'entry' in read && path === `${entriesFolder}/${read.entry.id}.json`;
}

/** The entry files of a folder, as they are. A folder that cannot be read is a HumanError. */
export async function entryTexts(root: string): Promise<readonly EntryText[]> {
  const stat = await fs.stat(root).catch(() => undefined);
  if (!stat?.isDirectory()) throw new HumanError(`${root} is no folder.`);
  try {
    return await aiBomFolder(root).list();
  } catch (error) {
    throw new HumanError(`${root}/${entriesFolder} cannot be read: ${messageOf(error)}`);
  }
}

/** `verifyEntries` against the files of a folder. */
export async function verifyIn(
  root: string,
  entries: readonly EntryText[],
  base: readonly EntryText[] = [],
): Promise<Verification> {
  const texts = await textsOf(root, [...entries, ...base]);
  return verifyEntries({ entries, readText: (file) => texts.get(file), base });
}

/** A line of a verification, with its place when it says no. */
export function verificationText({ file, ok, message, place }: VerificationLine): string {
  const where = place && !ok ? ` (${oneLine(place.path, 300)}:${place.line})` : '';
  return `${ok ? 'ok ' : 'NO '}  ${oneLine(file, 300)}  ${oneLine(message, 300)}${where}`;
}

/** The files that the entries speak of, as they are now. What is no text file inside is left out. */
async function textsOf(
  root: string,
  entries: readonly EntryText[],
): Promise<ReadonlyMap<string, string>> {
  const paths = new Set<string>();
  for (const { file, text } of entries) {
    const read = readEntry(file, text);
    if ('entry' in read) for (const changed of read.entry.change.files) paths.add(changed.path);
  }
  const files = workspaceFiles(root);
  const texts = new Map<string, string>();
  for (const file of paths) {
    const bytes = await files.read(file).catch(() => undefined);
    if (bytes) texts.set(file, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  }
  return texts;
}

/** Such as `2 entries`. */
export function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}
