import type { Position } from './finding';

/**
 * A text with its lines, as the editor splits them (`\r\n`, `\n`, `\r`), and with quick ways from
 * other people's ways of counting to UTF-16 offsets. Lines are zero-based.
 */
export interface TextIndex {
  readonly text: string;
  readonly lineCount: number;
  /** Some character takes two UTF-16 units, so code points and units differ. */
  readonly hasPairs: boolean;
  lineStart(line: number): number;
  /** Where the line's content ends, before its line break. */
  lineEnd(line: number): number;
  positionAt(offset: number): Position;
  /** The offset `count` code points after `from`, or undefined when the text is shorter. */
  afterCodePoints(from: number, count: number): number | undefined;
  /** The offset `count` UTF-8 bytes after `from`; undefined past the end or inside a character. */
  afterBytes(from: number, count: number): number | undefined;
  /** The offset of a UTF-8 byte offset, or undefined past the end or inside a character. */
  fromBytes(byteOffset: number): number | undefined;
}

/** Reads the text once; the counts for code points and bytes only when they are first asked for. */
export function indexText(text: string): TextIndex {
  const starts = lineStarts(text);
  const startOf = (line: number): number => starts[line] ?? text.length;
  let points: Counts | undefined;
  let bytes: Counts | undefined;
  return {
    text,
    lineCount: starts.length,
    hasPairs: /[\ud800-\udbff][\udc00-\udfff]/.test(text),
    lineStart: startOf,
    lineEnd(line) {
      const next = starts[line + 1];
      if (next === undefined) return text.length;
      return text.startsWith('\r\n', next - 2) ? next - 2 : next - 1;
    },
    positionAt(offset) {
      const line = lastAtMost(starts, offset);
      return { line, character: offset - startOf(line) };
    },
    afterCodePoints(from, count) {
      points ??= countUnits(text, codePoints);
      return points.offsetOf(points.before(from) + count);
    },
    afterBytes(from, count) {
      bytes ??= countUnits(text, utf8Bytes);
      return bytes.offsetOf(bytes.before(from) + count);
    },
    fromBytes(byteOffset) {
      bytes ??= countUnits(text, utf8Bytes);
      return bytes.offsetOf(byteOffset);
    },
  };
}

/** Where each line begins. */
export function lineStarts(text: string): readonly number[] {
  const starts: number[] = [0];
  // Nearly every text has one kind of line end, or both of it: no need to look at each character.
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  return starts;
}

/** The index of the last of the ascending numbers that is at most `limit`. */
function lastAtMost(numbers: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How much the unit at an offset counts for. The second half of a pair counts nothing. */
type Weight = (text: string, at: number) => number;

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const isSecondHalf = (text: string, at: number): boolean =>
  isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1));

const codePoints: Weight = (text, at) => (isSecondHalf(text, at) ? 0 : 1);

const utf8Bytes: Weight = (text, at) => {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (isSecondHalf(text, at)) return 0;
  return isHigh(unit) && isLow(text.charCodeAt(at + 1)) ? 4 : 3;
};

interface Counts {
  before(offset: number): number;
  offsetOf(count: number): number | undefined;
}

/** A mark every so often keeps each answer short, also in one line of five million characters. */
const stride = 1024;

function countUnits(text: string, weight: Weight): Counts {
  const marks = new Float64Array(Math.floor(text.length / stride) + 1);
  let total = 0;
  for (let at = 0; at < text.length; at++) {
    if (at % stride === 0) marks[at / stride] = total;
    total += weight(text, at);
  }
  if (text.length % stride === 0) marks[text.length / stride] = total;
  return {
    before(offset) {
      const mark = Math.floor(Math.min(offset, text.length) / stride);
      let count = marks[mark] ?? 0;
      for (let at = mark * stride; at < offset && at < text.length; at++) count += weight(text, at);
      return count;
    },
    offsetOf(wanted) {
      if (wanted < 0 || wanted > total) return undefined;
      const mark = lastAtMost(marks, wanted);
      let count = marks[mark] ?? 0;
      let at = mark * stride;
      while (at < text.length && (count < wanted || weight(text, at) === 0)) {
        count += weight(text, at);
        at += 1;
      }
      return count === wanted ? at : undefined;
    },
  };
}
