import * as vscode from 'vscode';
import { settings } from '../ids';

/**
 * The user's settings, read anew at each call. Defaults are in package.json and nowhere else; a
 * value of another type than package.json says counts as absent, since a workspace may hold anything.
 */
export interface Settings {
  /** Globs below the folder where scanners leave their reports. */
  reportGlobs(folder: vscode.Uri): readonly string[];
  /** Larger reports are refused before they are read. */
  maxReportBytes(folder: vscode.Uri | undefined): number;
  /** How the sources of other extensions' diagnostics begin that may become findings; lower case. */
  adoptedSources(file: vscode.Uri): readonly string[];
  /** Whether the built-in scan looks at files of a folder. */
  scans(folder: vscode.Uri): boolean;
  /** As the user has set them: a workspace must not name programs to run, nor how long. */
  checks(): {
    readonly testCommand: unknown;
    readonly timeLimitMs: number;
    readonly scanners: unknown;
  };
  /** Fires when any of them changed. */
  readonly onDidChange: vscode.Event<void>;
}

const megabyte = 1024 * 1024;
/** As package.json says, for a value that is no number. */
const defaultMegabytes = 1000;
const defaultSeconds = 300;

export function readSettings(): Settings & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const listening = vscode.workspace.onDidChangeConfiguration((event) => {
    if (Object.values(settings).some((id) => event.affectsConfiguration(id))) changed.fire();
  });
  return {
    reportGlobs(folder) {
      const globs = value(settings.reports, folder);
      const list: readonly unknown[] = Array.isArray(globs) ? globs : [];
      return list.filter((glob) => typeof glob === 'string');
    },
    maxReportBytes(folder) {
      const megabytes = value(settings.reportMaxMegabytes, folder);
      const isSize = typeof megabytes === 'number' && megabytes >= 0;
      return (isSize ? megabytes : defaultMegabytes) * megabyte;
    },
    adoptedSources(file) {
      const sources = value(settings.adoptSources, file);
      const list: readonly unknown[] = Array.isArray(sources) ? sources : [];
      return list.flatMap((one) => (typeof one === 'string' ? one.trim().toLowerCase() : []));
    },
    scans: (folder) => value(settings.scanEnabled, folder) !== false,
    checks() {
      const seconds = usersOwn(settings.checkTimeLimit);
      const isTime = typeof seconds === 'number' && seconds > 0;
      return {
        testCommand: usersOwn(settings.testCommand),
        scanners: usersOwn(settings.scanners),
        timeLimitMs: (isTime ? seconds : defaultSeconds) * 1000,
      };
    },
    onDidChange: changed.event,
    dispose() {
      changed.dispose();
      listening.dispose();
    },
  };
}

function value(id: string, scope: vscode.Uri | undefined): unknown {
  return vscode.workspace.getConfiguration(undefined, scope).get<unknown>(id);
}

function usersOwn(id: string): unknown {
  const found = vscode.workspace.getConfiguration().inspect<unknown>(id);
  return found?.globalValue ?? found?.defaultValue;
}
