import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { gitIn } from '../git';

/** Installed packages, which are shared with the real folder and not copied. */
export const sharedFolders: readonly string[] = ['node_modules', '.venv', 'venv'];

/** What package managers keep in `node_modules` besides packages. Other dotted names are caches of tools. */
const kept = new Set(['.bin', '.pnpm', '.package-lock.json', '.modules.yaml', '.yarn-state.yml']);
const maxDepth = 6;
const atOnce = 32;

/**
 * Makes installed packages of `top`, as `installedIn` lists them, appear in `tree`, as links. Every `node_modules` is a folder
 * of the tree's own with a link for each package, so that what tools keep in it stays in the tree,
 * and a package of the repository itself is the tree's. Answers what a person should know.
 */
export async function shareDependencies(
  found: readonly string[],
  top: string,
  tree: string,
): Promise<readonly string[]> {
  for (const one of found) {
    const [from, to] = [path.join(top, one), path.join(tree, one)];
    if (!(await isFolder(path.dirname(to))) || (await exists(to))) continue;
    if (path.basename(one) === 'node_modules') await linkPackages(from, to, { top, tree });
    else await link(await fs.realpath(from), to);
  }
  return found.length === 0 ? [] : [`Shared with your checkout: ${found.slice(0, 3).join(', ')}.`];
}

/** The folders of installed packages below `top`, as paths from there. */
export async function installedIn(top: string): Promise<readonly string[]> {
  const shared = sharedFolders.flatMap((name) => ['-x', name]);
  const { code, output } = await gitIn(top)([
    ...['ls-files', '--others', '--ignored', '--exclude-standard', ...shared],
    ...['--directory', '-z'],
  ]);
  const listed = code === 0 ? output.toString('utf8').split('\0') : await sharedIn(top);
  return listed
    .map((one) => one.replace(/\/$/, ''))
    .filter((one) => isShared(one) && one.split('/').length <= maxDepth);
}

/** The first such folder of its path, and no folder within one. */
function isShared(one: string): boolean {
  const names = one.split('/');
  return names.findIndex((name) => sharedFolders.includes(name)) === names.length - 1;
}

/** Where a folder has installed packages, seen from it; none of them within another. */
export async function sharedIn(top: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await fs.readdir(path.join(top, folder), { withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name === '.git') continue;
      const one = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (sharedFolders.includes(entry.name)) found.push(one);
      else if (one.split('/').length < maxDepth) folders.push(one);
    }
  }
  return found;
}

interface Roots {
  readonly top: string;
  readonly tree: string;
}

async function linkPackages(from: string, to: string, roots: Roots): Promise<void> {
  await fs.mkdir(to);
  const entries = await fs.readdir(from);
  for (let at = 0; at < entries.length; at += atOnce) {
    await Promise.all(
      entries.slice(at, at + atOnce).map((name) => linkPackage(name, from, to, roots)),
    );
  }
}

async function linkPackage(name: string, from: string, to: string, roots: Roots): Promise<void> {
  const [source, target] = [path.join(from, name), path.join(to, name)];
  if (name.startsWith('.') && !kept.has(name)) return;
  if (name.startsWith('@') && (await isRealFolder(source))) {
    await linkPackages(source, target, roots);
    return;
  }
  const real = await fs.realpath(source).catch(() => undefined);
  if (real !== undefined) await link(await own(real, roots), target);
}

/** A package that lies in the repository itself is the one of the tree. */
async function own(real: string, { top, tree }: Roots): Promise<string> {
  const relative = path.relative(await fs.realpath(top), real);
  const isInside = !relative.startsWith('..') && !path.isAbsolute(relative);
  const isInstalled = relative.split(path.sep).some((name) => sharedFolders.includes(name));
  return isInside && !isInstalled ? path.join(tree, relative) : real;
}

async function link(real: string, target: string): Promise<void> {
  const isFile = (await fs.stat(real).catch(() => undefined))?.isFile() === true;
  // A junction needs no rights on Windows; there a file can only be copied without any.
  if (isFile && process.platform === 'win32') await fs.copyFile(real, target);
  else await fs.symlink(real, target, 'junction');
}

async function isFolder(file: string): Promise<boolean> {
  return (await fs.stat(file).catch(() => undefined))?.isDirectory() === true;
}

async function isRealFolder(file: string): Promise<boolean> {
  return (await fs.lstat(file).catch(() => undefined))?.isDirectory() === true;
}

async function exists(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}
