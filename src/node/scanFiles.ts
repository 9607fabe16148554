import * as fs from 'node:fs';
import * as path from 'node:path';
import { HumanError } from '../core/errors';
import { compareText } from '../core/finding';
import { codeOf } from './atomicFile';
import { type IgnoreRules, ignoreRules, noRules } from './gitIgnore';

export interface ScanWalk {
  /** The folder that paths are relative to: absolute. */
  readonly root: string;
  /** Files and folders to walk, relative to the root or absolute. Absent: the root. */
  readonly paths?: readonly string[];
  /** Whether a file is for the scan, by its path. Cheap. */
  wants(path: string): boolean;
  /** Also what `.gitignore` leaves out. Default: no. */
  readonly withIgnored?: boolean;
  /** Larger files are skipped. Default: `maxScanBytes`. */
  readonly maxBytes?: number;
}

/** Of one file. Hardly anybody writes a larger one by hand. */
export const maxScanBytes = 1_000_000;

export type ScanStep =
  | {
      readonly kind: 'file';
      /** Relative to the root, forward slashes, links resolved. */
      readonly path: string;
      /** Without a byte order mark. */
      readonly text: string;
    }
  | ({ readonly kind: 'skipped' } & Skipped);

/** A file that was not scanned, or a folder of which nothing was. */
export interface Skipped {
  readonly path: string;
  readonly reason: SkipReason;
  /** For a person: a clause such as "it is minified". */
  readonly why: string;
}

const reasons = {
  ignored: '.gitignore leaves it out',
  vendored: 'it holds code of others',
  minified: 'it is minified',
  link: 'it is a symbolic link, and what it leads to is scanned where it lies',
  'no-rules': 'no built-in rule is for such a file',
  'too-large': 'it is too large',
  binary: 'it is no text',
  encoding: 'it is not UTF-8',
  unreadable: 'it cannot be read',
  vanished: 'it vanished while the scan ran',
} as const;

type WalkReason = keyof typeof reasons;

/** `slow` and `unfit` are for whoever scans the file: this walk never says them. */
export type SkipReason = WalkReason | 'slow' | 'unfit';

const routine: readonly SkipReason[] = ['ignored', 'vendored', 'minified', 'link', 'no-rules'];

/** Whether that is how it should be, so that nobody has to be told of each. */
export function isRoutine({ reason }: Pick<Skipped, 'reason'>): boolean {
  return routine.includes(reason);
}

/** Folders of which nothing is the project's own. */
const vendored = new Set(
  'node_modules bower_components jspm_packages vendor third_party .venv site-packages'.split(' '),
);
const repositories = new Set(['.git', '.hg', '.svn']);

/**
 * Walks files and folders and answers, folder by folder in the order of names, each file that the
 * scan wants, with its text, or why it is skipped. What is named itself is walked whatever
 * `.gitignore` or its name say. No symbolic link below a named folder is followed. A named path that
 * is missing, unreadable or outside the root is a HumanError, before any file is answered; what is
 * lost later is skipped. Blocks while it reads one file or folder: four calls for each that could
 * wait would take longer than the scan itself.
 */
export function* scanFiles(walk: ScanWalk): Generator<ScanStep, void, undefined> {
  const root = realRoot(walk.root);
  const named = (walk.paths ?? ['.']).map((one) => look(root, one));
  const seen = new Set<string>();
  for (const { file, isFolder } of named) {
    const steps = isFolder ? walkFolder(walk, root, file) : walkFile(walk, root, file);
    for (const step of steps) {
      if (seen.has(step.path)) continue;
      seen.add(step.path);
      yield step;
    }
  }
}

function realRoot(root: string): string {
  try {
    return fs.realpathSync(root);
  } catch {
    throw new HumanError(`The folder ${root} cannot be read.`);
  }
}

interface Named {
  readonly file: string;
  readonly isFolder: boolean;
}

function look(root: string, name: string): Named {
  try {
    const file = fs.realpathSync(path.resolve(root, name));
    if (isOutside(root, file)) {
      throw new HumanError(`${name} lies outside of ${root}; name a folder above it with --root.`);
    }
    const stat = fs.statSync(file);
    fs.accessSync(file, fs.constants.R_OK);
    return { file, isFolder: stat.isDirectory() };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new HumanError(`${name} does not exist.`);
    if (error instanceof HumanError || code === '') throw error;
    throw new HumanError(`${name} cannot be read (${code}).`);
  }
}

