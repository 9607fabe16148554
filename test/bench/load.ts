import * as fs from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as vscode from 'vscode';
import { workbench } from '../host/ui';

/**
 * Runs in the extension host: opens the large report BENCH_REPORT as a user does, and tells when
 * its first findings were in the view and when all were, what that took of CPU in the whole process,
 * the longest stretch in which the extension host heard nothing, and the memory that stays.
 * BENCH_RESULTS names the file for the answer (JSON).
 */
export async function run(): Promise<void> {
  const report = vscode.Uri.file(variable('BENCH_REPORT'));
  const page = await workbench();
  await vscode.commands.executeCommand('countersign.findings.focus');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const heapBefore = collected();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
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
  delay.disable();
  const kept = collected() - heapBefore;
  const results = {
    first,
    read,
    settled,
    marks,
    kept,
    cpu: (user + system) / 1000,
    slice: delay.max / 1e6 - 5,
    opened: await timeToOpen(),
  };
  fs.writeFileSync(variable('BENCH_RESULTS'), JSON.stringify(results));
}

/** Waits until no more diagnostics come; answers how many there are. */
async function settledMarks(): Promise<number> {
  let last = performance.now();
  const listening = vscode.languages.onDidChangeDiagnostics(() => (last = performance.now()));
  while (performance.now() - last < 1000) await new Promise((resolve) => setTimeout(resolve, 50));
  listening.dispose();
  return vscode.languages.getDiagnostics().reduce((sum, [, list]) => sum + list.length, 0);
}

/** How long it takes from the command to the finding's source with the finding selected. */
async function timeToOpen(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const began = performance.now();
    await vscode.commands.executeCommand('countersign.nextFinding');
    times.push(performance.now() - began);
  }
  return times;
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
