import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import {
  type ChangedPackage,
  compatibilityReader,
} from '../../core/dependencies/compatibility/compatibility';
import type { PublishedVersion } from '../../core/dependencies/packument';
import { standingOf } from '../../core/dependencies/paths';
import type { Compatibility, DependencyPlan, PlanEdit } from '../../core/dependencies/plan';
import type { PlanControl, Understood } from '../../core/dependencies/planning';
import { collectUse } from '../../core/dependencies/use/projectUse';
import type { PackageUse } from '../../core/dependencies/use/usage';
import { get } from '../../core/readers/json';
import type { LoadedSyntax } from '../../core/syntax';
import { listSources } from '../listSources';
import type { NpmRegistry } from './npmRegistry';
import { speaksOfPackages } from './projectUse';
import type { Installed } from './understand';

export interface CompatibilityParts {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly registry: NpmRegistry;
  readonly syntax: () => Promise<LoadedSyntax>;
}

type CopyEdit = Extract<PlanEdit, { readonly kind: 'copy' }>;
type Change = CopyEdit & { readonly from: string; readonly to: string };

/** Each costs two archives; what a project hardly asks for itself is not looked at. */
const maxChanges = 12;
const limits = { files: 3000, bytes: 500_000 };

/**
 * The plan with what its changes ask of their users: for packages that the project asks for itself,
 * and for parents that are moved for the sake of another package.
 */
export async function withCompatibility(
  plan: DependencyPlan,
  found: Understood,
  installed: Installed,
  parts: CompatibilityParts,
  control: PlanControl,
): Promise<DependencyPlan> {
  const changes = changesIn(plan, found).slice(0, maxChanges);
  if (changes.length === 0) return plan;
  control.progress('reading what the changed packages offer');
  const { registry, syntax } = parts;
  const { signal } = control;
  const reader = compatibilityReader(
    { archive: (name, version) => registry.archive(name, version, signal) },
    syntax,
  );
  const direct = changes.filter(({ path: at }) => isDirect(found, at));
  const uses = await usesOf(direct, parts);
  const told = new Map<string, Compatibility>();
  await Promise.all(
    changes.map(async (change) => {
      const use = direct.includes(change) ? uses.get(folderOf(change.path)) : undefined;
      const asked = await changedPackage(change, use, installed, parts, signal);
      told.set(keyOf(change), await reader.compatibilityOf(asked));
    }),
  );
  signal.throwIfAborted();
  const options = plan.options.map((option) => {
    const keys = new Set(option.edits.filter(isChange).map(keyOf));
    return { ...option, compatibility: [...keys].flatMap((key) => told.get(key) ?? []) };
  });
  return { ...plan, options };
}

/** Those of the proposed option first, each once. */
function changesIn({ options, chosen }: DependencyPlan, found: Understood): readonly Change[] {
  const flawed = new Set(found.vulnerable.map((one) => one.path));
  const sorted = [...options].sort((a, b) => Number(b.tier === chosen) - Number(a.tier === chosen));
  const changes = new Map<string, Change>();
  for (const edit of sorted.flatMap((option) => option.edits)) {
    if (!isChange(edit) || changes.has(keyOf(edit))) continue;
    if (isDirect(found, edit.path) || !flawed.has(edit.path)) changes.set(keyOf(edit), edit);
  }
  return [...changes.values()];
}

function isChange(edit: PlanEdit): edit is Change {
  return edit.kind === 'copy' && edit.from !== undefined && edit.to !== undefined;
}

function keyOf({ name, from, to }: Change): string {
  return `${name} ${from} ${to}`;
}

function isDirect({ graph }: Understood, at: string): boolean {
  return standingOf(graph, at)?.direct === true;
}

/** The name that code asks for it by. */
function folderOf(at: string): string {
  return at.replace(/^.*node_modules\//s, '');
}

async function changedPackage(
  { name, from, to }: Change,
  use: PackageUse | undefined,
  { graph, files }: Installed,
  { registry }: CompatibilityParts,
  signal: AbortSignal,
): Promise<ChangedPackage> {
  const whole = await registry.whole(name, signal);
  const result = whole.ok ? whole : await registry.packuments(signal).get(name);
  const published = (version: string): PublishedVersion | undefined =>
    result.ok ? result.packument.versions.get(version) : undefined;
  const [before, after, node] = [published(from), published(to), nodeOf(files.manifest.text)];
  return {
    ...{ package: name, from, to },
    ...(before && { before }),
    ...(after && { after }),
    ...(use && { use }),
    project: {
      ...(node !== undefined && { node }),
      installed: (one) => graph.nodes.get(`node_modules/${one}`)?.version,
    },
  };
}

/** The range of Node.js that a package.json declares. */
export function nodeOf(manifest: string): string | undefined {
  try {
    const node = get(get(JSON.parse(manifest), 'engines'), 'node');
    return typeof node === 'string' ? node : undefined;
  } catch {
    return undefined;
  }
}

async function usesOf(
  changes: readonly Change[],
  { folder, syntax }: CompatibilityParts,
): Promise<ReadonlyMap<string, PackageUse>> {
  if (changes.length === 0) return new Map();
  const collector = collectUse(
    changes.map(({ path: at }) => ({ name: folderOf(at) })),
    await syntax(),
  );
  const request = { folder, withIgnored: false, most: limits.files };
  for (const { path: file } of listSources(request, speaksOfPackages(folder)).files) {
    const bytes = await fs.readFile(path.join(folder, file)).catch(() => undefined);
    if (bytes === undefined || bytes.length > limits.bytes) continue;
    await collector.add({ path: file, text: bytes.toString('utf8') });
  }
  return collector.result().packages;
}
