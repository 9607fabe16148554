import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import { compareText } from '../core/finding';

/** A tree with more files than this is refused: it is hardly the one that was meant. */
const maxFiles = 500_000;

const skipped = new Set(['.git', 'node_modules']);

export interface TreeFile {
  /** Relative to the tree's root, forward slashes. */
  readonly path: string;
  /** `other` is a symbolic link, which is not followed, or a pipe, socket or device. */
  readonly kind: 'file' | 'other';
}

/**
 * All that is below a folder but folders, sorted by path, without `.git` and `node_modules`. It
 * throws a HumanError when the folder or one below it cannot be read.
 */
export async function listTree(root: string): Promise<readonly TreeFile[]> {
  const found: TreeFile[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readFolder(root, folder)) {
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (skipped.has(entry.name)) continue;
      if (entry.isDirectory()) folders.push(below);
      else found.push({ path: below, kind: entry.isFile() ? 'file' : 'other' });
    }
    if (found.length > maxFiles) {
      throw new HumanError(`${root} holds more than ${maxFiles} files; name a smaller folder.`);
    }
  }
  return found.sort((a, b) => compareText(a.path, b.path));
}

async function readFolder(root: string, folder: string): Promise<readonly Dirent[]> {
  const at = path.join(root, folder);
  try {
    return await fs.readdir(at, { withFileTypes: true });
  } catch (error) {
    throw new HumanError(`The folder ${at} cannot be read: ${messageOf(error)}`);
  }
}

/** How a path differs between two trees. */
export interface TreeChange {
  readonly path: string;
  readonly status: 'created' | 'deleted' | 'changed';
  /** It is, or was, no regular file. */
  readonly special: boolean;
}

/** What differs between two trees, by content, sorted by path. Unreadable is a HumanError. */
export async function compareTrees(before: string, after: string): Promise<readonly TreeChange[]> {
  const old = new Map((await listTree(before)).map((file) => [file.path, file.kind]));
  const fresh = new Map((await listTree(after)).map((file) => [file.path, file.kind]));
  const changes: TreeChange[] = [];
  for (const path of [...new Set([...old.keys(), ...fresh.keys()])].sort(compareText)) {
    const [was, is] = [old.get(path), fresh.get(path)];
    const special = was === 'other' || is === 'other';
    if (was === undefined) changes.push({ path, status: 'created', special });
    else if (is === undefined) changes.push({ path, status: 'deleted', special });
    else if (was !== is || !(await sameContent(before, after, path, was))) {
      changes.push({ path, status: 'changed', special });
    }
  }
  return changes;
}

async function sameContent(
  before: string,
  after: string,
  name: string,
  kind: TreeFile['kind'],
): Promise<boolean> {
  const [a, b] = [path.join(before, name), path.join(after, name)];
  try {
    return await (kind === 'file' ? sameBytes(a, b) : sameLink(a, b));
  } catch (error) {
    throw new HumanError(`${name} cannot be compared: ${messageOf(error)}`);
  }
}

/** Pipes, sockets and devices have no content to compare, so they never count as the same. */
async function sameLink(a: string, b: string): Promise<boolean> {
  const target = (link: string) => fs.readlink(link).catch(() => undefined);
  const [first, second] = [await target(a), await target(b)];
  return first !== undefined && first === second;
}

const chunkBytes = 1024 * 1024;

/** In parts, so that a file of any size takes the same memory. */
async function sameBytes(a: string, b: string): Promise<boolean> {
  if ((await fs.stat(a)).size !== (await fs.stat(b)).size) return false;
  const first = await fs.open(a);
  try {
    const second = await fs.open(b);
    try {
      const [one, other] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
      for (;;) {
        const { bytesRead } = await first.read(one);
        const { bytesRead: alsoRead } = await second.read(other, 0, chunkBytes);
        if (bytesRead !== alsoRead || one.compare(other, 0, alsoRead, 0, bytesRead) !== 0) {
          return false;
        }
        if (bytesRead === 0) return true;
      }
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}
