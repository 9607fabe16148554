import type { Origin } from './draft';
import { oneLine } from './plainText';
import type { Person } from './ports';
import type { RiskTier } from './risk';
import { riskTiers } from './risk';
import type { RuleOrigin } from './policy';
import { ruleVoice } from './policy';

/** What the policy wants of drafts of a tier and of every higher one. Each demand counts by itself. */
export interface Demand {
  readonly tier: Exclude<RiskTier, 'forbidden'>;
  readonly origin: RuleOrigin;
  /** Ids of checks that must have run. */
  readonly checks: readonly string[];
  /** Absent: anybody. Empty: nobody. */
  readonly drafters?: readonly Origin['kind'][];
  /** Patterns on provider/name, for drafts of a model. */
  readonly models?: readonly string[];
  /** Patterns on the name or the address of who accepts. */
  readonly approvers?: readonly string[];
  readonly differentApprover: boolean;
}

/** The demands that hold for a draft of this risk. */
export function demandsFor(demands: readonly Demand[], tier: RiskTier): readonly Demand[] {
  return demands.filter((one) => riskTiers.indexOf(one.tier) <= riskTiers.indexOf(tier));
}

/** The checks that must have run, each once. */
export function requiredChecks(demands: readonly Demand[]): readonly string[] {
  return [...new Set(demands.flatMap(({ checks }) => checks))];
}

/** Why a draft of this origin may not be accepted, as sentences; none when it may. */
export function drafterRefusals(
  { kind, model }: Pick<Origin, 'kind' | 'model'>,
  demands: readonly Demand[],
): readonly string[] {
  const name = `${model?.provider ?? 'unknown'}/${model?.name ?? 'unknown'}`;
  return demands.flatMap(({ tier, origin, drafters, models }) => {
    if (drafters && !drafters.includes(kind)) {
      const allowed = drafters.length === 0 ? 'nobody' : drafters.join(' or ');
      return [`${voice(origin)} lets ${allowed} make ${drafts(tier)}, and this one is by ${kind}.`];
    }
    if (kind !== 'model' || !models || models.some((one) => matches(one, name))) return [];
    const allowed = listed(models, 'no model');
    return [
      `${voice(origin)} lets ${allowed} make ${drafts(tier)}, and this one is by ${oneLine(name, 200)}.`,
    ];
  });
}

/** Why this person may not accept a draft, as sentences; none when they may. */
export function approverRefusals(
  person: Person,
  origin: Requester,
  demands: readonly Demand[],
): readonly string[] {
  const names = [person.name, person.email].filter((one) => one !== undefined);
  const refusals = demands.flatMap(({ tier, origin: from, approvers }) => {
    if (!approvers || approvers.some((one) => names.some((name) => matches(one, name)))) return [];
    return [
      `${voice(from)} lets ${listed(approvers, 'nobody')} accept ${drafts(tier)}, and git says that you are ${personText(person)}.`,
    ];
  });
  const different = demands.find((one) => one.differentApprover);
  if (!different) return refusals;
  const requester = requesterOf(origin);
  const wants = `${voice(different.origin)} wants ${drafts(different.tier)} to be accepted by somebody else than who asked for them`;
  if (isUnknown(person))
    return [...refusals, `${wants}. Set git’s user.name, so that it is known who you are.`];
  if (isUnknown(requester))
    return [
      ...refusals,
      `${wants}, and nobody knows who did. Set git’s user.name and draft it again.`,
    ];
  if (!isSamePerson(person, requester)) return refusals;
  return [
    ...refusals,
    `${wants}. You asked for it (${personText(requester)}): let somebody else accept it.`,
  ];
}

type Requester = Pick<Origin, 'requestedBy' | 'requestedByEmail'>;

/** Who asked for a draft. */
export function requesterOf({ requestedBy: name, requestedByEmail: email }: Requester): Person {
  return email === undefined ? { name } : { name, email };
}

/** By name or by address, whichever agrees: who has two names is still one person. */
export function isSamePerson(one: Person, other: Person): boolean {
  const email = foldEmail(one.email ?? '');
  if (email !== '' && email === foldEmail(other.email ?? '')) return true;
  return foldName(one.name) === foldName(other.name);
}

function isUnknown({ name, email }: Person): boolean {
  return email === undefined && ['', 'unknown'].includes(foldName(name));
}

/** What stands behind a plus is for whoever sorts the mail: it reaches the same person. */
function foldEmail(text: string): string {
  return foldName(text).replace(/^([^+@]+)\+[^@]*(?=@)/, '$1');
}

/** Names as people mean them: case, width, invisible characters and repeated spaces do not count. */
function foldName(text: string): string {
  const visible = text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return visible.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** `*` stands for anything, all else for itself. The time is bounded by the product of the lengths. */
function matches(pattern: string, text: string): boolean {
  const pieces = foldName(pattern).split('*');
  const name = foldName(text.slice(0, 1000));
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function listed(patterns: readonly string[], none: string): string {
  const shown = patterns.slice(0, 5).map((one) => oneLine(one, 80));
  const more = patterns.length - shown.length;
  if (shown.length === 0) return none;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' or ');
}

function personText({ name, email }: Person): string {
  return oneLine(email === undefined ? name : `${name} <${email}>`, 200);
}

function drafts(tier: Demand['tier']): string {
  if (tier === 'low') return 'drafts';
  return tier === 'high' ? 'drafts of high risk' : 'drafts of moderate or high risk';
}

function voice(origin: RuleOrigin): string {
  return `The ${ruleVoice(origin).toLowerCase()}`;
}
