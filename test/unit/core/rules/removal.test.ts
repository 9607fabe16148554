import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detect, fixed } from './shapes';

const rule = 'tls-verification';

describe('an option that is taken out of an object', () => {
  it('leaves code that parses, wherever comments, commas and lines stand', async () => {
    const gap = fc.constantFrom('', ' ', '\n', '\n  ', ' /* c */ ', ' // d\n ', '/*e*/\n');
    const gaps = fc.tuple(gap, gap, gap, gap, gap);
    const shape = fc.record({ first: fc.boolean(), last: fc.boolean(), comma: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(gaps, shape, async ([a, b, c, d, e], { first, last, comma }) => {
        const before = first ? `host: 'a'${a},` : '';
        const after = last ? `,${e}cwd: 'b'` : '';
        const option = `${b}rejectUnauthorized:${c}false${d}`;
        const code = `require('https').get({${before}${option}${after}${comma ? ',' : ''}${e}});\n`;
        const text = await fixed(code, { rule });
        assert.equal(text.includes("host: 'a'"), first);
        assert.equal(text.includes("cwd: 'b'"), last);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the comments inside it and before its comma', async () => {
    const before =
      "require('https').get({ rejectUnauthorized: /* a */ false // b\n  , host: 'a' });";
    assert.equal(
      await fixed(before, { rule }),
      "require('https').get({ /* a */ // b\n host: 'a' });",
    );
    const [lines] = await detect(before.replaceAll('\n', '\r\n'), { rule });
    assert.equal(lines?.fixed, "require('https').get({ /* a */ // b\r\n host: 'a' });");
  });
});
