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
  killerFolder,
  openWorkbench,
  root,
} from './window';

const target = 'src/payments.js';
const flawed = 'rejectUnauthorized: false';

/** A host that starts thirty times has no use for servers that start with it. */
const withoutLanguageServers = {
  'files.associations': { '*.js': 'plaintext', '*.json': 'plaintext' },
  'git.enabled': false,
};

interface State {
  readonly disk: string;
  readonly entries: readonly string[];
  readonly buffer: { readonly dirty: boolean; readonly text?: string };
  readonly journal: readonly string[];
}

/** A window whose extension host can be killed at any visible step of Accept. */
class Victim {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-crash-'));
  readonly shop = path.join(this.home, 'shop');
  readonly mail = path.join(this.home, 'mail');
  #code: ChildProcess | undefined;
  #browser: Browser | undefined;
  #resets = 0;
  page!: Page;

  async start(): Promise<void> {
    await copyWorkspace('shop', this.shop);
    fs.mkdirSync(this.mail);
    const extensions = path.join(this.home, 'extensions');
    for (const folder of [root, killerFolder]) installExtension(folder, extensions);
    const port = await freePort();
    this.#code = openWorkbench(this.shop, {
      port,
      userData: path.join(this.home, 'user-data'),
      extensions,
      env: {
        KILLER_FOLDER: this.mail,
        HOST_TIMEOUT_MS: String(20 * 60_000),
        HOST_SETTINGS: JSON.stringify(withoutLanguageServers),
      },
    });
    this.#browser = await retry(() => chromium.connectOverCDP(`http://127.0.0.1:${port}`));
    this.page = await waitFor(() => workbenchPage(this.#browser), 'the window', 60_000);
    await this.#hostIsBack(0);
  }

  /** Accepts the fix; the extension host dies at the step, unless that is 0. Answers the steps seen. */
  async accept(id: string, killAt: number): Promise<readonly string[]> {
    const before = this.#hosts();
    const plan = JSON.stringify({ id, killAt, path: target, line: this.#flawLine() });
    fs.writeFileSync(path.join(this.mail, 'plan.part'), plan);
    fs.renameSync(path.join(this.mail, 'plan.part'), path.join(this.mail, 'plan.json'));
    const end = killAt === 0 ? `${id}.ended` : `${id}.killed`;
    await waitFor(
      () => this.#mailed(end) ?? this.#mailed(`${id}.ended`),
      `${end} of step ${killAt}`,
    );
    if (killAt > 0) {
      assert.ok(this.#mailed(`${id}.killed`), `not killed: ${this.#mailed(`${id}.ended`)}`);
      await this.#hostIsBack(before);
    } else assert.equal(this.#mailed(end), 'done');
    return (this.#mailed(`${id}.steps`) ?? '').trim().split('\n');
  }

  /**
   * Disk, entries and editor, once the restarted extension has settled what it can: nothing is
   * pending any more, or the user has been told. Whatever holds after the limit is the answer.
   */
  async settled(limit = 15_000): Promise<State> {
    const started = Date.now();
    for (;;) {
      const state = await this.#state();
      const told = state.buffer.dirty && (await this.#unfinished().isVisible());
      if (state.journal.length === 0 || told) return state;
      if (Date.now() - started > limit) return state;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Answers the question about an unfinished fix as a person would. */
  async answer(button: RegExp): Promise<void> {
    await this.#unfinished().click();
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).click();
  }

  /** The status item that tells the user of an unfinished fix. */
  tellsOfUnfinished(): Promise<boolean> {
    return this.#unfinished().isVisible();
  }

  /**
   * Puts everything back. An editor restarts a host that died only so often, so the page is opened
   * anew after every second kill.
   */
  async reset(): Promise<void> {
    fs.rmSync(path.join(this.shop, '.ai-bom'), { recursive: true, force: true });
    fs.writeFileSync(path.join(this.shop, target), original);
    this.#resets += 1;
    if (this.#resets % 2 === 1) {
      const before = this.#hosts();
      await this.page.reload({ waitUntil: 'domcontentloaded' });
      await this.#hostIsBack(before);
    }
    await waitFor(async () => {
      const { text } = (await this.#state()).buffer;
      return text === undefined || text === original ? true : undefined;
    }, 'the editor to see the old file');
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await closeWorkbench(this.#code);
    fs.rmSync(this.home, { recursive: true, force: true });
  }

  #unfinished() {
    return this.page.locator('.statusbar-item', { hasText: 'Countersign: 1 unfinished' }).first();
  }

  async #state(): Promise<State> {
    fs.writeFileSync(path.join(this.mail, 'report'), target);
    const file = path.join(this.mail, 'report.json');
    const report = await waitFor(() => this.#mailed('report.json'), 'a report');
    fs.rmSync(file);
    const entries = path.join(this.shop, '.ai-bom', 'entries');
    return {
      disk: fs.readFileSync(path.join(this.shop, target), 'utf8'),
      entries: namesIn(entries).filter((name) => name.endsWith('.json')),
      buffer: JSON.parse(report) as State['buffer'],
      journal: journalFiles(this.home),
    };
  }

  #flawLine(): number {
    return original.split('\n').findIndex((line) => line.includes(flawed));
  }

  #mailed(name: string): string | undefined {
    const file = path.join(this.mail, name);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  }

  #hosts(): number {
    return fs.readdirSync(this.mail).filter((name) => name.startsWith('alive-')).length;
  }

  async #hostIsBack(before: number): Promise<void> {
    await waitFor(() => (this.#hosts() > before ? true : undefined), 'the extension host', 60_000);
  }
}

function namesIn(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
}

const original = fs.readFileSync(path.join(root, 'test/workspaces/shop', target), 'utf8');

/** The journal's records, wherever the host keeps the extension's storage. */
function journalFiles(home: string): string[] {
  return fs
    .readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => /[\\/]journal[\\/][^\\/]+\.json$/.test(name))
    .map((name) => path.basename(name));
}

function workbenchPage(browser: Browser | undefined): Page | undefined {
  return browser?.contexts().flatMap((context) => context.pages())[0];
}

async function waitFor<T>(
  get: () => T | undefined | Promise<T | undefined>,
  what: string,
  limit = 40_000,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const value = await get();
    if (value !== undefined) return value;
    if (Date.now() - started > limit) throw new Error(`waited ${limit} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function retry<T>(run: () => Promise<T>): Promise<T> {
  return waitFor(() => run().catch(() => undefined), 'the window', 120_000);
}

/** A kill leaves one of four states, and in none a fix without a record that the user is told of. */
async function assertNothingLost(victim: Victim, state: State, finish: boolean): Promise<void> {
  const fixed = !state.disk.includes(flawed);
  assert.ok(state.entries.length <= 1, 'two records');
  assert.equal(state.entries.length === 1, fixed, 'the record and the bytes on disk disagree');
  if (fixed) {
    assert.deepEqual(state.journal, [], 'a recorded fix is still pending');
    return;
  }
  assert.equal(state.disk, original, 'the file is neither the old nor the reviewed one');
  if (!state.buffer.dirty) {
    assert.deepEqual(state.journal, [], 'nothing happened, yet something is pending');
    return;
  }
  assert.ok(await victim.tellsOfUnfinished(), 'an unfinished fix, and the user is not told');
  await victim.answer(finish ? /Finish/ : /Undo/);
  const after = await waitFor(async () => {
    const now = await victim.settled();
    return now.journal.length === 0 ? now : undefined;
  }, 'the answer to be carried out');
  assert.equal(!after.disk.includes(flawed), finish);
  assert.equal(after.entries.length, finish ? 1 : 0);
}

describe('an extension host that is killed while it accepts', function () {
  this.timeout(15 * 60_000);
  const victim = new Victim();
  let steps: readonly string[] = [];

  before(() => victim.start());
  after(() => victim.stop());

  it('would have left the fix and one record, had it lived', async () => {
    steps = await victim.accept('whole', 0);
    const state = await victim.settled();
    assert.ok(!state.disk.includes(flawed));
    assert.equal(state.entries.length, 1);
    // One kill a step follows.
    assert.ok(steps.length >= 20, `only ${steps.length} steps: ${steps.join(', ')}`);
  });

  it('never leaves a fix without a record that the user is told of, and never two', async () => {
    for (let killAt = 1; killAt <= steps.length; killAt++) {
      await victim.reset();
      try {
        await victim.accept(`kill-${killAt}`, killAt);
        await assertNothingLost(victim, await victim.settled(), killAt % 2 === 0);
      } catch (error) {
        throw new Error(`killed at step ${steps[killAt - 1]}`, { cause: error });
      }
    }
  });
});
