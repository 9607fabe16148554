import type { Rationale, TextEdit } from '../draft';
import { oneLine } from '../plainText';
import type { Span } from '../span';
import type { ParsedFile } from './parsedFile';

/** Built-in detection of one family of flaws. One file a rule, one line in `index.ts`. */
export interface Rule {
  /** Kebab-case, stable: it stands in reports and in the AI-BOM. */
  readonly id: string;
  readonly title: string;
  /** The weakness itself first, then what scanners also file it under. */
  readonly cwe: readonly string[];
  /** How scanners that name no CWE speak of this flaw, in a rule id or a message. */
  readonly topic: RegExp;
  detect(file: ParsedFile): readonly Detection[];
}

/** A flaw at a place. */
export interface Detection extends Span {
  readonly ruleId: string;
  readonly message: string;
  /** Where the flawed value is made, when that is another place. */
  readonly madeAt?: Span;
  /** Only while the tree lives that the detection comes from. Absent when there is no recipe. */
  readonly recipe?: () => RecipeResult;
}

/** A deterministic fix, or why this code is outside the shape that is safe to rewrite. */
export type RecipeResult =
  | { readonly ok: true; readonly edits: readonly TextEdit[]; readonly rationale: Rationale }
  | { readonly ok: false; readonly why: string };

export function refuse(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

/** Code or a name in a sentence: one line, not too long, nothing invisible. */
export function snippet(code: string): string {
  return oneLine(code, 60);
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
