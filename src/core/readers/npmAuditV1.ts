import type { Tool } from '../finding';
import { dependencyFinding, malformed, maxPaths, mergeDependencies, versions } from './advisories';
import { get, isObject, list, prose, token } from './json';
import { npmIds, unwrapped } from './npmAudit';
import { type Tally, tally } from './problems';
import type { Report, ReportedDependency } from './reported';

type Fix = NonNullable<ReportedDependency['fix']>;

/** Whether this is what npm 6, pnpm and Yarn 2 and 3 write. */
export function isNpmAuditV1(content: unknown): boolean {
  return isObject(get(unwrapped(content), 'advisories'));
}

/** Reads the audit report of npm 6, which pnpm and Yarn 2 and 3 write too. */
export function readNpmAuditV1(name: string, content: unknown): Report {
  const problems = tally(name);
  const report = unwrapped(content);
  const advisories = get(report, 'advisories');
  const all = isObject(advisories) ? Object.values(advisories) : [];
  const findings = readAdvisories(all, readFixes(list(get(report, 'actions'))), problems, {
    name: writer(report, all),
  });
  return { name, format: 'npm-audit-v1', findings, problems: problems.list() };
}

/** The findings of advisories as npm 6 and Yarn 1 write them; the same one may come many times. */
export function readAdvisories(
  advisories: readonly unknown[],
  fixes: ReadonlyMap<unknown, Fix>,
  problems: Tally,
  tool: Tool,
): readonly ReportedDependency[] {
  const findings: ReportedDependency[] = [];
  for (const advisory of advisories) {
    const finding = readAdvisory(advisory, fixes.get(get(advisory, 'id')), tool);
    if (finding === undefined) problems.add(malformed);
    else findings.push(finding);
  }
  return mergeDependencies(findings);
}

/** What each advisory's first action that names a version installs. */
export function readFixes(actions: readonly unknown[]): ReadonlyMap<unknown, Fix> {
  const fixes = new Map<unknown, Fix>();
  for (const action of actions) {
    const name = token(get(action, 'module'), 214);
    const version = token(get(action, 'target'), 256);
    if (name === undefined || version === undefined) continue;
    for (const one of list(get(action, 'resolves'))) {
      const id = get(one, 'id');
      if (fixes.has(id)) continue;
      fixes.set(id, { package: name, version, major: get(action, 'isMajor') === true });
    }
  }
  return fixes;
}

function readAdvisory(
  advisory: unknown,
  fix: Fix | undefined,
  tool: Tool,
): ReportedDependency | undefined {
  const name = token(get(advisory, 'module_name') ?? get(advisory, 'name'), 214);
  const vulnerable = prose(get(advisory, 'vulnerable_versions'));
  if (name === undefined || vulnerable === undefined) return undefined;
  const found = list(get(advisory, 'findings'));
  const { paths, direct } = readPaths(found, tool.name === 'pnpm audit');
  const patched = prose(get(advisory, 'patched_versions'), 1000);
  return dependencyFinding({
    tool,
    package: name,
    ids: [...npmIds(advisory, name), get(advisory, 'github_advisory_id')],
    title: get(advisory, 'title'),
    text: get(advisory, 'overview'),
    url: get(advisory, 'url'),
    labels: [get(advisory, 'severity')],
    score: get(get(advisory, 'cvss'), 'score'),
    cwe: get(advisory, 'cwe'),
    vulnerable,
    // What npm writes where no version is fixed.
    patched: patched === '<0.0.0' ? undefined : patched,
    installed: versions(found.map((one) => get(one, 'version'))),
    direct,
    paths,
    ...(fix !== undefined && { fix }),
  });
}

/** The ways to a package, each once and the first ones only; and whether any has but one step. */
function readPaths(
  found: readonly unknown[],
  hasProject: boolean,
): { readonly paths: readonly (readonly string[])[]; readonly direct: boolean | undefined } {
  const paths = new Map<string, readonly string[]>();
  let direct: boolean | undefined;
  for (const one of found) {
    for (const said of list(get(one, 'paths'))) {
      const read = readPath(said, hasProject);
      if (read === undefined) continue;
      direct = direct === true || read.direct;
      if (paths.size < maxPaths) paths.set(read.path.join('>'), read.path);
    }
  }
  return { paths: [...paths.values()], direct };
}

/** `a>b>c`. In pnpm's the first step is the project, such as `.` or `packages__app`. */
function readPath(
  said: unknown,
  hasProject: boolean,
): { path: readonly string[]; direct: boolean } | undefined {
  const steps = token(said, 10_000)?.split('>').filter(Boolean) ?? [];
  const path = steps[0] === '.' ? steps.slice(1) : steps;
  if (path.length === 0) return undefined;
  return { path, direct: steps.length === (hasProject ? 2 : 1) };
}

/** The command that wrote it, by what only that one writes. */
function writer(report: unknown, advisories: readonly unknown[]): string {
  const paths = advisories.flatMap((one) =>
    list(get(one, 'findings')).flatMap((found) => list(get(found, 'paths')).slice(0, 1)),
  );
  if (paths.some((path) => token(path)?.startsWith('.>'))) return 'pnpm audit';
  const plain = list(get(report, 'actions')).length === 0 && get(report, 'runId') === undefined;
  return plain && advisories.length > 0 ? 'yarn npm audit' : 'npm audit';
}
