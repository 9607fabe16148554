import type { LineRange } from '../diffLines';
import { touches, wordsIn } from './around';
import type { Changes } from './changes';

/** Names that every file has, which tie nothing together. */
const common =
  /^(?:const|let|var|if|else|elif|return|await|async|new|function|def|class|this|self|for|of|in|is|not|and|or|try|catch|except|finally|throw|raise|true|false|null|undefined|True|False|None|typeof|import|from|export|exports|module|require|default|as|with|console|log|err|error|void|string|number|boolean|req|res|request|response|next|app|router)$/;
/** What is registered for others: a middleware, a hook, a decorator. */
const registers =
  /\.(?:use|all|param|addHook|register|before_request|middleware)\s*\(|^\s*@|\b(?:preHandler|dispatch|before_request|canActivate)\b/m;
/** Before the code in its function, this keeps some people from getting there. */
const refuses = /\bif\b[^]*(?:\breturn\b|\bthrow\b|\braise\b|\babort\s*\()/;
const rights =
  /session|token|csrf|owner|\brole|admin|permi|current_?user|\.user\b|auth|log(?:ged)?_?in|signature/i;
const decides = /[\w$\])]\s*\(|\bif\b|[<>=!]=|[?&|]|\bin\b|^\s*@/m;

/** Code that is as it was, in the text after. */
export interface Kept {
  /** The lines of the code itself. */
  readonly lines: LineRange;
  /** The function around it. */
  readonly scope: LineRange;
}

/**
 * Whether what a change adds may bear on code that it leaves as it was: it decides something, and it shares
 * a name with that code or what feeds it, stands at the head of its function, or is registered for all.
 */
export function bearsOn(
  { lines, scope }: Kept,
  { before, after, hunks }: Pick<Changes, 'before' | 'after' | 'hunks'>,
): boolean {
  const code = after.slice(lines.start, lines.end);
  const own = namesIn(code);
  const kept = new Set(code.map(squeezed));
  const feeding = after
    .slice(scope.start + 1, scope.end)
    .filter((line) => [...namesIn([line])].some((name) => own.has(name)));
  const names = new Set([...own, ...namesIn(feeding)]);
  const head = { start: scope.start, end: scope.start + 1 };
  return hunks.some((hunk) => {
    const added = after.slice(hunk.after.start, hunk.after.end);
    const around = added.filter((_, at) => !isWithin(hunk.after.start + at, lines));
    const removed = before
      .slice(hunk.before.start, hunk.before.end)
      .filter((line) => !kept.has(squeezed(line)));
    const known = wordsIn(codeOf(removed));
    const brought = codeOf(around);
    if (!decides.test(brought)) return false;
    if ([...wordsIn(brought)].every((word) => known.has(word))) return false;
    if (registers.test(brought)) return true;
    if (touches(hunk.after, head) && !touches(hunk.after, lines)) return true;
    const isBefore = hunk.after.start >= scope.start && hunk.after.start < lines.start;
    if (isBefore && refuses.test(brought) && rights.test(brought)) return true;
    return [...namesIn([...around, ...removed])].some((name) => names.has(name));
  });
}

function squeezed(line: string): string {
  return line.replace(/\s+/g, '');
}

function isWithin(line: number, { start, end }: LineRange): boolean {
  return line >= start && line < end;
}

function namesIn(lines: readonly string[]): ReadonlySet<string> {
  return new Set([...wordsIn(codeOf(lines))].filter((word) => !common.test(word)));
}

/** Lines without those that are comments. */
function codeOf(lines: readonly string[]): string {
  return lines.filter((line) => !/^\s*(?:\/\/|\/?\*|#)/.test(line)).join('\n');
}
