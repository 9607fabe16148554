import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { entryOf, revertedEntry, serializeEntry } from '../../../src/core/aibom/entry';
import { aiBomFolder } from '../../../src/node/aiBomFolder';
import * as fix from '../core/aibom/samples';
import { assertRefused, folderWith, run, runJson, write } from './run';

interface Answer {
  readonly verdict: string;
  readonly risk: {
    readonly tier: string;
    readonly reasons: readonly { path: string; tier: string }[];
  };
  readonly checks: readonly { id: string; outcome: string; detail: string }[];
  readonly findings: Readonly<Record<Fate, readonly { id: string; ruleId: string }[]>>;
  readonly files: readonly { path: string; status: string }[];
  readonly record: {
    readonly added: readonly string[];
    readonly problems: readonly { file: string; message: string; place?: object }[];
  };
}

type Fate = 'fixed' | 'introduced' | 'remaining' | 'guarded' | 'unknown';

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
    assert.match(answer.checks[0]?.detail ?? '', /No file differs/);
  });

  it('has no objection to a good fix, though nobody drafted it', () => {
    const before = `const app = require('express')();\napp.get('/sum', (req) => eval(req.query.sum));\n`;
    const after = before.replace('eval', 'Number');
    const answer = check(folderWith({ 'src/a.js': before }), folderWith({ 'src/a.js': after }), 0);
    assert.equal(answer.verdict, 'clear');
    assert.ok(answer.checks.some(({ id, outcome }) => id === 'anchors' && outcome === 'not-run'));
  });

  it('tells the worst first', () => {
    const after = folderWith({ ...tree, 'src/a.js': 'const a = (;\n' });
    const { out } = run(['check', '--before', folderWith(tree), '--after', after]);
    const outcomes = [...out.matchAll(/^ {2}(fail|warn|not-run|pass) /gm)].map(([, one]) => one);
    const groups = outcomes.filter((one, index) => one !== outcomes[index - 1]);
    const worst = groups.slice(0, groups.indexOf('pass'));
    assert.deepEqual(
      worst,
      ['fail', 'warn', 'not-run'].filter((one) => worst.includes(one)),
    );
    assert.equal(worst[0], 'fail');
    // What only a draft can be asked comes after all that counts.
    assert.deepEqual(groups.slice(worst.length), ['pass', 'not-run']);
  });

  it('tells in one line what has nothing to do with the change for the same reason', () => {
    const manifest = (version: string) => JSON.stringify({ dependencies: { a: version } });
    const before = folderWith({ 'package.json': manifest('^1.0.0') });
    const after = folderWith({ 'package.json': manifest('^1.0.1') });
    const { out } = run(['check', '--before', before, '--after', after]);
    const lines = out.split('\n').filter((line) => line.includes('there is no code to look at'));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^ {2}not-run {3}\S[^:]+ · [^:]+: Only manifests /);
  });

  it('tells the same as Markdown, in which names have no meaning', function () {
    if (process.platform === 'win32') this.skip();
    const after = folderWith({ ...tree, 'src/a.js': 'const a = (;\n', 'a|<b>@c.txt': 'x\n' });
    const args = ['check', '--before', folderWith(tree), '--after', after, '--format', 'markdown'];
    const { code, out } = run(args);
    assert.equal(code, 1);
    assert.match(out, /^## Countersign: Blocked\. Risk: low\.\n/);
    assert.match(out, /^\| fail \| /m);
    assert.doesNotMatch(out, /<b>|@c/);
  });

  it('runs programs of the project only when asked, and says of required ones that they did not', () => {
    const policy = JSON.stringify({
      version: 1,
      tiers: [],
      demands: { low: { checks: ['type-check'] } },
    });
    const files = { ...tree, '.countersign/policy.json': policy };
    const after = folderWith({ ...files, 'src/a.js': 'const a = 2;\n' });
    const asked = ['check', '--before', folderWith(files), '--after', after];
    const types = (code: number, ...more: string[]) =>
      (runJson([...asked, ...more], code) as Answer).checks.filter(({ id }) => id === 'type-check');
    assert.deepEqual(types(0), [
      {
        id: 'type-check',
        title: 'The types still fit',
        outcome: 'not-run',
        detail: 'The policy requires it for this risk. Run it before you accept.',
        lines: [],
      },
    ]);
    const [ran, ...more] = types(1, '--run', 'types');
    assert.deepEqual([ran?.outcome, more], ['not-run', []]);
    assert.match(ran?.detail ?? '', /No type checker is set up/);
    assertRefused(run([...asked, '--run', 'all']), /--run takes scanner, types, tests, packages/);
    assertRefused(run(['check', '--base', 'main', '--run', 'types']), /for --before and --after/);
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

  it('sees a byte order mark that comes or goes', () => {
    const marked = folderWith({ ...tree, 'src/a.js': '\uFEFFconst a = 2;\n' });
    const formOf = ({ checks }: Answer) => checks.find(({ id }) => id === 'format')?.detail;
    assert.match(formOf(check(folderWith(tree), marked, 0)) ?? '', /mark of src\/a\.js is added/);
    assert.match(formOf(check(marked, folderWith(tree), 0)) ?? '', /mark of src\/a\.js is removed/);
  });

  it('says no to a patch that touches the policy or the AI-BOM', () => {
    for (const name of ['.countersign/policy.json', '.ai-bom/entries/x.json']) {
      const answer = check(folderWith(tree), folderWith({ ...tree, [name]: '{}' }), 1);
      assert.equal(answer.risk.tier, 'forbidden', name);
    }
  });

  describe('with a fix that Countersign landed', () => {
    const entry = entryOf(fix.reviewOf(), fix.decisionOf(), fix.ulid(1));
    const text = serializeEntry(entry);
    const entryFile = `.ai-bom/entries/${entry.id}.json`;
    const ignoreFile = '.ai-bom/.gitignore';
    const before = () => folderWith({ [fix.path]: fix.before });
    /** As accepting leaves it: fix, entry and .gitignore, all written by Countersign. */
    async function accepted(): Promise<string> {
      const folder = folderWith({ [fix.path]: fix.after });
      await aiBomFolder(folder).add(entry.id, text);
      return folder;
    }

    it('takes the record for no part of the patch, and says so', async () => {
      const after = await accepted();
      const answer = check(before(), after, 0);
      assert.equal(answer.risk.tier, 'low');
      assert.deepEqual(answer.files, [{ path: fix.path, status: 'changed' }]);
      assert.deepEqual(answer.record, { added: [ignoreFile, entryFile], problems: [] });
      const { out } = run(['check', '--before', before(), '--after', after]);
      assert.match(out, /^Record: 1 entry added\.\n {2}created {3}\.ai-bom\/\.gitignore$/m);
      assert.doesNotMatch(out, /forbidden/);
    });

    it('says no, with the place, when the code is not as its entry says', async () => {
      const after = await accepted();
      write(after, fix.path, fix.after.replace('[term]', 'term'));
      const { record, risk } = check(before(), after, 1);
      assert.equal(risk.tier, 'low');
      assert.equal(record.problems[0]?.file, entryFile);
      assert.deepEqual(record.problems[0]?.place, { path: fix.path, line: 3 });
      const { code, out } = run(['check', '--before', before(), '--after', after]);
      assert.equal(code, 1);
      assert.match(out, /NO .*edited since approval \(src\/search\.js:3\)/);
    });

    it('reads older entries along with one that supersedes them', async () => {
      const [applied, undone] = [await accepted(), await accepted()];
      write(undone, fix.path, fix.before);
      const at = '2026-11-21T10:00:00.000Z';
      const reverted = revertedEntry(entry, { name: 'Grace' }, at, fix.ulid(2));
      const file = await aiBomFolder(undone).add(reverted.id, serializeEntry(reverted));
      // The answer is no all the same: the hole is open again.
      assert.deepEqual(check(applied, undone, 1).record, { added: [file], problems: [] });
      fs.rmSync(path.join(undone, entryFile));
      assert.match(check(applied, undone, 1).record.problems[0]?.message ?? '', /not here/);
    });

    const tampered: Readonly<Record<string, (after: string) => void>> = {
      'was tampered with': (after) => write(after, entryFile, text.replace('Grace', 'Mallory')),
      'has the name of another': (after) =>
        write(after, `.ai-bom/entries/${fix.ulid(2)}.json`, text),
      'lies elsewhere': (after) => write(after, `.ai-bom/entries/sub/${entry.id}.json`, text),
      'lies in a folder below': (after) => write(after, `sub/${entryFile}`, text),
      'comes with a foreign .gitignore': (after) => write(after, ignoreFile, 'entries/\n'),
      'comes with a file that is no entry': (after) => write(after, '.ai-bom/x.js', ''),
    };
    for (const [what, tamper] of Object.entries(tampered)) {
      it(`forbids an entry that ${what}`, async () => {
        const after = await accepted();
        tamper(after);
        assert.equal(check(before(), after, 1).risk.tier, 'forbidden');
      });
    }

    it('forbids to change or to delete an entry, whatever it becomes', async () => {
      const after = await accepted();
      const other = entryOf(fix.reviewOf(), fix.decisionOf({ reviewer: { name: 'M' } }), entry.id);
      write(after, entryFile, serializeEntry(other));
      assert.equal(check(await accepted(), after, 1).risk.tier, 'forbidden');
      fs.rmSync(path.join(after, entryFile));
      assert.equal(check(await accepted(), after, 1).risk.tier, 'forbidden');
    });

    it('forbids an entry that is a symbolic link', async function () {
      if (process.platform === 'win32') this.skip();
      const after = await accepted();
      fs.renameSync(path.join(after, entryFile), path.join(after, 'entry.json'));
      fs.symlinkSync('../../entry.json', path.join(after, entryFile));
      assert.equal(check(before(), after, 1).risk.tier, 'forbidden');
    });
  });

  describe('with a report on the tree before', () => {
    const evil = (name: string) => `app.get('/${name}', (req) => { eval(req.query.${name}); });\n`;
    const far = '// far\n'.repeat(30);
    const code = evil('a') + far + evil('b');
    const before = () => folderWith({ 'src/a.js': code });
    function reported(folder: string): string {
      const report = path.join(folderWith({}), 'r.sarif');
      fs.writeFileSync(report, run(['scan', folder, '--format', 'sarif']).out);
      return report;
    }

    it('tells what was fixed, what came and what is left', () => {
      const [old, fixed] = [before(), folderWith({ 'src/a.js': far + evil('b') + evil('c') })];
      const args = ['check', '--before', old, '--after', fixed, '--report', reported(old)];
      const answer = runJson(args, 1) as Answer;
      const counts = Object.entries(answer.findings).map(([fate, list]) => [fate, list.length]);
      assert.deepEqual(Object.fromEntries(counts), {
        ...{ fixed: 1, introduced: 1, remaining: 1, guarded: 0, unknown: 0 },
      });
      assert.match(run(args).out, /^Findings fixed: 1\n {2}\S+ +[0-9a-f]{8} {2}src\/a\.js:1:/m);
    });

    it('asks only for the finding that the patch is near', () => {
      const [old, fixed] = [before(), folderWith({ 'src/a.js': far + evil('b') })];
      const { checks } = runJson(
        ['check', '--before', old, '--after', fixed, '--report', reported(old)],
        0,
      ) as Answer;
      assert.equal(checks.find(({ id }) => id === 'finding-gone')?.outcome, 'pass');
    });

    it('blocks a patch that leaves the finding named', () => {
      const [old, other] = [before(), folderWith({ 'src/a.js': far + evil('b') })];
      const report = reported(old);
      const { findings } = runJson(['findings', report, '--root', old], 0) as {
        findings: { id: string; location: { region: { start: { line: number } } } }[];
      };
      const left = findings.find(({ location }) => location.region.start.line > 0)?.id ?? '';
      const args = ['check', '--before', old, '--after', other, '--report', report, '--finding'];
      const answer = runJson([...args, left], 1) as Answer;
      assert.equal(answer.checks.find(({ id }) => id === 'finding-gone')?.outcome, 'fail');
      assertRefused(run([...args, 'ffffffff']), /No report has a finding ffffffff/);
    });

    it('does not know what became of what only its own tool sees', () => {
      const [old, changed] = [before(), folderWith({ 'src/a.js': `${evil('a')}// x\n${far}` })];
      const region = { startLine: 5, startColumn: 1, endColumn: 3 };
      const physicalLocation = { artifactLocation: { uri: 'src/a.js' }, region };
      const result = {
        ruleId: 'own',
        message: { text: 'Odd.' },
        locations: [{ physicalLocation }],
      };
      const runs = [{ tool: { driver: { name: 'scanner' } }, results: [result] }];
      const folder = folderWith({ 'r.sarif': JSON.stringify({ version: '2.1.0', runs }) });
      const args = ['check', '--before', old, '--after', changed, '--report'];
      const { findings } = runJson([...args, path.join(folder, 'r.sarif')], 0) as Answer;
      assert.deepEqual(
        findings.unknown.map(({ ruleId }) => ruleId),
        ['own'],
      );
    });

    it('judges a change of dependencies by what the lockfile holds after', () => {
      const lock = (version: string) =>
        JSON.stringify({
          lockfileVersion: 3,
          packages: {
            '': { dependencies: { 'event-stream': '^3.3.4' } },
            'node_modules/event-stream': { version },
          },
        });
      const manifest = JSON.stringify({ dependencies: { 'event-stream': '^3.3.4' } });
      const tree = (version: string, asked = manifest) =>
        folderWith({ 'package.json': asked, 'package-lock.json': lock(version) });
      const via = {
        ...{ source: 1, name: 'event-stream', dependency: 'event-stream', title: 'Malicious' },
        ...{ url: 'https://github.com/advisories/GHSA-mh6f-8j2x-4483', severity: 'critical' },
        ...{ cwe: ['CWE-506'], range: '>3.3.5 <4.0.0' },
      };
      const told = {
        ...{ name: 'event-stream', severity: 'critical', isDirect: true, via: [via], effects: [] },
        ...{ range: via.range, nodes: ['node_modules/event-stream'], fixAvailable: false },
      };
      const vulnerabilities = { 'event-stream': told };
      const old = tree('3.3.6');
      const audit = JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} });
      const report = path.join(folderWith({ 'audit.json': audit }), 'audit.json');
      const outcomes = (after: string, code: number) => {
        const args = ['check', '--before', old, '--after', after, '--report', report];
        const { checks } = runJson(args, code) as Answer;
        return ['finding-gone', 'dependencies'].map(
          (id) => checks.find((one) => one.id === id)?.outcome,
        );
      };
      assert.deepEqual(outcomes(tree('3.3.5'), 0), ['pass', 'pass']);
      assert.deepEqual(outcomes(tree('3.3.6', manifest.replace('3.3.4', '4.0.1')), 1), [
        'fail',
        'fail',
      ]);
    });

    it('wants the report for a finding', () => {
      assertRefused(run(['check', '--before', '.', '--after', '.', '--finding', 'a']), /--report/);
    });
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

  it('runs the tests that the tree names when it is asked to, and names the one that breaks', () => {
    const shop = {
      'package.json': '{ "scripts": { "test": "node --test" } }',
      'sum.js': 'exports.sum = (a, b) => a + b;\n',
      'sum.test.js':
        "require('node:test')('adds up', () => require('node:assert').equal(require('./sum').sum(1, 2), 3));\n",
    };
    const [before, after] = [folderWith(shop), folderWith(shop)];
    write(after, 'sum.js', 'exports.sum = (a, b) => a - b;\n');
    const trees = ['check', '--before', before, '--after', after];
    const answer = runJson([...trees, '--run', 'tests'], 1) as Answer;
    const tests = answer.checks.find(({ id }) => id === 'project-tests');
    assert.equal(tests?.outcome, 'fail');
    assert.match(tests.detail, /adds up/);
    const unasked = runJson(trees, 0) as Answer;
    assert.ok(unasked.checks.every(({ id }) => id !== 'project-tests'));
    assertRefused(run([...trees, '--run', 'lint']), /scanner, types, tests, packages/);
  });

  it('refuses bad usage and unreadable trees with one line', () => {
    assertRefused(run(['check']), /--before DIR --after DIR/);
    assertRefused(run(['check', '--before', '/no/such', '--after', '/no/such']), /no\/such/);
    assertRefused(run(['check', 'extra', '--before', '.', '--after', '.']), /extra/);
  });
});
