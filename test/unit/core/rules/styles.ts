import assert from 'node:assert/strict';
import fc from 'fast-check';
import { promise } from './promises';
import { fixed, type Shape } from './shapes';

interface Style {
  readonly eol: string;
  readonly unit: string;
  readonly quote: string;
  readonly hasSemicolons: boolean;
}

const styles: fc.Arbitrary<Style> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  unit: fc.constantFrom('  ', '    ', '\t'),
  quote: fc.constantFrom("'", '"'),
  hasSemicolons: fc.boolean(),
});

/** Code that is written with two spaces, single quotes and semicolons, in another style. */
function restyled(code: string, { eol, unit, quote, hasSemicolons }: Style): string {
  return code
    .replace(/^( {2})+/gm, (indent) => unit.repeat(indent.length / 2))
    .replaceAll("'", quote)
    .replace(/;$/gm, hasSemicolons ? ';' : '')
    .replaceAll('\n', eol);
}

/** Whatever the style of a file, its fix is the fix of the plain file in that style. */
export async function keepsStyle(codes: readonly string[], shape: Shape = {}): Promise<void> {
  const plain = await Promise.all(codes.map((code) => fixed(code, shape)));
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: codes.length - 1 }), styles, async (at, style) => {
      const before = restyled(codes[at] ?? '', style);
      assert.equal(await fixed(before, shape), restyled(plain[at] ?? '', style));
    }),
    { numRuns: 20 },
  );
}

/** A suite for `keepsStyle`, by which it is counted. */
export function keepsItsStyle(rule: string, codes: readonly string[], shape: Shape = {}): void {
  promise(rule, 'in every style of a file', () => {
    it('keeps it', () => keepsStyle(codes, { ...shape, rule }));
  });
}
