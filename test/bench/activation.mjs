// How long VS Code takes to load and to activate the packaged extension, in its own words: the report "Startup
// Performance" of a window that was just opened, in a server host that was just started.
//
// The host loads all extensions of onStartupFinished in one go, and its clock for each of them runs from the beginning
// of that. An extension that does nothing, and whose turn is right before ours, has what the others took on its clock:
// the difference is ours.
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  openPage,
  runServerCommand,
  startBrowser,
  startServer,
  writeSettings,
} from '../host/host.mjs';
import { stopRunning } from '../host/processes.mjs';
import { copyWorkspace, root } from '../host/project.mjs';
import { runCommand } from '../host/shots.mjs';
import { held, median } from './figures.mjs';

const EXTENSIONS = {
  ours: 'countersign.countersign',
  empty: 'countersign-bench.empty',
  git: 'vscode.git',
};
const LAUNCHES = Number(process.env.BENCH_LAUNCHES ?? 7);

export async function measure({ vsix, scratch }) {
  const extensions = path.join(scratch, 'extensions');
  const workspace = path.join(scratch, 'shop');
  await copyWorkspace('shop', workspace);
  await installBoth(vsix, extensions, scratch);
  const launches = [];
  for (let launch = 0; launch < LAUNCHES; launch += 1) {
    const home = path.join(scratch, `launch-${launch}`);
    const profile = { home, userData: path.join(home, 'user-data'), extensions };
    launches.push(await timesOfLaunch(profile, workspace));
  }
  return rowsOf(launches);
}

function rowsOf(launches) {
  const all = (of) => launches.map(of);
  const toldOf = (what, values, floor) => {
    const figure = shown(values);
    return held({ what, value: median(values), limit: 30, figure, budget: '< 30 ms', floor });
  };
  const shown = (values) => `${median(values)} ms, at most ${Math.max(...values)} ms`;
  const told = all(({ ours }) => ours.load + ours.activate);
  const floor = all(({ empty }) => empty.load + empty.activate);
  const own = all(({ ours, empty }) => ours.load - empty.load + ours.activate);
  return [
    toldOf('load + activate, our own', own),
    { what: '  of it load', figure: shown(all(({ ours, empty }) => ours.load - empty.load)) },
    { what: '  of it activate', figure: shown(all(({ ours }) => ours.activate)) },
    toldOf('load + activate, as VS Code tells it', told, median(floor)),
    { what: '  floor: an extension that does nothing', figure: shown(floor) },
    { what: '  peer: vscode.git', figure: shown(all(({ git }) => git.load + git.activate)) },
    { what: `median and most of ${launches.length} launches` },
  ];
}

/** Ours as a user installs it, the empty one as a folder that the host finds at its next start. */
async function installBoth(vsix, extensions, scratch) {
  const folders = ['--server-data-dir', path.join(scratch, 'server')];
  const install = ['--extensions-dir', extensions, '--install-extension', vsix];
  const { code, output } = await runServerCommand([...folders, ...install]);
  if (code !== 0) throw new Error(`Installing the extension failed:\n${output}`);
  const empty = path.join(root, 'test', 'bench', 'empty-extension');
  fs.cpSync(empty, path.join(extensions, `${EXTENSIONS.empty}-0.0.1`), { recursive: true });
  fs.rmSync(path.join(extensions, 'extensions.json'), { force: true });
}

async function timesOfLaunch(profile, workspace) {
  writeSettings(profile.userData);
  const server = await startServer(profile);
  const browser = await startBrowser();
  try {
    const page = await openPage(browser);
    await page.goto(server.url({ folder: workspace }), { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return await readTimes(page);
  } finally {
    await browser.close();
    await stopRunning();
  }
}

/** Opens the report until it tells of every extension; extensions that start later are not in it yet. */
async function readTimes(page) {
  let report = '';
  for (let tries = 0; tries < 20; tries += 1) {
    await page.waitForTimeout(1500);
    await runCommand(page, 'Developer: Startup Performance');
    report = await copyEditor(page);
    const rows = Object.entries(EXTENSIONS).map(([name, id]) => [name, timesIn(report, id)]);
    if (rows.every(([, times]) => times)) return Object.fromEntries(rows);
    await runCommand(page, 'View: Close All Editors');
  }
  throw new Error(`VS Code's report does not tell of every extension:\n${report}`);
}

async function copyEditor(page) {
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+C');
  return page.evaluate('navigator.clipboard.readText()');
}

/** A row of the report: | extension | eager | load code | call activate | finish activate | event | by | */
function timesIn(report, id) {
  const row = report.split('\n').find((line) => line.startsWith(`| ${id} `));
  if (!row) return undefined;
  const [load, activate] = row.split('|').slice(3, 5).map(Number);
  return { load, activate };
}
