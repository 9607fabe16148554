import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { assess } from '../../../src/core/risk';
import { openFolder } from '../../../src/node/folder';
import { testChecks, testContent, testRules, testSyntax } from '../grammars';

const file = { path: 'src/a.js', realPath: 'src/a.js' };

const parts = { syntax: testSyntax, rules: testRules, checks: testChecks, content: testContent };

describe('the policy of a folder', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'folder-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const tier = async () => {
    const policy = await openFolder(root, parts, () => true).policy();
    return assess(undefined, undefined, [file], policy).tier;
  };

  it('is the floor where there is none', async () => {
    assert.equal(await tier(), 'low');
  });

  it('fails closed where a link hides it', async () => {
    fs.symlinkSync(path.join(os.tmpdir(), 'nowhere-at-all'), path.join(root, '.countersign'));
    assert.equal(await tier(), 'high');
  });
});

describe('a folder in which nothing may run', () => {
  it('asks git for nothing', async () => {
    const folder = openFolder('/nonexistent', parts, () => false);
    assert.deepEqual(await folder.ports.person(), { name: 'unknown' });
    assert.ok((await folder.policy()).rules.length > 0);
  });
});
