// Tells the story of a fix in a headless browser, as a person would do it, and writes a picture of each scene.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPage, startBrowser } from './host.mjs';

/** A scene's name is its picture's; it leaves the workbench as the next scene wants it. */
const SCENES = [
  ['findings', showFindings],
  ['filter', showFilter],
  ['flow', showFlow],
  ['quickfix', showQuickFix],
  ['review', showReview],
  ['confirm', showConfirmation],
  ['staged', showStaged],
  ['dependency', showDependency],
  ['plan', showPlan],
  ['scan', showScan],
  ['clear', showClear],
  ['attention', showAttention],
  ['blocked', showBlocked],
];

export const sceneNames = SCENES.map(([name]) => name);

/** No scanner of the sample project's tells data flows, so the story brings a report that does. */
const FLOW_REPORT = fileURLToPath(new URL('shots/flow.sarif', import.meta.url));
const FLOW_FILE = 'src/discounts.js';
/** No scanner has looked at this one. */
const NEW_FILE = fileURLToPath(new URL('shots/uploads.js', import.meta.url));
const HIGH_RISK_FILE = 'src/auth/session.js';

/**
 * Plays every scene in the workbench at `url`, which shows `workspace`, and writes the pictures to `folder`. With
 * `only`, plays the scenes of these names: not each of them can begin without the one before. Throws where the story
 * breaks.
 */
export async function takeShots({ url, workspace, folder, only }) {
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(FLOW_REPORT, path.join(workspace, '.sarif', 'flow.sarif'));
  const browser = await startBrowser();
  const page = await openPage(browser, { viewport: { width: 1600, height: 950 } });
  const shot = (name) => page.screenshot({ path: path.join(folder, `${name}.png`) });
  try {
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: 120_000 });
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    for (const [name, scene] of SCENES) {
      if (only && !only.includes(name)) continue;
      await scene(page, workspace);
      await settle(page);
      await shot(name);
      console.log(path.join(folder, `${name}.png`));
    }
  } catch (error) {
    await shot('broken');
    throw new Error(`The story broke (${folder}/broken.png): ${error.message}`, { cause: error });
  } finally {
    await browser.close();
  }
}

async function showFindings(page) {
  await openFile(page, HIGH_RISK_FILE);
  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 60_000 });
  await runCommand(page, 'Countersign: Focus on Findings View');
  await page
    .locator('.pane-body .monaco-list-row', { hasText: 'sql-concatenation' })
    .first()
    .waitFor();
}

/** What is to be shown, of which two are checked; the other scenes show all again. */
async function showFilter(page) {
  await checkFilters(page, ['High', 'ast-grep']);
}

async function checkFilters(page, labels) {
  await page.keyboard.press('F1');
  await page.keyboard.type('>Countersign: Filter Findings');
  await row(page, 'Countersign: Filter Findings').waitFor();
  await page.keyboard.press('Enter');
  for (const label of labels) await row(page, new RegExp(`${label}\\s*\\d`)).click();
}

/** From the request to the call that runs it, over two files; the step before the last. */
async function showFlow(page) {
  await page.keyboard.press('Enter');
  await page.locator('.pane-body .message', { hasText: 'scanner ast-grep' }).waitFor();
  await runCommand(page, 'Countersign: Clear Filter');
  await openFile(page, FLOW_FILE);
  await runCommand(page, 'Countersign: Focus on Findings View');
  const finding = page.locator('.pane-body .monaco-list-row', { hasText: 'code-from-request' });
  await finding.first().locator('.monaco-tl-twistie').click();
  const step = page.locator('.pane-body .monaco-list-row', { hasText: 'becomes the formula' });
  await step.first().click();
  await page.locator('.statusbar-item', { hasText: 'Step 3 of 4' }).waitFor();
}

async function showQuickFix(page) {
  await runCommand(page, 'Countersign: Leave Data Flow');
  await openFile(page, HIGH_RISK_FILE);
  await quickFix(page, { line: 'Math.random()', word: 'random' }, 'Review drafted fix (recipe)');
}

async function showReview(page) {
  await page
    .locator('.action-widget .monaco-list-row', { hasText: 'Review drafted fix (recipe)' })
    .first()
    .click();
  await reviewShown(page, 'session.js', 'No objection found');
}

async function reviewShown(page, name, verdict) {
  await page.locator('.tab.active', { hasText: `${name}: draft fix` }).waitFor();
  await page.locator('.monaco-diff-editor .line-insert').first().waitFor({ timeout: 30_000 });
  const places = webview(page).locator('.finding .places', { hasText: name });
  await places.first().waitFor({ timeout: 30_000 });
  await webview(page).locator('.verdict', { hasText: verdict }).waitFor({ timeout: 30_000 });
}

async function showConfirmation(page) {
  await page.keyboard.press('Control+Alt+Enter');
  await page.locator('.quick-input-widget', { hasText: 'High-risk file' }).waitFor();
}

