import type { LineRange } from '../diffLines';
import { touches, wordsIn } from './around';
import type { Changes } from './changes';

/** Names that every file has, which tie nothing together. */
const common =
  /^(?:const|let|var|if|else|elif|return|await|async|new|function|def|class|this|self|for|of|in|is|not|and|or|try|catch|except|finally|throw|raise|true|false|null|undefined|True|False|None|typeof|import|from|export|exports|module|require|default|as|with|console|log|err|error|void|string|number|boolean|req|res|request|response|next|app|router)$/;
/** What is registered for others: a middleware, a hook, a decorator. */
const registers =
  /\.(?:use|all|param|addHook|register|before_request|middleware)\s*\(|^\s*@|\b(?:preHandler|dispatch|before_request|canActivate)\b/m;
const decides = /[\w$\])]\s*\(|\bif\b|[<>=!]=|[?&|]|\bin\b|^\s*@/m;

/**
 * Whether what a change adds may bear on code that it leaves as it was: it decides something, and it
 * stands in the same function, shares a name with it, or is registered for more than one place.
 */
export function bearsOn(
  scope: LineRange,
  { before, after, hunks }: Pick<Changes, 'before' | 'after' | 'hunks'>,
): boolean {
  const names = namesIn(after.slice(scope.start, scope.end).join('\n'));
  return hunks.some((hunk) => {
    const added = codeOf(after.slice(hunk.after.start, hunk.after.end));
    const removed = codeOf(before.slice(hunk.before.start, hunk.before.end));
    const known = wordsIn(removed);
    const isNew = [...wordsIn(added)].some((word) => !known.has(word));
    if (!isNew || !decides.test(added)) return false;
    if (registers.test(added) || touches(hunk.after, scope)) return true;
    return [...namesIn(`${added}\n${removed}`)].some((name) => names.has(name));
  });
}

function namesIn(code: string): ReadonlySet<string> {
  return new Set([...wordsIn(code)].filter((word) => word.length > 2 && !common.test(word)));
}

/** Lines without those that are comments. */
function codeOf(lines: readonly string[]): string {
  return lines.filter((line) => !/^\s*(?:\/\/|\/?\*|#)/.test(line)).join('\n');
}
