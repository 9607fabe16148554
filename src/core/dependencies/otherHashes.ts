import { oneLine, shownPath } from '../plainText';
import type { DependencyGraph } from './graph';
import type { Packument } from './packument';

const shown = 5;

/**
 * Where the lockfile and the registry give different hashes of the same version, as sentences: one of
 * the two was tampered with, or the version was published twice. Hashes of different kinds tell nothing.
 */
export function otherHashes(
  { lockfile, nodes }: DependencyGraph,
  packuments: ReadonlyMap<string, Packument>,
): readonly string[] {
  const names = new Set<string>();
  for (const { name, version, integrity, source } of nodes.values()) {
    const published = packuments.get(name)?.versions.get(version)?.integrity;
    if (source !== 'registry' || integrity === undefined || published === undefined) continue;
    if (differ(integrity, published)) names.add(`${oneLine(name, 100)} ${oneLine(version, 50)}`);
  }
  if (names.size === 0) return [];
  const more = names.size > shown ? `, and ${names.size - shown} more` : '';
  const listed = [...names].slice(0, shown).join(', ');
  return [
    `Another hash than the registry's is in ${shownPath(lockfile.path, 200)} for ${listed}${more}. Somebody may have tampered with it: install nothing before you know why.`,
  ];
}

function differ(one: string, other: string): boolean {
  const [first, second] = [digests(one), digests(other)];
  return [...first].some(([algorithm, all]) => {
    const known = second.get(algorithm);
    return known !== undefined && ![...all].some((digest) => known.has(digest));
  });
}

function digests(integrity: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, algorithm = '', digest = ''] of integrity.matchAll(/(sha\d+)-([\w+/=]+)/g)) {
    found.set(algorithm, (found.get(algorithm) ?? new Set()).add(digest));
  }
  return found;
}
