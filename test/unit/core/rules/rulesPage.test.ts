import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { rulesPage } from '../../../../docs/rulesPage';
import { rules } from '../../../../src/core/rules';

/** A sentence may begin with code, such as `new Buffer(x)`, but not with another word in small letters. */
const sentences = /^(?![a-z]+ (?!\w+\()).*[.!?]$/;

describe('what the rules say of themselves', () => {
  it('is in docs/rules.md', () => {
    const written = fs.readFileSync('docs/rules.md', 'utf8').replaceAll('\r\n', '\n');
    assert.ok(written === rulesPage(rules), 'docs/rules.md is out of date: run npm run docs');
  });

  it('has an id of its own in kebab case', () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { id } of rules) assert.match(id, /^[a-z]+(-[a-z\d]+)*$/);
  });

  for (const { id, title, cwe, languages, precision, severity, help, recipe } of rules) {
    it(`is whole: ${id}`, () => {
      assert.match(title, /^[A-Z].*[^.]$/);
      assert.ok(title.length <= 80, title);
      assert.equal(new Set(cwe).size, cwe.length);
      for (const one of cwe) assert.match(one, /^CWE-[1-9]\d*$/);
      assert.equal(languages.length > 0, true);
      assert.match(precision, /^(very-high|high|medium|low)$/);
      assert.match(severity, /^(critical|high|medium|low|info)$/);
      for (const text of [help.why, help.attack, help.fix]) {
        assert.match(text, sentences);
        assert.doesNotMatch(text, /\n|\s{2}|^\s|\s$/);
      }
      assert.ok(help.sources.length > 0);
      for (const source of help.sources) assert.equal(new URL(source).protocol, 'https:', source);
      if (recipe) assert.match(recipe.does, /^[A-Z][a-z]+s\b.*[^.]$/);
    });
  }

  it('stands in the page once, and nothing in it is markup by accident', () => {
    const [rule] = rules;
    assert.ok(rule);
    const page = rulesPage([{ ...rule, title: 'A <b> | `c` *d*' }]);
    assert.ok(page.includes('A \\<b\\> \\| \\`c\\` \\*d\\*'), page);
    for (const { id } of rules) {
      assert.equal(rulesPage(rules).split(`\n### ${id}\n`).length, 2, id);
    }
  });
});
