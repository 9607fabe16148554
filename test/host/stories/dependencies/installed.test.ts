import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbench } from '../../ui';
import * as story from '../story';

/** With the registry that npm is configured for on this machine, and its own small packages. */
describe('a fix of a dependency that is really installed', function () {
  this.timeout(240_000);

  before(async () => {
    await story.diagnosticsOf('package.json');
  });
  after(story.tidy);

  const says = async (text: RegExp) => {
    const frame = await story.panelFrame();
    await frame.locator('#page', { hasText: text }).waitFor({ timeout: 200_000 });
  };

  it('is planned with that registry, and its lockfile written by npm', async () => {
    const line = story.lineOf('package.json', '"lodash"');
    const action = await story.until('the quick fix', async () => {
      const found = await story.quickFixes('package.json', line);
      return found.find(({ title }) => title.startsWith('Review dependency fix…'));
    });
    assert.ok(action.command);
    const { command, arguments: args } = action.command;
    await vscode.commands.executeCommand(command, ...((args ?? []) as unknown[]));
    await story.until('the diff', () => story.activeDiff(), 60_000);
    const frame = await story.panelFrame();
    const chosen = await frame.locator('.plan .option-chosen').innerText();
    assert.match(chosen, /lodash 4\.17\.15 → 4\.17\.\d+/);
    await says(/npm ci --dry-run accepts it/);
  });

  it('is installed by npm ci in a scratch copy, where the project’s own tests pass', async () => {
    const page = await workbench();
    const run = story.start('countersign.runSlowChecks', undefined, 'project-tests');
    await (await story.inputBox(page)).waitFor();
    await page.keyboard.type('Run, now');
    await page.keyboard.press('Enter');
    await run;
    await says(/All 3 tests of the project that ran pass with the change/);
    assert.equal(story.git('status', '--porcelain', '--', 'package.json', 'package-lock.json'), '');
    assert.equal(story.git('worktree', 'list').trim().split('\n').length, 1);
  });

  it('lands as it was shown, and npm ci takes it', async () => {
    const before = story.entries().length;
    await vscode.commands.executeCommand('countersign.acceptDraft');
    const entry = await story.newEntry(before);
    assert.match(story.read('package.json'), /"lodash": "4\.17\.(?!15)\d+"/);
    assert.deepEqual(entry.change.files.map(({ path }) => path).sort(), [
      'package-lock.json',
      'package.json',
    ]);
    assert.equal(story.countersign('bom', 'verify').status, 0);
  });
});
