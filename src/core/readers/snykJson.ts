import { dependencyFinding, malformed, mergeDependencies, versions } from './advisories';
import { defined, get, isObject, list, prose, token } from './json';
import { type Tally, tally } from './problems';
import type { Report, ReportedDependency } from './reported';

/** Whether this is `snyk test --json` of Snyk Open Source: a project or a list of them. */
export function isSnykJson(content: unknown): boolean {
  return (Array.isArray(content) ? content : [content]).some(isProject);
}

function isProject(content: unknown): boolean {
  const isFailure = get(content, 'ok') === false && token(get(content, 'error')) !== undefined;
  const names = ['packageManager', 'projectName', 'dependencyCount', 'uniqueCount'];
  return (
    isFailure ||
    (Array.isArray(get(content, 'vulnerabilities')) &&
      names.some((name) => get(content, name) !== undefined))
  );
}

/** Reads `snyk test --json`, in which the same flaw comes once for each way to the package. */
export function readSnykJson(name: string, content: unknown): Report {
  const problems = tally(name);
  const projects = (Array.isArray(content) ? (content as unknown[]) : [content]).flatMap((one) => [
    one,
    ...list(get(one, 'applications')),
  ]);
  const findings = mergeDependencies(projects.flatMap((one) => readProject(one, problems)));
  return { name, format: 'snyk', findings, problems: problems.list() };
}

function readProject(project: unknown, problems: Tally): readonly ReportedDependency[] {
  const failure = prose(get(project, 'error'), 500);
  if (failure !== undefined) problems.note(`Snyk could not test a project: ${failure}`);
  const ignored = list(get(get(project, 'filtered'), 'ignore'));
  const said = [...list(get(project, 'vulnerabilities')), ...ignored];
  const isIgnored = new Set(ignored);
  const findings: ReportedDependency[] = [];
  for (const one of said) {
    if (get(one, 'type') === 'license') {
      problems.note(
        'its results about licences are left out; they are no flaws of the code',
        'expected',
      );
      continue;
    }
    const why = isIgnored.has(one) ? whyIgnored(one) : undefined;
    const finding = readVulnerability(project, one, why);
    if (finding === undefined) problems.add(malformed);
    else findings.push(finding);
  }
  return findings;
}

function readVulnerability(
  project: unknown,
  said: unknown,
  suppressed: string | undefined,
): ReportedDependency | undefined {
  const id = token(get(said, 'id'), 200);
  const name = token(get(said, 'packageName') ?? get(said, 'name') ?? get(said, 'moduleName'), 500);
  const installed = token(get(said, 'version'), 256);
  const ranges = rangesOf(get(get(said, 'semver'), 'vulnerable'));
  const vulnerable = prose(ranges.join(' || ')) ?? installed;
  if (id === undefined || name === undefined || vulnerable === undefined) return undefined;
  const names = get(said, 'identifiers');
  const from = list(get(said, 'from')).flatMap((step) => token(step, 500) ?? []);
  return dependencyFinding({
    tool: { name: 'Snyk Open Source' },
    package: name,
    ids: [id, ...list(get(names, 'GHSA')), ...list(get(names, 'CVE'))],
    title: get(said, 'title'),
    text: get(said, 'description'),
    url: get(said, 'url') ?? `https://security.snyk.io/vuln/${encodeURIComponent(id)}`,
    labels: [get(said, 'severityWithCritical'), get(said, 'severity')],
    score: get(said, 'cvssScore'),
    cwe: get(names, 'CWE'),
    vulnerable,
    patched: versions(list(get(said, 'fixedIn'))) ?? versions([get(said, 'nearestFixedInVersion')]),
    installed,
    ecosystem: get(said, 'packageManager') ?? get(project, 'packageManager'),
    // The first step is the project itself.
    direct: from.length < 2 ? undefined : from.length === 2,
    paths: from.length === 0 ? [] : [from],
    manifest: manifestOf(project),
    fix: readFix(said, from, installed),
    suppressed,
  });
}

/** A list, a text, or, for Go, a list for each package. */
function rangesOf(said: unknown): readonly string[] {
  const all = isObject(said) ? Object.values(said).flat() : Array.isArray(said) ? said : [said];
  return [...new Set((all as readonly unknown[]).flatMap((one) => token(one, 500) ?? []))];
}

function manifestOf(project: unknown): ReportedDependency['manifest'] {
  const uri = token(get(project, 'displayTargetFile') ?? get(project, 'targetFile'));
  const path = token(get(project, 'path'));
  if (uri === undefined) return undefined;
  return defined({ uri, base: /^([a-z]:)?[\\/]/i.test(path ?? '') ? path : undefined });
}

/** The first step below the project that changes; `false` and `true` stand for steps that stay. */
function readFix(
  said: unknown,
  from: readonly string[],
  installed: string | undefined,
): ReportedDependency['fix'] {
  if (get(said, 'isUpgradable') !== true) return undefined;
  const steps = list(get(said, 'upgradePath'));
  const at = steps.findIndex(
    (step, index) => token(step, 500) !== undefined && step !== from[index],
  );
  const [name, version] = splitVersion(token(steps[at], 500) ?? '');
  if (name === undefined || version === undefined) return undefined;
  const [, before] = splitVersion(from[at] ?? '');
  const old = before ?? installed;
  return { package: name, version, major: old !== undefined && major(old) !== major(version) };
}

function splitVersion(step: string): readonly [name?: string, version?: string] {
  const at = step.lastIndexOf('@');
  return at > 0 && at < step.length - 1 ? [step.slice(0, at), step.slice(at + 1)] : [];
}

/** What a version promises to keep working with; below 1.0.0 that is less. */
function major(version: string): string {
  return /^\D*(0\.\d+|\d+)/.exec(version)?.[1] ?? version;
}

function whyIgnored(said: unknown): string {
  const reasons = list(get(get(said, 'filtered'), 'ignored')).flatMap(
    (one) => prose(get(one, 'reason'), 500) ?? [],
  );
  return reasons[0] === undefined ? 'ignored in Snyk' : `ignored in Snyk: ${reasons[0]}`;
}
