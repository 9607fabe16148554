import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import * as story from '../story';

const file = 'src/payments.js';

describe('with autosave on', () => {
  after(story.tidy);

  it('no byte of the real file changes before Accept', async () => {
    assert.equal(vscode.workspace.getConfiguration('files').get('autoSave'), 'afterDelay');
    const real = story.shop(file);
    const before = { bytes: fs.readFileSync(real), time: fs.statSync(real).mtimeMs };
    await story.diagnosticsOf(file);
    const line = story.lineOf(file, 'rejectUnauthorized: false');
    const diff = await story.openReview(file, line, '(recipe)');
    await story.editDraft(diff, 'https.Agent(', '/* mine */ https.Agent(');
    const document = await vscode.workspace.openTextDocument(diff.draft);
    await story.until('the draft to be saved by itself', () => !document.isDirty || undefined);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(fs.readFileSync(real), before.bytes);
    assert.equal(fs.statSync(real).mtimeMs, before.time);
    assert.equal(story.git('status', '--porcelain'), '');

    const shown = await story.draftText(diff);
    await vscode.commands.executeCommand('countersign.acceptDraft');
    await story.newEntry(0);
    assert.equal(story.read(file), shown);
  });
});
