import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const cli = path.resolve('dist/cli.js');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line as a process of its own. `out` is a file for its answer. */
export function run(args: readonly string[], cwd = os.tmpdir(), out?: string): Run {
  const handle = out === undefined ? undefined : fs.openSync(out, 'w');
  const answer = start([cli, ...args], cwd, handle);
  if (handle !== undefined) fs.closeSync(handle);
  return answer;
}

/** The same, for a command line that believes that a terminal shows what it says. */
export function runInTerminal(args: readonly string[], cwd: string): Run {
  const terminal = 'data:text/javascript,process.stdout.isTTY=true';
  return start(['--import', terminal, cli, ...args], cwd);
}

function start(args: readonly string[], cwd: string, handle?: number): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 50_000_000,
    stdio: ['ignore', handle ?? 'pipe', 'pipe'],
  });
  return { code: status, out: handle === undefined ? stdout : '', err: stderr };
}

/** Runs it with an exit code, and reads the one document that it prints. */
export function runJson(args: readonly string[], code: number, cwd?: string): unknown {
  const answer = run([...args, '--format', 'json'], cwd);
  assert.equal(answer.code, code, answer.err + answer.out);
  return JSON.parse(answer.out);
}

/** Exit code 2, nothing on stdout, one line on stderr. */
export function assertRefused(answer: Run, message: RegExp): void {
  assert.equal(answer.code, 2, answer.err);
  assert.equal(answer.out, '');
  assert.match(answer.err, /^countersign: [^\n]+\n$/);
  assert.match(answer.err, message);
}

const folders: string[] = [];
after(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files, gone after the tests. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-cli-')));
  folders.push(folder);
  for (const [name, bytes] of Object.entries(files)) write(folder, name, bytes);
  return folder;
}

export function write(folder: string, name: string, bytes: string | Uint8Array): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
}

export function git(folder: string, ...args: string[]): void {
  const settings = ['user.name=Test Person', 'user.email=test@example.org', 'commit.gpgsign=false'];
  const options = settings.flatMap((setting) => ['-c', setting]);
  execFileSync('git', [...options, ...args], { cwd: folder, stdio: 'pipe' });
}

export function commitAll(folder: string): void {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'test');
}
