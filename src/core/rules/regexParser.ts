import {
  type RegexCursor,
  type RegexModes,
  cased,
  readClass,
  readEscape,
  readLiteral,
  skip,
  skipMatch,
} from './regexClass';
import { complement, everything, lineBreaks, only } from './regexSet';
import { type RegexNode, type RegexSyntax, UnreadableRegex } from './regexTree';

const deepest = 100;

interface Parser extends RegexCursor {
  groups: number;
  /** The number of groups that have begun before the cursor. */
  begun: number;
  readonly names: Map<string, number>;
  depth: number;
}

/** Reads a pattern. Throws `UnreadableRegex` when it is invalid or nests too deeply. */
export function parseRegex(source: string, flags: string, syntax: RegexSyntax): RegexNode {
  const python = syntax === 'python';
  const parser: Parser = {
    source,
    python,
    unicode: !python && /[uv]/.test(flags),
    classOperators: !python && flags.includes('v'),
    at: 0,
    modes: {
      ignoreCase: /i/i.test(flags),
      dotAll: /s/i.test(flags),
      multiline: /m/i.test(flags),
      verbose: python && /x/i.test(flags),
    },
    groups: 0,
    begun: 0,
    names: new Map(),
    depth: 0,
  };
  countGroups(parser);
  const root = readChoice(parser);
  if (parser.at < source.length) throw new UnreadableRegex('a bracket closes nothing');
  return root;
}

