import {
  type CodeFinding,
  type DependencyFinding,
  type Finding,
  type Location,
  type Problem,
  type Region,
  type SuppliedFix,
  compareText,
} from './finding';
import { sha256Hex } from './hash';
import { type TextIndex, indexText } from './lines';
import { type PlacedDependency, dependencyPlacer, manifestPaths } from './readers/manifest';
import { type Skip, type Tally, tally } from './readers/problems';
import { exactRegion, shownRegion, unitByEvidence } from './readers/regions';
import {
  type ColumnUnit,
  type Report,
  type ReportedCode,
  type ReportedDependency,
  type ReportedFile,
  type ReportedFix,
  type ReportedLocation,
  type ReportedRegion,
  reportedPlaces,
} from './readers/reported';

export { manifestPaths } from './readers/manifest';
export { reportedPaths } from './readers/reported';
export { reportResolver, resolveReportedPath, uriCandidates, workspaceOf } from './readers/uris';
export type { Workspace } from './readers/uris';

/** The workspace's files, loaded beforehand. */
export interface WorkspaceFiles {
  /** The workspace-relative path that a report's address means: see `reportResolver`. */
  resolve(uri: string | undefined, base: string | undefined): string | undefined;
  /** A file's text as in `SourceText`; undefined when it cannot be read as text. */
  text(path: string): string | undefined;
  /** The folder of the package.json that a dependency report is about. Default: the top folder. */
  readonly manifestDirectory?: string;
}

const skips = {
  elsewhere: [
    'result is in a file that is not in this workspace',
    'results are in files that are not in this workspace',
  ],
  noText: [
    'result is shown without its place, because its file cannot be read as text',
    'results are shown without their place, because their files cannot be read as text',
  ],
  stale: [
    'result is stale: its place is past the end of the file, so scan again',
    'results are stale: their places are past the end of the file, so scan again',
  ],
  fix: [
    'fix in the report does not fit the files as they are and is not offered',
    'fixes in the report do not fit the files as they are and are not offered',
  ],
} as const satisfies Record<string, Skip>;

/**
 * Gives a report's findings their places in the workspace and their ids. Results that say the same
 * of the same place become one. `problems` are the report's own and those met here.
 */
export function locateFindings(
  report: Report,
  files: WorkspaceFiles,
): { readonly findings: readonly Finding[]; readonly problems: readonly Problem[] } {
  const problems = tally(report.name);
  const places = placer(report, files);
  const located: LocatedCode[] = [];
  const dependencies = new Map<string, DependencyFinding>();
  const directory = files.manifestDirectory ?? '';
  let placeDependency: ((finding: ReportedDependency) => PlacedDependency) | undefined;
  for (const finding of report.findings) {
    if (finding.kind === 'code') {
      const code = locateCode(finding, places, problems);
      if (code !== undefined) located.push(code);
    } else {
      placeDependency ??= dependencyPlacer(directory, (path) => files.text(path), problems);
      const placed = withDependencyId(finding, placeDependency(finding), directory);
      if (!dependencies.has(placed.id)) dependencies.set(placed.id, placed);
    }
  }
  return {
    findings: [...withCodeIds(located), ...dependencies.values()],
    problems: [...report.problems, ...problems.list()],
  };
}

interface Place {
  readonly path: string;
  readonly text: TextIndex | undefined;
  readonly region: Region | 'stale' | undefined;
}

/** Answers a report's places, reading each file's lines and way of counting columns once. */
interface Placer {
  find(location: ReportedLocation): Place | undefined;
  exact(file: ReportedFile, region: ReportedRegion): { path: string; region: Region } | undefined;
}

function placer(report: Report, files: WorkspaceFiles): Placer {
  const texts = new Map<string, TextIndex | undefined>();
  const units = new Map<string, ColumnUnit>();

  function textOf(path: string): TextIndex | undefined {
    if (!texts.has(path)) {
      const text = files.text(path);
      texts.set(path, text === undefined ? undefined : indexText(text));
    }
    return texts.get(path);
  }

  const silent = new Map<string, ReportedRegion[]>();
  for (const finding of report.findings) {
    for (const { uri, base, region } of reportedPlaces(finding)) {
      if (region === undefined || region.unit !== undefined) continue;
      const path = files.resolve(uri, base);
      if (path === undefined) continue;
      const regions = silent.get(path);
      if (regions === undefined) silent.set(path, [region]);
      else regions.push(region);
    }
  }
  for (const [path, regions] of silent) {
    const text = textOf(path);
    if (text !== undefined) units.set(path, unitByEvidence(text, regions));
  }

  const unitOf = (path: string, region: ReportedRegion): ColumnUnit =>
    region.unit ?? units.get(path) ?? 'utf16CodeUnits';

  return {
    find({ uri, base, region }) {
      const path = files.resolve(uri, base);
      if (path === undefined) return undefined;
      const text = textOf(path);
      if (text === undefined || region === undefined) return { path, text, region: undefined };
      return { path, text, region: shownRegion(text, region, unitOf(path, region)) };
    },
    exact({ uri, base }, region) {
      const path = files.resolve(uri, base);
      const text = path === undefined ? undefined : textOf(path);
      if (path === undefined || text === undefined) return undefined;
      const exact = exactRegion(text, region, unitOf(path, region));
      return exact === undefined ? undefined : { path, region: exact };
    },
  };
}

