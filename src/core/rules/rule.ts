import type { Rationale, TextEdit } from '../draft';
import type { Severity } from '../finding';
import type { SourceKind } from '../flow/sources';
import { oneLine } from '../plainText';
import type { Span } from '../span';
import type { ParsedFile } from './parsedFile';

/** What is known of a rule without looking at any file: the docs and SARIF are made of it. */
export interface RuleInfo {
  /** Kebab-case, stable: it stands in reports and in the AI-BOM. */
  readonly id: string;
  /** The flaw in a few words, as a title: no full stop. */
  readonly title: string;
  /** The weakness itself first, then what scanners also file it under. */
  readonly cwe: readonly [string, ...string[]];
  readonly languages: readonly Language[];
  readonly severity: Severity;
  /** How often a finding is right, as SARIF's `precision` says it. */
  readonly precision: Precision;
  readonly help: RuleHelp;
  /** How scanners that name no CWE speak of this flaw, in a rule id or a message. */
  readonly topic: RegExp;
  /** Absent when the rule only detects. */
  readonly recipe?: RecipeInfo;
}

/** `javascript` is TypeScript and JSX too. */
export type Language = 'javascript' | 'python' | 'github-actions' | 'dockerfile' | 'terraform';

export type Precision = 'very-high' | 'high' | 'medium' | 'low';

/** Whole sentences of plain text. */
export interface RuleHelp {
  /** Why it matters. */
  readonly why: string;
  /** How an attack looks. */
  readonly attack: string;
  /** What to do instead. */
  readonly fix: string;
  /** Addresses where the facts are explained: CWE, OWASP, the library's own documentation. */
  readonly sources: readonly string[];
}

export interface RecipeInfo {
  /** What the recipe does, as in "Passes the values as parameters". */
  readonly does: string;
  /** How closely a person has to look at its drafts. */
  readonly review: 'glance' | 'read' | 'test';
}

/** Built-in detection of one family of flaws in code. One file a rule, one line in `index.ts`. */
export interface Rule extends RuleInfo {
  /** A file without any of these words is not looked at. Empty when the trigger alone decides. */
  readonly words: readonly string[];
  /** Nor is one that has none of the words of any of these groups. */
  readonly needs?: readonly (readonly string[])[];
  /** Nor is one that only names them, and neither calls nor sets any. Default: naming is enough. */
  readonly isForUses?: boolean;
  /** Nor is one whose text this does not match. */
  readonly trigger?: Trigger;
  /** Nor is one that no value of any of these kinds can come into. */
  readonly sources?: readonly SourceKind[];
  detect(file: ParsedFile): readonly Detection[];
}

/** Looks at the text of a file, before it is parsed. Cheap. */
export interface Trigger {
  test(text: string): boolean;
  /** The same of a text that it does not fire on without this part. Default: as `test` of the text. */
  testPart?(part: string, text: string): boolean;
}

/** A flaw at a place. */
export interface Detection extends Span {
  readonly ruleId: string;
  /** One sentence that names the code at hand. */
  readonly message: string;
  /** Where the flawed value is made, when that is another place. */
  readonly madeAt?: Span;
  /** The way of the value from where it comes in to this place, both included. */
  readonly flow?: readonly FlowStep[];
  /** A check that stands before the place, but that is not known to suffice. */
  readonly guard?: Span;
  /** Only while the tree lives that the detection comes from. Absent when there is no recipe. */
  readonly recipe?: () => RecipeResult;
}

export interface FlowStep extends Span {
  readonly message: string;
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