/** A reference may stand before its group, so the groups are counted first. */
function countGroups(parser: Parser): void {
  const opening = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\((?!\?)|\(\?P?<(?![=!])([^>]{1,100})>/g;
  for (const match of parser.source.matchAll(opening)) {
    if (!match[0].startsWith('(')) continue;
    parser.groups++;
    if (match[1] !== undefined) parser.names.set(match[1], parser.groups);
  }
}

function readChoice(parser: Parser): RegexNode {
  if (++parser.depth > deepest) throw new UnreadableRegex('it nests too deeply');
  const outside = parser.modes;
  const options = [readSequence(parser)];
  while (skip(parser, '|')) options.push(readSequence(parser));
  parser.modes = outside;
  parser.depth--;
  const [first] = options;
  return options.length === 1 && first ? first : { kind: 'choice', options };
}

function readSequence(parser: Parser): RegexNode {
  const items: RegexNode[] = [];
  for (;;) {
    skipVerbose(parser);
    const next = parser.source[parser.at];
    if (next === undefined || next === '|' || next === ')') break;
    const start = parser.at;
    const term = readTerm(parser);
    if (term) items.push(readRepeats(parser, term, start));
  }
  const [first] = items;
  return items.length === 1 && first ? first : { kind: 'sequence', items };
}

function skipVerbose(parser: Parser): void {
  if (parser.modes.verbose) skipMatch(parser, /(?:\s|#[^\n]*(?:\n|$))+/y);
}

/** Undefined for what stands for nothing: a comment, or flags for the rest. */
function readTerm(parser: Parser): RegexNode | undefined {
  const { modes } = parser;
  if (skip(parser, '(')) return readGroup(parser);
  if (skip(parser, '[')) return { kind: 'chars', set: readClass(parser) };
  if (skip(parser, '\\')) return readBackslash(parser);
  if (skip(parser, '^')) return { kind: 'assert', what: modes.multiline ? 'lineStart' : 'start' };
  if (skip(parser, '$')) {
    const end = parser.python ? 'lastLineEnd' : 'end';
    return { kind: 'assert', what: modes.multiline ? 'lineEnd' : end };
  }
  if (skip(parser, '.')) {
    const breaks = parser.python ? only(10) : lineBreaks;
    return { kind: 'chars', set: modes.dotAll ? everything : complement(breaks) };
  }
  if (/[*+?]/y.test(parser.source[parser.at] ?? '')) throw new UnreadableRegex('nothing repeats');
  return { kind: 'chars', set: cased(parser, only(readLiteral(parser))) };
}

function readBackslash(parser: Parser): RegexNode {
  if (skip(parser, 'b')) return { kind: 'assert', what: 'boundary' };
  if (skip(parser, 'B')) return { kind: 'assert', what: 'notBoundary' };
  if (parser.python && skip(parser, 'A')) return { kind: 'assert', what: 'start' };
  if (parser.python && (skip(parser, 'Z') || skip(parser, 'z'))) {
    return { kind: 'assert', what: 'end' };
  }
  const at = parser.at;
  const number = skipMatch(parser, /[1-9]\d{0,3}/y);
  if (number && Number(number[0]) <= parser.groups) {
    return { kind: 'back', group: Number(number[0]) };
  }
  parser.at = at;
  if (!parser.python && parser.names.size > 0) {
    const name = skipMatch(parser, /k<([^>]{1,100})>/y)?.[1];
    if (name !== undefined) return backTo(parser, name);
  }
  return { kind: 'chars', set: cased(parser, readEscape(parser)) };
}

function backTo(parser: Parser, name: string): RegexNode {
  const group = parser.names.get(name) ?? Number(name);
  if (!(group <= parser.groups)) throw new UnreadableRegex('there is no such group');
  return { kind: 'back', group };
}

/** The cursor is behind the opening bracket. */
function readGroup(parser: Parser): RegexNode | undefined {
  if (!skip(parser, '?')) return readCapture(parser);
  if (skip(parser, ':')) return readBody(parser);
  if (skip(parser, '=')) return readLook(parser, true, false);
  if (skip(parser, '!')) return readLook(parser, true, true);
  if (skip(parser, '<=')) return readLook(parser, false, false);
  if (skip(parser, '<!')) return readLook(parser, false, true);
  if (parser.python) {
    if (skipMatch(parser, /#[^)]*\)/y)) return undefined;
    if (skip(parser, '>')) return { kind: 'atomic', body: readBody(parser) };
    const name = skipMatch(parser, /P=([^)]{1,100})\)/y)?.[1];
    if (name !== undefined) return backTo(parser, name);
    // Which way a conditional takes is not asked: both may be taken.
    if (skipMatch(parser, /\([^)]{1,100}\)/y)) return readBody(parser);
  }
  if (skipMatch(parser, parser.python ? /P<[^>]{1,100}>/y : /<[^>]{1,100}>/y)) {
    return readCapture(parser);
  }
  return readFlags(parser);
}

function readCapture(parser: Parser): RegexNode {
  const index = ++parser.begun;
  return { kind: 'capture', index, body: readBody(parser) };
}

function readLook(parser: Parser, ahead: boolean, negated: boolean): RegexNode {
  return { kind: 'look', ahead, negated, body: readBody(parser) };
}

function readBody(parser: Parser): RegexNode {
  const body = readChoice(parser);
  if (!skip(parser, ')')) throw new UnreadableRegex('a bracket is not closed');
  return body;
}

/** `(?i)`, which counts for the rest, and `(?i:…)`, which counts inside. */
function readFlags(parser: Parser): RegexNode | undefined {
  const match = skipMatch(parser, /([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y);
  if (!match) throw new UnreadableRegex('there is no such group');
  const [, on = '', off = '', closing] = match;
  const before = parser.modes;
  parser.modes = changed(before, on, off);
  if (closing === ')') return undefined;
  const body = readBody(parser);
  parser.modes = before;
  return body;
}

function changed(modes: RegexModes, on: string, off: string): RegexModes {
  const flag = (letter: string, now: boolean) =>
    (now || on.includes(letter)) && !off.includes(letter);
  return {
    ignoreCase: flag('i', modes.ignoreCase),
    dotAll: flag('s', modes.dotAll),
    multiline: flag('m', modes.multiline),
    verbose: flag('x', modes.verbose),
  };
}

function readRepeats(parser: Parser, term: RegexNode, start: number): RegexNode {
  skipVerbose(parser);
  const bounds = readBounds(parser);
  if (!bounds) return term;
  const lazy = skip(parser, '?');
  const possessive = !lazy && parser.python && skip(parser, '+');
  const [min, max] = bounds;
  if (min > max) throw new UnreadableRegex('the bounds are out of order');
  const node: RegexNode = { kind: 'repeat', body: term, min, max, lazy, start, end: parser.at };
  return possessive ? { kind: 'atomic', body: node } : node;
}

function readBounds(parser: Parser): readonly [number, number] | undefined {
  if (skip(parser, '*')) return [0, Infinity];
  if (skip(parser, '+')) return [1, Infinity];
  if (skip(parser, '?')) return [0, 1];
  const counted = skipMatch(parser, parser.python ? /\{(\d*)(,?)(\d*)\}/y : /\{(\d+)(,?)(\d*)\}/y);
  if (!counted) return undefined;
  const [whole, low = '', comma = '', high = ''] = counted;
  if (low === '' && high === '') {
    parser.at -= whole.length;
    return undefined;
  }
  const min = Number(low);
  if (comma === '') return [min, min];
  return [min, high === '' ? Infinity : Number(high)];
}
