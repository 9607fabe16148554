import {
  cvssScore,
  dependencyFinding,
  ghsa,
  malformed,
  mergeDependencies,
  severityOf,
} from './advisories';
import { defined, get, isObject, list, prose, token, webAddress, whole } from './json';
import { type Skip, type Tally, tally } from './problems';
import type {
  Report,
  ReportedCode,
  ReportedDependency,
  ReportedFile,
  ReportedLocation,
} from './reported';

const nameless: Skip = [
  'result has no rule or names no file and was skipped',
  'results have no rule or name no file and were skipped',
];

/** What belongs to all results of one target. */
interface Target {
  readonly tool: { readonly name: string; readonly version?: string };
  readonly file: ReportedFile;
  readonly type: unknown;
  /** How each package is asked for, by its id, where the report lists the packages. */
  readonly relations: ReadonlyMap<unknown, unknown>;
}

/** Whether this is Trivy's JSON, of schema 2 or the bare list of before. */
export function isTrivyJson(content: unknown): boolean {
  if (get(content, 'SchemaVersion') !== undefined && get(content, 'ArtifactName') !== undefined) {
    return true;
  }
  return resultsOf(content).some(
    (one) => token(get(one, 'Target')) !== undefined && ('Type' in one || 'Vulnerabilities' in one),
  );
}

/**
 * Reads `trivy --format json`: vulnerabilities become dependency findings, misconfigurations and
 * secrets code findings. Of a secret nothing is kept but its rule and its lines.
 */
export function readTrivyJson(name: string, content: unknown): Report {
  const problems = tally(name);
  const dependencies: ReportedDependency[] = [];
  const code: ReportedCode[] = [];
  const version = token(get(get(content, 'Trivy'), 'Version'), 100);
  const tool = defined({ name: 'Trivy', version });
  for (const result of resultsOf(content)) {
    const target = readTarget(content, result, tool);
    if (list(get(result, 'Licenses')).length > 0) {
      problems.note(
        'its results about licences are left out; they are no flaws of the code',
        'expected',
      );
    }
    for (const { kind, said, why } of resultsIn(result)) {
      if (kind === 'vulnerability') {
        push(dependencies, readPackage(target, said, why), problems, malformed);
      }
      if (kind === 'secret') push(code, readSecret(target, said, why), problems, nameless);
      if (kind === 'misconfiguration') {
        push(code, readMisconfiguration(target, said, why), problems, nameless);
      }
    }
  }
  const findings = [...mergeDependencies(dependencies), ...code];
  return { name, format: 'trivy', findings, problems: problems.list() };
}

function push<T extends ReportedDependency | ReportedCode>(
  findings: T[],
  finding: T | undefined,
  problems: Tally,
  skip: Skip,
): void {
  if (finding !== undefined) findings.push(finding);
  else problems.add(skip);
}

/** Of a Kubernetes cluster the results are one level deeper. */
function resultsOf(content: unknown): readonly Readonly<Record<string, unknown>>[] {
  const top = Array.isArray(content) ? (content as unknown[]) : list(get(content, 'Results'));
  const nested = list(get(content, 'Resources')).flatMap((one) => list(get(one, 'Results')));
  return [...top, ...nested].filter(isObject);
}

type Kind = 'vulnerability' | 'misconfiguration' | 'secret';

interface Said {
  readonly kind: Kind;
  readonly said: unknown;
  /** Why Trivy itself set it aside. */
  readonly why?: string;
}

function* resultsIn(result: unknown): Generator<Said> {
  for (const said of list(get(result, 'Vulnerabilities'))) yield { kind: 'vulnerability', said };
  for (const said of list(get(result, 'Secrets'))) yield { kind: 'secret', said };
  for (const said of list(get(result, 'Misconfigurations'))) {
    const status = get(said, 'Status');
    if (status === 'PASS') continue;
    const excepted = status === 'EXCEPTION' && { why: 'Trivy: an exception of a policy' };
    yield { kind: 'misconfiguration', said, ...excepted };
  }
  for (const one of list(get(result, 'ExperimentalModifiedFindings'))) {
    const kind = get(one, 'Type');
    if (kind !== 'vulnerability' && kind !== 'misconfiguration' && kind !== 'secret') continue;
    const status = (token(get(one, 'Status'), 100) ?? 'ignored').replaceAll('_', ' ');
    const reason = prose(get(one, 'Statement'), 500) ?? prose(get(one, 'Source'), 300);
    const why = ['Trivy', status, reason].filter(Boolean).join(': ');
    yield { kind, said: get(one, 'Finding'), why };
  }
}

function readTarget(content: unknown, result: unknown, tool: Target['tool']): Target {
  const artifact = token(get(content, 'ArtifactName'));
  const type = get(content, 'ArtifactType');
  const isFolder = type === 'filesystem' || type === 'repository';
  const isPlain = artifact !== undefined && !/^[a-z][a-z0-9+.-]+:/i.test(artifact);
  return {
    tool,
    file: defined({
      uri: token(get(result, 'Target')),
      base: isFolder && isPlain && artifact !== '.' ? artifact : undefined,
    }),
    type: get(result, 'Type'),
    relations: new Map(
      list(get(result, 'Packages')).map((one) => [get(one, 'ID'), get(one, 'Relationship')]),
    ),
  };
}

