import assert from 'node:assert/strict';
import { fixes, refuses, runs } from './promises';
import { fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

describe('the rule for escaping', () => {
  describe('sees escaping that misses a part', () => {
    assertLines(
      'incomplete-escaping',
      [
        String.raw`const sql = name.replace("'", "''");`,
        String.raw`export const q = (s: string) => s.replace('"', '\\"').replace(/\\/g, '\\\\');`,
        String.raw`cell.replace('|', '\\|');`,
        String.raw`html.replace('<', '&lt;');`,
        String.raw`class A { clean(text) { return text.replace('&quot;', '"'); } }`,
        String.raw`const pattern = glob.replace('*', '.*');`,
        String.raw`text.replace(/</, '&lt;');`,
        String.raw`const escaped = value.replace(/"/g, '\\"');`,
        String.raw`s.replace(/&amp;/g, '&').replace(/&lt;/g, '<');`,
        String.raw`s.replace(/</g, '&lt;').replace(/&/g, '&amp;');`,
      ],
      [
        String.raw`const sql = name.replaceAll("'", "''");`,
        String.raw`s.replace(/\\/g, '\\\\').replace(/"/g, '\\"');`,
        String.raw`function e(s) { s = s.replace(/\\/g, '\\\\'); return s.replace(/'/g, "\\'"); }`,
        String.raw`JSON.stringify(s).replace(/'/g, "\\'");`,
        String.raw`s.replace(/&/g, '&amp;').replace(/</g, '&lt;');`,
        String.raw`s.replace(/&lt;/g, '<').replace(/&amp;/g, '&');`,
        String.raw`file.replace('.js', '.ts');`,
        String.raw`text.replace(' ', '-').replace('\n', '');`,
        String.raw`value.replace('"', '').replace('"', '');`,
        String.raw`tag.replace('<', '').replace('>', '');`,
        String.raw`while (s.includes('<')) { s = s.replace('<', '&lt;'); }`,
        String.raw`price.replace('$', '').replace('%', '');`,
        String.raw`url.replace('&', '?').trim;`,
      ],
      'src/a.ts',
    );
  });

  fixes('incomplete-escaping', [
    [String.raw`a.replace("'", "''");`, String.raw`a.replace(/'/g, "''");`],
    [String.raw`a.replace('|', '&#124;');`, String.raw`a.replace(/\|/g, '&#124;');`],
    [String.raw`a.replace(/</i, '&lt;');`, String.raw`a.replace(/</ig, '&lt;');`],
    [String.raw`a.replace("\\", "\\\\");`, String.raw`a.replace(/\\/g, "\\\\");`],
  ]);

  refuses('incomplete-escaping', [
    ['a text by name', `const mark = "'";\na.replace(mark, "''");`, /not written out/],
    ['a flag of its own', "a.replace(/'/y, \"''\");", /y flag/],
    ['what is not escaped itself', String.raw`a.replace('|', '\\|');`, /escaped either/],
    ['a template', "a.replace(`'`, \"''\");", /not written out/],
  ]);

  keepsEveryStyle('incomplete-escaping', {
    samples: [
      "const cell = text.replace('|', '%7C');\n",
      "function clean(s) {\n  return s\n    .trim()\n    .replace('<', '&lt;');\n}\n",
      "const all = list.map((one) => one.replace('&', '&amp;'));\n",
    ],
  });

  runs('incomplete-escaping', 'makes a function that escapes every match', async () => {
    const code = String.raw`module.exports = (s) => "'" + s.replace("'", "''") + "'";`;
    const quote = run(await fixed(code)) as (text: string) => string;
    const before = run(code) as typeof quote;
    assert.equal(before('plain'), "'plain'");
    assert.equal(before("a' or 'b"), "'a'' or 'b'", 'the attack works before');
    assert.equal(quote('plain'), "'plain'");
    assert.equal(quote("o'neil"), "'o''neil'");
    assert.equal(quote("a' or 'b"), "'a'' or ''b'");
  });
});

describe('the rule for removals', () => {
  describe('sees removals that leave what they take out', () => {
    assertLines(
      'incomplete-sanitizing',
      [
        String.raw`html.replace(/<script.*?>.*?<\/script>/gi, '');`,
        String.raw`html.replaceAll('<script>', '');`,
        String.raw`class A { clean(path) { return path.replace('../', ''); } }`,
        String.raw`const clean = (p: string) => p.replace(/\.\.\//g, '');`,
        String.raw`html.replace(/<!--[\s\S]*?-->/g, '');`,
        String.raw`if (/<script>.*<\/script>/i.test(html)) fail();`,
        'function f(v) { const safe = v.replace(/</g, "&lt;").replace(/>/g, "&gt;"); return `<a title="${safe}">`; }',
      ],
      [
        String.raw`html.replace(/^<script>/, '');`,
        String.raw`do { before = p; p = p.replace(/\.\.\//g, ''); } while (p !== before);`,
        String.raw`html.replace(/<br>/g, '\n');`,
        String.raw`const [, inner] = html.match(/<script>(.*)<\/script>/);`,
        'function f(v) { const safe = v.replace(/</g, "&lt;").replace(/"/g, "&quot;"); return `<a title="${safe}">`; }',
        'function f(v) { const safe = v.replace(/</g, "&lt;"); return `<b>${safe}</b>`; }',
        String.raw`path.replace(/\/\//g, '/');`,
      ],
      'src/a.ts',
    );
  });
});
