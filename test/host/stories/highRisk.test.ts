import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const login = 'src/auth/session.js';
const flaw = 'Math.random()';

/** Everything in the shop that Accept could have changed, as one hash. */
function everything(): string {
  const files = fs
    .readdirSync(story.shop(), { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.sarif') && !name.includes(`.git${path.sep}`))
    .sort();
  return story.sha256(
    files
      .filter((name) => fs.lstatSync(story.shop(name)).isFile())
      .map((name) => `${name} ${story.sha256(fs.readFileSync(story.shop(name)))}`)
      .join('\n'),
  );
}

const gitConfig = () => story.sha256(fs.readFileSync(story.shop('.git', 'config')));

describe('a fix under src/auth/', () => {
  let diff: story.Diff;
  let untouched: string;

  before(async () => {
    await story.diagnosticsOf(login);
    diff = await story.openReview(login, story.lineOf(login, flaw), '(recipe)');
    untouched = everything();
  });
  after(story.tidy);

  const refusals: readonly {
    name: string;
    readonly press: (page: Page) => Promise<void>;
  }[] = [
    { name: 'Escape', press: (page) => page.keyboard.press('Escape') },
    {
      name: 'Enter on the empty box',
      press: async (page) => {
        await page.keyboard.press('Enter');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Escape');
      },
    },
    {
      name: 'a wrong path',
      press: async (page) => {
        await page.keyboard.type('src/auth/sessions.js');
        await page.keyboard.press('Enter');
        await page.locator('.quick-input-widget', { hasText: 'This is not the path' }).waitFor();
        await page.keyboard.press('Escape');
      },
    },
    {
      name: 'the loss of focus',
      press: async (page) => {
        await page.keyboard.type(login);
        await page.locator('.monaco-diff-editor .editor.modified .view-lines').first().click();
      },
    },
    {
      name: 'a path without a reason',
      press: async (page) => {
        await page.keyboard.type(login);
        await page.keyboard.press('Enter');
        await page.locator('.quick-input-widget', { hasText: '(2/' }).waitFor();
        await page.keyboard.press('Enter');
        await page.keyboard.type('ok');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Escape');
      },
    },
  ];
  for (const { name, press } of refusals) {
    it(`is not applied by ${name}`, async () => {
      const page = await workbench();
      const accepting = story.start('countersign.acceptDraft', diff.draft);
      await story.inputBox(page);
      await press(page);
      await accepting;
      assert.equal(everything(), untouched);
      assert.ok(story.activeDiff(), 'the draft is still there');
    });
  }

  it('is not applied by a command that brings its own confirmation', async () => {
    const forged = { path: login, reason: 'I say so, trust me', token: 'a'.repeat(64) };
    for (const args of [
      [diff.draft, forged],
      [diff.draft, { confirmations: [forged] }],
      [{ path: login, confirmed: true }],
    ]) {
      const accepting = story.start('countersign.acceptDraft', ...args);
      await story.inputBox(await workbench());
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await accepting;
    }
    assert.equal(everything(), untouched);
  });

  it('is not applied by saving the draft, by code actions on save, or by fix-all', async () => {
    await story.editDraft(diff, 'const', 'const');
    await vscode.workspace.saveAll(false);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      story.uriOf(login),
      new vscode.Range(0, 0, 100, 0),
      vscode.CodeActionKind.SourceFixAll.value,
    );
    assert.deepEqual(
      actions.filter(({ title }) => /countersign|drafted/i.test(title)),
      [],
    );
    await vscode.commands.executeCommand('editor.action.autoFix');
    assert.equal(everything(), untouched);
  });

  it('offers no way to accept in its panel', async () => {
    const frame = await story.panelFrame();
    assert.equal(await frame.locator('a, input, form').count(), 0);
    const said = await frame.locator('button').allInnerTexts();
    const offered = /^(Check again|Run again|Run|Run all|Cancel|line \d+|\S+\.js(:\d+)?)$/;
    for (const text of said) assert.match(text.trim(), offered);
  });

  it('has no API that another extension could call', () => {
    const extension = vscode.extensions.getExtension('countersign.countersign');
    assert.equal(extension?.isActive, true);
    assert.equal(extension?.exports, undefined);
  });

  it('is applied once the path and a reason were typed, and the record says so', async () => {
    const count = story.entries().length;
    const accepting = story.start('countersign.acceptDraft', diff.draft);
    await story.confirmHighRisk(login, 'Read the diff, the token is now random');
    await accepting;
    const entry = await story.newEntry(count);
    assert.ok(!story.read(login).includes(flaw));
    assert.equal(entry.risk.tier, 'high');
    assert.deepEqual(
      entry.risk.confirmations.map((one) => [one.path, one.reason]),
      [[login, 'Read the diff, the token is now random']],
    );
  });
});

describe('a draft that reaches for protected files', () => {
  const at = { uri: 'src/routes/orders.js', line: 3 };
  let untouched: string;

  before(() => {
    fs.mkdirSync(story.shop('.vscode'), { recursive: true });
    fs.writeFileSync(story.shop('.vscode', 'settings.json'), '{\n}\n');
    fs.mkdirSync(story.shop('.countersign'), { recursive: true });
    fs.writeFileSync(story.shop('.countersign', 'policy.json'), '{ "version": 1, "tiers": [] }\n');
    // Where letters' case counts these are other files, and are guarded all the same.
    fs.mkdirSync(story.shop('.GIT'), { recursive: true });
    if (!fs.existsSync(story.shop('.GIT', 'config')))
      fs.writeFileSync(story.shop('.GIT', 'config'), 'x\n');
    fs.mkdirSync(story.shop('.Countersign'), { recursive: true });
    const policy = story.shop('.Countersign', 'policy.json');
    if (!fs.existsSync(policy)) fs.copyFileSync(story.shop('.countersign', 'policy.json'), policy);
    fs.mkdirSync(story.shop('.ai-bom'), { recursive: true });
    fs.writeFileSync(story.shop('.ai-bom', 'notes.txt'), 'notes\n');
    fs.writeFileSync(story.shop('AGENTS.md'), '# Agents\n');
    fs.symlinkSync(story.shop('.github', 'workflows'), story.shop('pipelines'));
    fs.symlinkSync(story.shop('.git', 'config'), story.shop('plain.txt'));
    untouched = everything();
  });
  afterEach(async () => {
    removeReport('hostile.sarif');
    await story.tidy();
  });
  after(() => {
    for (const name of [
      '.vscode',
      '.countersign',
      '.Countersign',
      'AGENTS.md',
      'pipelines',
      'plain.txt',
    ]) {
      fs.rmSync(story.shop(name), { recursive: true, force: true });
    }
    fs.rmSync(story.shop('.ai-bom', 'notes.txt'));
  });

  /** Has the fix of a report reviewed; answers what kept it from being opened, or its diff. */
  async function reviewFixOf(uri: string, id: string): Promise<void> {
    writeReport('hostile.sarif', sarifWithFix(id, at, [{ uri, line: 1, text: '# pwned\n' }]));
    await until(`the finding ${id}`, () =>
      story.countersignDiagnostics(at.uri).find(({ message }) => message.includes(id)),
    );
  }
  const { until } = story;

  const forbidden = [
    '.git/config',
    '.GIT/config',
    'src/../.git/config',
    '.countersign/policy.json',
    '.Countersign/policy.json',
    '.ai-bom/notes.txt',
    './.ai-bom/./notes.txt',
    'plain.txt',
  ];
  for (const [index, uri] of forbidden.entries()) {
    it(`is refused outright: ${uri}`, async () => {
      const config = gitConfig();
      const id = `forbidden-${index}`;
      await reviewFixOf(uri, id);
      const offered = (await story.quickFixes(at.uri, at.line - 1)).find(({ title }) =>
        title.endsWith(`(fix from the report): ${id}`),
      );
      assert.ok(offered?.command, 'the fix was not offered');
      await vscode.commands.executeCommand(
        offered.command.command,
        ...((offered.command.arguments ?? []) as unknown[]),
      );
      assert.ok(story.activeDiff(), 'the draft may be looked at');
      await vscode.commands.executeCommand('countersign.acceptDraft');
      await story.message('refused and cannot be applied');
      assert.equal(everything(), untouched);
      assert.equal(gitConfig(), config);
    });
  }

  const guarded = [
    '.vscode/settings.json',
    'src/../.vscode/settings.json',
    '.github/workflows/ci.yml',
    'pipelines/ci.yml',
    'AGENTS.md',
  ];
  for (const [index, uri] of guarded.entries()) {
    it(`needs a confirmation of its own: ${uri}`, async () => {
      const id = `guarded-${index}`;
      await reviewFixOf(uri, id);
      await story.openReview(at.uri, at.line - 1, `(fix from the report): ${id}`);
      const accepting = story.start('countersign.acceptDraft');
      const page = await workbench();
      await story.inputBox(page);
      await page.locator('.quick-input-widget', { hasText: 'High-risk file' }).waitFor();
      await page.keyboard.press('Escape');
      await accepting;
      assert.equal(everything(), untouched);
    });
  }
});
