// What the command line makes of every report of the corpora, held against the table in corpora.md. CORPORA_WRITE=1
// writes the table anew; then read it, each problem has to have its reason.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { held } from './figures.mjs';
import { corpora } from './samples.mjs';

const table = path.join(root, 'test', 'bench', 'corpora.md');
/** Files whose names were made plain in the corpora: what the reports call them. */
const scannedAs = {
  'vuln-percent-encoded.c': ['vuln spacé.c', 'vuln.c'],
  'sample/src/util/e-token.js': ['sample/src/util/é token.js'],
};

export async function measure({ scratch }) {
  const all = corpora();
  if (all.length === 0) return [{ what: 'set COUNTERSIGN_CORPORA', figure: 'nothing was read' }];
  const empty = path.join(scratch, 'empty');
  fs.mkdirSync(empty);
  const sources = copySources(all, path.join(scratch, 'sources'));
  const job = path.join(scratch, 'job.json');
  const reports = all.map((one) => ({
    ...one,
    folder: one.folder === undefined ? empty : sources,
  }));
  fs.writeFileSync(job, JSON.stringify({ samples: reports }));
  const { output } = await run(process.execPath, [await bundle('fuzz', scratch), 'formats', job]);
  const formats = new Map(
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  const lines = [];
  const totals = { findings: 0, problems: 0, refused: 0 };
  for (const report of reports) {
    const { findings, problems } = await findingsIn(report);
    const said = problems.map((one) => kindOf(one, report)).join('<br>');
    lines.push(`| ${report.name} | ${formats.get(report.name)} | ${findings} | ${said} |`);
    totals.findings += Number(findings) || 0;
    totals.refused += findings === 'refused' ? 1 : 0;
    totals.problems += problems.reduce((sum, { count }) => sum + count, 0);
  }
  const text = `${heading}\n${lines.join('\n')}\n`;
  const before = fs.existsSync(table) ? fs.readFileSync(table, 'utf8') : '';
  if (process.env.CORPORA_WRITE) fs.writeFileSync(table, text);
  else printDifferences(before, text);
  const changed = text === before ? 0 : 1;
  return [
    { what: `${all.length} reports`, figure: `${totals.findings} findings` },
    { what: '  refused', figure: String(totals.refused) },
    { what: '  counted in problems', figure: String(totals.problems) },
    held({
      what: '  table',
      value: changed,
      limit: 1,
      figure: changed ? 'changed' : 'as committed',
      budget: 'as committed',
    }),
  ];
}

const heading = `# What every report of the corpora gives

\`countersign findings FILE --root FOLDER\`: the reports of \`tools\` beside their sources, all others without. Written by \`npm run bench -- corpora\`; a number with a colon is how many results a problem stands for.

| report | format | findings | problems |
|---|---|---|---|`;

function copySources(all, target) {
  const folder = all.find((one) => one.folder !== undefined)?.folder;
  if (folder === undefined) return target;
  fs.cpSync(folder, target, { recursive: true });
  for (const [name, real] of Object.entries(scannedAs)) {
    const file = path.join(target, name);
    for (const one of real) fs.copyFileSync(file, path.join(target, one));
    fs.rmSync(file);
  }
  return target;
}

async function findingsIn({ file, folder }) {
  const program = path.join(root, 'dist', 'cli.js');
  const options = ['--root', folder, '--count-only', '--format', 'json'];
  // The command line says problems for people too, on the other stream.
  const { code, output } = await run(process.execPath, [program, 'findings', file, ...options]);
  if (code !== 0) return { findings: 'refused', problems: [{ message: output.trim(), count: 0 }] };
  const json = output.slice(output.indexOf('{\n'), output.lastIndexOf('\n}') + 2);
  const { count, problems } = JSON.parse(json);
  return { findings: String(count), problems };
}

/** Without the report's name and the examples. */
function kindOf({ message, count }, { file }) {
  const kind = message
    .replace(/^countersign: /, '')
    .replace(`${file}: `, '')
    .replace(/ \([^()]*(?:\([^()]*\)[^()]*)*\)$/, '')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
  return count > 0 ? kind.replace(/^\d+ /, `${count}: `) : kind;
}

function printDifferences(before, after) {
  const known = new Set(before.split('\n'));
  const now = new Set(after.split('\n'));
  for (const line of known) if (!now.has(line)) console.log(`- ${line}`);
  for (const line of now) if (!known.has(line)) console.log(`+ ${line}`);
}
