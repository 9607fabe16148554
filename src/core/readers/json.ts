import { messageOf } from '../errors';
import { shorten } from './problems';

/** Reports above this are refused by size, before they are read. */
export const maxReportBytes = 256 * 1024 * 1024;

/** No scanner nests this deep; text that does is meant to exhaust a stack. */
export const maxReportDepth = 1000;

/** The longest text that is kept of a report, in UTF-16 units; longer ones end in an ellipsis. */
export const maxTextLength = 10_000;

export type Parsed =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** Said of a report in another format. */
export const readable = 'only SARIF 2.1.0 and the output of npm audit --json are read';

const refuse = (why: string): Parsed => ({ ok: false, why });

/** Why a report of this size is refused, or undefined when it may be read. */
export function tooLarge(byteLength: number): string | undefined {
  if (byteLength <= maxReportBytes) return undefined;
  const megabytes = (size: number): string => `${Math.ceil(size / (1024 * 1024))} MB`;
  return `is ${megabytes(byteLength)}, above the limit of ${megabytes(maxReportBytes)}; scan fewer files at a time`;
}

/** Reads JSON in UTF-8 or UTF-16, with or without a mark, and below lines of other output. */
export function parseReport(bytes: Uint8Array): Parsed {
  const size = tooLarge(bytes.length);
  if (size !== undefined) return refuse(size);
  try {
    const text = jsonPart(new TextDecoder(encodingOf(bytes)).decode(bytes));
    if (text === '') return refuse('is empty; run the scanner again');
    if (!/^[[{]/.test(text)) return refuse(`is not JSON; ${readable}`);
    if (nestsDeeper(text, maxReportDepth)) {
      return refuse(
        `nests more than ${maxReportDepth} levels deep; no scanner writes such a report`,
      );
    }
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const why = shorten(messageOf(error).replace(/\s+/g, ' '), 200);
    return refuse(`is not valid JSON (${why}); run the scanner again`);
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

/** npm and others print warnings above the report when both streams go to one file. */
function jsonPart(text: string): string {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) return trimmed;
  const at = trimmed.search(/^\{/m);
  return at < 0 ? trimmed : trimmed.slice(at);
}

/** Whether arrays and objects nest deeper than the limit. Linear, without recursion. */
export function nestsDeeper(json: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit === 0x22) at = endOfString(json, at);
    else if (unit === 0x5b || unit === 0x7b) depth += 1;
    else if (unit === 0x5d || unit === 0x7d) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = json.indexOf('"', at);
    if (end < 0) return json.length;
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === 0x5c && end - slashes > at) slashes += 1;
    if (slashes % 2 === 0) return end;
    at = end + 1;
  }
}

/** The own property of an object; undefined for everything else, so chains of it never throw. */
export function get(value: unknown, key: string): unknown {
  if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
  return value[key];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not blank, shortened to `max`. */
export function prose(value: unknown, max = maxTextLength): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? shorten(value, max) : undefined;
}

/** A text that means nothing when shortened, such as a path: undefined when blank or too long. */
export function token(value: unknown, max = 4096): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value.length <= max
    ? value
    : undefined;
}

/** An integer from 0 up. SARIF writes -1 for "absent". */
export function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** An address that a person may be offered to open: http or https, nothing else. */
export function webAddress(value: unknown): string | undefined {
  const uri = token(value);
  return uri !== undefined && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(uri) ? uri : undefined;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The record without the keys whose value is undefined. */
export function defined<T extends object>(record: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    if (value !== undefined) kept[key] = value;
  }
  return kept as Defined<T>;
}
