import type { TextEdit } from '../draft';
import { compareText } from '../finding';
import { occurrences } from './occurrences';

/**
 * A text as a model may see it: every secret and every run of invisible characters has a stand-in,
 * `__SECRET_1__` or `__INVISIBLE_2__`, the same one wherever it occurs. Line ends stay as they are.
 */
export interface Concealed {
  readonly text: string;
  /** In order, none overlapping. */
  readonly standIns: readonly StandIn[];
}

export interface StandIn {
  readonly name: string;
  readonly original: string;
  /** Where it stands in the concealed text. */
  readonly start: number;
}

export type Concealing =
  | { readonly ok: true; readonly texts: readonly Concealed[] }
  | { readonly ok: false; readonly why: string };

type Kind = 'SECRET' | 'INVISIBLE';

interface Span {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

const standIn = /__(?:SECRET|INVISIBLE)_\d+__/g;
const likeStandIn = /__(?:SECRET|INVISIBLE)_\d/;
const invisible =
  /(?:[\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\u2028\u2029]|[^\P{Cc}\t\r\n])+/gu;

/** What is worth concealing wherever it occurs; a shorter one only where it is written as a secret. */
const longSecret = 8;
/** A file with more of them is a store of secrets, and nothing of it should be sent. */
const maxSecrets = 50;

const quoted = /(?:"([^"\r\n]{4,500})"|'([^'\r\n]{4,500})'|`([^`$\r\n]{4,500})`)/.source;
const secretName =
  /(?:passw(?:or)?d|pwd|passphrase|secret|token|credentials?|(?:api|auth|access|private|secret|signing|encryption)[_-]?key)/
    .source;

/** Facts about well-known formats. Each takes linear time; a group, if there is one, is the secret. */
const secretPatterns: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[^;(){}])*/dg,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/dg,
  /\bgh[oprsu]_[A-Za-z0-9]{36,255}\b/dg,
  /\bgithub_pat_\w{22,255}\b/dg,
  /\bglpat-[\w-]{20,100}/dg,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,250}/dg,
  /\b[rs]k_live_[A-Za-z0-9]{16,250}/dg,
  /\bAIza[\w-]{35}/dg,
  /\bnpm_[A-Za-z0-9]{36}\b/dg,
  /\bsk-[\w-]{20,250}/dg,
  /\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{10,1000}/dg,
  /:\/\/[^\s:@/'"`]{0,100}:([^\s:@/'"`$]{1,200})@/dg,
  new RegExp(String.raw`${secretName}s?\d*["']?\s{0,20}[:=]={0,2}\s{0,20}${quoted}`, 'dgi'),
];

/**
 * Conceals several texts with one set of stand-ins. It refuses a text that holds something like a
 * stand-in already, for that could not be turned back, and one that is full of secrets.
 */
export function conceal(texts: readonly string[]): Concealing {
  if (texts.some((text) => likeStandIn.test(text))) {
    return { ok: false, why: 'it holds text that reads like one of the stand-ins for secrets' };
  }
  const written = texts.map(writtenSecrets);
  const secrets = new Set(
    texts.flatMap((text, index) =>
      (written[index] ?? []).map(({ start, end }) => text.slice(start, end)),
    ),
  );
  if (secrets.size > maxSecrets) {
    return { ok: false, why: `it holds more than ${maxSecrets} values that look like secrets` };
  }
  const long = [...secrets].filter((secret) => secret.length >= longSecret).sort(compareText);
  const names = new Map<string, string>();
  return {
    ok: true,
    texts: texts.map((text, index) => {
      const repeated = long.flatMap((secret) => spansOf(text, secret));
      const spans = merge([...(written[index] ?? []), ...repeated, ...invisibleSpans(text)]);
      return replace(text, spans, names);
    }),
  };
}

/** Each piece lies on one line, so that a concealed text has the lines of its original. */
function writtenSecrets(text: string): Span[] {
  const spans: Span[] = [];
  for (const pattern of secretPatterns) {
    for (const match of text.matchAll(pattern)) {
      const [whole, ...groups] = match.indices ?? [];
      const [from, to] = groups.find((group) => group !== undefined) ?? whole ?? [0, 0];
      for (const line of text.slice(from, to).matchAll(/[^\r\n]+/g)) {
        const start = from + line.index;
        spans.push({ kind: 'SECRET', start, end: start + line[0].length });
      }
    }
  }
  return spans;
}

function spansOf(text: string, secret: string): Span[] {
  return occurrences(text, secret).map((start) => ({
    kind: 'SECRET',
    start,
    end: start + secret.length,
  }));
}

function invisibleSpans(text: string): Span[] {
  return [...text.matchAll(invisible)].map(({ index, 0: run }) => ({
    kind: 'INVISIBLE',
    start: index,
    end: index + run.length,
  }));
}

/** In order, with overlapping spans made one. */
function merge(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (!last || span.start >= last.end) merged.push(span);
    else {
      const kind = last.kind === 'SECRET' ? last.kind : span.kind;
      merged.splice(-1, 1, { kind, start: last.start, end: Math.max(last.end, span.end) });
    }
  }
  return merged;
}

function replace(text: string, spans: readonly Span[], names: Map<string, string>): Concealed {
  const parts: string[] = [];
  const standIns: StandIn[] = [];
  let at = 0;
  let length = 0;
  for (const { kind, start, end } of spans) {
    const original = text.slice(start, end);
    const name = names.get(original) ?? `__${kind}_${names.size + 1}__`;
    names.set(original, name);
    parts.push(text.slice(at, start), name);
    length += start - at;
    standIns.push({ name, original, start: length });
    length += name.length;
    at = end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), standIns };
}

/** A stand-in that `replacement` holds more often than `old` does: it would spread a secret. */
export function leakedStandIn(old: string, replacement: string): string | undefined {
  const allowed = new Map<string, number>();
  for (const [name] of old.matchAll(standIn)) allowed.set(name, (allowed.get(name) ?? 0) + 1);
  for (const [name] of replacement.matchAll(standIn)) {
    const left = allowed.get(name) ?? 0;
    if (left === 0) return name;
    allowed.set(name, left - 1);
  }
  return undefined;
}

export type Revealed =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly why: string };

/** Edits of the concealed text, in order, as edits of the original. None may cut a stand-in. */
export function reveal(concealed: Concealed, edits: readonly TextEdit[]): Revealed {
  const originals = new Map(concealed.standIns.map(({ name, original }) => [name, original]));
  const inOriginal = translator(concealed.standIns);
  const revealed: TextEdit[] = [];
  for (const edit of edits) {
    const start = inOriginal(edit.start);
    const end = inOriginal(edit.end);
    if (start === undefined || end === undefined) {
      return { ok: false, why: 'an edit begins or ends inside a stand-in such as __SECRET_1__' };
    }
    const text = edit.text.replace(standIn, (name) => originals.get(name) ?? name);
    revealed.push({ start, end, text });
  }
  return { ok: true, edits: revealed };
}

/** Turns ascending offsets of the concealed text into offsets of the original. */
function translator(standIns: readonly StandIn[]): (offset: number) => number | undefined {
  let next = 0;
  let shift = 0;
  return (offset) => {
    for (; next < standIns.length; next++) {
      const one = standIns[next];
      if (!one || offset <= one.start) break;
      if (offset < one.start + one.name.length) return undefined;
      shift += one.original.length - one.name.length;
    }
    return offset + shift;
  };
}