async function showStaged(page) {
  await page.keyboard.type(HIGH_RISK_FILE);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget', { hasText: '(2/' }).waitFor();
  await page.keyboard.type('Tokens come from the system now; sessions are short-lived');
  await page.keyboard.press('Enter');
  const stage = page.locator('.notification-toast .monaco-button', { hasText: 'Stage Fix' });
  await stage.waitFor({ timeout: 30_000 });
  await stage.click();
  const row = page.locator('.scm-view .monaco-list-row', { hasText: 'session.js' });
  await row.first().waitFor({ timeout: 30_000 });
}

/** What is wrong with a dependency, how it got here, and what the code does with it. */
async function showDependency(page) {
  await openFile(page, 'package.json');
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.view-line span > span', { hasText: 'lodash' }).first().hover();
  await page.locator('.monaco-hover', { hasText: 'Installed' }).first().waitFor();
}

/** Who asks for it, before and after, and what else could be done. */
async function showPlan(page) {
  await openFile(page, 'package.json');
  await page.locator('.squiggly-error').first().waitFor();
  await (
    await quickFix(page, { line: '"lodash"', word: 'lodash' }, 'Review dependency fix')
  ).click();
  await page.locator('.tab.active', { hasText: 'draft fix' }).waitFor({ timeout: 60_000 });
  const chosen = webview(page).locator('.plan .option-chosen');
  await chosen.waitFor({ timeout: 60_000 });
  await webview(page)
    .locator('.plan')
    .evaluate((plan) => plan.scrollIntoView());
}

/** What the built-in rules find in a new file, and behind a check that may not suffice. */
async function showScan(page, workspace) {
  const name = `src/${path.basename(NEW_FILE)}`;
  fs.copyFileSync(NEW_FILE, path.join(workspace, name));
  await runCommand(page, 'Countersign: Scan Workspace');
  await page.locator('.notification-toast', { hasText: 'Show Findings' }).waitFor();
  await checkFilters(page, ['Countersign']);
  await page.keyboard.press('Enter');
  await openFile(page, name);
  await page.locator('.squiggly-error').first().waitFor();
  await runCommand(page, 'Countersign: Focus on Findings View');
  await page.locator('.pane-body .message', { hasText: 'scanner Countersign' }).waitFor();
  await page
    .locator('.view-line span > span', { hasText: /^file$/ })
    .last()
    .hover();
  await page.locator('.monaco-hover', { hasText: 'becomes the path' }).first().waitFor();
}

/** A recipe's fix, of which no check has anything to say. */
async function showClear(page) {
  const place = { line: 'rejectUnauthorized', word: 'rejectUnauthorized' };
  await review(page, 'src/payments.js', place, '(recipe)', 'No objection found');
}

/** A fix from a report, for a finding that only its own scanner can tell to be gone. */
async function showAttention(page) {
  const place = { line: "createHash('md5')", word: 'createHash' };
  await review(page, 'src/invoices.js', place, '(fix from the report)', 'Needs attention');
}

/** A fix that silences the scanner and leaves the flaw. */
async function showBlocked(page) {
  const place = { line: 'shop.log | tail', word: 'exec' };
  const item = '(fix from the report): command-from-request';
  await review(page, 'src/routes/admin.js', place, item, 'Blocked');
}

async function review(page, file, place, item, verdict) {
  await openFile(page, file);
  await (await quickFix(page, place, item)).click();
  await reviewShown(page, path.posix.basename(file), verdict);
}

/** Lets animations and late decorations end: until nothing changed for a while. */
export async function settle(page) {
  let before;
  for (let tries = 0; tries < 10; tries += 1) {
    const now = await page.screenshot();
    if (before?.equals(now)) return;
    before = now;
    await page.waitForTimeout(250);
  }
}

const row = (page, text) =>
  page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

/** Runs a command from the palette by its full title, as "Category: Title". */
export async function runCommand(page, title) {
  await pick(page, 'F1', `>${title}`, title);
}

/** Opens a file of the workspace by the end of its path. */
export async function openFile(page, name) {
  await pick(page, 'Control+P', name, path.posix.basename(name));
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

/** Opens a quick pick, types into it, and takes the first row once it is the one that is meant. */
async function pick(page, key, text, row) {
  const widget = page.locator('.quick-input-widget');
  await page.keyboard.press(key);
  await widget.locator('input').first().fill(text);
  await widget.locator('.monaco-list-row').first().filter({ hasText: row }).waitFor();
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
}

/**
 * Puts the cursor on a word in the first line that holds a text, and opens the quick-fix menu until it shows an item:
 * diagnostics that arrive late close it. Answers that item.
 */
export async function quickFix(page, { line, word }, item) {
  const text = page.locator('.view-line', { hasText: line }).first();
  const found = page.locator('.action-widget .monaco-list-row', { hasText: item }).first();
  await text.locator('span > span', { hasText: word }).first().click();
  for (let tries = 0; tries < 6; tries += 1) {
    await page.keyboard.press('Control+Period');
    if (await isShown(found, 5000)) return found;
    await page.keyboard.press('Escape');
  }
  throw new Error(`The quick-fix menu at "${line}" does not offer "${item}".`);
}

const isShown = (locator, timeout) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** The inside of the webview that is shown, which is two frames deep. */
export function webview(page) {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}
