import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { grammarFor } from '../core/grammars';
import type { ChangedName, Reach } from '../core/reach';
import { usesByName } from '../core/reach';
import { isMinifiedName } from '../core/scanScope';
import type { Git } from './git';
import { gitRepository } from './gitRepository';
import { listSources } from './listSources';

/** So many files are searched, of so many bytes each. */
const limits = { files: 2000, bytes: 300_000 };

/** While somebody types in a draft. */
const hurriedMs = 400;

/** Where a change is looked at once. */
export const unhurriedMs = 3000;

const searched = [
  'js',
  'jsx',
  'mjs',
  'cjs',
  'ts',
  'tsx',
  'mts',
  'cts',
  'vue',
  'svelte',
  'py',
  'pyw',
];

/** Where users of names are looked for. */
interface Place {
  /** Files that may use them; `isCut` when there may be more. */
  list(
    names: readonly ChangedName[],
    wants: (file: string) => boolean,
  ): Promise<{ readonly files: readonly string[]; readonly isCut: boolean }>;
  /** Their texts; undefined for what is no text of a fair size. */
  read(files: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Files read at the same time. */
  readonly atOnce: number;
  readonly milliseconds: number;
}

/** Who uses names, in the other files of a folder that are in the same languages. Never rejects. */
export function callersOnDisk(
  root: string,
  names: readonly ChangedName[],
  milliseconds = hurriedMs,
): Promise<readonly Reach[]> {
  const read = (file: string) => textOf(path.join(root, file));
  return callersByName(names, {
    list: (_names, wants) => Promise.resolve(listed(root, wants)),
    read: (files) => Promise.all(files.map(read)),
    atOnce: 16,
    milliseconds,
  });
}

/** The same at a commit, without a checkout: git tells in which files the names stand. */
export function callersAt(
  git: Git,
  folder: string,
  commit: string,
  names: readonly ChangedName[],
): Promise<readonly Reach[]> {
  const repository = gitRepository(folder);
  return callersByName(names, {
    list: (asked, wants) => grepped(git, commit, asked, wants),
    async read(files) {
      const blobs = await repository.blobsAt(commit, files);
      return files.map((file) => {
        const bytes = blobs.get(file);
        return bytes && bytes.length <= limits.bytes ? new TextDecoder().decode(bytes) : undefined;
      });
    },
    atOnce: 200,
    milliseconds: unhurriedMs,
  });
}

/** What was not searched in time makes the answer a lower bound. */
async function callersByName(
  names: readonly ChangedName[],
  place: Place,
): Promise<readonly Reach[]> {
  if (names.length === 0) return [];
  const { atOnce, milliseconds } = place;
  const until = performance.now() + milliseconds;
  const kinds = new Set(names.map(({ path: file }) => kindOf(file)));
  kinds.delete(undefined);
  const wants = (file: string) => kinds.has(kindOf(file)) && !isMinifiedName(file);
  const nothing = { files: [], isCut: true };
  const { files, isCut } = await place.list(names, wants).catch(() => nothing);
  const places = names.map((): { path: string; line: number }[] => []);
  let at = 0;
  for (; at < files.length && performance.now() <= until; at += atOnce) {
    const batch = files.slice(at, at + atOnce);
    const texts = await place.read(batch).catch(() => []);
    for (const [index, file] of batch.entries()) {
      const text = texts[index];
      if (text === undefined) continue;
      for (const [which, one] of names.entries()) {
        if (one.path === file) continue;
        places[which]?.push(...usesByName(one, text).map((line) => ({ path: file, line })));
      }
    }
  }
  return names.map(({ path: file, name, isValue }, which) => ({
    path: file,
    name,
    ...(isValue && { isValue }),
    places: places[which] ?? [],
    by: 'name',
    isCut: isCut || at < files.length,
  }));
}

function listed(root: string, wants: (file: string) => boolean) {
  try {
    const { files, isCutOff } = listSources({ folder: root, most: limits.files }, wants);
    return { files: files.map((one) => one.path), isCut: isCutOff };
  } catch {
    return { files: [], isCut: true };
  }
}

async function grepped(
  git: Git,
  commit: string,
  names: readonly ChangedName[],
  wants: (file: string) => boolean,
) {
  const words = [...new Set(names.map(({ name }) => name))].flatMap((name) => ['-e', name]);
  const paths = searched.map((extension) => `*.${extension}`);
  const how = ['grep', '--no-textconv', '-I', '-z', '-l', '-w', '-F', '--no-color'];
  const { code, output } = await git([...how, ...words, commit, '--', ...paths]);
  const rows = code === 0 ? output.toString('utf8').split('\0') : [];
  const files = rows
    .filter((row) => row.startsWith(`${commit}:`) && !row.includes('\n'))
    .map((row) => row.slice(commit.length + 1))
    .filter(wants);
  const isCut = files.length > limits.files || (code !== 0 && code !== 1);
  return { files: files.slice(0, limits.files), isCut };
}

/** JavaScript and TypeScript call each other; undefined for a language whose calls are not known. */
function kindOf(file: string): 'python' | 'javascript' | undefined {
  const grammar = grammarFor(file);
  if (grammar === undefined) return /\.(?:vue|svelte)$/i.test(file) ? 'javascript' : undefined;
  return grammar.includes('python') ? 'python' : 'javascript';
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const stat = await fs.lstat(file);
    if (!stat.isFile() || stat.size > limits.bytes) return undefined;
    return await fs.readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
