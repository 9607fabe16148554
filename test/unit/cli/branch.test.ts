import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { entryOf, serializeEntry } from '../../../src/core/aibom/entry';
import { trailersOf, withTrailers } from '../../../src/core/aibom/trailers';
import type { CodeFinding } from '../../../src/core/finding';
import { aiBomFolder } from '../../../src/node/aiBomFolder';
import * as fix from '../core/aibom/samples';
import { assertRefused, commitAll, folderWith, git, run, runJson, write } from './run';

interface Story {
  readonly answer: string;
  readonly sentence: string;
  readonly reasons: readonly { weight: string; text: string }[];
  readonly files: readonly { path: string; status: string; from?: string; unread?: string }[];
  readonly findings: Readonly<Record<string, readonly { ruleId: string }[]>>;
  readonly record: { added: readonly { id: string }[]; problems: readonly { message: string }[] };
  readonly coverage: {
    readonly marked: number;
    readonly unrecorded: readonly { path: string; lines: readonly number[]; by: string }[];
    readonly missing: readonly { id: string }[];
  };
  readonly dependencies: readonly {
    name: string;
    version: string;
    chosenBy: { commits: string[] };
  }[];
  readonly reach: readonly { name: string; uses: readonly { path: string; line: number }[] }[];
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', message);
}

/** A repository on branch `work` that has just left `main`. */
function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = folderWith(files);
  commitAll(folder);
  git(folder, 'branch', '--quiet', '--move', 'main');
  git(folder, 'checkout', '--quiet', '-b', 'work');
  return folder;
}

function check(folder: string, code: number, ...more: string[]): Story {
  return runJson(['check', '--base', 'main', ...more], code, folder) as Story;
}

const user = `const { total } = require('./cart');\nconsole.log(total([1]));\n`;
const cart = `function total(items) {\n  return items.length;\n}\n\nmodule.exports = { total };\n`;
const files = { 'src/cart.js': cart, 'src/user.js': user, 'README.md': '# Shop\n' };

