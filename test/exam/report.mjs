// What the scanner says of files, and which weaknesses count as one family.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

export const root = path.resolve(import.meta.dirname, '../..');
const batch = 200;

/** Weaknesses that tools file the same flaw under. The first names the family. */
const families = [
  ['078', '077', '088', '676'],
  ['079', '080', '116', '083', '087'],
  ['022', '023', '036', '073', '029'],
  ['094', '095', '096', '1336', '913', '829'],
  ['915', '1321', '471'],
  ['400', '1333', '730', '185', '248', '755'],
  ['770', '307', '799'],
  ['020', '625', '777'],
  ['502', '094', '095'],
  ['338', '330', '331', '334', '335'],
  ['798', '259', '321', '547'],
  ['295', '297', '298', '599'],
  ['327', '328', '326', '916', '261'],
  ['614', '1004', '1275', '311', '319'],
  ['312', '532', '359', '315'],
  ['352', '693'],
  ['601'],
  ['918'],
  ['377', '379', '668'],
  ['605', '668', '284'],
  ['208', '203', '385'],
  ['346', '940', '020'],
  ['347', '345', '287', '327'],
  ['942', '346', '183'],
  ['611', '776', '827', '400'],
  ['117', '093'],
  ['489', '094', '215'],
  ['732', '276'],
];

/** Three digits at least: `22` and `CWE-0022` are `022`. */
export const cweNumber = (text) => String(Number(/\d+/.exec(text)?.[0])).padStart(3, '0');

/** Whether a finding of one may be meant by the other. */
export function related(one, other) {
  return one === other || families.some((all) => all.includes(one) && all.includes(other));
}

/** The findings of the scanner that was built last, in files given by absolute paths. */
export async function scan(files, options = {}) {
  const cwd = options.cwd ?? root;
  const found = [];
  for (let at = 0; at < files.length; at += batch) {
    const names = files.slice(at, at + batch).map((file) => path.relative(cwd, file));
    found.push(...readSarif(await sarifOf(names, cwd), cwd));
  }
  return found;
}

async function sarifOf(names, cwd) {
  const cli = process.env.EXAM_CLI ?? path.join(root, 'dist/cli.js');
  const args = [cli, 'scan', '--format', 'sarif', ...names];
  try {
    const ran = promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 2 ** 30 });
    return JSON.parse((await ran).stdout);
  } catch (error) {
    // Findings may make the exit code other than 0; a report is there all the same.
    if (typeof error.stdout === 'string' && error.stdout.trimStart().startsWith('{')) {
      return JSON.parse(error.stdout);
    }
    throw new Error(`The scan did not end well: ${error.stderr || error.message}`, {
      cause: error,
    });
  }
}

function readSarif(log, cwd) {
  return log.runs.flatMap((run) => {
    const rules = new Map((run.tool.driver.rules ?? []).map((rule) => [rule.id, rule]));
    return (run.results ?? [])
      .filter((result) => !result.suppressions?.length)
      .map((result) => readResult(result, rules.get(result.ruleId), cwd));
  });
}

function readResult(result, rule, cwd) {
  const { artifactLocation, region } = result.locations[0].physicalLocation;
  const uri = decodeURIComponent(artifactLocation.uri.replace(/^file:\/\//, ''));
  const tags = rule?.properties?.tags ?? [];
  return {
    file: path.resolve(cwd, uri),
    line: region?.startLine ?? 1,
    ruleId: result.ruleId,
    cwes: tags.filter((tag) => /cwe-\d+$/i.test(tag)).map((tag) => cweNumber(tag.split('/').pop())),
    review: result.kind === 'review' || result.kind === 'informational',
    message: result.message.text ?? '',
  };
}

/** All files below a folder whose name ends in one of the extensions, sorted. */
export function filesBelow(folder, extensions) {
  return fs
    .readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => extensions.some((end) => file.endsWith(end)) && fs.statSync(file).isFile())
    .sort();
}

export const share = (part, whole) => (whole === 0 ? 1 : part / whole);
export const figure = (value) => value.toFixed(3).padStart(6);
