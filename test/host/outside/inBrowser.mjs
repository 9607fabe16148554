// node inBrowser.mjs FILE...: scans files in a web worker of a Chromium and prints, as JSON, the findings of each.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { startBrowser } from '../host.mjs';
import { onServer, root } from '../project.mjs';

const require = createRequire(import.meta.url);
const site = 'http://countersign.test';
const grammars = path.join(root, 'dist', 'grammars');

const script = await bundle();
const browser = await opened();
try {
  const page = await browser.newPage();
  await page.route('**/*', serve);
  await page.goto(`${site}/`);
  const files = process.argv.slice(2).map((name) => ({
    path: name,
    text: fs.readFileSync(path.join(root, name), 'utf8'),
  }));
  console.log(JSON.stringify(await page.evaluate(inWorker, files)));
} finally {
  await browser.close();
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'test', 'host', 'outside', 'scanWorker.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
    logLevel: 'error',
    alias: {
      'web-tree-sitter': require.resolve('web-tree-sitter'),
      yaml: path.join(path.dirname(require.resolve('yaml/package.json')), 'browser/index.js'),
    },
    // The parser asks for these only where it finds itself in Node.
    external: ['fs', 'fs/promises', 'path', 'module', 'url'],
  });
  return outputFiles[0].text;
}

/** The one of the host; desktop VS Code has none to lend, so there an installed Chrome has to do. */
async function opened() {
  if (onServer) return startBrowser();
  const { chromium } = await import('playwright-core');
  return chromium.launch({ channel: 'chrome' });
}

/** Answers for the whole network. */
async function serve(route) {
  const { origin, pathname } = new URL(route.request().url());
  if (origin !== site) return route.abort();
  if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
  if (pathname === '/worker.js') {
    return route.fulfill({ contentType: 'text/javascript', body: script });
  }
  const body = fs.readFileSync(path.join(grammars, path.basename(pathname)));
  return route.fulfill({ contentType: 'application/wasm', body });
}

/** Runs in the page. */
async function inWorker(files) {
  const { Worker } = globalThis;
  const worker = new Worker('/worker.js');
  const answers = [];
  for (const file of files) {
    answers.push(
      await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(file);
      }),
    );
  }
  return answers;
}
