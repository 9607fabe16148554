import { valid } from 'semver';
import type { DependencyFinding } from '../../finding';
import type { Advisories, Advisory } from './advisory';
import { doubtsAbout } from '../doubts';
import { speaksOfMalware } from './malware';
import { firstVersions, joinedRanges, rangeBeforeFixes, readableRange } from './ranges';
import { advisoryOf, mergeAdvisories } from './toldAdvisory';

/**
 * The advisories that findings of any scanner speak of. A range that a report states is taken as it
 * is; where reports name only what is installed and what is fixed, all before the fix counts as
 * vulnerable, and all versions where there is none.
 */
export function advisoriesOfFindings(findings: readonly DependencyFinding[]): Advisories {
  const groups = new Map<string, DependencyFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.ecosystem, finding.package, finding.advisory.id]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const doubts = doubtsAbout('The findings');
  const advisories = [...groups.values()].map((group) => {
    const stated = group.filter((one) => !isInstalledOnly(one));
    const told = stated.length > 0 ? stated : group;
    const ranges = told.flatMap((one) => rangeOf(one) ?? []);
    const [first] = told;
    if (ranges.length === 0) {
      doubts.add(
        'advisories whose vulnerable versions cannot be read were taken as they are',
        first?.advisory.id,
      );
    }
    return oneOf(group, ranges.length === 0 ? told.map((one) => one.vulnerable) : ranges);
  });
  return {
    advisories: mergeAdvisories(advisories.flatMap((one) => one ?? [])),
    problems: doubts.list(),
  };
}

function oneOf(
  group: readonly DependencyFinding[],
  ranges: readonly string[],
): Advisory | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  return advisoryOf({
    id: first.advisory.id,
    aliases: group.map(({ ruleId }) => ruleId),
    package: first.package,
    ecosystem: first.ecosystem,
    range: joinedRanges(ranges),
    fixed: [...new Set(group.flatMap(({ patched }) => firstVersions(patched)))],
    severity: first.severity,
    cwe: [...new Set(group.flatMap(({ cwe }) => cwe))],
    title: first.advisory.title,
    details: group.find(({ help }) => help?.text !== undefined)?.help?.text,
    url: first.advisory.url,
  });
}

/**
 * Whether the report says no range: Trivy, for one, names the installed version in its place. What
 * the audits of package managers say is a range also where it is one version.
 */
function isInstalledOnly({ vulnerable, installed, ecosystem, tool }: DependencyFinding): boolean {
  if ((ecosystem ?? 'npm') !== 'npm' || /\baudit$/i.test(tool.name)) return false;
  return vulnerable === installed && listed(vulnerable).every(isVersion);
}

function rangeOf(finding: DependencyFinding): string | undefined {
  if (!isInstalledOnly(finding)) return readableRange(finding.vulnerable);
  const installed = listed(finding.vulnerable).filter((one) => one !== '…');
  // Before the harmful version there were harmless ones, to which one may have to go back.
  if (speaksOfMalware(finding)) return installed.join(' || ');
  return rangeBeforeFixes(firstVersions(finding.patched), installed);
}

function listed(text: string): readonly string[] {
  return text.split(',').map((one) => one.trim());
}

function isVersion(text: string): boolean {
  return text === '…' || valid(text, true) !== null;
}
