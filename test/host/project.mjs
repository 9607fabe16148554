// What the commands do with the project itself. Node's built-in modules only: this runs before anything is installed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, run } from './processes.mjs';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const usualHost = process.platform === 'linux' ? 'server' : 'desktop';

/** Whether VS Code runs as a server with a browser, rather than on the desktop: VSCODE_HOST, or what the system is good for. */
export const onServer = (process.env.VSCODE_HOST || usualHost) === 'server';

/** Installs the dependencies, unless they are there and no older than the lock file. Throws what npm said. */
export async function install() {
  const written = (name) => fs.statSync(path.join(root, name), { throwIfNoEntry: false })?.mtimeMs;
  const installed = written('node_modules/.package-lock.json');
  if (installed !== undefined && installed >= (written('package-lock.json') ?? 0)) return;
  const options = ['--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  const { code, output } = await npm(['ci', ...options], { cwd: root });
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
}

// Whatever the person at this machine told git about names, signing, hooks or branches stays out of it.
const gitEnvironment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_DATE: '2026-01-05T09:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-05T09:00:00Z',
};

/** Copies a sample project of test/workspaces to a folder that must not exist, as a git repository with one commit. */
export async function copyWorkspace(name, folder) {
  const source = path.join(root, 'test', 'workspaces', name);
  fs.cpSync(source, folder, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'node_modules',
  });
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['config', 'user.name', 'Robin Reviewer'],
    ['config', 'user.email', 'robin@example.com'],
    ['config', 'commit.gpgsign', 'false'],
    ['config', 'core.autocrlf', 'false'],
    ['add', '--all'],
    ['commit', '--quiet', '--allow-empty', '--message', 'The shop as it stands'],
  ]) {
    const { code, output } = await run('git', args, { cwd: folder, env: gitEnvironment });
    if (code !== 0) throw new Error(`git ${args[0]} failed: ${output.trim()}`);
  }
}
