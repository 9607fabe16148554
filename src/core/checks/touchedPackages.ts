import { diffLines, splitLines } from '../diffLines';
import type { SubjectFile } from '../evidence';
import type { DependencyFinding } from '../finding';
import { normalizedName } from '../dependencies/literals/pep508';
import type { Locked } from './lockedPackages';
import { isNodeLockfile, lockReader } from './lockedPackages';
import { manifestChange } from './manifestChanges';
import { asObject, objectIn } from './nodeManifests';

/** Tells whether a change moves the package of a finding: in its folder's manifest or lockfile. */
export function packageMoves(
  files: readonly SubjectFile[],
): (finding: DependencyFinding) => boolean {
  const moved = new Map<string, ReadonlySet<string>>();
  for (const file of files) {
    const folder = folderOf(file.path);
    moved.set(folder, new Set([...(moved.get(folder) ?? []), ...movedIn(file)]));
  }
  return (finding) => {
    const names = moved.get(folderOf(finding.location.path));
    return names?.has(nameOf(finding)) ?? false;
  };
}

function nameOf({ package: name, ecosystem }: DependencyFinding): string {
  return ecosystem === undefined ? name : normalizedName(name);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function movedIn(file: SubjectFile): readonly string[] {
  const { path, before, after } = file;
  if (isNodeLockfile(path)) return movedInLock(file);
  if (!/(?:^|\/)package\.json$/.test(path)) return wordsOfChange(before, after);
  const asked = manifestChange(file)?.asked.map(({ name }) => name) ?? [];
  return [...asked, ...gone(before, after)];
}

/** What a package.json asks for no more. */
function gone(before: string, after: string): readonly string[] {
  const names = (text: string) => {
    const json = objectIn(text);
    const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];
    return sections.flatMap((section) => Object.keys(asObject(json?.[section]) ?? {}));
  };
  const now = new Set(names(after));
  return names(before).filter((name) => !now.has(name));
}

function movedInLock({ path, before, after }: SubjectFile): readonly string[] {
  const read = lockReader();
  const key = ({ place, version }: Locked) => `${place}@${version}`;
  const [old, now] = [read(path, before).all, read(path, after).all];
  const [had, has] = [new Set(old.map(key)), new Set(now.map(key))];
  return [
    ...old.filter((one) => !has.has(key(one))),
    ...now.filter((one) => !had.has(key(one))),
  ].map(({ name }) => name);
}

/** Of manifests in other forms, where names stand as words. */
function wordsOfChange(before: string, after: string): readonly string[] {
  const [old, now] = [splitLines(before), splitLines(after)];
  const lines = diffLines(old, now).flatMap((hunk) => [
    ...old.slice(hunk.before.start, hunk.before.end),
    ...now.slice(hunk.after.start, hunk.after.end),
  ]);
  const words = lines.flatMap((line) => line.slice(0, 2000).match(/[\w@][\w@./:-]*/g) ?? []);
  return words.map(normalizedName);
}
