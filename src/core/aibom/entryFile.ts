import canonicalize from 'canonicalize';
import { visit } from 'jsonc-parser';
import * as v from 'valibot';
import { messageOf } from '../errors';
import { sha256Hex } from '../hash';
import type { Entry } from './entrySchema';
import { entrySchema, longest } from './entrySchema';

/** An entry file above this size is refused unread. */
const maxEntryLength = 1024 * 1024;

/** `sha256:` and the hash of the RFC 8785 form of the entry without its digest. */
export function digestOf(entry: Omit<Entry, 'digest'>): string {
  return `sha256:${sha256Hex(canonical({ ...entry, digest: undefined }))}`;
}

/** The entry with its digest. Throws when it breaks the schema. */
export function sealed(entry: Omit<Entry, 'digest'>): Entry {
  const whole = v.parse(v.omit(entrySchema, ['digest']), entry);
  return { ...whole, digest: digestOf(whole) };
}

/** The bytes of an entry file, in the order of the schema. Throws when the entry breaks the schema. */
export function serializeEntry(entry: Entry): string {
  return `${JSON.stringify(v.parse(entrySchema, entry), null, 2)}\n`;
}

/** `line` counts from 1 and is there when the problem has a place in the text. */
export type ReadEntry =
  { readonly entry: Entry } | { readonly problem: string; readonly line?: number };

/** Reads an entry file of any content. `name` is its name or path, which must carry the entry's id. */
export function readEntry(name: string, text: string): ReadEntry {
  if (text.length > maxEntryLength) return { problem: 'is larger than 1 MB, so it was not read' };
  if (text === '') return { problem: 'is empty, or no regular file of at most 1 MB' };
  try {
    return textFlaw(text) ?? readValue(name, JSON.parse(text));
  } catch (error) {
    return { problem: `cannot be read: ${cut(messageOf(error), longest.name)}` };
  }
}

function readValue(name: string, value: unknown): ReadEntry {
  const read = v.safeParse(entrySchema, value);
  if (!read.success) {
    const [issue] = read.issues;
    const place = v.getDotPath(issue) ?? 'the top';
    return {
      problem: cut(`does not fit the schema at ${place}: ${issue.message}`, longest.detail),
    };
  }
  const entry = read.output;
  // The schema passes over keys such as `__proto__`; whatever it did not carry along is foreign.
  if (canonical(entry) !== canonical(value)) return { problem: 'has keys that no entry has' };
  if (digestOf(entry) !== entry.digest) {
    return { problem: 'has another digest than its content: it was changed after it was written' };
  }
  const file = name.slice(name.lastIndexOf('/') + 1);
  if (file !== `${entry.id}.json`)
    return { problem: `is the entry ${entry.id} under another name` };
  return { entry };
}

const mergeMarker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/m;

/** What JSON.parse does not tell, or not where: merge markers, a broken place, a key that stands twice. */
function textFlaw(text: string): ReadEntry | undefined {
  const marker = mergeMarker.exec(text);
  if (marker) {
    const problem = 'has merge markers: an entry never changes, so restore one side whole';
    return { problem, line: lineAt(text, marker.index) };
  }
  let flaw: ReadEntry | undefined;
  const open: Set<string>[] = [];
  const fail = (problem: string, offset: number) => {
    flaw ??= { problem, line: lineAt(text, offset) };
  };
  visit(
    text,
    {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty(key, offset) {
        const keys = open.at(-1);
        if (keys?.has(key)) fail(`says “${cut(key, 40)}” twice`, offset);
        keys?.add(key);
      },
      onError: (_code, offset) => fail('is not JSON', offset),
    },
    { disallowComments: true },
  );
  return flaw;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** At most `max` long, and without half characters, which RFC 8785 cannot write. */
export function cut(text: string, max: number): string {
  const short = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(short));
}

function canonical(value: unknown): string {
  return canonicalize(value) ?? '';
}
