import assert from 'node:assert/strict';
import { noNewParseErrors } from '../../../../src/core/checks/noNewParseErrors';
import { file, outcome } from './subject';

const check = (before: string, after: string, path?: string) =>
  outcome(noNewParseErrors, { files: [file(before, after, path)] });

describe('the check that the code still parses', () => {
  it('passes code that parses', async () => {
    assert.equal(await check('a();', 'b();'), 'pass');
    assert.equal(await check('', 'const x: string = "";', 'src/a.ts'), 'pass');
  });

  it('fails on a new error and names its line', async () => {
    assert.equal(await check('a();\nb();', 'a();\nb(;'), 'fail 2');
    assert.match(await check('function f() { g(); }', 'function f() { g();'), /^fail/);
    assert.match(await check('a();', '<<<<<<< HEAD\na();\n=======\nb();\n>>>>>>> x\n'), /^fail/);
  });

  it('lets errors be that were there before, also when they move', async () => {
    assert.equal(await check('a(;\nb();', 'a(;\nc();'), 'pass');
    assert.equal(await check('x();\na(;\nb();', 'x();\ny();\nz();\na(;\nb();'), 'pass');
    assert.equal(await check('a(;\nb();', 'a();\nb();'), 'pass');
  });

  it('is not fooled by an old error that is mended while another comes', async () => {
    assert.equal(await check('a(;\nb();\nc();\nd();', 'a();\nb();\nc();\nd(;'), 'fail 4');
  });

  it('does not run where there is no parser, and still fails elsewhere', async () => {
    assert.equal(await check('x', 'y', 'a.rb'), 'not-run');
    const files = [file('x', 'y', 'a.rb'), file('a();', 'a(;')];
    assert.equal(await outcome(noNewParseErrors, { files }), 'fail 1');
  });
});
