#!/usr/bin/env node
// Puts a VS Code server, the Node it wants and, where the system has none, a Chromium into a cache folder.
// Everything is an npm package whose version and hash are written in versions.json and lock/; nothing needs root.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { npm, run, stopOnSignals } from './processes.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const versions = JSON.parse(fs.readFileSync(path.join(here, 'versions.json'), 'utf8'));
const cache = path.resolve(
  process.env.VSCODE_HOST_CACHE ||
    path.join(os.homedir() || os.tmpdir(), '.cache', 'countersign-host'),
);
const MAKING = '.making-';
// 88 MB that no story opens.
const LEFT_OUT = ['copilot', 'mermaid-markdown-features'];

/** There is no host to be had on this machine; the message is one line that says why. */
export class NoHost extends Error {}

/**
 * Makes the host ready and answers where it is: `{ node, serverMain, chromium? }`. What is already in the cache is not
 * made again. `report` hears `(what, seconds)` for each part made. Throws NoHost.
 */
export async function setUpHost({ browser = true, report = () => {} } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NoHost(
      `No VS Code host: the server host runs on Linux x64, and this is ${process.platform} ${process.arch}. Use VSCODE_HOST=desktop.`,
    );
  }
  openCache();
  const system = browser ? await systemChromium() : undefined;
  const modules = part('modules', modulesRecipe(), makeModules);
  const parts = {
    modules,
    node: part('node', versions.node, makeNode),
    server: part(
      'server',
      [versions.codeServer, LEFT_OUT, path.basename(modules.folder)],
      makeServer(modules),
    ),
    ...(browser && !system
      ? { chromium: part('chromium', [versions.chromium, versions.fonts], makeChromium) }
      : {}),
  };
  const made = await Promise.allSettled(Object.values(parts).map((one) => ensure(one, report)));
  const failed = made.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return {
    node: path.join(parts.node.folder, 'bin', 'node'),
    serverMain: path.join(parts.server.folder, 'lib', 'vscode', 'out', 'server-main.js'),
    ...(browser ? { chromium: system ?? packagedChromium(parts.chromium.folder) } : {}),
  };
}

/** A part of the host lives in a folder named for its recipe, so another recipe never meets an older result. */
function part(name, recipe, make) {
  const key = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
  return { name, folder: path.join(cache, `${name}-${key}`), make };
}

const isReady = (folder) => fs.existsSync(path.join(folder, '.ready'));

/**
 * Makes a part unless it is there. It grows under a name of its own and takes its final one when complete: a download
 * that breaks leaves nothing behind that counts, and of two processes making the same part, the first one wins.
 */
async function ensure({ name, folder, make }, report) {
  if (isReady(folder)) return;
  const began = Date.now();
  const growing = temporaryFolder();
  try {
    await make(growing, folder);
    fs.writeFileSync(path.join(growing, '.ready'), '');
    if (!isReady(folder)) fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(growing, folder);
  } catch (error) {
    if (isReady(folder)) return;
    if (error instanceof NoHost) throw error;
    throw new NoHost(`No VS Code host: could not make its ${name} (${error.message}).`);
  } finally {
    fs.rmSync(growing, { recursive: true, force: true });
  }
  report(name, (Date.now() - began) / 1000);
}

const temporaryFolder = () =>
  fs.mkdtempSync(path.join(cache, `${MAKING}${os.hostname()}-${process.pid}-`));

