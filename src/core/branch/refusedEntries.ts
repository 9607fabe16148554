import type { Entry } from '../aibom/entry';
import type { ContentFact } from '../contentFacts';
import {
  aboutRecord,
  approverRefusals,
  demandsFor,
  drafterRefusals,
  requiredChecks,
} from '../demands';
import { oneLine } from '../plainText';
import type { Policy } from '../policy';
import { assess, worstTier } from '../risk';

/** An entry that the policy does not let stand. */
export interface RefusedEntry {
  readonly id: string;
  /** Sentences. */
  readonly why: readonly string[];
}

/**
 * Entries that a branch adds and that the policy of its base would not have let anybody make: by
 * who drafted, by who accepted, or for want of a required check that no reason overrides. The risk
 * is what the entry says or what its files are now, whichever is higher.
 */
export function refusedEntries(
  entries: readonly Entry[],
  policy: Policy,
  content: readonly ContentFact[],
): readonly RefusedEntry[] {
  return entries
    .map((entry) => ({ id: entry.id, why: refusals(entry, policy, content) }))
    .filter(({ why }) => why.length > 0);
}

function refusals(entry: Entry, policy: Policy, content: readonly ContentFact[]) {
  const { decision, origin, decidedBy } = entry;
  if (decision === 'rejected' || decision === 'reverted') return [];
  const demands = demandsFor(policy.demands, tierOf(entry, policy, content));
  const drafter = drafterRefusals(origin, demands);
  // Taking back what took a fix back is no new acceptance: nobody is asked, and no check runs.
  if (decision === 'reapplied') return drafter;
  return [
    ...drafter,
    ...approverRefusals(decidedBy, origin, demands, aboutRecord),
    ...unchecked(entry, requiredChecks(demands)),
  ];
}

function tierOf(entry: Entry, policy: Policy, content: readonly ContentFact[]) {
  const { finding, change, risk } = entry;
  const { kind, severity, path } = finding;
  const paths = change.files.map((file) => ({ path: file.path, realPath: file.path }));
  const own = content.filter((fact) => paths.some((one) => one.path === fact.path));
  const about = { kind, severity, location: { path } };
  const facts = { content: own, lines: 0, reach: [] };
  return worstTier([risk, assess(about, undefined, paths, policy, facts)]);
}

function unchecked({ checks, reason }: Entry, required: readonly string[]): readonly string[] {
  if (reason !== undefined) return [];
  const missing = required.filter((id) =>
    checks.every((one) => one.id !== id || one.outcome === 'not-run'),
  );
  if (missing.length === 0) return [];
  const names = missing.map((id) => oneLine(id, 60)).join(', ');
  return [
    `The policy requires checks that did not run (${names}), and no reason is given. Review the change again.`,
  ];
}
