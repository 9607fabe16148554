import type { PolicyFile } from './policySchema';

/** Policies to start with, from the least to the most strict. */
export const starterNames = ['solo', 'team', 'regulated'] as const;

export type StarterName = (typeof starterNames)[number];

export interface Starter {
  /** Who it is for, and what it asks of them, in one line. */
  readonly what: string;
  /** What to do with it next, as sentences. */
  readonly next: string;
  readonly policy: PolicyFile;
}

/** These look at text alone, so that they run in any language. */
const always = ['no-secrets', 'hidden-text', 'nothing-silenced'] as const;

export const starters: Readonly<Record<StarterName, Starter>> = {
  solo: {
    what: 'You work alone: the built-in floor, and checks that run in any language.',
    next: 'Add what you guard to “tiers”, such as { "glob": "src/payments", "tier": "high" }.',
    policy: {
      version: 1,
      tiers: [],
      demands: { low: { checks: [...always] } },
      aiBom: 'optional',
    },
  },
  team: {
    what: 'Several people: tests for what is risky, a second person for what is high-risk.',
    next: 'Add what you guard to “tiers”. Everybody sets git’s user.name and user.email, because the second person is told apart by them.',
    policy: {
      version: 1,
      tiers: [],
      content: [
        {
          class: 'headers',
          tier: 'high',
          reason: 'what browsers may do is decided once, for everybody',
        },
      ],
      demands: {
        low: { checks: [...always] },
        high: { checks: ['project-tests'], differentApprover: true },
      },
      aiBom: 'required',
    },
  },
  regulated: {
    what: 'Every change is countersigned by a second person, and no model drafts what is high-risk.',
    next: 'Set “approvers” to the people who may accept, such as "*@example.org", and “models” to those that you have approved, as provider/name.',
    policy: {
      version: 1,
      tiers: [],
      content: [
        {
          class: 'headers',
          tier: 'high',
          reason: 'what browsers may do is decided once, for everybody',
        },
        { class: 'transport', tier: 'high', reason: 'connections are part of the protection' },
        { class: 'endpoint', tier: 'moderate', reason: 'others call it' },
        {
          class: 'migration',
          tier: 'forbidden',
          reason: 'stored data changes only by a planned migration',
        },
      ],
      demands: {
        low: { checks: [...always], differentApprover: true },
        moderate: { checks: ['type-check', 'project-tests'] },
        high: { checks: ['same-scanner'], drafters: ['recipe', 'supplied'] },
      },
      aiBom: 'required',
    },
  },
};

/** The file as it is written. */
export function starterText(name: StarterName): string {
  return `${JSON.stringify(starters[name].policy, null, 2)}\n`;
}
