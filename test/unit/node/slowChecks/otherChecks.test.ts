import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Draft } from '../../../../src/core/draft';
import type { SlowCheck, Subject } from '../../../../src/core/evidence';
import type { Finding } from '../../../../src/core/finding';
import { findingsOf } from '../../../../src/node/cliFindings';
import { slowChecksIn } from '../../../../src/node/slowChecks';
import type { Sandbox } from '../scratch/repository';
import { sandbox } from '../scratch/repository';

let box: Sandbox;
let scanners: unknown = [];
const control = (agreed: readonly string[]) => ({
  signal: new AbortController().signal,
  agreed,
  progress: () => undefined,
});
const limits = () => ({ testCommand: [], timeLimitMs: 60_000, scanners });

function check(id: string): SlowCheck {
  const all = slowChecksIn({ folder: box.folder, mayRun: () => true, limits }, () =>
    Promise.reject(new Error('unasked')),
  );
  const found = all.find((one) => one.id === id);
  assert.ok(found);
  return found;
}

async function answers(id: string, subject: Subject, outcome: string, detail: RegExp) {
  const plan = await check(id).plan(subject);
  const answer = await check(id).run(subject, control(plan.ok ? plan.commands : []));
  if (plan.ok) {
    const refused = await check(id).run(subject, control(['another command']));
    assert.match(refused.detail, /has changed since you agreed/);
  }
  assert.equal(answer.outcome, outcome, answer.detail);
  assert.match(answer.detail, detail);
  return answer;
}

function prepare(): void {
  beforeEach(() => {
    box = sandbox();
    scanners = [];
  });
  afterEach(() => box.remove());
}

describe('the type check', function () {
  this.timeout(120_000);
  prepare();
  const file = 'src/a.ts';
  const change = (before: string, after: string, at = file): Subject => ({
    files: [{ path: at, before, after }],
  });
  const project = (text: string, include = ['src']) => {
    box.write({
      [file]: text,
      'src/old.ts': 'export const old: number = "text";\n',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, types: [], lib: ['es5'], skipLibCheck: true },
        include,
      }),
      '.gitignore': 'node_modules\n',
    });
    fs.mkdirSync(path.join(box.folder, 'node_modules'));
    const typescript = path.resolve('node_modules', 'typescript');
    fs.symlinkSync(typescript, path.join(box.folder, 'node_modules', 'typescript'));
    box.commit();
  };
  const right = 'export const size = (text: string): number => text.length;\n';

  it('names the first error that only the change has', async () => {
    project(right);
    const wrong = `// a line more\n${right}size(1);\n`;
    const answer = await answers(
      'type-check',
      change(right, wrong),
      'fail',
      /src\/a\.ts, line 3: TS2345/,
    );
    assert.deepEqual(answer.lines, [{ path: file, line: 2 }]);
  });

  it('does not blame a change for old errors, wherever they are now', async () => {
    const old = `${right}size(1);\n`;
    project(old);
    const moved = `// a line more\n${old}`;
    await answers('type-check', change(old, moved), 'pass', /complains of 2 with and without/);
  });

  it('is not run on a file that the compiler never looks at', async () => {
    project(right, ['src/old.ts']);
    await answers('type-check', change(right, 'size(1)'), 'not-run', /does not look at src\/a\.ts/);
  });

  it('is not run where nothing is set up, or nothing is installed', async () => {
    box.write({ [file]: right });
    box.commit();
    await answers('type-check', change(right, 'x'), 'not-run', /No type checker/);
    box.write({ 'tsconfig.json': '{}' });
    await answers('type-check', change(right, 'x'), 'not-run', /not on this machine/);
  });

  it('has Python compile what it cannot check more', async () => {
    // A module of the project by that name is not the one that is run.
    box.write({ 'a.py': 'x = 1\n', 'py_compile.py': 'raise SystemExit(3)\n' });
    box.commit();
    await answers(
      'type-check',
      change('x = 1\n', 'x = 2\n', 'a.py'),
      'pass',
      /Python has nothing new/,
    );
    await answers(
      'type-check',
      change('x = 1\n', 'x = (\n', 'a.py'),
      'fail',
      /a\.py, line 1: SyntaxError/,
    );
  });
});

