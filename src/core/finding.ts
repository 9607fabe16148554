/** The spine's first word: what a scanner says is wrong, in our own terms, whichever tool said it. */
export type Finding = CodeFinding | DependencyFinding;

/** From the worst to the least. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Zero-based line and UTF-16 column, as the editor counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** From `start` up to, and without, `end`. */
export interface Region {
  readonly start: Position;
  readonly end: Position;
}

/** A place in the workspace. `path` is relative to the workspace folder, with forward slashes. */
export interface Location {
  readonly path: string;
  /** Absent when the report names the file only. */
  readonly region?: Region;
  readonly message?: string;
}

export interface Tool {
  readonly name: string;
  readonly version?: string;
}

export interface FindingBase {
  /** 64 hex digits: the same defect keeps it from scan to scan and in another checkout. */
  readonly id: string;
  readonly tool: Tool;
  /** Other tools that found the same flaw. */
  readonly also?: readonly Tool[];
  readonly ruleId: string;
  readonly severity: Severity;
  /** CVSS-like, 0 to 10, as the report gives it. */
  readonly securitySeverity?: number;
  readonly message: string;
  readonly location: Location;
  /** `CWE-89` and the like, without duplicates. */
  readonly cwe: readonly string[];
  readonly help?: { readonly text?: string; readonly uri?: string };
  /** SARIF's rank: the tool's own priority, 0 to 100. */
  readonly rank?: number;
  /**
   * Absent when the code is at the location. `stale`: it is no longer there, so there is no region.
   * `elsewhere`: the file is not in this workspace, and its path is only what the report says.
   */
  readonly place?: 'stale' | 'elsewhere';
  /** Why the tool itself set it aside, as far as it says; absent when it did not. */
  readonly suppressed?: string;
  /** How the tool compares it with its own baseline. */
  readonly baseline?: 'new' | 'unchanged' | 'updated';
  /** When the tool first saw it: ISO 8601. */
  readonly firstSeen?: string;
}

/** What lists show of a finding: all but the parts that are read when it is opened. */
export type FindingSummary = CodeSummary | DependencySummary;

export interface CodeSummary extends FindingBase {
  readonly kind: 'code';
  readonly hasFlow: boolean;
  readonly hasFix: boolean;
  readonly hasRelated: boolean;
}

export interface DependencySummary extends FindingBase {
  readonly kind: 'dependency';
}

export interface CodeFinding extends FindingBase {
  readonly kind: 'code';
  readonly related: readonly Location[];
  /** Each is a path from a source to the sink. */
  readonly codeFlows: readonly (readonly Location[])[];
  /** Fixes that the report itself carries. */
  readonly fixes: readonly SuppliedFix[];
  /** A check that stands before the flaw, but that is not known to suffice. Built-in rules only. */
  readonly guard?: Location;
}

export interface SuppliedFix {
  readonly description?: string;
  readonly changes: readonly {
    readonly path: string;
    readonly replacements: readonly { readonly region: Region; readonly text: string }[];
  }[];
}

export interface DependencyFinding extends FindingBase {
  readonly kind: 'dependency';
  readonly related: readonly Location[];
  readonly advisory: { readonly id: string; readonly url?: string; readonly title: string };
  readonly package: string;
  readonly direct: boolean;
  /** The range that the advisory calls vulnerable, as the report writes it. */
  readonly vulnerable: string;
  /** Folders of the installed copies, such as `node_modules/a/node_modules/b`. */
  readonly nodes: readonly string[];
  /** The installed version, where the report says it. */
  readonly installed?: string;
  /** The versions or the range that the advisory calls fixed, as the report writes them. */
  readonly patched?: string;
  /** Who asks for it, from the project down to the package, one list for each way. */
  readonly paths?: readonly (readonly string[])[];
  /** Where the package comes from, in OSV's spelling: `npm`, `PyPI`, `Go`. Absent: npm. */
  readonly ecosystem?: string;
  /** What the report offers, if it offers anything. */
  readonly fix?: { readonly package: string; readonly version: string; readonly major: boolean };
}

export function summaryOf(finding: Finding): FindingSummary {
  if (finding.kind === 'dependency') return finding;
  const { related, codeFlows, fixes, guard, ...told } = finding;
  return {
    ...told,
    hasFlow: codeFlows.length > 0,
    hasFix: fixes.length > 0,
    hasRelated: related.length > 0 || guard !== undefined,
  };
}

/** What a reader could not turn into findings: each line is shown, none is dropped silently. */
export interface Problem {
  readonly message: string;
  /** How many results the line stands for. */
  readonly count: number;
  /** The report is whole without what the line speaks of. */
  readonly isExpected?: true;
}

export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** Worst first, then by place, then by id: one order for the tree, the diagnostics and the CLI. */
export function compareFindings(a: FindingBase, b: FindingBase): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    compareText(a.location.path, b.location.path) ||
    (a.location.region?.start.line ?? -1) - (b.location.region?.start.line ?? -1) ||
    (a.location.region?.start.character ?? -1) - (b.location.region?.start.character ?? -1) ||
    compareText(a.id, b.id)
  );
}

/** Code-unit order, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
