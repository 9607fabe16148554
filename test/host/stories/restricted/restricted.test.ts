import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import * as story from '../story';

const file = 'src/payments.js';

describe('in Restricted Mode', () => {
  let diff: story.Diff;
  let original: string;

  before(() => {
    original = story.read(file);
  });
  after(story.tidy);

  it('findings are shown', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.ok((await story.diagnosticsOf(file)).length > 0);
  });

  it('a draft can be looked at, but not typed into', async () => {
    const line = story.lineOf(file, 'rejectUnauthorized: false');
    diff = await story.openReview(file, line, '(recipe)');
    assert.ok(!(await story.draftText(diff)).includes('rejectUnauthorized: false'));
    const bytes = new TextEncoder().encode('changed');
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(diff.draft, bytes)));
  });

  it('no language model is offered', async () => {
    const line = story.lineOf(file, 'rejectUnauthorized: false');
    const titles = (await story.quickFixes(file, line)).map(({ title }) => title);
    assert.ok(titles.length > 0);
    assert.ok(!titles.some((title) => title.includes('AI draft')), titles.join());
  });

  it('nothing is applied, rejected or recorded', async () => {
    await vscode.commands.executeCommand('countersign.acceptDraft', diff.draft);
    await story.message('Restricted Mode');
    await vscode.commands.executeCommand('countersign.rejectDraft', diff.draft);
    assert.equal(story.read(file), original);
    assert.ok(!fs.existsSync(story.shop('.ai-bom')));
  });
});
