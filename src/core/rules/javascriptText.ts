import type { Span } from '../span';

/** A piece of JavaScript that is no plain code. */
export interface LiteralText extends Span {
  readonly kind: "'" | '"' | '`' | 'regex' | 'comment';
}

export interface JavascriptText {
  /** The innermost comes last of those at an offset. */
  readonly literals: readonly LiteralText[];
  /** All that was opened is closed, so that the literals are to be relied on. */
  readonly isWhole: boolean;
}

/** A search for the end of a string may be in vain, again and again. */
const longest = 10_000;

/** Strings, templates, comments and regular expressions of a script that is not too long. */
export function readJavascript(code: string): JavascriptText {
  if (code.length > longest) return { literals: [], isWhole: false };
  const literals: LiteralText[] = [];
  let isWhole = true;
  /** Templates that are open, each with the braces that are open in its expression. */
  const templates: { start: number; braces: number }[] = [];
  const add = (kind: LiteralText['kind'], start: number, end: number) => {
    literals.push({ kind, start, end });
    return end;
  };
  const pattern =
    /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|[`{}'"]|\/(?!\/)/g;
  const template = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)?/y;
  /** Reads on in a template up to its end or to the next expression in it. */
  const readTemplate = (from: number): number => {
    template.lastIndex = from;
    const found = template.exec(code);
    const open = templates.at(-1);
    if (found?.[1] === '`' && open) add('`', open.start, template.lastIndex);
    if (found?.[1] === '`') templates.pop();
    if (found?.[1] === undefined) isWhole = false;
    return template.lastIndex;
  };
  for (let match = pattern.exec(code); match; match = pattern.exec(code)) {
    const [text] = match;
    const open = templates.at(-1);
    if (/^\/[/*]/.test(text)) add('comment', match.index, pattern.lastIndex);
    else if (/^(['"])[^]*\1$/.test(text) && text.length > 1) {
      add(text.startsWith("'") ? "'" : '"', match.index, pattern.lastIndex);
    } else if (text === '`') {
      templates.push({ start: match.index, braces: 0 });
      pattern.lastIndex = readTemplate(pattern.lastIndex);
    } else if (text === '{' && open) open.braces++;
    else if (text === '}' && open && open.braces-- === 0) {
      open.braces = 0;
      pattern.lastIndex = readTemplate(pattern.lastIndex);
    } else if (text === '/' && beginsRegex(code, match.index)) {
      pattern.lastIndex = add('regex', match.index, regexEnd(code, match.index));
    } else if (/['"]/.test(text)) isWhole = false;
  }
  literals.sort((a, b) => a.start - b.start || b.end - a.end);
  return { literals, isWhole: isWhole && templates.length === 0 };
}

function beginsRegex(code: string, at: number): boolean {
  const before = code.slice(Math.max(0, at - 20), at).trimEnd();
  return before === '' || /[(,=:[!&|?{};+]$|\b(?:return|typeof|case)$/.test(before);
}

function regexEnd(code: string, at: number): number {
  const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
  regex.lastIndex = at;
  return regex.exec(code) ? regex.lastIndex : at + 1;
}
