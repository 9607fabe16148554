import type { Tool } from '../finding';
import {
  cvssScore,
  dependencyFinding,
  malformed,
  mergeDependencies,
  readPackageUrl,
  severityOf,
  worst,
} from './advisories';
import { defined, get, list, prose, token, whole } from './json';
import { type Tally, tally } from './problems';
import type { Report, ReportedDependency, ReportedFile } from './reported';

/** A component, as far as findings need it. */
interface Component {
  readonly name: string;
  readonly version?: string;
  readonly ecosystem?: string;
  readonly manifest?: ReportedFile;
}

/** Whether this is a CycloneDX document in JSON. */
export function isCyclonedx(content: unknown): boolean {
  return get(content, 'bomFormat') === 'CycloneDX';
}

/**
 * Reads the vulnerabilities of a CycloneDX document (VDR, VEX): one finding for each of the
 * components that one affects. What the analysis rules out is marked as set aside, with its reason.
 */
export function readCyclonedxVdr(name: string, content: unknown): Report {
  const problems = tally(name);
  const said = get(content, 'vulnerabilities');
  if (!Array.isArray(said)) {
    problems.note(
      'it is a bill of materials without vulnerabilities; scan it, such as with osv-scanner, and open that report',
    );
  }
  const components = readComponents(content);
  const tool = toolOf(content);
  const findings = list(said).flatMap((one) => readVulnerability(one, components, tool, problems));
  const merged = mergeDependencies(findings);
  return { name, format: 'cyclonedx', findings: merged, problems: problems.list() };
}

function toolOf(content: unknown): Tool {
  const tools = get(get(content, 'metadata'), 'tools');
  const [first] = [...list(tools), ...list(get(tools, 'components'))];
  return defined({
    name: token(get(first, 'name'), 100) ?? 'CycloneDX',
    version: token(get(first, 'version'), 100),
  });
}

/** All components by their reference, those inside of others too. */
function readComponents(content: unknown): ReadonlyMap<string, Component> {
  const components = new Map<string, Component>();
  const due: unknown[] = [get(get(content, 'metadata'), 'component')];
  for (const one of list(get(content, 'components'))) due.push(one);
  for (let one = due.pop(); one !== undefined || due.length > 0; one = due.pop()) {
    for (const inner of list(get(one, 'components'))) due.push(inner);
    const component = readComponent(one);
    const reference = token(get(one, 'bom-ref') ?? get(one, 'purl'));
    if (component !== undefined && reference !== undefined) components.set(reference, component);
  }
  return components;
}

function readComponent(said: unknown): Component | undefined {
  const url = readPackageUrl(get(said, 'purl'));
  const group = token(get(said, 'group'), 250);
  const own = token(get(said, 'name'), 250);
  const name = url?.name ?? (group === undefined || own === undefined ? own : `${group}/${own}`);
  if (name === undefined) return undefined;
  const file = fileOf(said);
  return defined({
    name,
    version: token(get(said, 'version'), 256) ?? url?.version,
    ecosystem: url?.ecosystem,
    manifest: file === undefined ? undefined : { uri: file },
  });
}

/** Where the tool that made the document found the component, as several of them say it. */
function fileOf(said: unknown): string | undefined {
  const known = /^(?:SrcFile|syft:location:0:path|aquasecurity:trivy:FilePath)$/;
  const properties = list(get(said, 'properties')).filter((one) =>
    known.test(token(get(one, 'name'), 100) ?? ''),
  );
  const seen = list(get(get(said, 'evidence'), 'occurrences'))[0];
  const file = token(get(properties[0], 'value') ?? get(seen, 'location'));
  return file?.replace(/#\d+$/, '');
}

function readVulnerability(
  said: unknown,
  components: ReadonlyMap<string, Component>,
  tool: Tool,
  problems: Tally,
): readonly ReportedDependency[] {
  const id = token(get(said, 'id') ?? get(said, 'bom-ref'), 200);
  const affects = list(get(said, 'affects'));
  if (id === undefined || affects.length === 0) {
    problems.add(malformed, id);
    return [];
  }
  return affects.flatMap((affected) => {
    const reference = token(get(affected, 'ref'));
    const component = findComponent(reference, components);
    if (component === undefined) {
      problems.add(malformed, reference);
      return [];
    }
    return readAffected(said, id, affected, component, tool);
  });
}

/** A reference into another document ends in `#` and its own; a package URL speaks for itself. */
function findComponent(
  reference: string | undefined,
  components: ReadonlyMap<string, Component>,
): Component | undefined {
  if (reference === undefined) return undefined;
  const inner = decoded(/^urn:cdx:[^#]*#(.+)$/s.exec(reference)?.[1] ?? reference);
  return components.get(reference) ?? components.get(inner) ?? readPackageUrl(inner);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readAffected(
  said: unknown,
  id: string,
  affected: unknown,
  component: Component,
  tool: Tool,
): ReportedDependency {
  const versions = list(get(affected, 'versions'));
  const ratings = list(get(said, 'ratings'));
  const scores = ratings.flatMap((one) => cvssScore(get(one, 'score')) ?? []);
  const levels = ratings.flatMap((one) => {
    const level = get(one, 'severity');
    return token(level) === undefined || level === 'unknown' ? [] : severityOf([level]);
  });
  const installed = component.version;
  return dependencyFinding({
    tool,
    package: component.name,
    ids: [id, ...list(get(said, 'references')).map((one) => get(one, 'id'))],
    title: firstSentence(said),
    text: prose(get(said, 'detail')) ?? get(said, 'description'),
    url: get(get(said, 'source'), 'url') ?? get(list(get(said, 'advisories'))[0], 'url'),
    labels: [worst(levels)],
    score: scores.sort((a, b) => b - a)[0],
    cwe: list(get(said, 'cwes')).map((one) => `CWE-${whole(one) ?? ''}`),
    vulnerable: rangesOf(versions, 'affected') ?? installed ?? '*',
    patched: rangesOf(versions, 'unaffected'),
    installed,
    ecosystem: component.ecosystem,
    manifest: component.manifest,
    suppressed: whyRuledOut(get(said, 'analysis')),
  });
}

/** CycloneDX has no title; its description is often a whole text. */
function firstSentence(said: unknown): string | undefined {
  const text = prose(get(said, 'description'), 2000);
  const sentence = /^[^\r\n]{10,180}?(?=[.:;](?:\s|$)|[\r\n]|$)/.exec(text ?? '')?.[0];
  return sentence ?? prose(text, 200);
}

/** An entry without a status is an affected one. Ranges come as `vers:npm/>=1.0.0|<1.2.3`. */
function rangesOf(versions: readonly unknown[], status: string): string | undefined {
  const all = versions
    .filter((one) => (get(one, 'status') ?? 'affected') === status)
    .flatMap((one) => token(get(one, 'version') ?? get(one, 'range'), 500) ?? [])
    .map((one) => one.replace(/^vers:[^/]*\//, '').replaceAll('|', ' '));
  return prose([...new Set(all)].join(' || '), 1000);
}

const ruledOut = new Set(['not_affected', 'false_positive', 'resolved', 'resolved_with_pedigree']);

function whyRuledOut(analysis: unknown): string | undefined {
  const state = token(get(analysis, 'state'), 100);
  if (state === undefined || !ruledOut.has(state)) return undefined;
  const justification = token(get(analysis, 'justification'), 100);
  const codes = [state, justification].map((code) => code?.replaceAll('_', ' '));
  return [...codes, prose(get(analysis, 'detail'), 500)].filter(Boolean).join(': ');
}
