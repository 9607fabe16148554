import type { SubjectFile } from '../evidence';
import type { LockReader } from './lockedPackages';
import { lockReader } from './lockedPackages';
import { movesOf } from './lockMoves';
import { asObject, objectIn } from './nodeManifests';

/** A package that a project asks for itself, and that a change gives another version. */
export interface DirectMove {
  /** The real name, and the one that code asks for it by. */
  readonly name: string;
  readonly alias: string;
  readonly from: string;
  readonly to: string;
}

/** By npm's lockfile and the package.json beside it, which is given as it stands after. */
export function directMoves(
  lock: SubjectFile,
  manifest: string,
  read: LockReader = lockReader(),
): readonly DirectMove[] {
  const json = objectIn(manifest);
  const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];
  const asked = new Set(sections.flatMap((one) => Object.keys(asObject(json?.[one]) ?? {})));
  const [old, now] = [read(lock.path, lock.before), read(lock.path, lock.after)];
  return movesOf(lock.path, old, now).flatMap(({ was, now: one }) => {
    const [, alias = ''] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(one.place) ?? [];
    if (!asked.has(alias)) return [];
    return [{ name: one.name, alias, from: was.version, to: one.version }];
  });
}
