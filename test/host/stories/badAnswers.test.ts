import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { play, previewFile, previewFix, requests, startByModel } from './model';
import * as story from './story';

const flaw = 'fs.readFile(path.join(manuals, req.query.file)';

describe('before a language model is asked', () => {
  before(() => vscode.commands.executeCommand('countersign.forgetConsent'));
  after(story.tidy);

  it('the user sees to whom what would be sent, and Escape sends nothing', async () => {
    await play([{ toolInput: previewFix }]);
    await story.diagnosticsOf(previewFile);
    const running = await startByModel(previewFile, story.lineOf(previewFile, flaw));
    const page = await workbench();
    const question = page.locator('.quick-input-widget', { hasText: 'Scripted one' });
    await question.waitFor();
    assert.match(await question.innerText(), /src\/routes\/files\.js/);
    await page.keyboard.press('Escape');
    await Promise.all(running);
    assert.deepEqual(await requests(), []);
    assert.equal(story.activeDiff(), undefined);
  });
});

describe('a language model that answers badly', () => {
  let original: string;

  before(async () => {
    original = story.read(previewFile);
    await story.diagnosticsOf(previewFile);
    await play([{ toolInput: { ...previewFix, verdict: 'cannot_fix', edits: [], reason: 'No.' } }]);
    const running = await startByModel(previewFile, story.lineOf(previewFile, flaw));
    const page = await workbench();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Send to' }).click();
    await Promise.all(running);
    await story.tidy();
  });
  afterEach(story.tidy);

  const edit = previewFix.edits[0]!;
  const twice = (input: unknown) => [{ toolInput: input }, { toolInput: input }];
  const answers: readonly { name: string; replies: readonly unknown[] }[] = [
    { name: 'nonsense', replies: twice({ any: 'thing' }) },
    { name: 'with talk and no call', replies: [{ text: 'Sure!' }, { text: 'Sure!' }] },
    { name: 'with nothing', replies: [{}, {}] },
    { name: 'with half a stream', replies: [{ dropAfter: 1 }] },
    { name: 'with a used-up quota', replies: [{ throw: 'Blocked' }] },
    { name: 'without permission', replies: [{ throw: 'NoPermissions' }] },
    {
      name: 'with an edit of another file',
      replies: twice({ ...previewFix, edits: [{ ...edit, path: '.vscode/settings.json' }] }),
    },
    {
      name: 'with an anchor that is not in the file',
      replies: twice({ ...previewFix, edits: [{ ...edit, old: 'not\nthere', new: 'not\nhere' }] }),
    },
    {
      name: 'without a rationale',
      replies: twice({ ...previewFix, rationale: { ...previewFix.rationale, whyFixed: ' ' } }),
    },
  ];
  for (const { name, replies } of answers) {
    it(`gets a message and no diff: ${name}`, async () => {
      await play(replies);
      const line = story.lineOf(previewFile, flaw);
      await Promise.all(await startByModel(previewFile, line));
      assert.match(await story.message(), /No fix was drafted|Scripted one/);
      assert.equal(story.activeDiff(), undefined);
      assert.equal((await requests()).length, replies.length);
      assert.equal(story.read(previewFile), original);
    });
  }

  it('cannot put a link into the message: a click would run a command', async () => {
    const reason = 'No. [Details](command:workbench.action.closeAllEditors)';
    await play([{ toolInput: { ...previewFix, verdict: 'cannot_fix', edits: [], reason } }]);
    await Promise.all(await startByModel(previewFile, story.lineOf(previewFile, flaw)));
    assert.match(await story.message('Details'), /command:workbench/);
    await vscode.commands.executeCommand('notifications.showList');
    const page = await workbench();
    const item = page.locator('.notifications-center .notification-list-item', {
      hasText: 'Details',
    });
    await item.first().waitFor();
    assert.equal(await item.locator('.notification-list-item-message a').count(), 0);
    await vscode.commands.executeCommand('notifications.hideList');
  });

  it('is asked once more with the reason, and may then answer well', async () => {
    await play([{ toolInput: { any: 'thing' } }, { toolInput: previewFix }]);
    const line = story.lineOf(previewFile, flaw);
    await Promise.all(await startByModel(previewFile, line));
    const diff = await story.until('the diff', () => story.activeDiff());
    assert.ok((await story.draftText(diff)).includes('path.basename'));
    assert.equal((await requests()).length, 2);
    await vscode.commands.executeCommand('countersign.forgetConsent');
  });
});
