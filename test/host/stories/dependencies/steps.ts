import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import * as story from '../story';

/** Does what the quick fix offers. */
export async function runAction({ command }: vscode.CodeAction): Promise<void> {
  assert.ok(command);
  await vscode.commands.executeCommand(
    command.command,
    ...((command.arguments ?? []) as unknown[]),
  );
}

/** What all hovers at a place say, as a person reads it. */
export async function hoverAt(file: string, at: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    story.uriOf(file),
    at,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((one) => {
      assert.ok(one instanceof vscode.MarkdownString);
      assert.ok(!one.isTrusted && !one.supportHtml, 'a hover that may do something');
      return one.value;
    }),
  );
  return texts
    .join('\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\u200B/g, '');
}

/** The drafts of all diffs that are open. */
export function draftsShown(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input }) => {
    const isDraft =
      input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'countersign-draft';
    return isDraft ? [input.modified] : [];
  });
}

export async function textOf(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

interface Column {
  readonly body: { readonly style: { width: string } };
  querySelector(selector: string): { getBoundingClientRect(): { readonly bottom: number } };
  querySelectorAll(
    selector: string,
  ): Iterable<{ readonly outerHTML: string; getBoundingClientRect(): { readonly right: number } }>;
}

/** What does not fit into a panel of this width, and where its verdict ends. */
export function cutOff(frame: Frame, width: number) {
  return frame.evaluate((px) => {
    const { document } = globalThis as unknown as { document: Column };
    document.body.style.width = `${px - 24}px`;
    const cut = [...document.querySelectorAll('main *')].filter(
      (one) => one.getBoundingClientRect().right > px,
    );
    const { bottom } = document.querySelector('.verdict').getBoundingClientRect();
    document.body.style.width = '';
    return { cut: cut.map((one) => one.outerHTML.slice(0, 200)), bottom };
  }, width);
}

/** Undoes what was accepted in these files, the last, and waits until that is on record. */
export async function undoAccepted(files: readonly string[]): Promise<void> {
  const before = story.entries().length;
  for (const file of files) {
    await vscode.window.showTextDocument(story.uriOf(file));
    await vscode.commands.executeCommand('undo');
  }
  await vscode.workspace.saveAll(false);
  assert.equal((await story.newEntry(before)).decision, 'reverted');
}
