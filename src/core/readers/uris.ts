import { compareText } from '../finding';
import { shorten } from './problems';
import { type ReportedFile, fileKey } from './reported';

/** What must be known of a workspace folder to find a report's files in it. */
export interface Workspace {
  /** Absolute paths of the folder, POSIX or with a drive letter: its own and its real one. */
  readonly roots: readonly string[];
  /** Whether the folder has this file. `path` is relative, with forward slashes. */
  has(path: string): boolean;
  /** The files that are `path` or end in `/path`. At most two are asked for. */
  bySuffix(path: string): readonly string[];
}

/** The workspace of a list of files. Each question is a binary search. */
export function workspaceOf(roots: readonly string[], paths: Iterable<string>): Workspace {
  const known = new Set(paths);
  const backwards = (path: string): string => `${path.split('/').reverse().join('/')}/`;
  const sorted = [...known]
    .map((path) => ({ path, key: backwards(path) }))
    .sort((a, b) => compareText(a.key, b.key));
  return {
    roots,
    has: (path) => known.has(path),
    bySuffix(path) {
      const key = backwards(path);
      let low = 0;
      for (let high = sorted.length; low < high;) {
        const middle = (low + high) >> 1;
        if ((sorted[middle]?.key ?? '') < key) low = middle + 1;
        else high = middle;
      }
      const next = sorted.slice(low, low + 2).filter((one) => one.key.startsWith(key));
      return next.map((one) => one.path);
    },
  };
}

/** A place that a report may mean. Absolute paths are normalised, drive letters in lower case. */
type Reading =
  | { readonly absolute: true; readonly path: string; readonly given: number }
  | { readonly absolute: false; readonly path: string };

/**
 * The workspace-relative paths that a report's address may mean, best first. Only what lies inside
 * a root is named; other machines' paths, other schemes and UNC paths give none.
 */
export function uriCandidates(
  uri: string | undefined,
  base: string | undefined,
  roots: readonly string[],
): readonly string[] {
  return candidates(readings(uri, base), roots);
}

function candidates(places: readonly Reading[], roots: readonly string[]): readonly string[] {
  const found = places.flatMap((place) => {
    if (place.absolute) return roots.map((root) => within(root, place.path));
    const inside = roots.map((root) => within(root, normaliseAbsolute(`${root}/${place.path}`)));
    return [normaliseRelative(place.path), ...inside];
  });
  return [...new Set(found.flatMap((path) => path || []))];
}

/**
 * The one workspace file that a report's address means, or undefined. A path of another machine is
 * resolved by the longest end of it that the workspace has, if only one file has it. A lone file
 * name is too little for that, except in the workspace's top folder.
 */
export function resolveReportedPath(
  uri: string | undefined,
  base: string | undefined,
  workspace: Workspace,
): string | undefined {
  return resolve(readings(uri, base), workspace, 1);
}

function resolve(
  places: readonly Reading[],
  workspace: Workspace,
  fewest: number,
): string | undefined {
  const inside = candidates(places, workspace.roots).find((path) => workspace.has(path));
  if (inside !== undefined) return inside;
  return places.flatMap((place) => bySuffix(place, workspace, fewest) ?? [])[0];
}

/** Longer ends than this are not tried; no checkout is nested deeper. */
const maxSegments = 64;

