import { type Alphabet, alphabetOf } from './regexAlphabet';
import { type CharSet, everything, only, wordCharacters } from './regexSet';
import { type RegexNode, type RepeatNode, UnreadableRegex } from './regexTree';

/**
 * The ways through a pattern. Each state is one place where the pattern takes a character, being
 * in a state means having just taken it, and a step says in how many ways the engine can go on.
 * State 0 is the start; the next ones are the characters that a search skips before a match.
 */
export interface Automaton {
  readonly alphabet: Alphabet;
  /** The number of each state's set of characters, in the alphabet. */
  readonly setOf: readonly number[];
  readonly next: readonly (readonly number[])[];
  /** Whether a step can be made in two ways. */
  twice(from: number, to: number): boolean;
  /** The unbounded repetitions around each state, innermost first. */
  readonly around: readonly (readonly RepeatNode[])[];
  /** The first state that is not the start or a skipped character. */
  readonly firstInside: number;
}

const mostStates = 1000;
const mostSteps = 40_000;
const mostCopied = 120;

type Ways = Map<number, number>;

/** A part of the pattern: where it can begin and end, and in how many ways it can be empty. */
interface Part {
  /** Before any character of the match. */
  readonly first: Ways;
  /** After some character. */
  readonly firstInside: Ways;
  readonly last: Ways;
  readonly empty: number;
  readonly emptyInside: number;
}

const emptyPart: Part = {
  first: new Map(),
  firstInside: new Map(),
  last: new Map(),
  empty: 1,
  emptyInside: 1,
};

export interface Reading {
  /** A match begins nowhere but where the search does. */
  readonly sticky: boolean;
  readonly multiline: boolean;
  /** A repetition that may go on for so long counts as one without a bound. */
  readonly unboundedFrom: number;
}

/** Throws `UnreadableRegex` for a pattern that is too large. */
export function automatonOf(root: RegexNode, reading: Reading): Automaton {
  return new Builder(reading).build(root);
}

