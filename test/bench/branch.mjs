// What `countersign check --base` takes on a branch of 50 changed files in a repository of 2,000, against git's own diff.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { held, quantile, round } from './figures.mjs';

const FILES = 2000;
const CHANGED = 50;
const ROUNDS = 5;

export async function measure({ scratch }) {
  const folder = path.join(scratch, 'repository');
  const bytes = makeRepository(folder);
  const cli = path.join(root, 'dist', 'cli.js');
  const ours = [];
  const floor = [];
  let files = 0;
  for (let at = 0; at < ROUNDS; at += 1) {
    ours.push(
      await timed(async () => {
        const args = [cli, 'check', '--base', 'main', '--format', 'json', '--root', folder];
        const { code, output } = await run(process.execPath, args);
        if (code === 2) throw new Error(output);
        files = JSON.parse(output).files.length;
      }),
    );
    floor.push(await timed(async () => git(folder, 'diff', '--raw', 'main', 'work')));
  }
  if (files !== CHANGED) throw new Error(`${files} files were told, not ${CHANGED}.`);
  const p95 = quantile(ours, 0.95);
  const shown = (values) =>
    `p50 ${round(quantile(values, 0.5))} ms, p95 ${round(quantile(values, 0.95))} ms`;
  return [
    { what: `a branch of ${CHANGED} files, ${round(bytes / 1000)} KB, 10 commits` },
    held({
      what: '  check --base',
      value: p95,
      limit: 5000,
      figure: shown(ours),
      budget: 'p95 < 5 s',
      floor: quantile(floor, 0.95),
    }),
    { what: '  floor: git diff', figure: shown(floor) },
  ];
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Answers how large the changed files are together. */
function makeRepository(folder) {
  fs.mkdirSync(path.join(folder, 'src'), { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  const name = (at) => path.join(folder, 'src', `module${at}.js`);
  for (let at = 0; at < FILES; at += 1) fs.writeFileSync(name(at), source(at));
  commit(folder, 'All files');
  git(folder, 'checkout', '--quiet', '-b', 'work');
  let bytes = 0;
  for (let at = 0; at < CHANGED; at += 1) {
    const text = source(at).replace('rows.length', 'rows.length + 1');
    fs.writeFileSync(name(at), `${text}exports.more${at} = (a) => a + ${at};\n`);
    bytes += text.length;
    if (at % 5 === 4)
      commit(folder, `Part ${at}\n\nCo-authored-by: Claude <noreply@anthropic.com>`);
  }
  return bytes;
}

function source(at) {
  let text = `const db = require('./db');\n`;
  for (let index = 0; text.length < 8000; index += 1) {
    text += `
exports.find${at}x${index} = (request, response, next) => {
  const { name } = request.query;
  db.query('SELECT * FROM products WHERE name = ?', [name], (error, rows) => {
    if (error) return next(error);
    response.json({ rows, count: rows.length });
  });
};
`;
  }
  return text;
}

function commit(folder, message) {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', message);
}

function git(folder, ...args) {
  const person = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org'];
  execFileSync('git', [...person, '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    stdio: 'pipe',
  });
}
