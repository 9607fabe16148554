import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assertRefused, folderWith, run, runJson, write } from './run';

const source = 'const a = 1;\nexec(input);\n';

function sarif(message: string, uri = 'src/a.js', ruleId = 'no-exec'): string {
  const physicalLocation = {
    artifactLocation: { uri },
    region: { startLine: 2, startColumn: 1, endColumn: 5 },
  };
  const result = {
    ruleId,
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation }],
  };
  return JSON.stringify({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'scanner' } }, results: [result] }],
  });
}

/** Lines of characters that a terminal only shows. */
function assertPlain(shown: string): void {
  assert.doesNotMatch(shown.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
}

interface Answer {
  readonly count: number;
  readonly findings: {
    ruleId: string;
    place?: string;
    location: { path: string; region: object };
  }[];
  readonly problems: { message: string }[];
}

describe('countersign findings', function () {
  this.timeout(60_000);

  it('lists what a report says, with its place', () => {
    const folder = folderWith({ 'src/a.js': source, 'r.sarif': sarif('Do not.') });
    const { code, out, err } = run(['findings', 'r.sarif'], folder);
    assert.equal(code, 0, err);
    assert.match(out, /src\/a\.js:2:1 {2}no-exec {2}Do not\.\n1 finding\n$/);
    assert.equal(err, '');
  });

  it('gives the same as one JSON document, also from elsewhere with --root', () => {
    const folder = folderWith({ 'src/a.js': source, 'r.sarif': sarif('Do not.') });
    const report = path.join(folder, 'r.sarif');
    const answer = runJson(['findings', report, '--root', folder], 0) as Answer;
    assert.equal(answer.count, 1);
    assert.equal(answer.findings[0]?.location.path, 'src/a.js');
    assert.deepEqual(answer.findings[0]?.location.region, {
      start: { line: 1, character: 0 },
      end: { line: 1, character: 4 },
    });
  });

  it('counts a finding of two reports once', () => {
    const reports = { 'a.sarif': sarif('Do not.'), 'b.sarif': sarif('Do not.') };
    const folder = folderWith({ 'src/a.js': source, ...reports });
    assert.equal(run(['findings', 'a.sarif', 'b.sarif', '--count-only'], folder).out, '1\n');
  });

  it('says of a finding that is set aside why, and counts those that are open', () => {
    const reports = { 'a.sarif': sarif('Do not.'), 'b.sarif': sarif('Nor.', 'src/a.js', 'other') };
    const folder = folderWith({ 'src/a.js': source, ...reports });
    const names = ['a.sarif', 'b.sarif'];
    const before = runJson(['findings', ...names], 0, folder) as Answer & { open: number };
    assert.equal(before.open, 2);
    const [id, other] = before.findings.map((one) => (one as unknown as { id: string }).id);
    const entry = {
      version: 1,
      finding: id,
      verdict: 'accepted-risk',
      reason: 'Only the tests\u00a0get here.',
      expires: '2999-12-31',
      by: { name: 'Ada' },
      at: '2026-01-02T03:04:05.678Z',
      about: { tool: 't', ruleId: 'r', path: 'a.js', message: 'm', severity: 'low' },
    };
    const put = (name: string, what: object) =>
      write(folder, `.countersign/triage/${name}.json`, JSON.stringify(what));
    put(String(id), entry);
    put(String(other), { ...entry, finding: other, expires: '2020-01-01' });
    put('broken', {});
    const { count, open, findings, problems } = runJson(['findings', ...names], 0, folder) as {
      count: number;
      open: number;
      findings: { id: string; triage?: object }[];
      problems: { message: string }[];
    };
    assert.deepEqual([count, open], [2, 1]);
    const { verdict, reason, expires, by } = entry;
    assert.deepEqual(
      findings.map(({ triage }) => triage),
      findings.map((one) => (one.id === id ? { verdict, reason, expires, by } : undefined)),
    );
    assert.match(problems[0]?.message ?? '', /triage.*broken\.json/);
    const { out, err } = run(['findings', ...names], folder);
    assert.match(out, /\(set aside: Only the tests get here\.\) /);
    assert.match(out, /\n2 findings, 1 open\n$/);
    assert.match(err, /broken\.json/);
    const counted = runJson(['findings', ...names, '--count-only'], 0, folder);
    assert.deepEqual(counted, { count: 2, open: 1, problems });
  });

  it('says on stderr, and in the document, what it left out', () => {
    const folder = folderWith({ 'r.sarif': sarif('Do not.', '../../etc/passwd') });
    assert.match(run(['findings', 'r.sarif'], folder).err, /not in this workspace/);
    const answer = runJson(['findings', 'r.sarif'], 0, folder) as Answer;
    assert.equal(answer.count, 1);
    assert.equal(answer.findings[0]?.place, 'elsewhere');
    assert.equal(answer.problems.length, 1);
  });

  it('lets no escape sequence of a report through to the terminal', () => {
    const escape = '\u001b]0;owned\u0007\u001b[2J\u202e\u009b1m';
    const folder = folderWith({ 'src/a.js': source, 'r.sarif': sarif(escape, 'src/a.js', escape) });
    const { code, out, err } = run(['findings', 'r.sarif'], folder);
    assert.equal(code, 0);
    for (const shown of [out, err]) assertPlain(shown);
    const missing = run(['findings', `no${escape}.sarif`], folder);
    assert.equal(missing.code, 2);
    assertPlain(missing.err);
  });

  it('refuses a report of 1 GB by its size, before reading it', () => {
    const folder = folderWith({ 'huge.sarif': '{' });
    fs.truncateSync(path.join(folder, 'huge.sarif'), 1024 ** 3);
    const started = Date.now();
    assertRefused(run(['findings', 'huge.sarif'], folder), /1024 MB/);
    assert.ok(Date.now() - started < 5000);
  });

  it('refuses what is no report with one line', () => {
    const deep = '['.repeat(100_000);
    const folder = folderWith({
      'empty.json': '',
      'text.txt': 'hello',
      'deep.json': deep,
      'o.json': '{}',
    });
    fs.mkdirSync(path.join(folder, 'sub'));
    for (const name of ['empty.json', 'text.txt', 'deep.json', 'o.json', 'sub', 'missing.json']) {
      assertRefused(run(['findings', name], folder), new RegExp(name.replace('.', '\\.')));
    }
  });

  it('says in plain words that a report does not exist', () => {
    assertRefused(run(['findings', 'no.sarif'], folderWith({})), /: no\.sarif does not exist\.$/m);
  });

  // Only some systems have a file that is always full.
  if (fs.existsSync('/dev/full')) {
    it('says so when its answer cannot be written', () => {
      const folder = folderWith({ 'a.sarif': sarif('Here.'), 'src/a.js': source });
      for (const format of ['text', 'json']) {
        const answer = run(['findings', 'a.sarif', '--format', format], folder, '/dev/full');
        assertRefused(answer, /cannot be written/);
      }
    });
  }

  it('refuses bad usage with one line', () => {
    assertRefused(run([]), /--help/);
    assertRefused(run(['frobnicate']), /frobnicate/);
    assertRefused(run(['findings']), /report/);
    assertRefused(
      run(['findings', 'x', '--nonsense']),
      /: findings has no option --nonsense; see countersign findings --help\.$/m,
    );
    assertRefused(run(['findings', 'x', '--root']), /--root.* argument missing/);
    assertRefused(run(['findings', 'x', '--format', 'yaml']), /text or json/);
    assertRefused(run(['findings', 'x', '--root', '/no/such/folder']), /no\/such\/folder/);
  });

  it('tells its verbs and its version', () => {
    const verbs = ['findings', 'scan', 'draft', 'check', 'plan', 'bom', 'policy'];
    const told = (text: string) =>
      [...text.matchAll(/^ {2}countersign (\w+)/gm)].map(([, verb]) => verb);
    const all = run(['--help']).out;
    assert.deepEqual([...new Set(told(all))], verbs);
    for (const verb of verbs) {
      const { out } = run([verb, '--help']);
      assert.deepEqual([...new Set(told(out))], [verb]);
      for (const line of out.trimEnd().split('\n')) assert.ok(all.includes(line), line);
      assert.match(out, /^Exit code: /m);
    }
    assert.match(run(['check', '--help']).out, /--before DIR --after DIR[^]*--base REV/);
    assert.equal(run(['frobnicate', '--help']).out, all);
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(run(['--version']).out, `${version}\n`);
  });
});
