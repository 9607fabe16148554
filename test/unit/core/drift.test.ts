import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitLines } from '../../../src/core/diffLines';
import type { LineMap } from '../../../src/core/drift';
import { findSnippet, fingerprintLines, lineMap, mapRegion } from '../../../src/core/drift';
import type { Region } from '../../../src/core/finding';
import { indexText } from '../../../src/core/lines';

const textOf = (lines: readonly string[]) => lines.join('\n');
const mapOf = (before: readonly string[], after: readonly string[]): LineMap =>
  lineMap(fingerprintLines(textOf(before)), fingerprintLines(textOf(after)));
const mapped = (before: readonly string[], after: readonly string[]) => {
  const map = mapOf(before, after);
  return before.map((_, line) => map(line));
};

function region(start: readonly [number, number], end: readonly [number, number]): Region {
  return {
    start: { line: start[0], character: start[1] },
    end: { line: end[0], character: end[1] },
  };
}

const anyLine = fc.oneof(
  fc.constantFrom('', '}', '  });', 'return null;', 'const a = readAll(b);', '  call(thing, 1);'),
  fc.nat(30).map((number) => `const value${number} = load(${number});`),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, '')),
);
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 40 });
const edits = fc.array(
  fc.record({ at: fc.nat(60), remove: fc.nat(3), add: fc.array(anyLine, { maxLength: 3 }) }),
  { maxLength: 6 },
);

describe('the fingerprints of lines', () => {
  it('are one a line, whatever its end', () => {
    const unix = fingerprintLines('first line here\nsecond line here\n');
    assert.equal(unix.length, 3);
    assert.deepEqual(fingerprintLines('first line here\r\nsecond line here\r'), unix);
    assert.deepEqual(fingerprintLines('').length, 1);
  });

  it('count lines as the editor does, and differ where lines differ', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(anyLine), (text, lines) => {
        assert.equal(fingerprintLines(text).length, splitLines(text).length);
        const all = [...lines, text.replace(/[\r\n]/g, '')];
        const prints = all.map((line) => fingerprintLines(line)[0]);
        assert.equal(new Set(prints).size, new Set(all).size);
      }),
    );
  });
});

describe('the way from the lines of one text to those of another', () => {
  it('follows what was inserted and removed above', () => {
    const before = ['import a', 'import b', '', 'danger(a);', '}'];
    const after = ['// header', 'import a', '', 'danger(a);', '}', 'more();'];
    assert.deepEqual(mapped(before, after), [1, undefined, 2, 3, 4]);
  });

  it('follows a function that was moved, with the brackets that belong to it', () => {
    const moved = ['function first(a) {', '  danger(a, 1);', '', '  }', '}'];
    const rest = Array.from({ length: 9 }, (_, line) => `const constant${line} = ${line};`);
    assert.deepEqual(mapped([...moved, ...rest], [...rest, ...moved]), [
      9,
      10,
      11,
      12,
      13,
      ...rest.keys(),
    ]);
  });

  it('does not guess where a line that was moved stood or stands more than once', () => {
    const rest = Array.from({ length: 9 }, (_, line) => `const constant${line} = ${line};`);
    const twice = ['danger(a, one);', ...rest];
    assert.equal(
      mapOf(twice, [...rest, 'x', 'danger(a, one);', 'y', 'danger(a, one);'])(0),
      undefined,
    );
    assert.equal(
      mapOf(['danger(a, one);', 'danger(a, one);', ...rest], [...rest, 'x', 'danger(a, one);'])(1),
      undefined,
    );
  });

  it('does not follow what says too little', () => {
    const rest = Array.from({ length: 9 }, (_, line) => `const constant${line} = ${line};`);
    assert.equal(mapOf(['  f();', ...rest], [...rest, 'other', '  f();'])(0), undefined);
  });

  it('leaves equal texts alone, and knows no line outside', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const text = textOf(lines);
        const map = lineMap(fingerprintLines(text), fingerprintLines(text));
        const { length } = splitLines(text);
        for (let line = 0; line < length; line++) assert.equal(map(line), line);
        for (const line of [-1, 0.5, length, NaN, Infinity]) assert.equal(map(line), undefined);
      }),
    );
  });

  it('leads to an equal line or to none, and no two lines to the same', () => {
    fc.assert(
      fc.property(anyLines, edits, anyLines, fc.boolean(), (before, changes, other, whole) => {
        const after = whole ? other : [...before];
        for (const { at, remove, add } of whole ? [] : changes) {
          after.splice(at % (after.length + 1), remove, ...add);
        }
        // A text always has a line.
        if (after.length === 0) after.push('');
        const lines = mapped(before, after);
        for (const [line, to] of lines.entries()) {
          if (to !== undefined) assert.equal(after[to], before[line]);
        }
        const found = lines.filter((to) => to !== undefined);
        assert.equal(new Set(found).size, found.length);
      }),
    );
  });

  it('loses no line where lines were only inserted', () => {
    fc.assert(
      fc.property(anyLines, fc.array(fc.tuple(fc.nat(60), anyLine)), (before, inserted) => {
        const after = [...before];
        for (const [at, line] of inserted) after.splice(at % (after.length + 1), 0, line);
        assert.ok(mapped(before, after).every((to) => to !== undefined));
      }),
    );
  });

  it('keeps what can be known of a text that was changed all over', () => {
    const before = Array.from({ length: 20_000 }, (_, at) =>
      at % 4 === 3 ? '}' : `old line ${at};`,
    );
    const rewritten = before.map((_, at) => `another line ${at};`);
    assert.ok(mapped(before, rewritten).every((to) => to === undefined));
    const scattered = before.map((line, at) => (at % 4 === 0 ? `new line ${at};` : line));
    const lines = mapped(before, scattered);
    assert.ok(lines.every((to, line) => to === (line % 4 === 0 ? undefined : line)));
  });
});

