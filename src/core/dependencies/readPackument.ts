import { parse } from 'semver';
import { get, isObject, list, prose, token } from '../readers/json';
import type { Ranges } from './graph';
import { type JsonMember, isAtEnd, jsonAt, jsonMembers } from './jsonMembers';
import type { Packument, PackumentResult, PublishedVersion } from './packument';

const maxText = 2000;
const installScripts = ['preinstall', 'install', 'postinstall'];

/** The members of a packument that are read. */
interface Parts {
  readonly name: unknown;
  readonly tags: unknown;
  readonly time: unknown;
  /** Undefined where there is no object of versions. */
  readonly versions: ReadonlyMap<string, PublishedVersion> | undefined;
}

/**
 * Reads what a registry answered for a package, in its short form or its full one. What is not of
 * the expected shape is left out; only an answer that is of no use at all is refused, with a sentence.
 * Versions are parsed one by one and the rest not at all: as a whole, a large answer would take many
 * times its size of memory.
 */
export function readPackument(name: string, bytes: Uint8Array): PackumentResult {
  try {
    return packumentOf(name, partsOf(name, bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(name, 'it is not a JSON object');
    throw error;
  }
}

function partsOf(name: string, bytes: Uint8Array): Parts {
  const places = new Map<string, JsonMember>();
  const members = jsonMembers(bytes);
  let next = members.next();
  for (; next.done !== true; next = members.next()) places.set(next.value.key, next.value);
  if (!isAtEnd(bytes, next.value)) throw new SyntaxError('More follows.');
  const valueOf = (key: string): unknown => {
    const place = places.get(key);
    return place && jsonAt(bytes, place.start, place.end);
  };
  return {
    name: valueOf('name'),
    tags: valueOf('dist-tags'),
    time: valueOf('time'),
    versions: versionsAt(name, bytes, places.get('versions')),
  };
}

function versionsAt(
  name: string,
  bytes: Uint8Array,
  place: JsonMember | undefined,
): Parts['versions'] {
  if (place === undefined || bytes[place.start] !== 0x7b) return undefined;
  const versions = new Map<string, PublishedVersion>();
  for (const { key, start, end } of jsonMembers(bytes, place.start)) {
    const entry = jsonAt(bytes, start, end);
    if (isVersion(key) && isObject(entry)) versions.set(key, readVersion(name, key, entry));
  }
  return versions;
}

function packumentOf(name: string, { name: said, tags, time, versions }: Parts): PackumentResult {
  if (said !== undefined && said !== name) return refuse(name, 'it is about another package');
  if (versions === undefined) return refuse(name, 'it lists no versions');
  const latest = get(tags, 'latest');
  const packument: Packument = {
    name,
    versions,
    published: times(time, versions),
    ...(typeof latest === 'string' && versions.has(latest) && { latest }),
  };
  return { ok: true, packument };
}

function refuse(name: string, what: string): PackumentResult {
  return { ok: false, why: `The registry's answer for ${name} cannot be used: ${what}.` };
}

function isVersion(text: string): boolean {
  return /^\d/.test(text) && parse(text) !== null;
}

function readVersion(name: string, version: string, entry: unknown): PublishedVersion {
  const dist = get(entry, 'dist');
  const deprecated = deprecation(get(entry, 'deprecated'));
  const license = licence(entry);
  const integrity = sri(dist);
  return {
    name,
    version,
    dependencies: texts(get(entry, 'dependencies')),
    optionalDependencies: texts(get(entry, 'optionalDependencies')),
    peerDependencies: texts(get(entry, 'peerDependencies')),
    optionalPeers: optionalPeers(get(entry, 'peerDependenciesMeta')),
    engines: texts(get(entry, 'engines')),
    bundled: bundled(get(entry, 'bundleDependencies') ?? get(entry, 'bundledDependencies')),
    os: words(get(entry, 'os')),
    cpu: words(get(entry, 'cpu')),
    bin: commands(name, get(entry, 'bin')),
    maintainers: list(get(entry, 'maintainers')).flatMap((one) => personName(one) ?? []),
    installScript: hasInstallScript(entry),
    tarball: address(get(dist, 'tarball')),
    ...(deprecated !== undefined && { deprecated }),
    ...(license !== undefined && { license }),
    ...(integrity !== undefined && { integrity }),
  };
}

const none: Ranges = Object.freeze(record());

function record(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

/** Without a prototype, so that no name means anything but itself. */
function texts(value: unknown): Ranges {
  if (!isObject(value)) return none;
  const read = record();
  let isEmpty = true;
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string' || text.length > maxText || key.length > maxText) continue;
    read[key] = text;
    isEmpty = false;
  }
  return isEmpty ? none : read;
}

function words(value: unknown): readonly string[] {
  const all = typeof value === 'string' ? [value] : list(value);
  return all.flatMap((one) => token(one, maxText) ?? []);
}

function optionalPeers(meta: unknown): readonly string[] {
  if (!isObject(meta)) return [];
  return Object.keys(meta).filter((name) => get(get(meta, name), 'optional') === true);
}

function bundled(value: unknown): PublishedVersion['bundled'] {
  return value === true ? true : isObject(value) ? Object.keys(value) : words(value);
}

/** A lone path is the command of the package's own name, without its scope. */
function commands(name: string, value: unknown): Ranges {
  if (typeof value !== 'string') return texts(value);
  return texts({ [name.replace(/^@[^/]*\//, '')]: value });
}

function deprecation(value: unknown): string | undefined {
  return value === true ? 'deprecated' : prose(value, maxText);
}

function licence(entry: unknown): string | undefined {
  const told = get(entry, 'license') ?? get(entry, 'licenses');
  const names = (Array.isArray(told) ? told : [told]).flatMap(
    (one: unknown) => prose(one, maxText) ?? prose(get(one, 'type'), maxText) ?? [],
  );
  return names.length === 0 ? undefined : names.join(' OR ');
}

function personName(value: unknown): string | undefined {
  if (typeof value !== 'string') return prose(get(value, 'name'), maxText);
  return prose(value.replace(/\s*[<(].*$/s, ''), maxText);
}

function hasInstallScript(entry: unknown): boolean {
  const scripts = get(entry, 'scripts');
  return (
    get(entry, 'hasInstallScript') === true ||
    get(entry, 'gypfile') === true ||
    installScripts.some((name) => prose(get(scripts, name)) !== undefined)
  );
}

function address(value: unknown): string {
  return typeof value === 'string' && value.length <= maxText && /^https?:\/\/[^\s]+$/i.test(value)
    ? value
    : '';
}

/** Old packages have a bare SHA-1 only. */
function sri(dist: unknown): string | undefined {
  const integrity = get(dist, 'integrity');
  if (typeof integrity === 'string') {
    const hashes = integrity.trim().split(/\s+/);
    if (hashes.every((one) => /^sha\d+-[\w+/=?&-]+$/.test(one))) return hashes.join(' ');
  }
  const sum = get(dist, 'shasum');
  if (typeof sum !== 'string' || !/^[0-9a-f]{40}$/i.test(sum)) return undefined;
  const bytes = sum.match(/../g) ?? [];
  return `sha1-${btoa(bytes.map((byte) => String.fromCharCode(parseInt(byte, 16))).join(''))}`;
}

function times(value: unknown, versions: ReadonlyMap<string, unknown>): Ranges {
  const read = record();
  if (!isObject(value)) return read;
  for (const [version, at] of Object.entries(value)) {
    if (versions.has(version) && typeof at === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at)) {
      read[version] = at;
    }
  }
  return read;
}
