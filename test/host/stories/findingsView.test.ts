import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, writeReport } from './hostile';
import { sarif } from './sarif';
import * as story from './story';

/** In the order of a walk: by file, then by place. */
const places = [
  { file: 'src/app.js', line: 1, columns: [1, 6] },
  { file: 'src/app.js', line: 3, columns: [1, 6] },
  { file: 'src/config.js', line: 3, columns: [1, 7] },
  { file: 'src/seed.js', line: 1, columns: [1, 3] },
] as const;
const [first, second, third, fourth] = places;

const report = sarif('Viewer', [
  { rule: 'v/last', level: 'note', message: 'Vellum in the seed', at: fourth, cwe: 'CWE-1004' },
  { rule: 'v/first', level: 'error', message: 'Vellum in the app', at: first, cwe: 'CWE-1021' },
  { rule: 'v/second', level: 'warning', message: 'Quartz in the app', at: second },
  { rule: 'v/third', level: 'error', message: 'Vellum in the settings', at: third },
]);

describe('the view of findings', () => {
  let page: Page;
  let size = { width: 0, height: 0 };

  before(async () => {
    page = await workbench();
    size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await page.setViewportSize({ width: 1600, height: 2600 });
    writeReport('view.sarif', report);
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await vscode.commands.executeCommand('countersign.findings.focus');
    await row(page, /v\/first/).waitFor();
  });

  after(async () => {
    await vscode.commands.executeCommand('countersign.clearFilter');
    await vscode.commands.executeCommand('countersign.groupFindings', 'severity');
    removeReport('view.sarif');
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await page.setViewportSize(size);
    await story.tidy();
  });

  describe('groups', () => {
    for (const [grouping, group] of [
      ['File', /config\.js/],
      ['Rule', /^v\/third/],
      ['Scanner', /^Viewer\s*4/],
      ['Severity', /^High/],
    ] as const) {
      it(`by ${grouping.toLowerCase()}`, async () => {
        await rest(page);
        const done = story.start('countersign.groupFindings');
        await (await story.inputBox(page)).waitFor();
        await page.keyboard.type(grouping);
        await page.keyboard.press('Enter');
        await done;
        await row(page, group, 1).waitFor();
        await row(page, /Vellum in the settings/).waitFor();
      });
    }

    it('and marks the present way', async () => {
      await rest(page);
      const done = story.start('countersign.groupFindings');
      await (await story.inputBox(page)).waitFor();
      const current = page.locator('.quick-input-list .monaco-list-row.focused');
      assert.match(await current.innerText(), /Severity\s*current/);
      await page.keyboard.press('Escape');
      await done;
    });
  });

  describe('filters', () => {
    afterEach(async () => {
      await vscode.commands.executeCommand('countersign.clearFilter');
      await row(page, /v\/last/).waitFor();
    });

    it('by what is typed and named, with the counts in its message', async () => {
      await filter(page, ['Viewer', 'Enter']);
      await shown(page, [/v\/first/, /v\/second/, /v\/third/, /v\/last/]);
      await message(page, /^4 findings of \d+: scanner Viewer$/);
      await filter(page, ['high', 'Enter']);
      await shown(page, [/v\/first/, /v\/third/]);
      await message(page, /^2 findings of \d+: high, scanner Viewer$/);
    });

    it('by text that names nothing in the list', async () => {
      await filter(page, ['vellum app', 'Enter']);
      await shown(page, [/v\/first/]);
      await message(page, /^1 finding of \d+: text “vellum app”$/);
    });

    it('by text besides what was chosen before, however it was typed', async () => {
      await filter(page, ['Viewer', 'Enter']);
      await message(page, /: scanner Viewer$/);
      await filter(page, ['viewx', 'Backspace', 'Enter']);
      await filter(page, ['vellum app', 'Enter']);
      await message(page, /^1 finding of \d+: scanner Viewer, text “vellum app”$/);
    });

    it('by what is checked with the keys', async () => {
      await filter(page, ['CWE-10', 'ArrowDown', 'ArrowDown', 'Space', 'Enter']);
      await message(page, /^1 finding of \d+: CWE-10(04|21)$/);
    });

    it('and shows all again when a choice is taken back', async () => {
      await filter(page, ['Viewer', 'Enter']);
      await message(page, /scanner Viewer/);
      await filter(page, ['Viewer', 'ArrowDown', 'Space', 'Enter']);
      await message(page, /^(?!.*Viewer)/);
    });

    it('to what a branch has changed, also when that changes', async () => {
      story.git('checkout', '--quiet', '-b', 'topic');
      try {
        await touch(third);
        await filter(page, ['changed since', 'Enter']);
        await page.locator('.quick-input-title', { hasText: 'Changed since' }).waitFor();
        const likeliest = page.locator('.quick-input-list .monaco-list-row.focused');
        await likeliest.filter({ hasText: 'main' }).waitFor();
        await page.keyboard.press('Enter');
        await message(page, /: changed since main$/);
        await shown(page, [/v\/third/]);
        await touch(first);
        await shown(page, [/v\/first/, /v\/third/]);
      } finally {
        story.git('checkout', '--quiet', '--', third.file, first.file);
        story.git('checkout', '--quiet', 'main');
        story.git('branch', '--quiet', '-D', 'topic');
      }
    });

    it('to what an older report does not have', async () => {
      const older = vscode.Uri.file(story.shop('..', 'older.sarif'));
      const [, , , kept] = places;
      const said = { rule: 'v/last', level: 'note', message: 'Vellum in the seed' } as const;
      fs.writeFileSync(older.fsPath, JSON.stringify(sarif('Viewer', [{ ...said, at: kept }])));
      await vscode.commands.executeCommand('countersign.filterFindings', older);
      await message(page, /: not in .*older\.sarif$/);
      await shown(page, [/v\/first/, /v\/second/, /v\/third/]);
      fs.rmSync(older.fsPath);
    });
  });

  describe('goes', () => {
    before(async () => {
      // Places of another story's making are of no use here.
      removeReport('view.sarif');
      await vscode.commands.executeCommand('countersign.refreshFindings');
      writeReport('view.sarif', report);
      await vscode.commands.executeCommand('countersign.refreshFindings');
      await filter(page, ['Viewer', 'Enter']);
      await message(page, /^4 findings/);
    });
    after(() => vscode.commands.executeCommand('countersign.clearFilter'));

    it('from finding to finding by keys, over the files and around', async () => {
      const editor = await vscode.window.showTextDocument(story.uriOf(first.file));
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      for (const place of [second, third, fourth, first]) {
        await page.keyboard.press('Control+F8');
        await cursorAt(place);
      }
      const bar = page.locator('.statusbar-item', { hasText: 'After the last, the first again' });
      await bar.waitFor();
      for (const place of [fourth, third]) {
        await page.keyboard.press('Control+Shift+F8');
        await cursorAt(place);
      }
    });

    it('from the code to the row', async () => {
      const { file, line, columns } = second;
      const at = new vscode.Position(line - 1, columns[0]);
      const editor = await vscode.window.showTextDocument(story.uriOf(file));
      editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand('countersign.revealInTree');
      const selected = page.locator('.pane-body .monaco-list-row.selected.focused');
      await selected.filter({ hasText: /v\/second/ }).waitFor();
    });
  });
});

