import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError } from '../../core/errors';
import type { Git } from '../git';
import { sharedFolders } from './dependencies';

/** Paths from the top of a repository. */
interface Carried {
  /** Those that differ from HEAD, also by being gone, and those that git does not know yet. */
  readonly paths: readonly string[];
  readonly submodules: readonly string[];
}

type Settings = readonly (readonly [name: string, value: string])[];

const maxFiles = 20_000;
const maxBytes = 512 * 1024 * 1024;
const atOnce = 32;

/** The uncommitted changes of a working tree: staged, unstaged and new. */
export const carryOver = { list, apply };

async function list(git: Git, settings: Settings): Promise<Carried> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-renames', '--no-relative'];
  const shared = sharedFolders.flatMap((name) => ['-x', name]);
  const [changed, fresh, staged] = await Promise.all([
    git(['diff', '--name-only', '-z', ...plain, '--ignore-submodules=all', 'HEAD'], '', settings),
    git(['ls-files', '--others', '--exclude-standard', ...shared, '-z']),
    git(['ls-files', '--stage', '-z']),
  ]);
  const failed = [changed, fresh, staged].find(({ code }) => code !== 0);
  if (failed) throw new HumanError(`git could not list what has changed: ${failed.why}`);
  const names = (output: Buffer) => output.toString('utf8').split('\0').filter(Boolean);
  const submodules = names(staged.output).flatMap(
    (line) => /^160000 [^\t]*\t([^]*)$/.exec(line)?.[1] ?? [],
  );
  // A folder stands for a repository of its own.
  const paths = [...names(changed.output), ...names(fresh.output)].filter(
    (one) => !one.endsWith('/') && !submodules.includes(one),
  );
  // Sorted, so that what stands in the way of a file is looked at before the file.
  return { paths: [...new Set(paths)].sort(), submodules };
}

async function apply(
  { paths }: Carried,
  top: string,
  tree: string,
  signal: AbortSignal,
): Promise<void> {
  if (paths.length > maxFiles) throw tooMuch();
  const root = await fs.realpath(tree);
  const copies: string[] = [];
  for (const [at, one] of paths.entries()) {
    if (at % atOnce === 0) signal.throwIfAborted();
    if (await isReady(one, top, tree, root)) copies.push(one);
  }
  await copyAll(copies, top, tree, signal);
}

/** Clears away what stands where a path goes. Answers whether there is something to be put there. */
async function isReady(one: string, top: string, tree: string, root: string): Promise<boolean> {
  const target = path.join(tree, one);
  const [stat, old] = await Promise.all(
    [path.join(top, one), target].map((file) => fs.lstat(file).catch(() => undefined)),
  );
  const parent = await fs.realpath(path.dirname(target)).catch(() => root);
  if (!isWithin(root, parent)) return false;
  // What stands in the way goes first: a link in the stead of a folder would lead elsewhere.
  const isOverwritten = stat?.isFile() === true && (old === undefined || old.isFile());
  if (!isOverwritten) await fs.rm(target, { force: true, recursive: true });
  return stat?.isFile() === true || stat?.isSymbolicLink() === true;
}

/** Copies a folder that git has no commit of, without what is shared or belongs to git. */
export async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  const found: string[] = [];
  const left = new Set<string>(['.git', '.hg', '.svn', ...sharedFolders]);
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    for (const entry of await fs.readdir(path.join(from, folder), { withFileTypes: true })) {
      const one = path.join(folder, entry.name);
      if (entry.isDirectory() && !left.has(entry.name)) folders.push(one);
      else if (entry.isFile() || (entry.isSymbolicLink() && !left.has(entry.name))) found.push(one);
      if (found.length > maxFiles) throw tooMuch();
    }
  }
  await fs.mkdir(to, { recursive: true });
  await copyAll(found, from, to, signal);
}

async function copyAll(
  paths: readonly string[],
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const root = await fs.realpath(to);
  const parents = new Map<string, Promise<string>>();
  const made = (folder: string) =>
    fs.mkdir(folder, { recursive: true }).then(() => fs.realpath(folder));
  let bytes = 0;
  const copy = async (one: string) => {
    const [source, target] = [path.join(from, one), path.join(to, one)];
    const stat = await fs.lstat(source);
    bytes += stat.size;
    if (bytes > maxBytes) throw tooMuch();
    const parent = path.dirname(target);
    const real = parents.get(parent) ?? made(parent);
    parents.set(parent, real);
    if (!isWithin(root, await real)) return;
    // A link stays a link: what it leads to is not read.
    if (stat.isSymbolicLink()) await fs.symlink(await fs.readlink(source), target);
    else await fs.copyFile(source, target, constants.COPYFILE_FICLONE);
  };
  for (let at = 0; at < paths.length; at += atOnce) {
    signal.throwIfAborted();
    await Promise.all(paths.slice(at, at + atOnce).map(copy));
  }
}

function isWithin(root: string, real: string): boolean {
  return real === root || real.startsWith(root + path.sep);
}

function tooMuch(): HumanError {
  return new HumanError(
    `More than ${maxFiles} files or ${maxBytes / 1024 / 1024} MB would have to be copied to try the change out. Commit them, or let git ignore what is made by tools.`,
  );
}
