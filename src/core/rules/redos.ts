import { type Ambiguity, type Budget, doublings, handovers } from './regexAmbiguity';
import { type Automaton, automatonOf } from './regexAutomaton';
import { type RegexProgram, programOf } from './regexProgram';
import { parseRegex } from './regexParser';
import { type RegexNode, type RegexSyntax, type RepeatNode, UnreadableRegex } from './regexTree';
import { suffixesAfter } from './regexSuffix';
import { type Growth, doublesEachRound, outgrowsLength } from './regexTrial';

/** A regular expression whose time an attacker's text can drive up. */
export interface RegexRisk {
  readonly kind: 'exponential' | 'polynomial';
  /** Offsets of the ambiguous repetition in the pattern's source. */
  readonly start: number;
  readonly end: number;
  /** The attack is `prefix`, then `pump` many times, then `suffix`. */
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
  /** Of a polynomial: the power of the text's length that the time grows with, 4 for any above. */
  readonly degree?: number;
}

const longestPattern = 4000;
const mostRemembered = 500;
const remembered = new Map<string, Remembered>();

interface Remembered {
  readonly risk: RegexRisk | undefined;
  /** The steps that it took to find out. */
  readonly steps: number;
}

/**
 * The worst that a text can do to a pattern, or undefined where nothing is known against it: also
 * where it is invalid, or too large to tell. Never throws. `flags` are the language's own letters;
 * `y` stands for a search that begins nowhere but at the start, such as Python's `re.match`. The
 * attack of a risk was tried on a model of the engine.
 */
export function regexRisk(
  pattern: string,
  flags: string,
  syntax: RegexSyntax = 'javascript',
): RegexRisk | undefined {
  return exponentialRisk(pattern, flags, syntax) ?? polynomialRisk(pattern, flags, syntax);
}

/** Steps for all the patterns of a file: half a second, and far more than people's files take. */
const stepsPerFile = 10_000_000;
const budgets = new WeakMap<object, Budget>();

/** What the patterns of a file may still take, all rules together. */
export function budgetOf(file: object): Budget {
  let budget = budgets.get(file);
  if (!budget) budgets.set(file, (budget = { left: stepsPerFile }));
  return budget;
}

/**
 * As `regexRisk`, but asks only for exponential time, which is much cheaper to rule out. What it takes
 * is taken from the budget; with none left, nothing is known against a pattern.
 */
export function exponentialRisk(
  pattern: string,
  flags: string,
  syntax: RegexSyntax = 'javascript',
  budget: Budget = { left: stepsPerFile },
): RegexRisk | undefined {
  // Only a group that repeats can take the same text in two ways in each of many rounds.
  if (!/\)\s*[*+{]/.test(pattern) && !/x/i.test(flags)) return undefined;
  return rememberedAs(`exponential ${syntax} ${flags} ${pattern}`, budget, () =>
    riskOf(pattern, flags, syntax, {
      kind: 'exponential',
      unboundedFrom: 30,
      attacks: doublings,
      tried: doublesEachRound,
    }),
  );
}

/** As `exponentialRisk`, but asks for polynomial time. */
export function polynomialRisk(
  pattern: string,
  flags: string,
  syntax: RegexSyntax = 'javascript',
  budget: Budget = { left: stepsPerFile },
): RegexRisk | undefined {
  if (!/[*+{]/.test(pattern)) return undefined;
  return rememberedAs(`polynomial ${syntax} ${flags} ${pattern}`, budget, () =>
    riskOf(pattern, flags, syntax, {
      kind: 'polynomial',
      unboundedFrom: 1000,
      attacks: (automaton, budget) => handoverAttacks(automaton, budget, pattern),
      tried: (program, attack, suffix, budget) =>
        outgrowsLength(program, attack, suffix, budget, flags.includes('g') ? 'all' : 'first'),
    }),
  );
}

/** What is remembered costs as much as it did at first: the answers for a file are always the same. */
function rememberedAs(key: string, budget: Budget, find: () => Remembered): RegexRisk | undefined {
  if (budget.left <= 0) return undefined;
  let known = remembered.get(key);
  if (!known) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, (known = find()));
  }
  budget.left -= known.steps;
  return known.risk;
}

