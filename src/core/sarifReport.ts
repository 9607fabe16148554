import type { CodeFinding, Location, Region, Severity, SuppliedFix } from './finding';
import type { RuleInfo } from './rules';
import { scannerName } from './scan';

export interface ScanReport {
  readonly findings: readonly ReportFinding[];
  /** Every rule that was applied, with findings or without. */
  readonly rules: readonly RuleInfo[];
  /** Countersign's own version. */
  readonly version: string;
  /** The scanned folder as a `file:` URI with a slash at its end. */
  readonly rootUri: string;
  /** Whether all was scanned that was asked for by name. */
  readonly isComplete: boolean;
  readonly notifications: readonly Notification[];
}

export interface ReportFinding extends CodeFinding {
  /** Why a person has set it aside; absent when nobody has. */
  readonly setAside?: string;
}

/** What a reader has to know of a file that was not scanned. */
export interface Notification {
  readonly path: string;
  readonly level: 'note' | 'warning' | 'error';
  /** A whole sentence. */
  readonly message: string;
}

const rootId = '%SRCROOT%';
const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/** What GitHub and others sort by: a score in the middle of the severity's range. */
const scores = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' } as const;
const levels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'none',
} as const satisfies Record<Severity, string>;

/**
 * The findings of a built-in scan as a SARIF 2.1.0 log, ready for JSON. `readSarif` and `locate` give
 * the same findings back, with the same ids. A finding behind a guard is for review: it has no level.
 */
export function sarifReport(report: ScanReport): object {
  const ruleIndex = new Map(report.rules.map(({ id }, index) => [id, index]));
  const { version } = report;
  const driver = {
    name: scannerName,
    version,
    semanticVersion: version,
    rules: report.rules.map(descriptorOf),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [rootId]: { uri: report.rootUri } },
    invocations: [
      {
        executionSuccessful: report.isComplete,
        toolExecutionNotifications: report.notifications.map(({ path, level, message }) => ({
          level,
          message: { text: message },
          locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
        })),
      },
    ],
    results: report.findings.map((finding) => resultOf(finding, ruleIndex.get(finding.ruleId))),
  };
  return { $schema: schema, version: '2.1.0', runs: [run] };
}

function descriptorOf({ id, title, help, severity, precision, cwe }: RuleInfo): object {
  const [helpUri] = help.sources;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: help.why },
    help: { text: helpText(help), markdown: helpMarkdown(title, help) },
    ...(helpUri !== undefined && { helpUri }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['security', ...cwe.map(tagOf)],
      precision,
      ...(severity !== 'info' && { 'security-severity': scores[severity] }),
    },
  };
}

/** As CodeQL writes it, which is what code scanning looks for: `external/cwe/cwe-089`. */
function tagOf(cwe: string): string {
  return `external/cwe/cwe-${cwe.replace(/\D/g, '').padStart(3, '0')}`;
}

function helpText({ why, attack, fix, sources }: RuleInfo['help']): string {
  return `${why} ${attack} ${fix}\n\n${sources.join('\n')}`.trim();
}

function helpMarkdown(title: string, { why, attack, fix, sources }: RuleInfo['help']): string {
  const parts = [`# ${plain(title)}`, plain(why), '## Attack', plain(attack), '## Fix', plain(fix)];
  if (sources.length > 0) parts.push('## More', sources.map((one) => `- <${one}>`).join('\n'));
  return parts.join('\n\n');
}

/** Text that Markdown shows as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

function resultOf(finding: ReportFinding, ruleIndex: number | undefined): object {
  const { ruleId, id, severity, message, location, guard, setAside } = finding;
  const related = guard ? [...finding.related, guard] : finding.related;
  return {
    ruleId,
    ...(ruleIndex !== undefined && { ruleIndex }),
    ...(guard ? { kind: 'review' } : severity === 'info' && { kind: 'informational' }),
    level: guard ? 'none' : levels[severity],
    message: { text: withoutLinks(message) },
    locations: [locationOf(location)],
    partialFingerprints: { 'countersignId/v1': id },
    ...(finding.codeFlows.length > 0 && { codeFlows: finding.codeFlows.map(flowOf) }),
    ...(related.length > 0 && { relatedLocations: related.map(locationOf) }),
    ...(finding.fixes.length > 0 && { fixes: finding.fixes.map(fixOf) }),
    ...(setAside !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: setAside }],
    }),
    ...(guard?.region && {
      properties: { guard: { uri: uriOf(guard.path), ...regionOf(guard.region) } },
    }),
  };
}

/** Brackets of code that SARIF would take for an embedded link. */
function withoutLinks(message: string): string {
  return message.replace(/\](?=\((?:\d+|sarif:))/g, '] ');
}

function flowOf(steps: readonly Location[]): object {
  return { threadFlows: [{ locations: steps.map((step) => ({ location: locationOf(step) })) }] };
}

function fixOf({ description, changes }: SuppliedFix): object {
  return {
    ...(description !== undefined && { description: { text: description } }),
    artifactChanges: changes.map(({ path, replacements }) => ({
      artifactLocation: artifact(path),
      replacements: replacements.map(({ region, text }) => ({
        deletedRegion: regionOf(region),
        ...(text !== '' && { insertedContent: { text } }),
      })),
    })),
  };
}

function locationOf({ path, region, message }: Location): object {
  return {
    physicalLocation: {
      artifactLocation: artifact(path),
      ...(region && { region: regionOf(region) }),
    },
    ...(message !== undefined && { message: { text: withoutLinks(message) } }),
  };
}

function artifact(path: string): object {
  return { uri: uriOf(path), uriBaseId: rootId };
}

function uriOf(path: string): string {
  return path.split('/').map(encoded).join('/');
}

/** Half a surrogate pair, which a file's name may hold on Windows, has no place in an address. */
function encoded(name: string): string {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd'));
}

function regionOf({ start, end }: Region): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
