import type { Span } from '../span';

/** A word as the shell sees it. */
export interface ShellWord extends Span {
  /** Without its quotes; variables and substitutions as they are written. */
  readonly text: string;
  /** The operator, when the word is what a redirection goes to or comes from. */
  readonly redirect?: string;
}

/** A simple command, or what is left of a compound one between two separators. */
export interface ShellCommand extends Span {
  readonly words: readonly ShellWord[];
  /** The operator that ends it, such as `|` or `&&`; empty at the end of the script. */
  readonly next: string;
  /** In how many substitutions it stands. */
  readonly depth: number;
}

export type RegionKind =
  'single' | 'double' | 'comment' | 'heredoc' | 'substitution' | 'expansion' | 'backticks';

export interface ShellRegion extends Span {
  readonly kind: RegionKind;
}

/** A shell script, read tolerantly and in linear time; all offsets are those of the whole text. */
export interface ShellScript {
  /** By where they start. */
  readonly commands: readonly ShellCommand[];
  /** What is not plain code: they nest, and do not overlap otherwise. */
  readonly regions: readonly ShellRegion[];
}

/** Deeper substitutions are taken as text. */
const deepest = 40;

/** Reads the POSIX shell code between two offsets of a text. */
export function readShell(text: string, start = 0, end = text.length): ShellScript {
  const reader = new Reader(text, start, end);
  reader.list('', 0);
  while (reader.at < end) {
    // A closing bracket that nothing opened ends a list, and the next begins.
    reader.at++;
    reader.list('', 0);
  }
  return {
    commands: reader.commands.sort((a, b) => a.start - b.start || b.end - a.end),
    regions: reader.regions.sort((a, b) => a.start - b.start || b.end - a.end),
  };
}

/** What an offset stands in; undefined in plain code. */
export function regionAt(script: ShellScript, offset: number): ShellRegion | undefined {
  return script.regions.findLast(({ start, end }) => start <= offset && offset < end);
}

const operators = ['&&', '||', ';;', '|&', '|', '&', ';', '(', ')'];
const redirections = ['<<<', '<<-', '<<', '&>>', '&>', '>>', '>&', '>|', '<&', '<>', '<', '>'];

class Reader {
  readonly commands: ShellCommand[] = [];
  readonly regions: ShellRegion[] = [];
  private awaited: { readonly word: string }[] = [];
  private noBraceFrom = Infinity;

  constructor(
    private readonly text: string,
    public at: number,
    private readonly end: number,
  ) {}

  /** Reads commands up to the closer, which is left to the caller. */
  list(closer: string, depth: number): void {
    let words: ShellWord[] = [];
    const flush = (next: string) => {
      const [first] = words;
      const last = words.at(-1);
      if (first && last) {
        this.commands.push({ words, next, depth, start: first.start, end: last.end });
      }
      words = [];
    };
    let redirect: string | undefined;
    while (this.at < this.end) {
      const char = this.text.charAt(this.at);
      if (closer !== '' && char === closer) return flush(closer);
      const operator = this.oneOf(redirections) ?? this.oneOf(operators);
      if (char === '\n') {
        flush('\n');
        this.at++;
        this.heredocs();
      } else if (this.skipsBlank(char)) {
        continue;
      } else if (char === '#') {
        const newline = this.text.indexOf('\n', this.at);
        this.region('comment', this.at, newline < 0 ? this.end : Math.min(newline, this.end));
      } else if (operator !== undefined && redirections.includes(operator) && !this.isProcess()) {
        this.at += operator.length;
        redirect = operator;
      } else if (operator !== undefined && operators.includes(operator)) {
        this.at += operator.length;
        flush(operator);
      } else {
        const word = this.word(closer, depth, redirect);
        if (redirect?.startsWith('<<') && redirect !== '<<<')
          this.awaited.push({ word: word.text });
        // The number before a redirection is no word of the command.
        if (redirect !== undefined || !this.isDescriptor(word)) words.push(word);
        redirect = undefined;
      }
    }
    flush('');
  }

  private isDescriptor({ text }: ShellWord): boolean {
    return /^\d$/.test(text) && /[<>]/.test(this.text.charAt(this.at));
  }

  private skipsBlank(char: string): boolean {
    const escaped = char === '\\' ? /^\\\r?\n/.exec(this.text.slice(this.at, this.at + 3)) : null;
    if (escaped) this.at += escaped[0].length;
    else if (/\s/.test(char)) this.at++;
    else return false;
    return true;
  }

  private oneOf(candidates: readonly string[]): string | undefined {
    return candidates.find((one) => this.text.startsWith(one, this.at));
  }

  private isProcess(): boolean {
    return /[<>]/.test(this.text.charAt(this.at)) && this.text.charAt(this.at + 1) === '(';
  }

