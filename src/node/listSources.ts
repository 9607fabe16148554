import * as fs from 'node:fs';
import * as path from 'node:path';
import { HumanError } from '../core/errors';
import {
  type ListRequest,
  type ListedFile,
  type Listing,
  type Skip,
  type SkipReason,
  type SkippedPath,
  skip,
} from '../core/fileScan';
import { compareText } from '../core/finding';
import { hiddenFiles, isVendoredName } from '../core/scanScope';
import { codeOf } from './atomicFile';
import { type IgnoreRules, ignoreRules, noRules } from './gitIgnore';
import { isOutside } from './readToScan';

const repositories = new Set(['.git', '.hg', '.svn']);

/**
 * The files that are to be scanned, folder by folder in the order of names: those that `wants` says
 * yes to, without what `.gitignore` leaves out, what the editor hides, and other people's code. What
 * is named itself is walked whatever `.gitignore` or its name say. No symbolic link below a named
 * folder is followed. A named path that is missing, unreadable or outside the folder is a HumanError.
 */
export function listSources(request: ListRequest, wants: (path: string) => boolean): Listing {
  const { folder, paths = ['.'], most = Infinity } = request;
  const root = realRoot(folder);
  const walk: Walk = {
    request,
    root,
    wants,
    isHidden: hiddenIn(root, request),
    names: 0,
    isCutOff: false,
  };
  const named = paths.map((one) => look(root, one));
  const files = new Map<string, ListedFile>();
  const skipped = new Map<string, SkippedPath>();
  for (const { file, isFolder } of named) {
    for (const { path: at, step } of isFolder ? walkFolder(walk, file) : walkFile(walk, file)) {
      if (files.has(at) || skipped.has(at)) continue;
      if (typeof step === 'object')
        skipped.set(at, { path: at, reason: step.reason, why: step.why });
      else if (files.size < most) files.set(at, { path: at, asked: step });
      else walk.isCutOff = true;
    }
  }
  const { isCutOff } = walk;
  return { files: [...files.values()], skipped: [...skipped.values()], isCutOff };
}

interface Walk {
  readonly request: ListRequest;
  readonly root: string;
  readonly wants: (path: string) => boolean;
  readonly isHidden: (path: string) => boolean;
  /** How many were looked at. */
  names: number;
  isCutOff: boolean;
}

interface Step {
  readonly path: string;
  readonly step: ListedFile['asked'] | Skip;
}

function hiddenIn(root: string, { exclude = [] }: ListRequest): (path: string) => boolean {
  return hiddenFiles(exclude, (file) => fs.existsSync(path.join(root, file)));
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

function* walkFile({ root, wants }: Walk, file: string): Generator<Step> {
  const at = path.relative(root, file).split(path.sep).join('/');
  yield { path: at, step: wants(at) ? 'named' : skip('no-rules') };
}

interface Folder {
  readonly path: string;
  readonly rules: IgnoreRules;
}

function* walkFolder(walk: Walk, top: string): Generator<Step> {
  const { root, request } = walk;
  const relative = path.relative(root, top).split(path.sep).join('/');
  const rules = request.withIgnored ? noRules : ignoreRules(top);
  const folders: Folder[] = [{ path: relative, rules }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const entries = readFolder(path.join(root, folder.path));
    if (!Array.isArray(entries)) {
      yield { path: folder.path || '.', step: entries };
      continue;
    }
    walk.names += entries.length;
    walk.isCutOff ||= walk.names > 10 * (request.most ?? Infinity);
    if (walk.isCutOff) return;
    const below: Folder[] = [];
    for (const entry of entries) {
      const at = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const reason = whySkipped(walk, at, entry, folder.rules);
      if (reason === 'other') continue;
      if (reason !== undefined) yield { path: at, step: skip(reason) };
      else if (entry.isFile()) yield { path: at, step: 'listed' };
      else below.push({ path: at, rules: folder.rules.below(entry.name) });
    }
    folders.push(...below.reverse());
  }
}

/** Undefined for a file to scan and a folder to enter; `other` for what no scan is about. */
function whySkipped(
  { root, wants, isHidden }: Walk,
  at: string,
  entry: fs.Dirent,
  rules: IgnoreRules,
): SkipReason | 'other' | undefined {
  const isFolder = entry.isDirectory();
  if (isFolder && repositories.has(entry.name)) return 'other';
  if (!isFolder && !entry.isSymbolicLink() && !(entry.isFile() && wants(at))) return 'other';
  if (isHidden(at)) return 'other';
  if (rules.leavesOut(entry.name, isFolder)) return 'ignored';
  if (isFolder && isVendoredName(entry.name)) return 'vendored';
  if (!entry.isSymbolicLink()) return undefined;
  return wants(at) || leadsToFolder(path.join(root, at)) ? 'link' : 'other';
}

function leadsToFolder(link: string): boolean {
  try {
    return fs.statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function readFolder(folder: string): fs.Dirent[] | Skip {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => compareText(a.name, b.name));
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? skip('vanished') : skip('unreadable', code);
  }
}
