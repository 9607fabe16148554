// Starts programs and makes sure that none outlives us. Node's built-in modules only: this runs before anything is installed.
import { spawn } from 'node:child_process';

const running = new Set();
const grouped = process.platform !== 'win32';

/** Sends a signal to a program and everything it started; false when nothing of it is left. */
export function signalTree(child, signal) {
  try {
    return grouped ? process.kill(-child.pid, signal) : child.kill(signal);
  } catch {
    return false;
  }
}

/** Ends a program and everything it started, politely at first; resolves when all of it is gone. */
export async function stopTree(child) {
  if (child.pid === undefined) return;
  signalTree(child, 'SIGTERM');
  for (let waited = 0; waited < 8000 && signalTree(child, 0); waited += 50) {
    if (waited === 6000) signalTree(child, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts a program as the head of a process group of its own, which `stopRunning` ends with us. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: grouped });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Ends everything that `start` and `run` started and that still runs. */
export async function stopRunning() {
  await Promise.all([...running].map(stopTree));
}

/**
 * On Ctrl+C or a polite request to end: stops all that was started and exits with 130. Answers an AbortSignal that
 * says whether this has begun.
 */
export function stopOnSignals() {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await stopRunning();
      process.exit(130);
    });
  }
  return stopping.signal;
}

/**
 * Runs a program to its end: `{ code, output, timedOut }`. A status other than 0, a program that does not exist and a
 * time-out (in milliseconds) are answers, not errors. With `stream`, what it says is passed on as it comes.
 */
export function run(command, args, { stream = false, timeout, input, ...options } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    let output = '';
    let timedOut = false;
    const timer =
      timeout &&
      setTimeout(() => {
        timedOut = true;
        void stopTree(child);
      }, timeout);
    const hear = (to) => (chunk) => {
      output += chunk;
      if (stream) to.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', hear(process.stdout));
    child.stderr.setEncoding('utf8').on('data', hear(process.stderr));
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output, timedOut });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      running.delete(child);
      end(1);
    });
    child.once('close', end);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Runs npm: the one that started us, else the one on the PATH. Options and answer as for `run`. */
export function npm(args, options = {}) {
  const ours = process.env.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(ours)) return run(process.execPath, [ours, ...args], options);
  return run('npm', args, { ...options, shell: !grouped });
}
