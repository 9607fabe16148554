import type { Place } from './checks/changes';
import { oneLine } from './plainText';

/** Something whose code changes, and that other files may use. */
export interface ChangedName {
  /** The file that has it. */
  readonly path: string;
  readonly name: string;
  /** It is no function, so that whoever mentions it uses it. */
  readonly isValue?: true;
}

/** Who uses from other files what changes. */
export interface Reach extends ChangedName {
  /** Outside of that file, each line once, in the order of the files. */
  readonly places: readonly Place[];
  /** By the editor's knowledge of the language, or by the name alone. */
  readonly by: 'references' | 'name';
  /** Not every file was looked at. */
  readonly isCut: boolean;
}

/** From so many files on, a change is felt far from where it was reviewed. */
export const farFiles = 5;

export function callingFiles({ places }: Reach): number {
  return new Set(places.map(({ path }) => path)).size;
}

/** "3 files call login(), for instance src/routes.ts:12." */
export function reachText(reach: Reach): string {
  const { name, isValue, places, by, isCut } = reach;
  const files = callingFiles(reach);
  const [first] = places;
  const least = isCut ? 'At least ' : '';
  const verb = isValue ? 'use' : 'call';
  const count = files === 1 ? `1 file ${verb}s` : `${files} files ${verb}`;
  const example = first ? `, for instance ${oneLine(first.path, 200)}:${first.line + 1}` : '';
  const how = by === 'name' ? ', judged by the name' : '';
  return `${least}${count} ${oneLine(name, 100)}${isValue ? '' : '()'}${example}${how}.`;
}

/**
 * Where the text of another file uses a name, as far as it can be told by the name: only where that
 * file also mentions the module, and of a function only the calls. Zero-based lines, at most 20.
 */
export function usesByName({ name, path, isValue }: ChangedName, text: string): readonly number[] {
  if (!text.includes(name) || !text.includes(moduleName(path))) return [];
  const lines: number[] = [];
  let line = 0;
  let counted = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (isWordAt(text, at - 1) || isWordAt(text, end)) continue;
    if (!isValue && !/^\s{0,20}\(/.test(text.slice(end, end + 24))) continue;
    for (; counted < at; counted++) if (text.charCodeAt(counted) === 10) line += 1;
    if (lines.at(-1) !== line && !isDefinition(text.slice(Math.max(0, at - 20), at)))
      lines.push(line);
    if (lines.length >= 20) break;
  }
  return lines;
}

/** What an import of a file names: its own name, or its folder's where the name says nothing. */
export function moduleName(path: string): string {
  const names = path.replace(/\.\w+$/, '').split('/');
  const last = names.pop() ?? '';
  return /^(?:index|__init__|main|mod)$/.test(last) ? (names.pop() ?? last) : last;
}

function isDefinition(before: string): boolean {
  return /\b(?:function\*?|def|func|fn)\s+$/.test(before);
}

function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && /[\p{L}\p{N}_$]/u.test(text.charAt(at));
}
