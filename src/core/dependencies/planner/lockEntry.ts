import type { PublishedVersion } from '../packument';
import type { PlannedCopy } from './outcome';

type Entry = Record<string, unknown>;

/** What the entries of a lockfile have in common, since versions of npm differ in it. */
export interface LockStyle {
  /** Where archives come from; absent where entries say none. */
  readonly registry?: string;
  readonly license: boolean;
  readonly deprecated: boolean;
  /** Keys in the order of npm: what is no object first. */
  ordered(fields: readonly (readonly [string, unknown])[]): Entry;
}

export function styleOf(entries: readonly Entry[]): LockStyle {
  const registries = new Map<string, number>();
  let archives = 0;
  for (const { resolved, version, link } of entries) {
    if (version === undefined || link === true) continue;
    archives += 1;
    const base = typeof resolved === 'string' ? registryOf(resolved) : undefined;
    if (base !== undefined) registries.set(base, (registries.get(base) ?? 0) + 1);
  }
  const [most] = [...registries].sort((one, other) => other[1] - one[1]);
  const isSaid = most !== undefined && most[1] * 2 > archives;
  const has = (key: string): number => entries.filter((entry) => entry[key] !== undefined).length;
  return {
    ...(isSaid && { registry: most[0] }),
    license: has('license') * 2 > archives,
    deprecated: has('deprecated') > 0,
    ordered,
  };
}

function registryOf(resolved: string): string | undefined {
  return /^(https?:\/\/.+?\/)(?:@[^/]+\/)?[^/]+\/-\/[^/]+\.tgz/i.exec(resolved)?.[1];
}

/** The entry of a copy that is new or another version; `old` is the entry before. */
export function lockEntry(
  published: PublishedVersion,
  { path, name }: PlannedCopy,
  old: Entry | undefined,
  marks: readonly string[],
  style: LockStyle,
): Entry {
  const { version, integrity, peerDependencies, optionalPeers, optionalDependencies } = published;
  const fields: (readonly [string, unknown])[] = [['version', version]];
  const add = (key: string, value: unknown): void => {
    if (value !== undefined && !isEmpty(value)) fields.push([key, value]);
  };
  if (name !== path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)) {
    add('name', name);
  }
  add('resolved', resolvedOf(published, old, style));
  add('integrity', integrity);
  for (const mark of marks) add(mark, true);
  add('license', style.license ? published.license : undefined);
  add('deprecated', style.deprecated ? published.deprecated : undefined);
  add('hasInstallScript', published.installScript || undefined);
  add('dependencies', without(published.dependencies, optionalDependencies));
  add('optionalDependencies', optionalDependencies);
  add('peerDependencies', peerDependencies);
  add(
    'peerDependenciesMeta',
    Object.fromEntries(optionalPeers.map((one) => [one, { optional: true }])),
  );
  add('bin', published.bin);
  add('engines', published.engines);
  add('os', published.os);
  add('cpu', published.cpu);
  return style.ordered(fields);
}

/** From where the lockfile has the others, also where the registry answers by another address. */
export function resolvedOf(
  { tarball, name }: PublishedVersion,
  old: Entry | undefined,
  { registry }: LockStyle,
): string | undefined {
  const isSaid = old === undefined ? registry !== undefined : typeof old['resolved'] === 'string';
  if (!isSaid) return undefined;
  const own = typeof old?.['resolved'] === 'string' ? registryOf(old['resolved']) : undefined;
  const base = own ?? registry;
  const at = tarball.indexOf(`/${name}/-/`);
  const encoded = at < 0 ? tarball.indexOf(`/${name.replace('/', '%2f')}/-/`) : at;
  return base === undefined || encoded < 0 ? tarball : base + tarball.slice(encoded + 1);
}

function without(ranges: Readonly<Record<string, string>>, others: object): Entry {
  return Object.fromEntries(
    Object.entries(ranges).filter(([name]) => !Object.hasOwn(others, name)),
  );
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

const firstKeys = ['name', 'version', 'resolved', 'integrity', 'requires', 'dependencies'];

function ordered(fields: readonly (readonly [string, unknown])[]): Entry {
  const rank = ([key, value]: readonly [string, unknown]): number => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const first = firstKeys.indexOf(key);
    return (isObject ? 100 : 0) + (first < 0 ? firstKeys.length : first);
  };
  const sorted = [...fields].sort(
    (one, other) => rank(one) - rank(other) || one[0].localeCompare(other[0], 'en'),
  );
  return Object.fromEntries(sorted);
}
