import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assertRefused, folderWith, git, run, runJson, write } from './run';

const shell = "const { exec } = require('child_process');\nexec(`ls ${dir}`);\n";
const random = 'const token = Math.random();\n';

interface Answer {
  readonly root: string;
  readonly count: number;
  readonly files: number;
  readonly findings: {
    id: string;
    severity: string;
    triage?: object;
    fixes: object[];
    location: { path: string };
  }[];
  readonly skipped: { path: string; reason: string; why: string }[];
  readonly problems: { message: string }[];
}

const scan = (args: readonly string[], code: number, cwd?: string) =>
  runJson(['scan', ...args], code, cwd) as Answer;

const paths = ({ findings }: Answer) => findings.map(({ location }) => location.path);

describe('countersign scan', function () {
  this.timeout(60_000);

  it('lists what is found in the current folder, worst first, and answers 1', () => {
    const folder = folderWith({ 'src/a.js': random, 'src/b.ts': shell, 'c.txt': shell });
    const { code, out, err } = run(['scan'], folder);
    assert.equal(code, 1, err);
    assert.match(
      out,
      /^critical {2}[\da-f]{8} {2}src\/b\.ts:2:1 {2}shell-command {2}exec\(\) hands [^\n]+\nhigh {6}[\da-f]{8} {2}src\/a\.js:1:15 {2}insecure-random {2}[^\n]+\n2 findings in 2 files\n$/,
    );
    assert.equal(err, '');
  });

  it('answers 0 where nothing is found, and says so where nothing was scanned', () => {
    const folder = folderWith({ 'a.js': 'const a = 1;\n' });
    const { code, out } = run(['scan'], folder);
    assert.equal(code, 0);
    assert.equal(out, '0 findings in 1 file\n');
    const none = run(['scan'], folderWith({ 'a.txt': '' }));
    assert.deepEqual([none.code, none.out], [0, '0 findings in 0 files\n']);
    assert.match(none.err, /No file was scanned\./);
  });

  it('gives one document, with the ids that its SARIF gives to a reader', () => {
    const folder = folderWith({
      'src/a.js': `\ufeff${shell}\texec('id ' + x);\r\n`,
      'b.js': random,
    });
    const answer = scan([], 1, folder);
    assert.deepEqual([answer.count, answer.files, answer.root], [3, 2, folder]);
    assert.deepEqual([answer.skipped, answer.problems], [[], []]);
    assert.ok(answer.findings.some(({ fixes }) => fixes.length > 0));
    const { code, out } = run(['scan', '--format', 'sarif'], folder);
    assert.equal(code, 1);
    write(folder, 'r.sarif', out);
    const read = runJson(['findings', 'r.sarif'], 0, folder) as Answer;
    assert.deepEqual(read.problems, []);
    assert.deepEqual(
      read.findings.map(({ id }) => id),
      answer.findings.map(({ id }) => id),
    );
  });

  it('fails only from the severity that is asked for', () => {
    const folder = folderWith({ 'a.js': random });
    for (const [threshold, code] of [
      ['critical', 0],
      ['high', 1],
      ['low', 1],
      ['info', 1],
    ] as const) {
      assert.equal(run(['scan', '--fail-on', threshold], folder).code, code, threshold);
    }
  });

  it('does not count what was set aside, and says why it was', () => {
    const folder = folderWith({ 'a.js': random });
    const [finding] = scan([], 1, folder).findings;
    assert.ok(finding);
    const entry = {
      version: 1,
      finding: finding.id,
      verdict: 'false-positive',
      reason: 'A number for the screen, no secret.',
      by: { name: 'Ada' },
      at: '2026-01-02T03:04:05.678Z',
      about: { tool: 't', ruleId: 'r', path: 'a.js', message: 'm', severity: 'low' },
    };
    write(folder, `.countersign/triage/${finding.id}.json`, JSON.stringify(entry));
    const { code, out } = run(['scan'], folder);
    assert.equal(code, 0);
    assert.match(
      out,
      /\(set aside: A number for the screen, no secret\.\) .*\n1 finding, 0 of them open, in 1 file\n$/,
    );
    assert.deepEqual(scan([], 0, folder).findings[0]?.triage, {
      verdict: 'false-positive',
      reason: 'A number for the screen, no secret.',
      by: { name: 'Ada' },
    });
    const sarif = JSON.parse(run(['scan', '--format', 'sarif'], folder).out) as {
      runs: { results: { suppressions: { justification: string }[] }[] }[];
    };
    assert.equal(
      sarif.runs[0]?.results[0]?.suppressions[0]?.justification,
      'A number for the screen, no secret.',
    );
  });

  it('scans what is named, and of folders what .gitignore lets through', () => {
    const folder = folderWith({
      '.gitignore': 'out\n',
      'out/a.js': random,
      'src/b.js': random,
      'src/c.js': random,
      'd.js': random,
    });
    git(folder, 'init', '--quiet');
    assert.deepEqual(paths(scan([], 1, folder)), ['d.js', 'src/b.js', 'src/c.js']);
    assert.deepEqual(scan([], 1, folder).skipped, [
      { path: 'out', reason: 'ignored', why: 'it is left out by .gitignore' },
    ]);
    assert.deepEqual(paths(scan(['out/a.js', 'src'], 1, folder)).sort(), [
      'out/a.js',
      'src/b.js',
      'src/c.js',
    ]);
    assert.equal(scan(['--no-ignore'], 1, folder).count, 4);
    assert.match(run(['scan'], folder).out, /3 findings in 3 files; 1 path skipped\n$/);
  });

  it('knows a script without an extension by its first line', () => {
    const folder = folderWith({
      'bin/tool': `#!/usr/bin/env node\n${random}`,
      'bin/other': `#!/usr/bin/env ruby\n${random}`,
      LICENSE: random,
      'src/a.js': random,
    });
    const answer = scan([], 1, folder);
    assert.deepEqual(paths(answer), ['bin/tool', 'src/a.js']);
    assert.deepEqual([answer.files, answer.skipped], [2, []]);
    assert.deepEqual(paths(scan(['bin/tool'], 1, folder)), ['bin/tool']);
    assert.equal(scan(['bin/other'], 0, folder).skipped[0]?.reason, 'no-rules');
  });

  it('tells paths from the root, which lies above all that is named', () => {
    const folder = folderWith({
      'shop/src/a.js': random,
      'shop/lib/b.js': random,
      'else/c.txt': '',
    });
    const shop = path.join(folder, 'shop');
    const elsewhere = path.join(folder, 'else');
    assert.deepEqual(paths(scan(['--root', '../shop'], 1, elsewhere)), ['lib/b.js', 'src/a.js']);
    assert.deepEqual(paths(scan([shop], 1, elsewhere)), ['lib/b.js', 'src/a.js']);
    assert.deepEqual(paths(scan([path.join(shop, 'src/a.js')], 1, elsewhere)), ['a.js']);
    assert.deepEqual(paths(scan(['../shop/src', '../shop/lib/b.js'], 1, elsewhere)), [
      'lib/b.js',
      'src/a.js',
    ]);
    assert.deepEqual(paths(scan(['shop/src'], 1, folder)), ['shop/src/a.js']);
    assertRefused(run(['scan', '--root', shop, elsewhere]), /lies outside of/);
  });

  it('takes whatever lies in a folder, skips what it cannot scan, and says so', () => {
    const folder = folderWith({
      'good.js': random,
      'crlf.js': random.replaceAll('\n', '\r\n'),
      'broken.js': `${random}function ( {{{`,
      'elf.js': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]),
      'latin1.js': new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]),
      'line.js': `const a = "${'x'.repeat(5_000_000)}";`,
      'text.js': 'Dear reader, this is no code at all.\n',
      'page.ts': '<html><body>no code</body></html>',
      'nest.js': '['.repeat(50_000) + ']'.repeat(50_000),
      'calls.js': 'a('.repeat(20_000),
      'empty.js': '',
      [`deep/${'d/'.repeat(100)}x.js`]: random,
    });
    fs.symlinkSync('..', path.join(folder, 'deep/loop'));
    const began = performance.now();
    const { skipped, problems, files, ...answer } = scan([], 1, folder);
    assert.ok(performance.now() - began < 20_000);
    assert.equal(answer.count, 4);
    const reasons = Object.fromEntries(skipped.map((one) => [one.path, one.reason]));
    assert.equal(reasons['elf.js'], 'binary');
    assert.equal(reasons['latin1.js'], 'encoding');
    assert.equal(reasons['line.js'], 'too-large');
    assert.equal(reasons['deep/loop'], 'link');
    assert.equal(files + skipped.length, 13);
    assert.ok(problems.some(({ message }) => /^elf\.js was not scanned: /.test(message)));
    const { err } = run(['scan'], folder);
    assert.match(
      err,
      /^countersign: line\.js was not scanned: it is too large \(more than 1 MB\)\.$/m,
    );
    assert.doesNotMatch(err, /loop/);
  });

  it('keeps the findings of a file whose fixes take too long, in every format', () => {
    const many = Array.from(
      { length: 1600 },
      (_, at) => `exports.f${at} = (d) => exec(\`ls \${d}\`);`,
    );
    const head = "const { exec } = require('child_process');\n";
    const folder = folderWith({ 'a.js': head + many.join('\n') });
    const text = run(['scan'], folder);
    assert.deepEqual([text.code, text.err], [1, '']);
    assert.match(text.out, /\n1600 findings in 1 file\n$/);
    const { count, files, skipped, problems, findings } = scan([], 1, folder);
    assert.deepEqual([count, files, skipped], [1600, 1, []]);
    assert.ok(findings.every(({ fixes }) => fixes.length === 0));
    assert.match(
      problems.map(({ message }) => message).join('\n'),
      /^a\.js was scanned without drafting its fixes: [^\n]+\.$/,
    );
    const sarif = run(['scan', '--format', 'sarif'], folder);
    assert.equal(sarif.code, 1);
    assert.match(sarif.err, /^countersign: a\.js was scanned without drafting its fixes: /);
    assert.match(
      sarif.out,
      /"level": "note",\s+"message": \{\s+"text": "a\.js was scanned without/,
    );
  });

  it('answers 2 when a file that was named cannot be scanned, with what it found', () => {
    const folder = folderWith({
      'good.js': random,
      'latin1.js': new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]),
      'a.txt': '',
    });
    execFileSync('mkfifo', [path.join(folder, 'pipe.js')]);
    for (const name of ['latin1.js', 'pipe.js']) {
      const { code, out, err } = run(['scan', name, 'good.js'], folder);
      assert.equal(code, 2, name);
      assert.match(out, /good\.js:/);
      assert.match(err, /was not scanned/);
    }
    assert.equal(run(['scan', '.'], folder).code, 1, 'in a folder it is no more than said');
    assert.equal(run(['scan', 'a.txt'], folder).code, 0, 'no rule is for it');
    const successes = ['latin1.js', '.'].map((name) => {
      const { out } = run(['scan', name, '--format', 'sarif'], folder);
      const log = JSON.parse(out) as {
        runs: { invocations: { executionSuccessful: boolean }[] }[];
      };
      return log.runs[0]?.invocations[0]?.executionSuccessful;
    });
    assert.deepEqual(successes, [false, true]);
  });

  it('names the files that it leaves out because of what is in them', () => {
    const packed = 'a=b;'.repeat(1000);
    const folder = folderWith({ 'packed.js': packed, 'b.min.js': packed });
    const { code, err } = run(['scan'], folder);
    assert.equal(code, 0);
    assert.match(
      err,
      /^countersign: packed\.js was not scanned: it is minified by the look of it\.$/m,
    );
    assert.doesNotMatch(err, /b\.min/);
  });

  it('takes larger files when it is told to', () => {
    const folder = folderWith({ 'a.js': `${random}${'// more\n'.repeat(200)}` });
    assert.equal(scan(['--max-size', '1KB'], 0, folder).skipped[0]?.reason, 'too-large');
    assert.equal(scan(['--max-size', '0.01m'], 1, folder).count, 1);
  });

  it('lets no escape sequence of a file through to the terminal', () => {
    const name = '\u001b]0;owned\u0007\u202e.js';
    const folder = folderWith({ [name]: random, [`x${name}`]: new Uint8Array([0]) });
    for (const format of ['text', 'json', 'sarif']) {
      const { out, err } = run(['scan', '--format', format], folder);
      assert.match(out, /owned/);
      assert.doesNotMatch((out + err).replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    }
  });

  it('refuses bad usage and missing paths with one line', () => {
    const folder = folderWith({ 'a.js': '' });
    assertRefused(run(['scan', 'no.js'], folder), /no\.js does not exist/);
    assertRefused(run(['scan', '--format', 'xml'], folder), /text, json or sarif/);
    assertRefused(run(['scan', '--fail-on', 'bad'], folder), /critical, high, medium, low, info/);
    assertRefused(run(['scan', '--max-size', 'big'], folder), /500KB or 2MB/);
    assertRefused(run(['scan', '--root', 'none'], folder), /none cannot be read/);
    assertRefused(run(['scan', '--nonsense'], folder), /nonsense/);
  });
});
