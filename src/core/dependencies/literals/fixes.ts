import type { DependencyFinding } from '../../finding';
import type { VersionOrder } from './order';

/** What a finding says of versions, as the reports write it. */
export type Told = Pick<DependencyFinding, 'package' | 'installed' | 'patched' | 'vulnerable'>;

/** Longer texts name no versions that somebody chose. */
const maxPatched = 2000;
const versionForm = /^v?\d[\w.+!-]*$/;

/**
 * The versions that a finding calls fixed: named as such, or as the lower end of a range. A range
 * that only has an upper end names none.
 */
export function namedFixes(
  { patched = '' }: Pick<Told, 'patched'>,
  order: VersionOrder,
): readonly string[] {
  const tokens = patched
    .slice(0, maxPatched)
    .replace(/([<>=~^!]+)\s+/g, '$1')
    .split(/[\s,;|]+/);
  const found: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const [, operator = '', version = ''] = /^([<>=~^!]*)(.*)$/.exec(token) ?? [];
    if (!versionForm.test(version) || !/^(?:|=|==|>=|~>|~=|\^)$/.test(operator)) continue;
    if (order.compare(version, version) === undefined) continue;
    // `~> 5.2.4, >= 5.2.4.3` is one requirement: only its second part is fixed.
    const isNarrowed = operator === '~>' && /^>=/.test(tokens[at + 1] ?? '');
    const next = (tokens[at + 1] ?? '').slice(2);
    if (isNarrowed && order.line(next) === order.line(version)) continue;
    found.push(version);
  }
  return [...new Set(found)];
}

/** The comparators of a range such as `>=1.0 <1.2.3 || <0.5`; undefined when it is none. */
function comparators(
  range: string,
): readonly (readonly { readonly operator: string; readonly version: string }[])[] | undefined {
  if (!/[<>=]/.test(range) || range.length > maxPatched) return undefined;
  const parts = range.split('||').map((part) =>
    part
      .replace(/([<>=]+)\s+/g, '$1')
      .split(/[\s,]+/)
      .filter((token) => token !== '')
      .map((token) => /^(<=?|>=?|==?)(v?\d[\w.+!-]*)$/.exec(token)),
  );
  const isWhole = parts.every((part) => part.length > 0 && part.every((one) => one !== null));
  if (!isWhole) return undefined;
  return parts.map((part) =>
    part.map((one) => ({ operator: one?.[1] ?? '', version: one?.[2] ?? '' })),
  );
}

/** Whether a version lies in the range that a report calls vulnerable; undefined when that is not certain. */
export function isInRange(
  version: string,
  range: string,
  order: VersionOrder,
): boolean | undefined {
  const parts = comparators(range);
  if (!parts) return undefined;
  let isUnsure = false;
  for (const part of parts) {
    const held = part.map(({ operator, version: limit }) => {
      const by = order.compare(version, limit);
      if (by === undefined) return undefined;
      if (operator.startsWith('<')) return operator === '<' ? by < 0 : by <= 0;
      if (operator.startsWith('>')) return operator === '>' ? by > 0 : by >= 0;
      return by === 0;
    });
    if (held.every((one) => one === true)) return true;
    if (!held.includes(false)) isUnsure = true;
  }
  return isUnsure ? undefined : false;
}

export type Fix =
  | { readonly ok: true; readonly version: string; readonly isMajor: boolean }
  | { readonly ok: false; readonly why: string };

/** The smallest version above `current` that the finding calls fixed, and whether its line is another. */
export function smallestFix(told: Told, current: string, order: VersionOrder): Fix {
  const named = namedFixes(told, order);
  if (named.length === 0) {
    return refused(`The finding names no fixed version of ${told.package}, and none is made up`);
  }
  const isKnown = named.every((one) => order.compare(one, current) !== undefined);
  if (!isKnown) {
    return refused(
      `It is not certain which of ${named.slice(0, 4).join(', ')} comes after ${current}`,
    );
  }
  const above = named
    .filter((one) => (order.compare(one, current) ?? 0) > 0)
    .filter((one) => isInRange(one, told.vulnerable, order) !== true)
    .sort((a, b) => order.compare(a, b) ?? 0);
  if (above.length === 0) {
    return refused(`The finding names no fixed version above ${current}`);
  }
  const fit = order.isPrerelease(current) ? above : above.filter((one) => !order.isPrerelease(one));
  const [version] = fit;
  if (version === undefined) {
    return refused(`Above ${current} the finding names only prereleases: ${above[0] ?? ''}`);
  }
  const isMajor = order.line(version) !== order.line(current);
  return { ok: true, version, isMajor };
}

/** Whether the version is none of those that the finding is about; an unclear case is not. */
export function isFixed(told: Told, version: string, order: VersionOrder): boolean {
  const installed = (told.installed ?? '').split(', ');
  if (installed.some((one) => one !== '' && order.compare(one, version) === 0)) return false;
  const inRange = isInRange(version, told.vulnerable, order);
  if (inRange !== undefined) return !inRange;
  const named = namedFixes(told, order);
  const ofLine = named.filter((one) => order.line(one) === order.line(version));
  const isAbove = (one: string) => (order.compare(version, one) ?? -1) >= 0;
  return (
    named.some((one) => order.compare(version, one) === 0) ||
    (ofLine.length > 0 && ofLine.every(isAbove))
  );
}

function refused(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why: `${why}.` };
}
