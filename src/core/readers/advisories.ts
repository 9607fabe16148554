import { isMalware } from '../dependencies/advisories/malware';
import { type Severity, type Tool, severityRank } from '../finding';
import { defined, isObject, list, prose, token, webAddress } from './json';
import type { Skip } from './problems';
import { shorten } from './problems';
import type { ReportedDependency } from './reported';

/** Said of an advisory that a finding cannot be made of. */
export const malformed: Skip = [
  'advisory names no package or no versions and was skipped',
  'advisories name no package or no versions and were skipped',
];

/** What a tool says of one flaw of one package. `unknown` is taken as the report has it. */
export interface Told {
  readonly tool: Tool;
  readonly package: string;
  /** All that the flaw is called, the tool's own id first. */
  readonly ids: readonly unknown[];
  readonly title: unknown;
  readonly text?: unknown;
  readonly url?: unknown;
  /** Severities in words, the most telling first. */
  readonly labels: readonly unknown[];
  /** CVSS, as a number or in digits. */
  readonly score?: unknown;
  /** One or many. */
  readonly cwe?: unknown;
  /** A range, or the installed version where the report gives none. */
  readonly vulnerable: string;
  readonly patched?: string | undefined;
  readonly installed?: string | undefined;
  /** In any tool's spelling. */
  readonly ecosystem?: unknown;
  readonly direct?: boolean | undefined;
  readonly nodes?: readonly string[];
  readonly paths?: readonly (readonly string[])[];
  readonly manifest?: ReportedDependency['manifest'] | undefined;
  readonly fix?: ReportedDependency['fix'];
  readonly suppressed?: string | undefined;
}

/**
 * The finding of what a tool says. Its advisory's id is the one that most tools share: GHSA before
 * CVE before the tool's own. Malware is critical, whatever its score, and CWE-506 where only another
 * of its ids or its title tells it.
 */
export function dependencyFinding(told: Told): ReportedDependency {
  const id = sharedId(told.ids) ?? token(told.ids[0], 200) ?? told.package;
  const url = webAddress(told.url);
  const text = prose(told.text);
  const title = withoutName(prose(told.title, 500) ?? firstLine(text) ?? id, told.package);
  const score = cvssScore(told.score);
  const cwe = weaknesses(told.cwe);
  const aliases = told.ids.flatMap((one) => token(one, 200) ?? []);
  const malware = isMalware({ id, aliases, cwe, title });
  return defined({
    kind: 'dependency' as const,
    tool: told.tool,
    ruleId: id,
    severity: malware ? 'critical' : severityOf(told.labels, score),
    securitySeverity: score,
    message: `${told.package} ${shorten(told.vulnerable, 1000)}: ${title}`,
    cwe: malware ? [...new Set([...cwe, 'CWE-506'])] : cwe,
    help: url === undefined && text === undefined ? undefined : defined({ uri: url, text }),
    suppressed: told.suppressed,
    advisory: defined({ id, url, title }),
    package: told.package,
    direct: told.direct,
    vulnerable: told.vulnerable,
    nodes: told.nodes ?? [],
    installed: told.installed,
    patched: told.patched,
    paths: told.paths?.length === 0 ? undefined : told.paths?.slice(0, maxPaths),
    ecosystem: ecosystemOf(told.ecosystem),
    manifest: told.manifest,
    fix: told.fix,
  });
}

/** More ways to a package than this are not kept. */
export const maxPaths = 100;
const maxVersions = 20;

/**
 * One finding for each advisory, package and manifest: results that differ only in the way to the
 * package or in the installed version become one. What one of them does not set aside is not.
 */
export function mergeDependencies(
  findings: Iterable<ReportedDependency>,
): readonly ReportedDependency[] {
  const groups = new Map<string, ReportedDependency[]>();
  for (const finding of findings) {
    const { advisory, package: name, ecosystem, manifest } = finding;
    const key = JSON.stringify([advisory.id, name, ecosystem, manifest?.uri, manifest?.base]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => merged(group) ?? []);
}

function merged(group: readonly ReportedDependency[]): ReportedDependency | undefined {
  const [first] = group;
  if (first === undefined || group.length === 1) return first;
  const paths = new Map<string, readonly string[]>();
  for (const path of group.flatMap((one) => one.paths ?? [])) {
    if (paths.size < maxPaths) paths.set(JSON.stringify(path), path);
  }
  const shown = group.find(({ suppressed }) => suppressed === undefined);
  const directs = group.flatMap(({ direct }) => direct ?? []);
  return {
    ...(shown ?? first),
    severity: worst(group.map(({ severity }) => severity)) ?? first.severity,
    nodes: [...new Set(group.flatMap(({ nodes }) => nodes))],
    ...defined({
      installed: versions(group.flatMap(({ installed }) => installed ?? [])),
      patched: group.find(({ patched }) => patched !== undefined)?.patched,
      paths: paths.size === 0 ? undefined : [...paths.values()],
      direct: directs.length === 0 ? undefined : directs.includes(true),
      fix: group.find(({ fix }) => fix !== undefined)?.fix,
    }),
  };
}

/** Versions as one text, each once; undefined when there are none. */
export function versions(all: readonly unknown[]): string | undefined {
  const each = all.flatMap((one) => token(one, 2000)?.split(', ') ?? []);
  const [...known] = new Set(each);
  if (known.length === 0) return undefined;
  const text = known.slice(0, maxVersions).join(', ');
  return known.length > maxVersions ? `${text}, …` : text;
}

/** The GHSA id among these texts and addresses, if they name just one, else the CVE likewise. */
export function sharedId(ids: readonly unknown[]): string | undefined {
  return only(ids, ghsa) ?? only(ids, cve);
}

/** In its canonical form: upper and lower case as GitHub writes it. */
export function ghsa(text: unknown): string | undefined {
  const found = /\bGHSA(?:-[0-9a-z]{4}){3}\b/i.exec(token(text) ?? '')?.[0];
  return found === undefined ? undefined : `GHSA${found.slice(4).toLowerCase()}`;
}

function cve(text: unknown): string | undefined {
  return /^CVE-\d{4}-\d{4,}$/i.exec(token(text) ?? '')?.[0].toUpperCase();
}

/** The first of several is taken too, if the tool's own id is of that kind. */
function only(
  ids: readonly unknown[],
  read: (text: unknown) => string | undefined,
): string | undefined {
  const own = read(ids[0]);
  const [...all] = new Set(ids.flatMap((id) => read(id) ?? []));
  return own ?? (all.length === 1 ? all[0] : undefined);
}

const labels = new Map<string, Severity>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['info', 'info'],
  ['none', 'info'],
  ['negligible', 'info'],
]);

