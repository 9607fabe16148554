// node test/exam/score.mjs: how well the built scanner does on the exam. Build first: npm run build.
//
//   node test/exam/score.mjs                      precision, recall and F1 of each family and language
//   node test/exam/score.mjs --cwe 078            one family, with each miss and false alarm
//   node test/exam/score.mjs --list               all misses and false alarms
//   node test/exam/score.mjs --language python    one language
//   node test/exam/score.mjs --files second-      only files whose names begin so
//   node test/exam/score.mjs --packages           real packages before and after a fix; fetches them with npm
//   node test/exam/score.mjs --packages --only st one package
//
// EXAM_CLI is another scanner with the same command line; EXAM_CACHE is where packages are kept.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { mark } from './markers.mjs';
import { scorePackages } from './packages.mjs';
import { cweNumber, figure, filesBelow, root, scan, share } from './report.mjs';

const LANGUAGES = { javascript: ['.js', '.jsx', '.ts', '.tsx'], python: ['.py'] };
const CORE = [
  '078',
  '079',
  '089',
  '022',
  '094',
  '601',
  '918',
  '338',
  '798',
  '295',
  '400',
  '730',
  '915',
];

const { values: options } = parseArgs({
  options: {
    cwe: { type: 'string' },
    list: { type: 'boolean' },
    language: { type: 'string' },
    files: { type: 'string', default: '' },
    packages: { type: 'boolean' },
    only: { type: 'string' },
  },
});

if (options.packages) await scorePackages(options.only);
else {
  for (const language of Object.keys(LANGUAGES)) {
    if (!options.language || options.language === language) await scoreLanguage(language);
  }
}

async function scoreLanguage(language) {
  const folder = path.join(import.meta.dirname, language);
  const wanted = options.cwe && cweNumber(options.cwe);
  const families = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const files = families
    .map((name) => ({ family: cweNumber(name), folder: path.join(folder, name) }))
    .filter(({ family }) => !wanted || family === wanted)
    .flatMap((one) => filesBelow(one.folder, LANGUAGES[language]).map((file) => ({ ...one, file })))
    .filter(({ file }) => path.basename(file).startsWith(options.files));
  if (files.length === 0) return;
  const findings = await scan(files.map(({ file }) => file));
  const results = files.map(({ file, family }) => ({
    family,
    ...mark(
      file,
      family,
      findings.filter((one) => one.file === file),
    ),
  }));
  console.log(`\n${language}: ${files.length} files`);
  console.log('CWE     due found review alarms   safe  precis recall     F1');
  for (const family of new Set(results.map((one) => one.family))) {
    row(
      family,
      results.filter((one) => one.family === family),
    );
  }
  const isCore = ({ family }) => CORE.includes(family);
  row('core', results.filter(isCore));
  row('total', results);
  if (wanted || options.list) results.forEach(listOne);
}

function row(name, results) {
  const bad = results.flatMap((one) => one.bad);
  const found = bad.filter(({ hit }) => hit === 'plain').length;
  const review = bad.filter(({ hit }) => hit === 'review').length;
  const alarms = results.reduce((sum, one) => sum + one.alarms.length, 0);
  const safe = results.reduce((sum, one) => sum + one.safe, 0);
  const precision = share(found, found + alarms);
  const recall = share(found, bad.length);
  const f1 = share(2 * precision * recall, precision + recall);
  const counts = [bad.length, found, review, alarms, safe].map((n) => String(n).padStart(6));
  console.log(
    `${name.padEnd(5)}${counts.join('')}  ${figure(precision)} ${figure(recall)} ${figure(f1)}`,
  );
}

function listOne({ bad, alarms }) {
  for (const { file, line, text, hit } of bad.filter((one) => one.hit !== 'plain')) {
    console.log(`${hit ? 'review' : 'missed'}  ${path.relative(root, file)}:${line}  ${text}`);
  }
  for (const { file, line, finding, on } of alarms) {
    const why = on ? on.kind.toLowerCase() : 'unmarked';
    const place = `${path.relative(root, file)}:${line}`;
    console.log(`alarm   ${place}  [${finding.ruleId}, ${why}] ${on?.text ?? finding.message}`);
  }
}
