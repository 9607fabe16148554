import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';
import { allRows, delayTimers } from './treeRows';

const file = 'src/routes/orders.js';

describe('the tree of findings', () => {
  let size = { width: 0, height: 0 };

  before(async () => {
    const page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    await vscode.commands.executeCommand('countersign.findings.focus');
    await story.diagnosticsOf(file);
  });

  after(async () => {
    const page = await workbench();
    await delayTimers(page, 0);
    await page.setViewportSize(size);
    removeReport('more.sarif');
    await story.tidy();
  });

  it('has rows under all that is open, however slow the window is', async () => {
    const page = await workbench();
    for (const gap of [0, 3, 10, 30]) {
      await delayTimers(page, gap);
      for (const round of ['once', 'again', 'at last']) {
        const rule = `after ${gap} ms ${round}`;
        writeReport('more.sarif', sarifWithFix(rule, { uri: file, line: 5 }, []));
        await vscode.commands.executeCommand('countersign.refreshFindings');
      }
      await allRows(page, `after ${gap} ms at last`);
    }
  });

  it('tells the findings of a file apart by line and rule, and says all to a screen reader', async () => {
    const page = await workbench();
    writeReport('more.sarif', sarifWithFix('newcomer', { uri: file, line: 5 }, []));
    await vscode.commands.executeCommand('countersign.refreshFindings');
    const row = page.locator('.pane-body .monaco-list-row', { hasText: /5\s+newcomer/ });
    await row.waitFor({ timeout: 15_000 });
    assert.equal(
      await row.getAttribute('aria-label'),
      'high: A finding of newcomer, line 5, newcomer',
    );
  });
});
