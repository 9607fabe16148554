import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { Problem } from '../core/finding';
import type { LoadEvent, LoadRequest, ReportReader } from '../core/reportLoad';
import { grouped } from '../core/plainText';
import type { Filling, Findings } from './findings';
import type { Folder } from './folder';
import { unsavedChanges } from './unsaved';

/** A report that takes longer shows how far it is, and can be stopped. */
const patienceMs = 700;

export interface ReportToLoad {
  /** Under which the findings are kept: the report's URI. */
  readonly key: string;
  readonly request: LoadRequest;
  /** The folders of the request, in its order. */
  readonly folders: readonly Folder[];
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
}

/** What came of it. */
export interface LoadedInto {
  readonly folder: Folder;
  readonly count: number;
  readonly problems: readonly Problem[];
  /** False when it could not be read to its end, so that it is worth another try. */
  readonly isWhole: boolean;
}

/**
 * Reads a report into the findings as it comes. A report that cannot be read leaves a problem that
 * says why, and what it said before is gone; so does one whose reading is cancelled.
 */
export async function loadInto(
  findings: Findings,
  reader: ReportReader,
  report: ReportToLoad,
): Promise<LoadedInto> {
  const { key, request, folders, at } = report;
  const unsaved = await unsavedChanges();
  const abort = new AbortController();
  let folder = firstOf(folders);
  let filling: Filling | undefined;
  let count = 0;
  const begin = () => {
    const whole = (ordinal: number, id: string) => reader.whole(request.file, ordinal, id);
    return findings.begin(key, { name: request.name, folder, at, whole }, unsaved);
  };
  const progress = showLater(`Reading ${request.name}…`, abort);
  const told = (event: LoadEvent) => {
    if (event.kind === 'folder') {
      folder = folders.find(({ uri }) => uri.fsPath === event.folder) ?? folder;
      filling = begin();
    } else if (event.kind === 'findings') {
      count += event.batch.ids.length / 32;
      filling?.append(event.batch);
    } else {
      progress.report(event.done / event.total, count);
    }
  };
  try {
    const loaded = await reader.load(request, told, abort.signal);
    (filling ?? begin()).done(loaded);
    return { folder, count, problems: loaded.problems, isWhole: true };
  } catch (error) {
    const problem = problemOf(request.name, error, abort.signal);
    (filling ?? begin()).abandon([problem]);
    return { folder, count: 0, problems: [problem], isWhole: false };
  } finally {
    progress.end();
  }
}

function firstOf(folders: readonly Folder[]): Folder {
  const [first] = folders;
  if (!first)
    throw new HumanError('Open the folder that was scanned first: findings need its files.');
  return first;
}

function problemOf(name: string, error: unknown, signal: AbortSignal): Problem {
  if (signal.aborted) {
    return {
      message: `${name}: reading it was cancelled; “Read Reports Again” starts anew`,
      count: 0,
    };
  }
  if (error instanceof HumanError) return { message: error.message.replace(/\.$/, ''), count: 0 };
  throw error;
}

interface Progress {
  /** A share from 0 to 1, and how many findings have come. */
  report(share: number, count: number): void;
  end(): void;
}

/** A notification with a way to stop, for work that turns out to be long. */
function showLater(title: string, abort: AbortController): Progress {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let shown: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  let told = 0;
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, (progress, token) => {
      shown = progress;
      token.onCancellationRequested(() => abort.abort());
      return ended;
    });
  }, patienceMs);
  return {
    report(share, count) {
      const percent = Math.floor(share * 100);
      if (!shown || percent <= told) return;
      const message = `${percent} %, ${grouped(count)} findings`;
      shown.report({ message, increment: percent - told });
      told = percent;
    },
    end() {
      clearTimeout(timer);
      end();
    },
  };
}
