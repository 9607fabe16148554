import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assertRefused, commitAll, folderWith, run, runJson, write } from './run';

const policy = (glob: string, tier: string) =>
  JSON.stringify({ version: 1, tiers: [{ glob, tier, reason: `${tier} it is` }] });
const file = '.countersign/policy.json';

describe('countersign policy', function () {
  this.timeout(60_000);

  it('explains which rule decides, and from which copy', () => {
    const root = folderWith({ 'src/a.js': '', [file]: policy('src', 'high') });
    commitAll(root);
    write(root, file, policy('src', 'moderate'));
    const answer = runJson(['policy', 'explain', 'src/a.js', '--root', root], 0) as {
      readonly tier: string;
      readonly rules: readonly { readonly reason: string; readonly decides: boolean }[];
    };
    assert.equal(answer.tier, 'high');
    assert.deepEqual(
      answer.rules.map(({ reason, decides }) => [reason, decides]),
      [
        ['Committed policy (src): high it is.', true],
        ['Uncommitted policy (src): moderate it is.', false],
      ],
    );
    const { out } = run(['policy', 'explain', './src/../src/a.js'], root);
    assert.match(out, /^src\/a\.js: high risk/);
  });

  it('explains a file that is not there yet, and refuses one that cannot be', () => {
    const root = folderWith({});
    assert.match(run(['policy', 'explain', 'package.json'], root).out, /manifests and lockfiles/);
    assertRefused(run(['policy', 'explain', '../x'], root), /leads out of the folder/);
    assertRefused(run(['policy', 'explain'], root), /Name the file/);
    assertRefused(run(['policy'], root), /explain or policy init/);
  });

  it('says no when the policy cannot be read', () => {
    const root = folderWith({ [file]: '{' });
    const { code, out } = run(['policy', 'explain', 'a.js'], root);
    assert.equal(code, 1);
    assert.match(out, /high-risk/);
  });

  it('writes a starter policy once', () => {
    const root = folderWith({});
    assert.match(run(['policy', 'init', 'team'], root).out, /is written/);
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    assert.match(text, /differentApprover/);
    assertRefused(run(['policy', 'init', 'solo'], root), /There is a \.countersign\/policy\.json/);
    assert.equal(fs.readFileSync(path.join(root, file), 'utf8'), text);
    assertRefused(
      run(['policy', 'init', 'bank'], root),
      /policy init solo\|team\|regulated\. solo: .* team: .* regulated: /,
    );
  });

  it('writes nothing through a link', function () {
    if (process.platform === 'win32') this.skip();
    const outside = folderWith({ canary: 'canary' });
    const root = folderWith({});
    fs.symlinkSync(outside, path.join(root, '.countersign'));
    assertRefused(run(['policy', 'init', 'solo'], root), /out of the folder/);
    assert.deepEqual(fs.readdirSync(outside), ['canary']);
  });
});
