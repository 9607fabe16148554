import { satisfies } from 'semver';
import { type Spec, readSpec } from './specs';

/** What has to be known of an installed copy to say whether it is what was asked for. */
export interface Answer {
  readonly version: string;
  readonly resolved?: string | undefined;
  /** Where a symbolic link leads to. */
  readonly link?: string | undefined;
}

/** Says whether what is installed is what was asked for, as npm judges it. */
export interface Judge {
  /**
   * `folder` is where the asker lies: what a relative path starts from. Versions and ranges are read
   * loosely; a pre-release is in a range only where the range names one of the same version.
   */
  answers(spec: string, answer: Answer, folder?: string): boolean;
  read(spec: string): Spec;
}

/** A judge that remembers: a lockfile asks the same many times. */
export function judge(): Judge {
  const specs = new Map<string, Spec>();
  const inRange = new Map<string, Map<string, boolean>>();
  const read = (text: string): Spec => {
    const known = specs.get(text) ?? readSpec(text);
    specs.set(text, known);
    return known;
  };
  const isIn = (version: string, range: string): boolean => {
    if (range === '*') return true;
    const versions = inRange.get(range) ?? new Map<string, boolean>();
    inRange.set(range, versions);
    const known = versions.get(version) ?? satisfies(version, range, true);
    versions.set(version, known);
    return known;
  };
  return {
    read,
    answers: (spec, answer, folder = '') => isAnswer(read(spec), answer, folder, isIn),
  };
}

function isAnswer(
  spec: Spec,
  answer: Answer,
  folder: string,
  isIn: (version: string, range: string) => boolean,
): boolean {
  switch (spec.kind) {
    case 'range':
    case 'alias':
      return isIn(answer.version, spec.range);
    case 'tag':
      return answer.link === undefined && !isGit(answer);
    case 'git':
      return isSameRepository(spec, answer, isIn);
    case 'address':
      return answer.resolved === spec.url;
    case 'folder':
      return isSamePlace(spec.path, folder, answer.link ?? fileIn(answer.resolved));
    case 'archive':
      return isSamePlace(spec.path, folder, fileIn(answer.resolved));
    case 'workspace':
      return answer.link !== undefined;
    case 'unreadable':
      return false;
  }
}

function isGit({ resolved }: Answer): boolean {
  return resolved !== undefined && readSpec(resolved).kind === 'git';
}

function isSameRepository(
  spec: Spec & { kind: 'git' },
  { resolved, version }: Answer,
  isIn: (version: string, range: string) => boolean,
): boolean {
  const found = readSpec(resolved ?? '');
  if (found.kind !== 'git' || found.repository !== spec.repository) return false;
  if (spec.range !== undefined) return isIn(version, spec.range);
  const commit = spec.ref !== undefined && /^[0-9a-f]{40,64}$/i.test(spec.ref);
  return !commit || found.ref?.toLowerCase() === spec.ref?.toLowerCase();
}

function fileIn(resolved: string | undefined): string | undefined {
  return resolved?.startsWith('file:') === true ? resolved.slice('file:'.length) : undefined;
}

/** What is asked for by an absolute path cannot be told from another that lies outside. */
function isSamePlace(path: string, folder: string, found: string | undefined): boolean {
  if (found === undefined) return false;
  if (/^(?:\/|~|[a-z]:)/i.test(path)) return true;
  return joined(folder, path) === joined('', found);
}

/** A relative path without `.` and, except at its beginning, without `..`. */
export function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