/** A code finding that lacks only its id. */
interface LocatedCode {
  readonly finding: Omit<CodeFinding, 'id'>;
  /** What the id is made of, besides an ordinal among equals. */
  readonly key: string;
  /** The same for results that say the same of the same place. */
  readonly sameness: string;
}

function locateCode(
  reported: ReportedCode,
  places: Placer,
  problems: Tally,
): LocatedCode | undefined {
  const { location: said, related, codeFlows, fixes, ...told } = reported;
  const place = places.find(said);
  if (place === undefined) {
    problems.add(skips.elsewhere, said.uri);
    return undefined;
  }
  if (place.text === undefined) problems.add(skips.noText, place.path);
  if (place.region === 'stale') problems.add(skips.stale, place.path);
  const location = toLocation(place, said.message);
  const { tool, ruleId, message } = told;
  const line = firstLine(place) ?? message;
  return {
    key: JSON.stringify(['code', tool.name, ruleId, place.path, line]),
    sameness: JSON.stringify([message, location.region ?? said.region]),
    finding: {
      ...told,
      location,
      related: located(related, places),
      codeFlows: codeFlows.map((flow) => located(flow, places)).filter(({ length }) => length > 0),
      fixes: fixes.flatMap((fix) => locateFix(fix, places) ?? unfit(problems)),
    },
  };
}

function unfit(problems: Tally): readonly [] {
  problems.add(skips.fix);
  return [];
}

function toLocation({ path, region }: Place, message: string | undefined): Location {
  return {
    path,
    ...(region !== undefined && region !== 'stale' && { region }),
    ...(message !== undefined && { message }),
  };
}

/** Those of the places that the workspace has: steps inside libraries are often elsewhere. */
function located(locations: readonly ReportedLocation[], places: Placer): readonly Location[] {
  return locations.flatMap((location) => {
    const place = places.find(location);
    return place === undefined ? [] : toLocation(place, location.message);
  });
}

function locateFix(fix: ReportedFix, places: Placer): SuppliedFix | undefined {
  const byPath = new Map<string, { region: Region; text: string }[]>();
  for (const change of fix.changes) {
    for (const { region, text } of change.replacements) {
      const exact = places.exact(change, region);
      if (exact === undefined) return undefined;
      const replacements = byPath.get(exact.path) ?? [];
      byPath.set(exact.path, replacements);
      replacements.push({ region: exact.region, text });
    }
  }
  return {
    ...(fix.description !== undefined && { description: fix.description }),
    changes: [...byPath].map(([path, replacements]) => ({ path, replacements })),
  };
}

/** In a line longer than this, as in minified files, only what is around the region counts. */
const maxLine = 1000;

function firstLine({ text, region }: Place): string | undefined {
  if (text === undefined || region === undefined || region === 'stale') return undefined;
  const start = text.lineStart(region.start.line);
  const end = text.lineEnd(region.start.line);
  const from = end - start > maxLine ? start + Math.max(0, region.start.character - 200) : start;
  return text.text
    .slice(from, Math.min(end, from + maxLine))
    .trim()
    .replace(/\s+/g, ' ');
}

/**
 * The ordinal tells equal lines of a file apart, in the order in which they stand there, so that an
 * id holds when lines come and go elsewhere.
 */
function withCodeIds(all: readonly LocatedCode[]): readonly CodeFinding[] {
  const groups = new Map<string, Map<string, LocatedCode>>();
  for (const one of all) {
    const group = groups.get(one.key) ?? new Map<string, LocatedCode>();
    groups.set(one.key, group);
    if (!group.has(one.sameness)) group.set(one.sameness, one);
  }
  const ids = new Map<LocatedCode, string>();
  for (const [key, group] of groups) {
    const inFileOrder = [...group.values()].sort(byStart);
    inFileOrder.forEach((one, ordinal) => ids.set(one, sha256Hex(`${key}#${ordinal}`)));
  }
  return all.flatMap((one) => {
    const id = ids.get(one);
    return id === undefined ? [] : { id, ...one.finding };
  });
}

function byStart(a: LocatedCode, b: LocatedCode): number {
  const [one, other] = [a.finding.location.region?.start, b.finding.location.region?.start];
  const byPlace = one && other ? one.line - other.line || one.character - other.character : 0;
  return byPlace || compareText(a.sameness, b.sameness);
}

function withDependencyId(
  { direct: _said, ...told }: ReportedDependency,
  { direct, location }: PlacedDependency,
  directory: string,
): DependencyFinding {
  const [manifest] = manifestPaths(directory);
  const id = sha256Hex(JSON.stringify(['dependency', told.advisory.id, told.package, manifest]));
  return { id, ...told, direct, location, related: [] };
}
