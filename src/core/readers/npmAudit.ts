import { dependencyFinding, malformed } from './advisories';
import { get, isObject, list, prose, token } from './json';
import { type Tally, tally } from './problems';
import type { Report, ReportedDependency } from './reported';

/** Whether this is what npm 7 and later write, be it the error object in place of a report. */
export function isNpmAudit(content: unknown): boolean {
  const report = unwrapped(content);
  return get(report, 'auditReportVersion') !== undefined || isObject(get(report, 'error'));
}

/** Reads `npm audit --json` of npm 7 and later: one finding for each advisory of each package. */
export function readNpmAudit(name: string, content: unknown): Report {
  const problems = tally(name);
  const findings: ReportedDependency[] = [];
  const report = unwrapped(content);
  const refusal = whyNotReadable(report);
  if (refusal !== undefined) {
    problems.note(`it ${refusal}`);
  } else {
    const vulnerabilities = get(report, 'vulnerabilities');
    if (!isObject(vulnerabilities))
      problems.note('it has no "vulnerabilities"; run npm audit again');
    else for (const one of readVulnerabilities(vulnerabilities, problems)) findings.push(one);
  }
  return { name, format: 'npm-audit', findings, problems: problems.list() };
}

/** Some tools keep a command's output under the command itself. */
export function unwrapped(content: unknown): unknown {
  return get(content, 'npm audit --json') ?? content;
}

function whyNotReadable(content: unknown): string | undefined {
  const version = get(content, 'auditReportVersion');
  if (version === 2) return undefined;
  if (version !== undefined) {
    return `is not version 2 of npm's audit report; write it with npm 7 or later`;
  }
  const error = get(content, 'error');
  const why =
    prose(get(error, 'summary'), 500) ??
    prose(get(error, 'message'), 500) ??
    prose(get(error, 'code'), 100) ??
    prose(get(content, 'message'), 500) ??
    'no reason given';
  return `holds an error of the audit and no report: ${why}`;
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
  const vulnerable = prose(get(advisory, 'range') ?? get(advisory, 'vulnerable_versions'));
  if (name === undefined || vulnerable === undefined) return undefined;
  const direct = get(vulnerability, 'isDirect');
  return dependencyFinding({
    tool: { name: 'npm audit' },
    package: name,
    ids: npmIds(advisory, name),
    title: get(advisory, 'title'),
    url: get(advisory, 'url'),
    labels: [get(advisory, 'severity'), get(vulnerability, 'severity')],
    score: get(get(advisory, 'cvss'), 'score'),
    cwe: get(advisory, 'cwe'),
    vulnerable,
    direct: typeof direct === 'boolean' ? direct : undefined,
    nodes: list(get(vulnerability, 'nodes')).flatMap((node) => token(node) ?? []),
    fix: readFix(get(vulnerability, 'fixAvailable')),
  });
}

/** The number that npm gives an advisory, and the address with its GHSA id. */
export function npmIds(advisory: unknown, name: string): readonly string[] {
  const url = token(get(advisory, 'url'));
  const number = get(advisory, 'source') ?? get(advisory, 'id');
  const own = typeof number === 'number' ? `npm:${number}` : token(number, 200);
  return [own ?? url ?? `npm:${name}`, url ?? ''];
}

/** `true` says that some fix exists, but not which: that is no offer. */
function readFix(offer: unknown): ReportedDependency['fix'] {
  const name = token(get(offer, 'name'), 214);
  const version = token(get(offer, 'version'), 256);
  if (name === undefined || version === undefined) return undefined;
  return { package: name, version, major: get(offer, 'isSemVerMajor') === true };
}
