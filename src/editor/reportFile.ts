import * as vscode from 'vscode';
import { replacementEdits } from '../core/draft';
import type { Finding, Problem } from '../core/finding';
import { indexText } from '../core/lines';
import {
  locateFindings,
  manifestPaths,
  reportedPaths,
  reportResolver,
  uriCandidates,
  workspaceOf,
} from '../core/locate';
import { readReport } from '../core/readers';
import type { Report } from '../core/readers';
import { replacing, shiftFinding } from '../core/track';
import type { Folder } from './folder';
import { fileUri } from './folder';

/** The paths of a folder's files. Asked only when a report names a file that is not where it says. */
export type ListFiles = (folder: Folder) => Promise<readonly string[]>;

export interface ReadFindings {
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** Files read at a time: enough to keep the disk busy, few enough to answer others in between. */
const filesAtATime = 32;
/** Larger sources are not read; a finding in one is shown without its place. */
const maxTextBytes = 5 * 1024 * 1024;

/**
 * Turns a report's bytes into findings that have their places in a folder, in the coordinates of
 * the editor's texts at the moment it answers. Only files inside the folder are ever read, symbolic
 * links resolved. Never throws for what a report says; `name` is for the messages.
 */
export async function findingsOf(
  name: string,
  uri: vscode.Uri,
  bytes: Uint8Array,
  folder: Folder,
  listFiles: ListFiles,
): Promise<ReadFindings> {
  const report = readReport(name, bytes);
  const directory = manifestDirectory(folder.uri, uri);
  const sources = new Sources(folder);
  const resolve = await resolver(report, sources, listFiles);
  const needed = reportedPaths(report).map(({ uri: address, base }) => resolve(address, base));
  await sources.load([...needed, ...manifestPaths(directory)].filter((path) => path !== undefined));
  const { findings, problems } = locateFindings(report, {
    manifestDirectory: directory,
    text: (path) => sources.text(path),
    resolve(address, base) {
      const path = resolve(address, base);
      return path !== undefined && sources.has(path) ? path : undefined;
    },
  });
  return { findings: inOpenTexts(findings, sources), problems };
}

/** Looks at the places that the report names; lists the folder's files only if one is not there. */
async function resolver(
  report: Report,
  sources: Sources,
  listFiles: ListFiles,
): Promise<ReturnType<typeof reportResolver>> {
  const { folder } = sources;
  const roots = [folder.uri.fsPath.replaceAll('\\', '/')];
  const named = reportedPaths(report).map(({ uri, base }) => uriCandidates(uri, base, roots));
  await sources.load(named.flat());
  const isMissing = named.some((candidates) => !candidates.some((path) => sources.has(path)));
  const listed = isMissing ? await listFiles(folder) : [];
  const present = named.flat().filter((path) => sources.has(path));
  return reportResolver(report, workspaceOf(roots, [...present, ...listed]));
}

/** The texts of a folder's files, each read once. */
class Sources {
  readonly folder: Folder;
  /** A file that is there and cannot be read as text has none. */
  readonly #texts = new Map<string, string | undefined>();

  constructor(folder: Folder) {
    this.folder = folder;
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  async load(paths: readonly string[]): Promise<void> {
    const due = [...new Set(paths)].filter((path) => !this.has(path));
    for (let at = 0; at < due.length; at += filesAtATime) {
      await Promise.all(due.slice(at, at + filesAtATime).map((path) => this.#read(path)));
    }
  }

  async #read(path: string): Promise<void> {
    try {
      const bytes = await this.folder.ports.read(path);
      if (bytes) this.#texts.set(path, textOf(bytes));
    } catch {
      if (await isFile(fileUri(this.folder, path))) this.#texts.set(path, undefined);
    }
  }
}

/** As the editor shows it: bytes that are not UTF-8 become one replacement character each. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > maxTextBytes || bytes.includes(0)) return undefined;
  return new TextDecoder().decode(bytes);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

/** Places were found in the texts on disk; unsaved changes have moved them since. */
function inOpenTexts(findings: readonly Finding[], sources: Sources): readonly Finding[] {
  let moved = findings;
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    const path = pathIn(sources.folder.uri, document.uri);
    const disk = path === undefined ? undefined : sources.text(path);
    if (path === undefined || disk === undefined) continue;
    const index = indexText(disk);
    const changes = replacementEdits(disk, document.getText())
      .toReversed()
      .map(({ start, end, text }) =>
        replacing({ start: index.positionAt(start), end: index.positionAt(end) }, text),
      );
    moved = moved.map((finding) =>
      changes.reduce((shifted, change) => shiftFinding(shifted, path, change), finding),
    );
  }
  return moved;
}

/** The path of a URI below a folder, or undefined outside of it. */
export function pathIn(folder: vscode.Uri, uri: vscode.Uri): string | undefined {
  const top = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  if (uri.scheme !== folder.scheme || !uri.path.startsWith(top)) return undefined;
  return uri.path.slice(top.length);
}

/** The folder that a report in it is about: the one that holds `.sarif`, else the report's own. */
function manifestDirectory(folder: vscode.Uri, report: vscode.Uri): string {
  const segments = (pathIn(folder, report) ?? '').split('/').slice(0, -1);
  if (segments.at(-1) === '.sarif') segments.pop();
  return segments.join('/');
}
