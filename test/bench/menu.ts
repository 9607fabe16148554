import * as fs from 'node:fs';
import * as vscode from 'vscode';

const rounds = 100;
const typingRounds = 10;
const keystrokes = 50;

/**
 * Runs in the extension host: how long the quick-fix menu's question takes for the open folder's only source, at one
 * finding and over all of them, and what a keystroke in it takes; and the same for a text that only a provider
 * without answers is registered for. BENCH_RESULTS names the file for the answer (JSON).
 */
export async function run(): Promise<void> {
  const [source] = await vscode.workspace.findFiles('*.js');
  if (!source) throw new Error('The folder has no source.');
  const ours = await vscode.workspace.openTextDocument(source);
  await vscode.window.showTextDocument(ours);
  const findings = await settledFindings(source);
  vscode.languages.registerCodeActionsProvider(
    { scheme: 'untitled' },
    { provideCodeActions: () => [] },
  );
  const empty = await vscode.workspace.openTextDocument({
    content: ours.getText(),
    language: ours.languageId,
  });
  // The editor hands every provider the markers of the range.
  const markers = vscode.languages.createDiagnosticCollection('floor');
  markers.set(empty.uri, vscode.languages.getDiagnostics(source));
  const line = Math.floor(ours.lineCount / 2);
  const one = new vscode.Range(line, 2, line, 2);
  const all = new vscode.Range(0, 0, ours.lineCount, 0);
  const results = {
    findings,
    one: await compare(ours.uri, empty.uri, one),
    all: await compare(ours.uri, empty.uri, all),
    typing: await compareTyping(ours, empty, line),
  };
  const file = process.env['BENCH_RESULTS'];
  if (!file) throw new Error('BENCH_RESULTS is not set.');
  fs.writeFileSync(file, JSON.stringify(results));
}

/** Waits until the report was read and its diagnostics no longer become more. */
async function settledFindings(uri: vscode.Uri): Promise<number> {
  for (let count = 0, tries = 0; tries < 60; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { length } = vscode.languages.getDiagnostics(uri);
    if (length > 0 && length === count) return count;
    count = length;
  }
  throw new Error('No finding came in 30 s.');
}

async function compare(ours: vscode.Uri, empty: vscode.Uri, range: vscode.Range) {
  const times = { ours: [] as number[], empty: [] as number[], actions: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const [took, actions] = await ask(ours, range);
    times.ours.push(took);
    times.actions = actions;
    times.empty.push((await ask(empty, range))[0]);
  }
  return times;
}

/** CPU of the whole extension host, in milliseconds a keystroke; the two take turns. */
async function compareTyping(
  ours: vscode.TextDocument,
  empty: vscode.TextDocument,
  line: number,
): Promise<{ readonly ours: readonly number[]; readonly empty: readonly number[] }> {
  const times = { ours: [] as number[], empty: [] as number[] };
  for (let round = 0; round < typingRounds; round += 1) {
    times.empty.push(await type(empty, line));
    times.ours.push(await type(ours, line));
  }
  return times;
}

async function type(document: vscode.TextDocument, line: number): Promise<number> {
  const editor = await vscode.window.showTextDocument(document);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = process.cpuUsage();
  for (let count = 0; count < keystrokes; count += 1) {
    await editor.edit((edit) => edit.insert(new vscode.Position(line, 2), 'x'));
  }
  // What was put off until typing rests is part of it.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / keystrokes;
}

async function ask(uri: vscode.Uri, range: vscode.Range): Promise<[number, number]> {
  const began = performance.now();
  const { length } = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return [performance.now() - began, length];
}
