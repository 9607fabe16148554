import type { EntryText } from '../core/aibom/verify';
import { readEntry } from '../core/aibom/entry';
import type { BranchCommit, BranchFacts, BranchFile } from '../core/branch/facts';
import { signsIn } from '../core/branch/signs';
import { compareText } from '../core/finding';
import type { Finding } from '../core/finding';
import { effectivePolicy, policyPath } from '../core/policy';
import { marksIn } from './branchMarks';
import type { RawChange, Range } from './branchGit';
import * as read from './branchGit';
import { callersAt, callersOnDisk, unhurriedMs } from './callersByName';
import { entriesFolder, isRecord } from './cliRecord';
import type { Git } from './git';
import { gitIn } from './git';
import type { GitRepository } from './gitRepository';
import { gitRepository } from './gitRepository';
import { workspaceFiles } from './workspaceFiles';

export interface BranchQuestion {
  /** The folder that is looked at, a repository or a part of one. */
  readonly folder: string;
  readonly base: string;
  /** A revision; undefined: the files on disk as they are now, on top of what is checked out. */
  readonly head: string | undefined;
  readonly reported?: readonly Finding[];
}

/** So many files are read; of a branch that changes more, the others are named as not read. */
const maxFiles = 2000;

/** Reads a branch from git, without a checkout. A HumanError says why it cannot be read. */
export async function branchFacts(
  { folder, base, head, reported = [] }: BranchQuestion,
  signal?: AbortSignal,
): Promise<BranchFacts> {
  const git: Git = (...asked) => {
    signal?.throwIfAborted();
    return gitIn(folder)(...asked);
  };
  const repository = gitRepository(folder);
  const range = await read.rangeOf(git, base, head ?? 'HEAD');
  const onDisk = head === undefined;
  const raw = onDisk
    ? await read.changesOnDisk(git, range.parted)
    : await read.changesBetween(git, range.parted, range.head);
  const files = await openFiles(git, raw, folder);
  const { ids, total } = await read.commitsIn(git, range);
  const commits = await openCommits(git, ids);
  const reader: Reader = { repository, folder, range, onDisk };
  const entries = await entriesOf(reader, files);
  const named = pathsIn([...entries.before, ...entries.after], files);
  return {
    base: { name: base, id: range.base },
    head: onDisk ? { name: 'the working tree' } : { name: head, id: range.head },
    parted: range.parted,
    files,
    commits,
    entries,
    texts: await textsOf(reader, named),
    marks: await marksIn(git, ids, files),
    policy: effectivePolicy([{ origin: 'committed', text: await policyAt(reader) }]),
    reported,
    usersOf: (names) =>
      onDisk
        ? callersOnDisk(folder, names, unhurriedMs)
        : callersAt(git, folder, range.head, names),
    unasked: Math.max(0, total - ids.length),
    notes: [...notesOf(files), ...(await outsideOf(git, range, onDisk))],
  };
}

interface Reader {
  readonly repository: GitRepository;
  readonly folder: string;
  readonly range: Range;
  readonly onDisk: boolean;
}

async function openFiles(
  git: Git,
  raw: readonly RawChange[],
  folder: string,
): Promise<readonly BranchFile[]> {
  const sorted = [...raw].sort((a, b) => compareText(a.path, b.path));
  const due = sorted.slice(0, maxFiles).filter(isRegular);
  const blobs = await read.blobsById(git, due.flatMap(idsOf));
  const disk = workspaceFiles(folder);
  const files: BranchFile[] = [];
  for (const [index, change] of sorted.entries()) {
    const { path, from, status, before, after } = change;
    const known = { path, status, ...(from !== undefined && { from }) };
    if (before.kind === 'submodule' || after.kind === 'submodule') {
      const unread = 'it is a submodule, and only the commit that it stands at changed';
      files.push({ ...known, unread, isSubmodule: true });
    } else if (!isRegular(change)) {
      files.push({ ...known, unread: 'it is, or was, a symbolic link' });
    } else if (index >= maxFiles) {
      files.push({ ...known, unread: `only the first ${maxFiles} files are read` });
    } else {
      const sides = [before, after].map(async (side) => {
        if (side.kind === 'none') return new Uint8Array();
        if (side.id !== undefined) return blobs.get(side.id);
        return disk.read(path).catch(() => undefined);
      });
      files.push(textFile(known, await Promise.all(sides)));
    }
  }
  return files;
}

function isRegular({ before, after }: RawChange): boolean {
  return [before, after].every(({ kind }) => kind === 'file' || kind === 'none');
}

function idsOf({ before, after }: RawChange): readonly string[] {
  return [before.id, after.id].filter((id) => id !== undefined);
}

function textFile(
  known: Pick<BranchFile, 'path' | 'from' | 'status'>,
  [before, after]: readonly (Uint8Array | undefined)[],
): BranchFile {
  if (!before || !after)
    return { ...known, unread: 'it is larger than 5 MB, or git has it not here' };
  const texts = [textIn(before), textIn(after)];
  const [old, now] = texts;
  if (old === undefined || now === undefined) return { ...known, unread: 'it is not UTF-8 text' };
  const { path, status } = known;
  const ended = status === 'created' || status === 'deleted';
  const text = { path, before: old, after: now, ...(ended && { status }) };
  return { ...known, text, ...(status === 'created' && isRecord(path, now) && { isRecord: true }) };
}

