import { type CharSet, contains, wordCharacters } from './regexSet';
import type { Assertion, RegexNode, RepeatNode } from './regexTree';

/** A pattern as instructions for a machine that backtracks the way that the real engines do. */
export interface RegexProgram {
  readonly code: readonly Instruction[];
  readonly groups: number;
  readonly marks: number;
}

export type Instruction =
  | { readonly op: 'chars'; readonly set: CharSet }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Fails when nothing was taken since the mark was saved. */
  | { readonly op: 'moved'; readonly slot: number }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'back'; readonly slot: number }
  /** Runs what follows on its own, up to its `done`; then goes on at `to`. */
  | {
      readonly op: 'sub';
      readonly how: 'ahead' | 'behind' | 'atomic';
      readonly negated: boolean;
      readonly to: number;
    }
  | { readonly op: 'done' };

const mostInstructions = 3000;

/** Long counted repetitions are cut short, so that a program stays small. */
export function programOf(root: RegexNode): RegexProgram {
  const compiler = new Compiler();
  compiler.add(root);
  compiler.code.push({ op: 'done' });
  return { code: compiler.code, groups: compiler.groups, marks: compiler.marks };
}

class Compiler {
  readonly code: Instruction[] = [];
  groups = 0;
  marks = 0;

  add(node: RegexNode): void {
    switch (node.kind) {
      case 'chars':
        this.code.push({ op: 'chars', set: node.set });
        break;
      case 'sequence':
        for (const item of node.items) this.add(item);
        break;
      case 'choice':
        this.#choice(node.options);
        break;
      case 'repeat':
        this.#repeat(node);
        break;
      case 'capture':
        this.groups = Math.max(this.groups, node.index);
        this.code.push({ op: 'save', slot: 2 * node.index });
        this.add(node.body);
        this.code.push({ op: 'save', slot: 2 * node.index + 1 });
        break;
      case 'atomic':
        this.#sub(node.body, 'atomic', false);
        break;
      case 'look':
        this.#sub(node.body, node.ahead ? 'ahead' : 'behind', node.negated);
        break;
      case 'assert':
        this.code.push({ op: 'assert', what: node.what });
        break;
      case 'back':
        this.code.push({ op: 'back', slot: 2 * node.group });
        break;
    }
  }

  #choice(options: readonly RegexNode[]): void {
    const ends: number[] = [];
    for (const [index, option] of options.entries()) {
      if (index === options.length - 1) {
        this.add(option);
        break;
      }
      const split = this.#reserve();
      this.add(option);
      ends.push(this.#reserve());
      this.code[split] = { op: 'split', first: split + 1, second: this.code.length };
    }
    for (const end of ends) this.code[end] = { op: 'jump', to: this.code.length };
  }

  #repeat(node: RepeatNode): void {
    const { body, min, max } = node;
    const start = this.code.length;
    let copies = 0;
    const fits = () => this.code.length < mostInstructions || copies === 0;
    for (; copies < min && fits(); copies++) this.add(body);
    if (max === Infinity) {
      this.#loop(node);
      return;
    }
    const exits: number[] = [];
    for (copies = min; copies < max && (fits() || this.code.length === start); copies++) {
      exits.push(this.#reserve());
      this.#once(body);
    }
    for (const exit of exits) this.code[exit] = this.#fork(node, exit + 1, this.code.length);
  }

  #loop(node: RepeatNode): void {
    const split = this.#reserve();
    this.#once(node.body);
    this.code.push({ op: 'jump', to: split });
    this.code[split] = this.#fork(node, split + 1, this.code.length);
  }

  /** A repetition that takes nothing does not count. */
  #once(body: RegexNode): void {
    if (body.kind === 'chars') {
      this.add(body);
      return;
    }
    const slot = -1 - this.marks++;
    this.code.push({ op: 'save', slot });
    this.add(body);
    this.code.push({ op: 'moved', slot });
  }

  #sub(body: RegexNode, how: 'ahead' | 'behind' | 'atomic', negated: boolean): void {
    const at = this.#reserve();
    this.add(body);
    this.code.push({ op: 'done' });
    this.code[at] = { op: 'sub', how, negated, to: this.code.length };
  }

  #fork({ lazy }: RepeatNode, more: number, out: number): Instruction {
    return lazy
      ? { op: 'split', first: out, second: more }
      : { op: 'split', first: more, second: out };
  }

  #reserve(): number {
    return this.code.push({ op: 'done' }) - 1;
  }
}

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
