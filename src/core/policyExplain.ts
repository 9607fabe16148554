import type { Demand } from './demands';
import { demandsFor } from './demands';
import { oneLine, shownPath } from './plainText';
import type { ContentRule, Policy } from './policy';
import { ruleVoice } from './policy';
import type { RiskReason, RiskTier } from './risk';
import { riskTiers, tierOf, worstTier } from './risk';

/** What the policy says of changing one file, before anybody knows the change. */
export interface Explanation {
  readonly path: string;
  /** The file that the path really is. */
  readonly realPath: string;
  /** At least: what the changed code does can only raise it. */
  readonly tier: RiskTier;
  /** All rules that speak of the file, worst first; those of its tier decide. */
  readonly rules: readonly (Pick<RiskReason, 'tier' | 'reason'> & { readonly decides: boolean })[];
  /** Rules on what code does, wherever it stands. */
  readonly content: readonly ContentRule[];
  /** What a draft needs, by the tier that it may come to. */
  readonly demands: readonly { readonly tier: RiskTier; readonly demands: readonly Demand[] }[];
  readonly needsEntry: boolean;
  readonly sha256: string;
  readonly problems: readonly string[];
}

export function explainPolicy(policy: Policy, path: string, realPath: string): Explanation {
  const reasons = tierOf([path, realPath], undefined, policy);
  const tier = worstTier(reasons);
  const possible = riskTiers.filter((one) => one !== 'forbidden' && isAtLeast(one, tier));
  return {
    path,
    realPath,
    tier,
    rules: reasons.map(({ tier: its, reason }) => ({ tier: its, reason, decides: its === tier })),
    content: policy.content,
    demands: possible.map((one) => ({ tier: one, demands: demandsFor(policy.demands, one) })),
    needsEntry: policy.needsEntry,
    sha256: policy.sha256,
    problems: policy.problems,
  };
}

function isAtLeast(tier: RiskTier, least: RiskTier): boolean {
  return riskTiers.indexOf(tier) >= riskTiers.indexOf(least);
}

/** The explanation for people, line by line. */
export function explanationText(explanation: Explanation): readonly string[] {
  const { path, realPath, tier, rules, content, demands, needsEntry, problems } = explanation;
  const really = realPath === path ? '' : `, which is really ${shownPath(realPath, 300)}`;
  return [
    `${shownPath(path, 300)}${really}: ${tierTexts[tier]}.`,
    ...rules.map(({ tier: its, reason, decides }) => {
      return `  ${decides ? 'decides ' : 'speaks  '} ${its.padEnd(9)} ${oneLine(reason, 600)}`;
    }),
    ...(content.length > 0 ? ['By what the changed code does, whatever its file:'] : []),
    ...content.map(({ class: name, tier: its, reason, origin }) => {
      return `  ${name} is ${its} (${ruleVoice(origin)}): ${oneLine(reason, 300)}.`;
    }),
    ...demands.flatMap(({ tier: its, demands: all }) => demandLines(its, all, its === tier)),
    ...(needsEntry ? ['A change that AI drafted needs an entry in .ai-bom/.'] : []),
    ...problems.map((problem) => oneLine(problem, 600)),
  ];
}

const tierTexts: Readonly<Record<RiskTier, string>> = {
  low: 'low risk at least',
  moderate: 'moderate risk at least',
  high: 'high risk, so its path and a reason must be typed to accept',
  forbidden: 'no draft may touch it',
};

function demandLines(
  tier: RiskTier,
  demands: readonly Demand[],
  isOwn: boolean,
): readonly string[] {
  const lines = demands.flatMap((one) => {
    const from = ruleVoice(one.origin);
    const said: string[] = [];
    if (one.checks.length > 0) said.push(`must have run: ${one.checks.join(', ')}`);
    if (one.drafters) said.push(`may draft: ${some(one.drafters)}`);
    if (one.models) said.push(`models that may draft: ${some(one.models)}`);
    if (one.approvers) said.push(`may accept: ${some(one.approvers)}`);
    if (one.differentApprover) said.push('who asked for the draft may not accept it');
    return said.map((text) => `  ${text} (${from}, from ${one.tier} risk on)`);
  });
  if (lines.length === 0) return [];
  const when = isOwn ? 'To accept a draft' : `If the change comes to ${tier} risk`;
  return [`${when}:`, ...lines];
}

function some(list: readonly string[]): string {
  return list.length === 0 ? 'nobody' : list.map((one) => oneLine(one, 80)).join(', ');
}
