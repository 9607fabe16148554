import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/routes/orders.js';
const other = 'src/coupons.js';
const payload =
  '</script><img src=x onerror="document.title=1"><a href="command:workbench.action.quit">x</a>';

describe('the review panel', () => {
  let frame: Frame;
  before(async function () {
    // The first draft of a window loads the checks and the parser, and this one opens two diffs.
    this.timeout(90_000);
    const report = sarifWithFix('markup', { uri: file, line: 3 }, [
      { uri: file, line: 1, text: '// eslint-disable-next-line\n' },
      { uri: other, line: 2, text: '// one more\n' },
    ]);
    report.runs[0]!.results[0]!.message.text = payload;
    writeReport('panel.sarif', report);
    await story.until('the finding', () =>
      story.countersignDiagnostics(file).find(({ message }) => message.includes('onerror')),
    );
    await story.openReview(file, 2, '(fix from the report): markup');
    frame = await story.panelFrame();
  });
  after(async () => {
    removeReport('panel.sarif');
    await story.tidy();
  });

  it('shows hostile text as text', async () => {
    await frame.locator('.finding dd', { hasText: payload }).waitFor();
    assert.equal(await frame.locator('main img, main a, main script').count(), 0);
  });

  it('allows no code but its own', async () => {
    const policy = await frame
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute('content');
    assert.match(policy ?? '', /^default-src 'none'; /);
    assert.ok(!/unsafe|\*(?!\.)|data:/.test(policy ?? ''), policy ?? '');
  });

  it('puts the verdict first, then the evidence, and the claim near the end', async () => {
    const parts = await frame
      .locator('main > *')
      .evaluateAll((all) => all.map((one) => one.getAttribute('class') ?? ''));
    assert.match(parts[0] ?? '', /^verdict/);
    assert.deepEqual(parts.slice(1), ['checked', 'finding', 'unseen', 'risk', 'claim', 'origin']);
  });

  it('groups what was checked from the worst to the best, with what passed folded', async () => {
    const groups = await frame.locator('.group h3').allInnerTexts();
    const words = groups.map((text) => text.replace(/\d+/, 'n'));
    assert.deepEqual(words, ['Failed (n)', 'Look here (n)', 'Not run (n)', 'n passed']);
    assert.equal(await frame.locator('.group-pass .row').first().isVisible(), false);
    const rows = await Promise.all(
      ['fail', 'warn', 'not-run', 'pass'].map((id) => frame.locator(`.group-${id} .row`).count()),
    );
    const counts = await frame.locator('.counts .text').allInnerTexts();
    const expected = ['failed', 'to look at', 'not run', 'passed'];
    assert.deepEqual(
      counts,
      expected.map((word, index) => `${rows[index]} ${word}`),
    );
  });

  it('names a suppression comment as a failed check, and the verdict with it', async () => {
    await frame.locator('.group-fail', { hasText: 'told to look away' }).waitFor();
    assert.equal(await frame.locator('.verdict h1').innerText(), 'Blocked');
  });

  it('tells no more than fits a narrow column, and cuts nothing off', async () => {
    const wide = await frame.evaluate(() => {
      const { document } = globalThis as unknown as { document: ColumnDocument };
      document.body.style.width = '276px';
      const cut = [...document.querySelectorAll('main *')].filter(
        (one) => one.getBoundingClientRect().right > 300,
      );
      const { bottom } = document.querySelector('.verdict').getBoundingClientRect();
      document.body.style.width = '';
      return { cut: cut.map((one) => one.outerHTML.slice(0, 200)), bottom };
    });
    assert.deepEqual(wide.cut, []);
    assert.ok(wide.bottom < 400, `the verdict ends at ${wide.bottom} px`);
  });

  describe('leads to', () => {
    it('the line that a check names, in the draft', async () => {
      const row = frame.locator('.group-fail .row', { hasText: 'told to look away' });
      await row.getByRole('button', { name: `${file}:1` }).click();
      const at = await activeLine();
      assert.deepEqual(at, { scheme: 'countersign-draft', path: file, line: 0 });
    });

    it('the place of the finding, where it is in the draft', async () => {
      await frame
        .locator('.finding')
        .getByRole('button', { name: `${file}:3` })
        .click();
      const at = await activeLine();
      assert.deepEqual(at, { scheme: 'countersign-draft', path: file, line: 3 });
    });

    it('the draft’s other file, by keys alone', async () => {
      const button = frame.locator('.unseen').getByRole('button', { name: other });
      await button.focus();
      await (await workbench()).keyboard.press('Enter');
      const at = await activeLine((path) => path === other);
      assert.equal(at.scheme, 'countersign-draft');
    });
  });

  it('lets every row be reached with Tab, from the first button to the last', async () => {
    const page = await workbench();
    const buttons = frame.locator('main button:visible, main summary');
    const count = await buttons.count();
    await buttons.first().focus();
    const seen = [await focusedKey(frame)];
    for (let step = 1; step < count; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focusedKey(frame));
    }
    const keys = await buttons.evaluateAll((all) => all.map((one) => one.getAttribute('data-key')));
    assert.deepEqual(seen, keys);
  });

  describe('when the draft is checked again', () => {
    it('keeps the focus, what was folded open, and what is looked at in its place', async () => {
      const summary = frame.locator('.group-pass summary');
      await summary.focus();
      await (await workbench()).keyboard.press('Enter');
      await frame.locator('.group-pass .row').first().waitFor({ state: 'visible' });
      const place = frame.locator('.finding').getByRole('button', { name: `${file}:3` });
      await place.focus();
      const before = [await focusedKey(frame), await focusedTop(frame)];
      const diff = await story.until('the diff', () => story.activeDiff());
      await story.editDraft(diff, '// one more', '// one more, edited');
      await frame.locator('.origin', { hasText: 'You have changed the drafted text' }).waitFor();
      assert.equal(await frame.locator('.group-pass .row').first().isVisible(), true);
      assert.deepEqual([await focusedKey(frame), await focusedTop(frame)], before);
    });

    it('tells a screen reader of another verdict, and of nothing else', async () => {
      const news = frame.locator('[role=status]');
      const tier = await frame.locator('.verdict .tier').innerText();
      assert.equal(await news.innerText(), `Blocked, ${tier}`);
      await frame.evaluate(() => {
        const { document, MutationObserver } = globalThis as unknown as NewsWindow;
        const told: string[] = [];
        Object.assign(globalThis, { told });
        new MutationObserver(() => told.push('again')).observe(
          document.querySelector('[role=status]'),
          { childList: true, characterData: true, subtree: true },
        );
      });
      await frame.getByRole('button', { name: 'Check again' }).click();
      const diff = await story.until('the diff', () => story.activeDiff());
      await story.editDraft(diff, '// one more, edited', '// one more, twice');
      await vscode.commands.executeCommand('countersign.recheckDraft');
      const told = await frame.evaluate(() => (globalThis as unknown as NewsWindow).told);
      assert.deepEqual(told, []);
      const [silencing] = await frame.locator('.unseen .link', { hasText: file }).all();
      await silencing?.click();
      const first = await story.until('the first diff', () => {
        const active = story.activeDiff();
        return active?.draft.path.endsWith(file) ? active : undefined;
      });
      // The code at the finding has to change as well, or the finding is still there.
      await story.editDraft(first, "require('express')", "require('express/index')");
      await story.editDraft(first, 'eslint-disable-next-line', 'nothing of note');
      await news.filter({ hasText: `Needs attention, ${tier}` }).waitFor({ state: 'attached' });
      assert.equal(await frame.locator('main [aria-live], main [role=status]').count(), 0);
    });
  });

  it('decides nothing, whatever it is made to send', async () => {
    const before = story.read(file);
    const count = story.entries().length;
    const { tab } = await story.until('the diff', () => story.activeDiff());
    await frame.evaluate((hostile) => {
      const { vscode } = globalThis as unknown as { vscode?: unknown };
      if (vscode !== undefined) throw new Error('the page gives its way to the editor away');
      const { document, window } = globalThis as unknown as ForgeWindow;
      for (const message of hostile) {
        window.parent.postMessage(message, '*');
        // As the page's own buttons send it, so that it does arrive.
        const button = document.querySelector('main button');
        const own = button.dataset['message'];
        button.dataset['message'] = JSON.stringify(message);
        button.click();
        button.dataset['message'] = own;
      }
    }, hostileMessages());
    // What was sent last has an effect, so that all before it has been read.
    await frame
      .locator('.finding')
      .getByRole('button', { name: `${file}:3` })
      .click();
    const at = await activeLine((path) => path === file);
    assert.equal(at.line, 3);
    assert.equal(story.read(file), before);
    assert.equal(story.entries().length, count);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).includes(tab), true);
    assert.equal(await (await workbench()).locator('.notification-list-item').count(), 0);
    await vscode.commands.executeCommand('countersign.showReview');
  });
});

