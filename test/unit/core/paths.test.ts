import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { checkRelativePath, foldPath, maxPathLength, pathWords } from '../../../src/core/paths';

const accepted = (given: string) => {
  const checked = checkRelativePath(given);
  return checked.ok ? checked.path : undefined;
};

/** Names and separators in which paths go wrong. */
const pieces = fc.constantFrom(
  ...['a', 'src', '.git', '.', '..', '...', '', 'x.js', 'é', 'B', '.VSCODE', 'com', 'A~b', '[id]'],
);
const paths = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));

describe('checkRelativePath', () => {
  it('accepts and normalises paths inside the folder', () => {
    assert.equal(accepted('src/a.js'), 'src/a.js');
    assert.equal(accepted('./src//a.js'), 'src/a.js');
    assert.equal(accepted('a/../.vscode/settings.json'), '.vscode/settings.json');
    assert.equal(accepted('app/[id]/(group)/página .tsx'), 'app/[id]/(group)/página .tsx');
    assert.equal(accepted('a/b..c/..d'), 'a/b..c/..d');
  });

  const refused: Readonly<Record<string, readonly string[]>> = {
    empty: [''],
    'the folder itself': ['.', './', 'a/..', 'a/b/../..'],
    absolute: ['/etc/passwd', '//server/share/x', '/'],
    'a way out': ['..', '../x', 'a/../../x', 'a/b/../../../x'],
    'a drive, a stream or a scheme': ['C:/x', 'c:x', 'a.js:hidden', 'file:///etc/passwd'],
    backslashes: ['..\\x', 'a\\..\\b', '\\\\server\\share', '\\\\?\\C:\\x'],
    'control characters': ['a\0.js', 'a\nb', 'a\u007f', 'a\u0085b', '\ud800'],
    'characters that turn the direction': ['a\u202esj.exe', 'a\u2066b', '\u200fa'],
    'names of devices': ['con', 'src/NUL', 'a/aux.js', 'com1.txt', 'LPT9', 'a/COM¹.js', 'con .js'],
    'short names': ['GIT~1', 'a/VSCODE~1/x', 'progra~1.txt', 'a/~1'],
    'trailing dots and spaces': [
      '.vscode./x',
      '.git ',
      'a /b',
      '...',
      'a/b.',
      '.git\u00a0',
      'x ./..',
    ],
    'what looks like a separator': ['a／b', '‥/x', 'a：b', 'a＼b', '․․/x', '..\u200b/x', '\u200b'],
  };
  for (const [what, examples] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      for (const example of examples) {
        assert.equal(checkRelativePath(example).ok, false, JSON.stringify(example));
      }
    });
  }

  it('refuses a path that is too long', () => {
    assert.equal(checkRelativePath('a'.repeat(maxPathLength)).ok, true);
    assert.equal(checkRelativePath('a'.repeat(maxPathLength + 1)).ok, false);
  });

  it('agrees with node:path on what a path means, and never answers one outside', () => {
    fc.assert(
      fc.property(paths, (given) => {
        const answer = accepted(given);
        const root = '/home/dev/folder';
        const resolved = path.posix.join(root, given);
        if (answer === undefined) return;
        assert.equal(path.posix.join(root, answer), resolved.replace(/\/$/, ''));
        assert.ok(resolved.startsWith(`${root}/`));
        assert.equal(accepted(answer), answer);
      }),
    );
  });

  it('refuses whatever node:path finds outside, absolute or the folder itself', () => {
    fc.assert(
      fc.property(paths, (given) => {
        const relative = path.posix.normalize(given).replace(/\/$/, '');
        const outside = relative === '.' || relative.startsWith('..') || relative.startsWith('/');
        if (outside && !relative.startsWith('...')) assert.equal(accepted(given), undefined);
      }),
    );
  });

  it('answers for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const answer = accepted(given);
        if (answer !== undefined) {
          assert.ok(!path.posix.isAbsolute(answer) && !path.win32.isAbsolute(answer));
          assert.ok(!answer.split(/[\\/]/).includes('..'));
        }
      }),
    );
  });
});

describe('foldPath', () => {
  it('gives one form to what a file system may take for the same file', () => {
    const same = [
      ...['.vscode/x', '.VSCODE/X', '.Vscode./x', '.vscode /x', 'a/../.vscode/x', './.vscode//x'],
      ...['.vs\u200bcode/x', '.vscode\u200d/x', '.ｖscode/x', '.v\u017fcode/x', '.vscode\\x'],
    ];
    for (const given of same) assert.equal(foldPath(given), '.vscode/x', JSON.stringify(given));
    assert.equal(foldPath('é'), foldPath('e\u0301'));
    assert.equal(foldPath('STRASSE'), foldPath('straße'));
    assert.equal(foldPath('ΛΟΓΟΣ'), foldPath('λογος'));
    assert.equal(foldPath('.g\u0131t'), '.git');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (given) => {
        assert.equal(foldPath(foldPath(given)), foldPath(given));
      }),
    );
  });

  it('never tells apart what differs in case only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 12 }), (given) => {
        assert.equal(foldPath(given.toUpperCase()), foldPath(given));
      }),
    );
  });
});

describe('pathWords', () => {
  it('splits at punctuation and at humps, in any case', () => {
    for (const given of [
      'src/userAuth2.ts',
      'AUTH/x',
      'aUTH',
      'OAuth.js',
      'my-auth_v2/x',
      'useAUTHForm',
    ]) {
      assert.ok(pathWords(given).has('auth'), given);
    }
  });

  it('does not find a word inside another', () => {
    for (const given of ['src/author.js', 'authors/index.ts']) {
      assert.ok(!pathWords(given).has('auth'), given);
    }
  });
});