function isOutside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

function* walkFile(walk: ScanWalk, root: string, file: string): Generator<ScanStep> {
  const relative = path.relative(root, file).split(path.sep).join('/');
  if (walk.wants(relative)) yield readFile(walk, root, relative, true);
  else yield skipped(relative, 'no-rules');
}

interface Folder {
  readonly path: string;
  readonly rules: IgnoreRules;
}

function* walkFolder(walk: ScanWalk, root: string, top: string): Generator<ScanStep> {
  const relative = path.relative(root, top).split(path.sep).join('/');
  const rules = walk.withIgnored ? noRules : ignoreRules(top);
  const folders: Folder[] = [{ path: relative, rules }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const entries = readFolder(path.join(root, folder.path));
    if (!Array.isArray(entries)) {
      yield skipped(folder.path || '.', lost(entries.code), entries.code);
      continue;
    }
    const below: Folder[] = [];
    for (const entry of entries) {
      const at = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const reason = whySkipped(walk, root, at, entry, folder.rules);
      if (reason === 'other') continue;
      if (reason !== undefined) yield skipped(at, reason);
      else if (entry.isFile()) yield readFile(walk, root, at, false);
      else below.push({ path: at, rules: folder.rules.below(entry.name) });
    }
    folders.push(...below.reverse());
  }
}

/** Undefined for a file to read and a folder to enter; `other` for what no scan is about. */
function whySkipped(
  walk: ScanWalk,
  root: string,
  at: string,
  entry: fs.Dirent,
  rules: IgnoreRules,
): WalkReason | 'other' | undefined {
  const isFolder = entry.isDirectory();
  if (isFolder && repositories.has(entry.name)) return 'other';
  if (!isFolder && !entry.isSymbolicLink() && !(entry.isFile() && walk.wants(at))) return 'other';
  if (isFolder && vendored.has(entry.name)) return 'vendored';
  if (rules.leavesOut(entry.name, isFolder)) return 'ignored';
  if (!entry.isSymbolicLink()) return undefined;
  return walk.wants(at) || leadsToFolder(path.join(root, at)) ? 'link' : 'other';
}

function leadsToFolder(link: string): boolean {
  try {
    return fs.statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function readFolder(folder: string): fs.Dirent[] | { readonly code: string } {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => compareText(a.name, b.name));
  } catch (error) {
    return { code: codeOf(error) };
  }
}

const lost = (code: string): WalkReason => (code === 'ENOENT' ? 'vanished' : 'unreadable');

function skipped(at: string, reason: WalkReason, detail = ''): ScanStep {
  const why = detail !== '' && reason !== 'vanished' ? ` (${detail})` : '';
  return { kind: 'skipped', path: at, reason, why: reasons[reason] + why };
}

function readFile(walk: ScanWalk, root: string, at: string, isNamed: boolean): ScanStep {
  if (!isNamed && /[.-]min\.[cm]?js$/i.test(at)) return skipped(at, 'minified');
  const { maxBytes = maxScanBytes } = walk;
  let bytes: Uint8Array | undefined;
  try {
    bytes = readBytes(path.join(root, at), maxBytes);
  } catch (error) {
    const code = codeOf(error);
    return skipped(at, lost(code), code);
  }
  if (bytes === undefined) return skipped(at, 'too-large', `more than ${sizeText(maxBytes)}`);
  if (bytes.includes(0)) return skipped(at, 'binary');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return skipped(at, 'encoding');
  }
  if (!isNamed && isMinified(text)) return skipped(at, 'minified');
  return { kind: 'file', path: at, text };
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.floor(bytes / 1000)} KB` : `${bytes / 1_000_000} MB`;
}

/** Undefined for a file that is too large. Refuses a link or a pipe that took the file's place. */
function readBytes(file: string, maxBytes: number): Uint8Array | undefined {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  const handle = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fs.fstatSync(handle);
    if (!stat.isFile()) throw Object.assign(new Error('no regular file'), { code: 'EINVAL' });
    if (stat.size > maxBytes) return undefined;
    const bytes = Buffer.allocUnsafe(stat.size);
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, stat.size, 0));
  } finally {
    fs.closeSync(handle);
  }
}

const longLine = 5000;

/** Nobody writes half a file in lines that long. */
function isMinified(text: string): boolean {
  let inLongLines = 0;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (end - start > longLine) inLongLines += end - start;
    start = end + 1;
  }
  return inLongLines * 2 > text.length;
}