describe('the suggested test', function () {
  this.timeout(60_000);
  prepare();
  const before = 'exports.page = (name) => `<b>${name}</b>`;\n';
  const after = "exports.page = (name) => `<b>${name.replaceAll('<', '&lt;')}</b>`;\n";
  const suggested = (code: string, at = 'test/page.test.js'): Subject => {
    const body = `require('node:test')('escapes', () => {
      const { page } = require('../src/page');
      ${code}
    });`;
    const suggestedTest = { path: at, code: body, why: 'It shows the flaw.' };
    const draft = { suggestedTest } as unknown as Draft;
    return { draft, files: [{ path: 'src/page.js', before, after }] };
  };
  beforeEach(() => {
    box.write({ 'src/page.js': before, 'package.json': '{}' });
    box.commit();
  });

  it('passes when it fails before and passes after, and stays out of the folder', async () => {
    const test = suggested(`if (page('<i>').includes('<i>')) throw new Error('not escaped');`);
    await answers('suggested-test', test, 'pass', /fails without the change and passes with it/);
    assert.ok(!fs.existsSync(path.join(box.folder, 'test')));
  });

  it('warns of a test that passes anyway, and of one that fails anyway', async () => {
    await answers(
      'suggested-test',
      suggested(`page('x');`),
      'warn',
      /passes without the change too/,
    );
    await answers('suggested-test', suggested('throw 1;'), 'warn', /fails with the change/);
  });

  it('is not run outside of the folder, nor where there is none', async () => {
    await answers('suggested-test', suggested('', '../page.test.js'), 'not-run', /./);
    await answers('suggested-test', { files: [] }, 'not-run', /suggests no test/);
    assert.deepEqual(fs.readdirSync(box.top), ['a shop']);
  });
});

describe('the same scanner', function () {
  this.timeout(60_000);
  prepare();
  const file = 'src/a.js';
  const bad = 'one();\neval(x);\n';
  /** Reports each line that holds eval, suppressed where a comment says so. */
  const scanner = `
    const lines = require('node:fs').readFileSync('src/a.js', 'utf8').split('\\n');
    const results = lines.flatMap((text, index) => text.includes('eval(') ? [{
      ruleId: 'no-eval', level: 'error', message: { text: 'eval is used' },
      ...(text.includes('quiet') && { suppressions: [{ kind: 'inSource' }] }),
      locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.js' }, region: { startLine: index + 1 } } }],
    }] : []);
    const driver = { name: 'Ours', version: '1.2', rules: [] };
    console.log(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver }, results }] }));`;

  async function found(): Promise<Finding> {
    box.write({ [file]: bad, 'package.json': '{}' });
    box.commit();
    scanners = [{ name: 'Ours', command: process.execPath, args: ['-e', scanner] }];
    const report = path.join(box.top, 'report.sarif');
    const region = { startLine: 2 };
    const place = { physicalLocation: { artifactLocation: { uri: file }, region } };
    const result = {
      ruleId: 'no-eval',
      level: 'error',
      message: { text: 'eval is used' },
      locations: [place],
    };
    const runs = [{ tool: { driver: { name: 'Ours', rules: [] } }, results: [result] }];
    fs.writeFileSync(report, JSON.stringify({ version: '2.1.0', runs }));
    const [finding] = await findingsOf(report, box.folder, () => true);
    assert.ok(finding);
    return finding;
  }
  const change = (finding: Finding, after: string): Subject => ({
    finding,
    files: [{ path: file, before: bad, after }],
  });

  it('says that the finding is gone, and which tool in which version looked', async () => {
    const finding = await found();
    await answers(
      'same-scanner',
      change(finding, 'one();\nrun(x);\n'),
      'pass',
      /^Ours 1\.2 reported it/,
    );
  });

  it('finds it again where it was moved, reworded or silenced', async () => {
    const finding = await found();
    const again = ['\n\neval(x);\n', 'one();\neval(y + x);\n', 'one();\neval(x); // quiet\n'];
    for (const text of again) {
      await answers(
        'same-scanner',
        change(finding, text),
        'fail',
        /^Ours 1\.2 still reports it at line \d/,
      );
    }
    await answers('same-scanner', change(finding, again[2] ?? ''), 'fail', /told to be silent/);
  });

  it('is not run when the scanner says something else to begin with', async () => {
    const finding = await found();
    const other = { ...finding, id: 'another' };
    await answers('same-scanner', change(other, 'x'), 'not-run', /even without the change/);
    scanners = [];
    await answers('same-scanner', change(finding, 'x'), 'not-run', /not set up to run Ours/);
    scanners = [{ name: 'Ours', command: process.execPath, args: ['-e', 'process.exit(7)'] }];
    await answers('same-scanner', change(finding, 'x'), 'not-run', /exit code 7/);
  });
});
