import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, writeReport } from './hostile';
import { type At, sarif } from './sarif';
import * as story from './story';

const orders = 'src/routes/orders.js';
const invoices = 'src/invoices.js';

describe('a data flow', () => {
  let page: Page;
  let size = { width: 0, height: 0 };
  let steps: readonly At[] = [];

  before(async () => {
    page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    steps = [
      stepAt(orders, 'req.body.items', 'the body of a [request](command:x) $(bug)'),
      stepAt(orders, 'writeInvoice(order)', 'given away'),
      stepAt(invoices, 'createHash', 'hashed'),
      stepAt(orders, 'created.insertId', 'used'),
    ];
    writeFlow(steps);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await vscode.commands.executeCommand('countersign.findings.focus');
  });

  after(async () => {
    removeReport('flow.sarif');
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await page.setViewportSize(size);
    await story.tidy();
  });

  it('starts from its finding in the editor, with every step of the file marked', async () => {
    await cursorTo(steps[3]);
    await vscode.commands.executeCommand('countersign.showFlowStep');
    await standsAt(steps[0]);
    await badges(page, ['1', '2', '4']);
    await status(page, 'Step 1 of 4: the body of a [request](command:x)');
    assert.equal(await page.locator('.statusbar-item .codicon-bug').count(), 0);
  });

  it('is walked by keys, over files and around', async () => {
    for (const step of [1, 2]) {
      await page.keyboard.press('Control+F7');
      await standsAt(steps[step]);
    }
    await status(page, 'Step 3 of 4: hashed');
    await badges(page, ['3']);
    for (const step of [3, 0]) {
      await page.keyboard.press('Control+F7');
      await standsAt(steps[step]);
    }
    await page.keyboard.press('Control+Shift+F7');
    await standsAt(steps[3]);
    await badges(page, ['1', '2', '4']);
  });

  it('follows what is typed', async () => {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one\n// two\n'));
    const moved = (step: At | undefined): At => {
      assert.ok(step);
      return { ...step, line: step.line + 2 };
    };
    await page.keyboard.press('Control+F7');
    await standsAt(moved(steps[0]));
    await badges(page, ['1', '2', '4']);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await page.keyboard.press('Control+F7');
    await standsAt(steps[1]);
  });

  it('ends by Escape, which does no more than that', async () => {
    await page.keyboard.press('Control+f');
    const find = page.locator('.find-widget.visible');
    await find.waitFor();
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await page.keyboard.press('Escape');
    await find.waitFor({ state: 'hidden' });
    await badges(page, ['1', '2', '4']);
    await page.keyboard.press('Escape');
    await badges(page, []);
    await page.locator('.statusbar-item', { hasText: 'Step 2 of 4' }).waitFor({ state: 'hidden' });
  });

  it('is walked from its rows too, which keep the keys', async () => {
    await cursorTo(steps[3]);
    await vscode.commands.executeCommand('countersign.revealInTree');
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows
      .filter({ hasText: /flow\/rule/ })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowRight');
    const hashed = rows.filter({ hasText: 'hashed' });
    await hashed.waitFor();
    assert.equal(
      await hashed.getAttribute('aria-label'),
      `Data flow 1, step 3, hashed, ${invoices}:${steps[2]?.line}`,
    );
    await hashed.click();
    await standsAt(steps[2]);
    await badges(page, ['3']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await standsAt(steps[3]);
  });

  it('goes with its finding', async () => {
    await badges(page, ['1', '2', '4']);
    removeReport('flow.sarif');
    await badges(page, []);
  });

  it('has its steps in a group when several are at one place', async () => {
    const [one, two] = steps;
    assert.ok(one && two);
    writeFlow([one, two, one]);
    await cursorTo(one);
    await vscode.commands.executeCommand('countersign.showFlowStep');
    await badges(page, ['1, 3', '2']);
    await vscode.commands.executeCommand('countersign.endFlow');
  });
});

function writeFlow(steps: readonly At[]): void {
  const at = steps.at(-1) ?? assert.fail();
  const message = 'What was asked for gets into the order';
  const result = { rule: 'flow/rule', level: 'error', message, at, flows: [steps] } as const;
  writeReport('flow.sarif', sarif('Flows', [result]));
}

function stepAt(file: string, text: string, message: string): At {
  const line = story.lineOf(file, text);
  const start = (story.read(file).split('\n')[line] ?? '').indexOf(text) + 1;
  return { file, line: line + 1, columns: [start, start + text.length], message };
}

/** Puts the cursor into the flow's finding, once it is there. */
async function cursorTo(step: At | undefined): Promise<void> {
  const { file, line, columns } = step ?? assert.fail();
  const at = new vscode.Position(line - 1, columns[0]);
  await story.until('the finding', () =>
    story
      .countersignDiagnostics(file)
      .find(({ code, range }) => code === 'flow/rule' && range.contains(at)),
  );
  const editor = await vscode.window.showTextDocument(story.uriOf(file));
  editor.selection = new vscode.Selection(at, at);
}

function standsAt(step: At | undefined): Promise<true> {
  const { file, line, columns } = step ?? assert.fail();
  const wanted = new vscode.Range(line - 1, columns[0] - 1, line - 1, columns[1] - 1);
  return story.until(`${file}:${line} to be selected`, () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.path.endsWith(file) !== true) return undefined;
    return editor.selection.isEqual(wanted) || undefined;
  });
}

async function status(page: Page, text: string): Promise<void> {
  await page.locator('.statusbar-item', { hasText: text }).waitFor();
}

/** Waits until these are the numbers that are drawn before code. */
async function badges(page: Page, wanted: readonly string[]): Promise<void> {
  let now: string[] = [];
  const drawn = story.until(`the badges ${wanted.join(' ')}`, async () => {
    now = await page.locator('.monaco-editor .view-line span').evaluateAll((spans) =>
      spans.flatMap((span) => {
        const { content } = getComputedStyle(span, '::before');
        const number = /^"\s*([\d, ]+?)\s*"$/.exec(content)?.[1];
        return number === undefined ? [] : [number];
      }),
    );
    return now.sort().join('|') === [...wanted].sort().join('|') || undefined;
  });
  await drawn.catch((error: unknown) => assert.fail(`${String(error)}: ${now.join(' ')}`));
}
