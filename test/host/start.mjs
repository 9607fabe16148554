// npm start: the packaged extension in a real VS Code, with the sample shop open in a folder of its own.
//
//   npm start                                              prints the address to open; Ctrl+C ends it all
//   npm start -- --shots DIR [--theme dark|light|hc]       tells the whole story headless and writes it as pictures; with
//                                                          --scene NAME, as often as wanted, these scenes of it
//
// VSCODE_HOST=desktop, the default on macOS and Windows, opens it in the desktop VS Code whose `code` is on the PATH.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { runServerCommand, startServer, writeSettings } from './host.mjs';
import { npm, run, stopOnSignals, stopRunning } from './processes.mjs';
import { copyWorkspace, install, onServer, root } from './project.mjs';
import { setUpHost } from './setup.mjs';
import { sceneNames, takeShots } from './shots.mjs';

const THEMES = { dark: 'Dark 2026', light: 'Light 2026', hc: 'Default High Contrast' };

const { values: options } = parseArgs({
  options: {
    shots: { type: 'string' },
    theme: { type: 'string', default: 'dark' },
    scene: { type: 'string', multiple: true },
  },
});
if (!THEMES[options.theme]) {
  console.error(
    `There is no theme "${options.theme}". Choose from: ${Object.keys(THEMES).join(', ')}.`,
  );
  process.exit(2);
}
const stranger = options.scene?.find((name) => !sceneNames.includes(name));
if (stranger !== undefined) {
  console.error(`There is no scene "${stranger}". Choose from: ${sceneNames.join(', ')}.`);
  process.exit(2);
}
const inServer = onServer || options.shots !== undefined;
const vsix = path.join(root, 'out', 'countersign.vsix');

const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-')));
const profile = {
  home: scratch,
  userData: path.join(scratch, 'user-data'),
  extensions: path.join(scratch, 'extensions'),
};
const workspace = path.join(scratch, 'shop');
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const stopping = stopOnSignals();
try {
  console.log('Installing what is missing, building and packaging: the first time, half a minute.');
  await prepare();
  await (inServer ? openInServer() : openInDesktop());
  await stopRunning();
} catch (error) {
  // What we stopped ourselves breaks as asked.
  if (!stopping.aborted) console.error(error.message);
  await stopRunning();
  process.exitCode = stopping.aborted ? 130 : 1;
}
process.exit();

/** Installs what is missing, packages the extension, and makes the folders that it will be shown with. */
async function prepare() {
  const report = (what, seconds) =>
    console.log(`Made the host's ${what} in ${seconds.toFixed(1)} s.`);
  const browser = options.shots !== undefined;
  const host = inServer ? setUpHost({ browser, report }) : undefined;
  await Promise.all([host, install().then(packageExtension)]);
  await copyWorkspace('shop', workspace);
  writeSettings(profile.userData, {
    'workbench.colorTheme': THEMES[options.theme],
    // A picture is taken once nothing moves any more.
    ...(browser ? { 'editor.cursorBlinking': 'solid' } : {}),
  });
}

async function packageExtension() {
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  await must('npm run package', npm(['run', '--silent', 'package'], { cwd: root }));
}

async function must(what, answer) {
  const { code, output } = await answer;
  if (code !== 0) throw new Error(`${what} failed:\n${output}`);
}

async function openInServer() {
  const folders = ['--server-data-dir', path.join(scratch, 'server')];
  const extension = ['--install-extension', vsix, '--extensions-dir', profile.extensions];
  await must('Installing the extension', runServerCommand([...folders, ...extension]));
  const server = await startServer(profile);
  const url = server.url({ folder: workspace });
  if (options.shots !== undefined) {
    return takeShots({ url, workspace, folder: path.resolve(options.shots), only: options.scene });
  }
  console.log(
    `\nCountersign runs in VS Code, with the sample shop in ${workspace}. Open:\n\n  ${url}\n`,
  );
  console.log('Ctrl+C stops it and deletes the folder.');
  await server.ended;
  throw new Error('The VS Code server ended by itself.');
}

async function openInDesktop() {
  const folders = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  const shell = process.platform === 'win32';
  const code = (args) => run('code', [...folders, ...args], { shell });
  if ((await code(['--version'])).code !== 0) {
    throw new Error('No VS Code host: the command `code` of desktop VS Code is not on the PATH.');
  }
  await must('code --install-extension', code(['--install-extension', vsix]));
  console.log(`Countersign runs in desktop VS Code, with the sample shop in ${workspace}.`);
  console.log('Closing its window, or Ctrl+C, ends it and deletes the folder.');
  await must('code', code(['--new-window', '--wait', workspace]));
}
