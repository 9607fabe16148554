import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkRelativePath } from '../core/paths';
import { type Workspace, workspaceOf } from '../core/locate';

/** Larger sources are not read; a finding in one is shown without its place. */
const maxTextBytes = 5 * 1024 * 1024;
/** More files than this are not searched for those that a report names by another root. */
const maxListed = 200_000;
/** So many paths are kept with what is there; a report may name any number of files that are not. */
const maxKnown = 20_000;
const skipped = new Set(['.git', 'node_modules']);

/**
 * The sources below one folder, for reading only. Symbolic links are resolved, and what they lead
 * out of the folder is not there. Blocks while it reads: for workers and the command line.
 */
export interface SourceFiles extends Workspace {
  /** The path as the disk writes it: a file system blind to case knows it by several. */
  trueCase(path: string): string;
  /** As the editor shows it; undefined for what cannot be shown as text. */
  text(path: string): string | undefined;
  /** Of its bytes, as 64 hex digits. */
  sha256(path: string): string | undefined;
  /** When it was last written, in milliseconds since 1970. */
  writtenAt(path: string): number;
}

interface Entry {
  readonly file: string;
  /** Relative to the folder, as it is really written. */
  readonly real: string;
  readonly size: number;
  readonly writtenAt: number;
}

export function sourceFiles(root: string): SourceFiles {
  const realRoot = realPath(root) ?? path.resolve(root);
  const entries = new Map<string, Entry | undefined>();
  let listed: Workspace | undefined;

  const folders = new Map<string, string | undefined>();
  const realFolder: RealFolder = (folder) => {
    if (folders.size >= maxKnown) folders.clear();
    if (!folders.has(folder)) folders.set(folder, realPath(folder));
    return folders.get(folder);
  };

  function entryOf(relative: string): Entry | undefined {
    const known = entries.get(relative);
    if (known !== undefined || entries.has(relative)) return known;
    const entry = look(realRoot, relative, realFolder);
    if (entries.size >= maxKnown) entries.clear();
    entries.set(relative, entry);
    return entry;
  }

  return {
    roots: [...new Set([path.resolve(root), realRoot])].map((one) => one.replaceAll('\\', '/')),
    has: (relative) => entryOf(relative) !== undefined,
    bySuffix(end) {
      listed ??= workspaceOf([], listFiles(realRoot));
      return listed.bySuffix(end);
    },
    trueCase(relative) {
      const real = entryOf(relative)?.real;
      return real?.toLowerCase() === relative.toLowerCase() ? real : relative;
    },
    text(relative) {
      const entry = entryOf(relative);
      if (entry === undefined || entry.size > maxTextBytes) return undefined;
      const bytes = readFile(entry);
      return bytes === undefined || bytes.includes(0) ? undefined : new TextDecoder().decode(bytes);
    },
    sha256(relative) {
      const entry = entryOf(relative);
      const bytes = entry && readFile(entry);
      return bytes && crypto.createHash('sha256').update(bytes).digest('hex');
    },
    writtenAt: (relative) => entryOf(relative)?.writtenAt ?? 0,
  };
}

/** Folders are asked for their real paths once; of a file in a real folder only the last name can be a link. */
type RealFolder = (folder: string) => string | undefined;

function look(root: string, relative: string, realFolder: RealFolder): Entry | undefined {
  const checked = checkRelativePath(relative);
  if (!checked.ok) return undefined;
  const named = path.join(root, checked.path);
  const folder = realFolder(path.dirname(named));
  if (folder === undefined) return undefined;
  const here = path.join(folder, path.basename(named));
  const stat = statOf(here);
  if (stat === undefined) return undefined;
  if (!stat.isSymbolicLink() && isCaseExact) return entryAt(root, here, stat);
  const real = realPath(here);
  const target = real === undefined ? undefined : statOf(real);
  return real === undefined || target === undefined ? undefined : entryAt(root, real, target);
}

/** Elsewhere a name may be written in several ways, and only the system knows the real one. */
const isCaseExact = process.platform === 'linux';

function entryAt(root: string, file: string, stat: fs.Stats): Entry | undefined {
  const top = root.endsWith(path.sep) ? root : root + path.sep;
  if (!file.startsWith(top) || !stat.isFile()) return undefined;
  const real = file.slice(top.length).split(path.sep).join('/');
  return { file, real, size: stat.size, writtenAt: stat.mtimeMs };
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return undefined;
  }
}

/** Opened so that a link or a pipe that took the place of the file meanwhile is refused at once. */
function readFile({ file, size }: Entry): Buffer | undefined {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  try {
    const handle = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      // It may have grown since it was looked at; a scanner has seen no more than this.
      const bytes = Buffer.allocUnsafe(size);
      return bytes.subarray(0, fs.readSync(handle, bytes, 0, size, null));
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

/** The files below a folder, nearest first, without `.git` and `node_modules`; what cannot be read is passed over. */
function listFiles(root: string): readonly string[] {
  const found: string[] = [];
  const folders = [''];
  for (const folder of folders) {
    for (const entry of readFolder(path.join(root, folder))) {
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (skipped.has(entry.name)) continue;
      if (entry.isDirectory()) folders.push(below);
      else if (entry.isFile()) found.push(below);
    }
    if (found.length >= maxListed) break;
  }
  return found;
}

function readFolder(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
