import { spawn } from 'node:child_process';
import * as path from 'node:path';
import type { Run } from './run';

const cli = path.resolve('dist/cli.js');

/** As `run`, but this process goes on meanwhile: what the command line asks may be answered in it. */
export async function runBeside(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  started?: (end: (signal: NodeJS.Signals) => void) => void,
): Promise<Run> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started?.((signal) => void child.kill(signal));
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, out, err };
}
