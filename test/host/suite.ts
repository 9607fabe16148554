import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import Mocha from 'mocha';
import { workbench } from './ui';

/** What one run of tests came to; the runner believes nothing else. */
interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly pending: readonly string[];
  readonly failures: readonly { readonly title: string; readonly error: string }[];
}

/**
 * Runs the bundled test files named by the environment, in the extension host or in plain Node:
 * TEST_FILES is a folder (of its own files only, unless TEST_DEPTH=all), TEST_MATCH keeps files whose path contains it,
 * TEST_WITHIN keeps those in a folder of it, TEST_WITHOUT leaves them out,
 * TEST_GREP keeps tests by title, TEST_TIMEOUT_MS is a test's limit, TEST_RESULTS the file for the results (JSON).
 * TEST_SEED is what property tests draw their values by, so that the same code always passes or always fails;
 * without a number they are new each time.
 * Rejects when a test fails or is pending, and when no test ran.
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: process.env['TEST_REPORTER'] ?? 'spec',
    timeout: Number(process.env['TEST_TIMEOUT_MS'] ?? 30_000),
    color: process.env['TEST_COLOR'] === '1',
  });
  const grep = process.env['TEST_GREP'];
  if (grep) mocha.fgrep(grep);
  const seed = Number(process.env['TEST_SEED'] || NaN);
  if (Number.isInteger(seed)) fc.configureGlobal({ seed });
  for (const file of testFiles()) mocha.addFile(file);
  const results = await runMocha(mocha);
  if (process.env['TEST_RESULTS']) {
    fs.writeFileSync(process.env['TEST_RESULTS'], JSON.stringify(results, null, 2));
  }
  const bad = results.failed + results.pending.length;
  if (bad > 0) throw new Error(`${bad} of ${results.passed + bad} tests did not pass.`);
  if (results.passed === 0) throw new Error('No test ran.');
}

function testFiles(): string[] {
  const folder = path.resolve(process.env['TEST_FILES'] ?? path.join(__dirname, 'stories'));
  const match = process.env['TEST_MATCH'] ?? '';
  const { TEST_WITHIN: within, TEST_WITHOUT: without } = process.env;
  return fs
    .readdirSync(folder, { recursive: process.env['TEST_DEPTH'] === 'all', encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js') && name.includes(match))
    .filter((name) => within === undefined || name.startsWith(within + path.sep))
    .filter((name) => without === undefined || !name.startsWith(without + path.sep))
    .sort()
    .map((name) => path.join(folder, name));
}

function runMocha(mocha: Mocha): Promise<Results> {
  const pending: string[] = [];
  const failures: { title: string; error: string }[] = [];
  const pictures: Promise<void>[] = [];
  let passed = 0;
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const results = { passed, failed: failures.length, pending, failures };
      void Promise.all(pictures).then(() => resolve(results));
    });
    runner.on('pass', () => (passed += 1));
    runner.on('pending', (test) => pending.push(test.fullTitle()));
    runner.on('fail', (test, error: Error) => {
      failures.push({ title: test.fullTitle(), error: error.stack ?? String(error) });
      pictures.push(takePicture(`failed-${failures.length}.png`));
    });
  });
}

/** What the window showed when a story failed, beside the results; nothing where there is no window. */
async function takePicture(name: string): Promise<void> {
  const results = process.env['TEST_RESULTS'];
  if (!process.env['HOST_CDP_PORT'] || !results) return;
  const file = results.replace(/\.json$/, `-${name}`);
  try {
    await (await workbench()).screenshot({ path: file, timeout: 5000 });
    process.stderr.write(`A picture of the failure: ${file}\n`);
  } catch (error) {
    process.stderr.write(`No picture of the failure: ${String(error)}\n`);
  }
}

if (require.main === module) {
  run().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
