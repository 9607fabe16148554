import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import {
  closeWorkbench,
  copyWorkspace,
  freePort,
  installExtension,
  openWorkbench,
  root,
} from './window';

const rule = 'tls-not-verified';
const reason = 'The payment provider is reached through a tunnel.';

/** A window that can be reloaded, and is looked at from outside. */
class Reloadable {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-triage-'));
  readonly shop = path.join(this.home, 'shop');
  readonly folder = path.join(this.shop, '.countersign', 'triage');
  #code: ChildProcess | undefined;
  #browser: Browser | undefined;
  page!: Page;

  async start(): Promise<void> {
    await copyWorkspace('shop', this.shop);
    const extensions = path.join(this.home, 'extensions');
    installExtension(root, extensions);
    const port = await freePort();
    this.#code = openWorkbench(this.shop, {
      port,
      userData: path.join(this.home, 'user-data'),
      extensions,
      env: { HOST_TIMEOUT_MS: String(5 * 60_000) },
    });
    const address = `http://127.0.0.1:${port}`;
    this.#browser = await until('the browser', () =>
      chromium.connectOverCDP(address).catch(() => undefined),
    );
    this.page = await until(
      'the window',
      () => this.#browser?.contexts().flatMap((one) => one.pages())[0],
    );
    await this.page.setViewportSize({ width: 1600, height: 2600 });
    const view = this.page.locator('.activitybar .action-label[aria-label*="Countersign"]');
    await view.first().waitFor({ timeout: 60_000 });
    await view.first().click();
    await this.row('sql-concatenation').first().waitFor({ timeout: 60_000 });
  }

  row(text: string) {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: text });
  }

  question(text: string) {
    return this.page.locator('.quick-input-widget:visible', { hasText: text });
  }

  async pick(text: string): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
    await rows.first().click();
  }

  /** Waits for the box to have the keys. */
  focused(): Promise<void> {
    return this.page.locator('.quick-input-widget:visible input:focus').first().waitFor();
  }

  /** Runs a command by its title, as a user does. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.focused();
    await this.page.keyboard.type(title);
    await this.pick(title);
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'domcontentloaded' });
    await this.row('sql-concatenation').first().waitFor({ timeout: 60_000 });
  }

  /** The only entry, and the name of its file. */
  entry(): { readonly file: string; readonly content: Record<string, unknown> } {
    const names = fs.readdirSync(this.folder);
    assert.equal(names.length, 1, names.join());
    const file = path.join(this.folder, names[0] ?? '');
    return { file, content: JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown> };
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await closeWorkbench(this.#code);
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

async function until<T>(
  what: string,
  get: () => T | undefined | Promise<T | undefined>,
  limit = 120_000,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const value = await get();
    if (value !== undefined) return value;
    if (Date.now() - started > limit) throw new Error(`waited ${limit} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a finding that was set aside', function () {
  this.timeout(5 * 60_000);
  const window = new Reloadable();

  before(() => window.start());
  after(() => window.stop());

  it('is written down with its reason and its last day', async () => {
    const { page } = window;
    // A click that comes while the rows do is lost, so that a person clicks again.
    await until('the file of the finding', async () => {
      await window.row(rule).click();
      await page.waitForTimeout(1000);
      const isOpen = await page.locator('.tab.active', { hasText: 'payments.js' }).isVisible();
      return isOpen || undefined;
    });
    await window.run('Countersign: Set Aside');
    await window.question('(1/3)').waitFor();
    await window.pick('Accepted risk');
    await window.question('(2/3)').waitFor();
    await window.focused();
    await page.keyboard.type(reason);
    await page.keyboard.press('Enter');
    await window.question('(3/3)').waitFor();
    await window.pick('another day');
    await window.question('The last day').waitFor();
    await window.focused();
    await page.keyboard.type('2020-01-01');
    await page.keyboard.press('Enter');
    await window.question('has not passed').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2999-12-31');
    await page.keyboard.press('Enter');
    await window.row(rule).waitFor({ state: 'detached' });
    const { content } = window.entry();
    assert.equal(content['reason'], reason);
    assert.equal(content['expires'], '2999-12-31');
  });

  it('still is when the window is opened anew', async () => {
    await window.reload();
    await window.page.locator('.pane-body', { hasText: 'Not shown: 1 set aside' }).waitFor();
    assert.equal(await window.row(rule).count(), 0);
  });

  it('comes back after its last day', async () => {
    const { file, content } = window.entry();
    fs.writeFileSync(file, JSON.stringify({ ...content, expires: '2020-01-01' }));
    await window.row(rule).waitFor();
    await window.reload();
    await window.row(rule).waitFor();
  });

  it('comes back for good when it is revived', async () => {
    const { page } = window;
    const { file, content } = window.entry();
    fs.writeFileSync(file, JSON.stringify(content).replace('2020-01-01', '2999-12-31'));
    await window.row(rule).waitFor({ state: 'detached' });
    await window.run('Countersign: Revive');
    await window.question('Revive which').waitFor();
    const pick = page.locator('.quick-input-list .monaco-list-row', { hasText: rule });
    await pick.locator('.quick-input-list-label').first().click();
    await page.keyboard.press('Enter');
    await window.row(rule).waitFor();
    assert.deepEqual(fs.readdirSync(window.folder), []);
  });
});
