import { oneLine } from '../plainText';

/** Collects what could not be read. Equal lines are counted, not repeated. */
export interface Doubts {
  /** A sentence that stands for itself. */
  say(sentence: string): void;
  /** One of several things of which the same is to be said, such as `entries without a name were left out`. */
  add(what: string, example?: string): void;
  list(): readonly string[];
}

const maxExamples = 3;
const maxSentences = 50;

/** `path` is the file that they are about. */
export function doubtsAbout(path: string): Doubts {
  const sentences = new Set<string>();
  const counted = new Map<string, { count: number; examples: Set<string> }>();
  return {
    say: (sentence) => {
      if (sentences.size < maxSentences) sentences.add(sentence);
    },
    add: (what, example) => {
      const entry = counted.get(what) ?? { count: 0, examples: new Set() };
      counted.set(what, entry);
      entry.count += 1;
      if (example !== undefined && entry.examples.size <= maxExamples) {
        entry.examples.add(oneLine(example, 100));
      }
    },
    list: () => [
      ...sentences,
      ...[...counted].map(
        ([what, { count, examples }]) => `${path}: ${what}: ${count}${shown([...examples])}.`,
      ),
    ],
  };
}

function shown(examples: readonly string[]): string {
  if (examples.length === 0) return '';
  const more = examples.length > maxExamples ? ', …' : '';
  return ` (${examples.slice(0, maxExamples).join(', ')}${more})`;
}
