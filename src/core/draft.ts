import { diffLines } from 'diff';
import type { AskingChange } from './dependencies/asks';
import type { DependencyPlan } from './dependencies/plan';
import { sha256Hex } from './hash';

/** The spine's second word: a change that somebody or something proposes. Never an approved fix. */
export interface Draft {
  readonly id: string;
  readonly findingId: string;
  readonly strategy: 'deterministic' | 'ai' | 'hybrid';
  readonly origin: Origin;
  /** At least one, each path once. */
  readonly changes: readonly FileChange[];
  readonly rationale: Rationale;
  /** A test that shows what the change is for. It never lands with the fix. */
  readonly suggestedTest?: SuggestedTest;
  /** What it was chosen from, where it changes what a project depends on. */
  readonly plan?: DependencyPlan;
  /** Who asks for what that plan is about, before the change and after it. */
  readonly asks?: AskingChange;
}

export interface SuggestedTest {
  /** Where it would lie: relative to the workspace folder, forward slashes. */
  readonly path: string;
  readonly code: string;
  /** One sentence on what it shows. */
  readonly why: string;
}

/** Who drafted it, and how we know. */
export interface Origin {
  readonly kind: 'recipe' | 'supplied' | 'model';
  readonly tool: { readonly name: string; readonly version?: string };
  readonly model?: {
    readonly name: string;
    readonly version?: string;
    readonly provider: string;
  };
  readonly endpoint?: string;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly promptSha256?: string;
  readonly responseSha256?: string;
  readonly promptTemplate?: string;
  /** Who asked for the draft: the git user's name, or `unknown`. */
  readonly requestedBy: string;
  /** That user's address, where git knows one. */
  readonly requestedByEmail?: string;
  /** ISO 8601, UTC. */
  readonly requestedAt: string;
  /** `built-in`: our own code. `observed`: we spoke to it ourselves. `declared`: it says so. */
  readonly identity: 'built-in' | 'observed' | 'declared';
}

/** A change to one existing file. */
export interface FileChange {
  /** Relative to the workspace folder, forward slashes. */
  readonly path: string;
  /** Of the bytes that the edits were drafted against. */
  readonly baseSha256: string;
  readonly edits: readonly TextEdit[];
}

/** Offsets are UTF-16 units in the base text (without its byte order mark), `end` exclusive. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The drafter's claim. Shown as a claim, after the evidence. */
export interface Rationale {
  readonly whyVulnerable: string;
  readonly whyFixed: string;
  readonly mayBreak: readonly string[];
  readonly alternatives: readonly { readonly option: string; readonly whyNot: string }[];
  readonly assumptions: readonly string[];
}

/** What a drafter answers: a draft, or why there is none. */
export type DraftResult =
  { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly why: string };

/** The rationale says why the code is vulnerable and why the change fixes it. */
export function hasRationale({ rationale }: Draft): boolean {
  return rationale.whyVulnerable.trim() !== '' && rationale.whyFixed.trim() !== '';
}

export type Applied =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** The text after all edits, or why they do not fit. Edits may come in any order; none may overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): Applied {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (!Number.isInteger(edit.start) || !Number.isInteger(edit.end)) {
      return { ok: false, why: 'an edit has no whole-number place' };
    }
    if (edit.start < at) return { ok: false, why: 'two edits overlap' };
    if (edit.end < edit.start || edit.end > text.length) {
      return { ok: false, why: 'an edit lies past the end of the file' };
    }
    if (splitsSurrogate(text, edit.start) || splitsSurrogate(text, edit.end)) {
      return { ok: false, why: 'an edit cuts a character in two' };
    }
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return { ok: true, text: parts.join('') };
}

/** A line diff gives up after this many edits; then the span between first and last change stands. */
const maxDiffEdits = 2000;

/**
 * The smallest whole-line edits that turn one text into the other, in order. For very different
 * texts it is one edit over everything between the first and the last difference.
 */
export function replacementEdits(before: string, after: string): readonly TextEdit[] {
  const parts = diffLines(before, after, { maxEditLength: maxDiffEdits });
  if (!parts) return [spanEdit(before, after)];
  const edits: TextEdit[] = [];
  let at = 0;
  for (const { added, removed, value } of parts) {
    const last = edits.at(-1);
    if (added && last?.end === at) edits.splice(-1, 1, { ...last, text: last.text + value });
    else if (added) edits.push({ start: at, end: at, text: value });
    else if (removed) edits.push({ start: at, end: at + value.length, text: '' });
    if (!added) at += value.length;
  }
  return edits;
}

function spanEdit(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if (splitsSurrogate(before, head) || splitsSurrogate(after, head)) head--;
  if (splitsSurrogate(before, before.length - tail)) tail--;
  return { start: head, end: before.length - tail, text: after.slice(head, after.length - tail) };
}

function splitsSurrogate(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

/** One hash for a set of files: what evidence is bound to, and what a confirmation names. */
export function textsSha256(files: readonly { path: string; text: string }[]): string {
  const lines = files.map(({ path, text }) => `${sha256Hex(text)} ${path}`).sort();
  return sha256Hex(lines.join('\n'));
}