function textIn(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** With the texts of those commits whose lines are marked as made by AI. */
async function openCommits(git: Git, ids: readonly string[]): Promise<readonly BranchCommit[]> {
  const objects = await read.commitObjects(git, ids);
  const changes = await read.changesByCommit(git, ids);
  const told = ids.map((id, index) => ({ id, ...commitIn(objects[index] ?? '') }));
  const isMarked = (one: (typeof told)[number]) => {
    const { signs, entryIds } = signsIn(one);
    return signs.length > 0 || entryIds.length > 0;
  };
  const wanted = told.filter(isMarked).flatMap(({ id }) => changes.get(id) ?? []);
  const blobs = await read.blobsById(git, wanted.filter(isRegular).flatMap(idsOf));
  const side = ({ kind, id = '' }: RawChange['before']) => {
    const bytes = kind === 'none' ? new Uint8Array() : blobs.get(id);
    return bytes && textIn(bytes);
  };
  return told.map((one) => {
    const marked = isMarked(one);
    const files = (changes.get(one.id) ?? []).map(({ path, before, after }) => {
      const [old, now] = marked ? [side(before), side(after)] : [];
      const isText = old !== undefined && now !== undefined;
      return { path, ...(isText && { text: { before: old, after: now } }) };
    });
    return { ...one, files };
  });
}

/** The author and the message of a commit object. */
function commitIn(object: string): Pick<BranchCommit, 'author' | 'message'> {
  const end = object.indexOf('\n\n');
  const head = end < 0 ? object : object.slice(0, end);
  const [, name = '', email = ''] = /^author ([^<\n]*)<([^>\n]*)>/m.exec(head) ?? [];
  return { author: { name: name.trim(), email }, message: end < 0 ? '' : object.slice(end + 2) };
}

async function entriesOf(
  { repository, range, onDisk }: Reader,
  files: readonly BranchFile[],
): Promise<BranchFacts['entries']> {
  const before = await entriesAt(repository, range.parted);
  if (!onDisk) return { before, after: await entriesAt(repository, range.head) };
  const changed = new Map(files.map((file) => [file.path, file]));
  const kept = before.filter(({ file }) => !changed.has(file));
  const fresh = files.flatMap(({ path, status, text }) =>
    isEntry(path) && status !== 'deleted' && text ? [{ file: path, text: text.after }] : [],
  );
  return { before, after: [...kept, ...fresh] };
}

async function entriesAt(repository: GitRepository, id: string): Promise<readonly EntryText[]> {
  const files = await repository.filesAt(id, entriesFolder);
  return files
    .filter(({ path }) => isEntry(path))
    .map(({ path, bytes }) => ({ file: path, text: new TextDecoder().decode(bytes) }));
}

function isEntry(path: string): boolean {
  return path.startsWith(`${entriesFolder}/`) && path.endsWith('.json');
}

/** The files that entries speak of, under their new names as well. */
function pathsIn(entries: readonly EntryText[], files: readonly BranchFile[]): readonly string[] {
  const renamed = new Map(files.flatMap(({ path, from }) => (from ? [[from, path]] : [])));
  const paths = new Set<string>();
  for (const { file, text } of entries) {
    const read = readEntry(file, text);
    for (const { path } of 'entry' in read ? read.entry.change.files : []) {
      paths.add(path).add(renamed.get(path) ?? path);
    }
  }
  return [...paths];
}

async function textsOf(
  { repository, folder, range, onDisk }: Reader,
  paths: readonly string[],
): Promise<BranchFacts['texts']> {
  const decode = (blobs: ReadonlyMap<string, Uint8Array>) =>
    new Map(
      [...blobs].map(([path, bytes]) => {
        return [path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)];
      }),
    );
  const before = decode(await repository.blobsAt(range.parted, paths));
  if (!onDisk) return { before, after: decode(await repository.blobsAt(range.head, paths)) };
  const disk = workspaceFiles(folder);
  const after = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = await disk.read(path).catch(() => undefined);
    if (bytes) after.set(path, bytes);
  }
  return { before, after: decode(after) };
}

/** That of the base itself, which may be newer than where the branch left it. */
async function policyAt({ repository, range }: Reader): Promise<string | undefined> {
  const bytes = await repository.blobAt(range.base, policyPath);
  return bytes && new TextDecoder().decode(bytes);
}

/** Of a folder that is a part of a repository, what the branch changes in the other parts. */
async function outsideOf(git: Git, range: Range, onDisk: boolean): Promise<readonly string[]> {
  if ((await git(['rev-parse', '--show-prefix'])).output.toString('utf8').trim() === '') return [];
  const all = await read.countChanged(git, range);
  const inside = (await read.changesBetween(git, range.parted, range.head)).length;
  const also = onDisk ? ', not counting files that are not committed' : '';
  return all > inside
    ? [`${all - inside} changed files outside of this folder were not looked at${also}.`]
    : [];
}

function notesOf(files: readonly BranchFile[]): readonly string[] {
  if (files.length <= maxFiles) return [];
  return [`The branch changes ${files.length} files; only ${maxFiles} of them were read.`];
}
