// One run of @vscode/test-electron, in a process of its own so that the runner can end it. The plan comes as JSON.
import { spawn } from 'node:child_process';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';

const { restricted, ...plan } = JSON.parse(process.argv[2]);
const onDesktop = plan.vscodeExecutablePath === undefined;
try {
  plan.vscodeExecutablePath ??= await downloadAndUnzipVSCode();
} catch (error) {
  console.error(`No VS Code host: desktop VS Code could not be downloaded (${error.message}).`);
  process.exit(2);
}
try {
  process.exitCode = await (onDesktop && restricted ? runRestricted() : runTests(plan));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** runTests always turns workspace trust off, and the desktop has no switch that turns it on again. */
function runRestricted() {
  const args = [
    ...plan.launchArgs,
    ...['--no-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
    ...plan.extensionDevelopmentPath.map((folder) => `--extensionDevelopmentPath=${folder}`),
    `--extensionTestsPath=${plan.extensionTestsPath}`,
  ];
  const env = { ...process.env, ...plan.extensionTestsEnv };
  const code = spawn(plan.vscodeExecutablePath, args, { env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    code.once('error', reject);
    code.once('close', (status) => resolve(status ?? 1));
  });
}
