import * as fs from 'node:fs';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as vscode from 'vscode';
import { workbench } from '../host/ui';

const rounds = 20;

/**
 * Runs in the extension host: opens the large report BENCH_REPORT as a user does, and tells when
 * its first findings were in the view and when all were, what that took of CPU in the whole process,
 * beyond what it takes idle, the longest stretch in which the extension host heard nothing, and the memory that stays.
 * BENCH_RESULTS names the file for the answer (JSON).
 */
export async function run(): Promise<void> {
  const report = vscode.Uri.file(variable('BENCH_REPORT'));
  const page = await workbench();
  await vscode.commands.executeCommand('countersign.findings.focus');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const idle = await idleCpu();
  const heapBefore = collected();
  const slices = watchSlices();
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const rows = page.locator('.pane-body .monaco-list-row');
  const firstSeen = rows
    .first()
    .waitFor({ timeout: 60_000 })
    .then(() => performance.now() - began);
  await vscode.commands.executeCommand('countersign.openReport', report);
  const read = performance.now() - began;
  const marks = await settledMarks();
  const settled = performance.now() - began;
  const first = await firstSeen;
  const { user, system } = process.cpuUsage(cpuBefore);
  const { slice, gap } = slices();
  const kept = collected() - heapBefore;
  const results = {
    first,
    read,
    settled,
    marks,
    kept,
    cpu: (user + system) / 1000 - idle * settled,
    slice,
    gap,
    opened: await timeToOpen(),
  };
  fs.writeFileSync(variable('BENCH_RESULTS'), JSON.stringify(results));
}

/** What the extension host takes when nothing happens: a share of its time. */
async function idleCpu(): Promise<number> {
  const before = process.cpuUsage();
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - began);
}

/** Newer than the types: the extension host runs on Node 24. */
type ThreadProcess = NodeJS.Process & { threadCpuUsage(): NodeJS.CpuUsage };

/**
 * Looks at the clocks each time that the extension host has heard what there was: `slice` is the most
 * CPU that its thread has taken in between, and `gap` the longest time, in which a machine with few
 * cores may have been busy elsewhere. Both in milliseconds.
 */
function watchSlices(): () => { readonly slice: number; readonly gap: number } {
  const cpuNow = () => {
    const { user, system } = (process as ThreadProcess).threadCpuUsage();
    return (user + system) / 1000;
  };
  const longest = { slice: 0, gap: 0 };
  let cpu = cpuNow();
  let time = performance.now();
  const timer = setInterval(() => {
    const [cpuHere, timeHere] = [cpuNow(), performance.now()];
    longest.slice = Math.max(longest.slice, cpuHere - cpu);
    longest.gap = Math.max(longest.gap, timeHere - time);
    [cpu, time] = [cpuHere, timeHere];
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

/** Waits until no more diagnostics come; answers how many there are. */
async function settledMarks(): Promise<number> {
  let last = performance.now();
  const listening = vscode.languages.onDidChangeDiagnostics(() => (last = performance.now()));
  while (performance.now() - last < 1000) await new Promise((resolve) => setTimeout(resolve, 50));
  listening.dispose();
  return vscode.languages.getDiagnostics().reduce((sum, [, list]) => sum + list.length, 0);
}

/**
 * How long it takes from the command to the finding's source with the finding selected; and, for the
 * same number of other files, how long the editor takes to show one. The very first is no part of it:
 * the window makes its first editor.
 */
async function timeToOpen(): Promise<{ ours: readonly number[]; editor: readonly number[] }> {
  const times = { ours: [] as number[], editor: [] as number[] };
  const files = await vscode.workspace.findFiles('copy-9/**', null, rounds + 1);
  for (const [round, file] of files.entries()) {
    const editor = await timed(() => vscode.window.showTextDocument(file));
    const ours = await timed(() => vscode.commands.executeCommand('countersign.nextFinding'));
    if (round === 0) continue;
    times.ours.push(ours);
    times.editor.push(editor);
  }
  return times;
}

async function timed(run: () => Thenable<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

function collected(): number {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}