describe('a region in a text that has changed', () => {
  const shifted: LineMap = (line) => (line >= 2 && line <= 4 ? line + 10 : undefined);

  it('moves with its lines and keeps its columns', () => {
    assert.deepEqual(mapRegion(region([2, 4], [4, 7]), shifted), region([12, 4], [14, 7]));
    assert.deepEqual(mapRegion(region([4, 0], [5, 0]), shifted), region([14, 0], [15, 0]));
  });

  it('is stale when a line of it is gone, or they no longer follow each other', () => {
    assert.equal(mapRegion(region([1, 0], [2, 5]), shifted), undefined);
    assert.equal(mapRegion(region([4, 0], [5, 1]), shifted), undefined);
    assert.equal(mapRegion(region([3, 0], [2, 0]), shifted), undefined);
    assert.equal(
      mapRegion(region([0, 0], [1, 2]), (line) => line * 2),
      undefined,
    );
    assert.equal(
      mapRegion(region([0, 0], [1, 2]), (line) => 5 - line),
      undefined,
    );
    assert.equal(mapRegion(region([2, 0], [Infinity, 2]), shifted), undefined);
  });
});

describe('a snippet in a text', () => {
  const find = (text: string, snippet: string, near: number) => {
    const index = indexText(text);
    const found = findSnippet(index, snippet, near);
    if (!found) return undefined;
    const offset = ({ line, character }: Region['start']) => index.lineStart(line) + character;
    return [found.start.line, text.slice(offset(found.start), offset(found.end))];
  };

  it('is found where it is nearest', () => {
    const text = 'eval(a)\n\n\n\nx = eval(a);\n';
    assert.deepEqual(find(text, 'eval(a)', 1), [0, 'eval(a)']);
    assert.deepEqual(find(text, 'eval(a)', 3), [4, 'eval(a)']);
    assert.deepEqual(find(text, 'eval(a)', 999), [4, 'eval(a)']);
    assert.deepEqual(find(text, 'eval(a)', NaN), [0, 'eval(a)']);
  });

  it('is not guessed at where two are equally near', () => {
    assert.equal(find('eval(a)\n\neval(a)', 'eval(a)', 1), undefined);
    assert.equal(find('eval(a), eval(a)', 'eval(a)', 0), undefined);
    assert.equal(find('nothing here', 'eval(a)', 0), undefined);
  });

  it('may be indented otherwise, and is exact in all else', () => {
    const text = 'if (a) {\r\n\t\tcall(one,\r\n\r\n\t\t\ttwo);\r\n}\r\n';
    const snippet = '  call(one,\n    \n    two);\n';
    assert.deepEqual(find(text, snippet, 0), [1, 'call(one,\r\n\r\n\t\t\ttwo);']);
    assert.equal(find(text, '  call(one, \n\n    two);', 0), undefined);
    assert.equal(find(text, '  call(one,\n    two);', 0), undefined);
    assert.equal(find('other.call(one,\ntwo);', snippet.replace('    \n', ''), 0), undefined);
    assert.deepEqual(find('x(call(one,\n  two);)', 'call(one,\ntwo);', 0), [
      0,
      'call(one,\n  two);',
    ]);
  });

  it('neither begins nor ends within a word, and says something', () => {
    assert.equal(find('const width = 1;', 'idt', 0), undefined);
    assert.equal(find('const width = 1;', 'wid', 0), undefined);
    assert.deepEqual(find('const width = 1;', 'width', 0), [0, 'width']);
    for (const snippet of ['', '  \n ', '}', ');\n'])
      assert.equal(find(`a\n${snippet}`, snippet, 1), undefined);
  });

  it('is found in any text that holds it once on a line of its own', () => {
    const word = fc.string({ unit: 'binary', minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(anyLines, fc.nat(40), word, fc.nat(50), (lines, at, text, near) => {
        const snippet = text.replace(/\s/g, '_');
        fc.pre(!lines.some((line) => line.includes(snippet)));
        const all = [...lines];
        all.splice(at % (lines.length + 1), 0, `   ${snippet}`);
        const [line] = find(textOf(all), snippet, near) ?? [];
        assert.equal(line, at % (lines.length + 1));
      }),
    );
  });

  it('is a place that reads the same, for any texts', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\r', '(', '\t') });
    fc.assert(
      fc.property(texts, texts, fc.integer(), (text, snippet, near) => {
        const [, found = ''] = find(text, snippet, near) ?? [];
        const plain = (one: string) => splitLines(one.trimStart()).map((line) => line.trimStart());
        if (found !== '')
          assert.deepEqual(
            plain(String(found)).join('|').trimEnd(),
            plain(snippet.trimEnd()).join('|'),
          );
      }),
      { numRuns: 1000 },
    );
  });
});