interface Search {
  readonly kind: RegexRisk['kind'];
  readonly unboundedFrom: number;
  attacks(automaton: Automaton, budget: Budget): Iterable<Ambiguity>;
  tried(
    program: RegexProgram,
    attack: Ambiguity,
    suffix: string,
    steps: Budget,
  ): Growth | undefined;
}

const searchSteps = 100_000;
const trialSteps = 500_000;

function riskOf(pattern: string, flags: string, syntax: RegexSyntax, search: Search): Remembered {
  if (pattern.length > longestPattern) return { risk: undefined, steps: 0 };
  const steps = { search: { left: searchSteps }, trial: { left: trialSteps } };
  const risk = riskWithin(pattern, flags, syntax, search, steps);
  const taken = searchSteps - steps.search.left + (trialSteps - steps.trial.left);
  return { risk, steps: taken };
}

interface Steps {
  readonly search: Budget;
  readonly trial: Budget;
}

function riskWithin(
  pattern: string,
  flags: string,
  syntax: RegexSyntax,
  search: Search,
  steps: Steps,
): RegexRisk | undefined {
  try {
    const root = parseRegex(pattern, flags, syntax);
    const automaton = automatonOf(root, {
      sticky: flags.includes('y'),
      multiline: /m/i.test(flags) || (syntax === 'python' && /\(\?[a-z]*m/i.test(pattern)),
      unboundedFrom: search.unboundedFrom,
    });
    return worstOf(automaton, root, search, steps);
  } catch (error) {
    if (error instanceof UnreadableRegex) return undefined;
    throw error;
  }
}

function worstOf(
  automaton: Automaton,
  root: RegexNode,
  search: Search,
  steps: Steps,
): RegexRisk | undefined {
  let program: RegexProgram | undefined;
  for (const attack of search.attacks(automaton, steps.search)) {
    program ??= programOf(root);
    for (const suffix of suffixesAfter(automaton, attack)) {
      if (steps.trial.left <= 0) return undefined;
      const growth = search.tried(program, attack, suffix, steps.trial);
      if (!growth) continue;
      const { start, end } = placeOf(automaton, attack, search.kind);
      const { prefix, pump } = attack;
      return { kind: search.kind, start, end, prefix, pump, suffix, ...growth };
    }
  }
  return undefined;
}

/** Each handover, and where its first loop is the search itself, also behind other text. */
function* handoverAttacks(
  automaton: Automaton,
  budget: Budget,
  pattern: string,
): Generator<Ambiguity> {
  const { alphabet, next, setOf, firstInside } = automaton;
  for (const attack of handovers(automaton, budget)) {
    yield attack;
    if (attack.from >= firstInside) continue;
    const [to = 0] = attack.states;
    const inside = (_: string, letter: number) => alphabet.has(setOf[to] ?? 0, letter);
    const outside = alphabet.letters.find((letter, at) => !inside(letter, at));
    if (outside !== undefined) yield { ...attack, prefix: outside };
    if (!/\\b/i.test(pattern) || !next[to]?.includes(to)) continue;
    // Behind a boundary, each pump has to begin a word of its own.
    const parting = alphabet.letters.filter(inside).find((letter) => /\W/.test(letter));
    if (parting !== undefined) yield { ...attack, pump: attack.pump + parting };
  }
}

/** The smallest repetition around all that the pump goes through; for doubling, more than a class. */
function placeOf(
  { around }: Automaton,
  { states }: Ambiguity,
  kind: RegexRisk['kind'],
): { readonly start: number; readonly end: number } {
  const [first = 0, ...others] = states;
  const shared = (around[first] ?? []).filter((node) =>
    others.every((state) => around[state]?.includes(node)),
  );
  const fits = (node: RepeatNode) => kind === 'polynomial' || node.body.kind !== 'chars';
  return shared.find(fits) ?? shared[0] ?? { start: 0, end: 0 };
}
