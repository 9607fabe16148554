import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, writeReport } from './hostile';
import { sarif } from './sarif';
import * as story from './story';

const flaw = 'rejectUnauthorized: false';
const code = `'use strict';

const https = require('node:https');

const agent = new https.Agent({ keepAlive: true, ${flaw} });

module.exports = { agent };
`;
const file = 'src/newcomer.js';
const rule = 'tls-verification';
const vendored = 'vendor/lib.js';
const latin = 'src/latin.js';

const marks = (of = file) => story.countersignDiagnostics(of);
const shown = (of = file) => story.until(`a mark in ${of}`, () => marks(of)[0]);
const hidden = (of = file) =>
  story.until(`no mark in ${of}`, () => (marks(of).length === 0 ? true : undefined));

/** Shows a file, as it is on disk by now. */
async function open(of = file): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(story.uriOf(of), { preview: false });
  const isCurrent = () => of === latin || editor.document.getText() === story.read(of);
  await story.until('the text of the disk', () => isCurrent() || undefined);
  return editor;
}

/** Tries again when the window takes note of the disk meanwhile. */
async function replace(
  { document }: vscode.TextEditor,
  range: vscode.Range,
  text: string,
): Promise<void> {
  await story.until('the edit', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, text);
    return (await vscode.workspace.applyEdit(edit)) || undefined;
  });
}

/** Puts another text into the editor, and saves it. */
async function save(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  await replace(editor, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await document.save());
}

async function setScan(value: boolean | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration()
    .update('countersign.scan.enabled', value, vscode.ConfigurationTarget.Workspace);
}

const insertAtTop = (editor: vscode.TextEditor, text: string) =>
  replace(editor, new vscode.Range(0, 0, 0, 0), text);

/** Late marks of others close the menu, so that it is opened again; in a window at rest it is one stroke. */
async function openMenu(page: Page): Promise<1> {
  const first = page.locator('.action-widget', { hasText: 'Review drafted fix (recipe)' });
  await story.until('the menu', async () => {
    await page.keyboard.press('Control+.');
    const open = first.waitFor({ timeout: 3000 });
    return open.then(
      () => true,
      () => undefined,
    );
  });
  return 1;
}

