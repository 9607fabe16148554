import type { CodeFinding, DependencyFinding, Problem } from '../finding';
import { manifestFiles } from './lockfiles';

/** What a reader makes of one report: its findings in the report's own coordinates. */
export interface Report {
  /** Names the report to a person, such as its path. */
  readonly name: string;
  /** Such as `sarif` or `npm-audit`; `unknown` when it could not be read at all. */
  readonly format: string;
  readonly findings: readonly ReportedFinding[];
  readonly problems: readonly Problem[];
  /** What the report tells of the files as they were when they were scanned. */
  readonly scanned?: Scanned;
}

/** The files as they were scanned, as far as a report says. */
export interface Scanned {
  /** The git commit that was scanned. */
  readonly revision?: string;
  /** One for each file that the report embeds or gives a hash of. */
  readonly files: readonly (ReportedFile & {
    /** The whole text, as the tool decoded it. */
    readonly text?: string;
    /** Of the file's bytes: 64 hex digits, lower case. */
    readonly sha256?: string;
  })[];
}

/** A finding before it has a place in the workspace, and so before it has an id. */
export type ReportedFinding = ReportedCode | ReportedDependency;

type Told =
  | 'kind'
  | 'tool'
  | 'ruleId'
  | 'severity'
  | 'securitySeverity'
  | 'message'
  | 'cwe'
  | 'help'
  | 'rank'
  | 'suppressed'
  | 'baseline'
  | 'firstSeen';

export interface ReportedCode extends Pick<CodeFinding, Told> {
  /** Has a `uri`. */
  readonly location: ReportedLocation;
  readonly related: readonly ReportedLocation[];
  readonly codeFlows: readonly (readonly ReportedLocation[])[];
  readonly fixes: readonly ReportedFix[];
}

export interface ReportedDependency extends Pick<
  DependencyFinding,
  | Told
  | 'advisory'
  | 'package'
  | 'vulnerable'
  | 'nodes'
  | 'installed'
  | 'patched'
  | 'paths'
  | 'ecosystem'
  | 'fix'
> {
  /** The manifest or lockfile in which the tool found it; absent: npm's files beside the report. */
  readonly manifest?: ReportedFile;
  /** Absent when the report does not say. */
  readonly direct?: boolean;
}

/** A file as the report names it. Not to be trusted, not to be opened: see `resolveReportedPath`. */
export interface ReportedFile {
  readonly uri?: string;
  /** What the report's `uriBaseId` stands for, as far as the report says. */
  readonly base?: string;
}

export interface ReportedLocation extends ReportedFile {
  readonly region?: ReportedRegion;
  readonly message?: string;
}

/** How a tool counts columns. With `tabbedCodePoints` a tab goes up to the next multiple of 8. */
export type ColumnUnit = 'utf16CodeUnits' | 'unicodeCodePoints' | 'utf8Bytes' | 'tabbedCodePoints';

/** As in SARIF: lines and columns from 1, `endColumn` exclusive, offsets from 0. Nothing is checked. */
export interface ReportedRegion {
  readonly startLine?: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly charOffset?: number;
  readonly charLength?: number;
  readonly byteOffset?: number;
  readonly byteLength?: number;
  readonly snippet?: string;
  /** The text around the region, from the start of a line. */
  readonly context?: { readonly startLine: number; readonly text: string };
  /** Absent when the report does not say. */
  readonly unit?: ColumnUnit;
}

export interface ReportedFix {
  readonly description?: string;
  readonly changes: readonly (ReportedFile & {
    readonly replacements: readonly { readonly region: ReportedRegion; readonly text: string }[];
  })[];
}

/** Every place that a finding names: its own, related ones, code flows and fixes. */
export function* reportedPlaces(finding: ReportedFinding): Generator<ReportedLocation> {
  if (finding.kind === 'dependency') return;
  yield finding.location;
  yield* finding.related;
  for (const flow of finding.codeFlows) yield* flow;
  for (const { changes } of finding.fixes) {
    for (const { replacements, ...file } of changes) {
      yield file;
      for (const { region } of replacements) yield { ...file, region };
    }
  }
}

/** The distinct files that a report names: each must be resolved, and its text loaded. */
export function reportedPaths(report: Pick<Report, 'findings'>): readonly ReportedFile[] {
  const files = new Map<string, ReportedFile>();
  for (const finding of report.findings) {
    const named = finding.kind === 'code' ? reportedPlaces(finding) : manifestFiles(finding);
    for (const { uri, base } of named) {
      if (uri === undefined) continue;
      const key = fileKey(uri, base);
      if (!files.has(key)) files.set(key, base === undefined ? { uri } : { uri, base });
    }
  }
  return [...files.values()];
}

/** One key for a (uri, base) pair. */
export function fileKey(uri: string | undefined, base: string | undefined): string {
  return JSON.stringify([uri, base]);
}
