import { validRange } from 'semver';

/**
 * A range in the style of another that has a version in it: `^1.2.0` to `^1.4.2`, `~1.2.0` to
 * `~1.4.2`, `1.2.0` to `1.4.2`. Undefined where the style has no such form.
 */
export function widened(range: string, version: string): string | undefined {
  const alias = /^(npm:@?[^@]+@)(.*)$/s.exec(range);
  const prefix = alias?.[1] ?? '';
  const plain = (alias?.[2] ?? range).trim();
  if (validRange(plain, true) === null) return undefined;
  const [, sign = '', space = ''] =
    /^([~^=]?)(\s*)v?\d+(?:\.(?:\d+|[x*])){0,2}[-+\w.]*$/i.exec(plain) ?? [];
  if (!/^[~^=]?\s*v?\d/.test(plain) || /\s\S*\d/.test(plain)) return undefined;
  const isPartial = !/\d+\.\d+\.\d+/.test(plain);
  if (sign === '' && isPartial) return `${prefix}~${version}`;
  return `${prefix}${sign}${space}${version}`;
}
