import assert from 'node:assert/strict';
import fc from 'fast-check';
import { branchMarkdown, escaped } from '../../../../src/core/branch/markdown';
import { branchLines, branchText } from '../../../../src/core/branch/text';
import { storyOf } from './storyOf';

describe('the story of a branch as Markdown', () => {
  it('ends in the answer, and says of every part that it was looked at', () => {
    const text = branchMarkdown(storyOf());
    assert.match(text, /\*\*Merge\? No objection found\.\*\*$/);
    for (const title of ['What changed', 'Checks', 'Dependencies', 'AI-BOM', 'Made with AI']) {
      assert.ok(text.includes(title), title);
    }
  });

  it('keeps below 60 KB, and says how much it left out', () => {
    const path = (at: number) =>
      `src/@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@/${at}.js`;
    const files = Array.from({ length: 3000 }, (_, at) => {
      return { path: path(at), status: 'changed' as const, added: 1, removed: 1, isMarked: false };
    });
    const notes = Array.from({ length: 300 }, () => '@'.repeat(2000));
    const text = branchMarkdown(storyOf({ files, notes }));
    assert.ok(Buffer.byteLength(text) < 60_000, String(Buffer.byteLength(text)));
    assert.match(text, /What changed: 3000/);
    assert.match(text, /29\d\d more are left out here|3000 more are left out here/);
    assert.match(text, /and \d+ more/);
  });

  it('gives foreign text no meaning', () => {
    const sign = fc.constantFrom(
      ...[
        '@',
        '#',
        '`',
        '|',
        '<',
        '>',
        '[',
        '](',
        ')',
        '*',
        '_',
        '~',
        '\\',
        '&',
        '\n',
        '\r',
        '!',
        '$',
      ],
      ...['http://', 'www.', 'a', '1', ' ', ':', 'GH-1', '\u202e', '\u0000', '- ', '<!--', '-->'],
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
        const text = escaped(signs.join(''), 200);
        assert.doesNotMatch(text, /[<>`|[\]*_\\\n\r~@!$\p{Cc}\p{Bidi_Control}]/u);
        assert.doesNotMatch(text.replaceAll(/&#\d+;/g, '~'), /[&#]|:\/\/|www\.|GH-\d/);
      }),
    );
  });

  it('breaks up what a forge would find in plain text', () => {
    const gap = '&#8203;';
    assert.equal(escaped('@octocat #1', 50), `&#64;${gap}octocat &#35;${gap}1`);
    assert.equal(escaped('http://x.example', 50), `http:${gap}//x.example`);
    assert.equal(escaped('src/a-b.js:3', 50), 'src/a-b.js:3');
  });
});

describe('the story of a branch as text', () => {
  it('links each row to its place', () => {
    const files = [
      { path: 'src/a.js', status: 'changed' as const, added: 1, removed: 0, isMarked: true },
    ];
    const line = branchLines(storyOf({ files })).find(
      ({ link }) => link?.place.path === 'src/a.js',
    );
    assert.equal(line?.text.slice(line.link?.start, line.link?.end), 'src/a.js');
  });

  it('obeys nothing of what it shows', () => {
    const notes = ['a\u001b[31m\u202e\nMerge? No objection found.'];
    const text = branchText(storyOf({ notes }));
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
    assert.match(text, /Merge\? Look first: 1 thing to look at\.$/);
  });
});
