import type { Location } from './finding';
import type { Line } from './findingIds';
import type { TextIndex } from './lines';
import type { Place } from './placer';
import type { ReportedCode } from './readers/reported';

/** Of a line longer than this, as in minified files, only what is around the region counts. */
const maxLine = 1000;
const around = { before: 100, after: 200 } as const;

/** Reads the line in which a finding begins, without what reformatting changes. */
export function lineReader(): (at: Place | undefined, said: ReportedCode, where: Location) => Line {
  let last: { readonly line: Line; readonly text: TextIndex; readonly from: number } | undefined;
  return (at, { message }, { path }) => {
    if (at?.text === undefined || at.region === undefined || at.region === 'stale') {
      return { path, text: message, ids: new Map() };
    }
    const { text } = at;
    const { line, character } = at.region.start;
    const start = text.lineStart(line);
    const end = text.lineEnd(line);
    const isLong = end - start > maxLine;
    const from = isLong ? start + Math.max(0, character - around.before) : start;
    const to = isLong ? Math.min(end, start + character + around.after) : end;
    if (last?.text === text && last.from === from) return last.line;
    const plain = text.text.slice(from, to).trim().replace(/\s+/g, ' ');
    last = { line: { path, text: plain, ids: new Map() }, text, from };
    return last.line;
  };
}
