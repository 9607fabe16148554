import type { Attribute, Block, Body, ObjectEntry, Value } from './terraformBlocks';

/** What nests deeper is skipped. */
const deepest = 60;

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d[\d.eE+-]*/y;

/** Reads the syntax of Terraform, with every offset as it is in the text. */
export class HclReader {
  private depth = 0;

  constructor(
    private readonly text: string,
    private at = text.startsWith('\uFEFF') ? 1 : 0,
    private readonly end = text.length,
  ) {}

  /** Reads up to the end, or past the brace that closes the block. */
  body(top?: Block): Body {
    const attributes: Attribute[] = [];
    const blocks: Block[] = [];
    for (;;) {
      this.skip(true);
      const start = this.at;
      if (start >= this.end) break;
      const name = this.match(identifier);
      if (name === undefined) {
        this.at++;
        if (top && this.text.charAt(start) === '}') break;
        continue;
      }
      this.skip(false);
      if (this.peek() === '=' && this.text.charAt(this.at + 1) !== '=') {
        this.at++;
        const value = this.value(false);
        attributes.push({ name, value, start, end: value.end });
      } else {
        const block = this.block(name, start, top);
        if (block) blocks.push(block);
      }
    }
    return { attributes, blocks };
  }

  /** Reads one value; in brackets, a line break does not end it. */
  value(inBrackets: boolean): Value {
    this.skip(inBrackets);
    const start = this.at;
    const first = this.primary();
    const end = this.at;
    this.skip(inBrackets);
    if (first.kind !== 'heredoc' && !this.isAtEnd(inBrackets)) {
      while (!this.isAtEnd(inBrackets)) this.skipOne();
      return { kind: 'other', start, end: this.at };
    }
    return { ...first, start, end };
  }

  private block(type: string, start: number, top: Block | undefined): Block | undefined {
    const labels: string[] = [];
    let header = { start, end: this.at };
    for (;;) {
      const from = this.at;
      const label = this.peek() === '"' ? this.string().text : this.match(identifier);
      if (label === undefined) break;
      labels.push(label);
      header = { start, end: this.at };
      this.skip(false);
      if (this.at === from) break;
    }
    if (this.peek() !== '{') return undefined;
    if (labels.length === 0) header = { start, end: start + type.length };
    const block = { type, labels, header, start, end: start, body: { attributes: [], blocks: [] } };
    const made: { -readonly [Key in keyof Block]: Block[Key] } = Object.assign(block, {
      top: top ?? (block as unknown as Block),
    });
    if (this.depth >= deepest) this.skipOne();
    else {
      this.at++;
      this.depth++;
      made.body = this.body(made.top);
      this.depth--;
    }
    made.end = this.at;
    return made;
  }

  private primary(): Value {
    const start = this.at;
    const char = this.peek();
    const other = (): Value => ({ kind: 'other', start, end: this.at });
    if (char === '"') return { kind: 'string', ...this.string(), start, end: this.at };
    if (this.text.startsWith('<<', start)) return this.heredoc() ?? other();
    if ((char === '[' || char === '{') && this.depth < deepest && !this.isFor()) {
      this.depth++;
      const value = char === '[' ? this.list() : this.object();
      this.depth--;
      return value;
    }
    const numeral = this.match(number);
    const name = numeral ?? this.match(identifier);
    if (name === undefined) return other();
    if (numeral === undefined && this.peek() === '(' && this.depth < deepest) {
      this.depth++;
      const args = this.items(')');
      this.depth--;
      return { kind: 'call', name, args, start, end: this.at };
    }
    const isLiteral = numeral !== undefined || /^(?:true|false|null)$/.test(name);
    return isLiteral ? { kind: 'literal', text: name, start, end: this.at } : other();
  }

  private isFor(): boolean {
    return /^.\s*for\s/.test(this.text.slice(this.at, this.at + 40));
  }

  private list(): Value {
    const start = this.at;
    return { kind: 'list', items: this.items(']'), start, end: this.at };
  }

