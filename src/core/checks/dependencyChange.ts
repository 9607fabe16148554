import { speaksOfMalware } from '../dependencies/advisories/malware';
import type { CheckPorts, Subject, SubjectFile } from '../evidence';
import type { DependencyFinding, Finding } from '../finding';
import { lockfileNames } from '../readers/lockfiles';
import { byPackage, flawsIn, knownFlaws } from './knownFlaws';
import type { LockReader, LockedTree } from './lockedPackages';
import { isNodeLockfile } from './lockedPackages';
import { moveRemarks, resolve, satisfies } from './lockMoves';
import type { Remark } from './manifestChanges';
import { nearerRemarks } from './nearerFix';
import type { Json } from './nodeManifests';
import { asObject, objectIn } from './nodeManifests';
import type { Project } from './project';
import { projectOf } from './project';

/**
 * What is to say of a change of npm's manifests and lockfiles as a fix: flaws that it brings, majors
 * and ways back, overrides that pin what is vulnerable, and whether manifest and lockfile agree.
 */
export async function changeRemarks(
  subject: Subject,
  ports: CheckPorts,
  read: LockReader,
): Promise<readonly Remark[]> {
  const { files } = subject;
  const changed = files.filter(({ before, after }) => before !== after);
  const locks = changed.filter(({ path }) => isNodeLockfile(path));
  const manifests = changed.filter(({ path }) => /(?:^|\/)package\.json$/.test(path));
  if (locks.length + manifests.length === 0) return [];
  const findings = await knownFlaws(subject, ports);
  const flaws = byPackage(findings);
  const project = projectOf(files, ports);
  const context = { mayGoBack: isOfMalware(subject.finding), read, ...plannedIn(subject) };
  const remarks: Remark[] = [...locks, ...manifests].flatMap(brokenJson);
  for (const file of locks) {
    const folder = file.path.replace(/[^/]*$/, '');
    const manifest = objectIn(await project.text(`${folder}package.json`));
    const overridden = new Set(overridesOf(manifest).map(({ name }) => name));
    remarks.push(
      ...broughtIn(file, flaws, read),
      ...moveRemarks(file, { ...context, overridden }),
      ...nearerRemarks(file, subject.finding, read),
    );
  }
  for (const file of manifests) {
    remarks.push(
      ...badOverrides(file, flaws),
      ...(await disagreements(file, files, { project, read })),
    );
  }
  const alone = locks.filter(
    ({ path }) => !manifests.some((one) => folderOf(one) === folderOf({ path })),
  );
  for (const file of alone) remarks.push(...(await aloneRemarks(file, { project, read })));
  return remarks;
}

function folderOf({ path }: Pick<SubjectFile, 'path'>): string {
  return path.replace(/[^/]*$/, '');
}

function isOfMalware(finding: Finding | undefined): boolean {
  return finding?.kind === 'dependency' && speaksOfMalware(finding);
}

function plannedIn({ draft }: Subject): { readonly planned?: number } {
  const option = draft?.plan?.options.find(({ tier }) => tier === draft.plan?.chosen);
  return option ? { planned: option.changed + option.added } : {};
}

