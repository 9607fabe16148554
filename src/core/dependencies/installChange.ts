import type { SubjectFile } from '../evidence';
import { get } from '../readers/json';

/** What a change makes of the packages that are installed. */
export type InstallChange =
  | { readonly kind: 'none' }
  /** npm can install what it asks for, in this folder. */
  | { readonly kind: 'npm'; readonly below: string }
  | { readonly kind: 'other'; readonly why: string };

const npmLocks = new Set(['package-lock.json', 'npm-shrinkwrap.json']);
const otherLocks = new Set(['yarn.lock', 'pnpm-lock.yaml']);
const sections = [
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'],
  ...['overrides', 'resolutions', 'pnpm', 'workspaces'],
];

/**
 * Whether a change alters what is installed: tests that run with the packages of before would then
 * say nothing about it.
 */
export function installChange(files: readonly SubjectFile[]): InstallChange {
  const changed = files.filter(({ before, after }) => before !== after);
  const locks = changed.filter(({ path }) => npmLocks.has(nameOf(path)));
  const [lock, ...more] = locks;
  if (changed.some(({ path }) => otherLocks.has(nameOf(path)))) {
    return other('The change alters what Yarn or pnpm installs, which is not installed here');
  }
  if (more.length > 0) return other('The change alters several lockfiles');
  if (lock !== undefined) return { kind: 'npm', below: folderOf(lock.path) };
  const asks = changed.some(
    ({ path, before, after }) => nameOf(path) === 'package.json' && asked(before) !== asked(after),
  );
  return asks
    ? other('The change alters what package.json asks for and no lockfile')
    : { kind: 'none' };
}

function other(what: string): InstallChange {
  return { kind: 'other', why: `${what}. Install it and run them by hand.` };
}

function asked(text: string): string {
  try {
    const json: unknown = JSON.parse(text);
    return JSON.stringify(sections.map((name) => get(json, name) ?? null));
  } catch {
    return text;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
