import {
  cvssScore,
  dependencyFinding,
  malformed,
  mergeDependencies,
  readPackageUrl,
  versions,
} from './advisories';
import { defined, get, isObject, list, prose, token } from './json';
import { tally } from './problems';
import type { Report, ReportedDependency } from './reported';

/** Whether this is `grype -o json`. */
export function isGrypeJson(content: unknown): boolean {
  const matches = get(content, 'matches');
  if (!Array.isArray(matches)) return false;
  return (
    get(get(content, 'descriptor'), 'name') === 'grype' ||
    matches.some((one) => isObject(get(one, 'vulnerability')) && isObject(get(one, 'artifact')))
  );
}

/** Reads `grype -o json`: its matches, and those that its own rules ignore as set aside. */
export function readGrypeJson(name: string, content: unknown): Report {
  const problems = tally(name);
  const version = token(get(get(content, 'descriptor'), 'version'), 100);
  const tool = defined({ name: 'Grype', version });
  const base = folderOf(get(content, 'source'));
  const findings: ReportedDependency[] = [];
  const add = (match: unknown, suppressed?: string): void => {
    const finding = readMatch(match, tool, base, suppressed);
    if (finding === undefined) problems.add(malformed);
    else findings.push(finding);
  };
  for (const match of list(get(content, 'matches'))) add(match);
  for (const match of list(get(content, 'ignoredMatches'))) add(match, whyIgnored(match));
  const merged = mergeDependencies(findings);
  return { name, format: 'grype', findings: merged, problems: problems.list() };
}

function folderOf(source: unknown): string | undefined {
  const target = token(get(source, 'target'));
  return get(source, 'type') === 'directory' && target !== '.' ? target : undefined;
}

function readMatch(
  match: unknown,
  tool: ReportedDependency['tool'],
  base: string | undefined,
  suppressed: string | undefined,
): ReportedDependency | undefined {
  const flaw = get(match, 'vulnerability');
  const artifact = get(match, 'artifact');
  const url = readPackageUrl(get(artifact, 'purl'));
  const id = token(get(flaw, 'id'), 200);
  const name = url?.name ?? token(get(artifact, 'name'), 500);
  const installed = token(get(artifact, 'version'), 256);
  const details = list(get(match, 'matchDetails'));
  const range = token(get(get(details[0], 'found'), 'versionConstraint'), 1000);
  // Behind the range stands how its versions compare, as in `<1.2.3 (semver)`.
  const vulnerable = prose(range?.replace(/\s*\([a-z -]+\)$/i, '')) ?? installed;
  if (id === undefined || name === undefined || vulnerable === undefined) return undefined;
  const scores = list(get(flaw, 'cvss')).flatMap(
    (one) => cvssScore(get(get(one, 'metrics'), 'baseScore')) ?? [],
  );
  const related = list(get(match, 'relatedVulnerabilities'));
  const address = token(get(list(get(artifact, 'locations'))[0], 'path'));
  return dependencyFinding({
    tool,
    package: name,
    ids: [id, ...related.map((one) => get(one, 'id'))],
    title: undefined,
    text: get(flaw, 'description') ?? get(related[0], 'description'),
    url: get(flaw, 'dataSource'),
    labels: [get(flaw, 'severity')],
    score: scores.at(-1),
    cwe: list(get(flaw, 'cwes')).map((one) => get(one, 'cwe')),
    vulnerable,
    patched: versions(list(get(get(flaw, 'fix'), 'versions'))),
    installed,
    ecosystem: url?.ecosystem ?? get(artifact, 'type'),
    manifest: address === undefined ? undefined : manifestOf(address, base),
    suppressed,
  });
}

/** Paths begin with `/` for the folder that was scanned. */
function manifestOf(address: string, base: string | undefined): ReportedDependency['manifest'] {
  return defined({ uri: address.replace(/^\/+/, ''), base });
}

function whyIgnored(match: unknown): string {
  const rules = list(get(match, 'appliedIgnoreRules'));
  const reason = rules.map((one) => prose(get(one, 'reason'), 500)).find(Boolean);
  return reason === undefined ? 'ignored by a rule of Grype' : `ignored in Grype: ${reason}`;
}
