import { Range, compare, parse } from 'semver';
import type { SubjectFile } from '../evidence';
import type { LockReader, Locked, LockedTree } from './lockedPackages';
import { folderName } from './lockedPackages';
import type { Remark } from './manifestChanges';
import { asObject } from './nodeManifests';

/** A package that lies where it lay, in another version. */
export interface Move {
  readonly was: Locked;
  readonly now: Locked;
}

/** What is known of a change beside the lockfile itself. */
export interface MoveContext {
  /** A way back may be the fix: what was installed was made to do harm. */
  readonly mayGoBack: boolean;
  /** Names that an override gives to all, whatever they ask for. */
  readonly overridden: ReadonlySet<string>;
  /** How many copies the plan's own option changes or adds, where there is a plan. */
  readonly planned?: number;
  readonly read: LockReader;
}

/** What a changed lockfile moves: majors that are crossed, ways back, and requirements that break. */
export function moveRemarks(
  file: SubjectFile,
  { mayGoBack, overridden, planned = Infinity, read }: MoveContext,
): readonly Remark[] {
  const { path } = file;
  const [old, now] = [read(path, file.before), read(path, file.after)];
  const places = new Map(old.all.map((one) => [one.place, one]));
  const moves = movesOf(path, old, now);
  const moved = new Set(moves.map((move) => move.now));
  const added = now.all.filter((one) => !places.has(one.place) && !moved.has(one));
  const majors = moves.filter(crossesMajor).sort((a, b) => leap(b) - leap(a));
  const back = moves.filter(({ was, now: one }) => order(one.version, was.version) < 0);
  const told = (kind: Remark['kind'], all: readonly Move[], what: string): readonly Remark[] => {
    const [first] = all;
    if (!first) return [];
    const line = now.lineOf(first.now);
    const text = `${counted(all.length)} ${what}, ${first.now.name} from ${first.was.version} to ${first.now.version}${all.length > 1 ? ' first' : ''}`;
    return [{ kind, path, line, text }];
  };
  const gone = old.all.length + added.length - now.all.length;
  const [one] = [...moves.map((move) => move.now), ...added, ...now.all];
  const summary = `Installed packages: ${moves.length} changed, ${added.length} added, ${gone} removed`;
  const count = moves.length + added.length;
  const larger = `${count} packages change or come, where the plan does with ${planned}`;
  return [
    ...(one && count > planned
      ? [{ kind: 'warn' as const, path, line: now.lineOf(one), text: larger }]
      : []),
    ...told('warn', majors, `cross${majors.length === 1 ? 'es' : ''} a major version`),
    ...told(
      mayGoBack ? 'note' : 'warn',
      back,
      `go${back.length === 1 ? 'es' : ''} back to an older version`,
    ),
    ...unmet(path, old, now, overridden),
    ...(one && count + gone > 0
      ? [{ kind: 'note' as const, path, line: now.lineOf(one), text: summary }]
      : []),
  ];
}

/** In npm's lockfiles by place; in others a name that had one version and has another one. */
export function movesOf(path: string, old: LockedTree, now: LockedTree): readonly Move[] {
  const isByPlace = path.endsWith('.json');
  const key = ({ place, name }: Locked) => (isByPlace ? place : name);
  const groups = new Map<string, Locked[]>();
  for (const one of old.all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return now.all.flatMap((one) => {
    const was = groups.get(key(one));
    const [only] = was ?? [];
    if (!only || was?.length !== 1 || only.version === one.version) return [];
    return only.name === one.name ? [{ was: only, now: one }] : [];
  });
}

function counted(count: number): string {
  return count === 1 ? '1 package' : `${count} packages`;
}

function order(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  return x && y ? compare(x, y) : 0;
}

/** Of 0.x a minor is one. */
export function crossesMajor({ was, now }: Move): boolean {
  const [a, b] = [parse(was.version), parse(now.version)];
  if (!a || !b) return false;
  return a.major !== b.major || (a.major === 0 && a.minor !== b.minor);
}

/** By how many majors. */
function leap({ was, now }: Move): number {
  return Math.abs((parse(now.version)?.major ?? 0) - (parse(was.version)?.major ?? 0));
}

/** Requirements that are not met in the lockfile after, and were before. Only where it tells them all. */
function unmet(
  path: string,
  old: LockedTree,
  now: LockedTree,
  overridden: ReadonlySet<string>,
): readonly Remark[] {
  if (!old.packages || !now.packages) return [];
  const key = ({ place, version }: Locked) => `${place}@${version}`;
  const [had, has] = [new Set(old.all.map(key)), new Set(now.all.map(key))];
  const touched = [
    ...old.all.filter((one) => !has.has(key(one))),
    ...now.all.filter((one) => !had.has(key(one))),
  ];
  const names = new Set(touched.map(({ place }) => folderName(place)));
  const places = new Set(touched.map(({ place }) => place));
  const isConcerned = (by: string, name: string) =>
    (names.has(name) || places.has(by)) && !overridden.has(name);
  const known = new Set(breaches(old, isConcerned).map(({ text }) => text));
  const fresh = breaches(now, isConcerned).filter(({ text }) => !known.has(text));
  const shown = fresh.slice(0, 3).map(({ text, by }): Remark => {
    return { kind: 'warn', path, line: now.lineOf(by), text };
  });
  const more = fresh.length - shown.length;
  const [first] = shown;
  return more > 0 && first
    ? [...shown, { ...first, text: `${more} more requirements are not met` }]
    : shown;
}

/** Each package that gets another version than it asks for, or none. Optional ones may be absent. */
function breaches(
  { all, packages = {} }: LockedTree,
  isConcerned: (by: string, name: string) => boolean,
): readonly { readonly text: string; readonly by: Locked }[] {
  const versions = new Map(all.map((one) => [one.place, one]));
  return all.flatMap((by) => {
    const said = asObject(packages[by.place]);
    return Object.entries(asObject(said?.dependencies) ?? {}).flatMap(([name, range]) => {
      if (typeof range !== 'string' || !isConcerned(by.place, name)) return [];
      const found = resolve(by.place, name, packages);
      if (found === undefined) {
        return [{ by, text: `${by.name} ${by.version} asks for ${name}, which is not there` }];
      }
      const got = versions.get(found);
      if (got?.name !== folderName(found) || satisfies(got.version, range)) return [];
      const text = `${by.name} ${by.version} asks for ${name} ${range} and gets ${got.version}`;
      return [{ by, text }];
    });
  });
}

/** As Node looks for a package: beside the one that asks, then in each folder above. */
export function resolve(
  from: string,
  name: string,
  packages: Readonly<Record<string, unknown>>,
): string | undefined {
  for (let folder = from; ;) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (folder === '') return undefined;
    const at = folder.lastIndexOf('node_modules/');
    folder = at < 0 ? '' : folder.slice(0, at).replace(/\/$/, '');
  }
}

/** Whatever is no range of versions counts as met. */
export function satisfies(version: string, range: string): boolean {
  try {
    return new Range(range, { includePrerelease: true }).test(version);
  } catch {
    return true;
  }
}