function readPackage(
  { tool, file, type, relations }: Target,
  said: unknown,
  suppressed: string | undefined,
): ReportedDependency | undefined {
  const name = token(get(said, 'PkgName'), 500);
  const id = token(get(said, 'VulnerabilityID'), 200);
  const installed = token(get(said, 'InstalledVersion'), 256);
  if (name === undefined || id === undefined || installed === undefined) return undefined;
  const address = token(get(said, 'PkgPath'));
  const relation = relations.get(get(said, 'PkgID'));
  const references = list(get(said, 'References')).filter((one) => ghsa(one) !== undefined);
  return dependencyFinding({
    tool,
    package: name,
    ids: [id, ...list(get(said, 'VendorIDs')), ...references].sort(ghsaFirst),
    title: get(said, 'Title'),
    text: get(said, 'Description'),
    url: get(said, 'PrimaryURL'),
    labels: [get(said, 'Severity')],
    score: scoreOf(said),
    cwe: get(said, 'CweIDs'),
    vulnerable: installed,
    patched: prose(get(said, 'FixedVersion'), 1000),
    installed,
    ecosystem: type,
    direct: relation === 'direct' ? true : relation === 'indirect' ? false : undefined,
    manifest: address === undefined ? file : { ...file, uri: address },
    suppressed,
  });
}

/** Stable, so that the tool's own id stays before its references. */
function ghsaFirst(a: unknown, b: unknown): number {
  const rank = (id: unknown): number => (/^GHSA-/i.test(token(id) ?? '') ? 0 : 1);
  return rank(a) - rank(b);
}

/** Of the source that the severity is from, else of those that most tools take. */
function scoreOf(said: unknown): number | undefined {
  const cvss = get(said, 'CVSS');
  const others = isObject(cvss) ? Object.values(cvss) : [];
  const source = token(get(said, 'SeveritySource'), 100) ?? 'ghsa';
  const sources = [get(cvss, source), get(cvss, 'ghsa'), get(cvss, 'nvd'), ...others];
  const scores = sources.flatMap((one) =>
    ['V3Score', 'V40Score', 'V2Score'].flatMap((key) => cvssScore(get(one, key)) ?? []),
  );
  return scores[0];
}

function readMisconfiguration(
  { tool, file }: Target,
  said: unknown,
  suppressed: string | undefined,
): ReportedCode | undefined {
  const ruleId = token(get(said, 'ID') ?? get(said, 'AVDID'), 200);
  const message = prose(get(said, 'Message')) ?? prose(get(said, 'Title'));
  if (ruleId === undefined || message === undefined || file.uri === undefined) return undefined;
  const cause = get(said, 'CauseMetadata');
  const help = defined({
    text: prose([get(said, 'Description'), get(said, 'Resolution')].filter(prose).join('\n\n')),
    uri: webAddress(get(said, 'PrimaryURL')),
  });
  const related = list(get(cause, 'Occurrences')).flatMap((one): ReportedLocation[] => {
    const uri = token(get(one, 'Filename'));
    if (uri === undefined) return [];
    return [{ ...file, uri, ...linesOf(get(one, 'Location')) }];
  });
  return {
    ...codeFinding(tool, ruleId, message, get(said, 'Severity'), suppressed),
    ...(Object.keys(help).length > 0 && { help }),
    location: { ...file, ...linesOf(cause) },
    related,
  };
}

function readSecret(
  { tool, file }: Target,
  said: unknown,
  suppressed: string | undefined,
): ReportedCode | undefined {
  const ruleId = token(get(said, 'RuleID'), 200);
  if (ruleId === undefined || file.uri === undefined) return undefined;
  const title = prose(get(said, 'Title'), 500) ?? ruleId;
  return {
    ...codeFinding(tool, ruleId, `Secret in the file: ${title}`, get(said, 'Severity'), suppressed),
    location: { ...file, ...linesOf(said) },
  };
}

function codeFinding(
  tool: Target['tool'],
  ruleId: string,
  message: string,
  severity: unknown,
  suppressed: string | undefined,
): Omit<ReportedCode, 'location'> {
  return {
    kind: 'code',
    tool,
    ruleId,
    severity: severityOf([severity]),
    message,
    cwe: [],
    ...(suppressed !== undefined && { suppressed }),
    related: [],
    codeFlows: [],
    fixes: [],
  };
}

/** Trivy writes 0 when it knows no line. */
function linesOf(said: unknown): Pick<ReportedLocation, 'region'> {
  const startLine = whole(get(said, 'StartLine')) ?? 0;
  if (startLine === 0) return {};
  const endLine = whole(get(said, 'EndLine')) ?? 0;
  return { region: endLine >= startLine ? { startLine, endLine } : { startLine } };
}