/** Makes the cache folder, and removes what processes of this machine left in it when they were killed in the middle. */
function openCache() {
  try {
    fs.mkdirSync(cache, { recursive: true });
  } catch (error) {
    throw new NoHost(`No VS Code host: its cache folder cannot be made (${error.message}).`);
  }
  const ours = `${MAKING}${os.hostname()}-`;
  for (const name of fs.readdirSync(cache).filter((one) => one.startsWith(ours))) {
    const pid = Number(name.slice(ours.length).split('-')[0]);
    if (!isAlive(pid)) fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** What a program said, or an error with the beginning of it in one line. */
async function must(program, answer) {
  const { code, output } = await answer;
  if (code === 0) return output;
  const lines = output.split('\n').map((line) => line.replace(/^npm error/, '').trim());
  const said = lines.filter(Boolean).slice(0, 4).join(', ');
  throw new Error(`${program} failed: ${said || `status ${code}`}`);
}

/** Fetches one pinned package, checks its hash before anything of it is read, and unpacks it. */
async function unpack({ spec, integrity }, into, tarOptions = []) {
  const folder = temporaryFolder();
  try {
    await must(`npm pack ${spec}`, npm(['pack', spec, '--loglevel=error'], { cwd: folder }));
    const file = path.join(
      folder,
      fs.readdirSync(folder).find((name) => name.endsWith('.tgz')),
    );
    const hash = createHash('sha512');
    await pipeline(fs.createReadStream(file), hash);
    if (`sha512-${hash.digest('base64')}` !== integrity) {
      throw new NoHost(`No VS Code host: ${spec} is not the package whose hash is pinned.`);
    }
    const options = ['-xzf', file, '-C', into, '--strip-components=1', ...tarOptions];
    await must('tar', run('tar', options));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function makeNode(growing) {
  await unpack(versions.node, growing, ['package/bin']);
}

/** The server looks for its modules, and the TypeScript extension for its compiler, in fixed places below it. */
const makeServer = (modules) => async (growing) => {
  const skipped = LEFT_OUT.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  await unpack(versions.codeServer, growing, [...skipped, 'package/lib/vscode']);
  for (const folder of ['lib/vscode', 'lib/vscode/extensions']) {
    const levels = folder.split('/').map(() => '..');
    const target = path.join(...levels, '..', path.basename(modules.folder), 'node_modules');
    fs.symlinkSync(target, path.join(growing, folder, 'node_modules'));
  }
};

const STUBS = ['fs-copyfile', 'native-watchdog', 'spdlog'];
const LOCK_FILES = ['package.json', 'package-lock.json'];

const modulesRecipe = () =>
  [
    ...LOCK_FILES.map((name) => `lock/${name}`),
    ...STUBS.flatMap((name) => [`stubs/${name}/package.json`, `stubs/${name}/index.js`]),
  ].map((name) => fs.readFileSync(path.join(here, name), 'utf8'));

/** What the server needs to run, install scripts left out, and stand-ins for the natives that it asks for at every start. */
async function makeModules(growing) {
  for (const name of LOCK_FILES) {
    fs.copyFileSync(path.join(here, 'lock', name), path.join(growing, name));
  }
  const options = ['--omit=dev', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  await must('npm ci', npm(['ci', ...options], { cwd: growing }));
  for (const name of STUBS) {
    const target = path.join(growing, 'node_modules', '@vscode', name);
    fs.cpSync(path.join(here, 'stubs', name), target, { recursive: true });
  }
}

async function systemChromium() {
  const named = process.env.CHROMIUM_PATH;
  const usual = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const candidates = named ? [named] : usual.map((name) => `/usr/bin/${name}`);
  for (const executablePath of candidates.filter((one) => fs.existsSync(one))) {
    // Some of these are only a notice that asks to install another package.
    const { code } = await run(executablePath, ['--version'], { timeout: 10_000 });
    if (code === 0) return { executablePath, env: {} };
  }
  if (named)
    throw new NoHost(`No VS Code host: CHROMIUM_PATH (${named}) is not a Chromium that runs.`);
  return undefined;
}

function packagedChromium(folder) {
  const libraries = [path.join(folder, 'libraries', 'lib'), process.env.LD_LIBRARY_PATH];
  return {
    executablePath: path.join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(':'),
      FONTCONFIG_PATH: path.join(folder, 'fonts'),
    },
  };
}

/** A Chromium with the few libraries it needs, and fonts in which a screenshot of code can be read. */
async function makeChromium(growing, folder) {
  const packed = path.join(growing, 'packed');
  const fontsPacked = path.join(growing, 'fonts-packed');
  const fonts = path.join(growing, 'fonts');
  const libraries = path.join(growing, 'libraries');
  for (const one of [packed, fontsPacked, fonts, libraries]) fs.mkdirSync(one);
  await Promise.all([unpack(versions.chromium, packed), unpack(versions.fonts, fontsPacked)]);
  const executable = path.join(growing, 'chromium');
  const decompressed = (name, to) =>
    pipeline(fs.createReadStream(path.join(packed, 'bin', name)), createBrotliDecompress(), to);
  await decompressed('chromium.br', fs.createWriteStream(executable, { mode: 0o755 }));
  for (const [name, into] of [
    ['al2023.tar.br', libraries],
    ['fonts.tar.br', fonts],
  ]) {
    const tar = path.join(packed, 'bin', path.basename(name, '.br'));
    await decompressed(name, fs.createWriteStream(tar));
    await must('tar', run('tar', ['-xf', tar, '-C', into]));
  }
  const ttf = path.join(fontsPacked, 'ttf');
  for (const name of fs
    .readdirSync(ttf)
    .filter((one) => /^DejaVuSans(Mono)?(-Bold)?\.ttf$/.test(one))) {
    fs.copyFileSync(path.join(ttf, name), path.join(fonts, name));
  }
  fs.writeFileSync(path.join(fonts, 'fonts.conf'), fontsConfiguration(folder));
  for (const one of [packed, fontsPacked]) fs.rmSync(one, { recursive: true });
}

function fontsConfiguration(folder) {
  const alias = (family, font) =>
    `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${path.join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir>`,
    `<cachedir>${path.join(folder, 'font-cache')}</cachedir>`,
    alias('monospace', 'DejaVu Sans Mono'),
    alias('sans-serif', 'DejaVu Sans'),
    '</fontconfig>',
  ].join('\n');
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  stopOnSignals();
  try {
    const host = await setUpHost({
      report: (what, seconds) => console.log(`${what}: ${seconds.toFixed(1)} s`),
    });
    console.log(JSON.stringify(host, null, 2));
  } catch (error) {
    console.error(error instanceof NoHost ? error.message : error);
    process.exitCode = 1;
  }
}
