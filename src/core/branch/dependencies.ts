import * as v from 'valibot';
import type { Entry } from '../aibom/entry';
import { compareText } from '../finding';
import type { BranchCommit, BranchFile } from './facts';

/** A dependency that the branch adds, or asks for in another version. */
export interface NewDependency {
  readonly manifest: string;
  readonly name: string;
  /** As the manifest writes it. */
  readonly version: string;
  /** The version before; absent when the dependency is new. */
  readonly was?: string;
  /** The commits that changed the manifest, oldest first, and the entries that speak of it. */
  readonly chosenBy: {
    readonly commits: readonly string[];
    readonly entries: readonly string[];
  };
}

/** The dependencies that manifests at the head ask for and those at the base do not. */
export function newDependencies(
  files: readonly BranchFile[],
  commits: readonly BranchCommit[],
  entries: readonly Entry[],
): readonly NewDependency[] {
  return files.flatMap(({ path, text }) => {
    const read = readerFor(path);
    if (!read || !text) return [];
    const before = read(text.before);
    const chosenBy = {
      commits: commits
        .filter((commit) => commit.files.some((file) => file.path === path))
        .map(({ id }) => id)
        .reverse(),
      entries: entries
        .filter(({ change }) => change.files.some((file) => file.path === path))
        .map(({ id }) => id),
    };
    return [...read(text.after)]
      .filter(([name, version]) => before.get(name) !== version)
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, version]) => {
        const was = before.get(name);
        return { manifest: path, name, version, ...(was !== undefined && { was }), chosenBy };
      });
  });
}

type ReadManifest = (text: string) => ReadonlyMap<string, string>;

function readerFor(path: string): ReadManifest | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package.json') return packageJson;
  if (/^requirements[\w.-]*\.(?:txt|in)$/.test(name)) return requirements;
  if (name === 'go.mod') return goMod;
  return tomlNames.get(name);
}

const noList = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
);
const ranges = v.fallback(
  v.optional(v.pipe(noList, v.record(v.string(), v.fallback(v.string(), ''))), {}),
  {},
);
const manifest = v.object({
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
});

function packageJson(text: string): ReadonlyMap<string, string> {
  try {
    const read = v.safeParse(manifest, JSON.parse(text.replace(/^\uFEFF/, '')));
    const lists = read.success ? Object.values(read.output) : [];
    return new Map(lists.flatMap((list) => Object.entries(list)));
  } catch {
    return new Map();
  }
}

function requirements(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line) => requirementIn(line.replace(/(^|\s)#.*/, ''))),
  );
}

/** What stands further right is no part of a version. */
const maxRequirement = 2000;

/** Such as `flask[async]>=2,<3 ; python_version > "3"`. */
function requirementIn(line: string): readonly (readonly [string, string])[] {
  const [, name, version = ''] =
    /^\s*([A-Za-z0-9][\w.-]{0,100})\s*(?:\[[^\]]*\])?\s*([=<>!~^@ ][^;]*)?(?:;.*)?$/.exec(
      line.slice(0, maxRequirement).replace(/\s+/g, ' '),
    ) ?? [];
  if (name === undefined) return [];
  return [[name.toLowerCase().replace(/[-_.]+/g, '-'), version.trim()]];
}

function goMod(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/^[ \t]*(?:require[ \t]+)?([\w.~-]+\.[\w.~-]+\/\S+)\s+(v\S+)/gm);
  return new Map(Array.from(found, ([, name = '', version = '']) => [name, version]));
}

/** Lines of the tables and lists that hold dependencies; what is written otherwise is not seen. */
function toml(tables: RegExp, list: RegExp | undefined): ReadManifest {
  return (text) => {
    const found = new Map<string, string>();
    let isTable = false;
    let isList = false;
    for (const line of text.split(/\r?\n/)) {
      const table = /^\s*\[+([^\]]*)\]/.exec(line)?.[1];
      if (table !== undefined) isTable = tables.test(table);
      else if (isTable) {
        const [, name, version = ''] = /^\s*"?([\w.@/-]+)"?\s*=\s*(.{0,200})/.exec(line) ?? [];
        if (name !== undefined) found.set(name, version.trim());
      }
      if (list?.test(line)) isList = true;
      if (!isList) continue;
      for (const [, quoted = ''] of line.matchAll(/["']([^"']{1,200})["']/g)) {
        for (const [name, version] of requirementIn(quoted)) found.set(name, version);
      }
      if (/\]\s*(?:#.*)?$/.test(line)) isList = false;
    }
    return found;
  };
}

const tomlNames: ReadonlyMap<string, ReadManifest> = new Map([
  [
    'Cargo.toml',
    toml(/^(?:target\..*\.)?(?:workspace\.)?(?:dev-|build-)?dependencies$/, undefined),
  ],
  [
    'pyproject.toml',
    toml(/^tool\.poetry\.(?:group\.\w+\.)?(?:dev-)?dependencies$/, /^\s*dependencies\s*=\s*\[/),
  ],
]);
