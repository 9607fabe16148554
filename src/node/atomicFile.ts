import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Replaces or makes a file so that a crash leaves the old bytes or the new ones, never a part. They
 * are on the disk when it returns. An existing file keeps its mode; a symbolic link is replaced.
 */
export async function writeAtomic(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = await writeTemporary(file, bytes);
  try {
    const mode = await modeOf(file);
    if (mode !== undefined) await fs.chmod(temporary, mode);
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/**
 * Makes a file that does not exist yet, whole or not at all. Answers false, and touches nothing,
 * when there is one. Of several writers exactly one gets true. Only on a file system without hard
 * links can a crash leave a part of it.
 */
export async function writeNew(file: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(file, bytes);
  try {
    await fs.link(temporary, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!withoutLinks.has(codeOf(error))) throw error;
    if (!(await writeExclusive(file, bytes))) return false;
  } finally {
    await fs.rm(temporary, { force: true });
  }
  await syncFolder(path.dirname(file));
  return true;
}

/** What a file system without hard links answers. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK']);

async function writeExclusive(file: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeSynced(file, bytes);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeTemporary(file: string, bytes: Uint8Array): Promise<string> {
  const name = `.${path.basename(file)}.${randomBytes(6).toString('hex')}${temporaryEnding}`;
  const temporary = path.join(path.dirname(file), name);
  await writeSynced(temporary, bytes);
  return temporary;
}

/** How the name of a file ends that is being written; one that stays behind was never valid. */
export const temporaryEnding = '.tmp';

/** Fails when the file exists, and leaves none behind when it fails later. */
async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function modeOf(file: string): Promise<number | undefined> {
  try {
    return (await fs.stat(file)).mode & 0o777;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a new or removed name in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The `code` of an error of the file system, such as `ENOENT`; empty for any other. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
