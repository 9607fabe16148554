import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import * as story from './story';

const results = 150_000;

interface Place {
  readonly uri: string;
  readonly startLine: number;
  /** Of the line. */
  readonly text: string;
}

describe('a report of a hundred megabytes', function () {
  this.timeout(120_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-large-'));
  const report = path.join(folder, 'large.sarif');
  let size = { width: 0, height: 0 };

  before(async () => {
    writeLarge(report);
    // Its group comes last, below all that the window has.
    const page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    await vscode.commands.executeCommand('countersign.findings.focus');
  });

  after(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await (await workbench()).setViewportSize(size);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await story.tidy();
  });

  it('tells how far it is and can be stopped, and says that it was', async () => {
    const page = await workbench();
    const opened = vscode.commands.executeCommand(
      'countersign.openReport',
      vscode.Uri.file(report),
    );
    const notice = await notification(page, /Reading .*large\.sarif/);
    await notice.hover();
    await notice.getByRole('button', { name: 'Cancel' }).click();
    await opened;
    assert.match(await story.message(), /reading it was cancelled/);
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(await page.locator('.monaco-list-row', { hasText: /150,0\d\d/ }).count(), 0);
  });

  it('is read whole when it is asked for again, without holding up the editor', async () => {
    const page = await workbench();
    await vscode.commands.executeCommand('countersign.openReport', vscode.Uri.file(report));
    const row = page.locator('.pane-body .monaco-list-row', { hasText: /Low\s*150,0\d\d/ });
    await row.waitFor({ timeout: 60_000 });
    await row.click();
    await row.press('ArrowRight');
    const file = page.locator('.pane-body .monaco-list-row', { hasText: 'vendor/part-0' });
    await file.first().waitFor({ timeout: 15_000 });
    await row.press('ArrowLeft');
  });

  it('is right about a source that changes while it is read', async () => {
    const source = 'src/seed.js';
    const original = story.read(source);
    const marks = () =>
      story.countersignDiagnostics(source).filter(({ message }) => message.includes('In the seed'));
    writeLarge(report, { uri: source, startLine: 3, text: original.split('\n')[2] ?? '' });
    try {
      const reading = vscode.commands.executeCommand(
        'countersign.openReport',
        vscode.Uri.file(report),
      );
      await new Promise((resolve) => setTimeout(resolve, 700));
      fs.writeFileSync(story.shop(source), `// one\n// two\n${original}`);
      await reading;
      await story.until('the mark where the code is now', () =>
        marks().some(({ range }) => range.start.line === 4) ? true : undefined,
      );
    } finally {
      fs.writeFileSync(story.shop(source), original);
    }
  });

  it('goes when it is deleted', async () => {
    const page = await workbench();
    fs.rmSync(report);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    const row = page.locator('.pane-body .monaco-list-row', { hasText: /150,0\d\d/ });
    await row.waitFor({ state: 'detached', timeout: 30_000 });
  });
});

/**
 * Results of files that this workspace does not have: only the list is to be seen; but for the first
 * one, if it is given a place.
 */
function writeLarge(file: string, first?: Place): void {
  const handle = fs.openSync(file, 'w');
  const tool = { driver: { name: 'bulk', rules: [{ id: 'bulk-rule' }] } };
  fs.writeSync(handle, `{"version":"2.1.0","runs":[{"tool":${JSON.stringify(tool)},"results":[`);
  const step = { location: { message: { text: 'on its way '.repeat(6) } } };
  const codeFlows = [{ threadFlows: [{ locations: Array.from({ length: 6 }, () => step) }] }];
  for (let from = 0; from < results; from += 1000) {
    const some: object[] = Array.from({ length: 1000 }, (_, index) => ({
      ruleId: 'bulk-rule',
      level: 'note',
      message: { text: `Finding number ${from + index}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: `vendor/part-${(from + index) % 1500}/file.c` },
            region: { startLine: from + index + 1 },
          },
        },
      ],
      codeFlows,
    }));
    if (first && from === 0) some.unshift(resultAt(first));
    fs.writeSync(handle, `${from > 0 ? ',' : ''}${JSON.stringify(some).slice(1, -1)}`);
  }
  fs.writeSync(handle, ']}]}');
  fs.closeSync(handle);
}

function resultAt({ uri, startLine, text }: Place): object {
  const region = { startLine, snippet: { text } };
  const physicalLocation = { artifactLocation: { uri }, region };
  const message = { text: 'In the seed' };
  return { ruleId: 'bulk-rule', level: 'error', message, locations: [{ physicalLocation }] };
}

/** Toasts are hidden while tests run; the list of notifications has them all. */
async function notification(page: Page, text: RegExp) {
  return story.until(`a notification ${text}`, async () => {
    await vscode.commands.executeCommand('notifications.showList');
    const item = page.locator('.notifications-center .notification-list-item', { hasText: text });
    return (await item.count()) > 0 ? item.first() : undefined;
  });
}
