import type {
  CodeFinding,
  DependencyFinding,
  Finding,
  FindingBase,
  Location,
  Problem,
  Region,
  SuppliedFix,
} from './finding';
import { type IdKeeper, idKeeper } from './findingIds';
import { lineReader } from './findingLine';
import type { Loaded } from './reportLoad';
import { sha256Hex } from './hash';
import { type Place, type Placer, type WorkspaceFiles, elsewhere, placer } from './placer';
import { type PlacedDependency, dependencyPlacer } from './readers/manifest';
import { type Skip, type Tally, tally } from './readers/problems';
import type {
  Report,
  ReportedCode,
  ReportedDependency,
  ReportedFinding,
  ReportedFix,
  ReportedLocation,
} from './readers/reported';

export { manifestPaths } from './readers/manifest';
export { reportedPaths } from './readers/reported';
export type { Drift } from './readers/drifted';
export type { WorkspaceFiles } from './placer';
export { reportResolver, resolveReportedPath, uriCandidates, workspaceOf } from './readers/uris';
export type { Workspace } from './readers/uris';

const skips = {
  elsewhere: [
    'result is in a file that is not in this workspace, and is only listed',
    'results are in files that are not in this workspace, and are only listed',
  ],
  noText: [
    'result is shown without its place, because its file cannot be read as text',
    'results are shown without their place, because their files cannot be read as text',
  ],
  stale: [
    'result is stale: its code is not there any more, so scan again',
    'results are stale: their code is not there any more, so scan again',
  ],
  fix: [
    'fix in the report does not fit the files as they are and is not offered',
    'fixes in the report do not fit the files as they are and are not offered',
  ],
  merged: [
    'result says the same of the same place as another and is shown once with it',
    'results say the same of the same place as others and are shown once with them',
    'expected',
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
  const findings: Finding[] = [];
  const locator = createLocator(report.name, files, (placed) => findings.push(placed.finding()));
  report.findings.forEach((finding, ordinal) => locator.add(finding, ordinal));
  const { newIds, problems } = locator.finish();
  for (const [index, id] of newIds) {
    const finding = findings[index];
    if (finding) findings[index] = { ...finding, id };
  }
  return { findings, problems: [...report.problems, ...problems] };
}

/** A finding at its place. */
export interface Placed {
  readonly id: string;
  /** The number that it was added under. */
  readonly ordinal: number;
  readonly reported: ReportedFinding;
  readonly location: Location;
  readonly place: FindingBase['place'];
  /** Its file can be read as text, so that fixes can be held against it. */
  readonly isText: boolean;
  /** The same with all parts that the report gave. */
  finding(): Finding;
}

/** Places the findings of one report one by one. */
export interface Locator {
  /** Hands the placed finding on, at once or at the end; one that says the same again never. */
  add(reported: ReportedFinding, ordinal: number): void;
  /**
   * Places what had to wait for evidence from the whole report. `newIds` are those that only the
   * order of all findings could settle, by the number of the finding among those handed on.
   */
  finish(): Pick<Loaded, 'newIds' | 'problems'>;
  /** A finding that was placed before, now with all its parts. Its id is `id`. */
  whole(reported: ReportedFinding, id: string): Finding | undefined;
}

/** `found` gets each finding as it is placed. `name` names the report. */
export function createLocator(
  name: string,
  files: WorkspaceFiles,
  found: (placed: Placed) => void,
): Locator {
  return new ReportLocator(name, files, found);
}

class ReportLocator implements Locator {
  readonly #name: string;
  readonly #found: (placed: Placed) => void;
  readonly #problems: Tally;
  readonly #places: Placer;
  readonly #ids: IdKeeper;
  readonly #lineOf = lineReader();
  readonly #dependencies = new Set<string>();
  readonly #waiting: { readonly reported: ReportedCode; readonly ordinal: number }[] = [];
  readonly #placeDependency: () => (finding: ReportedDependency) => PlacedDependency;
  #dependencyPlacer: ((finding: ReportedDependency) => PlacedDependency) | undefined;
  /** Which of those handed on each code finding was. */
  readonly #codeIndexes: number[] = [];
  #handedOn = 0;

  constructor(name: string, files: WorkspaceFiles, found: (placed: Placed) => void) {
    this.#name = name;
    this.#found = found;
    this.#problems = tally(name);
    this.#places = placer(files);
    this.#ids = idKeeper(files.hash ?? sha256Hex);
    this.#placeDependency = () =>
      dependencyPlacer(files.manifestDirectory ?? '', files, this.#problems);
  }

  add(reported: ReportedFinding, ordinal: number): void {
    if (reported.kind === 'dependency') this.#addDependency(reported, ordinal);
    else if (this.#places.mustWait(reported)) this.#waiting.push({ reported, ordinal });
    else this.#addCode(reported, ordinal);
  }

  finish(): ReturnType<Locator['finish']> {
    const counted = this.#places.decideUnits();
    if (counted > 0) this.#problems.note(unitsNote(counted));
    for (const { reported, ordinal } of this.#waiting.splice(0)) this.#addCode(reported, ordinal);
    const newIds = [...this.#ids.inFileOrder()].map(
      ([index, id]) => [this.#codeIndexes[index] ?? index, id] as const,
    );
    return { newIds, problems: this.#problems.list() };
  }

  whole(reported: ReportedFinding, id: string): Finding {
    if (reported.kind === 'dependency') return { ...this.#dependency(reported), id };
    const unheard = tally(this.#name);
    const at = codePlace(reported, this.#places.find(reported.location));
    return codeFinding(id, reported, at, this.#places, unheard);
  }

  #dependency(reported: ReportedDependency): DependencyFinding {
    this.#dependencyPlacer ??= this.#placeDependency();
    return withDependencyId(reported, this.#dependencyPlacer(reported));
  }

  #addDependency(reported: ReportedDependency, ordinal: number): void {
    const finding = this.#dependency(reported);
    const { id, location, place } = finding;
    if (this.#dependencies.has(id)) {
      this.#problems.add(skips.merged);
      return;
    }
    this.#dependencies.add(id);
    const isText = place === undefined;
    this.#handOn({ id, ordinal, reported, location, place, isText, finding: () => finding });
  }

  #addCode(reported: ReportedCode, ordinal: number): void {
    const at = this.#places.find(reported.location);
    const { location, place } = codePlace(reported, at);
    const line = this.#lineOf(at, reported, location);
    const folder = place === 'elsewhere' ? reported.location.base : undefined;
    const id = this.#ids.idOf(reported, line, location.region, folder);
    if (id === undefined) {
      this.#problems.add(skips.merged);
      return;
    }
    this.#tellOf(reported, at);
    this.#codeIndexes.push(this.#handedOn);
    const finding = () =>
      codeFinding(id, reported, { location, place }, this.#places, this.#problems);
    const isText = at?.text !== undefined;
    this.#handOn({ id, ordinal, reported, location, place, isText, finding });
  }

  /** What a person has to know of a finding's place. */
  #tellOf({ location }: ReportedCode, at: Place | undefined): void {
    if (at === undefined) this.#problems.add(skips.elsewhere, location.uri);
    else if (at.text === undefined) this.#problems.add(skips.noText, at.path);
    else if (at.region === 'stale') this.#problems.add(skips.stale, at.path);
  }

  #handOn(placed: Placed): void {
    this.#found(placed);
    this.#handedOn += 1;
  }
}

function unitsNote(files: number): string {
  const [where, they] = files === 1 ? ['a file', 'its'] : [`${files} files`, 'their'];
  return `it does not say how it counts columns; in ${where} with characters beyond 16 bits, ${they} bytes and snippets show that it counts code points`;
}

interface CodePlace {
  readonly location: Location;
  readonly place: FindingBase['place'];
}

function codePlace({ location: said }: ReportedCode, at: Place | undefined): CodePlace {
  if (at === undefined) return { location: elsewhere(said), place: 'elsewhere' };
  const place = at.region === 'stale' ? 'stale' : undefined;
  return { location: toLocation(at, said.message), place };
}

function codeFinding(
  id: string,
  reported: ReportedCode,
  { location, place }: CodePlace,
  places: Placer,
  problems: Tally,
): CodeFinding {
  const { location: _said, related, codeFlows, fixes, ...told } = reported;
  return {
    id,
    ...told,
    location,
    ...(place !== undefined && { place }),
    related: located(related, places),
    codeFlows: codeFlows.map((flow) => located(flow, places)).filter(({ length }) => length > 0),
    fixes: fixes.flatMap((fix) => locateFix(fix, places) ?? unfit(problems)),
  };
}

function unfit(problems: Tally): readonly [] {
  problems.add(skips.fix);
  return [];
}

function toLocation({ path, region }: Place, message: string | undefined): Location {
  const said = message === undefined ? undefined : { message };
  if (region === undefined || region === 'stale') return { path, ...said };
  return said ? { path, region, ...said } : { path, region };
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

function withDependencyId(
  { direct: _said, manifest: _file, ...told }: ReportedDependency,
  { manifest, ...placed }: PlacedDependency,
): DependencyFinding {
  const parts = ['dependency', told.advisory.id, told.package, manifest];
  if (told.ecosystem !== undefined) parts.push(told.ecosystem);
  return { id: sha256Hex(JSON.stringify(parts)), ...told, ...placed, related: [] };
}
