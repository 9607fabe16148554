// Makes every report under test/workspaces again, by running the scanners on copies of the
// projects in a scratch folder:
//
//   node test/workspaces/regenerate.mjs           writes the reports
//   node test/workspaces/regenerate.mjs --check   writes nothing; fails where one is out of date
//
// Two runs give the same bytes, but `npm audit` names the versions that the registry offers as
// fixes, so its reports may change as packages are published.

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serveAdvisories } from './tools/audit-registry.mjs';

const SCANNERS = {
  '@ast-grep/cli': '0.51.1',
  '@microsoft/eslint-formatter-sarif': '3.1.0',
  eslint: '9.39.5',
  'eslint-plugin-no-unsanitized': '4.1.5',
  'eslint-plugin-security': '4.1.0',
};

/** Where the reports say that the project lies, in place of the scratch folder. */
const NEUTRAL_URI = 'file:///home/dev/shop/';

const here = path.dirname(fileURLToPath(import.meta.url));
const check = process.argv.includes('--check');
const scratch = mkdtempSync(path.join(tmpdir(), 'countersign-reports-'));
try {
  const shop = copyProject('shop');
  const streams = copyProject('streams');
  const tally = copyProject('tally');
  cpSync(path.join(here, 'tools'), path.join(scratch, 'tools'), { recursive: true });
  await installScanners();

  const reports = new Map([
    ['shop/.sarif/eslint.sarif', await eslintReport(shop)],
    ['shop/.sarif/ast-grep.sarif', await astGrepReport(shop)],
    ...(await auditReports({ shop, streams, tally })),
  ]);
  for (const [name, text] of reports) deliver(name, text);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function copyProject(name) {
  const to = path.join(scratch, name);
  const left = new Set(['node_modules', '.sarif']);
  cpSync(path.join(here, name), to, {
    recursive: true,
    filter: (file) => !left.has(path.basename(file)),
  });
  return to;
}

async function installScanners() {
  const manifest = { private: true, dependencies: SCANNERS };
  writeFileSync(path.join(scratch, 'package.json'), JSON.stringify(manifest));
  await npm(scratch, ['install', '--ignore-scripts', '--no-audit', '--no-fund']);
}

async function eslintReport(shop) {
  const eslint = path.join(scratch, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const config = path.join(scratch, 'tools', 'eslint.config.mjs');
  const args = ['--config', config, '--format', '@microsoft/eslint-formatter-sarif'];
  const text = await run(shop, process.execPath, [eslint, ...args, 'server.js', 'src', 'public']);
  return pretty(JSON.parse(text.replaceAll(`${pathToFileURL(shop).href}/`, NEUTRAL_URI)));
}

async function astGrepReport(shop) {
  const astGrep = path.join(scratch, 'node_modules', '.bin', 'ast-grep');
  const config = path.join(scratch, 'tools', 'ast-grep', 'sgconfig.yml');
  const report = JSON.parse(
    await run(shop, astGrep, ['scan', '--config', config, '--format', 'sarif', '.']),
  );
  // ast-grep walks files in parallel, so its own order differs from run to run.
  for (const { results } of report.runs) results.sort(byPlace);
  return pretty(report);
}

function byPlace(a, b) {
  const [left, right] = [a, b].map(({ locations: [{ physicalLocation }] }) => physicalLocation);
  const [from, to] = [left.artifactLocation.uri, right.artifactLocation.uri];
  if (from !== to) return from < to ? -1 : 1;
  return left.region.byteOffset - right.region.byteOffset;
}

async function auditReports(projects) {
  const registry = (await npm(scratch, ['config', 'get', 'registry'])).trim();
  const advisories = await serveAdvisories(path.join(here, 'tools', 'advisories.json'), registry);
  const reports = [];
  for (const [name, folder] of Object.entries(projects)) {
    const text = await npm(folder, ['audit', '--json', '--registry', advisories.url]);
    reports.push([`${name}/.sarif/npm-audit.json`, pretty(JSON.parse(text))]);
  }
  advisories.close();
  return reports;
}

function deliver(name, text) {
  const file = path.join(here, name);
  if (!check) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is out of date: run test/workspaces/regenerate.mjs`);
    process.exitCode = 1;
  }
}

function pretty(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function npm(cwd, args) {
  return run(cwd, 'npm', args, { shell: process.platform === 'win32' });
}

/** Answers what the command prints. A scanner that finds something exits with 1, which is fine. */
function run(cwd, command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const limits = { cwd, maxBuffer: 64 * 1024 * 1024, ...options };
    execFile(command, args, limits, (error, stdout, stderr) => {
      if (error && (error.code !== 1 || stdout === '')) {
        reject(new Error(`${command} failed: ${stderr || error.message}`));
      } else {
        resolve(stdout);
      }
    });
  });
}
