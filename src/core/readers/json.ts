import { shorten } from './problems';

/** The longest text that is kept of a report, in UTF-16 units; longer ones end in an ellipsis. */
export const maxTextLength = 10_000;

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
