import type { ContentFact, Touched } from './contentFacts';
import type { Draft, Origin } from './draft';
import { messageOf } from './errors';
import type { Finding } from './finding';
import { checkRelativePath, foldPath } from './paths';
import type { Policy, RuleMatch } from './policy';
import { ruleVoice, rulesFor } from './policy';
import { oneLine } from './plainText';
import type { Reach } from './reach';
import { callingFiles, farFiles, reachText } from './reach';

/** From harmless to refused outright. */
export const riskTiers = ['low', 'moderate', 'high', 'forbidden'] as const;
export type RiskTier = (typeof riskTiers)[number];

export interface RiskReason {
  readonly path: string;
  readonly tier: RiskTier;
  /** A sentence or two: which rule of the floor or the policy speaks, or what the change does. */
  readonly reason: string;
}

export interface Risk {
  readonly tier: RiskTier;
  /** At least one a file, worst first. */
  readonly reasons: readonly RiskReason[];
}

/** A file of a draft: the path that it is known by, and the file that it really is. */
export interface JudgedFile {
  readonly path: string;
  readonly realPath: string;
}

/** What was found out about a change beside its paths. */
export interface RiskFacts extends Pick<Touched, 'content' | 'lines'> {
  readonly reach: readonly Reach[];
}

/** What counts of a finding. */
type JudgedFinding = Pick<Finding, 'kind' | 'severity' | 'location'>;

const noFacts: RiskFacts = { content: [], lines: 0, reach: [] };

/**
 * The risk of changing these files: the worst of them counts. `finding` and `draft` are undefined
 * for a patch that came without them. Facts only add. What cannot be judged is forbidden; it never
 * throws.
 */
export function assess(
  finding: JudgedFinding | undefined,
  draft: Draft | undefined,
  files: readonly JudgedFile[],
  policy: Policy,
  facts: RiskFacts = noFacts,
): Risk {
  const reasons = files.flatMap(({ path, realPath }) => tierOf([path, realPath], finding, policy));
  for (const { path } of draft?.changes ?? []) {
    if (!files.some((file) => file.path === path)) {
      reasons.push(
        forbidden(path, 'The draft changes this file, but it was not opened for review.'),
      );
    }
  }
  reasons.push(...facts.content.flatMap((fact) => contentReasons(fact, finding, policy)));
  reasons.push(...facts.reach.flatMap(reachReasons));
  const [first] = files;
  if (first) reasons.push(...wholeReasons(first.path, finding, draft, files, facts));
  return { tier: worstTier(reasons), reasons: worstFirst(reasons) };
}

/**
 * Why a file has its tier: one reason for each rule that speaks of any of its names. The first name
 * is the one to show; the others are what it really is. At least one reason, worst first.
 */
export function tierOf(
  names: readonly string[],
  finding: JudgedFinding | undefined,
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

/** What the code does, and what the policy says of code that does it. */
function contentReasons(
  fact: ContentFact,
  finding: JudgedFinding | undefined,
  policy: Policy,
): readonly RiskReason[] {
  const { path, does, sign, line, side } = fact;
  const where = `line ${line + 1}${side === 'before' ? ' before the change' : ''}`;
  const said = `By what the code does (${fact.class}): it ${does}. See “${oneLine(sign, 80)}”, ${where}.`;
  const reasons: RiskReason[] = [{ path, tier: fact.tier, reason: said }];
  const mayBeHigh = fact.classTier === 'high';
  const isGrave = finding?.severity === 'critical' && finding.location.path === path;
  if (isGrave && mayBeHigh && fact.tier === 'moderate' && fact.isAct) {
    const reason = `The finding is critical, and the code around it ${does}.`;
    reasons.push({ path, tier: 'high', reason });
  }
  for (const rule of policy.content) {
    if (rule.class !== fact.class) continue;
    const reason = `${ruleVoice(rule.origin)} (${rule.class}, “${oneLine(sign, 80)}”, ${where}): ${rule.reason}.`;
    reasons.push({ path, tier: rule.tier, reason });
  }
  return reasons;
}

function reachReasons(reach: Reach): readonly RiskReason[] {
  const files = callingFiles(reach);
  if (files === 0) return [];
  const tier = files >= farFiles ? 'moderate' : 'low';
  return [{ path: reach.path, tier, reason: reachText(reach) }];
}

/** A larger change than this takes more than a look. */
const manyLines = 100;
const manyFiles = 5;

/** What speaks of the change as a whole, said of its first file. */
function wholeReasons(
  path: string,
  finding: JudgedFinding | undefined,
  draft: Draft | undefined,
  files: readonly JudgedFile[],
  { lines }: RiskFacts,
): readonly RiskReason[] {
  const reasons: string[] = [];
  if (lines > manyLines) reasons.push(`The change is large: ${lines} lines.`);
  if (files.length > manyFiles) reasons.push(`The change is wide: ${files.length} files.`);
  const drafter = draft && drafterReason(draft.origin);
  if (drafter !== undefined) reasons.push(drafter);
  if (finding?.severity === 'critical') {
    reasons.push('The finding is critical, so a fix that only looks right does much harm.');
  }
  return reasons.map((reason) => ({ path, tier: 'moderate', reason }));
}

function drafterReason({ kind, identity, model, tool }: Origin): string | undefined {
  if (kind === 'model' && model === undefined) return 'Nobody knows which model drafted it.';
  if (identity !== 'declared') return undefined;
  const name = oneLine(model?.name ?? tool.name, 80);
  return `Who drafted it is only declared: ${name}.`;
}

function judge(
  path: string,
  name: string,
  finding: JudgedFinding | undefined,
  policy: Policy,
): readonly RiskReason[] {
  const checked = checkRelativePath(name);
  if (!checked.ok)
    return [forbidden(path, `This is no path that a fix may change: ${checked.why}.`)];
  const through = name === path ? '' : `, as ${name}`;
  return rulesFor(policy, checked.path).map((match) => ({
    path,
    tier: tierBy(match, checked.path, finding),
    reason: `${ruleVoice(match.rule.origin)} (${match.by}${through}): ${match.rule.reason}.`,
  }));
}

/** A dependency finding may change its own manifest and the lockfile beside it with less ado. */
function tierBy({ rule }: RuleMatch, path: string, finding: JudgedFinding | undefined): RiskTier {
  if (rule.ownFindingTier === undefined || finding?.kind !== 'dependency') return rule.tier;
  const own = folderOf(path) === folderOf(finding.location.path);
  return own ? rule.ownFindingTier : rule.tier;
}

function folderOf(path: string): string {
  const folded = foldPath(path);
  return folded.slice(0, folded.lastIndexOf('/') + 1);
}

function forbidden(path: string, reason: string): RiskReason {
  return { path, tier: 'forbidden', reason };
}

function worstFirst(reasons: readonly RiskReason[]): readonly RiskReason[] {
  return [...reasons].sort((a, b) => riskTiers.indexOf(b.tier) - riskTiers.indexOf(a.tier));
}
