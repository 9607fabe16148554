import assert from 'node:assert/strict';
import { hiddenUnicode } from '../../../../src/core/checks/hiddenUnicode';
import { file, outcome } from './subject';

const check = (before: string, after: string) =>
  outcome(hiddenUnicode, { files: [file(before, after)] });

describe('the check for hidden characters', () => {
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

  it('lets characters be that were there', async () => {
    assert.equal(await check("a('\u200B');", "b('\u200B');"), 'pass');
    assert.equal(await check("a('\u200B');\nc();", "a('\u200B');\nd();"), 'pass');
    assert.equal(await check("a('\u200B');", "a('\u200B\u200B');"), 'fail 1');
  });

  it('passes plain text, accents, other scripts and emoji', async () => {
    const text = "\tcafé('naïve Größe, µs'); // 用户 данные 👩‍💻 ❤️ 👍🏽\r\nget用户();";
    assert.equal(await check('', text), 'pass');
  });

  it('warns of names that mix look-alike letters with ASCII', async () => {
    assert.equal(await check('a();\n', 'a();\nconst p\u0430ssword = 1;\n'), 'warn 2');
    assert.equal(await check('', 'is\u0410dmin()'), 'warn 1');
    assert.equal(await check('', 'user\uFF41()'), 'warn 1');
    assert.equal(await check('', 'adm\u0131n()'), 'warn 1');
    assert.equal(await check('p\u0430ss(1)', 'p\u0430ss(2)'), 'pass');
  });

  it('warns of private characters', async () => {
    assert.equal(await check('', "a('\uE000')"), 'warn 1');
  });

  it('stays quick on a hostile file', async () => {
    const before = '\u200B'.repeat(200_000);
    assert.equal(await check(`${before}\na`, `${before}\nb`), 'pass');
    const lines = Array.from({ length: 20_000 }, (_, at) => `x\u200B${at}`).join('\n');
    assert.equal(await check(lines, lines.replaceAll('x', 'y')), 'pass');
  });
});
