import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/routes/orders.js';
const reason = 'Orders are only read by our own staff.';

interface Entry {
  readonly finding: string;
  readonly verdict: string;
  readonly reason: string;
  readonly expires?: string;
  readonly by: { readonly name: string };
  readonly firstSeen?: string;
}

const folder = () => story.shop('.countersign', 'triage');

function entries(): Entry[] {
  const names = fs.existsSync(folder()) ? fs.readdirSync(folder()) : [];
  return names.map((name) => JSON.parse(fs.readFileSync(`${folder()}/${name}`, 'utf8')) as Entry);
}

const marks = (rule: string) =>
  story.countersignDiagnostics(file).filter(({ code }) => code === rule);
const shown = (rule: string) =>
  story.until(`a mark of ${rule}`, () => (marks(rule).length > 0 ? true : undefined));
const hidden = (rule: string) =>
  story.until(`no mark of ${rule}`, () => (marks(rule).length === 0 ? true : undefined));

function dayFromToday(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

/** Answers the three questions with real clicks and keys. */
async function answer(page: Page, verdict: string, lastDay: string): Promise<void> {
  const question = (step: string) =>
    page.locator('.quick-input-widget:visible', { hasText: step }).waitFor();
  const pick = (text: string) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).click();
  await question('(1/3)');
  await pick(verdict);
  await question('(2/3)');
  await story.inputBox(page);
  await page.keyboard.type('no');
  await page.keyboard.press('Enter');
  await question('at least 10 characters');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(reason);
  await page.keyboard.press('Enter');
  await question('(3/3)');
  await pick(lastDay);
}

const rowOf = (page: Page, text: string) =>
  page.locator('.pane-body .monaco-list-row', { hasText: text });

/** How many problems the tree tells of. */
async function problemsIn(page: Page): Promise<number> {
  const [text = ''] = await rowOf(page, 'while reading').allInnerTexts();
  return Number.parseInt(text, 10) || 0;
}

async function setAsideByMenu(page: Page, row: Locator): Promise<void> {
  await row.click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-label', { hasText: 'Set Aside…' });
  await item.waitFor();
  // A menu takes the end of the click that opened it for none of its own, and is patient.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await item.click();
}