  /** Notes a region and goes to its end. */
  private region(kind: RegionKind, start: number, end: number): void {
    this.regions.push({ kind, start, end });
    this.at = end;
  }

  private word(closer: string, depth: number, redirect: string | undefined): ShellWord {
    const start = this.at;
    let text = '';
    while (this.at < this.end) {
      const char = this.text.charAt(this.at);
      if (/[\s;&|()]/.test(char) || (closer !== '' && char === closer)) break;
      if (/[<>]/.test(char) && !this.isProcess()) break;
      if (char === "'") text += this.quoted(char, 'single');
      else if (char === '"') text += this.doubleQuoted(depth);
      else if (char === '\\') {
        if (/^\r?\n/.test(this.text.slice(this.at + 1, this.at + 3))) break;
        text += this.text.charAt(this.at + 1);
        this.at = Math.min(this.at + 2, this.end);
      } else text += this.special(depth) ?? this.plain();
    }
    // A character that begins no word must not hold up the reader.
    if (this.at === start) text = this.plain();
    return { start, end: this.at, text, ...(redirect !== undefined && { redirect }) };
  }

  private plain(): string {
    return this.text.charAt(this.at++);
  }

  private quoted(quote: string, kind: RegionKind): string {
    const from = this.at;
    const close = this.text.indexOf(quote, from + 1);
    const end = close < 0 || close >= this.end ? this.end : close + 1;
    this.region(kind, from, end);
    return this.text.slice(from + 1, close < 0 || close >= this.end ? end : close);
  }

  private doubleQuoted(depth: number): string {
    const from = this.at++;
    let text = '';
    while (this.at < this.end && this.text.charAt(this.at) !== '"') {
      if (this.text.charAt(this.at) === '\\') {
        text += this.text.slice(this.at + 1, this.at + 2);
        this.at = Math.min(this.at + 2, this.end);
      } else text += this.special(depth, true) ?? this.plain();
    }
    this.region('double', from, Math.min(this.at + 1, this.end));
    return text;
  }

  /** Reads a substitution or an expansion, and answers it as it is written. */
  private special(depth: number, inQuotes = false): string | undefined {
    const from = this.at;
    const two = this.text.slice(from, from + 2);
    if (two.startsWith('`')) {
      this.quoted('`', 'backticks');
    } else if (this.text.startsWith('$((', from)) {
      const close = this.text.indexOf('))', from);
      this.region('expansion', from, close < 0 || close >= this.end ? this.end : close + 2);
    } else if (two === '${') {
      if (from >= this.noBraceFrom) return undefined;
      const close = this.text.indexOf('}', from);
      if (close < 0 || close >= this.end) {
        this.noBraceFrom = from;
        return undefined;
      }
      this.region('expansion', from, close + 1);
    } else if ((inQuotes ? /^\$\($/ : /^[$<>]\($/).test(two) && depth < deepest) {
      this.at += 2;
      this.list(')', depth + 1);
      this.region('substitution', from, Math.min(this.at + 1, this.end));
    } else return undefined;
    return this.text.slice(from, this.at);
  }

  private heredocs(): void {
    for (const { word } of this.awaited) {
      const from = this.at;
      let end = this.end;
      while (this.at < this.end) {
        const newline = this.text.indexOf('\n', this.at);
        const lineEnd = newline < 0 || newline >= this.end ? this.end : newline;
        const line = this.text.slice(this.at, lineEnd).trim();
        end = Math.min(lineEnd + 1, this.end);
        this.at = end;
        if (line === word) break;
      }
      this.region('heredoc', from, end);
    }
    this.awaited = [];
  }
}

export interface ShellProgram {
  /** Without its folder. */
  readonly name: string;
  /** The words after the name that are no redirections. */
  readonly args: readonly ShellWord[];
}

const leading = /^(if|then|else|elif|do|while|until|time|exec|command|nohup|sudo|doas|env|\{|!)$/;

/** The program that a command runs, without what may stand before it; undefined when there is none. */
export function programOf({ words }: ShellCommand): ShellProgram | undefined {
  const plain = words.filter(({ redirect }) => redirect === undefined);
  let at = 0;
  let prefixed = false;
  for (; at < plain.length; at++) {
    const text = plain[at]?.text ?? '';
    const isOption = prefixed && text.startsWith('-');
    if (leading.test(text)) prefixed = true;
    else if (!isOption && !/^[A-Za-z_]\w*=/.test(text)) break;
  }
  const name = plain[at]?.text;
  if (name === undefined) return undefined;
  return { name: name.slice(name.lastIndexOf('/') + 1), args: plain.slice(at + 1) };
}
