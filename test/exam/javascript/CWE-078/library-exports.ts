import { exec, execFile, execFileSync, spawnSync } from 'child_process';
import * as os from 'os';

export interface PingOptions {
  count?: number;
  timeout?: number;
}

export function ping(host: string, { count = 1 }: PingOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    exec(`ping -c ${count} ${host}`, (err, out) => (err ? reject(err) : resolve(out))); // BAD: CWE-078
  });
}

export class GitRepository {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  log(ref: string): string {
    return execFileSync('git', ['log', '--oneline', ref, '--'], { cwd: this.#root }).toString(); // OK
  }

  tag(name: string, message: string): void {
    spawnSync(`git tag -a ${name} -m "${message}"`, { cwd: this.#root, shell: true }); // BAD: CWE-078
  }
}

export const openBrowser = (target: string): void => {
  const opener = os.platform() === 'darwin' ? 'open' : 'xdg-open';
  exec(opener + ' ' + target); // BAD: CWE-078
};

export const openBrowserSafely = (target: string): void => {
  const opener = os.platform() === 'darwin' ? 'open' : 'xdg-open';
  execFile(opener, [target]); // OK
};

export function cpuCount(): void {
  exec(`nproc --all`); // OK
}