describe('the built-in scan', () => {
  let page: Page;
  let size = { width: 0, height: 0 };

  before(async () => {
    page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
  });
  beforeEach(() => fs.writeFileSync(story.shop(file), code));
  afterEach(async () => {
    await setScan(undefined);
    await story.tidy();
    for (const one of [file, latin, 'vendor']) {
      fs.rmSync(story.shop(one), { force: true, recursive: true });
    }
    await hidden();
  });
  after(async () => {
    await page.setViewportSize(size);
    fs.rmSync(story.shop('.vscode'), { recursive: true, force: true });
  });

  it('finds a flaw when a file is opened, and has it fixed in four keystrokes', async () => {
    let strokes = 0;
    const press = async (key: string) => {
      strokes += 1;
      await page.keyboard.press(key);
    };
    const before = story.entries().length;
    const editor = await open();
    const mark = await shown();
    assert.equal(mark.code, rule);
    assert.equal(mark.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(mark.range.start.line, 4);
    await page.locator('.squiggly-error').first().waitFor();
    await press('F8');
    await story.until('the cursor at the flaw', () =>
      editor.selection.active.line === 4 ? true : undefined,
    );
    strokes += await openMenu(page);
    await press('Enter');
    const diff = await story.until('the diff', () => story.activeDiff());
    assert.ok(!(await story.draftText(diff)).includes(flaw));
    const frame = await story.panelFrame();
    await frame.getByRole('heading', { name: 'No objection found' }).waitFor();
    await press('Control+Alt+Enter');
    const entry = await story.newEntry(before);
    assert.equal(entry.origin.kind, 'recipe');
    assert.ok(!story.read(file).includes(flaw));
    await hidden();
    assert.equal(strokes, 4);
  });

  it('offers the fix of the worst finding of a line first', async () => {
    const both = "(request, answer) => [answer.cookie('sid', request.sid), $&]";
    fs.writeFileSync(story.shop(file), code.replace(/new .*(?=;)/, both));
    await open();
    await shown();
    const titles = (await story.quickFixes(file, 4)).map(({ title }) => title);
    const recipes = titles.filter((title) => title.includes('(recipe)'));
    assert.ok(recipes.length > 1);
    assert.ok(recipes[0]?.endsWith(rule), recipes.join('\n'));
  });

  it('brings a finding back when the fix is undone, and when the file is reverted', async () => {
    const editor = await open();
    await shown();
    await save(editor, code.replace(flaw, 'rejectUnauthorized: true'));
    await hidden();
    await vscode.commands.executeCommand('undo');
    await editor.document.save();
    await shown();
    fs.writeFileSync(story.shop(file), code.replace(flaw, 'timeout: 1'));
    await hidden();
    fs.writeFileSync(story.shop(file), `// one line more\n${code}`);
    assert.equal((await shown()).range.start.line, 5);
  });

  it('keeps a finding at its code while it is typed, and where it was typed meanwhile', async () => {
    const editor = await open();
    await shown();
    await insertAtTop(editor, '// one\n// two\n');
    await story.until('the mark two lines down', () =>
      marks().find(({ range }) => range.start.line === 6),
    );
    await editor.document.save();
    await insertAtTop(editor, '// three\n');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(
      marks().map(({ range }) => range.start.line),
      [7],
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('tells of the text that was saved last, however long the one before takes', async () => {
    const filler = Array.from({ length: 5000 }, (_, at) => `call(${at}, { a: [${at}] });`);
    const long = `${code}${filler.join('\n')}\n`;
    const fine = long.replace(flaw, 'timeout: 1');
    const editor = await open();
    await shown();
    for (const [last, count] of [
      [fine, 0],
      [long, 1],
    ] as const) {
      const first = last === fine ? long : fine;
      await save(editor, `// ${count}\n${first}`);
      // By now the thread is at it.
      await new Promise((resolve) => setTimeout(resolve, 260));
      await save(editor, last);
      await story.until(`${count} marks`, () => (marks().length === count ? true : undefined));
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(marks().length, count);
    }
  });

  it('is off where the setting says so, and on again', async () => {
    await open();
    await shown();
    await setScan(false);
    await hidden();
    await save(await open(), `// again\n${code}`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await open();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(marks(), []);
    await vscode.commands.executeCommand('countersign.scanWorkspace');
    assert.deepEqual(marks(), []);
    await setScan(undefined);
    await shown();
  });

  it('leaves out third-party code, and says what else it leaves out', async () => {
    await vscode.commands.executeCommand('countersign.findings.focus');
    await open();
    await shown();
    const before = await problemsAtRest(page);
    fs.mkdirSync(story.shop('vendor'), { recursive: true });
    fs.writeFileSync(story.shop(vendored), code);
    fs.writeFileSync(story.shop(latin), Buffer.from(`${code}// caf\xe9\n`, 'latin1'));
    await open(vendored);
    // What is open is looked at when that has come to rest.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await open(latin);
    await story.until('one problem more', async () =>
      (await problemsIn(page)) === before + 1 ? true : undefined,
    );
    assert.deepEqual([...marks(vendored), ...marks(latin)], []);
    fs.rmSync(story.shop(latin));
    await story.until('the problem to go', async () =>
      (await problemsIn(page)) === before ? true : undefined,
    );
  });
});

/** As `problemsIn`, once the rows are there and stay as they are. */
async function problemsAtRest(page: Page): Promise<number> {
  let count = -1;
  let since = Date.now();
  await story.until('the rows to rest', async () => {
    const now = await problemsIn(page);
    if (now !== count) since = Date.now();
    count = now;
    return Date.now() - since > 1500 || undefined;
  });
  return count;
}

/** How many problems the tree tells of. */
async function problemsIn(page: Page): Promise<number> {
  const row = page.locator('.pane-body .monaco-list-row', { hasText: 'while reading' });
  const [text = ''] = await row.allInnerTexts();
  return Number.parseInt(text, 10) || 0;
}

describe('a flaw that a report has too', () => {
  let page: Page;
  let size = { width: 0, height: 0 };
  const line = code.split('\n').findIndex((one) => one.includes(flaw));
  const at = { file, line: line + 1, columns: [1, 6] } as const;
  const report = sarif('Watchdog', [
    { rule: 'w/tls', level: 'warning', message: 'No verification', at, cwe: 'CWE-295' },
    { rule: 'w/other', level: 'warning', message: 'Another flaw', at, cwe: 'CWE-1004' },
  ]);
  const rows = () => page.locator('.pane-body .monaco-list-row', { hasText: 'No verification' });

  before(async () => {
    page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    fs.writeFileSync(story.shop(file), code);
    writeReport('watchdog.sarif', report);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await open();
    await story.until('one mark for both', () =>
      marks().find(({ message }) => message.endsWith('No verification (Watchdog, Countersign)')),
    );
  });
  after(async () => {
    await page.setViewportSize(size);
    await story.tidy();
    removeReport('watchdog.sarif');
    fs.rmSync(story.shop(file), { force: true });
    fs.rmSync(story.shop('.countersign'), { recursive: true, force: true });
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await hidden();
  });

  it('is one mark, with one quick fix, and one row that names both tools', async () => {
    assert.deepEqual(
      marks()
        .map(({ code: one }) => one)
        .sort(),
      ['w/other', 'w/tls'],
    );
    const recipes = (await story.quickFixes(file, line)).filter(({ title }) =>
      title.includes('(recipe)'),
    );
    assert.deepEqual(
      recipes.map(({ title }) => title),
      ['Review drafted fix (recipe): w/tls'],
    );
    await vscode.commands.executeCommand('countersign.findings.focus');
    await rows().waitFor();
    assert.equal(await rows().count(), 1);
    assert.match(await rows().innerText(), /Watchdog, Countersign/);
  });

  it('names both in the panel', async () => {
    await story.openReview(file, line, '(recipe)');
    const frame = await story.panelFrame();
    await frame.getByText(/Watchdog, Countersign \d/).waitFor();
    await story.tidy();
    await open();
  });

  it('is set aside for both, and is there for one when the other has gone', async () => {
    const [aside] = (
      await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        story.uriOf(file),
        new vscode.Range(line, 0, line, 10),
      )
    ).filter(({ title }) => title === 'Set aside…: w/tls');
    assert.ok(aside?.command);
    const running = story.start(
      aside.command.command,
      ...((aside.command.arguments ?? []) as unknown[]),
    );
    const pick = (text: string) =>
      page.locator('.quick-input-list .monaco-list-row', { hasText: text }).click();
    await pick('False');
    await page.locator('.quick-input-widget:visible', { hasText: '(2/3)' }).waitFor();
    await story.inputBox(page);
    await page.keyboard.type('It talks to itself only.');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget:visible', { hasText: '(3/3)' }).waitFor();
    await pick('For good');
    await running;
    await story.until('only the other mark', () =>
      marks().every(({ code: one }) => one === 'w/other') ? true : undefined,
    );
    await page.locator('.statusbar-item', { hasText: 'set aside. Undo?' }).click();
    await story.until('both marks', () => (marks().length === 2 ? true : undefined));
    removeReport('watchdog.sarif');
    const own = await story.until('its own mark', () =>
      marks().length === 1 ? marks()[0] : undefined,
    );
    assert.equal(own.code, rule);
    assert.ok(!own.message.includes('Watchdog'), own.message);
  });
});
