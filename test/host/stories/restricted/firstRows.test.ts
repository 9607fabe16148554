import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../../ui';
import * as story from '../story';
import { allRows, delayTimers } from '../treeRows';

// Of all launches the one whose window has not shown the view before.
describe('the view of findings, when it is opened', () => {
  let size = { width: 0, height: 0 };

  after(async () => {
    await (await workbench()).setViewportSize(size);
    await vscode.commands.executeCommand('countersign.groupFindings', 'severity');
    await story.tidy();
  });

  it('has rows under all that is open, also when they are grouped anew meanwhile', async () => {
    const page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    await story.diagnosticsOf('src/routes/orders.js');
    const goOn = await postponeTimers(page, 3000);
    await vscode.commands.executeCommand('countersign.findings.focus');
    await vscode.commands.executeCommand('countersign.groupFindings', 'scanner');
    await goOn();
    await delayTimers(page, 20);
    await allRows(page, 'ast-grep');
    // What came too early would be undone by now.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await allRows(page, 'ast-grep');
  });
});

/** Lets the window run its immediate timers only after a while, as a busy machine does. */
async function postponeTimers(page: Page, ms: number): Promise<() => Promise<void>> {
  await page.evaluate((delayMs) => {
    const set = window.setTimeout.bind(window);
    const later = (run: () => void, delay?: number, ...rest: unknown[]) =>
      set(run, delay === 0 ? delayMs : delay, ...rest);
    Object.assign(window, { setTimeout: later, promptTimeout: set });
  }, ms);
  return () =>
    page.evaluate(() => {
      const { promptTimeout } = window as unknown as { promptTimeout: typeof setTimeout };
      Object.assign(window, { setTimeout: promptTimeout });
    });
}
