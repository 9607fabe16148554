import type { CharSet } from './regexSet';

/** A regular expression, read. Offsets are those of its source. */
export type RegexNode =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | RepeatNode
  | { readonly kind: 'capture'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | {
      readonly kind: 'look';
      readonly ahead: boolean;
      readonly negated: boolean;
      readonly body: RegexNode;
    }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'back'; readonly group: number };

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly body: RegexNode;
  readonly min: number;
  /** `Infinity` when there is no bound. */
  readonly max: number;
  readonly lazy: boolean;
  readonly start: number;
  readonly end: number;
}

export type Assertion =
  | 'start'
  | 'end'
  /** The end, or before the line break that ends the text: Python's `$`. */
  | 'lastLineEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'boundary'
  | 'notBoundary';

export type RegexSyntax = 'javascript' | 'python';

/** A pattern that is invalid, or that goes beyond what is looked at. */
export class UnreadableRegex extends Error {}
