import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';
import * as story from './story';

const flawed = "require('node:https').get({ rejectUnauthorized: false });\n";
const folder = 'crowd';

const marks = () =>
  vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uri.path.includes(`/${folder}/`))
    .flatMap(([, all]) => all.filter(({ source }) => source === 'Countersign'));

function write(name: string, text: string): void {
  fs.mkdirSync(story.shop(folder, ...name.split('/').slice(0, -1)), { recursive: true });
  fs.writeFileSync(story.shop(folder, name), text);
}

describe('a scan of the workspace', () => {
  let page: Page;

  before(async () => {
    page = await workbench();
  });
  afterEach(async () => {
    fs.rmSync(story.shop(folder), { recursive: true, force: true });
    await story.until('no marks', () => (marks().length === 0 ? true : undefined));
    await story.tidy();
  });

  it('finds what is in files that nobody opened, and says what it left out', async () => {
    for (let at = 0; at < 20; at += 1) write(`a${at}.js`, flawed);
    write('a.min.js', flawed);
    write('vendor/a.js', flawed);
    write('big.js', flawed + '// x\n'.repeat(300_000));
    write('.gitignore', 'ignored.js\n');
    write('ignored.js', flawed);
    const running = story.start('countersign.scanWorkspace');
    const text = await story.message('skipped');
    assert.match(text, /\d+ findings in \d+ files\./);
    assert.match(text, /3 paths were skipped: 1 third-party code, 1 minified, 1 too large\./);
    await vscode.commands.executeCommand('notifications.clearAll');
    await running;
    await story.until('20 marks', () => (marks().length === 20 ? true : undefined));
  });

  it('looks again for files that have changed, and takes back what is gone', async () => {
    for (let at = 0; at < 3; at += 1) write(`a${at}.js`, flawed);
    await scanned();
    await story.until('3 marks', () => (marks().length === 3 ? true : undefined));
    write('a0.js', `// fine\n`);
    fs.rmSync(story.shop(folder, 'a1.js'));
    await scanned();
    await story.until('1 mark', () => (marks().length === 1 ? true : undefined));
  });

  it('shows how far it is, and keeps what it has when it is cancelled', async () => {
    const filler = Array.from({ length: 9000 }, (_, at) => `call(${at}, { a: [${at}] });\n`);
    const long = flawed + filler.join('');
    const files = 300;
    for (let at = 0; at < files; at += 1)
      write(`a${String(at).padStart(3, '0')}.js`, `${long}// ${at}\n`);
    const running = story.start('countersign.scanWorkspace');
    await vscode.commands.executeCommand('notifications.showList');
    // While the list is being drawn anew it may have the same row twice.
    const rows = page.locator('.notifications-center .notification-list-item', {
      hasText: /scanning the workspace.*\d+ of \d+ files, \d+ findings/,
    });
    const item = rows.first();
    await item.waitFor();
    // An editor that is asked meanwhile answers.
    const began = Date.now();
    await vscode.commands.executeCommand('countersign.scanWorkspace');
    assert.ok(Date.now() - began < 1000);
    await story.until('a mark', () => (marks().length > 0 ? true : undefined));
    await vscode.commands.executeCommand('notifications.showList');
    await item.hover();
    await item.getByRole('button', { name: 'Cancel' }).click();
    const text = await story.message('was cancelled');
    assert.match(text, /after \d+ of \d+ files\. What it found so far stays: \d+ findings?\./);
    await vscode.commands.executeCommand('notifications.clearAll');
    await running;
    const count = marks().length;
    assert.ok(count > 0 && count < files, String(count));
  });
});

/** Scans, and takes note of the message. */
async function scanned(): Promise<void> {
  const running = story.start('countersign.scanWorkspace');
  await story.message(' in ');
  await vscode.commands.executeCommand('notifications.clearAll');
  await running;
}
