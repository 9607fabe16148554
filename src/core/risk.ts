import type { Draft } from './draft';
import { messageOf } from './errors';
import type { Finding } from './finding';
import { checkRelativePath, foldPath } from './paths';
import type { Policy, PolicyRule, RuleMatch } from './policy';
import { rulesFor } from './policy';

/** From harmless to refused outright. */
export const riskTiers = ['low', 'moderate', 'high', 'forbidden'] as const;
export type RiskTier = (typeof riskTiers)[number];

export interface RiskReason {
  readonly path: string;
  readonly tier: RiskTier;
  /** A sentence: which rule of the floor or the policy speaks, and what it guards. */
  readonly reason: string;
}

export interface Risk {
  readonly tier: RiskTier;
  /** At least one a file, worst first. */
  readonly reasons: readonly RiskReason[];
}

/** A file of a draft: the path that it is known by, and the file that it really is. */
interface JudgedFile {
  readonly path: string;
  readonly realPath: string;
}

/**
 * The risk of changing these files: the worst of them counts. `finding` and `draft` are undefined
 * for a patch that came without them. What cannot be judged is forbidden; it never throws.
 */
export function assess(
  finding: Finding | undefined,
  draft: Draft | undefined,
  files: readonly JudgedFile[],
  policy: Policy,
): Risk {
  const reasons = files.flatMap(({ path, realPath }) => tierOf([path, realPath], finding, policy));
  for (const { path } of draft?.changes ?? []) {
    if (!files.some((file) => file.path === path)) {
      reasons.push(
        forbidden(path, 'The draft changes this file, but it was not opened for review.'),
      );
    }
  }
  return { tier: worstTier(reasons), reasons: worstFirst(reasons) };
}

/**
 * Why a file has its tier: one reason for each rule that speaks of any of its names. The first name
 * is the one to show; the others are what it really is. At least one reason, worst first.
 */
export function tierOf(
  names: readonly string[],
  finding: Finding | undefined,
  policy: Policy,
): readonly RiskReason[] {
  const [path = ''] = names;
  try {
    const reasons = [...new Set(names)].flatMap((name) => judge(path, name, finding, policy));
    if (reasons.length > 0) return worstFirst(reasons);
    return [{ path, tier: 'low', reason: 'No rule of the floor or the policy guards this file.' }];
  } catch (error) {
    return [forbidden(path, `The risk could not be judged: ${messageOf(error)}.`)];
  }
}

/** The highest tier among the reasons; low when there are none. */
export function worstTier(reasons: readonly Pick<RiskReason, 'tier'>[]): RiskTier {
  return (
    riskTiers[Math.max(0, ...reasons.map(({ tier }) => riskTiers.indexOf(tier)))] ?? 'forbidden'
  );
}

function judge(
  path: string,
  name: string,
  finding: Finding | undefined,
  policy: Policy,
): readonly RiskReason[] {
  const checked = checkRelativePath(name);
  if (!checked.ok)
    return [forbidden(path, `This is no path that a fix may change: ${checked.why}.`)];
  const through = name === path ? '' : `, as ${name}`;
  return rulesFor(policy, checked.path).map((match) => ({
    path,
    tier: tierBy(match, checked.path, finding),
    reason: `${voices[match.rule.origin]} (${match.by}${through}): ${match.rule.reason}.`,
  }));
}

/** A dependency finding may change its own manifest and the lockfile beside it with less ado. */
function tierBy({ rule }: RuleMatch, path: string, finding: Finding | undefined): RiskTier {
  if (rule.ownFindingTier === undefined || finding?.kind !== 'dependency') return rule.tier;
  const own = folderOf(path) === folderOf(finding.location.path);
  return own ? rule.ownFindingTier : rule.tier;
}

function folderOf(path: string): string {
  const folded = foldPath(path);
  return folded.slice(0, folded.lastIndexOf('/') + 1);
}

const voices: Readonly<Record<PolicyRule['origin'], string>> = {
  'built-in': 'Built-in floor',
  committed: 'Committed policy',
  'working tree': 'Uncommitted policy',
};

function forbidden(path: string, reason: string): RiskReason {
  return { path, tier: 'forbidden', reason };
}

function worstFirst(reasons: readonly RiskReason[]): readonly RiskReason[] {
  return [...reasons].sort((a, b) => riskTiers.indexOf(b.tier) - riskTiers.indexOf(a.tier));
}
