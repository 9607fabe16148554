import type { LineRange } from '../../diffLines';
import type { SubjectFile } from '../../evidence';
import { languageFor } from '../../grammars';
import { indexText } from '../../lines';
import type { Syntax } from '../../syntax';
import { linesOf, touches } from '../around';
import { changesOf } from '../changes';
import { ancestorsOf, coversOf } from './look';

/** Whether a file's code is the same before and after, but for comments and the way it is laid out. */
export async function isCosmetic(file: SubjectFile, syntax: Syntax): Promise<boolean> {
  const { hunks } = changesOf(file);
  const sides = [
    { text: file.before, ranges: hunks.map(({ before }) => before) },
    { text: file.after, ranges: hunks.map(({ after }) => after) },
  ];
  const codes: (string | undefined)[] = [];
  for (const { text, ranges } of sides) codes.push(await codeOn(file.path, text, ranges, syntax));
  return codes[0] !== undefined && codes[0] === codes[1];
}

/** The code on some lines, without comments. */
async function codeOn(
  path: string,
  text: string,
  ranges: readonly LineRange[],
  syntax: Syntax,
): Promise<string | undefined> {
  const isPython = languageFor(path) === 'python';
  return syntax.withTree(path, text, (root) => {
    const index = indexText(text);
    const isOn = (lines: LineRange) => ranges.some((range) => touches(range, lines));
    const covers = coversOf(root, text, ranges);
    const onLines = (types: readonly string[]) => {
      const found = covers.flatMap((node) => [
        ...[...ancestorsOf(node), node].filter(({ type }) => types.includes(type)),
        ...node.descendantsOfType(types),
      ]);
      return [...new Set(found)]
        .filter((node) => isOn(linesOf(node)))
        .sort((a, b) => a.startIndex - b.startIndex);
    };
    const comments = onLines(['comment']);
    const parts = ranges.map(({ start, end }) => {
      if (start >= end) return '';
      const from = index.lineStart(start);
      const to = index.lineEnd(end - 1);
      let at = from;
      let code = '';
      for (const { startIndex, endIndex } of comments) {
        if (endIndex <= at || startIndex >= to) continue;
        code += text.slice(at, Math.max(at, startIndex));
        at = Math.min(to, endIndex);
      }
      return code + text.slice(at, to);
    });
    // In texts, every space counts.
    const texts = onLines(['string', 'template_string', 'regex', 'jsx_text']);
    const exact = texts.map((node) => node.text).join('\n');
    return isPython
      ? `${laidOut(parts.join('\n'))}\n${exact}`
      : `${parts.join('\n').replace(/\s+/g, '')}\n${exact}`;
  });
}

/** What a line begins with has a meaning here. */
function laidOut(code: string): string {
  const lines = code.split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  return lines.filter((line) => line !== '').join('\n');
}
