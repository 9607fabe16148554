import type { PlannedFix } from '../dependencies/draftFix';
import type { PlanOption } from '../dependencies/plan';
import type { Draft, Rationale } from '../draft';
import { replacementEdits } from '../draft';
import { editText, tierTitles } from '../pagePlan';
import type { Ports } from '../ports';
import { oneLine } from '../plainText';
import { requested } from './source';

const maxSaid = 12;

/** Makes a draft of the files that were written for an option of a plan. */
export function plannedDraft(version: string): (made: PlannedFix, ports: Ports) => Promise<Draft> {
  return async (made, ports) => ({
    id: ports.newId(),
    findingId: made.finding.id,
    strategy: 'deterministic',
    origin: {
      kind: 'recipe',
      tool: { name: 'Countersign', version },
      identity: 'built-in',
      ...(await requested(ports)),
    },
    changes: made.written.files.map(({ path, before, after, baseSha256 }) => {
      return { path, baseSha256, edits: replacementEdits(before, after) };
    }),
    rationale: rationaleOf(made),
  });
}

function rationaleOf({ finding, ready, plan, tier, written }: PlannedFix): Rationale {
  const option = plan.options.find((one) => one.tier === tier);
  const edits = option?.edits ?? [];
  const changes = edits.slice(0, maxSaid).map((edit) => oneLine(editText(edit), 200));
  const facts = option?.compatibility.flatMap((one) => one.facts) ?? [];
  const others = plan.options.filter((one) => one !== option);
  return {
    whyVulnerable: oneLine(finding.message, 500),
    whyFixed: `${tierTitles[tier]}: ${changes.join('; ')}.`,
    mayBreak: facts
      .filter(({ breaks }) => breaks !== 'no')
      .slice(0, maxSaid)
      .map(({ text }) => oneLine(text, 400)),
    alternatives: others.map((one) => ({ option: optionText(one), whyNot: whyNot(one) })),
    assumptions: [...written.validation.map(({ text }) => text), ...ready.notes]
      .slice(0, maxSaid)
      .map((text) => oneLine(text, 400)),
  };
}

function optionText({ tier, edits }: PlanOption): string {
  const [first] = [...edits].sort((a, b) => Number(a.kind === 'copy') - Number(b.kind === 'copy'));
  return first ? `${tierTitles[tier]} (${oneLine(editText(first), 200)})` : tierTitles[tier];
}

function whyNot({ fixed, changed, added, removed, majors, compatibility }: PlanOption): string {
  const breaks = compatibility.flatMap(({ facts }) => facts.filter((one) => one.breaks === 'yes'));
  const said = breaks.slice(0, 3).map(({ text }) => oneLine(text, 300));
  const counts = `fixes ${fixed}, changes ${changed}, adds ${added}, removes ${removed}`;
  const crossed = majors > 0 ? `, crosses ${majors} major` : '';
  return [...said, `It ${counts}${crossed}.`].join(' ');
}
