import type { SubjectFile } from '../evidence';
import { imitatedBy } from './lookAlikePackages';
import type { LockReader, Locked } from './lockedPackages';
import type { Remark } from './manifestChanges';

/** What is to say of where the packages of a changed lockfile of npm, Yarn or pnpm come from. */
export function lockRemarks(file: SubjectFile, read: LockReader): readonly Remark[] {
  const { path, before, after } = file;
  const { all: old } = read(path, before);
  const { all: now, lineOf } = read(path, after);
  const key = ({ name, version }: Locked) => `${name}@${version}`;
  const known = new Map(old.map((one) => [key(one), one]));
  const names = new Set(old.map(({ name }) => name));
  const scripted = new Set(old.filter((one) => one.runsScript).map(({ name }) => name));
  const usual = new Set([...old.flatMap(({ host }) => host ?? []), ...commonHosts(now)]);
  const remarks: Remark[] = [];
  const say = (kind: Remark['kind'], one: Locked, text: string) =>
    remarks.push({ kind, path, line: lineOf(one), text });
  const hadIntegrity = old.some(({ integrity }) => integrity !== undefined);
  for (const one of now) {
    const was = known.get(key(one));
    const { name, version, host, integrity } = one;
    if (host !== undefined && !usual.has(host)) {
      say('fail', one, `${name} ${version} comes from ${host}, unlike all others`);
    }
    const change = was && changedHash(was, one);
    if (change !== undefined) {
      say('fail', one, `The hash of ${name} ${version} ${change} while its version stays`);
    }
    if (was) continue;
    if (hadIntegrity && integrity === undefined && host !== undefined) {
      say('warn', one, `${name} ${version} is new and has no hash`);
    }
    if (one.runsScript && !scripted.has(name)) {
      say('warn', one, `${name} ${version} is new and runs a script when it is installed`);
    }
  }
  const fresh = now.filter(({ name }) => !names.has(name));
  for (const [name, one] of new Map(fresh.map((each) => [each.name, each]))) {
    const imitated = imitatedBy(name, 'npm');
    if (imitated !== undefined) {
      say('warn', one, `The newly installed ${name} looks like ${imitated}`);
    }
  }
  const [first] = fresh;
  if (first) {
    const told = [...new Set(fresh.map(({ name }) => name))];
    const more = told.length > 5 ? ` and ${told.length - 5} more` : '';
    say('note', first, `Newly installed: ${told.slice(0, 5).join(', ')}${more}`);
  }
  return remarks;
}

/** How the hash of the same version from the same place differs, when that is no better hash. */
function changedHash(was: Locked, { host, integrity }: Locked): string | undefined {
  if (was.integrity === undefined || was.integrity === integrity || was.host !== host) {
    return undefined;
  }
  if (integrity === undefined) return 'goes away';
  return algorithmOf(was.integrity) === algorithmOf(integrity) ? 'changes' : undefined;
}

function algorithmOf(integrity: string): string {
  return integrity.split('-')[0] ?? '';
}

/** Hosts that serve a good part of all packages, as registries do. */
function commonHosts(all: readonly Locked[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { host = '' } of all) {
    if (/^https?:/.test(host)) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].filter(([, count]) => count * 4 > total).map(([host]) => host);
}
