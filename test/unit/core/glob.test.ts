import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { globMatch, readGlob } from '../../../src/core/glob';

function matches(text: string, path: string): boolean {
  const read = readGlob(text);
  assert.ok(read.ok, `${text} is refused`);
  return globMatch(read.glob, path.split('/')) !== undefined;
}

/** The meaning of a glob, as plainly as it can be said: try everything. */
function oracle(pattern: readonly string[], names: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return names.length === 0;
  if (first === '**') return names.some((_, i) => oracle(rest, names.slice(i))) || oracle(rest, []);
  const [name, ...others] = names;
  return name !== undefined && nameOracle(first, name) && oracle(rest, others);
}

function nameOracle(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern.startsWith('*')) {
    return (
      nameOracle(pattern.slice(1), name) || (name !== '' && nameOracle(pattern, name.slice(1)))
    );
  }
  const same = pattern[0] === '?' || pattern[0] === name[0];
  return name !== '' && same && nameOracle(pattern.slice(1), name.slice(1));
}

describe('globs', () => {
  const table: readonly (readonly [glob: string, yes: readonly string[], no: readonly string[]])[] =
    [
      ['*.pem', ['a.pem', 'deep/er/a.pem', 'a.pem/inside'], ['a.pem.txt', 'apem']],
      ['/README.md', ['readme.md'], ['docs/readme.md']],
      ['src/*.js', ['src/a.js'], ['src/a/b.js', 'lib/src/a.js', 'src/a.jsx']],
      ['src/**/*.js', ['src/a.js', 'src/a/b/c.js'], ['a.js', 'lib/a.js']],
      ['src/pay', ['src/pay', 'src/pay/a/b.js'], ['src/payment', 'lib/src/pay']],
      ['src/pay/', ['src/pay/a.js'], ['src/payment/a.js']],
      ['.git', ['.git', '.git/config', 'sub/.git/hooks/x'], ['.github/x', 'a.git']],
      ['**/.git/**', ['.git', '.git/config', 'sub/.git/x'], ['.gitignore']],
      ['a?c', ['abc'], ['ac', 'abbc', 'a/c']],
      ['{a,b*}.{js,ts}', ['a.js', 'bcd.ts'], ['c.js', 'a.tsx']],
      ['src/{a/{x,y},b}.js', ['src/a/x.js', 'src/a/y.js', 'src/b.js'], ['src/a.js']],
      ['a**b', ['aXXb', 'ab'], ['a/b']],
      ['.VSCODE/**', ['.vscode/settings.json'], ['vscode']],
      ['a/../b/*', ['b/x'], ['a/x']],
      ['**', ['a', 'a/b/c'], []],
    ];
  for (const [glob, yes, no] of table) {
    it(`reads ${glob}`, () => {
      for (const path of yes) assert.ok(matches(glob, path), `${glob} should match ${path}`);
      for (const path of no) assert.ok(!matches(glob, path), `${glob} should not match ${path}`);
    });
  }

  it('refuses what it would not understand, instead of matching nothing', () => {
    const wrong = [
      '[ab].js',
      '!a',
      'a\\b',
      '{a,b',
      'a}',
      '{a{b}',
      '',
      '/',
      '{a,}',
      'x'.repeat(257),
    ];
    for (const text of wrong) assert.equal(readGlob(text).ok, false, text);
  });

  it('refuses braces that stand for too many globs', () => {
    assert.equal(readGlob('{a,b}'.repeat(6)).ok, true);
    assert.equal(readGlob('{a,b}'.repeat(7)).ok, false);
    assert.equal(readGlob('{a,b}'.repeat(50)).ok, false);
    assert.equal(readGlob('{'.repeat(100) + '}'.repeat(100)).ok, false);
  });

  it('names the alternative that matches', () => {
    const read = readGlob('{*.pem,.env*}');
    assert.ok(read.ok);
    assert.equal(globMatch(read.glob, ['.env.local']), '.env*');
  });

  it('says the same as an oracle that tries everything', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'b', '*', '?'),
      minLength: 1,
      maxLength: 5,
    });
    const segment = fc.oneof(fc.constant('**'), name);
    const plain = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.array(plain, { minLength: 1, maxLength: 5 }),
        (glob, path) => {
          const expected = oracle([...glob, '**'], path);
          assert.equal(matches(`/${glob.join('/')}`, path.join('/')), expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('comes to an end on globs that make backtracking matchers hang', () => {
    assert.ok(!matches(`${'*a'.repeat(120)}*b`, 'a'.repeat(1024)));
    assert.ok(!matches(`${'**/a/'.repeat(50)}b`, Array(512).fill('a').join('/')));
  });
});
