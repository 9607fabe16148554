// Starts VS Code with the packaged extension and runs a TypeScript file of the benchmark in its extension host.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { freePort, writeSettings } from '../host/host.mjs';
import { run } from '../host/processes.mjs';
import { onServer, root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';

/** `name` is the file in `test/bench` without its ending; what it writes to BENCH_RESULTS comes back. */
export async function runInHost(name, scratch, { workspace, settings = {}, env = {} }) {
  const userData = path.join(scratch, 'user-data');
  writeSettings(userData, settings);
  const port = await freePort();
  const results = path.join(scratch, 'results.json');
  const plan = {
    ...(onServer ? { vscodeExecutablePath: path.join(root, 'test', 'host', 'code.mjs') } : {}),
    extensionDevelopmentPath: [root],
    extensionTestsPath: await bundle(name, scratch, { inHost: true }),
    launchArgs: [
      workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
      `--remote-debugging-port=${port}`,
    ],
    extensionTestsEnv: {
      BENCH_RESULTS: results,
      HOST_CDP_PORT: String(port),
      HOST_TIMEOUT_MS: '180000',
      ...env,
    },
  };
  const launcher = path.join(root, 'test', 'host', 'launch.mjs');
  const { code, output } = await run(process.execPath, [launcher, JSON.stringify(plan)], {
    cwd: root,
    timeout: 240_000,
  });
  if (code !== 0) throw new Error(output);
  return JSON.parse(fs.readFileSync(results, 'utf8'));
}
