import type { Problem } from '../finding';

/**
 * What became of a result, said of one and said of several. `expected`: nothing is missing for it,
 * so the line stands for no result.
 */
export type Skip = readonly [one: string, many: string, kind?: 'expected'];

/** Collects a report's problems; equal ones are counted, not repeated. */
export interface Tally {
  /** Something about the report as a whole; it stands for no result. */
  note(message: string, kind?: 'expected'): void;
  /** One result, or `count` of them. The first few different examples are shown. */
  add(skip: Skip, example?: string, count?: number): void;
  list(): readonly Problem[];
}

const maxExamples = 3;
/** More only a report made for it has: one for each of its runs, say. */
const maxNotes = 50;

/** Each message begins with the report's name. */
export function tally(name: string): Tally {
  const notes = new Map<string, 'expected' | undefined>();
  const skips = new Map<Skip, { count: number; examples: Set<string> }>();
  return {
    note(message, kind) {
      if (notes.size < maxNotes) notes.set(message, kind);
    },
    add(skip, example, count = 1) {
      const entry = skips.get(skip) ?? { count: 0, examples: new Set() };
      skips.set(skip, entry);
      entry.count += count;
      if (example !== undefined && entry.examples.size <= maxExamples) entry.examples.add(example);
    },
    list: () => [
      ...[...notes].map(([message, kind]) => {
        return { message: `${name}: ${message}`, count: 0, ...expectedIf(kind) };
      }),
      ...[...skips].map(([[one, many, kind], { count, examples }]) => ({
        message: `${name}: ${count} ${count === 1 ? one : many}${quoted([...examples])}`,
        count: kind === 'expected' ? 0 : count,
        ...expectedIf(kind),
      })),
    ],
  };
}

function expectedIf(kind: 'expected' | undefined): Pick<Problem, 'isExpected'> {
  return kind === 'expected' ? { isExpected: true } : {};
}

function quoted(examples: readonly string[]): string {
  if (examples.length === 0) return '';
  const shown = examples.slice(0, maxExamples).map((one) => shorten(one, 100));
  return ` (${shown.join(', ')}${examples.length > maxExamples ? ', …' : ''})`;
}

/** The text itself, or its beginning with an ellipsis. Never cuts a character in two. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
