import type { DependencyGraph } from '../graph';
import { type FlagChanges, inserted, isEntry } from '../writeNpmLock';
import { type LockStyle, resolvedOf } from './lockEntry';
import type { Outcome, PlannedCopy } from './outcome';

type Entry = Record<string, unknown>;

const marks = ['dev', 'optional', 'devOptional', 'peer'];

/** The `dependencies` that version 1 has, and version 2 beside `packages`: entries inside entries. */
export function renewLegacy(
  dependencies: Entry,
  graph: DependencyGraph,
  outcome: Outcome,
  flags: FlagChanges,
  style: LockStyle,
): Entry {
  const fresh = new Map<string, PlannedCopy[]>();
  for (const copy of outcome.copies.values()) {
    if (graph.nodes.has(copy.path)) continue;
    const owner = copy.path.slice(0, Math.max(copy.path.lastIndexOf('/node_modules/'), 0));
    fresh.set(owner, [...(fresh.get(owner) ?? []), copy]);
  }
  const renew = (entries: Entry, owner: string): Entry => {
    const kept: [string, unknown][] = [];
    for (const [folder, entry] of Object.entries(entries)) {
      const path = inOwner(owner, folder);
      const copy = outcome.copies.get(path);
      if (copy === undefined && graph.nodes.has(path)) continue;
      if (copy === undefined || !isEntry(entry)) kept.push([folder, entry]);
      else kept.push([folder, within(entryOf(entry, copy, flags, style), path)]);
    }
    const added = (fresh.get(owner) ?? []).map((copy) => {
      const folder = copy.path.slice(
        owner === '' ? 'node_modules/'.length : owner.length + '/node_modules/'.length,
      );
      return [folder, within(entryOf({}, copy, flags, style), copy.path)] as const;
    });
    return Object.fromEntries(inserted(kept, added));
  };
  const within = (entry: Entry, path: string): Entry => {
    const { dependencies: inner, ...rest } = entry;
    const below = renew(isEntry(inner) ? inner : {}, path);
    return Object.keys(below).length === 0 ? rest : { ...rest, dependencies: below };
  };
  return renew(dependencies, '');
}

function inOwner(owner: string, folder: string): string {
  return owner === '' ? `node_modules/${folder}` : `${owner}/node_modules/${folder}`;
}

function entryOf(entry: Entry, copy: PlannedCopy, flags: FlagChanges, style: LockStyle): Entry {
  const { path, published } = copy;
  const marked = flags.get(path) ?? marks.filter((mark) => entry[mark] === true);
  if (published === undefined) {
    if (!flags.has(path)) return entry;
    const plain = Object.entries(entry).filter(([key]) => !marks.includes(key));
    return style.ordered([...plain, ...marked.map((mark) => [mark, true] as const)]);
  }
  const old = copy.origin === undefined ? undefined : entry;
  const resolved = resolvedOf(published, old, style);
  const requires = { ...published.dependencies, ...published.optionalDependencies };
  const alias =
    copy.name !== path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return style.ordered([
    ['version', alias ? `npm:${copy.name}@${published.version}` : published.version],
    ...(resolved === undefined ? [] : [['resolved', resolved] as const]),
    ...(published.integrity === undefined ? [] : [['integrity', published.integrity] as const]),
    ...marked.map((mark) => [mark, true] as const),
    ...(Object.keys(requires).length === 0 ? [] : [['requires', requires] as const]),
    ...(isEntry(entry['dependencies']) ? [['dependencies', entry['dependencies']] as const] : []),
  ]);
}
