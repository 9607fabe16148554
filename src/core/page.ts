import { drafterRefusals } from './demands';
import type { Draft } from './draft';
import { objections, verdictText } from './evidence';
import { type EvidenceGroup, type SlowState, evidenceGroups } from './pageEvidence';
import { findingRows } from './pageFinding';
import { type PlanSection, planSection } from './pagePlan';
import { type Place, type Row, lineText } from './pageRows';
import type { Review } from './review';
import { manyLines } from './plainText';
import type { RiskTier } from './risk';

/**
 * The review panel as data: plain text only, in the order in which it is read. The view sets every
 * string as text, never as markup.
 */
export interface Page {
  /** The draft's: another page with the same id is about the same draft. */
  readonly id: string;
  readonly verdict: { readonly id: Review['verdict']; readonly text: string };
  readonly tier: { readonly id: RiskTier; readonly text: string };
  /** What the reviewer can do next, in a sentence or two. */
  readonly next: string;
  /** Who drafted it, in one line. */
  readonly drafter: string;
  readonly evidence: readonly EvidenceGroup[];
  /** Of a draft that changes what the project depends on. */
  readonly plan?: PlanSection;
  readonly finding: readonly Row[];
  /** What nobody sees who reads the diff alone. */
  readonly unseen: readonly Row[];
  readonly risk: readonly Row[];
  readonly claim: readonly Row[];
  readonly origin: readonly Row[];
}

const tierText: Readonly<Record<RiskTier, string>> = {
  low: 'Low risk',
  moderate: 'Moderate risk',
  high: 'High risk',
  forbidden: 'Refused',
};

/** `slow` are the checks that run on demand, as they stand for this very text. */
export function pageOf(review: Review, slow: readonly SlowState[] = []): Page {
  const { finding, draft, verdict, risk } = review;
  const refused = refusals(review).length > 0;
  const evidence = evidenceGroups(review, slow);
  const plan = planSection(draft);
  return {
    id: draft.id,
    verdict: {
      id: refused ? 'blocked' : verdict,
      text: refused ? 'Cannot be applied' : verdictText[verdict],
    },
    tier: { id: risk.tier, text: tierText[risk.tier] },
    next: nextStep(review),
    drafter: drafterOf(draft),
    evidence,
    ...(plan && { plan }),
    finding: findingRows(finding),
    unseen: unseenRows(review, evidence),
    risk: riskRows(review),
    claim: claimRows(draft),
    origin: originRows(review),
  };
}

/** What nothing that a person types can mend, whoever it is. */
function refusals({ risk, draft, demands }: Review): readonly string[] {
  const forbidden = risk.reasons.filter(({ tier }) => tier === 'forbidden');
  const reasons = forbidden.map(({ reason }) => reason);
  return [...reasons.slice(0, 1), ...drafterRefusals(draft.origin, demands)];
}

function nextStep(review: Review): string {
  const { risk, verdict, evidence, required } = review;
  const refused = refusals(review);
  if (refused.length > 0) return `${refused.join(' ')} Reject the draft.`;
  const [worst] = risk.reasons;
  const against = objections(evidence, required);
  const unrun = against.filter(({ outcome }) => outcome === 'not-run');
  const failed = unrun.length < against.length;
  const steps: string[] = [];
  if (risk.tier === 'high') steps.push('type the path and a reason');
  if (failed) steps.push('type why it is right although a check failed');
  else if (unrun.length > 0)
    steps.push('type why it is right although a required check did not run');
  const names = unrun.map(({ title }) => `“${title}”`).join(', ');
  return [
    ...(risk.tier === 'high' && worst ? [worst.reason] : []),
    ...(unrun.length > 0 ? [`The policy requires what did not run: ${names}.`] : []),
    steps.length > 0 ? `To accept, you will ${steps.join(', and ')}.` : lookText[verdict],
  ].join(' ');
}

const lookText: Readonly<Record<Review['verdict'], string>> = {
  clear: 'Read the diff. Accept or reject it from its title bar.',
  attention: 'Look at what did not pass and read the diff. Accept or reject it from its title bar.',
  blocked: 'Reject the draft from the diff’s title bar, or edit it.',
};

