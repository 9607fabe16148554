import assert from 'node:assert/strict';
import { nothingSilenced } from '../../../../src/core/checks/nothingSilenced';
import { file, outcome } from './subject';

const check = (before: string, after: string) =>
  outcome(nothingSilenced, { files: [file(before, after)] });

describe('the check for suppression comments', () => {
  const silencers = [
    '// eslint-disable-next-line security/detect-child-process',
    '/* eslint-disable */',
    '// nosemgrep: some.rule',
    '# nosec B602',
    '// @ts-ignore',
    '// @ts-nocheck',
    '// @ts-expect-error because',
    '// NOSONAR',
    '/* istanbul ignore next */',
    '/* c8 ignore start */',
    '// lgtm[js/sql-injection]',
    '// codeql[js/sql-injection]',
    '// deepcode ignore Sqli: fine',
    '// snyk:ignore',
    '// biome-ignore lint: no',
    '// ast-grep-ignore',
    '# noqa: S608',
    '# type: ignore',
    '# pylint: disable=all',
    '//nolint:gosec',
    '// gitleaks:allow',
    '# checkov:skip=CKV_1',
    '// secretlint-disable',
    '# pragma: allowlist secret',
  ];
  for (const silencer of silencers) {
    it(`fails on an added ${silencer}`, async () => {
      assert.equal(await check('a();\nb();', `a();\n${silencer}\nb();`), 'fail 2');
      assert.equal(await check('a();\nb();', `a();\nb(); ${silencer}`), 'fail 2');
    });
  }

  it('passes code without any, and comments that were there', async () => {
    assert.equal(await check('a();', 'b(); // explains why eslint is content'), 'pass');
    const old = '// eslint-disable-next-line x\na();\n';
    assert.equal(await check(old, `${old}b();\n`), 'pass');
    assert.equal(await check('a(); // nosec', 'b(); // nosec'), 'pass');
    assert.equal(await check('a(); // nosec', 'b(); // nosec\nc(); // nosec'), 'fail 2');
  });

  it('passes words that only resemble one', async () => {
    assert.equal(await check('', 'const nosecret = ignore(types);\nsnykLogo();\n'), 'pass');
  });
});