describe('the review panel and the checks that run programs', () => {
  const paid = 'src/payments.js';
  const id = 'project-tests';
  let frame: Frame;
  const button = (name: string) => frame.locator(`[data-row=${id}]`).getByRole('button', { name });
  before(async () => {
    await story.diagnosticsOf(paid);
    await story.openReview(paid, story.lineOf(paid, 'rejectUnauthorized: false'), '(recipe)');
    frame = await story.panelFrame();
  });
  after(async () => {
    await vscode.commands.executeCommand('countersign.forgetRunConsent');
    await story.tidy();
  });

  it('counts them as not run, and says what they would run', async () => {
    await frame.locator('.group-not-run .row', { hasText: 'npm test' }).waitFor();
    await frame.locator('.counts', { hasText: 'not run' }).waitFor();
  });

  it('asks before it runs one for the first time, shows that it runs, and ends it', async () => {
    const page = await workbench();
    await button('Run: ').focus();
    await page.keyboard.press('Enter');
    await (await story.inputBox(page)).waitFor();
    await page.keyboard.type('Run, now');
    await page.keyboard.press('Enter');
    await frame.locator(`.group-running [data-row=${id}]`).waitFor();
    await frame.locator('.counts', { hasText: '1 running' }).waitFor();
    await button('Cancel: ').click();
    await frame.locator(`.group-not-run [data-row=${id}]`).waitFor();
  });

  it('keeps the focus on the row while its button changes, and once it is folded away', async () => {
    const page = await workbench();
    await button('Run: ').focus();
    await page.keyboard.press('Enter');
    await button('Cancel: ').and(frame.locator(':focus')).waitFor();
    await frame
      .locator(`.group-pass [data-row=${id}]`)
      .waitFor({ state: 'attached', timeout: 60_000 });
    await frame.locator('.group-pass summary:focus').waitFor();
    await page.keyboard.press('Enter');
    await button('Run again: ').waitFor({ state: 'visible' });
  });

  it('forgets the answer once the text is another', async () => {
    const diff = await story.until('the diff', () => story.activeDiff());
    await story.editDraft(diff, 'new https.Agent', '/* seen */ new https.Agent');
    await frame.locator(`.group-not-run [data-row=${id}]`).waitFor();
    await button('Run: ').waitFor();
  });
});

