import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as net from 'node:net';
import * as path from 'node:path';

/** The project's folder; the bundles lie in out/host/outside. */
export const root = path.resolve(__dirname, '..', '..', '..');

/** The test-only extension that accepts a fix and kills its own host on the way. */
export const killerFolder = path.join(root, 'test', 'host', 'outside', 'killer');

interface WindowOptions {
  readonly port: number;
  readonly userData: string;
  readonly extensions: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Opens a folder in the host that the stories run in: VS Code's own command line, or its stand-in. */
export function openWorkbench(folder: string, options: WindowOptions): ChildProcess {
  const code = process.env['HOST_CODE'] ?? path.join(root, 'test', 'host', 'code.mjs');
  const args = [
    folder,
    `--user-data-dir=${options.userData}`,
    `--remote-debugging-port=${options.port}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    ...options.extensions.map((one) => `--extensionDevelopmentPath=${one}`),
  ];
  return spawn(code, args, { env: { ...process.env, ...options.env }, stdio: 'inherit' });
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
