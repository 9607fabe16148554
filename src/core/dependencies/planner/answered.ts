import type { Catalog } from './catalog';

/** What a search waits for when it yields: nothing but its turn, or that the catalog learns what it wants. */
export type Wait = 'turn' | 'facts';

/** How often a question is asked anew for what came to be known. */
const rounds = 40;

/**
 * The answers to questions, in their order. Those for which something unknown was asked of the catalog
 * are found anew when it is known, and no others: no answer may change anything.
 */
export function* answered<Question, Answer>(
  catalog: Catalog,
  questions: readonly Question[],
  answer: (question: Question) => Answer,
): Generator<Wait, readonly Answer[]> {
  const answers = new Map<Question, Answer>();
  let open = questions;
  for (let round = 0; open.length > 0 && round <= rounds; round += 1) {
    if (round > 0) yield 'facts';
    const unsure: Question[] = [];
    for (const question of open) {
      yield 'turn';
      const { misses } = catalog;
      answers.set(question, answer(question));
      if (catalog.misses > misses) unsure.push(question);
    }
    open = unsure;
  }
  return [...answers.values()];
}
