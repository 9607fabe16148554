import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { workbench } from '../ui';

/** What every story needs: the workspace on disk, the extension as a user meets it, and real keys. */

/** The scratch copy of the shop that this window shows. */
export function shop(...segments: string[]): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return path.join(folder.uri.fsPath, ...segments);
}

export const read = (file: string): string => fs.readFileSync(shop(file), 'utf8');
export const uriOf = (file: string): vscode.Uri => vscode.Uri.file(shop(file));
export const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');

/** Waits until `get` answers something, and says what it waited for when it never does. */
export async function until<T>(
  what: string,
  get: () => T | undefined | Promise<T | undefined>,
  limit = 15_000,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const value = await get();
    if (value !== undefined) return value;
    if (Date.now() - started > limit) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** The diagnostics of Countersign in a file, once there are any. */
export async function diagnosticsOf(file: string): Promise<readonly vscode.Diagnostic[]> {
  return until(`diagnostics in ${file}`, () => {
    const found = countersignDiagnostics(file);
    return found.length > 0 ? found : undefined;
  });
}

export function countersignDiagnostics(file: string): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uriOf(file))
    .filter(({ source }) => source?.startsWith('Countersign'));
}

/** The zero-based line of a file that holds a text. */
export function lineOf(file: string, text: string): number {
  const line = read(file)
    .split('\n')
    .findIndex((one) => one.includes(text));
  assert.ok(line >= 0, `${file} does not hold “${text}”`);
  return line;
}

/** The quick fixes of Countersign at a line. */
export async function quickFixes(file: string, line: number): Promise<vscode.CodeAction[]> {
  const uri = uriOf(file);
  await vscode.workspace.openTextDocument(uri);
  const range = new vscode.Range(line, 0, line, 1000);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
  );
  return actions.filter(({ title }) => /^Review (?:drafted|dependency) fix/.test(title));
}

/** Opens the review of the quick fix whose title holds a text, and answers its diff. */
export async function openReview(file: string, line: number, title: string): Promise<Diff> {
  const action = await until(`a quick fix “${title}” in ${file}:${line + 1}`, async () =>
    (await quickFixes(file, line)).find((one) => one.title.includes(title)),
  );
  assert.equal(action.edit, undefined, 'a quick fix must not carry an edit');
  assert.ok(action.command);
  await vscode.commands.executeCommand(
    action.command.command,
    ...((action.command.arguments ?? []) as unknown[]),
  );
  return until('the diff', () => activeDiff());
}

export interface Diff {
  readonly tab: vscode.Tab;
  readonly base: vscode.Uri;
  readonly draft: vscode.Uri;
}

/** The draft's diff in the active tab, if that is what the tab shows. */
export function activeDiff(): Diff | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (!(tab?.input instanceof vscode.TabInputTextDiff)) return undefined;
  const { original, modified } = tab.input;
  if (modified.scheme !== 'countersign-draft') return undefined;
  return { tab, base: original, draft: modified };
}

export async function draftText({ draft }: Diff): Promise<string> {
  return (await vscode.workspace.openTextDocument(draft)).getText();
}

/** Types into the draft, as the reviewer would. */
export async function editDraft(diff: Diff, from: string, to: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(diff.draft);
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, `the draft does not hold “${from}”`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
  edit.replace(diff.draft, range, to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Starts a command without waiting: the story goes on at the keyboard. */
export function start(command: string, ...args: unknown[]): Promise<unknown> {
  return Promise.resolve(vscode.commands.executeCommand(command, ...args));
}

export interface AiBomEntry {
  readonly id: string;
  readonly decision: string;
  readonly supersedes?: string;
  readonly origin: { readonly kind: string; readonly model?: { readonly name: string } };
  readonly risk: {
    readonly tier: string;
    readonly confirmations: readonly { readonly path: string; readonly reason: string }[];
  };
  readonly change: {
    readonly edited: boolean;
    readonly files: readonly { readonly path: string; readonly postSha256: string }[];
  };
  readonly alternatives?: readonly { readonly option: string; readonly whyNot: string }[];
  readonly decidedBy: { readonly name: string };
}

/** Every committed-to-be entry, oldest first. */
export function entries(): AiBomEntry[] {
  const folder = shop('.ai-bom', 'entries');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as AiBomEntry);
}

/** Waits until there is one entry more than `before`, and answers it. */
export function newEntry(before: number): Promise<AiBomEntry> {
  return until('a new AI-BOM entry', () =>
    entries().length > before ? entries().at(-1) : undefined,
  );
}

/** Runs git in the shop and answers what it prints. */
export function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: shop(), encoding: 'utf8' });
}

/** Runs the shipped command line on the shop. */
export function countersign(...args: string[]): {
  readonly status: number;
  readonly output: string;
} {
  const [root = ''] = __dirname.split(`${path.sep}out${path.sep}`);
  const cli = path.join(root, 'dist', 'cli.js');
  try {
    const output = execFileSync('node', [cli, ...args], { cwd: shop(), encoding: 'utf8' });
    return { status: 0, output };
  } catch (error) {
    const failed = error as { status?: number; stdout?: string; stderr?: string };
    return { status: failed.status ?? -1, output: `${failed.stdout ?? ''}${failed.stderr ?? ''}` };
  }
}

/** The input box of the workbench, once it shows and has the keys. */
export async function inputBox(page: Page) {
  const box = page.locator('.quick-input-widget:visible input:focus').first();
  await box.waitFor({ timeout: 15_000 });
  return box;
}

/** Types the path and the reason that a high-risk file asks for. */
export async function confirmHighRisk(file: string, reason: string): Promise<void> {
  const page = await workbench();
  await (await inputBox(page)).waitFor();
  await page.keyboard.type(file);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget', { hasText: '(2/' }).waitFor();
  await page.keyboard.type(reason);
  await page.keyboard.press('Enter');
}

/** The frame of the review panel, which is two frames deep in the page. */
export async function panelFrame(): Promise<Frame> {
  const page = await workbench();
  return until('the review panel', async () => {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator('#page .verdict')
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    }
    return undefined;
  });
}

/**
 * Waits for a message of the workbench that holds a text, and answers all of its text. A workbench
 * that runs tests shows no toasts, so the list of messages is opened.
 */
export async function message(text = ''): Promise<string> {
  const page = await workbench();
  await vscode.commands.executeCommand('notifications.showList');
  const item = page.locator('.notifications-center .notification-list-item', { hasText: text });
  await item.first().waitFor({ timeout: 10_000 });
  const shown = await item.first().innerText();
  await vscode.commands.executeCommand('notifications.hideList');
  return shown;
}

/** Clears the screen between stories, keeping nothing open. */
export async function tidy(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  await vscode.commands.executeCommand('notifications.clearAll');
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty && document.uri.scheme !== 'file') await document.save();
  }
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