class Builder {
  readonly #sets: CharSet[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #setOf: number[] = [];
  readonly #steps: Ways[] = [];
  readonly #around: (readonly RepeatNode[])[] = [];
  readonly #reading: Reading;
  #stepCount = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get #multiline(): boolean {
    return this.#reading.multiline;
  }

  build(root: RegexNode): Automaton {
    const start = this.#state(everything, []);
    // At the start of a line `^` holds again, so line breaks are skipped in a state of their own.
    const lineBreak = this.#multiline ? [this.#state(only(10), [])] : [];
    const skipped = [...lineBreak, this.#state(everything, [])];
    const firstInside = this.#setOf.length;
    const part = this.#part(root, []);
    this.#connect(one(start), part.first);
    if (!this.#reading.sticky) {
      for (const from of [start, ...skipped]) for (const to of skipped) this.#step(from, to, 1);
      for (const from of lineBreak) this.#connect(one(from), part.first);
      this.#connect(one(firstInside - 1), part.firstInside);
    }
    return {
      alphabet: alphabetOf(this.#sets),
      setOf: this.#setOf,
      next: this.#steps.map((ways) => [...ways.keys()]),
      twice: (from, to) => (this.#steps[from]?.get(to) ?? 0) > 1,
      around: this.#around,
      firstInside,
    };
  }

  #state(set: CharSet, around: readonly RepeatNode[]): number {
    if (this.#setOf.length >= mostStates) throw new UnreadableRegex('it is too large');
    this.#steps.push(new Map());
    this.#around.push(around);
    return this.#setOf.push(this.#numberOf(set)) - 1;
  }

  #numberOf(set: CharSet): number {
    const key = set.join();
    const number = this.#numbers.get(key) ?? this.#sets.push(set) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  #step(from: number, to: number, ways: number): void {
    if (++this.#stepCount > mostSteps) throw new UnreadableRegex('it is too large');
    const steps = this.#steps[from];
    steps?.set(to, Math.min(2, (steps.get(to) ?? 0) + ways));
  }

  #connect(from: Ways, to: Ways): void {
    for (const [a, before] of from) for (const [b, after] of to) this.#step(a, b, before * after);
  }

  #part(node: RegexNode, around: readonly RepeatNode[]): Part {
    switch (node.kind) {
      case 'chars': {
        const state = one(this.#state(node.set, around));
        return { first: state, firstInside: state, last: state, empty: 0, emptyInside: 0 };
      }
      case 'sequence':
        return node.items.reduceRight<Part>(
          (after, item) => this.#joined(this.#part(item, around), after),
          emptyPart,
        );
      case 'choice':
        return choice(node.options.map((option) => this.#part(option, around)));
      case 'repeat':
        return this.#repeat(node, around);
      case 'capture':
      case 'atomic':
        return this.#part(node.body, around);
      case 'look': {
        if (!node.ahead) return emptyPart;
        // What is looked at is tried where it stands, and the rest goes on from before it.
        const { first, firstInside } = this.#part(node.body, around);
        return { ...emptyPart, first, firstInside };
      }
      case 'assert':
        // So that an attack can be spelled with words and with what parts them.
        if (/boundary/i.test(node.what)) this.#numberOf(wordCharacters);
        return node.what === 'start' || node.what === 'lineStart'
          ? { ...emptyPart, emptyInside: 0 }
          : emptyPart;
      case 'back':
        return emptyPart;
    }
  }

  #joined(a: Part, b: Part): Part {
    const inside = this.#multiline ? b.first : b.firstInside;
    const empty = this.#multiline ? b.empty : b.emptyInside;
    this.#connect(a.last, inside);
    return {
      first: a.empty > 0 ? sum(a.first, scaled(b.first, a.empty)) : a.first,
      firstInside:
        a.emptyInside > 0
          ? sum(a.firstInside, scaled(b.firstInside, a.emptyInside))
          : a.firstInside,
      last: empty > 0 ? sum(b.last, scaled(a.last, empty)) : b.last,
      empty: Math.min(2, a.empty * b.empty),
      emptyInside: Math.min(2, a.emptyInside * b.emptyInside),
    };
  }

  #repeat(node: RepeatNode, around: readonly RepeatNode[]): Part {
    const { body, min, max } = node;
    if (max === 0) return emptyPart;
    const unbounded = max >= this.#reading.unboundedFrom && max > min;
    const inner = unbounded ? [node, ...around] : around;
    const before = this.#setOf.length;
    const once = this.#part(body, inner);
    const size = Math.max(1, this.#setOf.length - before);
    const most = Math.max(2, Math.floor(mostCopied / size));
    const required = Math.min(min, most);
    let result = once;
    if (unbounded) this.#connect(once.last, this.#multiline ? once.first : once.firstInside);
    if (min === 0) result = optional(once);
    const copy = () => this.#part(body, around);
    if (!unbounded) {
      const more = Math.min(max - Math.max(min, 1), most - Math.max(required, 1));
      for (let i = 0; i < more; i++) {
        const tail = optional(result);
        result = this.#joined(copy(), tail);
        if (min === 0) result = optional(result);
      }
    }
    for (let i = 1; i < required; i++) result = this.#joined(copy(), result);
    return result;
  }
}

function one(state: number): Ways {
  return new Map([[state, 1]]);
}

function sum(a: Ways, b: Ways): Ways {
  const all = new Map(a);
  for (const [state, ways] of b) all.set(state, Math.min(2, (all.get(state) ?? 0) + ways));
  return all;
}

function scaled(ways: Ways, by: number): Ways {
  return by === 1 ? ways : new Map([...ways].map(([state]) => [state, 2]));
}

function choice(options: readonly Part[]): Part {
  const first: Ways = new Map();
  const firstInside: Ways = new Map();
  const last: Ways = new Map();
  let empty = 0;
  let emptyInside = 0;
  for (const option of options) {
    // Each state belongs to one option, so nothing is counted twice here.
    for (const [state, ways] of option.first) first.set(state, ways);
    for (const [state, ways] of option.firstInside) firstInside.set(state, ways);
    for (const [state, ways] of option.last) last.set(state, ways);
    empty = Math.min(2, empty + option.empty);
    emptyInside = Math.min(2, emptyInside + option.emptyInside);
  }
  return { first, firstInside, last, empty, emptyInside };
}

/** An engine does not take an empty repetition for one, so there is one way to be empty. */
function optional(part: Part): Part {
  return { ...part, empty: 1, emptyInside: 1 };
}
