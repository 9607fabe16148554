// npm run bench: what the product takes, held against its budgets. It measures and judges nothing else by it.
//
//   npm run bench                    all parts
//   npm run bench -- sizes menu      some of them: sizes, activation, reports, load, checks, worktree, branch, menu, scan,
//                                    corpora, fuzz, evidence, fixMutants; upstream, api and plans only when they are
//                                    named: they fetch packages
//
// BENCH_LAUNCHES is how often the host is started for `activation`; COUNTERSIGN_CORPORA is a folder with SARIF reports
// of real tools for `reports`, `load`, `corpora` and `fuzz`, COUNTERSIGN_SOURCES one with sources for `scan`. A figure with a floor or a peer beside it is to be read as their ratio: machines differ.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { npm, stopOnSignals, stopRunning } from '../host/processes.mjs';
import { install, onServer, root } from '../host/project.mjs';
import { setUpHost } from '../host/setup.mjs';
import { printTable } from './figures.mjs';

const PARTS = [
  'sizes',
  'activation',
  'reports',
  'load',
  'checks',
  'worktree',
  'branch',
  'menu',
  'scan',
  'corpora',
  'fuzz',
  'evidence',
  'fixMutants',
];
const ON_DEMAND = ['upstream', 'api', 'plans'];
const chosen = process.argv.slice(2);
const unknown = chosen.find((part) => ![...PARTS, ...ON_DEMAND].includes(part));
if (unknown) {
  console.error(
    `There is no part "${unknown}". Choose from: ${[...PARTS, ...ON_DEMAND].join(', ')}.`,
  );
  process.exit(2);
}

const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-bench-')));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const stopping = stopOnSignals();
try {
  await install();
  const vsix = await packageExtension();
  if (onServer) await setUpHost();
  const parts =
    chosen.length === 0 ? PARTS : [...PARTS, ...ON_DEMAND].filter((one) => chosen.includes(one));
  for (const part of parts) {
    const { measure } = await import(`./${part}.mjs`);
    const folder = path.join(scratch, part);
    fs.mkdirSync(folder);
    printTable(part, await measure({ vsix, scratch: folder }));
  }
} catch (error) {
  if (!stopping.aborted) console.error(error.message);
  process.exitCode = 1;
}
await stopRunning();
process.exit();

/** The .vsix as it ships; dist/ holds the production build from then on. */
async function packageExtension() {
  const vsix = path.join(root, 'out', 'countersign.vsix');
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  const { code, output } = await npm(['run', '--silent', 'package'], { cwd: root });
  if (code !== 0) throw new Error(`npm run package failed:\n${output}`);
  return vsix;
}
