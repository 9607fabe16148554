import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** So long may a process take to end by itself when it is asked to. */
const graceMs = 1000;
const pollMs = 25;

/**
 * Ends a process and all that it has started, and returns when they are gone. On POSIX it must have
 * been started `detached`, so that it leads a process group: the group is asked to end, then made
 * to, also when its leader is gone already. Never throws.
 */
export async function endTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') return endWindowsTree(child, child.pid);
  if (!signalGroup(child.pid, 'SIGTERM')) return;
  for (let waited = 0; waited < graceMs && signalGroup(child.pid, 0); waited += pollMs) {
    await sleep(pollMs);
  }
  signalGroup(child.pid, 'SIGKILL');
}

/** As `endTree` for when this process ends itself: asks nobody, waits for nothing. */
export function endTreeAtOnce(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill();
  else signalGroup(child.pid, 'SIGKILL');
}

/** Answers false when nobody is left in the group. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

function endWindowsTree(child: ChildProcess, pid: number): Promise<void> {
  // The number of a process that has ended may be another's by now.
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const taskkill = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32/taskkill.exe');
  return new Promise((resolve) => {
    const fallBack = () => {
      child.kill();
      resolve();
    };
    spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true })
      .on('error', fallBack)
      .on('exit', fallBack);
  });
}
