import * as fs from 'node:fs/promises';

/** The variable by which a run is known in all that it starts. */
export const markName = 'COUNTERSIGN_RUN';

/**
 * Ends every process that has this mark in its environment: those that have left the group of the
 * one that started them. Only Linux tells; elsewhere it does nothing. Never throws.
 */
export async function endMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  // One that is ended may have just started another.
  for (let round = 0; round < 5; round++) {
    const pids = await marked(mark);
    if (pids.length === 0) return;
    for (const pid of pids) end(pid);
  }
}

async function marked(mark: string): Promise<readonly number[]> {
  const names = await fs.readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const wanted = `${markName}=${mark}\0`;
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid) return [];
      const environment = await fs.readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return `${environment}\0`.includes(wanted) ? [pid] : [];
    }),
  );
  return found.flat();
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
