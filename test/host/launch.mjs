// One run of @vscode/test-electron, in a process of its own so that the runner can end it. The plan comes as JSON.
import { spawn } from 'node:child_process';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';

const { restricted, ...plan } = JSON.parse(process.argv[2]);

if (restricted && !plan.vscodeExecutablePath) await runRestrictedDesktop();
else {
  try {
    await runTests(plan);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** runTests always turns workspace trust off; the desktop has no other way to be told than to leave that switch out. */
async function runRestrictedDesktop() {
  const args = [
    ...plan.launchArgs,
    ...['--no-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
    ...plan.extensionDevelopmentPath.map((folder) => `--extensionDevelopmentPath=${folder}`),
    `--extensionTestsPath=${plan.extensionTestsPath}`,
  ];
  const env = { ...process.env, ...plan.extensionTestsEnv };
  const code = spawn(await downloadAndUnzipVSCode(), args, { env, stdio: 'inherit' });
  process.exitCode = await new Promise((resolve, reject) => {
    code.once('error', reject);
    code.once('close', (status) => resolve(status ?? 1));
  });
}
