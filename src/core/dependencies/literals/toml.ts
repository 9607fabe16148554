/** A text, number or truth value of a TOML file. */
export interface TomlValue {
  /** Tables and keys from the outside in; the values of a list share theirs. */
  readonly path: readonly string[];
  /** As it is written, without quotes. */
  readonly raw: string;
  readonly isString: boolean;
  readonly start: number;
  readonly end: number;
}

const space = /[ \t]*/y;
const blank = /(?:[ \t\r\n]|#[^\n]*)*/y;
const key = /[\w-]+|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/y;
const texts = [
  [/"""((?:[^\\]|\\.)*?)"""(?!")/sy, 3],
  [/'''(.*?)'''(?!')/sy, 3],
  [/"((?:[^"\\\n]|\\.)*)"/y, 1],
  [/'([^'\n]*)'/y, 1],
] as const;
/** Deeper ones are not written by people. */
const maxDepth = 30;

/** Every value of a TOML file, in its order; undefined when the text is not understood as a whole. */
export function tomlValues(text: string): readonly TomlValue[] | undefined {
  const reader = new Reader(text);
  return reader.read() ? reader.values : undefined;
}

class Reader {
  readonly values: TomlValue[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): boolean {
    let table: readonly string[] = [];
    for (;;) {
      this.#take(blank);
      if (this.#at >= this.#text.length) return true;
      if (this.#text[this.#at] === '[') {
        const header = this.#header();
        if (!header) return false;
        table = header;
      } else if (!this.#pair(table, 0)) return false;
      this.#take(space);
      if (this.#at < this.#text.length && !/[\r\n#]/.test(this.#text[this.#at] ?? '')) return false;
    }
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #header(): readonly string[] | undefined {
    this.#skip('[');
    const isList = this.#skip('[');
    const path = this.#keys();
    if (!path || !this.#skip(']') || (isList && !this.#skip(']'))) return undefined;
    return path;
  }

  #keys(): readonly string[] | undefined {
    const keys: string[] = [];
    do {
      this.#take(space);
      const match = this.#take(key);
      if (!match) return undefined;
      keys.push(match[1] ?? match[2] ?? match[0]);
      this.#take(space);
    } while (this.#skip('.'));
    return keys;
  }

  #pair(table: readonly string[], depth: number): boolean {
    const keys = this.#keys();
    if (!keys || !this.#skip('=')) return false;
    this.#take(space);
    return this.#value([...table, ...keys], depth);
  }

  #value(path: readonly string[], depth: number): boolean {
    if (depth > maxDepth) return false;
    if (this.#skip('[')) return this.#items(']', () => this.#value(path, depth + 1));
    if (this.#skip('{')) return this.#items('}', () => this.#pair(path, depth + 1));
    for (const [pattern, quotes] of texts) {
      const start = this.#at + quotes;
      const match = this.#take(pattern);
      if (!match) continue;
      const raw = match[1] ?? '';
      this.values.push({ path, raw, isString: true, start, end: start + raw.length });
      return true;
    }
    const start = this.#at;
    const raw = this.#take(/[\w.:+-]+(?: \d[\w.:+-]*)?/y)?.[0];
    if (raw === undefined) return false;
    this.values.push({ path, raw, isString: false, start, end: start + raw.length });
    return true;
  }

  #items(end: string, item: () => boolean): boolean {
    for (;;) {
      this.#take(blank);
      if (this.#skip(end)) return true;
      if (!item()) return false;
      this.#take(blank);
      if (this.#skip(',')) continue;
      return this.#skip(end);
    }
  }
}
