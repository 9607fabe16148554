import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as story from './story';

const file = 'src/coupons.js';
const flaw = 'Math.random().toString(36)';

describe('the undo of an accepted fix', () => {
  let original: string;
  let accepted: story.AiBomEntry;

  before(async () => {
    original = story.read(file);
    await story.diagnosticsOf(file);
    await story.openReview(file, story.lineOf(file, flaw), '(recipe)');
    const count = story.entries().length;
    await vscode.commands.executeCommand('countersign.acceptDraft');
    accepted = await story.newEntry(count);
    await vscode.window.showTextDocument(story.uriOf(file));
  });
  after(story.tidy);

  it('is noticed on save and appended as a reverted entry', async () => {
    const count = story.entries().length;
    assert.notEqual(story.read(file), original);
    await vscode.commands.executeCommand('undo');
    await vscode.workspace.saveAll(false);
    assert.equal(story.read(file), original);
    const reverted = await story.newEntry(count);
    assert.equal(reverted.decision, 'reverted');
    assert.equal(reverted.supersedes, accepted.id);
    assert.equal(story.countersign('bom', 'verify').status, 0);
  });

  it('stages both entries, because neither can be read without the other', async () => {
    await vscode.commands.executeCommand('countersign.stageFix');
    const staged = story.git('diff', '--cached', '--name-only');
    for (const { id } of story.entries().slice(-2)) assert.ok(staged.includes(id), staged);
    await vscode.window.showTextDocument(story.uriOf(file));
  });

  it('brings the finding back', async () => {
    await story.until('the finding', () =>
      story
        .countersignDiagnostics(file)
        .find(({ range }) => range.start.line === story.lineOf(file, flaw)),
    );
  });

  it('can itself be undone, and that is appended too', async () => {
    const count = story.entries().length;
    await vscode.commands.executeCommand('redo');
    await vscode.workspace.saveAll(false);
    const reapplied = await story.newEntry(count);
    assert.equal(reapplied.decision, 'reapplied');
    assert.equal(story.countersign('bom', 'verify').status, 0);
  });
});
