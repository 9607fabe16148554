import type { Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Functions } from './calls';
import type { Guard } from './guards';
import type { Verdict } from './judge';
import type { SourceKind } from './sources';
import type { Call } from './value';

/** A place that a value may come from. */
export interface Origin {
  readonly kind: SourceKind;
  readonly node: Node;
  /** From the origin to the expression that was asked about, both included. */
  readonly steps: readonly Node[];
  /** A check on the way that is not known to suffice. */
  readonly guard?: Node;
}

/** What makes a value harmless for one kind of sink. */
export interface Question {
  /** Origins of other kinds are not followed to their end. */
  readonly kinds: ReadonlySet<SourceKind>;
  /** Whether the result of a call is harmless, whatever goes in. */
  cleans?(call: Call, file: ParsedFile): boolean;
  /** Whether a check that holds before a use suffices. Undefined: it says nothing. */
  judge?(guard: Guard, file: ParsedFile): Verdict;
  /** Numbers do harm too. Else they are not followed. */
  readonly throughNumbers?: boolean;
  /** What is joined into a text is harmless: only whole objects do harm. */
  readonly onlyObjects?: boolean;
}

/** Finds where values come from. */
export interface Flow {
  readonly functions: Functions;
  origins(node: Node, question: Question, path?: Path): readonly Origin[];
}
