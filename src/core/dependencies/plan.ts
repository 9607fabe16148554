import type { VulnerableNode } from './advisories/advisory';

/** From the least to the most that a project is asked to bear. Each includes those before it but `remove`. */
export const tiers = ['remove', 'lockfile', 'parent', 'range', 'override', 'major'] as const;
export type Tier = (typeof tiers)[number];

/** What a project would be after a fix, against what it is. */
export interface DependencyPlan {
  readonly before: Counts;
  readonly options: readonly PlanOption[];
  /** The tier of the option that is proposed; absent when none helps. */
  readonly chosen?: Tier;
  /** What the chosen option leaves, each with the reason. */
  readonly remaining: readonly Remaining[];
  /** In a plan for some copies that has a proposal: versions that no option takes, and why. */
  readonly passedOver?: readonly PassedOver[];
}

/** A version that somebody may think of first. */
export interface PassedOver {
  readonly name: string;
  readonly version: string;
  /** One sentence or two. */
  readonly reason: string;
}

export interface Counts {
  readonly packages: number;
  readonly vulnerable: number;
  /** Pairs of an installed copy and an advisory. */
  readonly advisories: number;
}

export interface PlanOption {
  readonly tier: Tier;
  readonly edits: readonly PlanEdit[];
  /** Vulnerable copies that are no longer there or no longer vulnerable. */
  readonly fixed: number;
  /** Copies that are vulnerable only after. */
  readonly introduced: number;
  /** Copies before and after, with another version. */
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  /** Changed copies that cross a semver major, or of 0.x a minor. */
  readonly majors: number;
  readonly downgrades: number;
  /** Requirements that are unmet after and were not before. */
  readonly invalidEdges: number;
  readonly compatibility: readonly Compatibility[];
  /** What a person has to look at before it is done; absent where nothing is asked. */
  readonly asks?: readonly PlanQuestion[];
}

/** A sentence, and places of the project's own code that it is about. */
export interface PlanQuestion {
  readonly text: string;
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

export type PlanEdit =
  /** Another range in package.json. */
  | {
      readonly kind: 'range';
      readonly manifest: string;
      readonly section: 'dependencies' | 'devDependencies' | 'optionalDependencies';
      readonly name: string;
      readonly from: string;
      /** Absent: the line goes away. */
      readonly to?: string;
    }
  /** A new entry of `overrides`, `resolutions` or `pnpm.overrides`; keys from the outside in. */
  | { readonly kind: 'override'; readonly keys: readonly string[]; readonly to: string }
  /** In the lockfile. Absent `from`: new. Absent `to`: gone. */
  | {
      readonly kind: 'copy';
      readonly path: string;
      readonly name: string;
      readonly from?: string;
      readonly to?: string;
    };

/** What a change of one package asks of those who use it. */
export interface Compatibility {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  readonly level: 'patch' | 'minor' | 'major' | 'downgrade';
  readonly facts: readonly CompatibilityFact[];
}

export interface CompatibilityFact {
  /** Such as `exports`, `shape`, `engines`, `peers`, `types`, `licence`, `maintainers`, `scripts`, `deprecated`. */
  readonly about: string;
  /** Whether it stands in the way. */
  readonly breaks: 'yes' | 'no' | 'unknown';
  /** One sentence. */
  readonly text: string;
  /** Where the project's own code is concerned. */
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

export interface Remaining extends Pick<VulnerableNode, 'path' | 'name' | 'version'> {
  readonly advisories: readonly string[];
  /** One sentence that says why, and what would help. */
  readonly reason: string;
}
