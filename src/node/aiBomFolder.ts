import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import { codeOf, temporaryEnding, writeAtomic, writeNew } from './atomicFile';
import { workspaceFiles } from './workspaceFiles';

/** An entry file above this size is not one of ours; it is listed and then fails to verify. */
const maxEntryBytes = 1024 * 1024;
const idPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Not for version control: rejections tell of open holes, the document would conflict. */
export const ignored = `local/\nai-bom.cdx.json\n*${temporaryEnding}\n`;

/**
 * `.ai-bom/` below a folder: entries, local rejections and the generated document. It refuses to
 * write when a symbolic link leads any of them elsewhere.
 */
export function aiBomFolder(root: string) {
  const files = workspaceFiles(root);
  const known: Known = new Map();

  /** Makes a folder of the AI-BOM and answers its absolute path. */
  async function made(relative: string): Promise<string> {
    const real = await files.realPath(relative);
    if (!real.ok) throw new HumanError(`${relative} cannot be used: ${real.why}.`);
    if (real.path !== relative) {
      throw new HumanError(`${relative} is a symbolic link. Replace it by a folder of its own.`);
    }
    const folder = path.join(root, relative);
    await makeFolder(folder, relative);
    return folder;
  }

  async function put(relative: string, id: string, text: string): Promise<string> {
    if (!idPattern.test(id)) throw new HumanError(`“${id}” is not an entry's id.`);
    const folder = await made(relative);
    await ignoreLocal();
    const file = path.join(folder, `${id}.json`);
    if (!(await writeNew(file, new TextEncoder().encode(text)))) {
      const there = await fs.readFile(file, 'utf8');
      if (there !== text) {
        throw new HumanError(
          `${relative}/${id}.json exists with other content; it was left alone.`,
        );
      }
    }
    return `${relative}/${id}.json`;
  }

  async function ignoreLocal(): Promise<void> {
    const folder = await made('.ai-bom');
    await writeNew(path.join(folder, '.gitignore'), new TextEncoder().encode(ignored));
  }

  return {
    async prepare(): Promise<void> {
      await made('.ai-bom/entries');
      await ignoreLocal();
    },
    list: () => readEntries(root, known),
    add: (id: string, text: string) => put('.ai-bom/entries', id, text),
    addLocal: async (id: string, text: string) => void (await put('.ai-bom/local', id, text)),
    /** Whether the entry is there, whole: a torn one counts as missing. */
    async has(id: string): Promise<boolean> {
      if (!idPattern.test(id)) return false;
      const file = path.join(root, '.ai-bom/entries', `${id}.json`);
      try {
        JSON.parse(await fs.readFile(file, 'utf8'));
        return true;
      } catch {
        return false;
      }
    },
    async writeDocument(text: string): Promise<string> {
      const folder = await made('.ai-bom');
      await ignoreLocal();
      await writeAtomic(path.join(folder, 'ai-bom.cdx.json'), new TextEncoder().encode(text));
      return '.ai-bom/ai-bom.cdx.json';
    },
  };
}

async function makeFolder(folder: string, shown: string): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (error) {
    const taken = codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR';
    const why = taken ? 'a file is in its place' : messageOf(error);
    throw new HumanError(`The folder ${shown} cannot be made: ${why}.`);
  }
}

/** Entries never change, so that one is read once for as long as it looks the same. */
type Known = Map<string, { readonly mark: string; readonly text: string }>;

async function readEntries(
  root: string,
  known: Known,
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const relative = '.ai-bom/entries';
  const names = await fs.readdir(path.join(root, relative)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw new HumanError(`${relative} cannot be read (${codeOf(error) || messageOf(error)}).`);
  });
  const entries: { file: string; text: string }[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const file = `${relative}/${name}`;
    const stat = await fs.lstat(path.join(root, file)).catch(() => undefined);
    if (!stat) continue;
    const mark = `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
    const before = known.get(file);
    const readable = stat.isFile() && stat.size <= maxEntryBytes;
    const read = () => (readable ? fs.readFile(path.join(root, file), 'utf8') : '');
    const text = before?.mark === mark ? before.text : await read();
    known.set(file, { mark, text });
    entries.push({ file, text });
  }
  return entries;
}
