import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Concealed } from '../../../../src/core/drafters/conceal';
import { conceal, leakedStandIn, reveal } from '../../../../src/core/drafters/conceal';

function concealed(text: string): Concealed {
  const concealing = conceal([text]);
  assert.ok(concealing.ok, concealing.ok ? '' : concealing.why);
  const [only] = concealing.texts;
  assert.ok(only);
  return only;
}

/** Put together here, so that no scanner takes this file for a leak. */
const fake = (...parts: string[]): string => parts.join('');

describe('concealing', () => {
  it('hides well-known secrets and leaves the code around them', () => {
    const secrets = [
      fake('AKIA', 'ABCDEFGHIJKLMNOP'),
      fake('ghp_', 'a1B2'.repeat(9)),
      fake('xoxb-', '123456789012-abcdef'),
      fake('sk_live_', 'a1B2'.repeat(5)),
    ];
    for (const secret of secrets) {
      assert.equal(concealed(`call('${secret}');`).text, `call('__SECRET_1__');`);
    }
  });

  it('hides literals that are named as secrets, and no template or call', () => {
    const hidden = (text: string) => concealed(text).text;
    assert.equal(hidden(`const dbPassword = "s3cret!";`), 'const dbPassword = "__SECRET_1__";');
    assert.equal(hidden(`{ "api_key": 'abc-def' }`), `{ "api_key": '__SECRET_1__' }`);
    assert.equal(hidden('if (secret === `abcd`)'), 'if (secret === `__SECRET_1__`)');
    assert.equal(hidden('mysql://root:hunter2@db'), 'mysql://root:__SECRET_1__@db');
    for (const text of [
      'const token = `${Math.random()}`;',
      'const password = ask();',
      'tokens = []',
    ]) {
      assert.equal(hidden(text), text);
    }
  });

  it('hides a private key line by line, so that line numbers stay', () => {
    const key = fake(
      '-----BEGIN RSA PRIVATE',
      ' KEY-----\r\nMIIabc\r\n-----END RSA PRIVATE',
      ' KEY-----',
    );
    const { text } = concealed(`const key = \`${key}\`;\r\nnext();`);
    assert.doesNotMatch(text, /MIIabc|BEGIN RSA/);
    assert.equal(text.split('\r\n').length, 4);
    assert.match(text, /\r\nnext\(\);$/);
  });

  it('uses one stand-in for one secret, wherever it occurs', () => {
    const concealing = conceal(['password = "correct horse"', 'Found correct horse in the code']);
    assert.deepEqual(concealing.ok && concealing.texts.map(({ text }) => text), [
      'password = "__SECRET_1__"',
      'Found __SECRET_1__ in the code',
    ]);
  });

  it('makes invisible characters visible', () => {
    const { text } = concealed('a\u202Eb\u200B\u{E0041}c\td');
    assert.equal(text, 'a__INVISIBLE_1__b__INVISIBLE_2__c\td');
  });

  it('refuses what it could not turn back, and what is full of secrets', () => {
    const already = conceal(['const a = "__SECRET_1__";']);
    assert.match(already.ok ? '' : already.why, /stand-in/);
    const many = conceal([
      Array.from({ length: 51 }, (_, i) => `password = "pass${i}"`).join('\n'),
    ]);
    assert.match(many.ok ? '' : many.why, /more than 50/);
  });

  it('reveals edits as edits of the original, stand-ins turned back', () => {
    const original = 'a\npassword = "hunter22";\nb\n';
    const { text } = concealed(original);
    const start = text.indexOf('password');
    const revealed = reveal(concealed(original), [
      { start, end: text.indexOf('b\n'), text: 'const password = "__SECRET_1__";\n' },
      { start: text.length, end: text.length, text: 'c\n' },
    ]);
    assert.deepEqual(revealed, {
      ok: true,
      edits: [
        { start: 2, end: 25, text: 'const password = "hunter22";\n' },
        { start: original.length, end: original.length, text: 'c\n' },
      ],
    });
  });

  it('refuses an edit that cuts a stand-in', () => {
    const file = concealed('password = "hunter22"');
    const revealed = reveal(file, [{ start: 0, end: file.text.indexOf('SECRET'), text: '' }]);
    assert.match(revealed.ok ? '' : revealed.why, /inside a stand-in/);
  });

  it('notices a stand-in that would be spread', () => {
    assert.equal(leakedStandIn('a __SECRET_1__', 'b __SECRET_1__'), undefined);
    assert.equal(leakedStandIn('a __SECRET_1__', 'removed'), undefined);
    assert.equal(leakedStandIn('a', '__SECRET_1__'), '__SECRET_1__');
    assert.equal(leakedStandIn('__SECRET_1__', '__SECRET_1____SECRET_1__'), '__SECRET_1__');
    assert.equal(leakedStandIn('__SECRET_1__', '__SECRET_2__'), '__SECRET_2__');
  });

  it('keeps the lines, and comes back to the letter or is refused, for any text', () => {
    const pieces = fc.constantFrom(
      ...[
        'password = "',
        'hunter22',
        '"',
        "'",
        '_',
        '__',
        '__SECRET',
        '_1',
        '\n',
        '\r\n',
        '\u200B',
        'a',
      ],
      ...[
        fake('-----BEGIN PRIVATE', ' KEY-----'),
        '-----END',
        ';',
        ' token: ',
        fake('AKIA', 'ABCDEFGHIJKLMNOP'),
      ],
    );
    let kept = 0;
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const original = parts.join('');
        const concealing = conceal([original]);
        const file = concealing.ok ? concealing.texts[0] : undefined;
        if (!file) return;
        kept += 1;
        assert.equal(file.text.split('\n').length, original.split('\n').length);
        const { text } = file;
        const revealed = reveal(file, [{ start: 0, end: text.length, text }]);
        assert.deepEqual(revealed, {
          ok: true,
          edits: [{ start: 0, end: original.length, text: original }],
        });
      }),
      { numRuns: 2000 },
    );
    assert.ok(kept > 500, `only ${kept} were concealed`);
  });
});
