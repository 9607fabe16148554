import type { CheckPorts, SubjectFile } from '../evidence';
import { indexText } from '../lines';
import type { Node } from '../syntax';
import type { AddedLine, Changes, Place } from './changes';
import { additions } from './changes';
import type { Reading } from './lookAlikeLetters';
import { readingOf } from './lookAlikeLetters';

const identifier = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;
/** Letters beyond ASCII and the accented Latin of everyday words, and the Latin ones that mislead. */
const foreignLetter =
  /[^\p{ASCII}\u00AA-\u024F\P{L}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\u0131\u0237\u017F\u0184\u01BF-\u01C3\u0251\u0261]|[\uFF10-\uFF3A\uFF41-\uFF5A]/u;
/** Words that are worth disguising wherever they stand. */
const targets = new Set(
  'admin administrator root user username password passwd secret token key role owner guest true false null none undefined this self async await return const let var function class import export from require eval exec http https localhost api auth login session id get post put delete select insert update drop'.split(
    ' ',
  ),
);

type Where = 'code' | 'string' | 'comment';

interface Suspect extends Place {
  readonly word: string;
  readonly column: number;
  readonly reading?: Reading;
  readonly isMixed: boolean;
  readonly text: string;
}

export interface Disguised {
  /** Words of code or strings that are read as another word. */
  readonly disguised: readonly Place[];
  /** Words that mix alphabets, or may be read as another word. */
  readonly doubtful: readonly Place[];
}

/** The new words of the added lines that look like something else. */
export async function disguisedWords(
  file: SubjectFile,
  changes: Changes,
  ports: CheckPorts,
): Promise<Disguised> {
  const suspects = suspectsIn(changes);
  if (suspects.length === 0) return { disguised: [], doubtful: [] };
  const where = await placesIn(file, suspects, ports);
  const vocabulary = new Set(
    `${file.before}\n${file.after}`.match(/[A-Za-z_$][\w$]*/g)?.map((word) => word.toLowerCase()),
  );
  const judged = suspects.map((suspect, at) => ({
    suspect,
    judgement: judge(suspect, where[at], vocabulary),
  }));
  const those = (wanted: 'disguised' | 'doubtful') =>
    judged.filter(({ judgement }) => judgement === wanted).map(({ suspect }) => suspect);
  return { disguised: those('disguised'), doubtful: those('doubtful') };
}

function suspectsIn(changes: Changes): readonly Suspect[] {
  const parts = additions(changes);
  const old = new Set<string>();
  for (const { removed } of parts) {
    for (const line of removed) {
      if (foreignLetter.test(line)) for (const word of line.match(identifier) ?? []) old.add(word);
    }
  }
  return parts.flatMap(({ added }) => added.flatMap((line) => suspectsOf(line, old)));
}

function suspectsOf(line: AddedLine, old: ReadonlySet<string>): readonly Suspect[] {
  if (!foreignLetter.test(line.text)) return [];
  return [...line.text.matchAll(identifier)].flatMap(({ 0: word, index }) => {
    if (!foreignLetter.test(word) || old.has(word)) return [];
    const reading = readingOf(word);
    const isMixed = /[A-Za-z]/.test(word);
    if (!reading && !isMixed) return [];
    return [{ ...line, word, column: index, isMixed, ...(reading && { reading }) }];
  });
}

/** Where each suspect stands; undefined where there is no parser. */
async function placesIn(
  { path, after }: SubjectFile,
  suspects: readonly Suspect[],
  ports: CheckPorts,
): Promise<readonly (Where | undefined)[]> {
  const lines = indexText(after);
  const whereAll = (root: Node) =>
    suspects.map(({ line, column }) => whereIs(root, lines.lineStart(line) + column));
  try {
    return (await (await ports.syntax()).withTree(path, after, whereAll)) ?? [];
  } catch {
    // Code that cannot be parsed can be disguised all the same.
    return [];
  }
}

function whereIs(root: Node, offset: number): Where {
  const { type } = root.descendantForIndex(offset);
  if (/comment/.test(type)) return 'comment';
  return /string|jsx_text|template|regex|escape/.test(type) ? 'string' : 'code';
}

function judge(
  { word, reading, isMixed, text }: Suspect,
  where: Where | undefined,
  vocabulary: ReadonlySet<string>,
): 'disguised' | 'doubtful' | 'fine' {
  const ascii = reading?.ascii.toLowerCase() ?? '';
  const isKnown = reading !== undefined && (vocabulary.has(ascii) || targets.has(ascii));
  if (isMixed) {
    if (where === 'comment' || !reading) return 'doubtful';
    return reading.isExact || (isKnown && ascii.length > 2) ? 'disguised' : 'doubtful';
  }
  if (where === 'comment') return 'fine';
  // Among other words of its alphabet it is an ordinary word.
  if (where !== 'code' && isProse(text, word)) return 'fine';
  if (isKnown && (where === 'code' || ascii.length > 2)) return 'disguised';
  return word.length > 2 && reading?.isExact === true ? 'doubtful' : 'fine';
}

function isProse(line: string, word: string): boolean {
  return (line.match(identifier) ?? []).some(
    (other) => other !== word && foreignLetter.test(other) && !readingOf(other),
  );
}
