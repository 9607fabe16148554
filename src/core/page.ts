import type { Draft } from './draft';
import type { Evidence } from './evidence';
import { verdictText } from './evidence';
import type { Finding, Location } from './finding';
import type { Review } from './review';
import type { RiskTier } from './risk';

/**
 * The review panel as data: plain text only, in the order in which it is read. The view sets every
 * string as text, never as markup.
 */
export interface Page {
  readonly verdict: { readonly id: Review['verdict']; readonly text: string };
  readonly tier: { readonly id: RiskTier; readonly text: string };
  /** What the reviewer can do next, in one sentence. */
  readonly next: string;
  /** Who drafted it, in one line. */
  readonly drafter: string;
  readonly finding: readonly Row[];
  readonly evidence: readonly EvidenceRow[];
  readonly risk: readonly Row[];
  readonly claim: readonly Row[];
  readonly origin: readonly Row[];
}

export interface Row {
  readonly label: string;
  readonly text: string;
}

export interface EvidenceRow {
  readonly outcome: Evidence['outcome'];
  readonly title: string;
  readonly detail: string;
  /** One-based, for people. */
  readonly lines: readonly number[];
}

const tierText: Readonly<Record<RiskTier, string>> = {
  low: 'Low risk',
  moderate: 'Moderate risk',
  high: 'High risk',
  forbidden: 'Refused',
};

const worstFirst: readonly Evidence['outcome'][] = ['fail', 'warn', 'not-run', 'pass'];

export function pageOf(review: Review): Page {
  const { finding, draft, evidence, verdict, risk } = review;
  const sorted = [...evidence].sort(
    (a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome),
  );
  const refused = risk.tier === 'forbidden';
  return {
    verdict: {
      id: refused ? 'blocked' : verdict,
      text: refused ? 'Cannot be applied' : verdictText[verdict],
    },
    tier: { id: risk.tier, text: tierText[risk.tier] },
    next: nextStep(review),
    drafter: drafterOf(draft),
    finding: findingRows(finding),
    evidence: sorted.map(({ outcome, title, detail, lines }) => ({
      outcome,
      title,
      detail,
      lines: (lines ?? []).map(({ line }) => line + 1),
    })),
    risk: risk.reasons.map(({ path, tier, reason }) => ({
      label: `${path}: ${tierText[tier].toLowerCase()}`,
      text: reason,
    })),
    claim: claimRows(draft),
    origin: originRows(review),
  };
}

function nextStep({ risk, verdict }: Review): string {
  const [worst] = risk.reasons;
  if (risk.tier === 'forbidden') return `${worst?.reason ?? ''} Reject the draft.`.trim();
  const steps: string[] = [];
  if (risk.tier === 'high') steps.push('type the path and a reason');
  if (verdict === 'blocked') steps.push('type why it is right although a check failed');
  if (steps.length === 0) return 'Read the diff. Accept or reject it from its title bar.';
  const why = risk.tier === 'high' ? `${worst?.reason ?? ''} ` : '';
  return `${why}To accept, you will ${steps.join(', and ')}.`;
}

function findingRows(finding: Finding): readonly Row[] {
  const score = finding.securitySeverity === undefined ? '' : ` (${finding.securitySeverity})`;
  const tools = [finding.tool, ...(finding.also ?? [])].map(({ name, version }) =>
    [name, version].filter(Boolean).join(' '),
  );
  const rows: Row[] = [
    { label: 'What', text: finding.message },
    { label: 'Where', text: placeOf(finding.location) },
    { label: 'Severity', text: `${finding.severity}${score}` },
    { label: 'Rule', text: finding.ruleId },
    { label: 'Found by', text: tools.join(', ') },
  ];
  if (finding.cwe.length > 0) rows.push({ label: 'Weakness', text: finding.cwe.join(', ') });
  if (finding.help?.text) rows.push({ label: 'Help', text: finding.help.text });
  if (finding.kind === 'code') {
    for (const [index, flow] of finding.codeFlows.entries()) {
      const steps = flow.map(placeOf).join(' → ');
      rows.push({ label: `Data flow ${index + 1}`, text: steps });
    }
    if (finding.guard) rows.push({ label: 'Checked before', text: placeOf(finding.guard) });
  }
  return rows;
}

function placeOf({ path, region }: Location): string {
  return region ? `${path}, line ${region.start.line + 1}` : path;
}

function claimRows({ rationale }: Draft): readonly Row[] {
  return [
    { label: 'Why it is vulnerable', text: rationale.whyVulnerable },
    { label: 'Why this fixes it', text: rationale.whyFixed },
    ...rationale.mayBreak.map((text) => ({ label: 'May break', text })),
    ...rationale.alternatives.map(({ option, whyNot }) => ({
      label: 'Instead',
      text: `${option}: ${whyNot}`,
    })),
    ...rationale.assumptions.map((text) => ({ label: 'Assumes', text })),
  ];
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
  const rows: Row[] = [
    { label: 'Drafter', text: drafterOf(draft) },
    { label: 'Tool', text: [origin.tool.name, origin.tool.version].filter(Boolean).join(' ') },
  ];
  if (origin.model) {
    const { provider, name, version } = origin.model;
    const declared = origin.identity === 'declared' ? ' (as the provider declares it)' : '';
    const text = `${[provider, name, version].filter(Boolean).join(' ')}${declared}`;
    rows.push({ label: 'Model', text });
  }
  if (origin.promptSha256) rows.push({ label: 'Prompt', text: `SHA-256 ${origin.promptSha256}` });
  rows.push({ label: 'Requested by', text: `${origin.requestedBy}, ${origin.requestedAt}` });
  if (edited) rows.push({ label: 'Edited', text: 'You have changed the drafted text.' });
  return rows;
}
