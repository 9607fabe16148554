import assert from 'node:assert/strict';
import { weakFix } from '../../../../../src/core/checks/weakFix';
import { file, findingAt, run } from '../subject';

/** A change of one piece of code, and, for a wrong one, what has to be said of it. */
export interface Pair {
  readonly is: string;
  readonly before: string;
  readonly after: string;
  readonly says?: RegExp;
  /** One-based. */
  readonly line?: number;
  readonly outcome?: 'warn' | 'fail';
}

interface Family {
  readonly cwe: string;
  /** What stands around each piece of code, at `CODE`. */
  readonly frame?: string;
  readonly path?: string;
}

/** Each wrong fix is named, with the finding's CWE and by what its code shows; no right one is. */
export function judges(
  { cwe, frame = 'CODE', path = 'src/a.ts' }: Family,
  { wrong, right }: { readonly wrong: readonly Pair[]; readonly right: readonly Pair[] },
): void {
  const framed = (code: string) => frame.replace('CODE', () => code);
  const told = async ({ before, after }: Pair, of: readonly string[]) => {
    const finding = findingAt(0, { cwe: of, location: { path } });
    const files = [file(framed(before), framed(after), path)];
    return run(weakFix, of.length > 0 ? { finding, files } : { files });
  };
  for (const pair of wrong) {
    it(`names ${pair.is}`, async () => {
      const { outcome, detail, lines = [] } = await told(pair, [cwe]);
      assert.equal(outcome, pair.outcome ?? 'warn', detail);
      if (pair.says) assert.match(detail, pair.says);
      if (pair.line !== undefined) assert.equal((lines[0]?.line ?? -1) + 1, pair.line, detail);
    });
  }
  for (const pair of right) {
    it(`has nothing to say of ${pair.is}`, async () => {
      for (const of of [[cwe], []]) {
        const { outcome, detail } = await told(pair, of);
        assert.equal(outcome, 'pass', detail);
      }
    });
  }
}
