import type { Fact } from './outline';

/** What a change takes away. */
export interface Loss extends Fact {
  /** What is gone and what to do about it, in a sentence or two. */
  readonly sentence: string;
  /** Hardly ever right. */
  readonly isCertain: boolean;
}

/** "in login(), line 12 before the change" */
export function placeBefore({ line }: Fact, owner = ''): string {
  return owner === '' ? `line ${line + 1} before` : `in ${owner}(), line ${line + 1} before`;
}
