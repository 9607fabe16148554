import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ChangedFunction } from '../core/contentFacts';
import { grammarFor } from '../core/grammars';
import type { Reach } from '../core/reach';
import { callsByName } from '../core/reach';
import { isMinifiedName } from '../core/scanScope';
import { listSources } from './listSources';

/** So many files are searched, of so many bytes each, for so long. */
const limits = { files: 2000, bytes: 300_000, milliseconds: 400 };

/** Files read at the same time. */
const atOnce = 16;

/**
 * Who calls functions, found by their names in the other files of the folder that are in the same
 * languages. What was not searched in time makes the answer a lower bound. Never rejects.
 */
export async function callersByName(
  root: string,
  functions: readonly ChangedFunction[],
): Promise<readonly Reach[]> {
  if (functions.length === 0) return [];
  const until = performance.now() + limits.milliseconds;
  const { files, isCutOff } = list(root, functions);
  const places = functions.map((): { path: string; line: number }[] => []);
  let isCut = isCutOff;
  for (let at = 0; at < files.length; at += atOnce) {
    if (performance.now() > until) {
      isCut = true;
      break;
    }
    const batch = files.slice(at, at + atOnce);
    const texts = await Promise.all(batch.map((file) => textOf(path.join(root, file))));
    for (const [index, file] of batch.entries()) {
      const text = texts[index];
      if (text === undefined) continue;
      for (const [which, one] of functions.entries()) {
        if (one.path === file) continue;
        places[which]?.push(...callsByName(one, text).map((line) => ({ path: file, line })));
      }
    }
  }
  return functions.map(({ path: file, name }, which) => {
    return { path: file, name, places: places[which] ?? [], by: 'name', isCut };
  });
}

function list(root: string, functions: readonly ChangedFunction[]) {
  const kinds = new Set(functions.map(({ path: file }) => kindOf(file)));
  kinds.delete(undefined);
  try {
    const wants = (file: string) => kinds.has(kindOf(file)) && !isMinifiedName(file);
    const { files, isCutOff } = listSources({ folder: root, most: limits.files }, wants);
    return { files: files.map((one) => one.path), isCutOff };
  } catch {
    return { files: [], isCutOff: true };
  }
}

/** JavaScript and TypeScript call each other; undefined for a language whose calls are not known. */
function kindOf(file: string): 'python' | 'javascript' | undefined {
  const grammar = grammarFor(file);
  if (grammar === undefined) return undefined;
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
