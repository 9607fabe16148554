import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { type ListRequest, type Listing, type SkipReason, maxScanBytes } from '../core/fileScan';
import { hiddenFiles, isBuilt, isMinifiedName, isVendored } from '../core/scanScope';
import { gitIn } from './git';

/** More files than this are not scanned in one go. */
const maxFiles = 50_000;
/** Nor are more folders looked through, or names kept, where there is no git to ask. */
const maxNames = 500_000;

/**
 * The files below a folder that are to be scanned, in the order of their names: those that
 * `isWanted`, without what git ignores, what the editor hides, links, and other people's code.
 */
export async function listSources(
  { folder, mayRun, exclude }: ListRequest,
  isWanted: (path: string) => boolean,
): Promise<Listing> {
  const tracked = mayRun ? await namesByGit(folder).catch(() => undefined) : undefined;
  const names = tracked ?? (await namesByWalk(folder));
  const all = new Set(names.paths);
  const isHidden = hiddenFiles(exclude, (file) => all.has(file));
  const skipped = new Map<SkipReason, number>();
  const paths: string[] = [];
  let isCutOff = names.isCutOff;
  for (const file of [...all].sort()) {
    if (!isWanted(file) || isHidden(file)) continue;
    const reason = await reasonToSkip(folder, file);
    if (reason === 'none') continue;
    if (reason !== undefined) skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    else if (paths.length < maxFiles) paths.push(file);
    else isCutOff = true;
  }
  return { paths, skipped, isCutOff };
}

/** `none` for what is no file of its own: it is scanned where it is one, or is not there any more. */
async function reasonToSkip(
  folder: string,
  file: string,
): Promise<SkipReason | 'none' | undefined> {
  const stat = await fs.lstat(path.join(folder, file)).catch(() => undefined);
  if (!stat?.isFile()) return 'none';
  if (isVendored(file)) return 'vendored';
  if (isMinifiedName(file)) return 'minified';
  return stat.size > maxScanBytes ? 'large' : undefined;
}

interface Names {
  /** Relative to the folder, with forward slashes. */
  readonly paths: readonly string[];
  readonly isCutOff: boolean;
}

/** What git tracks and what it would; undefined where it does not say. */
async function namesByGit(folder: string): Promise<Names | undefined> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { code, output } = await gitIn(folder)(list);
  if (code !== 0) return undefined;
  const paths = output.toString('utf8').split('\0');
  return { paths: paths.filter((one) => one !== '' && !one.endsWith('/')), isCutOff: false };
}

/** The rules of one .gitignore, and where they count from. */
interface Rules {
  readonly folder: string;
  readonly ignore: Ignore;
}

/** As git would say it by the .gitignore files in the folder; links are not followed. */
async function namesByWalk(root: string): Promise<Names> {
  const paths: string[] = [];
  const folders: { readonly path: string; readonly rules: readonly Rules[] }[] = [
    { path: '', rules: [] },
  ];
  for (const { path: at, rules } of folders) {
    if (paths.length + folders.length > maxNames) return { paths, isCutOff: true };
    const entries = await fs.readdir(path.join(root, at), { withFileTypes: true }).catch(() => []);
    const own = entries.some(({ name }) => name === '.gitignore')
      ? [...rules, ...(await rulesIn(root, at))]
      : rules;
    for (const entry of entries) {
      const below = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) {
        const inside = `${below}/x`;
        const isOurs = !isVendored(inside) && !isBuilt(inside) && !isIgnored(`${below}/`, own);
        if (isOurs) folders.push({ path: below, rules: own });
      } else if (entry.isFile() && !isIgnored(below, own)) paths.push(below);
    }
  }
  return { paths, isCutOff: false };
}

async function rulesIn(root: string, folder: string): Promise<readonly Rules[]> {
  const text = await fs.readFile(path.join(root, folder, '.gitignore'), 'utf8').catch(() => '');
  const own = ignore({ allowRelativePaths: true, ignorecase: process.platform !== 'linux' });
  return [{ folder, ignore: own.add(text) }];
}

/** The rules of the innermost folder that say something have the last word. */
function isIgnored(file: string, rules: readonly Rules[]): boolean {
  for (const { folder, ignore: own } of [...rules].reverse()) {
    const { ignored, unignored } = own.test(folder === '' ? file : file.slice(folder.length + 1));
    if (ignored || unignored) return ignored;
  }
  return false;
}
