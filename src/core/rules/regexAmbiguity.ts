import type { Automaton } from './regexAutomaton';
import { type Cycles, cyclesOf, shortestWay } from './regexCycles';

/** A way to make an engine try the same text in several ways, if the rest then fails. */
export interface Ambiguity {
  /** Where the ways part. */
  readonly from: number;
  /** The states that take turns while the pump repeats. */
  readonly states: readonly number[];
  readonly prefix: string;
  readonly pump: string;
}

/** Counts the work down; a search that runs out of it answers what it has found so far. */
export interface Budget {
  left: number;
}

/**
 * Loops that can take one and the same text in two ways, so that each round doubles the tries:
 * two ways that part at a state and meet again, all in one loop.
 */
export function* doublings(automaton: Automaton, budget: Budget): Generator<Ambiguity> {
  const cycles = cyclesOf(automaton);
  const inside = cycles.filter(({ states: [one = 0] }) => one >= automaton.firstInside);
  for (const cycle of inside) {
    for (const way of waysThatMeet(automaton, cycle, budget)) yield spelled(automaton, cycle, way);
  }
}

/** Both ways from `from`: the letters, where they have met, and the states on the way. */
interface Meeting {
  readonly from: number;
  readonly to: number;
  readonly letters: readonly number[];
  readonly states: readonly number[];
}

const mostMeetings = 3;

function* waysThatMeet(automaton: Automaton, cycle: Cycles, budget: Budget): Generator<Meeting> {
  const { alphabet, next, setOf } = automaton;
  const size = next.length;
  const within = (state: number) => (next[state] ?? []).filter((to) => cycle.has.has(to));
  const steps = new Map(cycle.states.map((state) => [state, within(state)]));
  const seen = new Map<number, { readonly before: number; readonly letter: number }>();
  const queue: number[] = [];
  const reach = (a: number, b: number, before: number, letter: number) => {
    const pair = a < b ? a * size + b : b * size + a;
    if (seen.has(pair)) return;
    seen.set(pair, { before, letter });
    queue.push(pair);
  };
  for (const [from, to] of steps) {
    for (const [i, a] of to.entries()) {
      if (automaton.twice(from, a)) {
        const letter = alphabet.meet(setOf[a] ?? 0, setOf[a] ?? 0);
        if (letter >= 0) yield { from, to: a, letters: [letter], states: [from, a] };
      }
      for (const b of to.slice(i + 1)) {
        if (--budget.left < 0) return;
        const letter = alphabet.meet(setOf[a] ?? 0, setOf[b] ?? 0);
        if (letter >= 0) reach(a, b, -1 - from, letter);
      }
    }
  }
  let found = 0;
  for (const pair of queue) {
    for (const a of steps.get(Math.floor(pair / size)) ?? []) {
      for (const b of steps.get(pair % size) ?? []) {
        if (--budget.left < 0) return;
        const letter = alphabet.meet(setOf[a] ?? 0, setOf[b] ?? 0);
        if (letter < 0) continue;
        if (a !== b) reach(a, b, pair, letter);
        else if (found++ < mostMeetings) yield traced(seen, pair, a, letter, size);
        else return;
      }
    }
  }
}

function traced(
  seen: ReadonlyMap<number, { readonly before: number; readonly letter: number }>,
  pair: number,
  to: number,
  letter: number,
  size: number,
): Meeting {
  const letters = [letter];
  const states = [to];
  let at = pair;
  while (at >= 0) {
    const step = seen.get(at);
    if (!step) break;
    letters.unshift(step.letter);
    states.push(Math.floor(at / size), at % size);
    at = step.before;
  }
  return { from: -1 - at, to, letters, states: [...states, -1 - at] };
}

/** The pump goes round: from where the ways part to where they meet, and back. */
function spelled(automaton: Automaton, cycle: Cycles, way: Meeting): Ambiguity {
  const back = shortestWay(automaton, way.to, way.from, cycle.has);
  return {
    from: way.from,
    states: [...way.states, ...back.states],
    prefix: shortestWay(automaton, 0, way.from).text,
    pump: way.letters.map((letter) => automaton.alphabet.letters[letter]).join('') + back.text,
  };
}

const mostTriples = 4000;

/**
 * Two loops, one after the other, that can both take a text which also leads from the first to the
 * second: where the one ends and the other begins is tried in every way. The characters that a
 * search skips before a match are such a first loop.
 */
export function* handovers(automaton: Automaton, budget: Budget): Generator<Ambiguity> {
  const cycles = cyclesOf(automaton);
  for (const first of cycles) {
    const reachable = reachableFrom(automaton, first.states[0] ?? 0);
    for (const second of cycles) {
      const [entry = 0] = second.states;
      if (first === second || !reachable.has(entry) || entry < automaton.firstInside) continue;
      for (const from of first.states) {
        for (const to of second.states) {
          if (budget.left < 0) return;
          const pump = pumpBetween(automaton, from, to, { first, second, reachable }, budget);
          if (pump === undefined) continue;
          yield { from, states: [to], prefix: shortestWay(automaton, 0, from).text, pump };
        }
      }
    }
  }
}

function reachableFrom({ next }: Automaton, from: number): ReadonlySet<number> {
  const seen = new Set([from]);
  for (const state of seen) for (const to of next[state] ?? []) seen.add(to);
  return seen;
}

interface Between {
  readonly first: Cycles;
  readonly second: Cycles;
  readonly reachable: ReadonlySet<number>;
}

/** A text that leads from `from` back to it, from `from` to `to`, and from `to` back to it. */
function pumpBetween(
  { alphabet, next, setOf }: Automaton,
  from: number,
  to: number,
  { first, second, reachable }: Between,
  budget: Budget,
): string | undefined {
  const size = next.length;
  const key = (a: number, b: number, c: number) => (a * size + b) * size + c;
  const start = key(from, from, to);
  const goal = key(from, to, to);
  const seen = new Map<number, { readonly before: number; readonly letter: number }>();
  const queue: (readonly [number, number, number])[] = [[from, from, to]];
  const steps = (state: number, among: ReadonlySet<number>) =>
    (next[state] ?? []).filter((one) => among.has(one));
  for (const [a, b, c] of queue) {
    const before = key(a, b, c);
    const afterB = steps(b, reachable);
    const afterC = steps(c, second.has);
    for (const nextA of steps(a, first.has)) {
      for (const nextC of afterC) {
        if (alphabet.meet(setOf[nextA] ?? 0, setOf[nextC] ?? 0) < 0) continue;
        for (const nextB of afterB) {
          if (--budget.left < 0) return undefined;
          const sets = [nextA, nextB, nextC].map((state) => setOf[state] ?? 0);
          const letter = alphabet.meet(sets[0] ?? 0, sets[1] ?? 0, sets[2]);
          const triple = key(nextA, nextB, nextC);
          if (letter < 0 || seen.has(triple)) continue;
          seen.set(triple, { before, letter });
          if (triple === goal) return pumpTo(seen, goal, start, alphabet.letters);
          if (seen.size > mostTriples) return undefined;
          queue.push([nextA, nextB, nextC]);
        }
      }
    }
  }
  return undefined;
}

function pumpTo(
  seen: ReadonlyMap<number, { readonly before: number; readonly letter: number }>,
  goal: number,
  start: number,
  letters: readonly string[],
): string {
  let pump = '';
  let at = goal;
  do {
    const step = seen.get(at);
    if (!step) break;
    pump = (letters[step.letter] ?? '') + pump;
    at = step.before;
  } while (at !== start);
  return pump;
}