describe('setting a finding aside', () => {
  let page: Page;
  let size = { width: 0, height: 0 };

  before(async () => {
    page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    for (const rule of ['aside-one', 'aside-two']) {
      writeReport(`${rule}.sarif`, sarifWithFix(rule, { uri: file, line: 5 }, []));
    }
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await vscode.commands.executeCommand('countersign.findings.focus');
    for (const rule of ['aside-one', 'aside-two']) await shown(rule);
  });

  after(async () => {
    await page.setViewportSize(size);
    for (const rule of ['aside-one', 'aside-two']) removeReport(`${rule}.sarif`);
    fs.rmSync(story.shop('.countersign'), { recursive: true, force: true });
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await story.tidy();
  });

  it('asks for verdict, reason and last day, and writes them down', async () => {
    const running = story.start('countersign.setAside', ...(await offered('aside-one')));
    await answer(page, 'Accepted', '30 days');
    await running;
    const [entry, ...more] = entries();
    assert.ok(entry && more.length === 0);
    assert.equal(entry.verdict, 'accepted-risk');
    assert.equal(entry.reason, reason);
    assert.equal(entry.expires, dayFromToday(30));
    assert.equal(entry.by.name, 'Robin Reviewer');
    assert.match(entry.firstSeen ?? '', /^\d{4}-/);
    assert.ok(fs.existsSync(`${folder()}/${entry.finding}.json`));
  });

  it('hides it in the editor and in the tree, and says so on the command line', async () => {
    await hidden('aside-one');
    assert.equal(marks('aside-two').length, 1);
    await rowOf(page, 'aside-two').waitFor();
    await rowOf(page, 'aside-one').waitFor({ state: 'detached' });
    await page.locator('.pane-body', { hasText: 'Not shown: 1 set aside' }).waitFor();
    const { output } = story.countersign('findings', '.sarif/aside-one.sarif');
    assert.match(output, /\(set aside: Orders are only read/);
  });

  it('can be undone at once, from the status bar', async () => {
    await page.locator('.statusbar-item', { hasText: '1 finding set aside. Undo?' }).click();
    await shown('aside-one');
    assert.deepEqual(entries(), []);
  });

  it('takes the rows that are selected, and brings them back by the list', async () => {
    await rowOf(page, 'aside-one').click();
    await rowOf(page, 'aside-two').click({ modifiers: ['Control'] });
    await setAsideByMenu(page, rowOf(page, 'aside-two'));
    await page
      .locator('.quick-input-widget:visible', { hasText: 'Set aside 2 findings' })
      .waitFor();
    await answer(page, 'False', 'For good');
    for (const rule of ['aside-one', 'aside-two']) await hidden(rule);
    assert.deepEqual(
      entries().map(({ verdict, expires }) => [verdict, expires]),
      [
        ['false-positive', undefined],
        ['false-positive', undefined],
      ],
    );
    const running = story.start('countersign.revive');
    await page.locator('.quick-input-widget:visible', { hasText: 'Revive which' }).waitFor();
    const pick = page.locator('.quick-input-list .monaco-list-row', { hasText: 'aside-two' });
    await pick.locator('.quick-input-list-label').first().click();
    await page.keyboard.press('Enter');
    await running;
    await shown('aside-two');
    assert.equal(marks('aside-one').length, 0);
  });

  it('follows the files, whoever writes them, up to the last day', async () => {
    const [entry] = entries();
    assert.ok(entry);
    const name = `${folder()}/${entry.finding}.json`;
    const put = (expires: string) => fs.writeFileSync(name, JSON.stringify({ ...entry, expires }));
    put(dayFromToday(-1));
    await shown('aside-one');
    put(dayFromToday(0));
    await hidden('aside-one');
    fs.rmSync(story.shop('.countersign'), { recursive: true });
    await shown('aside-one');
  });

  it('tells of a file that cannot be read', async () => {
    const problems = await problemsIn(page);
    fs.mkdirSync(folder(), { recursive: true });
    fs.writeFileSync(`${folder()}/broken.json`, '<<<<<<< ours\n');
    await story.until('one problem more', async () =>
      (await problemsIn(page)) === problems + 1 ? true : undefined,
    );
    fs.rmSync(`${folder()}/broken.json`);
    await story.until('the problem to go', async () =>
      (await problemsIn(page)) === problems ? true : undefined,
    );
  });

  it('takes the row of a group, and asks once more when it has many', async () => {
    const many = sarifWithFix('aside-many', { uri: file, line: 1 }, []);
    const [run] = many.runs;
    const [result] = run?.results ?? [];
    assert.ok(run && result);
    run.results = Array.from({ length: 21 }, (_, index) => ({
      ...result,
      message: { text: `Number ${index}` },
    }));
    writeReport('aside-one.sarif', many);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await story.until('21 marks', () => (marks('aside-many').length === 21 ? true : undefined));
    removeReport('aside-two.sarif');
    await rowOf(page, 'aside-two').waitFor({ state: 'detached' });
    const others = story.countersignDiagnostics(file).length - 21;
    await setAsideByMenu(page, rowOf(page, 'orders.js').first());
    await answer(page, 'Won', '90 days');
    const sure = page.locator('.quick-input-list .monaco-list-row', { hasText: /Set aside \d+/ });
    const count = Number(/\d+/.exec(await sure.innerText())?.[0]);
    assert.ok(count >= 21 && count <= 21 + others, `${count}, and ${others} others`);
    await sure.click();
    await hidden('aside-many');
    assert.equal(entries().length, count);
    await page.locator('.statusbar-item', { hasText: 'set aside. Undo?' }).click();
    await story.until('all back', () => (marks('aside-many').length === 21 ? true : undefined));
    assert.deepEqual(entries(), []);
  });

  it('writes nothing when a question is left with Escape', async () => {
    const running = story.start('countersign.setAside', ...(await offered('aside-many')));
    await page.locator('.quick-input-widget:visible', { hasText: '(1/3)' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget:visible', { hasText: '(2/3)' }).waitFor();
    await page.keyboard.press('Escape');
    await running;
    assert.deepEqual(entries(), []);
  });
});

/** The arguments of the quick fix that sets a finding of a rule aside. */
async function offered(rule: string): Promise<unknown[]> {
  await vscode.workspace.openTextDocument(story.uriOf(file));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    story.uriOf(file),
    new vscode.Range(0, 0, 10, 0),
  );
  const { command } = actions.find(({ title }) => title === `Set aside…: ${rule}`) ?? {};
  assert.ok(command, actions.map(({ title }) => title).join());
  assert.equal(command.command, 'countersign.setAside');
  return (command.arguments ?? []) as unknown[];
}
