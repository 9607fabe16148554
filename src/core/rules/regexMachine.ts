import type { Instruction, RegexProgram } from './regexProgram';
import { contains, wordCharacters } from './regexSet';
import type { Assertion } from './regexTree';

/** `start` tries to match at the start only, `first` looks for a match, `all` for every match. */
export type Extent = 'start' | 'first' | 'all';

/** How many steps it takes to search a text, at most `limit`. */
export function stepsOf(
  program: RegexProgram,
  text: string,
  extent: Extent,
  limit: number,
): number {
  const run = new Run(program, text, limit);
  const lastStart = extent === 'start' ? 0 : text.length;
  for (let start = 0; start <= lastStart && run.steps < limit;) {
    const end = run.from(0, start);
    if (end >= 0 && extent !== 'all') break;
    start = Math.max(end, start + 1);
  }
  return run.steps;
}

class Run {
  steps = 0;
  readonly #code: readonly Instruction[];
  readonly #text: string;
  readonly #limit: number;
  /** Where groups begin and end, and behind them the marks of repetitions. */
  readonly #saved: number[];
  readonly #firstMark: number;

  constructor({ code, groups, marks }: RegexProgram, text: string, limit: number) {
    this.#code = code;
    this.#text = text;
    this.#limit = limit;
    this.#firstMark = 2 * groups + 2;
    this.#saved = new Array<number>(this.#firstMark + marks).fill(-1);
  }

  /** Where the match ends that begins at `start`, or -1; it has to end at `goal` where one is given. */
  from(pc: number, start: number, goal = -1): number {
    // Pairs: an instruction and a place to go back to, or -1 - slot and what to put back there.
    const back: number[] = [];
    let at = pc;
    let place = start;
    for (;;) {
      if (++this.steps >= this.#limit) return -1;
      const instruction = this.#code[at];
      if (!instruction) return -1;
      if (instruction.op === 'done') {
        if (goal < 0 || place === goal) return place;
        place = -1;
      } else if (instruction.op === 'split') {
        back.push(instruction.second, place);
        at = instruction.first;
        continue;
      } else if (instruction.op === 'jump') {
        at = instruction.to;
        continue;
      } else if (instruction.op === 'save') {
        const slot = this.#slot(instruction.slot);
        back.push(-1 - slot, this.#saved[slot] ?? -1);
        this.#saved[slot] = place;
      } else {
        const after = this.#take(instruction, at, place);
        if (instruction.op === 'sub' && after >= 0) at = instruction.to - 1;
        place = after;
      }
      at++;
      while (place < 0) {
        const value = back.pop();
        const target = back.pop();
        if (value === undefined || target === undefined) return -1;
        if (target < 0) {
          this.#saved[-1 - target] = value;
        } else {
          at = target;
          place = value;
        }
      }
    }
  }

  #slot(slot: number): number {
    return slot < 0 ? this.#firstMark - 1 - slot : slot;
  }

  /** The place behind what an instruction takes, or -1 when it fails. */
  #take(
    instruction: Exclude<Instruction, { readonly op: 'done' | 'split' | 'jump' | 'save' }>,
    at: number,
    place: number,
  ): number {
    switch (instruction.op) {
      case 'chars': {
        const code = this.#text.codePointAt(place);
        if (code === undefined || !contains(instruction.set, code)) return -1;
        return place + (code > 0xffff ? 2 : 1);
      }
      case 'moved':
        return this.#saved[this.#slot(instruction.slot)] === place ? -1 : place;
      case 'assert':
        return holds(instruction.what, this.#text, place) ? place : -1;
      case 'back': {
        const from = this.#saved[instruction.slot] ?? -1;
        const to = this.#saved[instruction.slot + 1] ?? -1;
        if (from < 0 || to < from) return place;
        const taken = this.#text.slice(from, to);
        return this.#text.startsWith(taken, place) ? place + taken.length : -1;
      }
      case 'sub': {
        const { how, negated } = instruction;
        const end = how === 'behind' ? this.#behind(at + 1, place) : this.from(at + 1, place);
        if (how === 'atomic') return end;
        return end >= 0 === negated ? -1 : place;
      }
    }
  }

  /** An engine goes backwards from here; that it is sought from the front does not count. */
  #behind(pc: number, place: number): number {
    const { steps } = this;
    let end = -1;
    for (let start = place; start >= 0 && end < 0; start--) {
      end = this.from(pc, start, place);
      if (this.steps >= this.#limit) return -1;
    }
    this.steps = steps + 1;
    return end;
  }
}

function holds(what: Assertion, text: string, place: number): boolean {
  const isBreak = (at: number) => text[at] === '\n' || text[at] === '\r';
  const isWord = (at: number) => contains(wordCharacters, text.codePointAt(at) ?? -1);
  switch (what) {
    case 'start':
      return place === 0;
    case 'end':
      return place === text.length;
    case 'lastLineEnd':
      return place === text.length || (place === text.length - 1 && text[place] === '\n');
    case 'lineStart':
      return place === 0 || isBreak(place - 1);
    case 'lineEnd':
      return place === text.length || isBreak(place);
    case 'boundary':
      return isWord(place - 1) !== isWord(place);
    case 'notBoundary':
      return isWord(place - 1) === isWord(place);
  }
}