describe('countersign check --base', function () {
  this.timeout(120_000);

  describe('on a branch of the sample with three AI fixes and one unrecorded AI change', () => {
    let folder: string;
    const fixed = ['sql-concatenation', 'insecure-random', 'tls-verification'];
    const ids = [1, 2, 3].map(fix.ulid);

    /** Drafts a fix, applies it and adds its entry, as accepting it does, in one commit. */
    async function land(ruleId: string, file: string, id: string): Promise<void> {
      const { findings } = JSON.parse(run(['scan', file, '--format', 'json'], folder).out) as {
        findings: CodeFinding[];
      };
      const finding = findings.find((one) => one.ruleId === ruleId && one.fixes.length > 0);
      assert.ok(finding, ruleId);
      const from = fs.readFileSync(path.join(folder, file), 'utf8');
      const drafted = run(['draft', file, '--finding', finding.id], folder);
      execFileSync('git', ['apply'], { cwd: folder, input: drafted.out });
      const to = fs.readFileSync(path.join(folder, file), 'utf8');
      const review = fix.reviewOf({ finding, file, from, to, origin: fix.origins.model });
      const entry = entryOf(review, fix.decisionOf(), id);
      await aiBomFolder(folder).add(id, serializeEntry(entry));
      commit(folder, withTrailers(`Fix ${ruleId}`, trailersOf(entry)));
    }

    before(async () => {
      folder = folderWith({});
      fs.cpSync('test/workspaces/shop', folder, { recursive: true });
      commitAll(folder);
      git(folder, 'branch', '--quiet', '--move', 'main');
      git(folder, 'checkout', '--quiet', '-b', 'work');
      const places = ['src/routes/products.js', 'src/coupons.js', 'src/payments.js'];
      for (const [index, file] of places.entries()) {
        await land(fixed[index] ?? '', file, ids[index] ?? '');
      }
      const invoices = path.join(folder, 'src/invoices.js');
      fs.appendFileSync(invoices, '\nexports.rounded = (sum) => Math.round(sum * 100) / 100;\n');
      commit(folder, 'Round sums\n\nCo-authored-by: Claude <noreply@anthropic.com>');
    });

    it('tells it as JSON', () => {
      const story = check(folder, 1);
      assert.equal(story.answer, 'no');
      assert.deepEqual(story.record.added.map(({ id }) => id).sort(), ids);
      assert.deepEqual(story.record.problems, []);
      assert.deepEqual(
        story.coverage.unrecorded.map(({ path, by }) => `${path} ${by}`),
        ['src/invoices.js Claude'],
      );
      assert.equal(story.coverage.marked, 4);
      assert.deepEqual(story.coverage.missing, []);
      const gone = story.findings['fixed']?.map(({ ruleId }) => ruleId) ?? [];
      for (const ruleId of fixed) assert.ok(gone.includes(ruleId), ruleId);
      assert.deepEqual(story.findings['introduced'], []);
      assert.deepEqual(
        story.files.map((file) => file.path),
        ['src/coupons.js', 'src/invoices.js', 'src/payments.js', 'src/routes/products.js'],
      );
      const objections = story.reasons.filter(({ weight }) => weight === 'objection');
      assert.equal(objections.length, 1);
      const lines = fs.readFileSync(path.join(folder, 'src/invoices.js'), 'utf8').split('\n');
      const at = lines.findIndex((line) => line.includes('rounded')) + 1;
      assert.match(
        objections[0]?.text ?? '',
        new RegExp(`src/invoices\\.js:${at} was made with AI`),
      );
    });

    it('tells it as text', () => {
      const { code, out } = run(['check', '--base', 'main'], folder);
      assert.equal(code, 1);
      assert.match(
        out,
        /^4 files changed \(\+\d+ −\d+\) in 4 commits, since main at [0-9a-f]{10}\. /,
      );
      for (const id of ids) assert.match(out, new RegExp(`^  ${id}  accepted  `, 'm'));
      assert.match(
        out,
        /^ {2}fixed {2}critical {2}src\/routes\/products\.js:\d+ {2}sql-concatenation/m,
      );
      assert.match(
        out,
        /^ {2}not on record {2}src\/invoices\.js:\d+ {2}Claude {2}co-author, commit/m,
      );
      assert.match(out, /^ {2}NO {4}src\/invoices\.js:\d+ was made with AI \(Claude/m);
      assert.match(out.trimEnd().split('\n').at(-1) ?? '', /^Merge\? No: 1 objection/);
    });

    it('tells it as Markdown', () => {
      const { code, out } = run(['check', '--base', 'main', '--format', 'markdown'], folder);
      assert.equal(code, 1);
      assert.match(out, /^## Countersign: Merge\? No: 1 objection/m);
      assert.match(out, /^- ❌ \*\*No:\*\* src\/invoices\.js:\d+ was made with AI/m);
      for (const id of ids) assert.match(out, new RegExp(`^\\| ${id} \\| accepted \\|`, 'm'));
      assert.match(
        out,
        /^\| fixed \| critical \| src\/routes\/products\.js:\d+ \| sql-concatenation/m,
      );
      assert.match(out.trimEnd().split('\n').at(-1) ?? '', /^\*\*Merge\? No: 1 objection.*\*\*$/);
    });

    it('has no objection to the fixes alone', () => {
      const story = check(folder, 0, '--head', 'work~1');
      assert.deepEqual(story.coverage.unrecorded, []);
      assert.equal(story.coverage.marked, 3);
    });

    it('objects to a deleted entry, a changed one and approved code that was edited', () => {
      git(folder, 'checkout', '--quiet', '-B', 'merged', 'work~1');
      git(folder, 'checkout', '--quiet', '-b', 'later');
      const entry = (at: number) => `.ai-bom/entries/${ids[at]}.json`;
      const text = fs.readFileSync(path.join(folder, entry(1)), 'utf8');
      fs.rmSync(path.join(folder, entry(0)));
      write(folder, entry(1), text.replace('Grace', 'Mallory'));
      const payments = path.join(folder, 'src/payments.js');
      const code = fs.readFileSync(payments, 'utf8');
      const worse = code.replace('keepAlive: true', 'keepAlive: true, timeout: 5');
      assert.notEqual(worse, code);
      write(folder, 'src/payments.js', worse);
      commit(folder, 'Tidy');
      const { record } = runJson(['check', '--base', 'merged'], 1, folder) as Story;
      const said = record.problems.map(({ message }) => message).join('\n');
      assert.match(said, /was deleted while its fix still stands/);
      assert.match(said, /was changed/);
      assert.match(said, /payments\.js: edited since approval/);
      git(folder, 'checkout', '--quiet', 'work');
    });
  });

  it('finds no objection to a harmless branch', () => {
    const folder = project(files);
    write(folder, 'README.md', '# The shop\n');
    commit(folder, 'Say it better');
    const story = check(folder, 0);
    assert.equal(story.sentence, 'Merge? No objection found.');
    assert.equal(story.coverage.marked, 0);
  });

  describe('on a branch that changes flawed code', () => {
    const head = `const express = require('express');\nconst app = express();\n\n`;
    const route = (...lines: readonly string[]) =>
      `${head}app.get('/go', (req, res) => {\n${lines.map((line) => `  ${line}\n`).join('')}});\n`;
    const go = 'res.redirect(req.query.to);';
    const changed = (...lines: readonly string[]): Story => {
      const folder = project({ ...files, 'src/go.js': route(go) });
      write(folder, 'src/go.js', route(...lines));
      commit(folder, 'Go elsewhere');
      return check(folder, 0);
    };
    const textsOf = ({ reasons }: Story) => reasons.map(({ text }) => text).join('\n');

    it('asks to look at a fix of a kind that does not hold', () => {
      const check = `if (req.query.to.startsWith('http')) return res.sendStatus(400);`;
      const story = changed(check, go);
      assert.equal(story.answer, 'look');
      assert.match(textsOf(story), /src\/go\.js:5: .*startsWith\('http'\)/);
    });

    it('asks to look at a flaw that a changed line still has', () => {
      const story = changed('const to = req.query.to;', 'res.redirect(to);');
      assert.equal(story.answer, 'look');
      assert.match(
        textsOf(story),
        /still sees flaws on changed lines: src\/go\.js:6 \(open-redirect\)/,
      );
    });

    it('has no objection to a fix that holds, nor to a comment', () => {
      const known = `const places = { home: '/', cart: '/cart' };`;
      const fixed = changed(known, `res.redirect(places[String(req.query.to)] ?? '/');`);
      assert.deepEqual(fixed.reasons, []);
      assert.deepEqual(changed('// Goes on.', go).reasons, []);
    });
  });

  it('says who uses what changed, and which commit chose a dependency', () => {
    const folder = project({ ...files, 'package.json': '{"dependencies":{"a":"1.0.0"}}\n' });
    write(folder, 'src/cart.js', cart.replace('items.length', 'items.length + 1'));
    commit(folder, 'Count one more');
    write(folder, 'package.json', '{"dependencies":{"a":"1.0.1","left-pad":"1.3.0"}}\n');
    commit(folder, 'Pad');
    const { reach, dependencies } = check(folder, 0);
    assert.deepEqual(
      reach.map(({ name, uses }) => [name, uses.map(({ path, line }) => `${path}:${line}`)]),
      [['total', ['src/user.js:0', 'src/user.js:1']]],
    );
    const [first, second] = dependencies;
    assert.deepEqual([first?.name, second?.name], ['a', 'left-pad']);
    assert.equal(first?.chosenBy.commits.length, 1);
  });

  it('judges by the policy of the base, and says that the branch changes it', () => {
    const policy = (glob: string) =>
      JSON.stringify({ version: 1, tiers: [{ glob, tier: 'high', reason: 'ours' }] });
    const folder = project({ ...files, '.countersign/policy.json': policy('src/**') });
    write(folder, '.countersign/policy.json', policy('nothing/**'));
    write(folder, 'src/user.js', `${user}// more\n`);
    commit(folder, 'Loosen');
    const { answer, reasons } = check(folder, 0);
    assert.equal(answer, 'look');
    const said = reasons.map(({ text }) => text).join('\n');
    assert.match(said, /src\/user\.js/);
    assert.match(said, /judged by that of the base/);
    assert.match(said, /1 file is closed to drafts: .*: \.countersign\/policy\.json\./);
  });

  it('names renamed, binary, linked and huge files, and submodules, without looking into them', () => {
    const folder = project({ ...files, 'old.js': cart.repeat(5) });
    git(folder, 'mv', 'old.js', 'new.js');
    write(folder, 'logo.png', new Uint8Array([0x89, 0, 1]));
    write(folder, 'huge.txt', 'x'.repeat(6_000_000));
    fs.symlinkSync('/etc/passwd', path.join(folder, 'link'));
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' });
    git(folder, 'update-index', '--add', '--cacheinfo', `160000,${head.trim()},vendor/sub`);
    fs.mkdirSync(path.join(folder, 'vendor/sub'), { recursive: true });
    git(folder, 'add', 'logo.png', 'huge.txt', 'link');
    git(folder, 'commit', '--quiet', '--message', 'All kinds');
    const byPath = new Map(check(folder, 0).files.map((file) => [file.path, file]));
    assert.equal(byPath.get('new.js')?.from, 'old.js');
    assert.match(byPath.get('logo.png')?.unread ?? '', /not UTF-8 text/);
    assert.match(byPath.get('huge.txt')?.unread ?? '', /larger than 5 MB/);
    assert.match(byPath.get('link')?.unread ?? '', /symbolic link/);
    assert.match(byPath.get('vendor/sub')?.unread ?? '', /submodule/);
  });

  it('looks at a detached HEAD, and at the working tree when asked', () => {
    const folder = project(files);
    git(folder, 'checkout', '--quiet', '--detach');
    write(folder, 'src/cart.js', cart.replace('length', 'size'));
    write(folder, 'src/new.js', 'let a;\n');
    assert.deepEqual(check(folder, 0).files, []);
    const now = check(folder, 0, '--working-tree').files.map(
      (file) => `${file.status} ${file.path}`,
    );
    assert.deepEqual(now, ['changed src/cart.js', 'created src/new.js']);
  });

  it('believes notes of git-ai and records of Agent Trace', () => {
    const folder = project(files);
    write(folder, 'src/cart.js', `${cart}// by hand\n// by machine\n`);
    commit(folder, 'More');
    const note =
      'src/cart.js\n  h_00000000000001 6\n  s_00000000000001::t_1 7\n---\n' +
      JSON.stringify({
        sessions: { s_00000000000001: { agent_id: { tool: 'cursor', model: 'm' } } },
      });
    git(folder, 'notes', '--ref=ai', 'add', '--message', note, 'HEAD');
    const trace = {
      version: '0.1.0',
      files: [
        {
          path: 'src/user.js',
          conversations: [
            {
              contributor: { type: 'ai', model_id: 'x/y' },
              ranges: [{ start_line: 3, end_line: 3 }],
            },
          ],
        },
      ],
    };
    write(folder, 'src/user.js', `${user}// traced\n`);
    write(folder, '.agent-trace/traces.jsonl', `${JSON.stringify(trace)}\n`);
    commit(folder, 'Traced');
    const { unrecorded } = check(folder, 1).coverage;
    assert.deepEqual(
      unrecorded.map(({ path, lines, by }) => [path, lines, by]),
      [
        ['src/cart.js', [6], 'cursor m'],
        ['src/user.js', [2], 'x/y'],
      ],
    );
  });

  it('keeps what names and messages hold from doing anything', function () {
    if (process.platform === 'win32') this.skip();
    const folder = project(files);
    const name = 'src/|a](http://x.example) <img src=x> @octocat `#1`\n| b |\u202e\u001b[31m.js';
    write(folder, name, 'let a;\n');
    commit(folder, 'x\n\nAssisted-by: @octocat <script>[x](javascript:1)|');
    const { out } = run(['check', '--base', 'main', '--format', 'markdown'], folder);
    assert.doesNotMatch(out, /<img|<script|\]\(|@octocat|#1\b|`/);
    assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
    const text = run(['check', '--base', 'main'], folder).out;
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('says how to go on without git, a base, or the whole history', () => {
    assertRefused(run(['check', '--base', 'main'], folderWith(files)), /no git repository/);
    const folder = project(files);
    assertRefused(run(['check', '--base', 'gone'], folder), /“gone” is no revision.*git fetch/);
    write(folder, 'a.js', 'let a;\n');
    commit(folder, 'two');
    const shallow = folderWith({});
    git(shallow, 'clone', '--quiet', '--depth=1', `file://${folder}`, 'clone');
    const clone = path.join(shallow, 'clone');
    assertRefused(run(['check', '--base', 'main'], clone), /shallow.*fetch-depth: 0/);
    assertRefused(run(['check', '--base=--all'], folder), /no revision/);
    assertRefused(run(['check', '--base', 'main', '--before', '.'], folder), /Name both trees/);
    assertRefused(
      run(['check', '--base', 'main', '--head', 'a', '--working-tree'], folder),
      /not both/,
    );
  });
});
