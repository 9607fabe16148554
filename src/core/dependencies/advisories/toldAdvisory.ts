import type { Severity } from '../../finding';
import { ecosystemOf, firstLine, ghsa, worst } from '../../readers/advisories';
import type { Advisory } from './advisory';
import { isMalware } from './malware';
import { joinedRanges, readableRange, wholeRange } from './ranges';

/** What is known of an advisory, as it was found. */
export interface Told {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: string;
  readonly ecosystem?: unknown;
  readonly range: string;
  readonly fixed: readonly string[];
  readonly severity: Severity;
  readonly cwe: readonly string[];
  readonly title?: string | undefined;
  readonly details?: string | undefined;
  readonly url?: string | undefined;
}

/** The advisory of what is told. Malware is critical, whatever its score. */
export function advisoryOf(told: Told): Advisory {
  const { id, cwe, details, url } = told;
  const aliases = [...new Set(told.aliases.map((one) => ghsa(one) ?? one))];
  const title = told.title ?? firstLine(details) ?? id;
  const known = { id, aliases: aliases.filter((one) => one !== id), cwe, title };
  const malware = isMalware(known);
  return {
    ...known,
    package: told.package,
    ecosystem: ecosystemOf(told.ecosystem) ?? 'npm',
    range: readableRange(told.range) ?? told.range,
    fixedVersions: told.fixed,
    severity: malware ? 'critical' : told.severity,
    ...(details !== undefined && { details }),
    ...(url !== undefined && { url }),
    malware,
  };
}

/** One advisory for each flaw of each package: equal ids are one flaw, and those an alias joins. */
export function mergeAdvisories(advisories: readonly Advisory[]): readonly Advisory[] {
  const groups = new Map<string, number[]>();
  for (const [index, advisory] of advisories.entries()) {
    const found = new Set(keysOf(advisory).flatMap((key) => [groups.get(key) ?? []]));
    // The largest group stays as it is: thousands may share an id.
    const [group = [], ...smaller] = [...found].sort((one, other) => other.length - one.length);
    const joining = [...smaller.flat(), index];
    for (const one of joining) {
      group.push(one);
      for (const key of keysOf(advisories[one])) groups.set(key, group);
    }
  }
  return [...new Set(groups.values())].flatMap((group) => {
    const inOrder = [...group].sort((one, other) => one - other);
    return joinedAdvisory(inOrder.flatMap((one) => advisories[one] ?? [])) ?? [];
  });
}

function keysOf(advisory: Advisory | undefined): readonly string[] {
  if (advisory === undefined) return [];
  const { ecosystem, package: name, id, aliases } = advisory;
  return [id, ...aliases].map((one) => JSON.stringify([ecosystem, name, one]));
}

function joinedAdvisory(group: readonly Advisory[]): Advisory | undefined {
  const first = group.find(({ id }) => ghsa(id) !== undefined) ?? group[0];
  if (first === undefined || group.length === 1) return first;
  const details = group.find((one) => one.details !== undefined)?.details;
  const url = first.url ?? group.find((one) => one.url !== undefined)?.url;
  const ids = new Set(group.flatMap(({ id, aliases }) => [id, ...aliases]));
  ids.delete(first.id);
  const readable = group.filter(({ range }) => wholeRange(range) !== undefined);
  return {
    ...first,
    aliases: [...ids],
    range: joinedRanges((readable.length === 0 ? group : readable).map(({ range }) => range)),
    fixedVersions: [...new Set(group.flatMap(({ fixedVersions }) => fixedVersions))],
    severity: worst(group.map(({ severity }) => severity)) ?? first.severity,
    cwe: [...new Set(group.flatMap(({ cwe }) => cwe))],
    ...(details !== undefined && { details }),
    ...(url !== undefined && { url }),
    malware: group.some(({ malware }) => malware),
  };
}
