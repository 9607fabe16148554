import { visit } from 'jsonc-parser';
import type { Location, Region } from '../finding';
import { indexText } from '../lines';
import { maxReportDepth, nestsDeeper } from './json';
import type { Tally } from './problems';
import type { ReportedDependency } from './reported';

/** The files in which a dependency finding gets its place; the first is its manifest. */
export function manifestPaths(directory: string): readonly [manifest: string, lockfile: string] {
  const folder = directory === '' ? '' : `${directory.replace(/\/+$/, '')}/`;
  return [`${folder}package.json`, `${folder}package-lock.json`];
}

/** A dependency's place, and whether the manifest itself asks for it. */
export interface PlacedDependency {
  readonly location: Location;
  readonly direct: boolean;
}

/**
 * Places dependency findings: at the package's key in the manifest if it is there, else at its
 * first installed copy in the lockfile, else at the manifest as a whole.
 */
export function dependencyPlacer(
  directory: string,
  read: (path: string) => string | undefined,
  problems: Tally,
): (finding: ReportedDependency) => PlacedDependency {
  const [manifest, lockfile] = manifestPaths(directory);
  const manifestText = read(manifest);
  if (manifestText === undefined) {
    problems.note(
      `there is no ${manifest} in this workspace that its advisories could be shown in`,
    );
  }
  const asked = keyRegions(manifestText, [
    'dependencies',
    'devDependencies',
    'optionalDependencies',
  ]);
  const locked = keyRegions(read(lockfile), ['packages']);
  return (finding) => {
    const key = asked.get(finding.package);
    const direct = finding.direct ?? key !== undefined;
    if (direct && key !== undefined) return { direct, location: { path: manifest, region: key } };
    const copy = finding.nodes.find((node) => locked.has(node));
    const region = copy === undefined ? undefined : locked.get(copy);
    if (region !== undefined) return { direct, location: { path: lockfile, region } };
    return { direct, location: { path: manifest } };
  };
}

/** Where the keys of the named top-level objects stand, with their quotes. */
function keyRegions(
  json: string | undefined,
  sections: readonly string[],
): ReadonlyMap<string, Region> {
  const regions = new Map<string, Region>();
  // The parser calls itself for each level.
  if (json === undefined || nestsDeeper(json, maxReportDepth)) return regions;
  const text = indexText(json);
  let depth = 0;
  let section = '';
  const deeper = (): void => void (depth += 1);
  const higher = (): void => void (depth -= 1);
  visit(json, {
    onObjectBegin: deeper,
    onObjectEnd: higher,
    onArrayBegin: deeper,
    onArrayEnd: higher,
    onObjectProperty(key, offset, length) {
      if (depth === 1) section = key;
      if (depth !== 2 || !sections.includes(section) || regions.has(key)) return;
      regions.set(key, {
        start: text.positionAt(offset),
        end: text.positionAt(offset + length),
      });
    },
  });
  return regions;
}
