import { Range } from 'semver';
import type { CheckPorts, Subject } from '../evidence';
import type { DependencyFinding } from '../finding';

/** All that scanners are known to have said of packages, the finding of the change first. */
export async function knownFlaws(
  { finding }: Pick<Subject, 'finding'>,
  ports: Pick<CheckPorts, 'dependencyFindings'>,
): Promise<readonly DependencyFinding[]> {
  const others = (await ports.dependencyFindings?.()) ?? [];
  if (finding?.kind !== 'dependency') return others;
  return [finding, ...others.filter(({ id }) => id !== finding.id)];
}

/**
 * Whether a version of npm's is one that a finding is about: in its range, or, where that is none of
 * npm's, the installed one. Undefined where neither can be told.
 */
export function isFlawed(
  version: string,
  { vulnerable, installed, ecosystem }: DependencyFinding,
): boolean | undefined {
  if (ecosystem !== undefined) return undefined;
  const range = rangeOf(vulnerable);
  if (range) return range.test(version);
  return installed === undefined ? undefined : installed.split(', ').includes(version);
}

function rangeOf(text: string): Range | undefined {
  if (text.trim() === '') return undefined;
  try {
    return new Range(text.replaceAll(',', ' '), { includePrerelease: true });
  } catch {
    return undefined;
  }
}

/** The ids of the flaws that findings tell of one version of a package, each once. */
export function flawsIn(
  name: string,
  version: string,
  flaws: ReadonlyMap<string, readonly DependencyFinding[]>,
): readonly string[] {
  const hits = (flaws.get(name) ?? []).filter((one) => isFlawed(version, one) === true);
  return [...new Set(hits.map(({ advisory }) => advisory.id))];
}

/** Findings by the package that they are about. */
export function byPackage(
  findings: readonly DependencyFinding[],
): ReadonlyMap<string, readonly DependencyFinding[]> {
  const all = new Map<string, DependencyFinding[]>();
  for (const one of findings) {
    const known = all.get(one.package);
    if (known) known.push(one);
    else all.set(one.package, [one]);
  }
  return all;
}
