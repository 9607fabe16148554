#!/usr/bin/env node
// Takes the command line of desktop VS Code and runs it on the server host, so that @vscode/test-electron can start it.
// Exit status: the suite's (0 or 1), 2 the host did not start, 3 the browser was lost, 4 time-out, 130 asked to end.
//
// Environment: HOST_RESTRICTED=1 opens the workspace in Restricted Mode (the command line always asks for the opposite);
// HOST_SETTINGS, JSON, is merged into the user's settings; HOST_TIMEOUT_MS, 10 minutes by default; HOST_VERBOSE=1 shows
// the page's console; HOST_KEEP=1 keeps the temporary folders and the server's log.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, parseArgs } from 'node:util';
import { openPage, runServerCommand, startBrowser, startServer, writeSettings } from './host.mjs';
import { stopRunning } from './processes.mjs';

const STATUS = { host: 2, browser: 3, timeout: 4, signal: 130 };
const WORKBENCH_TALK = [
  ...['[AccountPolicyGate]', '[AgentHost', '[IPC Library]', '[LanguageModelsService]'],
  ...[
    '[RemoteAgentHost',
    '[Service Worker]',
    '[reconnection-grace-time]',
    'Creating a socket',
    'Creation of workbench',
  ],
  ...['Ignoring fetching additional', 'Resolved connection token', 'Resolving connection token'],
  ...[
    'Canceled: Canceled',
    'Timed out waiting for authentication provider',
    'Updating additional builtin extensions',
  ],
];
const value = { type: 'string' };
const values = { type: 'string', multiple: true };
const flag = { type: 'boolean' };
const restricted = process.env.HOST_RESTRICTED === '1';
const verbose = process.env.HOST_VERBOSE === '1';

const { values: options, positionals } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  allowPositionals: true,
  options: {
    'user-data-dir': value,
    'extensions-dir': value,
    extensionDevelopmentPath: values,
    extensionTestsPath: value,
    'folder-uri': value,
    'remote-debugging-port': value,
    'install-extension': values,
    'uninstall-extension': values,
    'list-extensions': flag,
    'show-versions': flag,
    force: flag,
    version: flag,
  },
});

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-host-'));
const userData = options['user-data-dir'] ?? path.join(home, 'user-data');
const extensions = options['extensions-dir'] ?? path.join(home, 'extensions');
const serverCommand = commandForServer();
const status = serverCommand
  ? (await runServerCommand(serverCommand, { stream: true })).code
  : await runWorkbench();
if (process.env.HOST_KEEP === '1') console.log(`[host] kept ${home}`);
else fs.rmSync(home, { recursive: true, force: true });
process.exit(status);

/** What desktop VS Code answers without a window, if the command line asks for it. */
function commandForServer() {
  const lists = ['install-extension', 'uninstall-extension'].flatMap((name) =>
    (options[name] ?? []).flatMap((one) => [`--${name}`, one]),
  );
  const flags = ['version', 'list-extensions', 'show-versions', 'force'].filter(
    (name) => options[name],
  );
  if (lists.length === 0 && !options.version && !options['list-extensions']) return undefined;
  const folders = ['--server-data-dir', path.join(home, 'server'), '--extensions-dir', extensions];
  return [...folders, ...lists, ...flags.map((name) => `--${name}`)];
}

/** Shows the workbench until its tests end, or something else does; answers the exit status. */
async function runWorkbench() {
  const { ended, end } = ending();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => end(STATUS.signal));
  endWithParent(end);
  let browser;
  try {
    installOthers();
    writeSettings(userData, JSON.parse(process.env.HOST_SETTINGS ?? '{}'), { restricted });
    const server = await startServer({ home, userData, extensions, restricted, automation: true });
    browser = await startBrowser({ debuggingPort: options['remote-debugging-port'] });
    const page = await openPage(browser);
    await listenToPage(browser, page, end);
    await page.goto(server.url(target(server)), {
      waitUntil: 'domcontentloaded',
      timeout: 120_000,
    });
    return await ended;
  } catch (error) {
    console.error(`[host] ${verbose ? error.stack : error.message}`);
    return STATUS.host;
  } finally {
    await Promise.race([
      browser?.close().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, 4000)),
    ]);
    await stopRunning();
  }
}

/** The page takes one extension under development; the others come as installed ones. */
function installOthers() {
  for (const folder of (options.extensionDevelopmentPath ?? []).slice(1)) {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
    fs.cpSync(folder, path.join(extensions, name), { recursive: true });
  }
}

/** The first word on how this ends counts; what comes after it, such as a browser that closes, is not told. */
function ending() {
  let resolve;
  let over = false;
  const ended = new Promise((one) => (resolve = one));
  const end = (status, why) => {
    if (!over && why) console.error(`[host] ${why}`);
    over = true;
    resolve(status);
  };
  return { ended, end };
}

/** A caller that was killed cannot ask us to end, and no longer listens either. */
function endWithParent(end) {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => end(STATUS.signal));
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(STATUS.signal), 1000).unref();
}

async function listenToPage(browser, page, end) {
  browser.on('disconnected', () => end(STATUS.browser, 'the browser went away'));
  page.on('crash', () => end(STATUS.browser, 'the page crashed'));
  if (verbose) {
    page.on('pageerror', (error) => console.error('[page]', error.message));
    page.on('console', (message) => console.error(`[page ${message.type()}]`, message.text()));
  }
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = format(...args);
    if (!verbose && isWorkbenchTalk(text)) return;
    (type === 'error' || type === 'warn' ? process.stderr : process.stdout).write(`${text}\n`);
  });
  await page.exposeFunction('codeAutomationExit', (code) => end(code));
  const limit = Number(process.env.HOST_TIMEOUT_MS ?? 600_000);
  setTimeout(() => void endLate(page, limit, end), limit).unref();
}

/** The workbench's own log comes down the same channel as the suite's console; these lines are not about us. */
function isWorkbenchTalk(text) {
  return WORKBENCH_TALK.some((beginning) => text.startsWith(beginning));
}

async function endLate(page, limit, end) {
  const picture = fileURLToPath(new URL('../../out/host-timeout.png', import.meta.url));
  await page.screenshot({ path: picture, timeout: 5000 }).catch(() => {});
  end(STATUS.timeout, `no result after ${limit} ms; a picture of the page: ${picture}`);
}

/** Which folder to open, and which extensions and tests with it. */
function target(server) {
  const [developed] = options.extensionDevelopmentPath ?? [];
  const payload = developed ? [['extensionDevelopmentPath', server.remoteUri(developed)]] : [];
  const tests = options.extensionTestsPath;
  if (tests) {
    const file = /\.[cm]?js$/.test(tests) ? tests : `${tests}.js`;
    payload.push(['extensionTestsPath', server.remoteUri(file)]);
  }
  for (const [option, key] of [
    ['disable-extensions', 'disableExtensions'],
    ['skip-welcome', 'skipWelcome'],
    ['skip-release-notes', 'skipReleaseNotes'],
  ]) {
    if (options[option]) payload.push([key, 'true']);
  }
  const uri = options['folder-uri'];
  return { folder: positionals[0] ?? (uri && fileURLToPath(uri)), payload };
}
