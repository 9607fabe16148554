import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { removeReport, writeReport, sarifWithFix } from './hostile';
import * as story from './story';

const file = 'src/routes/orders.js';
const payload =
  '</script><img src=x onerror="document.title=1"><a href="command:workbench.action.quit">x</a>';

describe('the review panel', () => {
  before(async () => {
    const report = sarifWithFix('markup', { uri: file, line: 1 }, [
      { uri: file, line: 1, text: '// eslint-disable-next-line\n' },
    ]);
    report.runs[0]!.results[0]!.message.text = payload;
    writeReport('panel.sarif', report);
    await story.until('the finding', () =>
      story.countersignDiagnostics(file).find(({ message }) => message.includes('onerror')),
    );
    await story.openReview(file, 0, '(fix from the report): markup');
  });
  after(async () => {
    removeReport('panel.sarif');
    await story.tidy();
  });

  it('shows hostile text as text', async () => {
    const frame = await story.panelFrame();
    await frame.locator('.finding dd', { hasText: payload }).waitFor();
    assert.equal(await frame.locator('main img, main a, main script').count(), 0);
  });

  it('allows no code but its own', async () => {
    const frame = await story.panelFrame();
    const policy = await frame
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute('content');
    assert.match(policy ?? '', /^default-src 'none'; /);
    assert.ok(!/unsafe|\*(?!\.)|data:/.test(policy ?? ''), policy ?? '');
  });

  it('puts the verdict first and the evidence before the claim', async () => {
    const frame = await story.panelFrame();
    const parts = await frame
      .locator('main > *')
      .evaluateAll((all) => all.map((one) => (one as { className: string }).className));
    assert.match(parts[0] ?? '', /^verdict/);
    assert.ok(parts.indexOf('checked') < parts.indexOf('claim'), parts.join());
  });

  it('names a suppression comment as a failed check', async () => {
    const frame = await story.panelFrame();
    await frame.locator('.outcome-fail', { hasText: 'Line 1' }).first().waitFor();
    assert.equal(await frame.locator('.verdict h1').innerText(), 'Blocked');
  });

  it('decides nothing, whatever it is made to send', async () => {
    const before = story.read(file);
    const count = story.entries().length;
    const frame = await story.panelFrame();
    await frame.evaluate(() => {
      const send = (message: unknown) => window.parent.postMessage(message, '*');
      for (const type of ['accept', 'acceptDraft', 'countersign.acceptDraft'])
        send({ type, command: type });
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(story.read(file), before);
    assert.equal(story.entries().length, count);
    assert.ok(story.activeDiff());
    await vscode.commands.executeCommand('countersign.showReview');
  });
});
