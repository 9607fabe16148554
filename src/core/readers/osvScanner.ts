import { dependencyFinding, malformed, mergeDependencies, sharedId } from './advisories';
import { defined, get, isObject, list, prose, token } from './json';
import { tally } from './problems';
import type { ReportedFile, Report, ReportedDependency } from './reported';

/** Whether this is osv-scanner's, of version 1 or 2. */
export function isOsvScanner(content: unknown): boolean {
  const results = get(content, 'results');
  if (!Array.isArray(results)) return false;
  if (get(content, 'experimental_config') !== undefined) return true;
  return results.some((one) => Array.isArray(get(one, 'packages')) && isObject(sourceOf(one)));
}

/** Reads `osv-scanner --format json`: one finding for each group of records of each package. */
export function readOsvScanner(name: string, content: unknown): Report {
  const problems = tally(name);
  const findings: ReportedDependency[] = [];
  for (const result of list(get(content, 'results'))) {
    const path = token(get(sourceOf(result), 'path'));
    const manifest = path === undefined ? undefined : { uri: path };
    for (const entry of list(get(result, 'packages'))) {
      if (list(get(entry, 'license_violations')).length > 0) {
        problems.note(
          'its results about licences are left out; they are no flaws of the code',
          'expected',
        );
      }
      for (const group of groupsOf(entry)) {
        const finding = readGroup(entry, group, manifest);
        if (finding === undefined) problems.add(malformed);
        else findings.push(finding);
      }
    }
  }
  const merged = mergeDependencies(findings);
  return { name, format: 'osv-scanner', findings: merged, problems: problems.list() };
}

function sourceOf(result: unknown): unknown {
  return get(result, 'source') ?? get(result, 'packageSource');
}

/** Records of the same flaw in several databases, and what the scanner says of them together. */
interface Group {
  readonly records: readonly unknown[];
  readonly ids: readonly unknown[];
  readonly said: unknown;
}

/** The scanner's groups; a record that is in none is one by itself. */
function groupsOf(entry: unknown): readonly Group[] {
  const records = new Map<unknown, unknown>();
  for (const record of list(get(entry, 'vulnerabilities'))) records.set(get(record, 'id'), record);
  const groups: Group[] = [];
  for (const said of list(get(entry, 'groups'))) {
    const ids = list(get(said, 'ids'));
    const own = ids.flatMap((id) => {
      const record = records.get(id);
      records.delete(id);
      return record === undefined ? [] : [record];
    });
    groups.push({ said, ids: [...ids, ...list(get(said, 'aliases'))], records: own });
  }
  const alone = [...records].map(([id, record]) => ({
    said: undefined,
    ids: [id],
    records: [record],
  }));
  return [...groups, ...alone];
}

function readGroup(
  entry: unknown,
  { ids, records, said }: Group,
  manifest: ReportedFile | undefined,
): ReportedDependency | undefined {
  const about = get(entry, 'package');
  const name = token(get(about, 'name'), 500);
  const record = records.find((one) => sharedId([get(one, 'id')]) !== undefined) ?? records[0];
  const id = token(get(record, 'id'), 200);
  if (name === undefined || id === undefined) return undefined;
  const installed = token(get(about, 'version'), 256);
  const affected = list(get(record, 'affected')).filter(
    (one) => get(get(one, 'package'), 'name') === name,
  );
  const { vulnerable, fixed } = readRanges(affected);
  const all = [...ids, ...records.flatMap((one) => list(get(one, 'aliases')))];
  const known = sharedId([id, ...all]) ?? id;
  return dependencyFinding({
    tool: { name: 'osv-scanner' },
    package: name,
    ids: [known, id, ...all],
    title: get(record, 'summary'),
    text: get(record, 'details'),
    url: known.startsWith('GHSA-')
      ? `https://github.com/advisories/${known}`
      : `https://osv.dev/${encodeURIComponent(id)}`,
    labels: records.flatMap((one) => [
      get(get(one, 'database_specific'), 'severity'),
      ...list(get(one, 'affected')).map((each) => get(get(each, 'database_specific'), 'severity')),
    ]),
    score: get(said, 'max_severity'),
    cwe: records.flatMap((one) => list(get(get(one, 'database_specific'), 'cwe_ids'))),
    vulnerable: vulnerable ?? installed ?? '*',
    patched: fixed,
    installed,
    ecosystem: token(get(about, 'ecosystem'), 100),
    manifest,
    suppressed: whyUncalled(said),
  });
}

/** What the ranges of a record say, such as `>=1.0.0 <1.2.3 || <0.5.0`. */
function readRanges(affected: readonly unknown[]): { vulnerable?: string; fixed?: string } {
  const ranges: string[] = [];
  const fixed: string[] = [];
  const events = affected
    .flatMap((one) => list(get(one, 'ranges')))
    .filter((range) => get(range, 'type') !== 'GIT')
    .flatMap((range) => [...list(get(range, 'events')), undefined]);
  let from: string | undefined;
  const close = (end: string | undefined): void => {
    if (from === undefined) return;
    const start = from === '0' ? [] : [`>=${from}`];
    ranges.push([...start, ...(end === undefined ? [] : [end])].join(' ') || '*');
    from = undefined;
  };
  for (const event of events) {
    const introduced = token(get(event, 'introduced'), 256);
    const fix = token(get(event, 'fixed'), 256);
    const last = token(get(event, 'last_affected'), 256);
    if (introduced !== undefined || event === undefined) close(undefined);
    if (introduced !== undefined) from = introduced;
    if (fix !== undefined) fixed.push(fix);
    if (fix !== undefined) close(`<${fix}`);
    else if (last !== undefined) close(`<=${last}`);
  }
  return defined({
    vulnerable: prose([...new Set(ranges)].join(' || ')),
    fixed: prose([...new Set(fixed)].join(', '), 1000),
  });
}

/** Some scans look whether the flawed functions are called at all. */
function whyUncalled(group: unknown): string | undefined {
  const analysis = get(group, 'experimentalAnalysis') ?? get(group, 'experimental_analysis');
  const all = isObject(analysis) ? Object.values(analysis) : [];
  if (all.some((one) => get(one, 'unimportant') === true)) {
    return 'osv-scanner: the distribution calls it unimportant';
  }
  if (all.length === 0 || all.some((one) => get(one, 'called') !== false)) return undefined;
  return 'osv-scanner: no call of the vulnerable code was found';
}
