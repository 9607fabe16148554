import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assertRefused, folderWith, run, runInTerminal, runJson, write } from './run';

const shell = "const { exec } = require('child_process');\n\n\n\nexec(`ls ${dir}`);\n";

interface Found {
  readonly findings: { id: string; ruleId: string; location: { path: string } }[];
}

function idsOf(folder: string, ...args: string[]): string[] {
  const { findings } = runJson(['scan', ...args], 1, folder) as Found;
  return findings.map(({ id }) => id);
}

/** The file after git has applied what draft prints. */
function appliedIn(folder: string, name: string, id: string, ...args: string[]): string {
  return applied({ folder, name, id, above: path.dirname(folder), args });
}

interface Applied {
  readonly folder: string;
  readonly name: string;
  readonly id: string;
  /** Git looks for a repository no further up. */
  readonly above: string;
  readonly args?: readonly string[];
}

function applied({ folder, name, id, above, args = [] }: Applied): string {
  const { code, out, err } = run(['draft', '--finding', id, ...args], folder);
  assert.equal(code, 0, err);
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: above };
  execFileSync('git', ['apply', '-'], {
    cwd: folder,
    input: out,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return fs.readFileSync(path.join(folder, name), 'utf8');
}

describe('countersign draft', function () {
  this.timeout(60_000);

  it('prints the fix of a finding as a patch that git applies', () => {
    for (const source of [
      shell,
      shell.trimEnd(),
      shell.replaceAll('\n', '\r\n'),
      `\ufeff${shell}`,
    ]) {
      const folder = folderWith({ 'src/a b.js': source });
      const [id = ''] = idsOf(folder);
      const after = appliedIn(folder, 'src/a b.js', id);
      assert.match(after, /execFile\('ls', \[dir\]\);/);
      assert.equal(after.endsWith('\n'), source.endsWith('\n'));
      assert.equal(after.includes('\r\n'), source.includes('\r\n'));
      assert.equal(after.startsWith('\ufeff'), source.startsWith('\ufeff'));
      assert.equal(run(['scan'], folder).code, 0);
    }
  });

  it('prints a patch that git applies in a folder of a repository, too', () => {
    const top = folderWith({ 'app/src/a.js': shell });
    execFileSync('git', ['init', '--quiet'], { cwd: top });
    const folder = path.join(top, 'app');
    const [id = ''] = idsOf(folder);
    const above = path.dirname(top);
    assert.match(applied({ folder, name: 'src/a.js', id, above }), /execFile\('ls', \[dir\]\);/);
  });

  it('drafts for a script without an extension, and leaves its first line where it is', () => {
    const first = '#!/usr/bin/env node';
    const folder = folderWith({ 'bin/tool': `${first}\n${shell}` });
    const [id = ''] = idsOf(folder);
    const after = appliedIn(folder, 'bin/tool', id);
    assert.match(after, /^#!\/usr\/bin\/env node\nconst \{ [^\n]*execFile/);
    assert.match(after, /execFile\('ls', \[dir\]\);/);
  });

  it('writes nothing, and takes the first digits of the id in any case', () => {
    const folder = folderWith({ 'a.js': shell });
    const [id = ''] = idsOf(folder);
    const digits = id.slice(0, 8).toUpperCase();
    const { code, out } = run(['draft', '--finding', digits, 'a.js'], folder);
    assert.equal(code, 0);
    assert.match(out, /^diff --git a\/a\.js b\/a\.js\n--- a\/a\.js\n\+\+\+ b\/a\.js\n@@ /);
    assert.equal(fs.readFileSync(path.join(folder, 'a.js'), 'utf8'), shell);
  });

  it('gives the draft with its rationale and its origin as one document', () => {
    const folder = folderWith({ 'a.js': shell });
    const [id = ''] = idsOf(folder);
    const answer = runJson(['draft', '--finding', id], 0, folder) as {
      finding: string;
      draft: { strategy: string; changes: { path: string; edits: object[] }[] };
      rationale: { whyFixed: string };
      origin: { kind: string };
      diff: string;
    };
    assert.equal(answer.finding, id);
    assert.equal(answer.draft.strategy, 'deterministic');
    assert.equal(answer.draft.changes[0]?.path, 'a.js');
    assert.match(answer.rationale.whyFixed, /without a shell/);
    assert.equal(answer.origin.kind, 'recipe');
    assert.equal(answer.diff, run(['draft', '--finding', id], folder).out);
  });

  it('answers 1 with the reason when the recipe refuses', () => {
    const folder = folderWith({ 'a.js': shell.replace('ls ', 'ls | ') });
    const [id = ''] = idsOf(folder);
    const { code, out, err } = run(['draft', '--finding', id], folder);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /^countersign: No draft: The command holds \|, [^\n]+\n$/);
    const { draft, why } = runJson(['draft', '--finding', id], 1, folder) as {
      draft: null;
      why: string;
    };
    assert.equal(draft, null);
    assert.match(why, /holds \|/);
  });

  it('drafts for a finding of a report', () => {
    const region = { startLine: 5, startColumn: 1 };
    const physicalLocation = { artifactLocation: { uri: 'a.js' }, region };
    const result = {
      ruleId: 'x',
      message: { text: 'No exec.' },
      locations: [{ physicalLocation }],
    };
    const run1 = { tool: { driver: { name: 't' } }, results: [result] };
    const folder = folderWith({
      'a.js': shell,
      'r.sarif': JSON.stringify({ version: '2.1.0', runs: [run1] }),
    });
    const { findings } = runJson(['findings', 'r.sarif'], 0, folder) as Found;
    const [{ id } = { id: '' }] = findings;
    assert.match(appliedIn(folder, 'a.js', id, '--report', 'r.sarif'), /execFile\(/);
    assertRefused(
      run(['draft', '--finding', 'f'.repeat(8), '--report', 'r.sarif'], folder),
      /r\.sarif has no finding ffffffff/,
    );
  });

  it('spells out for a terminal what it would obey, and for nobody else', () => {
    const raw = '\u001b]0;owned\u0007\u202e';
    const folder = folderWith({ 'a.js': `${shell.replace('`);', `\`); //\t${raw}x`)}` });
    const [id = ''] = idsOf(folder);
    const args = ['draft', '--finding', id];
    const piped = run(args, folder);
    assert.ok(piped.out.includes(`//\t${raw}x\n`));
    assert.equal(piped.err, '');
    const seen = runInTerminal(args, folder);
    assert.equal(seen.code, 0, seen.err);
    assert.ok(seen.out.includes('//\t\\u{001B}]0;owned\\u{0007}\\u{202E}x\n'), seen.out);
    assert.doesNotMatch(seen.out.replace(/[\n\t]/g, ''), /[\p{Cc}\p{Cf}]/u);
    assert.match(seen.err, /spelled out\. Write the patch to a file/);
  });

  it('shows a terminal the same as anybody where there is nothing to spell out', () => {
    const folder = folderWith({ 'a.js': shell.replaceAll('\n', '\r\n') });
    const [id = ''] = idsOf(folder);
    const args = ['draft', '--finding', id];
    assert.deepEqual(runInTerminal(args, folder), run(args, folder));
  });

  it('refuses bad usage and ids that name no finding', () => {
    const folder = folderWith({ 'a.js': shell });
    assertRefused(run(['draft'], folder), /--finding ID/);
    assertRefused(run(['draft', '--finding', 'abc'], folder), /at least its first 8 digits/);
    assertRefused(run(['draft', '--finding', 'no-such-id'], folder), /at least its first 8/);
    assertRefused(
      run(['draft', '--finding', 'f'.repeat(64)], folder),
      /has no finding fff.*scan again/,
    );
    assertRefused(
      run(['draft', '--finding', 'f'.repeat(8), '--format', 'sarif'], folder),
      /diff or/,
    );
    assertRefused(
      run(['draft', '--finding', 'f'.repeat(8), '--drafter', 'model'], folder),
      /recipe/,
    );
    write(folder, 'b.js', '');
    const [id = ''] = idsOf(folder);
    assertRefused(run(['draft', '--finding', id, 'b.js'], folder), /has no finding/);
  });

  it('puts the nearest fixed version of a report into a manifest outside npm', () => {
    const folder = folderWith({ 'requirements.txt': 'flask==1.0\r\nrequests==2.19.0\r\n' });
    const report = {
      results: [
        {
          source: { path: 'requirements.txt', type: 'lockfile' },
          packages: [
            {
              package: { name: 'requests', version: '2.19.0', ecosystem: 'PyPI' },
              vulnerabilities: [
                {
                  id: 'GHSA-x84v-xcm2-53pg',
                  summary: 'Credentials are sent on',
                  affected: [
                    {
                      package: { name: 'requests', ecosystem: 'PyPI' },
                      ranges: [
                        { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.20.0' }] },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    write(folder, 'osv.json', JSON.stringify(report));
    const { findings } = runJson(['findings', 'osv.json'], 0, folder) as Found;
    const [{ id = '' } = {}] = findings;
    const { err } = run(['draft', '--finding', id, '--report', 'osv.json'], folder);
    assert.match(err, /^countersign: May break: \S.*\.$/m);
    const after = appliedIn(folder, 'requirements.txt', id, '--report', 'osv.json');
    assert.equal(after, 'flask==1.0\r\nrequests==2.20.0\r\n');
    const again = run(['draft', '--finding', id, '--report', 'osv.json'], folder);
    assert.equal(again.code, 1);
    assert.match(again.err, /No draft: It asks for 2\.20\.0 already/);
  });
});
