import { parse } from 'jsonc-parser';
import { lockEntries, lockfileNames } from '../readers/lockfiles';
import type { Project } from './project';
import { foldersAbove, pathFrom } from './project';

export type Json = Readonly<Record<string, unknown>>;

/** What a package.json says of packages. */
export interface NodeManifest {
  readonly path: string;
  readonly folder: string;
  readonly json: Json;
}

/** The package.json files that count for a file, the nearest first. */
export async function manifestsAbove(
  path: string,
  project: Project,
): Promise<readonly NodeManifest[]> {
  const found: NodeManifest[] = [];
  for (const folder of foldersAbove(path)) {
    const json = objectIn(await project.text(`${folder}package.json`));
    if (json) found.push({ path: `${folder}package.json`, folder, json });
  }
  return found;
}

/** An object of JSON, with comments or without; undefined for anything else. */
export function objectIn(text: string | undefined): Json | undefined {
  if (text === undefined || text.length > 20_000_000) return undefined;
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  return asObject(value);
}

export function asObject(value: unknown): Json | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Json) : undefined;
}

const sections = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** How the manifests know a package: for production, for development only, or not. */
export function declared(
  name: string,
  manifests: readonly NodeManifest[],
): 'production' | 'development' | undefined {
  const has = (manifest: NodeManifest, section: string) =>
    Object.hasOwn(asObject(manifest.json[section]) ?? {}, name);
  for (const manifest of manifests) {
    if (manifest.json.name === name || sections.some((one) => has(manifest, one)))
      return 'production';
    if (name === 'vscode' && asObject(manifest.json.engines)?.vscode !== undefined)
      return 'production';
  }
  const types = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  const isForDevelopment = manifests.some(({ json }) => {
    const packages = asObject(json.devDependencies) ?? {};
    return Object.hasOwn(packages, name) || Object.hasOwn(packages, types);
  });
  return isForDevelopment ? 'development' : undefined;
}

/** Whether a lockfile beside one of the manifests has the package. */
export async function isLocked(
  name: string,
  manifests: readonly NodeManifest[],
  project: Project,
): Promise<boolean> {
  for (const { folder } of manifests) {
    for (const file of lockfileNames) {
      const text = await project.text(folder + file);
      if (text?.includes(name) !== true) continue;
      if (lockEntries(file, text).some((entry) => entry.name === name)) return true;
    }
  }
  return false;
}

/** The places that aliases of a tsconfig.json or jsconfig.json lead to; undefined when none fits. */
export async function aliasTargets(
  name: string,
  from: string,
  project: Project,
): Promise<readonly string[] | undefined> {
  for (const folder of foldersAbove(from)) {
    for (const file of ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json']) {
      const targets = await targetsIn(name, folder + file, project, 0);
      if (targets) return targets;
    }
  }
  return undefined;
}

/** So many configurations that extend each other are followed. */
const maxExtends = 4;

async function targetsIn(
  name: string,
  config: string,
  project: Project,
  depth: number,
): Promise<readonly string[] | undefined> {
  const json = objectIn(await project.text(config));
  if (!json) return undefined;
  const options = asObject(json.compilerOptions) ?? {};
  const folder = config.replace(/[^/]*$/, '');
  const base = typeof options.baseUrl === 'string' ? `${folder}${options.baseUrl}/` : folder;
  for (const [pattern, targets] of Object.entries(asObject(options.paths) ?? {})) {
    const [head = '', tail] = pattern.split('*');
    const fits =
      tail === undefined ? name === pattern : name.startsWith(head) && name.endsWith(tail);
    if (!fits || pattern === '*' || !Array.isArray(targets)) continue;
    const star = tail === undefined ? '' : name.slice(head.length, name.length - tail.length);
    return targets.flatMap((target) => pathFrom(base, String(target).replace('*', star)) ?? []);
  }
  if (typeof json.extends !== 'string' || depth >= maxExtends) return undefined;
  if (!json.extends.startsWith('.')) return undefined;
  const parent = pathFrom(folder, json.extends);
  if (parent === undefined) return undefined;
  return targetsIn(name, /\.json$/.test(parent) ? parent : `${parent}.json`, project, depth + 1);
}
