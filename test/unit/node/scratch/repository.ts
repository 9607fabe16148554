import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** A folder for one test, with a git that nobody has set up. */
export interface Sandbox {
  readonly top: string;
  readonly folder: string;
  /** Runs git in the folder, or in another. */
  git(...args: readonly string[]): string;
  gitIn(folder: string, ...args: readonly string[]): string;
  /** Writes files below the folder. */
  write(files: Readonly<Record<string, string>>): void;
  commit(): void;
  remove(): void;
}

export function sandbox(): Sandbox {
  const top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-')));
  const folder = path.join(top, 'a shop');
  fs.mkdirSync(folder);
  const gitIn = (where: string, ...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=R', '-c', 'user.email=r@example.com', ...args], {
      cwd: where,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const git = (...args: readonly string[]) => gitIn(folder, ...args);
  return {
    ...{ top, folder, git, gitIn },
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), text);
      }
    },
    commit() {
      if (!fs.existsSync(path.join(folder, '.git'))) git('init', '--quiet');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'As it stands');
    },
    remove: () => fs.rmSync(top, { recursive: true, force: true }),
  };
}
