import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/drifting.js';
const flaw = 'handle(request.body.code);';
const text = ['// One', '// Two', '', 'function run(request) {', `  ${flaw}`, '}', ''].join('\n');

describe('the place of a finding', function () {
  this.timeout(60_000);

  before(async () => {
    fs.writeFileSync(story.shop(file), text);
    writeReport('drift.sarif', sarifWithFix('drift', { uri: file, line: 5 }, []));
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await markAt(4);
  });

  after(async () => {
    removeReport('drift.sarif');
    await story.tidy();
    fs.rmSync(story.shop(file));
  });

  describe('in a file that no editor shows', () => {
    it('follows lines that come above it on disk', async () => {
      fs.writeFileSync(story.shop(file), `// New\n// New too\n${text}`);
      await markAt(6);
    });

    it('is nowhere when its code is gone, and says so', async () => {
      fs.writeFileSync(story.shop(file), text.replace(flaw, 'return 1;'));
      await noMark();
      await rowSaying(/code is gone/);
    });

    it('is back when the code is back, wherever that is', async () => {
      fs.writeFileSync(story.shop(file), `// Back\n${text}`);
      await markAt(5);
    });
  });

  describe('in an open file', () => {
    before(async () => {
      await vscode.window.showTextDocument(story.uriOf(file));
      await markAt(5);
    });

    it('moves as lines are typed above it', async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(story.uriOf(file), new vscode.Position(0, 0), '\n\n\n');
      await vscode.workspace.applyEdit(edit);
      await markAt(8);
      await vscode.commands.executeCommand('undo');
      await markAt(5);
    });

    it('follows a file that is changed on disk and loaded anew', async () => {
      fs.writeFileSync(story.shop(file), `// 1\n// 2\n// 3\n// Back\n${text}// End\n`);
      await markAt(8);
    });

    it('is nowhere when its line is deleted, and back with it', async () => {
      const document = await vscode.workspace.openTextDocument(story.uriOf(file));
      const line = document.getText().split('\n').indexOf(`  ${flaw}`);
      const edit = new vscode.WorkspaceEdit();
      edit.delete(document.uri, new vscode.Range(line, 0, line + 1, 0));
      await vscode.workspace.applyEdit(edit);
      await noMark();
      await vscode.commands.executeCommand('undo');
      await markAt(8);
    });

    it('is back when its line was replaced before the report was read, and is reverted', async () => {
      const document = await vscode.workspace.openTextDocument(story.uriOf(file));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, document.lineAt(8).range, '  return 1;');
      await vscode.workspace.applyEdit(edit);
      writeReport('drift.sarif', sarifWithFix('drift', { uri: file, line: 9 }, []));
      await vscode.commands.executeCommand('countersign.refreshFindings');
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await story.until('the mark of the whole line', () => {
        const [mark] = story.countersignDiagnostics(file);
        return mark && document.getText(mark.range).trim() === flaw ? true : undefined;
      });
    });
  });
});

async function markAt(line: number): Promise<void> {
  await story.until(`a mark in line ${line + 1}`, () => {
    const [mark] = story.countersignDiagnostics(file);
    return mark?.range.start.line === line ? true : undefined;
  });
  assert.equal(story.countersignDiagnostics(file).length, 1);
}

async function noMark(): Promise<void> {
  await story.until('no mark', () =>
    story.countersignDiagnostics(file).length === 0 ? true : undefined,
  );
}

async function rowSaying(words: RegExp): Promise<void> {
  const page = await workbench();
  await vscode.commands.executeCommand('countersign.findings.focus');
  await page
    .locator('.pane-body .monaco-list-row', { hasText: words })
    .waitFor({ timeout: 15_000 });
}
