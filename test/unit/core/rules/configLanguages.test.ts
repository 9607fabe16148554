import assert from 'node:assert/strict';
import { configLanguages } from '../../../../src/core/rules/configLanguages';
import { languageFor } from '../../../../src/core/grammars';
import { javascriptRules } from '../../../../src/core/rules/javascriptRules';

describe('the rules for configuration files', () => {
  const all = configLanguages.flatMap((one) => one.rules);

  it('have ids that no other rule has, titles, a CWE and whole help', () => {
    const ids = [...javascriptRules, ...all].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { id, title, cwe, help } of all) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.match(title, /^[A-Z].*[^.]$/);
      for (const one of cwe) assert.match(one, /^CWE-\d+$/);
      for (const text of [help.why, help.attack, help.fix]) assert.match(text, /^[A-Z`].*\.$/);
      assert.ok(
        help.sources.length >= 2 && help.sources.every((one) => one.startsWith('https://')),
      );
    }
  });

  it('are for files of one language each, and for no other files', () => {
    assert.equal(languageFor('.github/workflows/a.yml'), 'github-actions');
    assert.equal(languageFor('pkg/.github/workflows/a.yaml'), 'github-actions');
    assert.equal(languageFor('.github/actions/a/action.yml'), 'github-actions');
    assert.equal(languageFor('api/Dockerfile.dev'), 'dockerfile');
    assert.equal(languageFor('infra/main.tf'), 'terraform');
    for (const path of [
      '.github/dependabot.yml',
      '.github/workflows/a/b.yml',
      'my-action.yml',
      'Dockerfile.md',
      'Dockerfile.dockerignore',
      'src/dockerfile.ts',
      'a.tfvars',
      'a.tf.json',
    ]) {
      assert.notEqual(languageFor(path), 'github-actions', path);
      assert.notEqual(languageFor(path), 'dockerfile', path);
      assert.notEqual(languageFor(path), 'terraform', path);
    }
    for (const { language, rules: own } of configLanguages) {
      for (const rule of own) assert.deepEqual(rule.languages, [language]);
    }
  });
});
