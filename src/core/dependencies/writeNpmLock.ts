import { depFlags } from './planner/depFlags';
import { lockEntry, type LockStyle, styleOf } from './planner/lockEntry';
import { renewLegacy } from './planner/legacyLock';
import type { Outcome, PlannedCopy } from './planner/outcome';
import type { DependencyGraph } from './graph';
import { endOfLine, indentOf } from './planner/textStyle';

type Entry = Record<string, unknown>;

/**
 * The text of a package-lock.json after a plan, as npm would write it: the same version, indentation
 * and line ends, entries that did not change as they were. The old text is one that the graph was
 * read from.
 */
export function writeNpmLock(oldText: string, graph: DependencyGraph, outcome: Outcome): string {
  const lock = JSON.parse(oldText.replace(/^\ufeff/, '')) as Entry;
  const flags = flagChanges(graph, outcome);
  if (isEntry(lock['packages'])) {
    const style = styleOf(Object.values(lock['packages']).filter(isEntry));
    lock['packages'] = renewPackages(lock['packages'], graph, outcome, flags, style);
  }
  if (isEntry(lock['dependencies'])) {
    const style = styleOf(nested(lock['dependencies']));
    lock['dependencies'] = renewLegacy(lock['dependencies'], graph, outcome, flags, style);
  }
  const text = JSON.stringify(lock, null, indentOf(oldText));
  const end = /\n\s*$/.test(oldText) ? '\n' : '';
  const eol = endOfLine(oldText);
  return `${oldText.startsWith('\ufeff') ? '\ufeff' : ''}${eol === '\n' ? text + end : (text + end).replaceAll('\n', eol)}`;
}

/** Marks by path, where they are to be written anew. */
export type FlagChanges = ReadonlyMap<string, readonly string[]>;

const marks = ['dev', 'optional', 'devOptional', 'peer'] as const;

function flagChanges(graph: DependencyGraph, { copies }: Outcome): FlagChanges {
  const before = depFlags(
    new Map(
      [...graph.nodes].map(([path, { link, edgesOut }]) => {
        const uses = edgesOut.flatMap(({ type, to }) => (to === undefined ? [] : [{ type, to }]));
        return [path, { path, link, uses }];
      }),
    ),
  );
  const after = depFlags(
    new Map(
      [...copies].map(([path, { origin, uses }]) => [path, { path, link: origin?.link, uses }]),
    ),
  );
  const changes = new Map<string, readonly string[]>();
  for (const [path, now] of after) {
    const was = before.get(path);
    if (was !== undefined && marks.every((mark) => was[mark] === now[mark])) continue;
    changes.set(
      path,
      marks.filter((mark) => now[mark]),
    );
  }
  return changes;
}

function renewPackages(
  packages: Entry,
  graph: DependencyGraph,
  outcome: Outcome,
  flags: FlagChanges,
  style: LockStyle,
): Entry {
  const entries = new Map<string, unknown>();
  for (const [path, entry] of Object.entries(packages)) {
    const copy = outcome.copies.get(path);
    if (copy === undefined && graph.nodes.has(path)) continue;
    const isPlain = copy === undefined || !isEntry(entry);
    entries.set(path, isPlain ? entry : renewed(entry, copy, outcome, flags, style));
  }
  const fresh = [...outcome.copies.values()].filter(({ path }) => !graph.nodes.has(path));
  const added = fresh.map((copy) => [copy.path, renewed({}, copy, outcome, flags, style)] as const);
  return Object.fromEntries(inserted([...entries], added));
}

function renewed(
  entry: Entry,
  copy: PlannedCopy,
  outcome: Outcome,
  flags: FlagChanges,
  style: LockStyle,
): Entry {
  const { path, published } = copy;
  const edits = outcome.ranges.filter(({ manifest }) => folderOf(manifest, outcome) === path);
  if (edits.length > 0) return withRanges(entry, edits);
  const isFresh = copy.origin === undefined;
  const marked = flags.get(path) ?? marks.filter((mark) => entry[mark] === true);
  if (published !== undefined) {
    return lockEntry(published, copy, isFresh ? undefined : entry, marked, style);
  }
  if (!flags.has(path) || path === '') return entry;
  const plain = Object.entries(entry).filter(
    ([key]) => !(marks as readonly string[]).includes(key),
  );
  return style.ordered([...plain, ...marked.map((mark) => [mark, true] as const)]);
}

/** The folder of a manifest as the lockfile names it. */
function folderOf(manifest: string, { copies }: Outcome): string {
  const folder = manifest.slice(0, Math.max(manifest.lastIndexOf('/'), 0));
  if (copies.has(folder) && folder !== '') return folder;
  const found = [...copies.keys()].filter((path) => path !== '' && folder.endsWith(`/${path}`));
  return found.sort((one, other) => other.length - one.length)[0] ?? '';
}

function withRanges(entry: Entry, edits: Outcome['ranges']): Entry {
  const renewedEntry = { ...entry };
  for (const { section, name, to } of edits) {
    const old = isEntry(renewedEntry[section]) ? renewedEntry[section] : {};
    const ranges = new Map(Object.entries(old));
    if (to === undefined) ranges.delete(name);
    else ranges.set(name, to);
    // Unlike an assignment, this takes any name for a key.
    renewedEntry[section] = Object.fromEntries(ranges);
  }
  return renewedEntry;
}

/** Each new key before the first old one that comes after it by name. */
export function inserted(
  old: readonly (readonly [string, unknown])[],
  added: readonly (readonly [string, unknown])[],
): readonly (readonly [string, unknown])[] {
  const all = [...old];
  for (const one of added) {
    const at = all.findIndex(([key]) => key.localeCompare(one[0], 'en') > 0);
    all.splice(at < 0 ? all.length : at, 0, one);
  }
  return all;
}

function nested(dependencies: Entry): Entry[] {
  const all = Object.values(dependencies).filter(isEntry);
  return all.flatMap((one) => [
    one,
    ...(isEntry(one['dependencies']) ? nested(one['dependencies']) : []),
  ]);
}

export function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
