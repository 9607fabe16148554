import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

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

/** Makes the window run its immediate timers this far apart, as a busy machine does. */
async function delayTimers(page: Page, gap: number): Promise<void> {
  await page.evaluate((ms) => {
    const slow = window as typeof window & { timerGap?: number };
    const isPatched = slow.timerGap !== undefined;
    slow.timerGap = ms;
    if (isPatched) return;
    const set = window.setTimeout.bind(window);
    let due = 0;
    const later = (run: () => void, delay?: number, ...rest: unknown[]) => {
      if (delay !== 0) return set(run, delay, ...rest);
      due = Math.max(due + (slow.timerGap ?? 0), performance.now());
      return set(run, due - performance.now(), ...rest);
    };
    Object.assign(window, { setTimeout: later });
  }, gap);
}

/** Waits for the row that holds a text, and for no open row to be without rows under it. */
async function allRows(page: Page, text: string): Promise<void> {
  let seen = '';
  const filled = story.until(`rows under all that is open, with “${text}”`, async () => {
    const rows = await rowsOf(page);
    const empty = rows.filter(
      ({ level, isOpen }, index) => isOpen && (rows[index + 1]?.level ?? 0) <= level,
    );
    seen = empty.map((row) => row.text).join(', ');
    return empty.length === 0 && rows.some((row) => row.text.includes(text)) ? true : undefined;
  });
  await filled.catch((error: unknown) => assert.fail(`${String(error)}; empty: ${seen}`));
}

async function rowsOf(page: Page) {
  const rows = await page.locator('.pane-body .monaco-list-row').evaluateAll((all) =>
    all.map((row) => ({
      index: Number(row.getAttribute('data-index')),
      level: Number(row.getAttribute('aria-level')),
      isOpen: row.getAttribute('aria-expanded') === 'true',
      text: row.textContent ?? '',
    })),
  );
  return rows.sort((a, b) => a.index - b.index);
}
