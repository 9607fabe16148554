import type { Location } from '../finding';
import { type LockEntry, askedPackages, lockEntries, lockfileNames } from './lockfiles';
import { type Mentions, mentionsIn } from './mentions';
import type { Tally } from './problems';
import type { ReportedDependency } from './reported';
import { foreignPath } from './uris';

/** The files in which npm's findings get their place: the manifest, then its lockfiles. */
export function manifestPaths(
  directory: string,
): readonly [manifest: string, ...lockfiles: string[]] {
  const folder = directory === '' ? '' : `${directory.replace(/\/+$/, '')}/`;
  return [`${folder}package.json`, ...lockfileNames.map((name) => folder + name)];
}

/** What the placer asks of the workspace: see `WorkspaceFiles`. */
interface Files {
  resolve(uri: string | undefined, base: string | undefined): string | undefined;
  text(path: string): string | undefined;
}

/** A dependency's place, and whether the manifest itself asks for it. */
export interface PlacedDependency {
  readonly location: Location;
  readonly place?: 'elsewhere';
  readonly direct: boolean;
  /** Names the manifest in the finding's id. */
  readonly manifest: string;
}

type Place = (finding: ReportedDependency) => PlacedDependency;

/**
 * Places dependency findings: those of npm's files at the package's key in the manifest, else at
 * its first installed copy in a lockfile; those of other files where the package is named; else at
 * the file as a whole. `directory` is where a report is about that names no file.
 */
export function dependencyPlacer(directory: string, files: Files, problems: Tally): Place {
  const folders = new Map<string, Place>();
  const inFolder = (folder: string, lockfile?: string): Place => {
    const key = JSON.stringify([folder, lockfile]);
    const known = folders.get(key) ?? folderPlacer(folder, files, lockfile);
    folders.set(key, known);
    return known;
  };
  const texts = new Map<string, Mentions>();
  const inText = (path: string): Mentions => {
    const known = texts.get(path) ?? mentionsIn(path, files.text(path) ?? '');
    texts.set(path, known);
    return known;
  };
  const elsewhere = (path: string, direct = false): PlacedDependency => {
    return { location: { path }, place: 'elsewhere', direct, manifest: path };
  };
  return (finding) => {
    const { manifest, ecosystem, direct } = finding;
    if (manifest?.uri === undefined) {
      if (ecosystem !== undefined) return elsewhere(`${ecosystem} packages`, direct);
      const [first] = manifestPaths(directory);
      if (files.text(first) === undefined) {
        problems.note(
          `there is no ${first} in this workspace that its advisories could be shown in`,
        );
      }
      return inFolder(directory)(finding);
    }
    const path = files.resolve(manifest.uri, manifest.base);
    if (path === undefined) {
      const said = foreignPath(manifest.uri);
      problems.note(`there is no ${said} in this workspace, so its advisories show no line`);
      return elsewhere(said, direct);
    }
    const [, folder = '', file = ''] = /^(?:(.*)\/)?([^/]*)$/s.exec(path) ?? [];
    if (file === 'package.json') return inFolder(folder)(finding);
    if (lockfileNames.includes(file)) return inFolder(folder, path)(finding);
    const { asked, region } = inText(path)(finding);
    return {
      location: region === undefined ? { path } : { path, region },
      direct: direct ?? asked,
      manifest: path,
    };
  };
}

function folderPlacer(directory: string, files: Files, named: string | undefined): Place {
  const [manifest, ...all] = manifestPaths(directory);
  const text = files.text(manifest);
  const asked = askedPackages(text ?? '');
  const lockfiles = named === undefined ? all : [named];
  const locked = new Map<string, { path: string; entry: LockEntry }[]>();
  for (const path of lockfiles) {
    for (const entry of lockEntries(path, files.text(path) ?? '')) {
      const known = locked.get(entry.name);
      if (known === undefined) locked.set(entry.name, [{ path, entry }]);
      else known.push({ path, entry });
    }
  }
  return (finding) => {
    const key = asked.get(finding.package);
    const direct = finding.direct ?? key !== undefined;
    if (direct && key !== undefined) {
      return { direct, manifest, location: { path: manifest, region: key } };
    }
    const copy = installedCopy(finding, locked.get(finding.package) ?? []);
    if (copy !== undefined) {
      const { path, entry } = copy;
      return { direct, manifest, location: { path, region: entry.region } };
    }
    const whole = named !== undefined && text === undefined ? named : manifest;
    const isHere = text !== undefined || whole === named;
    return {
      direct,
      manifest,
      location: { path: whole },
      ...(!isHere && { place: 'elsewhere' as const }),
    };
  };
}

/** The copy in the first of the named folders, else the first of an installed version. */
function installedCopy<T extends { readonly entry: LockEntry }>(
  { nodes, installed }: ReportedDependency,
  copies: readonly T[],
): T | undefined {
  for (const node of nodes) {
    const found = copies.find(({ entry }) => entry.node === node);
    if (found !== undefined) return found;
  }
  const versions = installed?.split(', ');
  if (versions === undefined) {
    return nodes.length === 0 || copies.every(({ entry }) => entry.node === undefined)
      ? copies[0]
      : undefined;
  }
  return copies.find(({ entry }) => versions.includes(entry.version ?? ''));
}
