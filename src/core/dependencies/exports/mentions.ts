import { type ArchiveFiles, fileFor, folderOf } from './archiveEntry';
import type { Opening } from './shape';

/** Whether a value may have a name that was not seen on it. */
export type MayHave = (name: string) => boolean;

const maxFiles = 400;
const maxLetters = 8_000_000;

/**
 * A name that a package gives to what it exports stands somewhere in its code as a key, a text or a
 * declaration. Where only code of its own adds names, one that stands nowhere so is not there.
 */
export function mentionsIn(entry: string, files: ArchiveFiles, open: readonly Opening[]): MayHave {
  const openings = open.filter(({ kind }) => kind !== 'inherited');
  if (openings.length === 0) return () => false;
  if (openings.some(({ kind }) => kind === 'foreign')) return () => true;
  // Read at once, so that nobody keeps the files for it.
  const written = writtenIn(entry, files);
  if (written === 'unknown') return () => true;
  return (name) => {
    const folded = name.toLowerCase();
    return (
      written.words.has(folded) ||
      [...written.pieces].some((piece) => folded.startsWith(piece) || folded.endsWith(piece))
    );
  };
}

type Written =
  | 'unknown'
  | {
      /** In lower case. */
      readonly words: ReadonlySet<string>;
      /** What is put together to longer texts. */
      readonly pieces: ReadonlySet<string>;
    };

const specifiers =
  /(?:\bfrom|\bimport|\brequire\s{0,10}\(|\bimport\s{0,10}\()\s{0,10}['"`]([^'"`\n\\${}]{1,300})['"`]/g;
const computed = /\brequire\s{0,10}\(\s{0,10}(?!['"`)])/;

/** Modules of Node.js whose names nobody hands on as their own. */
const uncopied =
  /^(?:node:)?(?:assert|async_hooks|buffer|crypto|module|os|perf_hooks|punycode|querystring|string_decoder|timers|tty|url|util|vm|zlib)$/;

/** The words of all files that the first one leads to. */
function writtenIn(entry: string, files: ArchiveFiles): Written {
  const words = new Set<string>();
  const pieces = new Set<string>();
  const paths = new Set([entry]);
  let letters = 0;
  for (const path of paths) {
    const bytes = files.get(path);
    letters += bytes?.length ?? 0;
    if (!bytes || paths.size > maxFiles || letters > maxLetters) return 'unknown';
    const text = withoutComments(new TextDecoder().decode(bytes));
    if (computed.test(text)) return 'unknown';
    for (const [, specifier = ''] of text.matchAll(specifiers)) {
      if (uncopied.test(specifier)) continue;
      if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return 'unknown';
      const found = fileFor(files, folderOf(path), specifier);
      if (found !== undefined) paths.add(found);
    }
    addWords(text, words, pieces);
  }
  return { words, pieces };
}

/** Comments, and what may look as if one began in it: texts and regular expressions. */
const aside =
  /(?<=^|[\s;,{}()])\/\/.*|\/\*[^]*?(?:\*\/|(?![^]))|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|`(?:[^`\\]|\\[^])*`|(?<=(?:[(,=:[!&|?{};+\-*%~^<>\n]|\breturn|\btypeof)\s{0,20})\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//gm;

function withoutComments(text: string): string {
  return text.replace(aside, (found) => (/^\/[/*]/.test(found) ? ' ' : found));
}

const string = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`(?:[^`\\]|\\[^])*`/g;
const joined =
  /\+\s{0,20}(?:"([^"\\\n]*)"|'([^'\\\n]*)')|(?:"([^"\\\n]*)"|'([^'\\\n]*)')\s{0,20}\+|[}`]([\w$]+)[`$]/g;
/** A word where a name can be given: a key, a member that is set, a declaration, an element. */
const given =
  /\.\s{0,10}([\w$]+)\s{0,10}=(?!=)|(?<![.\w$])([\w$]+)\s{0,10}:|(?<=[{,]\s{0,200})([\w$]+)\s{0,20}(?=[,}=(])|\b(?:function\*?|class|get|set|static|async|as|const|let|var)\s{1,20}([\w$]+)|^\s{0,40}([\w$]+)\s{0,10}\([^()\n]*\)\s{0,10}\{/gm;

function addWords(text: string, words: Set<string>, pieces: Set<string>): void {
  for (const [whole] of text.matchAll(string)) {
    for (const word of whole.slice(1, -1).split(/[^\w$]+/)) words.add(word.toLowerCase());
  }
  for (const match of text.matchAll(joined)) {
    const piece = match.slice(1).find((one) => one !== undefined) ?? '';
    if (/^[\w$]{2,}$/.test(piece)) pieces.add(piece.toLowerCase());
  }
  for (const match of text.matchAll(given)) {
    const word = match.slice(1).find((one) => one !== undefined);
    if (word !== undefined) words.add(word.toLowerCase());
  }
  words.delete('');
}