/** Changes the line of a finding, and saves that. */
async function touch({ file, line }: (typeof places)[number]): Promise<void> {
  const editor = await vscode.window.showTextDocument(story.uriOf(file));
  const { end } = editor.document.lineAt(line - 1).range;
  await editor.edit((edit) => edit.insert(end, ' // touched'));
  await editor.document.save();
}

function row(page: Page, text: RegExp, level?: number) {
  const at = level === undefined ? '' : `[aria-level="${level}"]`;
  return page.locator(`.pane-body .monaco-list-row${at}`, { hasText: text }).first();
}

/**
 * Opens the list of filters and works it by keys; what is no key is typed. Like a person it does so
 * when the rows rest: a view whose rows come while a list opens takes the focus back from it.
 */
async function filter(page: Page, keys: readonly string[]): Promise<void> {
  await rest(page);
  const done = story.start('countersign.filterFindings');
  await (await story.inputBox(page)).waitFor();
  for (const key of keys) {
    if (/^(Enter|Escape|Backspace|Space|Arrow\w+)$/.test(key)) await page.keyboard.press(key);
    else await page.keyboard.type(key);
  }
  if (keys.at(-1) === 'Enter' && keys[0] !== 'changed since') await done;
}

/** Waits until the view has shown the same rows for half a second. */
async function rest(page: Page): Promise<void> {
  let since = Date.now();
  let before = '';
  await story.until('the rows to rest', async () => {
    const now = await page.locator('.pane-body .monaco-list-rows').first().innerText();
    if (now !== before) since = Date.now();
    before = now;
    return Date.now() - since > 500 || undefined;
  });
}

/** Waits until the rows of our report are these. */
async function shown(page: Page, texts: readonly RegExp[]): Promise<void> {
  let now: string[] = [];
  const rows = page.locator('.pane-body .monaco-list-row', { hasText: /v\// });
  await story
    .until('the rows', async () => {
      now = await rows.allInnerTexts();
      const isAll = texts.every((text) => now.some((one) => text.test(one)));
      return (isAll && now.length === texts.length) || undefined;
    })
    .catch((error: unknown) => assert.fail(`${String(error)}: ${now.join(' | ')}`));
}

/** Waits for what the view says above its rows. */
async function message(page: Page, text: RegExp): Promise<void> {
  const box = page.locator('.tree-explorer-viewlet-tree-view .message').first();
  let now = '';
  await story
    .until(`the message ${String(text)}`, async () => {
      now = (await box.innerText()).trim();
      return text.test(now) || undefined;
    })
    .catch((error: unknown) => assert.fail(`${String(error)}: ${now}`));
}

function cursorAt({ file, line, columns }: (typeof places)[number]): Promise<true> {
  return story.until(`the cursor at ${file}:${line}`, () => {
    const editor = vscode.window.activeTextEditor;
    const at = editor?.selection.start;
    const isThere = at?.line === line - 1 && at.character === columns[0] - 1;
    return (isThere && editor?.document.uri.path.endsWith(file)) || undefined;
  });
}
