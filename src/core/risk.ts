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
