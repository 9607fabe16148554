import type { Ambiguity, Budget } from './regexAmbiguity';
import { type Extent, stepsOf } from './regexMachine';
import type { RegexProgram } from './regexProgram';

/** That an attack works, and how well where that is known. */
export interface Growth {
  readonly degree?: number;
}

const mostRounds = 16;
const longTrial = 60_000;

/** Tries whether each round of the pump multiplies the steps of a match, by two or nearly so. */
export function doublesEachRound(
  program: RegexProgram,
  { prefix, pump }: Ambiguity,
  suffix: string,
  budget: Budget,
): Growth | undefined {
  const steps: number[] = [];
  const factor = (round: number) => (steps[round] ?? 0) / (steps[round - 1] ?? Infinity);
  for (let round = 0; round <= mostRounds; round++) {
    const text = prefix + pump.repeat(round) + suffix;
    const now = stepsOf(program, text, 'start', longTrial);
    budget.left -= now;
    // So steep that there is no room for more rounds.
    if (now >= longTrial) return factor(round - 1) >= (round < 5 ? 4 : 2.5) ? {} : undefined;
    steps.push(now);
    // The factor of a power of the length falls from round to round.
    const steady = factor(round) >= 1.75 && factor(round) >= 0.92 * factor(round - 2);
    if (steady && round >= 6 && now > 1000) return {};
    if (round >= 8 && factor(round) < 1.14) return undefined;
  }
  return undefined;
}

const leastCharacters = 20;
const longSearch = 200_000;

/** Tries whether the steps of a search outgrow the length of the text. */
export function outgrowsLength(
  program: RegexProgram,
  { prefix, pump }: Ambiguity,
  suffix: string,
  budget: Budget,
  extent: Extent,
): Growth | undefined {
  const rounds = Math.max(4, Math.ceil(leastCharacters / pump.length));
  const steps = [1, 2, 3].map((times) => {
    const text = prefix + pump.repeat(rounds * times) + suffix;
    const taken = stepsOf(program, text, extent, longSearch);
    budget.left -= taken;
    return taken;
  });
  const [one = 0, two = 0, three = 0] = steps;
  if (three >= longSearch) return { degree: 4 };
  const later = three - two;
  const earlier = two - one;
  // What grows with the length alone adds the same each time.
  if (later - earlier < (rounds ** 2 * pump.length) / 2) return undefined;
  const ratio = later / earlier;
  if (ratio < 2.1) return { degree: 2 };
  return { degree: ratio < 3.4 ? 3 : 4 };
}
