import type { Edge, PackageNode } from '../graph';
import type { PublishedVersion } from '../packument';
import type { Catalog } from './catalog';
import { type Op, isOwn } from './ops';
import type { PlanEdit } from '../plan';
import type { Tree } from './tree';

/** What is installed after a plan. */
export interface Outcome {
  /** By install path. */
  readonly copies: ReadonlyMap<string, PlannedCopy>;
  /** Ranges of the project or its workspaces that change. */
  readonly ranges: readonly RangeEdit[];
  readonly overrides: readonly OverrideEdit[];
}

export type RangeEdit = PlanEdit & { readonly kind: 'range' };
export type OverrideEdit = PlanEdit & { readonly kind: 'override' };

export interface PlannedCopy {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** What it was before; absent where nothing lay there. */
  readonly origin?: PackageNode;
  /** What the registry says of it, where it is new or another version. */
  readonly published?: PublishedVersion;
  /** Paths of what answers it, by the type of the request. */
  readonly uses: readonly { readonly type: Edge['type']; readonly to: string }[];
}

/** The tree as it is now, in a form that does not change with it. */
export function outcomeOf(
  tree: Tree,
  catalog: Catalog,
  ops: readonly Op[],
  manifestOf: (folder: string) => string,
): Outcome {
  const copies = new Map<string, PlannedCopy>();
  for (const { path, name, version, origin, out } of tree.copies.values()) {
    const isSame = origin?.version === version && origin.name === name;
    const published = isSame ? undefined : catalog.versionOf(name, version);
    copies.set(path, {
      path,
      name,
      version,
      ...(origin && { origin }),
      ...(published && { published }),
      uses: out.flatMap(({ type, to }) => (to === undefined ? [] : [{ type, to: to.path }])),
    });
  }
  return { copies, ranges: rangesOf(tree, manifestOf), overrides: overridesOf(tree, ops) };
}

function rangesOf(tree: Tree, manifestOf: (folder: string) => string): readonly RangeEdit[] {
  const edits: RangeEdit[] = [];
  for (const copy of tree.copies.values()) {
    if (!isOwn(copy)) continue;
    for (const edge of copy.origin?.edgesOut ?? []) {
      const now = copy.out.find(({ name }) => name === edge.name);
      if (now?.spec === edge.spec) continue;
      const section = sections[edge.type];
      if (section === undefined) continue;
      edits.push({
        kind: 'range',
        manifest: manifestOf(copy.path),
        section,
        name: edge.name,
        from: edge.spec,
        ...(now && { to: now.spec }),
      });
    }
  }
  return edits;
}

const sections: Partial<Record<Edge['type'], RangeEdit['section']>> = {
  prod: 'dependencies',
  dev: 'devDependencies',
  optional: 'optionalDependencies',
};

/** Those that still matter, by the range that they are about. */
function overridesOf(tree: Tree, ops: readonly Op[]): readonly OverrideEdit[] {
  const edits = new Map<string, OverrideEdit>();
  for (const op of ops) {
    if (op.kind !== 'override') continue;
    const isUsed = tree
      .asking(op.name)
      .some(({ spec, asked }) => asked === op.version && asked !== spec);
    const key = `${op.name}@${op.about}`;
    if (isUsed) edits.set(key, { kind: 'override', keys: [key], to: op.version });
  }
  return [...edits.values()];
}
