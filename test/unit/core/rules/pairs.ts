import assert from 'node:assert/strict';
import { detect } from './shapes';

/** Code that only looks like the flaw, and the nearest code that has it. */
export interface Pair {
  readonly title: string;
  readonly rule: string;
  readonly quiet: string;
  readonly found: string;
  readonly path?: string;
}

/** Each pair in a test of its own. */
export function both(pairs: readonly Pair[], path: string): void {
  for (const { title, rule, quiet, found, ...shape } of pairs) {
    it(`${rule} is not ${title}`, async () => {
      assert.deepEqual(await detect(quiet, { path, rule, ...shape }), []);
      const seen = await detect(found, { path, rule, ...shape });
      assert.deepEqual(
        seen.map((one) => one.isGuarded),
        [false],
        found,
      );
    });
  }
}
