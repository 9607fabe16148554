// npm test: everything that has to hold, and a count as its last line.
//
//   npm test                              all of it
//   npm test -- unit                      some parts only: lint, types, unit, host, outside, or one launch by its name
//   npm test -- host --grep "one way"     only tests whose title contains a text
//   npm test -- unit --file core/glob     only test files whose path contains a text
//   npm test -- unit --seed random        property tests of other values than always: a number, or random ones
//
// The stories run in the server host on Linux and in desktop VS Code elsewhere; VSCODE_HOST=server|desktop decides.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, writeSettings } from './host/host.mjs';
import { npm, run, stopOnSignals, stopRunning } from './host/processes.mjs';
import { copyWorkspace, install, onServer, root } from './host/project.mjs';
import { setUpHost } from './host/setup.mjs';

/** Every start of the host with stories inside it. */
const LAUNCHES = [
  { name: 'main', files: 'stories' },
  { name: 'dependencies', files: 'stories/dependencies', workspace: 'tally' },
  { name: 'restricted', files: 'stories/restricted', restricted: true },
  {
    name: 'autosave',
    files: 'stories/autosave',
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 200 },
  },
];
const HOST_PARTS = [...LAUNCHES.map(({ name }) => name), 'outside'];
const PARTS = ['lint', 'types', 'unit', 'host', ...HOST_PARTS];
const MINUTE = 60_000;
const LIMIT = Number(process.env.HOST_TIMEOUT_MS ?? 20 * MINUTE);