function riskRows({ risk, demands }: Review): readonly Row[] {
  const reasons = risk.reasons.map(({ path, tier, reason }, index): Row => {
    const place: Place = { text: lineText(path, undefined), path, side: 'after' };
    return { id: `risk:${index}`, label: tierText[tier], text: reason, places: [place] };
  });
  const wanted = demands.flatMap(({ approvers, differentApprover }) => [
    ...(approvers ? [`Only these may accept it: ${approvers.join(', ') || 'nobody'}.`] : []),
    ...(differentApprover ? ['Somebody else than who asked for it has to accept it.'] : []),
  ]);
  const said = [...new Set(wanted)].map((text): Said => ['The policy demands', text]);
  return [...reasons, ...plainRows('demand', said)];
}

/** The checks that look for what a diff does not show. */
/** By id: the checks themselves are loaded when a draft is reviewed. A test holds these to them. */
export const hidingChecks: readonly string[] = ['hidden-text', 'format'];

function unseenRows({ files }: Review, evidence: readonly EvidenceGroup[]): readonly Row[] {
  const checks = evidence.flatMap(({ rows }) => rows).filter(({ id }) => hidingChecks.includes(id));
  const hidden: Row[] = checks
    .filter(({ state }) => state !== 'pass')
    .map(({ id, title, detail, places }) => ({
      id: `unseen:${id}`,
      label: title,
      text: detail.map(({ text }) => text).join(''),
      places,
    }));
  if (hidden.length === 0 && checks.length > 0) {
    const text = 'The checks found no white space and no characters that the diff hides.';
    hidden.push({ id: 'unseen:nothing', label: 'Hidden text', text, places: [] });
  }
  if (files.length < 2) return hidden;
  const places = files.map(({ path }): Place => {
    return { text: lineText(path, undefined), path, side: 'after' };
  });
  const text = `The draft changes ${files.length} files. Each has a diff of its own.`;
  return [...hidden, { id: 'unseen:files', label: 'Other files', text, places }];
}

function claimRows({ rationale, suggestedTest: test }: Draft): readonly Row[] {
  return plainRows('claim', [
    ['Why it is vulnerable', rationale.whyVulnerable],
    ['Why this fixes it', rationale.whyFixed],
    ...rationale.mayBreak.map((text): Said => ['May break', text]),
    ...rationale.alternatives.map(({ option, whyNot }): Said => [
      'Instead',
      `${option}: ${whyNot}`,
    ]),
    ...rationale.assumptions.map((text): Said => ['Assumes', text]),
    ...(test
      ? [['Suggested test', `${test.why} (${test.path})\n${manyLines(test.code)}`] satisfies Said]
      : []),
  ]);
}

/** A label and what it labels. */
type Said = readonly [string, string];

function plainRows(section: string, said: readonly Said[]): readonly Row[] {
  return said.map(([label, text], index) => {
    return { id: `${section}:${index}`, label, text, places: [] };
  });
}

function drafterOf({ origin }: Draft): string {
  switch (origin.kind) {
    case 'recipe':
      return 'Drafted by a built-in recipe, the same for the same code';
    case 'supplied':
      return `Supplied by ${origin.tool.name} in its report`;
    case 'model':
      return `Drafted by the language model ${origin.model?.name ?? 'that is not named'}`;
  }
}

function originRows({ draft, edited }: Review): readonly Row[] {
  const { origin } = draft;
  const rows: Said[] = [
    ['Drafter', drafterOf(draft)],
    ['Tool', [origin.tool.name, origin.tool.version].filter(Boolean).join(' ')],
  ];
  if (origin.model) {
    const { provider, name, version } = origin.model;
    const declared = origin.identity === 'declared' ? ' (as the provider declares it)' : '';
    rows.push(['Model', `${[provider, name, version].filter(Boolean).join(' ')}${declared}`]);
  }
  if (origin.promptSha256) rows.push(['Prompt', `SHA-256 ${origin.promptSha256}`]);
  rows.push(['Requested by', `${origin.requestedBy}, ${origin.requestedAt}`]);
  if (edited) rows.push(['Edited', 'You have changed the drafted text.']);
  return plainRows('origin', rows);
}
