import { type Judge, judge } from './answers';
import type { Edge, Manifest, PackageNode } from '../graph';
import { type Ask, type Copy, asksOf, linksOf, nodesOf } from './linkCopies';
import type { Manifests } from './npmLock';

/** An entry of a lockfile that knows its packages by keys, as Yarn's and pnpm's do. */
export interface KeyedEntry {
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly source: PackageNode['source'];
  readonly alias?: string | undefined;
  readonly resolved?: string | undefined;
  readonly integrity?: string | undefined;
  readonly installScript?: boolean;
  readonly asks: readonly Ask[];
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** A folder with a manifest of its own. */
export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly asks: readonly Ask[];
}

/** What answers a request, as the lockfile has it. */
export interface Found {
  readonly key: string;
  readonly overridden?: string | undefined;
}

/** Says which entry, or which folder of a workspace, answers a request of `from`. */
export type Finder = (ask: Ask, from: Asker) => Found | undefined;

export interface Asker {
  /** `''` for the project, the folder of a workspace, or the entry's key. */
  readonly path: string;
  readonly name: string;
}

/** The nodes of a lockfile with keys. What the project asks for is judged against what it gets. */
export function keyedNodes(
  entries: Iterable<KeyedEntry>,
  { root, workspaces }: { root: Manifest; workspaces: readonly Workspace[] },
  find: Finder,
): ReadonlyMap<string, PackageNode> {
  const copies = new Map<string, Copy>();
  const verdicts = new Map<Ask, Pick<Edge, 'valid' | 'overridden'>>();
  const folders = new Set(workspaces.map(({ folder }) => folder));
  const judging = judge();
  const answered = (asks: readonly Ask[], from: Asker): readonly Ask[] =>
    asks.map((ask) => {
      const found = find(ask, from);
      const done: Ask = { ...ask, to: found?.key };
      if (found?.overridden !== undefined) {
        verdicts.set(done, { valid: true, overridden: found.overridden });
      }
      return done;
    });
  const own = asksOf(root, true);
  const links = workspaces.map(({ folder, name }): Ask => {
    return { name, spec: `workspace:${folder}`, type: 'workspace', to: folder };
  });
  copies.set('', {
    ...plain,
    path: '',
    name: root.name ?? '',
    version: root.version ?? '',
    source: 'root',
    asks: [...answered(own, { path: '', name: root.name ?? '' }), ...links],
  });
  for (const { folder, name, version, asks } of workspaces) {
    const copy = { ...plain, path: folder, name, version, source: 'workspace' as const };
    copies.set(folder, { ...copy, asks: answered(asks, { path: folder, name }) });
  }
  for (const entry of entries) {
    const { key, dev = false, optional = false, installScript = false, ...rest } = entry;
    const asks = answered(entry.asks, { path: key, name: entry.name });
    copies.set(key, {
      ...plain,
      ...rest,
      path: key,
      installScript,
      asks,
      stated: { dev, optional },
    });
  }
  return nodesOf(
    copies,
    linksOf(copies, () => undefined),
    ({ ask, from, to }) => {
      const known = verdicts.get(ask);
      if (to === undefined)
        return { valid: ask.type === 'optional' || ask.type === 'peerOptional' };
      if (known !== undefined) return known;
      const asksItself = from.path === '' || folders.has(from.path);
      return { valid: !asksItself || folders.has(to.path) || isAnswer(judging, ask, to) };
    },
  );
}

const plain = {
  bundled: false,
  installScript: false,
  stated: { dev: false, optional: false },
};

/** The project's own request against what it got; what only the package manager can tell is believed. */
function isAnswer(judging: Judge, { spec }: Ask, { version }: Copy): boolean {
  const asked = judging.read(spec.replace(/^npm:(?=[\d^~<>=*xv])/, ''));
  if (asked.kind !== 'range' && asked.kind !== 'alias') return true;
  return judging.answers(spec.replace(/^npm:(?=[\d^~<>=*xv])/, ''), { version });
}

/** The workspaces of which a manifest is at hand. */
export function workspacesOf({ workspaces }: Manifests): readonly Workspace[] {
  return [...workspaces].map(([folder, manifest]) => ({
    folder,
    name: manifest.name ?? folder.slice(folder.lastIndexOf('/') + 1),
    version: manifest.version ?? '',
    asks: asksOf(manifest, true),
  }));
}

/**
 * What Yarn's `resolutions` or pnpm's `overrides` say of a request: keys such as `a`, `a@^1`, `b/a`
 * and `b>a`, or with stars for any asker.
 */
export function resolutionFor(
  overrides: Readonly<Record<string, unknown>>,
  from: string,
  { name, spec }: Ask,
): string | undefined {
  for (const [key, value] of Object.entries(overrides)) {
    if (typeof value !== 'string') continue;
    const [, parent, last = ''] = /^(?:(.*)[/>])?((?:@[^/@>]+\/)?[^/@>]+(?:@.+)?)$/.exec(key) ?? [];
    const at = last.indexOf('@', 1);
    const about = at < 0 ? undefined : last.slice(at + 1);
    if ((at < 0 ? last : last.slice(0, at)) !== name) continue;
    if (about !== undefined && plainSpec(about) !== plainSpec(spec)) continue;
    const asker = parent?.replace(/^\*\*\/?/, '').replace(/(?<=.)@[^/]*$/, '') ?? '';
    if (asker === '' || asker === from) return value;
  }
  return undefined;
}

function plainSpec(spec: string): string {
  return spec.replace(/^npm:/, '');
}
