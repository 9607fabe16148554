import { type AskingChange, askingChange } from '../dependencies/asks';
import { advisoriesOfFindings } from '../dependencies/advisories/findingAdvisories';
import { type DependencyPlan, type PlanOption, type Tier, tiers } from '../dependencies/plan';
import type {
  PlanControl,
  Planned,
  Planning,
  ReadyPlan,
  WrittenPlan,
} from '../dependencies/planning';
import { readGraph } from '../dependencies/locks/readGraph';
import type { DraftResult } from '../draft';
import type { DependencyFinding, Finding } from '../finding';
import type { Ports } from '../ports';
import { decodeSource } from '../sourceText';
import { plannedDraft } from './dependency';
import { literalDrafter } from './literal';

/** What a fix of a dependency is planned with. */
export interface FixParts {
  readonly planning: Planning;
  /** All that is known to be wrong with what the package.json asks for. */
  readonly findings: readonly DependencyFinding[];
  /** The option to draft; absent: the one that the planner proposes. */
  readonly tier?: Tier;
  /** Countersign's own. */
  readonly version: string;
}

/**
 * Plans the fix of a finding together with all that is wrong with the same package, and drafts one
 * option of it. Outside npm a literal of the manifest is changed. Says why where nothing is drafted.
 */
export async function draftDependencyFix(
  parts: FixParts,
  finding: Finding,
  ports: Ports,
  control: PlanControl,
): Promise<DraftResult> {
  if (finding.kind !== 'dependency') return { ok: false, why: 'It speaks of no dependency.' };
  const literal = literalDrafter(parts.version);
  if (literal.offers(finding)) return literal.draft(finding, ports, control.signal);
  const manifest = finding.location.path.replace(/[^/]*$/, 'package.json');
  const others = parts.findings.filter(({ id }) => id !== finding.id);
  const findings = [finding, ...others];
  const ready = await planFix(parts, manifest, findings, control);
  if (!ready.ok) return ready;
  const tier = parts.tier ?? ready.plan.chosen;
  if (tier === undefined) return { ok: false, why: leftText(ready) };
  const written = await ready.draft(tier, control);
  if (!written.ok) return { ok: false, why: `${written.why} ${knownText(ready.plan)}`.trim() };
  const plan = { ...ready.plan, chosen: tier };
  const toDraft = plannedDraft(parts.version);
  const draft = await toDraft({ finding, ready, plan, tier, written }, ports);
  const asks = await asksOf(ready, written, manifest, findings, ports);
  return { ok: true, draft: { ...draft, ...(asks && { asks }) } };
}

async function planFix(
  { planning, tier }: FixParts,
  manifest: string,
  findings: readonly DependencyFinding[],
  control: PlanControl,
): Promise<Planned> {
  const subject = { manifest, findings };
  const name = findings[0]?.package ?? '';
  const understood = await planning.understand(subject, control.signal);
  if (!understood.ok) return understood;
  const only = understood.vulnerable.filter((copy) => copy.name === name).map(({ path }) => path);
  if (only.length === 0) {
    return { ok: false, why: `The lockfile has no copy of ${name} that this finding speaks of.` };
  }
  const planned = await planning.plan({ ...subject, only }, control);
  if (!planned.ok) return planned;
  if (tier === undefined || tier === planned.plan.chosen) return planned;
  // What another option leaves is only told of a plan that may go as far as that.
  const other = await planning.plan({ ...subject, only, maxTier: tier }, control);
  if (!other.ok) return other;
  if (other.plan.options.every((one) => one.tier !== tier))
    return { ok: false, why: 'This option is not there any more.' };
  return { ...other, plan: { ...other.plan, options: allOptions(other.plan, planned.plan) } };
}

/** Those of both plans, from the least to the most; what both have is the first one's. */
function allOptions(
  { options }: Pick<DependencyPlan, 'options'>,
  others: Pick<DependencyPlan, 'options'>,
): readonly PlanOption[] {
  const more = others.options.filter((one) => options.every((own) => own.tier !== one.tier));
  return [...options, ...more].sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier));
}

/** Why no option is proposed, as far as the plan says, and what could not be learnt. */
function leftText({ plan, notes }: ReadyPlan): string {
  const reasons = new Set(plan.remaining.map(({ reason }) => reason));
  const said = [...[...reasons].slice(0, 3), knownText(plan), ...notes.slice(0, 3)];
  return said.filter((text) => text !== '').join(' ') || 'No option helps.';
}

function knownText({ options }: DependencyPlan): string {
  const known = tiers.filter((tier) => options.some((option) => option.tier === tier));
  return known.length > 0 ? `What is known without it: ${known.join(', ')}.` : '';
}

/** Who asks for the package before and after, by the files; undefined where they cannot be read. */
async function asksOf(
  { understood: { graph, vulnerable } }: ReadyPlan,
  { files }: WrittenPlan,
  manifest: string,
  findings: readonly DependencyFinding[],
  ports: Pick<Ports, 'read'>,
): Promise<AskingChange | undefined> {
  const textOf = async (path: string) => {
    const written = files.find((file) => file.path === path);
    if (written) return written.after;
    const decoded = decodeSource((await ports.read(path)) ?? new Uint8Array());
    return decoded.ok ? decoded.source.text : '';
  };
  const lockfile = graph.lockfile.path;
  const after = readGraph({
    lockfile: { path: lockfile, text: await textOf(lockfile) },
    manifest: { path: manifest, text: await textOf(manifest) },
  });
  if (!after.ok) return undefined;
  const name = findings[0]?.package ?? '';
  const { advisories } = advisoriesOfFindings(findings);
  const before = vulnerable.filter((copy) => copy.name === name);
  return askingChange(graph, before, after.graph, name, advisories);
}
