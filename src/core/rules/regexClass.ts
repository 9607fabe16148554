import {
  type CharSet,
  complement,
  digits,
  everything,
  ignoringCase,
  intersection,
  nothing,
  only,
  propertySet,
  spaces,
  union,
  wordCharacters,
} from './regexSet';
import { UnreadableRegex } from './regexTree';

/** How the rest of a pattern is to be read; `(?i)` and its like change it. */
export interface RegexModes {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  /** Python's `x`: white space and comments do not count. */
  readonly verbose: boolean;
}

/** A place in the source of a pattern. */
export interface RegexCursor {
  readonly source: string;
  readonly python: boolean;
  /** JavaScript's `u` and `v`. */
  readonly unicode: boolean;
  /** JavaScript's `v`. */
  readonly classOperators: boolean;
  at: number;
  modes: RegexModes;
}

/** Steps over `text` when it comes next. */
export function skip(cursor: RegexCursor, text: string): boolean {
  if (!cursor.source.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

/** The text that a sticky pattern finds here, stepped over. */
export function skipMatch(cursor: RegexCursor, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = cursor.at;
  const match = sticky.exec(cursor.source);
  if (!match) return undefined;
  cursor.at += match[0].length;
  return match;
}

export function cased(cursor: RegexCursor, set: CharSet): CharSet {
  return cursor.modes.ignoreCase ? ignoringCase(set) : set;
}

/** One character as it stands: a whole code point where the pattern counts in those. */
export function readLiteral(cursor: RegexCursor): number {
  const whole = cursor.unicode || cursor.python;
  const code = whole ? cursor.source.codePointAt(cursor.at) : cursor.source.charCodeAt(cursor.at);
  if (code === undefined || Number.isNaN(code)) throw new UnreadableRegex('it ends too early');
  cursor.at += code > 0xffff ? 2 : 1;
  return code;
}

const shorthands: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: complement(digits),
  w: wordCharacters,
  W: complement(wordCharacters),
  s: spaces,
  S: complement(spaces),
};

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12 };

/** What an escape stands for, the cursor being behind its backslash. */
export function readEscape(cursor: RegexCursor): CharSet {
  const letter = cursor.source[cursor.at] ?? '';
  const shorthand = shorthands[letter];
  if (shorthand) {
    cursor.at++;
    return shorthand;
  }
  if (cursor.unicode && skipMatch(cursor, /[pP](?=\{)/y)) return readProperty(cursor, letter);
  const control = controls[letter] ?? (cursor.python && letter === 'a' ? 7 : undefined);
  if (control !== undefined) {
    cursor.at++;
    return only(control);
  }
  return only(readCodeEscape(cursor) ?? readLiteral(cursor));
}

function readProperty(cursor: RegexCursor, letter: string): CharSet {
  const name = skipMatch(cursor, /\{([\w=]{1,60})\}/y)?.[1];
  const set = name === undefined ? undefined : propertySet(name);
  if (!set) throw new UnreadableRegex('there is no such property');
  return letter === 'P' ? complement(set) : set;
}

/** `\x41`, `\u0041`, `\u{41}`, `\cA`, octal, and Python's `\U00000041` and `\N{name}`. */
function readCodeEscape(cursor: RegexCursor): number | undefined {
  const hex =
    skipMatch(cursor, /x([\da-f]{2})/iy) ??
    skipMatch(cursor, /u([\da-f]{4})/iy) ??
    (cursor.unicode ? skipMatch(cursor, /u\{([\da-f]{1,6})\}/iy) : undefined) ??
    (cursor.python ? skipMatch(cursor, /U([\da-f]{8})/iy) : undefined);
  if (hex) return Math.min(Number.parseInt(hex[1] ?? '0', 16), 0x10ffff);
  const letter = cursor.python ? undefined : skipMatch(cursor, /c([a-z])/iy)?.[1];
  if (letter !== undefined) return letter.charCodeAt(0) % 32;
  const octal = skipMatch(cursor, /[0-3]?[0-7]{1,2}/y);
  if (octal) return Number.parseInt(octal[0], 8);
  if (cursor.python && skipMatch(cursor, /N\{[^}]{1,80}\}/y)) return 0xfffd;
  return undefined;
}

/** A class such as `[^a-z]`, the cursor being behind its first bracket. */
export function readClass(cursor: RegexCursor, depth = 0): CharSet {
  if (depth > 50) throw new UnreadableRegex('it nests too deeply');
  const negated = skip(cursor, '^');
  // Python takes a bracket in the first place for itself.
  const parts: CharSet[] = cursor.python && skip(cursor, ']') ? [only(0x5d)] : [];
  let set: CharSet | undefined;
  let operator = '';
  const close = () => {
    const operand = parts.length === 0 ? nothing : union(parts.splice(0));
    if (operator === '--') set = intersection(set ?? nothing, complement(operand));
    else if (operator === '&&') set = intersection(set ?? everything, operand);
    else set = operand;
  };
  while (!skip(cursor, ']')) {
    if (cursor.classOperators && (skip(cursor, '--') || skip(cursor, '&&'))) {
      close();
      operator = cursor.source.slice(cursor.at - 2, cursor.at);
    } else {
      parts.push(readMember(cursor, depth));
    }
  }
  close();
  const all = cased(cursor, set ?? nothing);
  return negated ? complement(all) : all;
}

function readMember(cursor: RegexCursor, depth: number): CharSet {
  if (cursor.classOperators && skip(cursor, '[')) return readClass(cursor, depth + 1);
  const from = readMemberPart(cursor);
  const dash = cursor.source[cursor.at] === '-' && cursor.source[cursor.at + 1] !== ']';
  if (!dash || (cursor.classOperators && cursor.source[cursor.at + 1] === '-')) return from;
  cursor.at++;
  const to = readMemberPart(cursor);
  const [low, lowEnd] = from;
  const [high, highEnd] = to;
  const single = low !== undefined && low === lowEnd && high !== undefined && high === highEnd;
  if (!single) return union([from, only(0x2d), to]);
  if (low > high) throw new UnreadableRegex('a range is out of order');
  return [low, high];
}

function readMemberPart(cursor: RegexCursor): CharSet {
  if (!skip(cursor, '\\')) return only(readLiteral(cursor));
  if (skip(cursor, 'b')) return only(8);
  if (cursor.classOperators && cursor.source.startsWith('q{', cursor.at)) {
    throw new UnreadableRegex('a class holds strings');
  }
  return readEscape(cursor);
}