const { values: filter, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    file: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const unknown = chosen.find((part) => !PARTS.includes(part));
if (unknown) {
  console.error(`There is no part "${unknown}". Choose from: ${PARTS.join(', ')}.`);
  process.exit(2);
}
if (filter.seed !== 'random' && !/^-?\d{1,9}$/.test(filter.seed)) {
  console.error(
    `"${filter.seed}" is no seed. Choose a whole number of up to nine digits, or random.`,
  );
  process.exit(2);
}
const wanted = (part) =>
  chosen.length === 0 ||
  chosen.includes(part) ||
  (HOST_PARTS.includes(part) && chosen.includes('host'));

const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-test-')));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const stopping = stopOnSignals();

const total = { passed: 0, failed: 0, failures: [] };
await runAll();
await stopRunning();
if (stopping.aborted) process.exit(130);
if (total.passed === 0 && PARTS.slice(2).some(wanted)) total.failed ||= 1;
// Said again at the end, because a log is often kept from its end only.
for (const { suite, title, error } of total.failures)
  console.log(`FAILED in ${suite}: ${title}\n${error}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

async function runAll() {
  const needsHost = HOST_PARTS.some(wanted);
  const host = needsHost && onServer ? begin(() => setUpHost()) : undefined;
  if (!(await report('install', begin(install)))) return;
  const checks = ['lint', 'types'].filter(wanted).map((name) => [name, begin(() => script(name))]);
  for (const [name, work] of checks) await report(name, work);
  if (!needsHost && !wanted('unit')) return;
  if (!(await report('build', begin(build)))) return;
  const hasHost = needsHost && (!host || (await report('host set-up', host)));
  // These mostly wait for restarts, so that they run beside all others; what they say comes last.
  const outside =
    hasHost &&
    wanted('outside') &&
    inNode('host/outside', environment('outside'), 2 * LIMIT, false);
  if (wanted('unit')) await unitTests();
  if (!hasHost) return;
  for (const one of LAUNCHES.filter(({ name }) => wanted(name))) {
    await tests(one.name, (env) => inHost(one, env));
  }
  if (outside) {
    await tests('outside', async () => {
      const end = await outside;
      console.log(end.output);
      return end;
    });
  }
}

/** Starts a piece of work now, to be reported when its turn comes; it fails by throwing. */
function begin(work) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  return work().then(
    () => ({ seconds: seconds() }),
    (error) => ({ seconds: seconds(), error }),
  );
}

async function report(name, work) {
  const { seconds, error } = await work;
  heading(name, `${error ? 'FAILED' : 'ok'} in ${seconds.toFixed(1)} s`);
  if (error) {
    total.failed += 1;
    console.log(error.message);
  }
  return !error;
}

function heading(name, text) {
  console.log(`== ${name}${text ? `: ${text}` : ''}`);
}

async function script(name) {
  const { code, output } = await npm(['run', '--silent', name], { cwd: root });
  if (code !== 0) throw new Error(output);
}

async function build() {
  for (const name of ['unit', 'host', 'results']) {
    fs.rmSync(path.join(root, 'out', name), { recursive: true, force: true });
  }
  fs.mkdirSync(path.join(root, 'out', 'results'), { recursive: true });
  const { code, output } = await run(process.execPath, ['esbuild.config.mjs', '--tests'], {
    cwd: root,
  });
  if (code !== 0) throw new Error(output);
}

/** Runs one suite, whose output streams, and counts what its results file says. */
async function tests(name, runSuite) {
  heading(name);
  const began = performance.now();
  const env = environment(name);
  const end = await runSuite(env).catch((error) => ({ code: 1, trouble: error.message }));
  const results = readResults(env.TEST_RESULTS);
  const { passed, failed, notes } = judge(end, results);
  for (const note of notes) console.log(note);
  for (const failure of results?.failures ?? []) total.failures.push({ suite: name, ...failure });
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  heading(name, `${passed} passed, ${failed} failed in ${seconds} s`);
}

/** In two processes beside each other: one for the core, which computes, one for the rest, which mostly waits. */
async function unitTests() {
  const env = { ...environment('unit-rest'), TEST_WITHOUT: 'core' };
  const rest = inNode('unit', env, 20 * MINUTE, false);
  await tests('unit', (own) => inNode('unit', { ...own, TEST_WITHIN: 'core' }, 20 * MINUTE));
  await tests('unit-rest', async () => {
    const end = await rest;
    console.log(end.output);
    return end;
  });
}

/** What every suite is told: where its results go, and which tests are wanted. */
function environment(name) {
  return {
    TEST_RESULTS: path.join(root, 'out', 'results', `${name}.json`),
    TEST_SEED: filter.seed,
    ...(filter.grep ? { TEST_GREP: filter.grep } : {}),
    ...(filter.file ? { TEST_MATCH: filter.file } : {}),
  };
}

function readResults(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a suite's end and its results come to. No result, no test, or an end of another colour: each is a failure. */
function judge({ code, timedOut, trouble }, results) {
  const end = timedOut ? 'was stopped after its time limit' : `ended with status ${code}`;
  if (!results) return { passed: 0, failed: 1, notes: [trouble ?? `It ${end}, without results.`] };
  const { passed, pending } = results;
  const notes = pending.map((title) => `Not run, which counts as failed: ${title}`);
  let failed = results.failed + pending.length;
  const filteredOut = passed + failed === 0 && (filter.grep || filter.file);
  if (passed + failed === 0 && !filteredOut) {
    failed = 1;
    notes.push('No test ran.');
  } else if ((code !== 0 || timedOut) && failed === 0 && !filteredOut) {
    failed = 1;
    notes.push(`Every test passed, yet it ${end}.`);
  }
  return { passed, failed, notes };
}

/** A suite in plain Node: the unit tests, and the stories that start hosts themselves (with HOST_CODE, if it is set). */
async function inNode(folder, env, timeout, stream = true) {
  const unit = folder === 'unit';
  const desktop = unit || onServer ? undefined : await import('@vscode/test-electron');
  const suite = path.join(root, 'out', 'host', 'suite.js');
  return run(process.execPath, [suite], {
    cwd: root,
    stream,
    timeout,
    env: {
      ...process.env,
      ...env,
      ...(desktop ? { HOST_CODE: await desktop.downloadAndUnzipVSCode() } : {}),
      TEST_FILES: path.join(root, 'out', folder),
      TEST_DEPTH: 'all',
      TEST_SCRATCH: scratch,
      TEST_REPORTER: unit ? 'dot' : 'spec',
      TEST_TIMEOUT_MS: String(unit ? 10_000 : 3 * MINUTE),
    },
  });
}

/** A suite inside an extension host of its own, with a fresh profile and a fresh copy of its sample project. */
async function inHost(launch, env) {
  const { name, files, workspace: sample = 'shop', restricted = false, settings = {} } = launch;
  const workspace = path.join(scratch, name, sample);
  await copyWorkspace(sample, workspace);
  const userData = path.join(scratch, name, 'user-data');
  writeSettings(userData, settings, { restricted });
  const port = await freePort();
  const plan = {
    restricted,
    ...(onServer ? { vscodeExecutablePath: path.join(root, 'test', 'host', 'code.mjs') } : {}),
    extensionDevelopmentPath: [root, ...testExtensions()],
    extensionTestsPath: path.join(root, 'out', 'host', 'suite.js'),
    launchArgs: [
      workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(scratch, name, 'extensions')}`,
      `--remote-debugging-port=${port}`,
    ],
    extensionTestsEnv: {
      ...env,
      TEST_FILES: path.join(root, 'out', 'host', files),
      HOST_CDP_PORT: String(port),
      HOST_RESTRICTED: restricted ? '1' : '0',
      HOST_TIMEOUT_MS: String(LIMIT),
    },
  };
  const launcher = path.join(root, 'test', 'host', 'launch.mjs');
  const options = { cwd: root, stream: true, timeout: LIMIT + MINUTE / 2 };
  return run(process.execPath, [launcher, JSON.stringify(plan)], options);
}

/** Extensions that only the stories use, such as a scripted language model. */
function testExtensions() {
  const folder = path.join(root, 'test', 'host', 'extensions');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((one) => fs.existsSync(path.join(one, 'package.json')));
}
