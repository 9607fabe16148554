import type { Severity } from '../finding';
import {
  type Skipped,
  confidenceText,
  gather,
  helpOf,
  skipped,
  skips,
  weaknesses,
} from './codeReport';
import { defined, get, isObject, list, prose, token, whole } from './json';
import type { Skip, Tally } from './problems';
import type { Report, ReportedCode, ReportedRegion } from './reported';
import { proseWithoutSecrets } from './secretText';

const patches: Skip = [
  'remediation is a patch, which is not offered',
  'remediations are patches, which are not offered',
];

const otherScan: Skip = [
  'result is of another kind of scan and was skipped',
  'results are of another kind of scan and were skipped',
];

const severities = new Map<unknown, Severity>([
  ['Critical', 'critical'],
  ['High', 'high'],
  ['Medium', 'medium'],
  ['Low', 'low'],
  ['Info', 'info'],
]);

const scans = ['sast', 'secret_detection'];

/** Whether this is such a report, by its content. */
export function isGitlabSast(content: unknown): boolean {
  return (
    Array.isArray(get(content, 'vulnerabilities')) &&
    (isObject(get(content, 'scan')) || /^1[45]\./.test(token(get(content, 'version')) ?? ''))
  );
}

/**
 * Reads GitLab's reports of SAST and secret detection, schema 15 and what it kept of 14. Severities
 * are GitLab's own; Unknown is medium, since nobody has ruled out that it matters. Places are lines.
 * Raw excerpts of the source are not kept, and texts about a secret are masked.
 */
export function readGitlabSast(name: string, content: unknown): Report {
  const gathering = gather(name, 'gitlab');
  const { problems } = gathering;
  const scan = get(content, 'scan');
  const type = token(get(scan, 'type'), 100);
  const vulnerabilities = list(get(content, 'vulnerabilities'));
  if (type !== undefined && !scans.includes(type)) {
    problems.note(`it is GitLab's report of ${type}; only ${scans.join(' and ')} are read`);
    if (vulnerabilities.length > 0) problems.add(otherScan, undefined, vulnerabilities.length);
    return gathering.report();
  }
  noteGaps(content, scan, problems);
  gathering.each(vulnerabilities, (one) => readVulnerability(scan, one));
  return gathering.report();
}

/** What a person would wrongly take for "nothing found", and what is not read. */
function noteGaps(content: unknown, scan: unknown, problems: Tally): void {
  if (get(scan, 'status') === 'failure') {
    problems.note('its scan did not run to its end, so results may be missing');
  }
  for (const message of list(get(scan, 'messages'))) {
    const said = prose(get(message, 'value'), 200);
    if (said !== undefined && get(message, 'level') !== 'info')
      problems.add(skips.notScanned, said);
  }
  const remediations = list(get(content, 'remediations')).length;
  if (remediations > 0) problems.add(patches, undefined, remediations);
}

function readVulnerability(scan: unknown, vulnerability: unknown): ReportedCode | Skipped {
  if (!isObject(vulnerability)) return skipped(skips.notAResult);
  const identifiers = list(get(vulnerability, 'identifiers'));
  const rule = identifiers.find((one) => !isStandard(one)) ?? identifiers[0];
  const ruleId = token(get(rule, 'value') ?? get(rule, 'name'), 1000);
  if (ruleId === undefined) return skipped(skips.noRule);
  const location = get(vulnerability, 'location');
  const uri = token(get(location, 'file'));
  if (uri === undefined) return skipped(skips.noFile, ruleId);
  const kinds = [get(scan, 'type'), get(vulnerability, 'category')];
  const secrets = kinds.includes('secret_detection') ? extractOf(vulnerability) : undefined;
  const text = (key: string): string | undefined => {
    const said = get(vulnerability, key);
    return secrets === undefined ? prose(said) : proseWithoutSecrets(said, secrets);
  };
  const description = text('description');
  const message = text('message') ?? text('name') ?? description ?? ruleId;
  return defined({
    kind: 'code' as const,
    tool: toolOf(get(scan, 'scanner'), get(vulnerability, 'scanner')),
    ruleId,
    severity: severities.get(get(vulnerability, 'severity')) ?? 'medium',
    message,
    cwe: weaknesses(identifiers.filter(isCwe).map((one) => get(one, 'value') ?? get(one, 'name'))),
    help: helpOf(
      [
        description === message ? undefined : description,
        text('solution'),
        confidenceText(get(vulnerability, 'confidence')),
      ],
      [get(rule, 'url'), ...list(get(vulnerability, 'links')).map((link) => get(link, 'url'))],
    ),
    suppressed: falsePositive(vulnerability),
    location: defined({ uri, region: regionOf(location) }),
    related: [],
    codeFlows: [],
    fixes: [],
  });
}

function toolOf(scanner: unknown, own: unknown): ReportedCode['tool'] {
  const name = prose(get(own, 'name'), 200) ?? prose(get(scanner, 'name'), 200);
  const isSame = name === prose(get(scanner, 'name'), 200);
  return defined({
    name: name ?? 'GitLab',
    version: isSame ? prose(get(scanner, 'version'), 100) : undefined,
  });
}

const isCwe = (identifier: unknown): boolean => get(identifier, 'type') === 'cwe';

/** Whether an identifier names a class of flaws, and not the rule that found this one. */
function isStandard(identifier: unknown): boolean {
  return /^(?:cwe|owasp|wasc|cve)/i.test(token(get(identifier, 'type'), 100) ?? '');
}

/** The lines of the raw excerpt, a text or a list of them, and their parts. Short ones stand everywhere. */
function extractOf(vulnerability: unknown): readonly string[] {
  const lines = [get(vulnerability, 'raw_source_code_extract')].flat().flatMap((one) => {
    return typeof one === 'string' ? one.split(/[\r\n]+/) : [];
  });
  const parts = lines.flatMap((line) => [line.trim(), ...line.split(/[\s"'`=,;:]+/)]);
  return parts.filter(({ length }) => length >= 6);
}

function regionOf(location: unknown): ReportedRegion | undefined {
  const startLine = whole(get(location, 'start_line'));
  const endLine = whole(get(location, 'end_line'));
  return startLine ? defined({ startLine, endLine: endLine || undefined }) : undefined;
}

function falsePositive(vulnerability: unknown): string | undefined {
  const flag = list(get(vulnerability, 'flags')).find(
    (one) => get(one, 'type') === 'flagged-as-likely-false-positive',
  );
  if (flag === undefined) return undefined;
  return prose(get(flag, 'description'), 1000) ?? 'Flagged as a likely false positive.';
}
