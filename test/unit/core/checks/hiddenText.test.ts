import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hiddenText } from '../../../../src/core/checks/hiddenText';
import { checkPorts, file, outcome, run } from './subject';

const check = (before: string, after: string, path?: string) =>
  outcome(hiddenText, { files: [file(before, after, path)] });

describe('the check for hidden text', () => {
  const hidden: readonly [string, string][] = [
    ['a direction override', '\u202E'],
    ['a direction isolate', '\u2066'],
    ['a direction mark', '\u200F'],
    ['a zero-width space', '\u200B'],
    ['a zero-width joiner', '\u200D'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\uFEFF'],
    ['a soft hyphen', '\u00AD'],
    ['a filler', '\u3164'],
    ['a tag', '\u{E0041}'],
    ['a variation selector', '\uFE01'],
    ['a supplementary variation selector', '\u{E0100}'],
    ['an escape', '\u001B'],
    ['a line separator', '\u2028'],
    ['an empty Braille cell', '\u2800'],
  ];
  for (const [title, character] of hidden) {
    it(`fails on ${title}`, async () => {
      assert.equal(await check('a();\nb();', `a();\nb(${character});`), 'fail 2');
    });
  }

  it('lets characters be that were there, also in lines that move', async () => {
    assert.equal(await check("a('\u200B');", "b('\u200B');"), 'pass');
    assert.equal(await check("a('\u200B');\nc();", "a('\u200B');\nd();"), 'pass');
    assert.equal(await check("a('\u200B');", "a('\u200B\u200B');"), 'fail 1');
    assert.equal(await check("a('\u200B');\nb();\nc();", "b();\nc();\n  a('\u200B');"), 'pass');
  });

  it('passes plain text, accents, other scripts and emoji', async () => {
    const text =
      "\tcafé('naïve Größe, µs'); // 用户 данные 👩‍💻 ❤️ 👍🏽 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿\r\nget用户('نمی‌شود', 'сор и хор из рта');";
    assert.equal(await check('', text), 'pass');
    assert.equal(await check('', 'const Δt = 0.5 * σ;\nconst μs = 1;\n'), 'warn 1 2');
  });

  it('fails on words that are read as others', async () => {
    assert.equal(await check('a();\n', 'a();\nconst p\u0430ssword = 1;\n'), 'fail 2');
    assert.equal(await check('', 'is\u0410dmin()'), 'fail 1');
    assert.equal(await check('', 'user\uFF41()'), 'fail 1');
    assert.equal(await check('', 'adm\u0131n()'), 'fail 1');
    assert.equal(await check('', "if (role === '\u0430dmin') {}"), 'fail 1');
    assert.equal(await check('p\u0430ss(1)', 'p\u0430ss(2)'), 'pass');
    assert.equal(await check('', 'x = \u{1D5FD}ass'), 'fail 1');
  });

  it('fails on whole words of another alphabet that are read as a word of the file', async () => {
    const cop = '\u0441\u043E\u0440';
    assert.equal(await check('const cop = 1;\n', `const cop = 1;\nrun(${cop});\n`), 'fail 2');
    assert.equal(await check('const cop = 1;\n', `const cop = 1;\nrun("${cop}");\n`), 'fail 2');
    assert.equal(await check('', `run(${cop})`), 'warn 1');
    assert.equal(await check('const cop = 1;\n', `const cop = 1; // ${cop}\n`), 'pass');
    assert.equal(
      await check('const \u0430 = 1;\nconst a = 2;\n', 'const \u0430 = 2;\nconst a = 2;\n'),
      'pass',
    );
    assert.equal(await check('let a = 1;\n', 'let a = 1;\n\u0430 = 2;\n'), 'fail 2');
  });

  it('warns of mixed words where they do no harm, and works without a parser', async () => {
    assert.equal(await check('', '// the p\u0430ssword\n'), 'warn 1');
    assert.equal(await check('', 'p\u0430ssword: 1\n', 'a.yaml'), 'fail 1');
    const ports = { ...checkPorts, syntax: () => Promise.reject(new Error('none')) };
    const files = [file('', 'p\u0430ssword()')];
    assert.equal((await hiddenText.run({ files }, ports)).outcome, 'fail');
  });

  it('warns of private characters and signs that look like those of code', async () => {
    assert.equal(await check('', "a('\uE000')"), 'warn 1');
    assert.equal(await check('', "go('https:\u2215\u2215a')"), 'warn 1');
  });

  it('warns of code pushed out of sight, not of what was there', async () => {
    const long = `x${'(1)'.repeat(200)}`;
    assert.equal(await check('a\n', `a\n${long}\n`), 'warn 2');
    assert.equal(await check(`${long}\na\n`, `${long}\nb\n`), 'pass');
    assert.equal(await check(`${long}\n`, `${long}()\n`), 'pass');
    assert.equal(await check('a();\n', `a();${' '.repeat(90)}b();\n`), 'warn 1');
    assert.equal(await check('a();\n', `a();\n${' '.repeat(250)}b();\n`), 'warn 2');
  });

  it('warns of lines that differ in whitespace only, where nothing else shows', async () => {
    assert.equal(await check('a\n  b\nc\n', 'a\n    b\nc\n'), 'warn 2');
    assert.equal(await check('a\nb\n', 'a \nb\t\n'), 'warn 1 2');
    assert.equal(await check('f(a, b)\n', 'f(a,b)\n'), 'warn 1');
    assert.equal(await check('a  \nb\n', 'a\nb\n'), 'pass');
    assert.equal(await check('a\nb\n', 'a\n\nb\n'), 'pass');
  });

  it('passes lines that move to the right in a new block', async () => {
    assert.equal(await check('a\nb\nc\n', 'if (x) {\n  a\n  b\n}\nd\n'), 'pass');
    assert.equal(await check('a()\nb()\n', 'if x:\n    a()\nb()\n', 'a.py'), 'pass');
  });

  it('warns where whitespace changes a text or a block of Python', async () => {
    assert.equal(await check("a = 'x y';\nb = 1;\n", "a = 'xy';\nb = 2;\n"), 'warn 1');
    const before = 'if not ok:\n    log()\n    stop()\n';
    assert.equal(await check(before, 'if not ok:\n    log(1)\nstop()\n', 'a.py'), 'warn 3');
  });

  it('finds a look-alike in any word, and never one in ASCII', async () => {
    const letters = fc.constantFrom(...'\u0430\u0435\u043E\u0440\u0441\u0445\u0456');
    const word = fc.stringMatching(/^[b-dg-n]{2,8}$/);
    await fc.assert(
      fc.asyncProperty(word, letters, word, async (head, letter, tail) => {
        assert.equal(await check('', `${head}${letter}${tail}();\n`, 'a.txt'), 'fail 1');
      }),
      { numRuns: 50 },
    );
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[!-~]{0,80}$/), async (line) => {
        assert.equal(await check('', line, 'a.txt'), 'pass');
      }),
      { numRuns: 100 },
    );
  });

  it('says each concern in a sentence', async () => {
    const files = [file('', 'p\u0430ss();\nq("\u200B");\n')];
    const { detail } = await run(hiddenText, { files });
    assert.match(
      detail,
      /^Invisible .*a\.js:2\. Words that look like .*a\.js:1\. Type them anew\.$/,
    );
  });

  it('stays quick on a hostile file', async () => {
    const before = '\u200B'.repeat(200_000);
    assert.equal(await check(`${before}\na`, `${before}\nb`), 'pass');
    const lines = Array.from({ length: 20_000 }, (_, at) => `x\u200B${at}`).join('\n');
    assert.equal(await check(lines, lines.replaceAll('x', 'y')), 'pass');
  }).timeout(10_000);
});
