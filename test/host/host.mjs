// A real VS Code without a desktop: its server, its web workbench, and a headless Chromium to show it.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { run, start } from './processes.mjs';
import { setUpHost } from './setup.mjs';

const SETTINGS = {
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.blame.statusBarItem.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'window.commandCenter': false,
  'window.dialogStyle': 'custom',
  'workbench.editor.languageDetection': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** The settings under which a workspace opens in Restricted Mode and nobody is asked about it. */
const RESTRICTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Take extensions and tests from the page's address, and end some minutes after its page was lost. */
const FOR_AUTOMATION = [
  ...['--enable-smoke-test-driver', '--enable-remote-auto-shutdown'],
  ...['--reconnection-grace-time', '30'],
];

/** A port of the loopback interface that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Writes the user's settings of a profile: quiet defaults, then what the profile already says, then `extra`. */
export function writeSettings(userData, extra = {}, { restricted = false } = {}) {
  const file = path.join(userData, 'User', 'settings.json');
  const said = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const settings = { ...SETTINGS, ...(restricted ? RESTRICTED : {}), ...said, ...extra };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(settings, null, 2));
}

/**
 * Starts the server on the loopback interface, behind a random token, with its data below `home` unless told otherwise.
 * With `automation` it takes extensions and tests from the page's address; a server that a person uses must not.
 * Answers `{ url(target), remoteUri(file), ended }`; the promise `ended` resolves when it has ended.
 */
export async function startServer({ home, userData, extensions, restricted, automation = false }) {
  const { node, serverMain } = await setUpHost({ browser: false });
  const port = await freePort();
  const token = randomBytes(24).toString('hex');
  const data = path.join(home, 'server');
  const tokenFile = path.join(home, 'token');
  fs.mkdirSync(data, { recursive: true });
  fs.writeFileSync(tokenFile, token, { mode: 0o600 });
  const args = [
    ...[serverMain, '--host', '127.0.0.1', '--port', String(port)],
    ...['--connection-token-file', tokenFile, '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', '--server-data-dir', data],
    ...['--user-data-dir', userData, '--extensions-dir', extensions],
    ...(restricted ? [] : ['--disable-workspace-trust']),
    ...(automation ? FOR_AUTOMATION : []),
  ];
  const server = start(node, args, { env: serverEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  await listening(server, path.join(data, 'server.log'));
  const authority = `127.0.0.1:${port}`;
  return {
    url: (target) => workbenchUrl(authority, token, target),
    remoteUri: (file) => `vscode-remote://${authority}${path.resolve(file)}`,
    ended: new Promise((resolve) => server.once('close', resolve)),
  };
}

/** Runs the server's command line: install or list extensions, say its version. Options and answer as for `run`. */
export async function runServerCommand(args, options = {}) {
  const { node, serverMain } = await setUpHost({ browser: false });
  const accepted = [serverMain, '--accept-server-license-terms', ...args];
  return run(node, accepted, { ...options, env: serverEnvironment() });
}

/** The environment without what an editor around us left in it, and without a marketplace. */
function serverEnvironment() {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}

function listening(server, logFile) {
  const log = fs.createWriteStream(logFile);
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`The VS Code server ${what}. ${said.trim()}`));
    const timer = setTimeout(() => fail('did not start in 60 s'), 60_000);
    const hear = (chunk) => {
      log.write(chunk);
      said = (said + chunk).slice(-2000);
      if (!/Extension host agent (listening|started)/.test(said)) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('error', (error) => fail(`could not be started (${error.message})`));
    server.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with status ${code}`);
    });
  });
}

function workbenchUrl(authority, token, { folder, payload = [] }) {
  const query = new URLSearchParams({ tkn: token });
  if (!folder) query.set('ew', 'true');
  else query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(folder));
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

/** Starts a headless Chromium; with `debuggingPort` others can drive its pages through that port too. */
export async function startBrowser({ debuggingPort } = {}) {
  const { chromium: found } = await setUpHost();
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: found.executablePath,
    env: { ...process.env, ...found.env },
    headless: true,
    chromiumSandbox: false,
    args: [
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
      ...(debuggingPort ? [`--remote-debugging-port=${debuggingPort}`] : []),
    ],
  });
}

/** Opens an empty page that may use the clipboard, as the workbench does. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context.newPage();
}
