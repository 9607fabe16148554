import type { CharSet } from './regexSet';
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
    let copies = 0;
    const fits = () => this.code.length < mostInstructions || copies === 0;
    const unbounded = max === Infinity;
    for (const required = unbounded ? min - 1 : min; copies < required && fits(); copies++) {
      this.add(body);
    }
    if (unbounded) {
      if (min === 0) this.#anyNumber(node);
      else this.#atLeastOnce(node);
      return;
    }
    const exits: number[] = [];
    copies = 0;
    for (; copies < max - min && fits(); copies++) {
      exits.push(this.#reserve());
      this.#once(body);
    }
    for (const exit of exits) this.code[exit] = fork(node, exit + 1, this.code.length);
  }

  #anyNumber(node: RepeatNode): void {
    const split = this.#reserve();
    this.#once(node.body);
    this.code.push({ op: 'jump', to: split });
    this.code[split] = fork(node, split + 1, this.code.length);
  }

  /** The first time may take nothing, but then there is no next one. */
  #atLeastOnce(node: RepeatNode): void {
    const slot = -1 - this.marks++;
    const start = this.code.push({ op: 'save', slot }) - 1;
    this.add(node.body);
    const split = this.#reserve();
    this.code.push({ op: 'moved', slot }, { op: 'jump', to: start });
    this.code[split] = fork(node, split + 1, this.code.length);
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

  #reserve(): number {
    return this.code.push({ op: 'done' }) - 1;
  }
}

function fork({ lazy }: RepeatNode, more: number, out: number): Instruction {
  return lazy
    ? { op: 'split', first: out, second: more }
    : { op: 'split', first: more, second: out };
}
