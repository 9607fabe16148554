import type { Draft, DraftResult } from '../draft';
import type { DependencyFinding, Finding } from '../finding';
import type { Ports } from '../ports';
import type { PlanControl, Planned, Planning, ReadyPlan, WrittenPlan } from './planning';
import { type DependencyPlan, type Tier, tiers } from './plan';

/** What a fix of a dependency is drafted with. */
export interface FixParts {
  readonly planning: Planning;
  /** All that is known to be wrong with what this package.json asks for. */
  findings(manifest: string): Promise<readonly DependencyFinding[]>;
  /** The option to draft; absent: the one that the planner proposes. */
  readonly tier?: Tier;
  /** Makes a draft of what was written. */
  toDraft(made: PlannedFix, ports: Ports): Promise<Draft>;
}

/** A plan, the option that was taken, and the files that were written for it. */
export interface PlannedFix {
  readonly finding: DependencyFinding;
  readonly ready: ReadyPlan;
  readonly plan: DependencyPlan;
  readonly tier: Tier;
  readonly written: WrittenPlan;
}

/**
 * Plans the fix of a finding together with all that is wrong with the same package, and drafts one
 * option of it. Says why where nothing is drafted.
 */
export async function draftFix(
  parts: FixParts,
  finding: Finding,
  ports: Ports,
  control: PlanControl,
): Promise<DraftResult> {
  if (finding.kind !== 'dependency') return { ok: false, why: 'It speaks of no dependency.' };
  const planned = await planFix(parts, finding, control);
  if (!planned.ok) return planned;
  const { plan } = planned;
  const tier = parts.tier ?? plan.chosen;
  if (tier === undefined) return { ok: false, why: leftText(planned) };
  const written = await planned.draft(tier, control);
  if (!written.ok) return written;
  const shown = { ...plan, chosen: tier };
  const draft = await parts.toDraft({ finding, ready: planned, plan: shown, tier, written }, ports);
  return { ok: true, draft: { ...draft, plan: shown } };
}

async function planFix(
  parts: FixParts,
  finding: DependencyFinding,
  control: PlanControl,
): Promise<Planned> {
  const manifest = finding.location.path.replace(/[^/]*$/, 'package.json');
  const { planning, tier } = parts;
  const others = (await parts.findings(manifest)).filter(({ id }) => id !== finding.id);
  const subject = { manifest, findings: [finding, ...others] };
  const understood = await planning.understand(subject, control.signal);
  if (!understood.ok) return understood;
  const copies = understood.vulnerable.filter(({ name }) => name === finding.package);
  if (copies.length === 0) {
    const why = `The lockfile has no copy of ${finding.package} that this finding speaks of.`;
    return { ok: false, why };
  }
  const only = copies.map(({ path }) => path);
  return planning.plan({ ...subject, only, ...(tier && { maxTier: tier }) }, control);
}

/** Why no option helps, as far as the plan says, and what could not be learnt. */
function leftText({ plan: { remaining, options }, notes }: ReadyPlan): string {
  const reasons = new Set(remaining.map(({ reason }) => reason));
  const known = tiers.filter((tier) => options.some((option) => option.tier === tier));
  const said = known.length > 0 ? [`Known, but not proposed: ${known.join(', ')}.`] : [];
  const text = [...[...reasons].slice(0, 3), ...said, ...notes.slice(0, 3)].join(' ');
  return text === '' ? 'No option helps.' : text;
}
