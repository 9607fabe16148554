import { dependencyFinding, malformed, mergeDependencies, versions } from './advisories';
import { get, list, token } from './json';
import { type Skip, tally } from './problems';
import type { Report, ReportedDependency } from './reported';

const unaudited: Skip = [
  'package was not audited by pip-audit',
  'packages were not audited by pip-audit',
];

/** Whether this is `pip-audit --format json`, be it the bare list of before version 2.5. */
export function isPipAudit(content: unknown): boolean {
  return packagesOf(content).some(
    (one) => token(get(one, 'name')) !== undefined && Array.isArray(get(one, 'vulns')),
  );
}

/** Reads `pip-audit --format json`, which names neither severities nor files. */
export function readPipAudit(name: string, content: unknown): Report {
  const problems = tally(name);
  const findings: ReportedDependency[] = [];
  for (const one of packagesOf(content)) {
    const reason = token(get(one, 'skip_reason'));
    if (reason !== undefined) problems.add(unaudited, token(get(one, 'name'), 200));
    for (const flaw of list(get(one, 'vulns'))) {
      const finding = readFlaw(one, flaw);
      if (finding === undefined) problems.add(malformed);
      else findings.push(finding);
    }
  }
  const merged = mergeDependencies(findings);
  return { name, format: 'pip-audit', findings: merged, problems: problems.list() };
}

function packagesOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? (content as unknown[]) : list(get(content, 'dependencies'));
}

function readFlaw(one: unknown, flaw: unknown): ReportedDependency | undefined {
  const name = token(get(one, 'name'), 500);
  const installed = token(get(one, 'version'), 256);
  const id = token(get(flaw, 'id'), 200);
  if (name === undefined || installed === undefined || id === undefined) return undefined;
  return dependencyFinding({
    tool: { name: 'pip-audit' },
    package: name,
    ids: [id, ...list(get(flaw, 'aliases'))],
    title: undefined,
    text: get(flaw, 'description'),
    url: `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
    labels: [],
    vulnerable: installed,
    patched: versions(list(get(flaw, 'fix_versions'))),
    installed,
    ecosystem: 'PyPI',
    manifest: { uri: 'requirements.txt' },
  });
}
