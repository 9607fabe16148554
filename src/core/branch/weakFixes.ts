import type { Evidence, SubjectFile } from '../evidence';
import { gather } from '../evidence';
import { severityRank } from '../finding';
import type { PatchFindings } from '../patchEvidence';
import type { ReviewPorts } from '../ports';

/**
 * What speaks against the fixes that a branch makes. Only files with a flaw that is more than advice
 * are asked about: elsewhere there is nothing that a change could be a weak fix of.
 */
export async function weakFixes(
  files: readonly SubjectFile[],
  { fixed, remaining, guarded }: PatchFindings,
  ports: Pick<ReviewPorts, 'syntax' | 'rules' | 'checks' | 'read'>,
): Promise<readonly Evidence[]> {
  const grave = [...fixed, ...remaining].filter(
    ({ severity }) => severityRank(severity) <= severityRank('medium'),
  );
  const flawed = new Set([...grave, ...guarded].map(({ location }) => location.path));
  const asked = files.filter(({ path, status }) => status === undefined && flawed.has(path));
  if (asked.length === 0) return [];
  const checks = (await ports.checks()).filter(({ id }) => id === 'weak-fix');
  const told = await gather(checks, { files: asked }, ports);
  // That only comments change is no fault of a branch, and speaks of no line.
  return told.filter(({ outcome, lines = [] }) => outcome !== 'fail' || lines.length > 0);
}