/** Decisions, ids that the page does not hold, and shapes that only look right. */
function hostileMessages(): unknown[] {
  const accept = ['accept', 'acceptDraft', 'countersign.acceptDraft'];
  return [
    ...accept.flatMap((type) => [type, { type, command: type }, { run: type }, { [type]: {} }]),
    { jump: { row: '../../etc/passwd', at: 0 } },
    { jump: { row: 'finding:where', at: -1 } },
    { jump: { row: 'finding:where', at: '0' } },
    { jump: { row: 'finding:where', at: 0, path: '/etc/passwd' } },
    { jump: { path: '/etc/passwd', line: 0 } },
    { run: 'project-tests; reboot' },
    { run: ['finding-gone'] },
    { cancel: 'finding-gone' },
    ['ready'],
    42,
    null,
  ];
}

interface ColumnDocument {
  readonly body: { readonly style: { width: string } };
  querySelector(selector: string): ColumnElement;
  querySelectorAll(selector: string): Iterable<ColumnElement>;
}

interface ColumnElement {
  readonly outerHTML: string;
  getBoundingClientRect(): { readonly right: number; readonly bottom: number };
}

interface NewsWindow {
  readonly told: readonly string[];
  readonly document: { querySelector(selector: string): unknown };
  readonly MutationObserver: new (changed: () => void) => {
    observe(target: unknown, options: Readonly<Record<string, boolean>>): void;
  };
}

interface ForgeWindow {
  readonly window: { readonly parent: { postMessage(message: unknown, to: string): void } };
  readonly document: {
    querySelector(selector: string): { dataset: Record<string, string | undefined>; click(): void };
  };
}

function focusedKey(frame: Frame): Promise<string | null> {
  return frame.locator(':focus').getAttribute('data-key', { timeout: 5000 });
}

/** How far below the top of the view the focus is. */
async function focusedTop(frame: Frame): Promise<number> {
  const box = await frame.locator(':focus').boundingBox();
  return Math.round(box?.y ?? -1);
}

/** Where the cursor comes to rest, once it is in a file that fits. */
async function activeLine(fits: (path: string) => boolean = () => true) {
  // The editor's focus follows the click.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return story.until('the cursor', () => {
    const editor = vscode.window.activeTextEditor;
    const path = editor && vscode.workspace.asRelativePath(editor.document.uri.path, false);
    if (!editor || !path || !fits(path)) return undefined;
    return { scheme: editor.document.uri.scheme, path, line: editor.selection.active.line };
  });
}
