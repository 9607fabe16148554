import { hole } from './pieces';
import { refuse } from './rule';

/** How a driver's SQL writes placeholders and quotes. */
export type Dialect = 'mysql' | 'pg' | 'sqlite';

/** Where a value stands in a statement. Offsets count the characters of the statement. */
export interface Slot {
  /** With the quotes around it, if there are any. */
  readonly start: number;
  readonly end: number;
  /** What is inside the quotes, holes included; one hole when there are no quotes. */
  readonly content: string;
}

export type Slots =
  | {
      readonly ok: true;
      readonly slots: readonly Slot[];
      /** Offsets of the `?` placeholders that are there already. */
      readonly marks: readonly number[];
      /** The highest `$n` that is there already. */
      readonly highest: number;
    }
  | { readonly ok: false; readonly why: string };

/** What a value may follow. A placeholder stands for a value, never for a name or a keyword. */
const beforeValue = new Set([
  '=',
  '==',
  '<',
  '>',
  '<=',
  '>=',
  '<>',
  '!=',
  '<=>',
  'LIKE',
  'ILIKE',
  'BETWEEN',
  'BETWEEN AND',
]);
const statements = /^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|MERGE|WITH)\b/i;
/** A word, a number, a cast, a variable, or an operator up to where a comment begins. */
const tokenAt = /^(?:[A-Za-z_][\w$]*|[\d.]+|::\s*\w+|[:@]\w+|(?:(?!--|\/\*)[=<>!@#&|~^*/%+-])+|.)/s;
const beforeName = new Set([
  'FROM',
  'INTO',
  'UPDATE',
  'JOIN',
  'TABLE',
  'BY',
  'SELECT',
  'SET',
  'AS',
]);

/**
 * Finds the value that each hole of a statement stands for. It refuses the whole statement when any
 * hole is not plainly a value: a name, a list, a number of rows, a piece of SQL, part of a comment.
 */
export function slotsOf(statement: string, dialect: Dialect): Slots {
  if (!statements.test(statement)) {
    return refuse('Placeholders are for SELECT, INSERT, UPDATE and DELETE.');
  }
  const scan = new Scan(statement, dialect);
  while (scan.why === undefined && scan.at < statement.length) scan.step();
  if (scan.why !== undefined) return refuse(scan.why);
  return { ok: true, slots: scan.slots, marks: scan.marks, highest: scan.highest };
}

/** One walk over a statement, token by token. */
class Scan {
  at = 0;
  why: string | undefined;
  readonly slots: Slot[] = [];
  readonly marks: number[] = [];
  highest = 0;
  private previous = '';
  private between = false;
  private valueRows = false;
  private readonly open: string[] = [];

  constructor(
    private readonly text: string,
    private readonly dialect: Dialect,
  ) {}

  step(): void {
    const { text, at, dialect } = this;
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (/\s/.test(character)) this.at += 1;
    else if (character === hole) this.bareHole();
    else if (character === "'" || (character === '"' && dialect === 'mysql'))
      this.quoted(character);
    else if (character === '"' || character === '`') this.skipTo(character, 'a quoted name');
    else if (character + next === '--' || (character === '#' && dialect === 'mysql'))
      this.skipTo('\n', 'a comment');
    else if (character + next === '/*') this.skipTo('*/', 'a comment');
    else if (character === '?') this.mark(next);
    else if (character === '$') this.dollar();
    else if (character === '(' || character === ')') this.parenthesis(character);
    else if (character === ';') this.semicolon();
    else this.word();
  }

  private take(token: string, length: number): void {
    if (token !== ',' && token !== '(') this.valueRows = false;
    this.previous = token;
    this.at += length;
  }

  /** Words, numbers and operators. */
  private word(): void {
    const [word = ''] = tokenAt.exec(this.text.slice(this.at, this.at + 200)) ?? [];
    const token = word.toUpperCase();
    if (this.dialect === 'sqlite' && /^[:@]\w/.test(token)) {
      this.why = `The statement has the named placeholder ${word} already.`;
    }
    if (token === 'AND' && this.between) {
      this.between = false;
      this.take('BETWEEN AND', word.length);
      return;
    }
    this.between ||= token === 'BETWEEN';
    this.take(token, word.length);
  }

  private parenthesis(character: string): void {
    if (character === '(') {
      const isRow = this.valueRows || this.previous === 'VALUES' || this.previous === 'VALUE';
      this.open.push(isRow ? 'VALUES' : this.previous);
      this.take('(', 1);
      return;
    }
    const closed = this.open.pop();
    this.take(')', 1);
    this.valueRows = closed === 'VALUES';
  }

  private semicolon(): void {
    if (this.text.slice(this.at + 1).trim() !== '') this.why = 'There is more than one statement.';
    this.take(';', 1);
  }

  private mark(next: string): void {
    if (this.dialect === 'mysql' && next === '?') this.why = 'The statement has a ?? placeholder.';
    if (this.dialect === 'sqlite' && /\d/.test(next)) this.why = 'It has numbered placeholders.';
    if (this.dialect !== 'pg') this.marks.push(this.at);
    this.take('VALUE', 1);
  }

  private dollar(): void {
    const digits = /^\$(\d+)/.exec(this.text.slice(this.at, this.at + 10))?.[1];
    if (digits === undefined || this.dialect !== 'pg') {
      this.why = 'The statement has a $ outside quotes.';
    }
    this.highest = Math.max(this.highest, Number(digits ?? 0));
    this.take('VALUE', 1 + (digits?.length ?? 0));
  }

  private skipTo(end: string, what: string): void {
    const close = this.text.indexOf(end, this.at + end.length);
    const stop = close < 0 ? this.text.length : close + end.length;
    if (this.text.slice(this.at, stop).includes(hole)) {
      this.why = `A value stands in ${what}, where no placeholder can stand.`;
    }
    if (end === '\n' || end === '*/') this.at = stop;
    else this.take('NAME', stop - this.at);
  }

  private quoted(quote: string): void {
    const close = this.text.indexOf(quote, this.at + 1);
    const content = this.text.slice(this.at + 1, close);
    const holds = content.includes(hole);
    if (close < 0) this.why = 'A quoted text does not end in this statement.';
    else if (content.includes('\\') || this.text.charAt(close + 1) === quote) {
      this.why = 'A quoted text has escapes.';
    } else if (!holds && this.dialect === 'mysql' && content.includes('?')) {
      this.why = 'A quoted text has a ?, which the driver would take for a placeholder.';
    }
    if (this.why !== undefined) return;
    if (holds) this.slot(this.at, close + 1, content);
    else this.take('VALUE', close + 1 - this.at);
  }

  private bareHole(): void {
    const next = this.text.charAt(this.at + 1);
    const casts = this.dialect === 'pg' && this.text.startsWith('::', this.at + 1);
    if (next !== '' && !/[\s,);]/.test(next) && !casts) {
      this.why = 'A value is joined to other text without a space.';
    }
    this.slot(this.at, this.at + 1, hole);
  }

  private slot(start: number, end: number, content: string): void {
    this.why ??= this.objection();
    this.slots.push({ start, end, content });
    this.take('VALUE', end - start);
  }

  /** Why no placeholder can stand here, or undefined when one can. */
  private objection(): string | undefined {
    const { previous, open } = this;
    if (beforeValue.has(previous)) return undefined;
    if (open.at(-1) === 'VALUES' && (previous === '(' || previous === ',')) return undefined;
    if (open.at(-1) === 'IN') return 'A value stands in an IN list, whose length may vary.';
    if (previous === 'LIMIT' || previous === 'OFFSET') {
      return `A value stands after ${previous}, where not every driver takes a placeholder.`;
    }
    if (beforeName.has(previous)) {
      return `A value stands after ${previous}, where SQL takes a name and no placeholder.`;
    }
    return 'A value does not stand after =, <, >, LIKE or in VALUES (…), so it may be a piece of SQL.';
  }
}
