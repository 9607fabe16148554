import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/gateway.js';
const flaw = 'rejectUnauthorized: false';
const code = `'use strict';

const https = require('node:https');

const agent = new https.Agent({ keepAlive: true, ${flaw} });

module.exports = { agent };
`;
const canary = () => path.join(path.dirname(story.shop()), 'canary.txt');

function setPolicy(demands: object): void {
  fs.mkdirSync(story.shop('.countersign'), { recursive: true });
  const text = JSON.stringify({ version: 1, tiers: [], demands });
  fs.writeFileSync(story.shop('.countersign', 'policy.json'), text);
}

/** Answers the box that is open, once it asks for what `step` says. */
async function answer(step: string, text: string): Promise<void> {
  const page = await workbench();
  await page.locator('.quick-input-widget', { hasText: step }).waitFor();
  await (await story.inputBox(page)).waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

describe('the policy at the gate', function () {
  this.timeout(120_000);
  let diff: story.Diff;

  before(async () => {
    fs.writeFileSync(canary(), 'canary\n');
    fs.writeFileSync(story.shop(file), code);
    await vscode.window.showTextDocument(story.uriOf(file), { preview: false });
    await story.diagnosticsOf(file);
    diff = await story.openReview(file, story.lineOf(file, flaw), '(recipe)');
    await story.panelFrame();
  });
  after(async () => {
    fs.rmSync(story.shop('.countersign', 'policy.json'), { force: true });
    fs.rmSync(story.shop('away'), { force: true });
    removeReport('away.sarif');
    assert.equal(fs.readFileSync(canary(), 'utf8'), 'canary\n');
    fs.rmSync(canary());
    await story.tidy();
  });

  it('voids a review that was shown under another policy', async () => {
    setPolicy({ low: { approvers: ['nobody@example.org'] } });
    await vscode.commands.executeCommand('countersign.acceptDraft', diff.draft);
    await story.message('The policy changed since this review was shown');
    assert.equal(story.read(file), code);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('says at once who may accept, and asks for nothing', async () => {
    await vscode.commands.executeCommand('countersign.recheckDraft', diff.draft);
    await vscode.commands.executeCommand('countersign.acceptDraft', diff.draft);
    await story.message('lets nobody@example.org accept');
    assert.equal(story.read(file), code);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('refuses who asked for the draft, where a second person is wanted', async () => {
    setPolicy({ low: { differentApprover: true } });
    await vscode.commands.executeCommand('countersign.recheckDraft', diff.draft);
    await vscode.commands.executeCommand('countersign.acceptDraft', diff.draft);
    await story.message('let somebody else accept it');
    assert.equal(story.read(file), code);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('voids what is being typed when the policy changes meanwhile', async () => {
    setPolicy({ low: { checks: ['same-scanner'] } });
    await vscode.commands.executeCommand('countersign.recheckDraft', diff.draft);
    const accepting = story.start('countersign.acceptDraft', diff.draft);
    await story.inputBox(await workbench());
    setPolicy({ low: { checks: ['same-scanner', 'project-tests'] } });
    await answer('did not run', 'I ran the scanner by hand');
    await accepting;
    await story.message('the policy changed while you decided');
    assert.equal(story.read(file), code);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('touches nothing outside, whatever a report says', async () => {
    fs.symlinkSync(path.dirname(story.shop()), story.shop('away'));
    const at = { uri: file, line: 1 };
    const uris = ['../canary.txt', 'away/canary.txt'];
    for (const [index, uri] of uris.entries()) {
      const id = `away-${index}`;
      writeReport('away.sarif', sarifWithFix(id, at, [{ uri, line: 1, text: 'pwned\n' }]));
      await story.until(`the finding ${id}`, () =>
        story.countersignDiagnostics(file).find(({ message }) => message.includes(id)),
      );
      for (const { command } of await story.quickFixes(file, 0)) {
        const meant = command?.arguments ?? [];
        if (!command || !JSON.stringify(meant).includes('supplied')) continue;
        await vscode.commands.executeCommand(command.command, ...(meant as unknown[]));
      }
      assert.equal(fs.readFileSync(canary(), 'utf8'), 'canary\n');
    }
  });

  it('takes a typed reason for a required check that did not run, and keeps both', async () => {
    const count = story.entries().length;
    const reason = 'The tests were run by hand, all passed';
    await vscode.commands.executeCommand('countersign.recheckDraft', diff.draft);
    const accepting = story.start('countersign.acceptDraft', diff.draft);
    await answer('did not run', reason);
    await accepting;
    const entry = (await story.newEntry(count)) as unknown as {
      readonly reason: string;
      readonly requiredChecks: readonly string[];
      readonly verdict: string;
    };
    assert.ok(!story.read(file).includes(flaw));
    assert.equal(entry.reason, reason);
    assert.deepEqual(entry.requiredChecks, ['same-scanner', 'project-tests']);
    assert.equal(entry.verdict, 'blocked');
  });
});
