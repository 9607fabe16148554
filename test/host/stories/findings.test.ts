import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

describe('findings in the editor', () => {
  afterEach(() => removeReport('more.sarif'));
  after(story.tidy);

  it('stand at the code they speak of, to the column', async () => {
    const file = 'src/routes/products.js';
    const document = await vscode.workspace.openTextDocument(story.uriOf(file));
    const line = story
      .read(file)
      .split('\n')
      .findIndex((one) => /[^ -~].*query\(/u.test(one));
    assert.ok(line >= 0, 'no query after a non-ASCII character');
    const found = (await story.diagnosticsOf(file)).find(({ range }) => range.start.line === line);
    assert.ok(found);
    assert.match(document.getText(found.range), /^(await )?\w+\s*\.query\(/);
  });

  it('carry their rule, and are errors when they are severe', async () => {
    const [first] = await story.diagnosticsOf('src/payments.js');
    assert.ok(first);
    assert.equal(
      typeof first.code === 'object' ? first.code.value : first.code,
      'tls-not-verified',
    );
    assert.equal(first.severity, vscode.DiagnosticSeverity.Error);
  });

  it('come from the dependency audit too, at the manifest', async () => {
    const found = await story.diagnosticsOf('package.json');
    const document = await vscode.workspace.openTextDocument(story.uriOf('package.json'));
    assert.ok(found.some(({ range }) => document.getText(range).includes('lodash')));
  });

  it('follow the edits above them', async () => {
    const file = 'src/invoices.js';
    const before = story.lineOf(file, "createHash('md5')");
    await story.diagnosticsOf(file);
    const document = await vscode.workspace.openTextDocument(story.uriOf(file));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// one\n// two\n');
    await vscode.workspace.applyEdit(edit);
    await story.until('the diagnostic two lines down', () =>
      story.countersignDiagnostics(file).find(({ range }) => range.start.line === before + 2),
    );
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await story.until('the diagnostic where it was', () =>
      story.countersignDiagnostics(file).find(({ range }) => range.start.line === before),
    );
  });

  it('appear with a new report and go with it', async () => {
    const file = 'src/routes/orders.js';
    writeReport('more.sarif', sarifWithFix('newcomer', { uri: file, line: 5 }, []));
    const mine = () =>
      story.countersignDiagnostics(file).find(({ message }) => message.includes('newcomer'));
    await story.until('the new finding', mine);
    removeReport('more.sarif');
    await story.until('the finding to go', () => (mine() ? undefined : true));
  });

  it('are all in the tree, worst first', async () => {
    await vscode.commands.executeCommand('countersign.findings.focus');
    const page = await workbench();
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.first().waitFor();
    const labels = await rows.allInnerTexts();
    assert.match(labels[0] ?? '', /Critical|High/i);
  });

  it('survive a broken, an empty and an enormous report beside them', async () => {
    writeReport('more.sarif', '{ "version": "2.1.0", "runs": [ {');
    const huge = fs.openSync(story.shop('.sarif', 'huge.sarif'), 'w');
    fs.ftruncateSync(huge, 1024 * 1024 * 1024);
    fs.closeSync(huge);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    assert.ok((await story.diagnosticsOf('src/payments.js')).length > 0);
    removeReport('huge.sarif');
  });
});
