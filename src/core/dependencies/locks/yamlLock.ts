import { parse } from 'yaml';
import { get, isObject } from '../../readers/json';

const maxLength = 30_000_000;

/**
 * What a lockfile in YAML holds, every scalar as text, or one sentence on why there is nothing.
 * Lockfiles need no anchors, so that none is followed.
 */
export function readYaml(path: string, text: string): Readonly<Record<string, unknown>> | string {
  if (text.length > maxLength) return `${path} is too large to be read.`;
  try {
    const content: unknown = parse(text, {
      schema: 'failsafe',
      maxAliasCount: 0,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    return isObject(content) ? content : `${path} does not hold an object.`;
  } catch {
    return text.trim() === '' ? `${path} is empty.` : `${path} is not valid YAML.`;
  }
}

/** The texts of an object, by key; whatever is no text is left out. */
export function textsOf(value: unknown): readonly (readonly [string, string])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' ? [[key, one] as const] : [],
  );
}

export function isYes(value: unknown, key: string): boolean {
  return get(value, key) === 'true';
}
