import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';

/** The project's folder; the bundles lie in out/host/outside. */
export const root = path.resolve(__dirname, '..', '..', '..');

/** The test-only extension that accepts a fix and kills its own host on the way. */
export const killerFolder = path.join(root, 'test', 'host', 'outside', 'killer');

interface WindowOptions {
  readonly port: number;
  readonly userData: string;
  /** Folder of the installed extensions, see `installExtension`. */
  readonly extensions: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Opens a folder in the host that the stories run in: VS Code's own command line, or its stand-in. */
export function openWorkbench(folder: string, options: WindowOptions): ChildProcess {
  const code = process.env['HOST_CODE'] ?? path.join(root, 'test', 'host', 'code.mjs');
  const args = [
    folder,
    `--user-data-dir=${options.userData}`,
    `--extensions-dir=${options.extensions}`,
    `--remote-debugging-port=${options.port}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
  ];
  return spawn(code, args, { env: { ...process.env, ...options.env }, stdio: 'inherit' });
}

/** Ends what `openWorkbench` began, if it was begun, and waits for its end. */
export async function closeWorkbench(code: ChildProcess | undefined): Promise<void> {
  if (code?.exitCode !== null) return;
  const ended = new Promise((resolve) => code.once('exit', resolve));
  code.kill('SIGTERM');
  await ended;
}

/**
 * Installs an extension before the first start, by copying what it ships. One under development
 * would not do: when its host dies, the window closes.
 */
export function installExtension(folder: string, extensions: string): void {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly publisher: string;
    readonly name: string;
    readonly version: string;
  };
  const target = path.join(
    extensions,
    `${manifest.publisher}.${manifest.name}-${manifest.version}`,
  );
  for (const part of ['package.json', 'extension.js', 'dist', 'media']) {
    const source = path.join(folder, part);
    if (fs.existsSync(source)) fs.cpSync(source, path.join(target, part), { recursive: true });
  }
}

/** A copy of a sample project as a git repository with one commit. */
export async function copyWorkspace(name: string, folder: string): Promise<void> {
  const project = path.join(root, 'test', 'host', 'project.mjs');
  const script =
    'const { copyWorkspace } = await import(process.argv[1]); await copyWorkspace(process.argv[2], process.argv[3]);';
  execFileSync(process.execPath, ['--input-type=module', '-e', script, project, name, folder]);
  return Promise.resolve();
}

/** A port of the loopback interface that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
