import { checkTitles, isSlowCheck } from './checkIds';
import type { ContentFact } from './contentFacts';
import type { Demand } from './demands';
import { demandsFor, requiredChecks } from './demands';
import type { Draft } from './draft';
import type { Evidence, SubjectFile } from './evidence';
import { afterSha256 } from './evidence';
import type { Finding } from './finding';
import { oneLine } from './plainText';
import type { Policy } from './policy';
import type { ReviewPorts } from './ports';
import type { JudgedFile, Risk } from './risk';
import { assess } from './risk';

/** A change as the policy sees it. The finding and the draft are absent for one that came without. */
export interface JudgedChange {
  readonly finding?: Finding;
  readonly draft?: Draft;
  /** Every path that it changes. */
  readonly paths: readonly JudgedFile[];
  /** Those of them that could be read. */
  readonly files: readonly SubjectFile[];
}

export interface Judgement {
  readonly risk: Risk;
  /** What its code does. */
  readonly content: readonly ContentFact[];
  /** What the policy demands for this risk. */
  readonly demands: readonly Demand[];
  /** Ids of the checks that it requires. */
  readonly required: readonly string[];
}

/** The risk of a change by its paths, by what its code does and by who calls that. */
export async function judge(
  { finding, draft, paths, files }: JudgedChange,
  policy: Policy,
  ports: Pick<ReviewPorts, 'syntax' | 'callers' | 'content'>,
): Promise<Judgement> {
  const { touchedBy } = await ports.content();
  const touched = await touchedBy(files, await ports.syntax().catch(() => undefined));
  const reach = (await ports.callers?.(touched.functions)) ?? [];
  const risk = assess(finding, draft, paths, policy, { ...touched, reach });
  const demands = demandsFor(policy.demands, risk.tier);
  return { risk, content: touched.content, demands, required: requiredChecks(demands) };
}

/** The evidence, and for each required check that nobody has run a line that says so. */
export function withMissing(
  evidence: readonly Evidence[],
  required: readonly string[],
  files: readonly SubjectFile[],
): readonly Evidence[] {
  const missing = required.filter((id) => evidence.every(({ check }) => check !== id));
  const lines = missing.map((id): Evidence => {
    return {
      check: id,
      title: titleOf(id),
      outcome: 'not-run',
      detail: isSlowCheck(id)
        ? 'The policy requires it for this risk. Run it before you accept.'
        : 'The policy requires it for this risk, and there is no such check here.',
      boundTo: afterSha256(files),
    };
  });
  return [...evidence, ...lines];
}

function titleOf(id: string): string {
  const known = Object.entries(checkTitles).find(([one]) => one === id);
  return known?.[1] ?? oneLine(id, 100);
}
