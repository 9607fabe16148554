import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { sarifWithFix } from './hostile';
import * as story from './story';

const file = 'src/coupons.js';

describe('running a scanner', () => {
  let scratch: string;
  let report: string;
  const configuration = () => vscode.workspace.getConfiguration();
  const reports = (rule: string, line: number) =>
    fs.writeFileSync(report, JSON.stringify(sarifWithFix(rule, { uri: file, line }, [])));
  const named = (text: string) =>
    story.countersignDiagnostics(file).find(({ message }) => message.includes(text));

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-scanner-'));
    report = path.join(scratch, 'report.sarif');
    const script = 'process.stdout.write(require("node:fs").readFileSync(process.argv[1]))';
    const scanner = { name: 'Our scanner', command: process.execPath };
    const entry = { ...scanner, args: ['-e', script, report] };
    await configuration().update(
      'countersign.scanners',
      [entry],
      vscode.ConfigurationTarget.Global,
    );
  });
  after(async () => {
    await configuration().update(
      'countersign.scanners',
      undefined,
      vscode.ConfigurationTarget.Global,
    );
    fs.rmSync(scratch, { recursive: true, force: true });
    fs.rmSync(story.shop('.vscode'), { recursive: true, force: true });
    await story.tidy();
  });

  /** Opens the list of scanners, and answers what it says. */
  async function offered(): Promise<string> {
    const page = await workbench();
    await (await story.inputBox(page)).waitFor();
    const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).join('\n');
  }

  it('offers those that are set up, with what they send, and those that the user names', async () => {
    const page = await workbench();
    const run = story.start('countersign.runScanner');
    const rows = await offered();
    assert.match(rows, /npm audit/);
    assert.match(rows, /Sends the names and versions of the installed packages/);
    assert.match(rows, /Our scanner/);
    await page.keyboard.press('Escape');
    await run;
  });

  it('takes no scanner from the settings of a workspace', async () => {
    const entry = { name: 'Planted', command: process.execPath };
    fs.mkdirSync(story.shop('.vscode'), { recursive: true });
    fs.writeFileSync(
      story.shop('.vscode', 'settings.json'),
      JSON.stringify({ 'countersign.scanners': [entry] }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const page = await workbench();
    const run = story.start('countersign.runScanner');
    const rows = await offered();
    assert.match(rows, /Our scanner/);
    assert.doesNotMatch(rows, /Planted/);
    await page.keyboard.press('Escape');
    await run;
  });

  it('shows what it finds, and again what the last one finds now', async () => {
    reports('first run', 3);
    const page = await workbench();
    const run = story.start('countersign.runScanner');
    await offered();
    await page.keyboard.type('Our scanner');
    await page.keyboard.press('Enter');
    await run;
    await story.until('its finding', () => named('first run'));
    reports('second run', 4);
    await vscode.commands.executeCommand('countersign.runScannerAgain');
    await story.until('its new finding', () => named('second run'));
    await story.until('the old one to go', () => (named('first run') ? undefined : true));
  });

  it('says what the scanner said when it fails, and keeps what was found', async () => {
    fs.rmSync(report, { force: true });
    await vscode.commands.executeCommand('countersign.runScannerAgain');
    const text = await story.message('Our scanner wrote no report');
    assert.match(text, /no such file/);
    assert.ok(named('second run'));
  });
});
