import type { Severity } from '../finding';
import {
  type Gathering,
  type Skipped,
  gather,
  helpOf,
  skipped,
  skips,
  weaknesses,
} from './codeReport';
import { defined, get, isObject, list, prose, token } from './json';
import type { Skip, Tally } from './problems';
import type { Report, ReportedCode, ReportedLocation } from './reported';
import { maxRelated } from './sarifResult';

const noPlace: Skip = [
  'message of Cppcheck names no place and is not shown',
  'messages of Cppcheck name no place and are not shown',
];

const severities = new Map<unknown, Severity>([
  ['error', 'high'],
  ['warning', 'medium'],
  ['style', 'low'],
  ['performance', 'low'],
  ['portability', 'low'],
  ['information', 'info'],
  ['debug', 'info'],
  ['none', 'info'],
]);

/** Whether this is such a report, by its content. */
export function isCppcheckXml(content: unknown): boolean {
  const root = get(content, 'xml');
  return get(root, 'name') === 'results' && (versionOf(root) !== undefined || hasErrors(root));
}

function childrenOf(element: unknown, name: string): readonly unknown[] {
  return list(get(element, 'children')).filter((child) => get(child, 'name') === name);
}

function attribute(element: unknown, name: string): unknown {
  return get(get(element, 'attributes'), name);
}

function versionOf(root: unknown): string | undefined {
  return token(attribute(root, 'version'), 20);
}

function hasErrors(root: unknown): boolean {
  return ['cppcheck', 'errors', 'error'].some((name) => childrenOf(root, name).length > 0);
}

/**
 * Reads `cppcheck --xml`, version 2. Columns count UTF-8 bytes, and only starts have them. Errors are high
 * and warnings medium; style, performance and portability are no flaws by themselves, so they are
 * low. The first location of an error is its place, the others are related to it.
 */
export function readCppcheckXml(name: string, content: unknown): Report {
  const gathering = gather(name, 'cppcheck');
  const root = get(content, 'xml');
  if (versionOf(root) === '2') readErrors(root, gathering);
  else {
    gathering.problems.note(
      "it is not version 2 of Cppcheck's XML; write it with cppcheck --xml --xml-version=2",
    );
  }
  return gathering.report();
}

function readErrors(root: unknown, gathering: Gathering): void {
  const [about] = childrenOf(root, 'cppcheck');
  const tool = defined({
    name: 'Cppcheck',
    version: prose(attribute(about, 'version'), 100),
  });
  const lists = childrenOf(root, 'errors');
  if (lists.length === 0) gathering.problems.note('it has no list of errors; run Cppcheck again');
  const errors = lists.flatMap((element) => list(get(element, 'children')));
  gathering.each(errors, (one) => readError(tool, one, gathering.problems));
}

function readError(
  tool: ReportedCode['tool'],
  error: unknown,
  problems: Tally,
): ReportedCode | Skipped {
  if (!isObject(error) || get(error, 'name') !== 'error') return skipped(skips.notAResult);
  const ruleId = token(attribute(error, 'id'), 1000);
  if (ruleId === undefined) return skipped(skips.noRule);
  const message = prose(attribute(error, 'msg')) ?? ruleId;
  const all = childrenOf(error, 'location').map(locationOf);
  const places = all.filter(({ uri }) => uri !== undefined);
  const [first, ...related] = places;
  if (first === undefined) return skipped(noPlace, `${ruleId}: ${message}`);
  if (related.length > maxRelated) problems.add(skips.longFlow);
  // Cppcheck writes a line break as an escape of C.
  const verbose = prose(attribute(error, 'verbose'))?.replaceAll('\\012', '\n');
  return defined({
    kind: 'code' as const,
    tool,
    ruleId,
    severity: severities.get(attribute(error, 'severity')) ?? 'medium',
    message,
    cwe: weaknesses(attribute(error, 'cwe')),
    help: helpOf(
      [
        verbose === message ? undefined : verbose,
        attribute(error, 'inconclusive') === 'true' ? 'Cppcheck is not sure of it.' : undefined,
      ],
      undefined,
    ),
    location: first,
    related: related.slice(0, maxRelated),
    codeFlows: [],
    fixes: [],
  });
}

function locationOf(location: unknown): ReportedLocation {
  const startLine = numberOf(attribute(location, 'line'));
  const startColumn = numberOf(attribute(location, 'column'));
  return defined({
    uri: token(attribute(location, 'file')),
    // Line 0 stands for the whole file.
    region: startLine
      ? defined({ startLine, startColumn: startColumn || undefined, unit: 'utf8Bytes' as const })
      : undefined,
    message: prose(attribute(location, 'info')),
  });
}

function numberOf(value: unknown): number | undefined {
  const digits = token(value, 20);
  return digits !== undefined && /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}
