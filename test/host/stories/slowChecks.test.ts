import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import * as story from './story';

const file = 'src/payments.js';
const check = 'The project’s own tests pass';

/** What Source Control opens from now on. */
function openedRepositories(): readonly string[] {
  const git = vscode.extensions.getExtension<{
    getAPI(version: 1): { onDidOpenRepository: vscode.Event<{ rootUri: vscode.Uri }> };
  }>('vscode.git');
  const opened: string[] = [];
  git?.exports.getAPI(1).onDidOpenRepository(({ rootUri }) => opened.push(rootUri.fsPath));
  return opened;
}

describe('the checks that run programs', () => {
  before(async () => {
    await story.diagnosticsOf(file);
    await story.openReview(file, story.lineOf(file, 'rejectUnauthorized: false'), '(recipe)');
  });
  after(async () => {
    await vscode.commands.executeCommand('countersign.forgetRunConsent');
    fs.rmSync(story.shop('.vscode'), { recursive: true, force: true });
    await story.tidy();
  });

  const row = async () => {
    const frame = await story.panelFrame();
    return frame.locator('.checked *', { hasText: check }).first();
  };
  const saysOf = async (text: string | RegExp) => {
    const frame = await story.panelFrame();
    await frame.locator('#page', { hasText: text }).waitFor({ timeout: 60_000 });
  };

  it('are in sight before anybody has run them, with what they would run', async () => {
    await (await row()).waitFor();
    await saysOf(/runs npm test \(node --test\)/);
  });

  it('run nothing before somebody agrees to the very commands', async () => {
    const page = await workbench();
    const run = story.start('countersign.runSlowChecks', undefined, 'project-tests');
    await (await story.inputBox(page)).waitFor();
    const asked = page.locator('.quick-input-widget:visible', {
      hasText: 'npm test (node --test)',
    });
    await asked.waitFor();
    await page.keyboard.press('Enter');
    await run;
    await saysOf(/Not run yet/);
  });

  it('block a draft that breaks a test, and name it', async () => {
    const diff = story.activeDiff();
    assert.ok(diff);
    const before = story.read(file);
    const opened = openedRepositories();
    await story.editDraft(diff, 'order.total * 100', 'order.total * 10');
    const page = await workbench();
    const run = story.start('countersign.runSlowChecks', undefined, 'project-tests');
    await (await story.inputBox(page)).waitFor();
    await page.keyboard.type('Run, now');
    await page.keyboard.press('Enter');
    await run;
    await saysOf(/failed twice with it: “charges nine orders to the cent”/);
    const frame = await story.panelFrame();
    assert.equal(await frame.locator('.verdict h1').innerText(), 'Blocked');
    assert.equal(story.read(file), before);
    assert.equal(story.git('worktree', 'list').trim().split('\n').length, 1);
    assert.deepEqual(opened, [], 'the scratch copy is in the Source Control view');
  });

  it('ask once for a command, and pass a draft that breaks nothing', async () => {
    const diff = story.activeDiff();
    assert.ok(diff);
    await story.editDraft(diff, 'order.total * 10)', 'order.total * 100)');
    await saysOf(/Not run yet/);
    await vscode.commands.executeCommand('countersign.runSlowChecks', undefined, 'project-tests');
    await saysOf(/No test fails because of the change/);
  });

  it('take no command from the settings of a workspace', async () => {
    fs.mkdirSync(story.shop('.vscode'), { recursive: true });
    fs.writeFileSync(
      story.shop('.vscode', 'settings.json'),
      JSON.stringify({ 'countersign.checks.testCommand': ['planted'] }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await vscode.commands.executeCommand('countersign.recheckDraft');
    const frame = await story.panelFrame();
    assert.doesNotMatch(await frame.locator('#page').innerText(), /planted/);
  });
});
