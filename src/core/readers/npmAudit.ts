import type { Severity } from '../finding';
import { defined, get, isObject, list, prose, token, webAddress } from './json';
import { type Skip, type Tally, tally } from './problems';
import type { Report, ReportedDependency } from './reported';

const malformed: Skip = [
  'advisory names no package or no versions and was skipped',
  'advisories name no package or no versions and were skipped',
];

const severities = new Map<unknown, Severity>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['info', 'info'],
]);

/** Reads `npm audit --json` of npm 7 and later: one finding for each advisory of each package. */
export function readNpmAudit(name: string, content: unknown): Report {
  const problems = tally(name);
  const findings: ReportedDependency[] = [];
  const refusal = whyNotReadable(content);
  if (refusal !== undefined) {
    problems.note(`it ${refusal}`);
  } else {
    const vulnerabilities = get(content, 'vulnerabilities');
    if (!isObject(vulnerabilities))
      problems.note('it has no "vulnerabilities"; run npm audit again');
    else findings.push(...readVulnerabilities(vulnerabilities, problems));
  }
  return { name, format: 'npm-audit', findings, problems: problems.list() };
}

function whyNotReadable(content: unknown): string | undefined {
  const version = get(content, 'auditReportVersion');
  if (version === 2) return undefined;
  if (version !== undefined) {
    return `is not version 2 of npm's audit report; write it with npm 7 or later`;
  }
  if (isObject(get(content, 'advisories'))) {
    return 'is in the form of npm 6, pnpm or yarn; write it with npm audit --json of npm 7 or later';
  }
  const error = get(content, 'error');
  const why =
    prose(get(error, 'summary'), 500) ?? prose(get(error, 'code'), 100) ?? 'no reason given';
  return `holds an error of npm audit and no report: ${why}`;
}

function* readVulnerabilities(
  vulnerabilities: Readonly<Record<string, unknown>>,
  problems: Tally,
): Generator<ReportedDependency> {
  for (const [key, vulnerability] of Object.entries(vulnerabilities)) {
    // A text in `via` names another package of the report, which has the advisory itself.
    for (const advisory of list(get(vulnerability, 'via')).filter(isObject)) {
      const finding = readAdvisory(key, vulnerability, advisory);
      if (finding === undefined) problems.add(malformed);
      else yield finding;
    }
  }
}

function readAdvisory(
  key: string,
  vulnerability: unknown,
  advisory: unknown,
): ReportedDependency | undefined {
  const name = token(get(advisory, 'name') ?? get(vulnerability, 'name') ?? key, 214);
  const vulnerable = prose(get(advisory, 'range') ?? get(advisory, 'vulnerable_versions'), 1000);
  if (name === undefined || vulnerable === undefined) return undefined;
  const url = webAddress(get(advisory, 'url'));
  const id = advisoryId(advisory, url, name);
  const title = prose(get(advisory, 'title')) ?? id;
  const direct = get(vulnerability, 'isDirect');
  return defined({
    kind: 'dependency' as const,
    tool: { name: 'npm audit' },
    ruleId: id,
    severity:
      severities.get(get(advisory, 'severity')) ??
      severities.get(get(vulnerability, 'severity')) ??
      'medium',
    securitySeverity: cvssScore(get(get(advisory, 'cvss'), 'score')),
    message: `${name} ${vulnerable}: ${title}`,
    cwe: weaknesses(get(advisory, 'cwe')),
    help: url === undefined ? undefined : { uri: url },
    advisory: defined({ id, url, title }),
    package: name,
    direct: typeof direct === 'boolean' ? direct : undefined,
    vulnerable,
    nodes: list(get(vulnerability, 'nodes')).flatMap((node) => token(node) ?? []),
    fix: readFix(get(vulnerability, 'fixAvailable')),
  });
}

function advisoryId(advisory: unknown, url: string | undefined, name: string): string {
  const ghsa = /\bGHSA(?:-[0-9a-z]{4}){3}\b/i.exec(url ?? '')?.[0];
  if (ghsa !== undefined) return `GHSA${ghsa.slice(4).toLowerCase()}`;
  const number = get(advisory, 'source') ?? get(advisory, 'id');
  if (typeof number === 'number') return `npm:${number}`;
  return token(number, 200) ?? url ?? `npm:${name}`;
}

/** npm writes a score of 0 when it has none. */
function cvssScore(score: unknown): number | undefined {
  return typeof score === 'number' && score > 0 && score <= 10 ? score : undefined;
}

function weaknesses(cwe: unknown): readonly string[] {
  const found = list(cwe).flatMap((one) => /^CWE-0*(\d{1,5})$/i.exec(token(one) ?? '')?.[1] ?? []);
  return [...new Set(found.map((number) => `CWE-${number}`))];
}

/** `true` says that some fix exists, but not which: that is no offer. */
function readFix(offer: unknown): ReportedDependency['fix'] {
  const name = token(get(offer, 'name'), 214);
  const version = token(get(offer, 'version'), 256);
  if (name === undefined || version === undefined) return undefined;
  return { package: name, version, major: get(offer, 'isSemVerMajor') === true };
}