  /** Values between an opening bracket, where the reader stands, and its closing one. */
  private items(closer: string): readonly Value[] {
    const items: Value[] = [];
    this.at++;
    for (;;) {
      this.skip(true);
      if (this.at >= this.end) break;
      const char = this.peek();
      if (/[\])},]/.test(char)) {
        this.at++;
        if (char === closer) break;
      } else items.push(this.value(true));
    }
    return items;
  }

  private object(): Value {
    const start = this.at++;
    const entries: ObjectEntry[] = [];
    for (;;) {
      this.skip(true);
      const char = this.peek();
      if (this.at >= this.end || char === '}') break;
      const key = char === '"' ? this.string().text : this.match(identifier);
      this.skip(false);
      if (key === undefined || !/[=:]/.test(this.peek())) {
        if (key === undefined) this.skipOne();
        continue;
      }
      this.at++;
      entries.push({ key, value: this.value(false) });
    }
    this.at = Math.min(this.at + 1, this.end);
    return { kind: 'object', entries, start, end: this.at };
  }

  private heredoc(): Value | undefined {
    const open = /<<-?[ \t]*([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?\n/uy;
    open.lastIndex = this.at;
    const word = open.exec(this.text)?.[1];
    if (word === undefined) {
      this.at += 2;
      return undefined;
    }
    const start = this.at;
    const from = open.lastIndex;
    for (let line = from; ;) {
      const newline = this.text.indexOf('\n', line);
      const lineEnd = newline < 0 || newline >= this.end ? this.end : newline;
      if (lineEnd === this.end || this.text.slice(line, lineEnd).trim() === word) {
        this.at = this.text.charAt(lineEnd - 1) === '\r' ? lineEnd - 1 : lineEnd;
        const body = { start: from, end: Math.min(line, this.end) };
        const text = this.text.slice(body.start, body.end);
        return { kind: 'heredoc', text, body, start, end: this.at };
      }
      line = lineEnd + 1;
    }
  }

  /** Reads a string past its closing quote, or up to the end of its line when it has none. */
  private string(): { readonly text: string; readonly isPlain: boolean } {
    const from = this.at++;
    let isPlain = true;
    /** Interpolations and strings that are open, from the outside in, as what closes them. */
    const open = ['"'];
    for (; this.at < this.end && open.length > 0; this.at++) {
      const char = this.peek();
      const isText = open.at(-1) === '"';
      if (char === '\n' && isText) break;
      if (char === '\\' && isText) this.at++;
      else if (isText && /[$%]/.test(char) && this.text.charAt(this.at + 1) === '{') {
        isPlain = false;
        this.at++;
        open.push('}');
      } else if (char === open.at(-1)) open.pop();
      else if (!isText && (char === '"' || char === '{')) open.push(char === '"' ? '"' : '}');
    }
    this.at = Math.min(this.at, this.end);
    const inside = this.text.slice(from + 1, open.length === 0 ? this.at - 1 : this.at);
    return { text: inside.replace(/\\(["\\])/g, '$1'), isPlain };
  }

  /** Goes past one token, or past a bracket with all that is in it. */
  private skipOne(): void {
    let open = 0;
    do {
      const char = this.peek();
      if (char === '"') this.string();
      else if (/\s|#|\//.test(char)) {
        const from = this.at;
        this.skip(true);
        if (this.at === from) this.at++;
      } else {
        if (/[[({]/.test(char)) open++;
        if (/[\])}]/.test(char)) open--;
        this.at++;
      }
    } while (open > 0 && this.at < this.end);
  }

  private isAtEnd(inBrackets: boolean): boolean {
    if (this.at >= this.end) return true;
    this.skipInLine();
    const char = this.peek();
    return /[,\])}]/.test(char) || char === '' || (!inBrackets && /[\r\n]/.test(char));
  }

  private skipInLine(): void {
    while (/[ \t]/.test(this.peek()) && this.at < this.end) this.at++;
    if (this.peek() === '#' || this.text.startsWith('//', this.at)) this.skip(false);
  }

  private skip(newlines: boolean): void {
    while (this.at < this.end) {
      const char = this.peek();
      if (char === '#' || this.text.startsWith('//', this.at)) {
        const newline = this.text.indexOf('\n', this.at);
        this.at = newline < 0 ? this.end : Math.min(newline, this.end);
      } else if (this.text.startsWith('/*', this.at)) {
        const close = this.text.indexOf('*/', this.at + 2);
        this.at = close < 0 ? this.end : Math.min(close + 2, this.end);
      } else if (newlines ? /\s/.test(char) : /[ \t\r]/.test(char)) this.at++;
      else break;
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || this.at + found.length > this.end) return undefined;
    this.at += found.length;
    return found;
  }

  private peek(): string {
    return this.at < this.end ? this.text.charAt(this.at) : '';
  }
}
