import type { SubjectFile } from '../evidence';
import { splitLines } from '../diffLines';
import { lockEntries, lockfileNames } from '../readers/lockfiles';
import type { Remark } from './manifestChanges';
import { asObject, objectIn } from './nodeManifests';

/** One installed package of a lockfile. */
interface Locked {
  readonly name: string;
  readonly version: string;
  /** Where it comes from, without what follows the host. */
  readonly host?: string;
  readonly integrity?: string;
  readonly runsScript: boolean;
  readonly line: number;
}

export function isNodeLockfile(path: string): boolean {
  return lockfileNames.some((name) => path === name || path.endsWith(`/${name}`));
}

/** What is to say of a changed lockfile of npm, Yarn or pnpm. */
export function lockRemarks(file: SubjectFile): readonly Remark[] {
  const { path, before, after } = file;
  const old = lockedIn(path, before);
  const now = lockedIn(path, after);
  const key = ({ name, version }: Locked) => `${name}@${version}`;
  const known = new Map(old.map((one) => [key(one), one]));
  const hosts = new Set(old.flatMap(({ host }) => host ?? []));
  const usual = new Set([...hosts, ...commonHosts(now)]);
  const remarks: Remark[] = [];
  const say = (kind: Remark['kind'], { line }: Locked, text: string) =>
    remarks.push({ kind, path, line, text });
  const hadIntegrity = old.some(({ integrity }) => integrity !== undefined);
  for (const one of now) {
    const was = known.get(key(one));
    const { name, version, host, integrity } = one;
    if (host !== undefined && !usual.has(host)) {
      say('fail', one, `${name} ${version} comes from ${host}, unlike all others`);
    }
    if (was?.integrity !== undefined && was.integrity !== integrity && was.host === host) {
      const isWeaker = integrity === undefined;
      const isSame = !isWeaker && algorithmOf(was.integrity) === algorithmOf(integrity);
      if (isWeaker || isSame) {
        say(
          'fail',
          one,
          `The hash of ${name} ${version} ${isWeaker ? 'goes away' : 'changes'} while its version stays`,
        );
      }
    }
    if (was) continue;
    if (hadIntegrity && integrity === undefined && host !== undefined) {
      say('warn', one, `${name} ${version} is new and has no hash`);
    }
    if (one.runsScript && !old.some((other) => other.name === name && other.runsScript)) {
      say('warn', one, `${name} ${version} is new and runs a script when it is installed`);
    }
  }
  const fresh = now.filter((one) => !old.some(({ name }) => name === one.name));
  const names = [...new Set(fresh.map(({ name }) => name))];
  const [first] = fresh;
  if (first) {
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    say('note', first, `Newly installed: ${names.slice(0, 5).join(', ')}${more}`);
  }
  return remarks;
}

function algorithmOf(integrity: string): string {
  return integrity.split('-')[0] ?? '';
}

/** Hosts that serve a good part of all packages. */
function commonHosts(all: readonly Locked[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { host } of all) if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].filter(([, count]) => count * 4 > total).map(([host]) => host);
}

function lockedIn(path: string, text: string): readonly Locked[] {
  if (text === '') return [];
  return path.endsWith('.json') ? npmLocked(path, text) : lineLocked(path, text);
}

function npmLocked(path: string, text: string): readonly Locked[] {
  const json = objectIn(text);
  const packages = asObject(json?.packages);
  return lockEntries(path, text).flatMap(({ name, node = '', version, region }): Locked[] => {
    const said = packages
      ? asObject(packages[node])
      : node
          .split(/(?:^|\/)node_modules\//)
          .slice(1)
          .reduce<ReturnType<typeof asObject>>(
            (at, part) => asObject(asObject(at?.dependencies)?.[part]),
            json,
          );
    if (!said || version === undefined || said.link === true) return [];
    const host = hostOf(said.resolved);
    return [
      {
        name,
        version,
        ...(host !== undefined && { host }),
        ...(typeof said.integrity === 'string' && { integrity: said.integrity }),
        runsScript: said.hasInstallScript === true,
        line: region.start.line,
      },
    ];
  });
}

/** Yarn and pnpm tell of a package in the lines below its key, up to the next key. */
function lineLocked(path: string, text: string): readonly Locked[] {
  const lines = splitLines(text);
  const entries = lockEntries(path, text);
  return entries.flatMap(({ name, version, region }, at): Locked[] => {
    if (version === undefined) return [];
    const { line } = region.start;
    const body = lines.slice(
      line,
      Math.min(line + 30, entries[at + 1]?.region.start.line ?? line + 30),
    );
    const said = body.join('\n');
    const address = /^[ \t]+resolved "?([^"\s]+)|tarball:\s*([^\s},]+)/m.exec(said);
    const host = hostOf(address?.[1] ?? address?.[2]);
    const integrity = /(?:integrity:?|checksum:)\s*"?([^\s"},]+)/.exec(said)?.[1];
    return [
      {
        name,
        version,
        ...(host !== undefined && { host }),
        ...(integrity !== undefined && { integrity }),
        runsScript: /^[ \t]+requiresBuild:\s*true/m.test(said),
        line,
      },
    ];
  });
}

function hostOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  return /^(?:git\+)?([a-z]+:\/\/(?:[^/@\s]*@)?[^/:\s]+)/i.exec(address)?.[1]?.toLowerCase();
}
