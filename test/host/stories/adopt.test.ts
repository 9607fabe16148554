import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import * as story from './story';

const file = 'src/vouchers.js';
const flaw = 'Math.random().toString(36).slice(2)';
const code = `'use strict';

function voucher() {
  return 'VOUCHER-' + ${flaw}.toUpperCase();
}

module.exports = { voucher };
`;

describe('a problem that another extension has found', () => {
  const theirs = vscode.languages.createDiagnosticCollection('theirs');
  let place: vscode.Range;

  before(async () => {
    fs.writeFileSync(story.shop(file), code);
    const document = await vscode.workspace.openTextDocument(story.uriOf(file));
    const at = document.getText().indexOf(flaw);
    assert.ok(at >= 0);
    place = new vscode.Range(document.positionAt(at), document.positionAt(at + flaw.length));
  });
  after(async () => {
    theirs.dispose();
    await story.tidy();
    fs.rmSync(story.shop(file));
  });

  function report(source: string, code: string): void {
    const message = 'Predictable values (CWE-338) \u202e[link](command:evil)';
    const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Warning);
    diagnostic.source = source;
    diagnostic.code = code;
    theirs.set(story.uriOf(file), [diagnostic]);
  }

  async function offers(): Promise<vscode.CodeAction[]> {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      story.uriOf(file),
      place,
    );
    return actions.filter(({ title }) => title.startsWith('Review a fix with Countersign'));
  }

  it('is offered for review, if the settings name the extension', async () => {
    report('spell-checker', 'no-such-word');
    assert.deepEqual(await offers(), []);
    report('ESLint', 'security/weak-random');
    const [offer, ...more] = await offers();
    assert.ok(offer && more.length === 0);
    assert.equal(offer.title, 'Review a fix with Countersign: security/weak-random');
    assert.equal(offer.edit, undefined);
    assert.notEqual(offer.isPreferred, true);
  });

  it('opens as a draft with its evidence, and becomes a finding', async () => {
    const original = story.read(file);
    const [offer] = await offers();
    assert.ok(offer?.command);
    const args = (offer.command.arguments ?? []) as unknown[];
    const running = story.start(offer.command.command, ...args);
    const page = await workbench();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'recipe' }).click();
    await running;
    const diff = await story.until('the diff', () => story.activeDiff());
    assert.ok(!(await story.draftText(diff)).includes(flaw));
    assert.equal(story.read(file), original);
    const mine = await story.until('the finding', () =>
      story.countersignDiagnostics(file).find(({ code }) => code === 'security/weak-random'),
    );
    assert.deepEqual(mine.range, place);
    assert.ok(!mine.message.includes('\u202e'));
    assert.deepEqual(await offers(), [], 'what is a finding is not offered again');
  });

  it('is refused when it is gone, or in no file of the workspace', async () => {
    await story.tidy();
    await vscode.commands.executeCommand('countersign.adoptDiagnostic', 'file:///etc/passwd', '[]');
    await story.message('not in an open folder');
    await vscode.commands.executeCommand('notifications.clearAll');
    const uri = story.uriOf(file).toString();
    await vscode.commands.executeCommand('countersign.adoptDiagnostic', uri, { evil: true });
    await story.message('not there any more');
    assert.equal(story.activeDiff(), undefined);
  });

  it('goes when the file is saved without its code', async () => {
    const document = await vscode.workspace.openTextDocument(story.uriOf(file));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(place.start.line).range, '  return null;');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await story.until('the finding to go', () =>
      story.countersignDiagnostics(file).length === 0 ? true : undefined,
    );
  });
});