/** The first label that says something, else the score's band, else `medium`. */
export function severityOf(said: readonly unknown[], score?: number): Severity {
  for (const label of said) {
    const known = labels.get(token(label, 20)?.toLowerCase() ?? '');
    if (known !== undefined) return known;
  }
  if (score === undefined) return 'medium';
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

export function worst(severities: readonly Severity[]): Severity | undefined {
  return [...severities].sort((a, b) => severityRank(a) - severityRank(b))[0];
}

/** Above 0, up to 10. Several tools write 0 when they have no score. */
export function cvssScore(said: unknown): number | undefined {
  const score = typeof said === 'string' && /^\d{1,2}(\.\d+)?$/.test(said) ? Number(said) : said;
  return typeof score === 'number' && score > 0 && score <= 10 ? score : undefined;
}

/** `CWE-79` of `CWE-079` and the like, each once. */
export function weaknesses(said: unknown): readonly string[] {
  const numbers = (Array.isArray(said) ? list(said) : [said]).flatMap(
    (one) => /^CWE-0*(\d{1,5})\b/i.exec(token(one) ?? '')?.[1] ?? [],
  );
  return [...new Set(numbers.map((number) => `CWE-${number}`))];
}

/** The first line that says something, without marks of a heading. */
export function firstLine(text: string | undefined): string | undefined {
  const line = text?.split(/\r\n|\n|\r/, 50).find((one) => /[\p{L}\p{N}]/u.test(one));
  return line === undefined ? undefined : shorten(line.replace(/^[#\s]+/, '').trim(), 200);
}

function withoutName(title: string, name: string): string {
  return title.startsWith(`${name}: `) && title.length > name.length + 2
    ? title.slice(name.length + 2)
    : title;
}

const ecosystems = new Map(
  Object.entries({
    npm: ['npm', 'yarn', 'pnpm', 'bun', 'node-pkg', 'javascript'],
    PyPI: ['pypi', 'pip', 'pipenv', 'poetry', 'uv', 'python', 'python-pkg', 'conda-pkg'],
    Go: ['go', 'golang', 'gomod', 'gobinary', 'gomodules', 'golangdep', 'govendor', 'go-module'],
    Maven: ['maven', 'pom', 'gradle', 'jar', 'sbt', 'java-archive', 'gradle-lockfile'],
    'crates.io': ['crates.io', 'cargo', 'rustbinary', 'rust-crate'],
    RubyGems: ['rubygems', 'gem', 'bundler', 'gemspec'],
    Packagist: ['packagist', 'composer', 'composer-vendor', 'php-composer'],
    NuGet: ['nuget', 'dotnet', 'dotnet-core', 'packages-props', 'paket'],
    Hex: ['hex'],
    Pub: ['pub', 'dart-pub'],
    SwiftURL: ['swifturl', 'swift'],
    CocoaPods: ['cocoapods', 'pod'],
    ConanCenter: ['conancenter', 'conan'],
  }).flatMap(([name, spellings]) => spellings.map((spelling) => [spelling, name] as const)),
);

/** OSV's spelling of a package manager's name; undefined for npm. Unknown names stay as they are. */
export function ecosystemOf(said: unknown): string | undefined {
  const name = token(said, 100);
  if (name === undefined) return undefined;
  const known = ecosystems.get(name.toLowerCase()) ?? name;
  return known === 'npm' ? undefined : known;
}

/** What a package URL such as `pkg:npm/%40scope/name@1.0.0` names. */
export function readPackageUrl(
  said: unknown,
): { readonly name: string; readonly version?: string; readonly ecosystem: string } | undefined {
  const match = /^pkg:\/*([a-z0-9.+-]+)\/([^?#]+)/i.exec(token(said, 2000) ?? '');
  const [, type = '', rest = ''] = match ?? [];
  const at = rest.lastIndexOf('@');
  const path = at > 0 ? rest.slice(0, at) : rest;
  const parts = path.split('/').flatMap((part) => plain(part) || []);
  const name = parts.join(type.toLowerCase() === 'maven' ? ':' : '/');
  if (match === null || name === '') return undefined;
  return defined({
    name,
    version: at > 0 ? token(plain(rest.slice(at + 1)), 256) : undefined,
    ecosystem: type.toLowerCase(),
  });
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The documents of a report in lines of JSON; a lone document is a report of one line. */
export function documentsOf(content: unknown): readonly unknown[] {
  return isObject(content) && Array.isArray(content['documents'])
    ? content['documents']
    : [content];
}