/** Nothing of npm's reads JSON that is none. */
function brokenJson({ path, before, after }: SubjectFile): readonly Remark[] {
  if (!path.endsWith('.json') || after === '' || isJson(after) || !isJson(before)) return [];
  return [{ kind: 'fail', path, line: 0, text: `${path} is not valid JSON any more` }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Vulnerable versions that were not installed before. */
function broughtIn(
  file: SubjectFile,
  flaws: ReadonlyMap<string, readonly DependencyFinding[]>,
  read: LockReader,
): readonly Remark[] {
  const now = read(file.path, file.after);
  const suspects = now.all.filter(({ name }) => flaws.has(name));
  if (suspects.length === 0) return [];
  const old = read(file.path, file.before).all.map(({ name, version }) => `${name}@${version}`);
  const known = new Set(old);
  const fresh = suspects.filter(({ name, version }) => !known.has(`${name}@${version}`));
  const told = new Map(fresh.map((one) => [`${one.name}@${one.version}`, one]));
  return [...told.values()].flatMap((one): readonly Remark[] => {
    const ids = flawsIn(one.name, one.version, flaws).slice(0, 3).join(', ');
    if (ids === '') return [];
    const text = `${one.name} ${one.version} is newly installed and open to ${ids}`;
    return [{ kind: 'fail', path: file.path, line: now.lineOf(one), text }];
  });
}

interface Reading {
  readonly project: Project;
  readonly read: LockReader;
}

interface Override {
  readonly name: string;
  readonly version: string;
}

/** What `overrides`, `resolutions` and `pnpm.overrides` say, as names and what they are given. */
function overridesOf(manifest: Json | undefined): readonly Override[] {
  const holders = [manifest?.overrides, manifest?.resolutions, asObject(manifest?.pnpm)?.overrides];
  return holders.flatMap((holder) => leaves(asObject(holder) ?? {}, '', 0));
}

const maxDepth = 20;

function leaves(holder: Json, above: string, depth: number): readonly Override[] {
  if (depth > maxDepth) return [];
  return Object.entries(holder).flatMap(([key, value]) => {
    const name = key === '.' ? above : nameIn(key);
    if (typeof value === 'string') return [{ name, version: value }];
    return leaves(asObject(value) ?? {}, name, depth + 1);
  });
}

/** The last package of `a@^1`, `b/a`, `@s/b/@s/a` or `b>a`, without a range. */
function nameIn(key: string): string {
  return /(?:^|[/>])((?:@[^/@>]+\/)?[^/@>]+)(?:@[^/]*)?$/.exec(key)?.[1] ?? key;
}

function badOverrides(
  { path, before, after }: SubjectFile,
  flaws: ReadonlyMap<string, readonly DependencyFinding[]>,
): readonly Remark[] {
  const key = ({ name, version }: Override) => `${name} ${version}`;
  const known = new Set(overridesOf(objectIn(before)).map(key));
  return overridesOf(objectIn(after)).flatMap((one): readonly Remark[] => {
    const exact = /^[=v]?(\d+\.\d+\.\d+\S*)$/.exec(one.version)?.[1];
    if (known.has(key(one)) || exact === undefined) return [];
    const ids = flawsIn(one.name, exact, flaws).slice(0, 3).join(', ');
    if (ids === '') return [];
    const text = `An override pins ${one.name} to ${exact}, which is open to ${ids}`;
    return [{ kind: 'fail', path, line: lineOf(after, `"${one.name}`), text }];
  });
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

function askedIn(manifest: Json | undefined): ReadonlyMap<string, string> {
  const asked = sections.flatMap((section) =>
    Object.entries(asObject(manifest?.[section]) ?? {}).flatMap(([name, range]) =>
      typeof range === 'string' ? [[name, range] as const] : [],
    ),
  );
  return new Map(asked);
}

/** Where the lockfile beside a changed package.json no longer says what that asks for. */
async function disagreements(
  file: SubjectFile,
  files: readonly SubjectFile[],
  { project, read }: Reading,
): Promise<readonly Remark[]> {
  const folder = folderOf(file);
  for (const name of lockfileNames) {
    const path = folder + name;
    const text = await project.text(path);
    if (text === undefined || text === '') continue;
    const was = files.find((one) => one.path === path)?.before ?? text;
    const known = new Set(unlocked(objectIn(file.before), path, was, read).map((one) => one.text));
    const fresh = unlocked(objectIn(file.after), path, text, read).filter(
      (one) => !known.has(one.text),
    );
    return fresh.slice(0, 3).map(({ name: asked, text: said }) => ({
      kind: 'fail',
      path: file.path,
      line: lineOf(file.after, `"${asked}"`),
      text: said,
    }));
  }
  return [];
}

/** A lockfile that changes without its package.json has to go on saying what that asks for. */
async function aloneRemarks(
  file: SubjectFile,
  { project, read }: Reading,
): Promise<readonly Remark[]> {
  const manifest = objectIn(await project.text(`${folderOf(file)}package.json`));
  if (!manifest) return [];
  const known = new Set(unlocked(manifest, file.path, file.before, read).map(({ text }) => text));
  const fresh = unlocked(manifest, file.path, file.after, read).filter(
    ({ text }) => !known.has(text),
  );
  return fresh.slice(0, 3).map(({ text }) => ({ kind: 'fail', path: file.path, line: 0, text }));
}

interface Unlocked {
  readonly name: string;
  readonly text: string;
}

/** What a package.json asks for and the lockfile does not answer, or answers for another range. */
function unlocked(
  manifest: Json | undefined,
  path: string,
  lock: string,
  read: LockReader,
): readonly Unlocked[] {
  if (!manifest) return [];
  const asked = askedIn(manifest);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const say = (name: string, text: string): Unlocked => ({
    name,
    text: `${file} does not follow package.json: ${text}`,
  });
  if (!file.endsWith('.json')) {
    if (file !== 'yarn.lock') return [];
    return [...asked].flatMap(([name, range]) =>
      /^[\^~<>=\d*]/.test(range) &&
      !lock.includes(`${name}@${range}`) &&
      !lock.includes(`${name}@npm:${range}`)
        ? [say(name, `it has no ${name} ${range}`)]
        : [],
    );
  }
  const tree = read(path, lock);
  const root = asObject(tree.packages?.['']);
  const locked = root && askedIn(root);
  const overridden = new Set(overridesOf(manifest).map(({ name }) => name));
  const stale = [...(locked ?? [])].flatMap(([name, range]) =>
    asked.has(name) ? [] : [say(name, `it still asks for ${name} ${range}, which is gone there`)],
  );
  return [
    ...stale,
    ...[...asked].flatMap(([name, range]) => {
      const said = locked?.get(name);
      if (locked && said !== range) {
        return [say(name, `it has ${name} ${said ?? 'not at all'}, there it is ${range}`)];
      }
      const text = overridden.has(name) ? undefined : unanswered(name, range, tree);
      return text === undefined ? [] : [say(name, text)];
    }),
  ];
}

function unanswered(name: string, range: string, tree: LockedTree): string | undefined {
  const place = tree.packages ? resolve('', name, tree.packages) : `node_modules/${name}`;
  const got = tree.all.find((one) => one.place === place);
  if (!got || got.name !== name || satisfies(got.version, range)) return undefined;
  return `${name} ${range} is asked for, and ${got.version} is locked`;
}

function lineOf(text: string, key: string): number {
  const at = text.indexOf(key);
  return at < 0 ? 0 : text.slice(0, at).split('\n').length - 1;
}
