import type { Span } from '../span';

/** A Dockerfile; all offsets are those of the text. */
export interface Dockerfile {
  readonly path: string;
  readonly text: string;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
}

export interface Instruction extends Span {
  /** In upper case. */
  readonly keyword: string;
  /** It runs in the images that are built on this one. */
  readonly onBuild: boolean;
  /** Where the words after the keyword and its flags begin, up to `end`. */
  readonly argsStart: number;
  /** Those words: what continues lines, and comments between them, are blanks of the same length. */
  readonly args: string;
  readonly flags: readonly Flag[];
  /** The bodies of its here-documents. */
  readonly heredocs: readonly Span[];
}

export interface Flag extends Span {
  readonly name: string;
  readonly value: string;
}

export interface Stage {
  readonly from: Instruction;
  readonly image: Word;
  /** In lower case; undefined for a stage without a name. */
  readonly name: string | undefined;
  /** The stage of this file that it is built on. */
  readonly base: Stage | undefined;
  /** All but `from`, and none of those that run later. */
  readonly instructions: readonly Instruction[];
}

export interface Word extends Span {
  readonly text: string;
}

/** Reads tolerantly and in linear time. */
export function readDockerfile(path: string, text: string): Dockerfile {
  const instructions = instructionsOf(text);
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  const named = new Map<string, Stage>();
  for (const one of instructions) {
    if (one.onBuild) continue;
    if (one.keyword !== 'FROM') {
      stages.at(-1)?.instructions.push(one);
      continue;
    }
    const [image, as, alias] = wordsOf(one);
    if (!image) continue;
    const name = as?.text.toLowerCase() === 'as' ? alias?.text.toLowerCase() : undefined;
    const base = named.get(image.text.toLowerCase());
    const stage = { from: one, image, name, base, instructions: [] };
    stages.push(stage);
    if (name !== undefined) named.set(name, stage);
  }
  return { path, text, instructions, stages };
}

/** The words of an instruction, in both of its forms. */
export function wordsOf({ args, argsStart }: Instruction): readonly Word[] {
  const plain = isExecForm(args) ? args.replace(/[[\]",]/g, ' ') : args;
  return [...plain.matchAll(/\S+/g)].map((match) => {
    const start = argsStart + match.index;
    return { start, end: start + match[0].length, text: match[0] };
  });
}

/** A list in brackets, which no shell reads. */
export function isExecForm(args: string): boolean {
  return /^\s*\[\s*(?:"|\])/.test(args);
}

interface Line extends Span {
  /** After its line break. */
  readonly next: number;
}

function lineAt(text: string, start: number): Line {
  const newline = text.indexOf('\n', start);
  const next = newline < 0 ? text.length : newline + 1;
  const end = newline < 0 ? text.length : newline;
  return { start, end: end > start && text.charAt(end - 1) === '\r' ? end - 1 : end, next };
}

function escapeOf(text: string): string {
  for (let at = 0; at < text.length;) {
    const line = lineAt(text, at);
    const directive = /^\uFEFF?\s*#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(text.slice(at, line.end));
    if (!directive) break;
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] === '`' ? '`' : '\\';
    at = line.next;
  }
  return '\\';
}

function instructionsOf(text: string): readonly Instruction[] {
  const escape = escapeOf(text);
  const found: Instruction[] = [];
  for (let at = 0; at < text.length;) {
    const line = lineAt(text, at);
    if (/^\uFEFF?\s*(?:#|$)/.test(text.slice(at, line.end))) {
      at = line.next;
      continue;
    }
    const { code, next } = logicalLine(text, at, escape);
    const heredocs = heredocsOf(text, code, next);
    found.push(...instructionFrom(code, at, heredocs));
    at = heredocs.at(-1)?.next ?? next;
  }
  return found;
}

/** An instruction's lines as one, each offset as before. */
function logicalLine(text: string, from: number, escape: string) {
  const parts: string[] = [];
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    const code = text.slice(at, line.end);
    at = line.next;
    if (parts.length > 0 && /^\s*(?:#|$)/.test(code)) {
      parts.push(' '.repeat(line.next - line.start));
      continue;
    }
    const kept = code.trimEnd();
    const continues = kept.endsWith(escape);
    const shown = continues ? kept.slice(0, -1) : code;
    if (!continues) {
      parts.push(shown);
      break;
    }
    parts.push(shown.padEnd(line.next - line.start));
  }
  return { code: parts.join(''), next: at };
}

function heredocsOf(text: string, code: string, from: number): readonly Line[] {
  if (!/^\uFEFF?\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i.test(code)) return [];
  const bodies: Line[] = [];
  let at = from;
  for (const [, dash, , word = ''] of code.matchAll(
    /<<(-?)(["']?)([A-Za-z_]\w*)\2(?=\s|$|[;&|>)])/g,
  )) {
    const start = at;
    let end = at;
    while (at < text.length) {
      const line = lineAt(text, at);
      const content = text.slice(at, line.end);
      at = line.next;
      if ((dash ? content.replace(/^\t+/, '') : content) === word) break;
      end = at;
    }
    bodies.push({ start, end, next: at });
  }
  return bodies;
}

function instructionFrom(
  code: string,
  from: number,
  heredocs: readonly Span[],
): readonly Instruction[] {
  const head = /^\uFEFF?\s*(ONBUILD\s+)?([A-Za-z]+)(?=\s|$)/i.exec(code);
  const [whole = '', onBuild, keyword] = head ?? [];
  if (keyword === undefined) return [];
  const flags: Flag[] = [];
  const flag = /\s+--([a-z-]+)(?:=(\S*))?(?=\s|$)/y;
  let at = whole.length;
  flag.lastIndex = at;
  for (let match = flag.exec(code); match; match = flag.exec(code)) {
    const [shown, name = '', value = ''] = match;
    const start = from + match.index + shown.search(/\S/);
    flags.push({ name, value, start, end: from + flag.lastIndex });
    at = flag.lastIndex;
  }
  const argsStart = at + (code.slice(at).search(/\S|$/) || 0);
  const args = code.slice(argsStart).trimEnd();
  const start = from + whole.length - keyword.length;
  return [
    {
      keyword: keyword.toUpperCase(),
      onBuild: onBuild !== undefined,
      start,
      end: from + Math.max(argsStart + args.length, whole.length),
      argsStart: from + argsStart,
      args,
      flags,
      heredocs,
    },
  ];
}
