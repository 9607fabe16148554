import { get, isObject, list, token } from '../../readers/json';
import { maxReportDepth, nestsDeeper } from '../../readers/depth';
import type { Lockfile, Manifest, Ranges } from '../graph';
import type { Doubts } from '../doubts';

/** A package.json as far as it is about dependencies. */
export interface ReadManifest {
  readonly manifest: Manifest;
  /** Globs of the folders of its workspaces, those that begin with `!` too. */
  readonly workspaces: readonly string[];
}

/**
 * Reads the text of a package.json. What is not fit to read is left out and told to `doubts`. The
 * answer is a sentence where nothing could be read.
 */
export function readManifest(
  path: string,
  text: string,
  manager: Lockfile['manager'],
  doubts: Doubts,
): ReadManifest | string {
  const content = parseJson(path, text);
  if (typeof content === 'string') return content;
  const workspaces = get(content, 'workspaces');
  return {
    manifest: manifestOf(content, manager, doubts),
    workspaces: list(get(workspaces, 'packages') ?? workspaces).flatMap((one) => token(one) ?? []),
  };
}

/** The object that a JSON file holds, or one sentence on why there is none. */
export function parseJson(path: string, text: string): Readonly<Record<string, unknown>> | string {
  if (hasConflict(text)) return conflict(path);
  if (nestsDeeper(text, maxReportDepth)) return `${path} nests too deep to be read.`;
  try {
    const content: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isObject(content) ? content : `${path} does not hold an object.`;
  } catch {
    return text.trim() === '' ? `${path} is empty.` : `${path} is not valid JSON.`;
  }
}

/** Whether a merge left its markers, each at the beginning of a line. */
export function hasConflict(text: string): boolean {
  return /^<{7}(?: |\r?$)/m.test(text) && /^>{7}(?: |\r?$)/m.test(text);
}

export function conflict(path: string): string {
  return `${path} holds the markers of an unfinished merge. Finish the merge, then plan again.`;
}

/** What an object in the form of a package.json asks for. */
export function manifestOf(
  content: unknown,
  manager: Lockfile['manager'],
  doubts: Doubts,
): Manifest {
  const name = token(get(content, 'name'), 214);
  const version = token(get(content, 'version'), 256);
  const overrides = overridesOf(content, manager);
  return {
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    dependencies: rangesOf(get(content, 'dependencies'), doubts),
    devDependencies: rangesOf(get(content, 'devDependencies'), doubts),
    optionalDependencies: rangesOf(get(content, 'optionalDependencies'), doubts),
    peerDependencies: rangesOf(get(content, 'peerDependencies'), doubts),
    optionalPeers: optionalPeersOf(get(content, 'peerDependenciesMeta')),
    overrides: isObject(overrides) ? overrides : {},
  };
}

function overridesOf(content: unknown, manager: Lockfile['manager']): unknown {
  if (manager === 'npm') return get(content, 'overrides');
  if (manager === 'pnpm') return get(get(content, 'pnpm'), 'overrides');
  return get(content, 'resolutions');
}

function optionalPeersOf(meta: unknown): readonly string[] {
  if (!isObject(meta)) return [];
  return Object.keys(meta).filter((name) => get(meta[name], 'optional') === true);
}

const maxSpecLength = 2000;
const packageName = /^(?:@[^@/\\\s\p{Cc}\p{Cf}]+\/)?[^@/.\\\s\p{Cc}\p{Cf}][^@/\\\s\p{Cc}\p{Cf}]*$/u;

/** Names that a package could be installed by: `a`, `@a/b`, and nothing that leads out of a folder. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && name !== 'node_modules' && packageName.test(name);
}

/** An object from name to range; entries of another shape are left out and told. */
export function rangesOf(value: unknown, doubts: Doubts): Ranges {
  const ranges = emptyRanges();
  if (value === undefined) return ranges;
  if (!isObject(value)) {
    doubts.add('lists of dependencies of another form than expected were left out');
    return ranges;
  }
  for (const [name, spec] of Object.entries(value)) {
    if (typeof spec === 'string' && spec.length <= maxSpecLength && isPackageName(name)) {
      ranges[name] = spec;
    } else {
      doubts.add('dependencies with an unfit name or range were left out', name);
    }
  }
  return ranges;
}

/** Without a prototype, so that any name is a key like the others. */
export function emptyRanges(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
