import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/routes/orders.js';
const line = 1;

async function review(id: string, text: string): Promise<story.Diff> {
  writeReport('shown.sarif', sarifWithFix(id, { uri: file, line }, [{ uri: file, line, text }]));
  await story.until(`the finding ${id}`, () =>
    story.countersignDiagnostics(file).find(({ message }) => message.includes(id)),
  );
  return story.openReview(file, line - 1, `(fix from the report): ${id}`);
}

describe('what lands is what was shown', () => {
  let original: string;

  before(() => {
    original = story.read(file);
  });
  afterEach(async () => {
    await story.tidy();
    removeReport('shown.sarif');
    assert.equal(story.read(file), original);
  });

  it('also when the draft changes while the reviewer types a reason', async () => {
    const diff = await review('race', '// eslint-disable-next-line\n');
    const page = await workbench();
    const accepting = story.start('countersign.acceptDraft', diff.draft);
    await story.inputBox(page);
    await story.editDraft(diff, '// eslint-disable-next-line', 'process.exit(1);//');
    await (await story.inputBox(page)).focus();
    await page.keyboard.type('I have read all of this very carefully');
    await page.keyboard.press('Enter');
    await accepting;
    await story.message('Not applied');
  });

  it('also when the draft was typed into a moment before Accept', async () => {
    const diff = await review('hasty', '// harmless\n');
    await story.editDraft(diff, '// harmless', 'process.exit(1);');
    await vscode.commands.executeCommand('countersign.acceptDraft', diff.draft);
    await story.message('Checked again');
  });

  it('and a draft that changes nothing is no fix', async () => {
    const diff = await review('nothing', '// nothing\n');
    await story.editDraft(diff, '// nothing\n', '');
    const frame = await story.panelFrame();
    await frame.locator('.origin', { hasText: 'You have changed the drafted text' }).waitFor();
    await vscode.commands.executeCommand('countersign.acceptDraft', diff.draft);
    await story.message('changes nothing');
  });
});