function bySuffix(place: Reading, workspace: Workspace, fewest: number): string | undefined {
  const path = place.absolute ? place.path : (normaliseRelative(place.path) ?? '');
  const segments = path.replace(/^(?:[a-z]:)?\//, '').split('/');
  if (segments[0] === '') return undefined;
  // What the report gives relative to its base is not cut: its folders are meant.
  const shortest = place.absolute ? Math.max(place.given, fewest) : segments.length;
  for (let size = Math.min(segments.length, maxSegments); size >= shortest; size--) {
    const end = segments.slice(-size).join('/');
    const meant = size === segments.length || (place.absolute && size === place.given);
    if (meant && workspace.has(end)) return end;
    const found = workspace.bySuffix(end);
    const [only] = found;
    if (only !== undefined)
      return found.length === 1 && (size > 1 || only === end) ? only : undefined;
  }
  return undefined;
}

/**
 * Resolves a report's addresses together; `named` are files that it names, all or a good part of
 * them. Where they show in which folder of another machine the workspace lay, that folder counts as
 * a root too: it settles names that occur more than once, and a lone file name elsewhere on that
 * machine means nothing any more.
 */
export function reportResolver(
  named: readonly ReportedFile[],
  workspace: Workspace,
): (uri: string | undefined, base: string | undefined) => string | undefined {
  const elsewhere = otherRoot(named, workspace);
  const wider: Workspace = {
    roots: elsewhere === undefined ? workspace.roots : [...workspace.roots, elsewhere],
    has: (path) => workspace.has(path),
    bySuffix: (path) => workspace.bySuffix(path),
  };
  const fewest = elsewhere === undefined ? 1 : 2;
  const known = new Map<string, string | undefined>();
  return (uri, base) => {
    const key = fileKey(uri, base);
    if (known.has(key)) return known.get(key);
    if (known.size >= maxKnown) known.clear();
    const path = resolve(readings(uri, base), wider, fewest);
    known.set(key, path);
    return path;
  };
}

/** Addresses that are kept with what they mean. */
const maxKnown = 10_000;

/** The folder of the other machine under which most files lie at the place they have here. */
function otherRoot(named: readonly ReportedFile[], workspace: Workspace): string | undefined {
  const votes = new Map<string, number>();
  for (const { uri, base } of named) {
    const absolute = readings(uri, base).find((place) => place.absolute)?.path;
    const path = resolveReportedPath(uri, base, workspace);
    if (absolute === undefined || path === undefined || !path.includes('/')) continue;
    if (!absolute.endsWith(`/${path}`)) continue;
    const root = absolute.slice(0, -path.length - 1);
    votes.set(root, (votes.get(root) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0]?.[0];
}

/**
 * How a file that is not in the workspace is named: as the report does, without its scheme and
 * without leading slashes and dots. Not to be opened.
 */
export function foreignPath(uri: string | undefined): string {
  const said = shorten((uri ?? '').trim(), 1000);
  const local = localPath(said);
  if (local === undefined) return said;
  const plain = decoded(local).replace(/^(?:[a-z]:)?[./]+(?=[^./])/i, '');
  return plain === '' ? said : plain;
}

/** Decoded first, as the standard says; then as written, for tools that write plain paths. */
function readings(uri: string | undefined, base: string | undefined): readonly Reading[] {
  if (uri === undefined || uri.trim() === '') return [];
  const raw = localPath(uri);
  if (raw === undefined) return [];
  const paths = [decoded(raw), raw, decoded(raw.replace(/[?#].*$/su, ''))];
  return [...new Set(paths)].flatMap((path) => readPath(path, base) ?? []);
}

function readPath(path: string, base: string | undefined): Reading | undefined {
  if (!isSafe(path)) return undefined;
  if (isAbsolute(path)) {
    const absolute = normaliseAbsolute(path);
    return absolute === undefined ? undefined : { absolute: true, path: absolute, given: 0 };
  }
  if (base === undefined) return { absolute: false, path };
  const rawFolder = localPath(base);
  const folder = rawFolder === undefined ? undefined : decoded(rawFolder);
  if (folder === undefined || !isSafe(folder)) return undefined;
  const joined = `${folder}/${path}`;
  if (!isAbsolute(folder)) return { absolute: false, path: joined };
  const absolute = normaliseAbsolute(joined);
  if (absolute === undefined) return undefined;
  return { absolute: true, path: absolute, given: normaliseRelative(path)?.split('/').length ?? 0 };
}

/** The path of a relative address, a plain path or a `file:` URI of this machine. Not decoded. */
function localPath(address: string): string | undefined {
  const uri = address.trim().replaceAll('\\', '/');
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1];
  if (scheme === undefined) return uri;
  if (scheme.toLowerCase() !== 'file') return undefined;
  const path = uri.slice(5).replace(/^\/\/(?:localhost(?=\/)|(?=\/)|(?=[a-z]:))/i, '');
  return isAbsolute(path) ? path : undefined;
}

/** Malformed escapes stay as they are. `/C:/x`, as URIs write it, becomes `C:/x`. */
function decoded(path: string): string {
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return path;
  }
  return plain.replaceAll('\\', '/').replace(/^\/(?=[a-z]:)/i, '');
}

/** Not a UNC path, not relative to a drive, and without control characters. */
function isSafe(path: string): boolean {
  return !path.startsWith('//') && !/^[a-z]:(?!\/)/i.test(path) && !/\p{Cc}/u.test(path);
}

function isAbsolute(path: string): boolean {
  return /^(?:[a-z]:)?\/(?!\/)/i.test(path);
}

/** The path without `.`, `..` and doubled slashes; undefined when it climbs out of its start. */
function normaliseRelative(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

function normaliseAbsolute(path: string): string | undefined {
  const plain = path.replaceAll('\\', '/').replace(/^[a-z]:/i, (drive) => drive.toLowerCase());
  const drive = /^[a-z]:/.exec(plain)?.[0] ?? '';
  const rest = normaliseRelative(plain.slice(drive.length));
  return rest === undefined ? undefined : `${drive}/${rest}`;
}

/** The path below the root, or undefined outside of it. With a drive letter, case does not count. */
function within(root: string, path: string | undefined): string | undefined {
  const folder = normaliseAbsolute(`${root}/`)?.replace(/\/$/, '');
  if (folder === undefined || path === undefined) return undefined;
  const start = path.slice(0, folder.length);
  const same = folder.includes(':')
    ? start.toLowerCase() === folder.toLowerCase()
    : start === folder;
  return same && path[folder.length] === '/' ? path.slice(folder.length + 1) : undefined;
}
