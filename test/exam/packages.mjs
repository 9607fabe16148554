// Real packages before and after the fix of a published flaw. They are fetched with npm when they are asked for.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { cweNumber, filesBelow, related, scan } from './report.mjs';

const run = promisify(execFile);
const cache = process.env.EXAM_CACHE ?? path.join(os.tmpdir(), 'countersign-exam');
const notCode =
  /[\\/](test|tests|__tests__|spec|example|examples|bench|benchmark|docs|min|node_modules)[\\/]|\.min\.js$|\.d\.ts$/;

/** Prints one line a package and the totals. */
export async function scorePackages(only) {
  const list = path.join(import.meta.dirname, 'packages.json');
  const entries = JSON.parse(fs.readFileSync(list, 'utf8')).filter(
    ({ name }) => !only || name === only,
  );
  const total = { found: 0, review: 0, calm: 0, findings: 0, lines: 0 };
  const counted = new Set();
  console.log('found   after   /kLOC  package');
  for (const entry of entries) {
    const result = await scoreOne(entry).catch((error) => ({ problem: error.message }));
    if (result.problem) {
      console.log(`?       ?           ?  ${entry.name}@${entry.vulnerable}: ${result.problem}`);
      continue;
    }
    if (result.found === 'plain') total.found += 1;
    if (result.found === 'review') total.review += 1;
    if (result.found && result.after !== 'still') total.calm += 1;
    const release = `${entry.name}@${entry.vulnerable}`;
    if (!counted.has(release)) {
      counted.add(release);
      total.findings += result.findings;
      total.lines += result.lines;
    }
    console.log(line(entry, result));
  }
  const rate = perThousand(total.findings, total.lines);
  console.log(
    `\nOf ${entries.length}: ${total.found} found plainly, ${total.review} as review; ` +
      `${total.calm} of those silent or guarded after the fix; ${rate} findings per kLOC`,
  );
}

function line(entry, { found, after, findings, lines }) {
  const name = `${entry.name}@${entry.vulnerable} CWE-${entry.cwe} ${entry.file}:${entry.at ?? ''}`;
  const rate = perThousand(findings, lines).padStart(6);
  return `${(found ?? 'missed').padEnd(8)}${(after ?? '-').padEnd(8)}${rate}  ${name}`;
}

const perThousand = (count, lines) => ((1000 * count) / Math.max(lines, 1)).toFixed(1);

async function scoreOne(entry) {
  const before = await inspect(entry, entry.vulnerable, entry.file, entry.snippet);
  if (before.places.length === 0) return { problem: `the line is not in ${entry.file}` };
  entry.at = before.places.join(',');
  const result = { found: verdict(before.near), findings: before.plain, lines: before.lines };
  if (!result.found || !entry.fixed) return result;
  const file = entry.fixedFile ?? entry.file;
  const after = await inspect(entry, entry.fixed, file, entry.fixedSnippet ?? entry.snippet);
  return { ...result, after: afterFix(before, after) };
}

/** A line that the fix took away may have moved: then the file has to have fewer findings. */
function afterFix(before, after) {
  if (after.places.length > 0) {
    const seen = verdict(after.near);
    return seen === 'plain' ? 'still' : seen === 'review' ? 'guarded' : 'silent';
  }
  return after.inFile < before.inFile || after.inFile === 0 ? 'silent' : 'still';
}

function verdict(findings) {
  if (findings.some(({ review }) => !review)) return 'plain';
  return findings.length > 0 ? 'review' : undefined;
}

async function inspect(entry, version, file, snippet) {
  const folder = await fetched(entry.name, version);
  const code = filesBelow(folder, ['.js', '.mjs', '.cjs', '.ts']);
  const kept = code.filter((one) => !notCode.test(one.slice(folder.length)));
  // What is labelled may be a script without an ending, or stand in a folder that is left out.
  const files = [...new Set([...kept, path.join(folder, file)])].filter(fs.existsSync);
  const findings = await scan(files, { cwd: folder });
  const cwe = cweNumber(entry.cwe);
  const inFamily = findings.filter(({ cwes }) => cwes.some((one) => related(one, cwe)));
  const own = inFamily.filter((one) => one.file === path.join(folder, file));
  const places = placesOf(path.join(folder, file), snippet);
  return {
    places,
    near: own.filter((one) => places.some((place) => Math.abs(place - one.line) <= 1)),
    inFile: own.filter(({ review }) => !review).length,
    plain: findings.filter(({ review }) => !review).length,
    lines: files.reduce((sum, one) => sum + fs.readFileSync(one, 'utf8').split('\n').length, 0),
  };
}

/** Lines that hold one of the snippets; one is enough to be found. */
function placesOf(file, snippets) {
  if (!fs.existsSync(file)) return [];
  const wanted = [snippets].flat();
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => (wanted.some((one) => text.includes(one)) ? [index + 1] : []));
}

/** The folder of an unpacked package, fetched once. */
export async function fetched(name, version) {
  const folder = path.join(cache, `${name.replace('/', '+')}@${version}`);
  const done = path.join(folder, 'package');
  if (fs.existsSync(done)) return done;
  fs.mkdirSync(folder, { recursive: true });
  const args = ['pack', `${name}@${version}`, '--pack-destination', folder, '--silent'];
  await run('npm', args, { cwd: folder, shell: process.platform === 'win32' });
  const [archive] = fs.readdirSync(folder).filter((one) => one.endsWith('.tgz'));
  const unpacked = fs.mkdtempSync(path.join(folder, 'unpacking-'));
  await run('tar', ['-xzf', path.join(folder, archive), '-C', unpacked]);
  // Old packages do not all call their folder `package`.
  const [top] = fs.readdirSync(unpacked);
  await run('chmod', ['-R', 'u+rwX', unpacked]);
  fs.renameSync(path.join(unpacked, top), done);
  fs.rmSync(unpacked, { recursive: true, force: true });
  return done;
}
