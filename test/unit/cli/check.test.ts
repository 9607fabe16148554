import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assertRefused, folderWith, run, runJson, write } from './run';

interface Answer {
  readonly verdict: string;
  readonly risk: {
    readonly tier: string;
    readonly reasons: readonly { path: string; tier: string }[];
  };
  readonly checks: readonly { id: string; outcome: string; detail: string }[];
  readonly files: readonly { path: string; status: string }[];
}

const tree = { 'src/a.js': 'const a = 1;\n', 'src/b.js': 'const b = 1;\n' };

function check(before: string, after: string, code: number): Answer {
  return runJson(['check', '--before', before, '--after', after], code) as Answer;
}

describe('countersign check', function () {
  this.timeout(60_000);

  it('has nothing to say of equal trees', () => {
    const answer = check(folderWith(tree), folderWith(tree), 0);
    assert.equal(answer.verdict, 'clear');
    assert.equal(answer.risk.tier, 'low');
    assert.deepEqual(answer.files, []);
  });

  it('lists changed, created and deleted files, each with its risk', () => {
    const after = folderWith({ 'src/a.js': 'const a = 2;\n', 'src/c.js': 'const c = 1;\n' });
    const answer = check(folderWith(tree), after, 0);
    assert.deepEqual(answer.files, [
      { path: 'src/a.js', status: 'changed' },
      { path: 'src/b.js', status: 'deleted' },
      { path: 'src/c.js', status: 'created' },
    ]);
    assert.deepEqual(answer.risk.reasons.map((reason) => reason.path).sort(), [
      'src/a.js',
      'src/b.js',
      'src/c.js',
    ]);
    assert.ok(answer.checks.length > 1);
    const { out } = run(['check', '--before', folderWith(tree), '--after', after]);
    assert.match(out, /Risk: low\. Files changed: 3\./);
  });

  it('blocks a patch that breaks the syntax', () => {
    const after = folderWith({ ...tree, 'src/a.js': 'const a = (;\n' });
    const answer = check(folderWith(tree), after, 1);
    assert.equal(answer.verdict, 'blocked');
    assert.ok(answer.checks.some(({ outcome }) => outcome === 'fail'));
  });

  it('says no to a patch that touches the policy or the AI-BOM', () => {
    for (const name of ['.countersign/policy.json', '.ai-bom/entries/x.json']) {
      const answer = check(folderWith(tree), folderWith({ ...tree, [name]: '{}' }), 1);
      assert.equal(answer.risk.tier, 'forbidden', name);
    }
  });

  it('judges by the policy of the tree before, not by that of the patch', () => {
    const policy = (glob: string) =>
      JSON.stringify({ version: 1, tiers: [{ glob, tier: 'high', reason: 'ours' }] });
    const before = folderWith({ ...tree, '.countersign/policy.json': policy('src/**') });
    const after = folderWith({ 'src/a.js': 'const a = 2;\n', 'src/b.js': 'const b = 1;\n' });
    write(after, '.countersign/policy.json', policy('nothing/**'));
    const answer = check(before, after, 1);
    assert.ok(answer.risk.reasons.some(({ path, tier }) => path === 'src/a.js' && tier === 'high'));
  });

  it('calls a file that it cannot read a reason for attention, not a pass', () => {
    const binary = new Uint8Array([0x89, 0, 1, 2]);
    const answer = check(folderWith(tree), folderWith({ ...tree, 'logo.png': binary }), 0);
    assert.equal(answer.verdict, 'attention');
    const [first] = answer.checks;
    assert.equal(first?.id, 'every-file-read');
    assert.equal(first.outcome, 'not-run');
    assert.match(first.detail, /logo\.png/);
  });

  it('follows no symbolic link, and does not take one for a file', function () {
    if (process.platform === 'win32') this.skip();
    const secret = folderWith({ 'secret.txt': 'a secret\n' });
    const after = folderWith(tree);
    fs.symlinkSync(secret, path.join(after, 'outside'));
    fs.rmSync(path.join(after, 'src/a.js'));
    fs.symlinkSync(path.join(secret, 'secret.txt'), path.join(after, 'src/a.js'));
    const answer = check(folderWith(tree), after, 0);
    assert.deepEqual(answer.files, [
      { path: 'outside', status: 'created' },
      { path: 'src/a.js', status: 'changed' },
    ]);
    assert.equal(answer.verdict, 'attention');
  });

  it('leaves .git and node_modules alone', () => {
    const after = folderWith({ ...tree, '.git/config': 'x', 'node_modules/a/index.js': 'x' });
    assert.deepEqual(check(folderWith(tree), after, 0).files, []);
  });

  it('compares large files without holding them, and reads none of 1 GB', () => {
    const [before, after] = [folderWith(tree), folderWith(tree)];
    write(after, 'huge.js', '');
    fs.truncateSync(path.join(after, 'huge.js'), 1024 ** 3);
    assert.match(check(before, after, 0).checks[0]?.detail ?? '', /huge\.js/);
  });

  it('refuses bad usage and unreadable trees with one line', () => {
    assertRefused(run(['check']), /--before DIR --after DIR/);
    assertRefused(run(['check', '--before', '/no/such', '--after', '/no/such']), /no\/such/);
    assertRefused(run(['check', 'extra', '--before', '.', '--after', '.']), /extra/);
  });
});
