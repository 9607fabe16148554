import { Range, compare, coerce, parse, valid, validRange } from 'semver';

/** Bounds of one advisory, in OSV's words. `introduced` of `0` is the beginning. */
export interface RangeEvent {
  readonly introduced?: string | undefined;
  readonly fixed?: string | undefined;
  readonly lastAffected?: string | undefined;
}

/** Of one range in characters: one that is cut speaks of other versions, so it is not read at all. */
export const maxRange = 1_000_000;

const loosely = { loose: true, includePrerelease: true };

/** A range as a report writes it in the words of node-semver; undefined where it cannot be read. */
export function readableRange(text: string): string | undefined {
  if (text.length > maxRange) return undefined;
  // First, since what follows would look at a long run of blanks once for each of them.
  const spaced = text.replace(/\s+/g, ' ').trim();
  const plain = spaced.replace(/ ?\([a-z]+\)$/i, '');
  if (plain === '') return undefined;
  const alternatives = plain.split('||').map((one) => {
    const parts = one.split(',').map((part) => part.trim());
    // A list of versions means any of them, a list of bounds all of them.
    const lists = parts.length > 1 && parts.every((part) => valid(part, true) !== null);
    return parts.join(lists ? ' || ' : ' ');
  });
  const range = alternatives.join(' || ');
  return wholeRange(range) === undefined ? undefined : range;
}

/**
 * A range read loosely; undefined where any part of it cannot be read. node-semver passes over such
 * parts, so that a text which was cut or misspelt would speak of other versions than it says.
 */
export function wholeRange(text: string): Range | undefined {
  try {
    const range = new Range(text, loosely);
    return text.split('||').every(isWhole) ? range : undefined;
  } catch {
    return undefined;
  }
}

function isWhole(alternative: string): boolean {
  if (validRange(alternative) !== null) return true;
  const parts = alternative
    .trim()
    .replace(/([<>=~^]) +/g, '$1')
    .split(' ');
  return parts.every((part) => part === '-' || validRange(part, loosely) !== null);
}

/** The range between events, whatever their order; undefined where they bound nothing. */
export function rangeOfEvents(events: readonly RangeEvent[]): string | undefined {
  const sorted = [...events].sort(
    (a, b) => compareText(boundOf(a), boundOf(b)) || order(a) - order(b),
  );
  const ranges: string[] = [];
  let from: string | undefined;
  for (const event of [...sorted, undefined]) {
    if (event?.introduced !== undefined) {
      from ??= event.introduced;
    } else if (from !== undefined) {
      const start = from === '0' ? '' : `>=${from} `;
      const end = event?.fixed === undefined ? event?.lastAffected : event.fixed;
      const bound = end === undefined ? '' : `${event?.fixed === undefined ? '<=' : '<'}${end}`;
      ranges.push(`${start}${bound}`.trim() || '*');
      from = undefined;
    }
  }
  return ranges.length === 0 ? undefined : ranges.join(' || ');
}

function boundOf({ introduced, fixed, lastAffected }: RangeEvent): string {
  return introduced ?? fixed ?? lastAffected ?? '0';
}

/** An end before a beginning at the same version. */
function order({ introduced }: RangeEvent): number {
  return introduced === undefined ? 0 : 1;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '0' || b === '0') return a === '0' ? -1 : 1;
  const [one, other] = [parse(a, true) ?? coerce(a), parse(b, true) ?? coerce(b)];
  return one === null || other === null ? 0 : compare(one, other);
}

/** The versions that a text such as `>=4.17.21`, `1.2.9, 1.3.5` or `^2.0.1 || 3.x` begins its ranges with. */
export function firstVersions(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const found = text
    .slice(0, 5000)
    .split(/\|\||,/)
    .flatMap((part) => /^\s*(?:>=|[\^~=v]*)\s*v?(\d[^\s<>|,]*)/.exec(part)?.[1] ?? []);
  return [...new Set(found)].filter((one) => valid(one, true) !== null);
}

/**
 * What is vulnerable where a report names the fixed versions only: all before the first, and of each
 * later one what lies before it on lines that the earlier do not fix.
 */
export function rangeBeforeFixes(fixes: readonly string[], installed: readonly string[]): string {
  const sorted = fixes.filter((one) => valid(one) !== null).sort((a, b) => compare(a, b));
  if (sorted.length === 0) return '*';
  const ranges = sorted.map((fix, at) => {
    const before = parse(sorted[at - 1] ?? '');
    const here = parse(fix);
    if (before === null || here === null) return `<${fix}`;
    const line =
      before.major === here.major
        ? `${before.major}.${before.minor + 1}.0`
        : `${before.major + 1}.0.0`;
    return `>=${line}-0 <${fix}`;
  });
  const range = ranges.filter((one) => validRange(one, loosely) !== null).join(' || ');
  const known = new Range(range, loosely);
  const odd = installed.filter((one) => valid(one, true) !== null && !known.test(one));
  return [range, ...odd].join(' || ');
}

/** Several ranges as one; equal ones once. */
export function joinedRanges(ranges: readonly string[]): string {
  const all = new Set(ranges.flatMap((range) => range.split('||').map((one) => one.trim())));
  return all.has('*') ? '*' : [...all].join(' || ');
}
