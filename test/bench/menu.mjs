// How long the quick-fix menu waits in a file with 1,000 findings, against a provider that has no answer, and what typing
// in it costs.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { held, median, quantile, round } from './figures.mjs';
import { runInHost } from './inHost.mjs';

const FINDINGS = 1000;

export async function measure({ scratch }) {
  const workspace = makeWorkspace(path.join(scratch, 'workspace'));
  // The language is told wrong, so that no provider but ours has anything to say about the file.
  const settings = { 'files.associations': { '*.js': 'plaintext' } };
  return rowsOf(await runInHost('menu', scratch, { workspace, settings }));
}

function rowsOf({ findings, one, all, typing }) {
  const p95 = (values) => quantile(values, 0.95);
  const rows = [{ what: `a file with ${findings} findings` }];
  for (const [where, { ours, empty, actions }] of [
    ['the cursor at one of them', one],
    ['the whole file selected', all],
  ]) {
    const figure = `p50 ${round(quantile(ours, 0.5))} ms, p95 ${round(p95(ours))} ms`;
    rows.push(
      held({
        what: `  ${where}: ${actions} actions`,
        value: p95(ours),
        limit: 30,
        figure,
        budget: 'p95 < 30 ms',
        floor: p95(empty),
      }),
      {
        what: '    floor: a provider without answers',
        figure: `p50 ${round(quantile(empty, 0.5))} ms, p95 ${round(p95(empty))} ms`,
      },
      {
        what: '    ratio of the medians',
        figure: `${(quantile(ours, 0.5) / quantile(empty, 0.5)).toFixed(1)} x`,
      },
    );
  }
  const keystroke = median(typing.ours) - median(typing.empty);
  rows.push(
    held({
      what: '  a keystroke in it, our own CPU',
      value: keystroke,
      limit: 2,
      figure: `${keystroke.toFixed(2)} ms`,
      budget: '< 2 ms',
    }),
    {
      what: '    the extension host with it, and without',
      figure: `${median(typing.ours).toFixed(2)} ms, ${median(typing.empty).toFixed(2)} ms`,
    },
  );
  return rows;
}

/** One source with a flaw on every line, and the report that names them all, each with a fix. */
function makeWorkspace(folder) {
  const line = (index) => `db.query("SELECT " + value${index});`;
  const lines = Array.from({ length: FINDINGS }, (_, index) => line(index));
  const results = lines.map((text, index) => resultAt(index + 1, text));
  const tool = { driver: { name: 'bench', rules: [{ id: 'sql-injection' }] } };
  fs.mkdirSync(path.join(folder, '.sarif'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'queries.js'), `${lines.join('\n')}\n`);
  fs.writeFileSync(
    path.join(folder, '.sarif', 'bench.sarif'),
    JSON.stringify({ version: '2.1.0', runs: [{ tool, columnKind: 'utf16CodeUnits', results }] }),
  );
  return folder;
}

function resultAt(startLine, text) {
  const artifactLocation = { uri: 'queries.js' };
  const region = { startLine, startColumn: 1, endLine: startLine, endColumn: text.length + 1 };
  const replacement = { deletedRegion: region, insertedContent: { text: 'db.query(safe);' } };
  return {
    ruleId: 'sql-injection',
    level: 'error',
    message: { text: 'SQL is built from parts (CWE-89).' },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    fixes: [{ artifactChanges: [{ artifactLocation, replacements: [replacement] }] }],
  };
}
