import { type SemVer, intersects, parse } from 'semver';

const remembered = 50_000;
const parsed = new Map<string, SemVer | null>();

/** The same few versions are compared over and over. */
function read(version: string): SemVer | null {
  const known = parsed.get(version);
  if (known !== undefined) return known;
  if (parsed.size >= remembered) parsed.clear();
  const value = parse(version, true);
  parsed.set(version, value);
  return value;
}

/** Whether a change of version may break by what it is called: another major, or of 0.x another minor. */
export function crossesMajor(from: string, to: string): boolean {
  if (from === to) return false;
  const [one, other] = [read(from), read(to)];
  if (one === null || other === null || one.major !== other.major) return true;
  return one.major === 0 && one.minor !== other.minor;
}

export function isLower(version: string, than: string): boolean {
  const [one, other] = [read(version), read(than)];
  return one !== null && other !== null && one.compare(other) < 0;
}

/** How far a version is from another, as words that people use. */
export function levelOf(from: string, to: string): 'patch' | 'minor' | 'major' | 'downgrade' {
  if (isLower(to, from)) return 'downgrade';
  if (crossesMajor(from, to)) return 'major';
  return read(from)?.minor === read(to)?.minor ? 'patch' : 'minor';
}

export function isPrerelease(version: string): boolean {
  return (read(version)?.prerelease.length ?? 0) > 0;
}

export function byVersion(first: string, second: string): number {
  const [one, other] = [read(first), read(second)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.compare(other);
}

const longest = 100;
const met = new Map<string, boolean>();

/** Whether two ranges have a version in common; what is no range has none. */
export function meets(spec: string, about: string): boolean {
  if (spec.length + about.length > longest) return haveCommon(spec, about);
  const key = `${spec}\n${about}`;
  const known = met.get(key);
  if (known !== undefined) return known;
  if (met.size >= remembered * 4) met.clear();
  const answer = haveCommon(spec, about);
  met.set(key, answer);
  return answer;
}

function haveCommon(spec: string, about: string): boolean {
  try {
    return intersects(spec, about, { loose: true });
  } catch {
    return false;
  }
}

/** Whether a range of engines has no version in common with another; what is no range limits nothing. */
export function excludes(engine: string | undefined, other: string): boolean {
  if (engine === undefined) return false;
  try {
    return !intersects(engine, other, { loose: true });
  } catch {
    return false;
  }
}
