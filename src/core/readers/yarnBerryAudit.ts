import {
  dependencyFinding,
  documentsOf,
  malformed,
  mergeDependencies,
  versions,
} from './advisories';
import { get, isObject, list, prose, token } from './json';
import { type Skip, tally } from './problems';
import type { Report, ReportedDependency } from './reported';

const deprecation: Skip = [
  'notice of a deprecated package is no advisory and was left out',
  'notices of deprecated packages are no advisories and were left out',
];

/** Whether these are lines of `yarn npm audit --json` of Yarn 4. */
export function isYarnBerryAudit(content: unknown): boolean {
  return documentsOf(content).some((line) => {
    const told = get(line, 'children');
    return isObject(told) && 'ID' in told && 'Issue' in told;
  });
}

/** Reads `yarn npm audit --json` of Yarn 4: a line of JSON for each advisory of each package. */
export function readYarnBerryAudit(name: string, content: unknown): Report {
  const problems = tally(name);
  const findings: ReportedDependency[] = [];
  for (const line of documentsOf(content)) {
    const told = get(line, 'children');
    if (!isObject(told)) continue;
    if (/\(deprecation\)$/.test(token(told['ID'], 500) ?? '')) {
      problems.add(deprecation, token(get(line, 'value'), 214));
      continue;
    }
    const finding = readLine(line, told);
    if (finding === undefined) problems.add(malformed);
    else findings.push(finding);
  }
  const merged = mergeDependencies(findings);
  return { name, format: 'yarn-berry-audit', findings: merged, problems: problems.list() };
}

function readLine(
  line: unknown,
  told: Readonly<Record<string, unknown>>,
): ReportedDependency | undefined {
  const name = token(get(line, 'value'), 214);
  const vulnerable = prose(told['Vulnerable Versions']);
  if (name === undefined || vulnerable === undefined) return undefined;
  const id = told['ID'];
  const dependents = list(told['Dependents']).flatMap((one) => token(one, 500) ?? []);
  return dependencyFinding({
    tool: { name: 'yarn npm audit' },
    package: name,
    ids: [typeof id === 'number' ? `npm:${id}` : id, told['URL']],
    title: told['Issue'],
    url: told['URL'],
    labels: [told['Severity']],
    vulnerable,
    patched: prose(told['Patched Versions'], 1000),
    installed: versions(list(told['Tree Versions'])),
    direct:
      dependents.length === 0 ? undefined : dependents.some((one) => one.includes('@workspace:')),
    paths: dependents.map((one) => [one, name]),
  });
}
