import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError } from '../core/errors';
import { temporaryEnding, writeAtomic, writeNew } from './atomicFile';
import { workspaceFiles } from './workspaceFiles';

/** An entry file above this size is not one of ours; it is listed and then fails to verify. */
const maxEntryBytes = 1024 * 1024;
const idPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Not for version control: rejections tell of open holes, the document would conflict. */
const ignored = `local/\nai-bom.cdx.json\n*${temporaryEnding}\n`;

/**
 * `.ai-bom/` below a folder: entries, local rejections and the generated document. It refuses to
 * write when a symbolic link leads any of them elsewhere.
 */
export function aiBomFolder(root: string) {
  const files = workspaceFiles(root);

  /** Makes a folder of the AI-BOM and answers its absolute path. */
  async function made(relative: string): Promise<string> {
    const real = await files.realPath(relative);
    if (!real.ok) throw new HumanError(`${relative} cannot be used: ${real.why}.`);
    if (real.path !== relative) {
      throw new HumanError(`${relative} is a symbolic link. Replace it by a folder of its own.`);
    }
    const folder = path.join(root, relative);
    await fs.mkdir(folder, { recursive: true });
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
    list: () => readEntries(root),
    add: (id: string, text: string) => put('.ai-bom/entries', id, text),
    addLocal: async (id: string, text: string) => void (await put('.ai-bom/local', id, text)),
    async has(id: string): Promise<boolean> {
      if (!idPattern.test(id)) return false;
      return fs.access(path.join(root, '.ai-bom/entries', `${id}.json`)).then(
        () => true,
        () => false,
      );
    },
    async writeDocument(text: string): Promise<string> {
      const folder = await made('.ai-bom');
      await ignoreLocal();
      await writeAtomic(path.join(folder, 'ai-bom.cdx.json'), new TextEncoder().encode(text));
      return '.ai-bom/ai-bom.cdx.json';
    },
  };
}

async function readEntries(
  root: string,
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const relative = '.ai-bom/entries';
  const names = await fs.readdir(path.join(root, relative)).catch(() => []);
  const entries: { file: string; text: string }[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const file = `${relative}/${name}`;
    const stat = await fs.lstat(path.join(root, file));
    const readable = stat.isFile() && stat.size <= maxEntryBytes;
    entries.push({ file, text: readable ? await fs.readFile(path.join(root, file), 'utf8') : '' });
  }
  return entries;
}
