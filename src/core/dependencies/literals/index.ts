import type { DependencyFinding } from '../../finding';
import { cargo } from './cargo';
import { gemfile } from './gemfile';
import { goMod } from './goMod';
import type { LiteralResult, ManifestKind } from './literal';
import { refuse } from './literal';
import { namedFixes } from './fixes';
import { anyOrder } from './orders';
import { pom } from './pom';
import { pipfile, pyproject } from './pyproject';
import { requirements } from './requirements';

export type { LiteralResult } from './literal';
export { manifestFor } from './manifestPaths';

/** Every kind of manifest outside npm's in which a version can be changed in place. */
const kinds: readonly ManifestKind[] = [
  requirements,
  pyproject,
  pipfile,
  goMod,
  cargo,
  pom,
  gemfile,
];

/**
 * Rewrites one literal of a manifest's text to the smallest fixed version that the finding names, or
 * refuses with the reason. No registry is asked and no version is made up.
 */
export function rewriteLiteral(
  path: string,
  text: string,
  finding: Pick<
    DependencyFinding,
    'package' | 'installed' | 'patched' | 'vulnerable' | 'ecosystem'
  >,
): LiteralResult {
  const kind = kinds.find((one) => one.ecosystem === finding.ecosystem && one.fits(path));
  if (!kind)
    return refuse(`${path} is no manifest that is rewritten for ${finding.ecosystem ?? 'npm'}.`);
  if (!/^[A-Za-z\d][\w.@/:~+-]{0,300}$/.test(finding.package)) {
    return refuse('The name of the package is not one.');
  }
  if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(text)) {
    return refuse(`${path} holds marks of a merge that is not finished.`);
  }
  return kind.rewrite(text, finding);
}

/** The versions that a finding calls fixed, whether or not they are of use here. */
export function namedVersions(finding: Pick<DependencyFinding, 'patched'>): readonly string[] {
  return namedFixes(finding, anyOrder);
}
