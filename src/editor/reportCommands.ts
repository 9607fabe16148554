import * as vscode from 'vscode';
import { commands, views } from '../ids';
import type { Fail } from './commands';
import { command } from './commands';
import type { Reports } from './reports';

/** Opening a report by hand, reading all again, and the log. */
export function registerReportCommands(
  reports: Reports,
  filter: { refresh(): unknown },
  log: vscode.LogOutputChannel,
  fail: Fail,
): vscode.Disposable {
  const open = async (given: unknown) => {
    const uris = given instanceof vscode.Uri ? [given] : await chooseReports();
    for (const uri of uris) {
      const count = await reports.load(uri);
      const text = `${count} finding${count === 1 ? '' : 's'} in ${uri.path.split('/').pop()}`;
      vscode.window.setStatusBarMessage(`$(shield) ${text}`, 5000);
    }
    if (uris.length > 0) await vscode.commands.executeCommand(`${views.findings}.focus`);
  };
  return vscode.Disposable.from(
    command(commands.openReport, open, fail),
    command(
      commands.refreshFindings,
      () => Promise.all([reports.refresh(), filter.refresh()]),
      fail,
    ),
    command(commands.showLog, () => log.show(), fail),
  );
}

async function chooseReports(): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Open a scanner’s report',
    openLabel: 'Read',
    canSelectMany: true,
    filters: { 'Scanner reports': ['sarif', 'json'], 'All files': ['*'] },
  });
  return chosen ?? [];
}
