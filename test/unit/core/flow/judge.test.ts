import assert from 'node:assert/strict';
import { anySource, ordinaryJudge } from '../../../../src/core/flow/judge';
import { inFile, sunk } from './traced';

/** What becomes of `req.query.a` at the sink behind a check: silent, guarded by the check, or open. */
async function verdict(check: string, before = ''): Promise<string> {
  const code = `${before}\napp.get('/', (req, res) => { const { a } = req.query; ${check} });`;
  return inFile(code, (file) => {
    const [value] = sunk(file);
    assert.ok(value);
    const [origin] = file.flow.origins(value, { kinds: anySource, judge: ordinaryJudge });
    if (!origin) return 'silent';
    return origin.guard ? `guarded by ${file.code(origin.guard)}` : 'open';
  });
}

describe('what a check proves', () => {
  it('enough: one of known texts, a number, a strict form', async () => {
    for (const check of [
      "if (a === 'x') sink(a);",
      'if (a !== LIMIT) return; sink(a);',
      "if (['x', 'y'].includes(a)) sink(a);",
      'if (!allowed.has(a)) return; sink(a);',
      "if (typeof a === 'number') sink(a);",
      'if (isNaN(a)) return; sink(a);',
      'if (/^[a-z0-9_-]+$/.test(a)) sink(a);',
      'if (!/^\\d{1,5}$/.test(a)) throw new Error(); sink(a);',
      'if (/[^\\w]/.test(a)) return; sink(a);',
      "switch (a) { case 'x': sink(a); }",
    ]) {
      assert.equal(await verdict(check), 'silent', check);
    }
    assert.equal(await verdict('if (form.test(a)) sink(a);', 'const form = /^[a-z]+$/;'), 'silent');
  });

  it('something: functions of a telling name, and forms that may be loose', async () => {
    for (const [check, guard] of [
      ['if (isValidName(a)) sink(a);', 'isValidName(a)'],
      ['if (!isSafe(a)) return; sink(a);', 'isSafe(a)'],
      ['if (isForbidden(a)) return; sink(a);', 'isForbidden(a)'],
      ['validate(a); sink(a);', 'validate(a)'],
      ['if (/x/.test(a)) sink(a);', '/x/.test(a)'],
      ['if (/^.*$/.test(a)) sink(a);', '/^.*$/.test(a)'],
      ['if (/^a$|b/.test(a)) sink(a);', '/^a$|b/.test(a)'],
      ['if (form.test(a)) sink(a);', 'form.test(a)'],
    ] as const) {
      assert.equal(await verdict(check), `guarded by ${guard}`);
    }
  });

  it('nothing: what any text can pass', async () => {
    for (const check of [
      'safeLoad(a); sink(a);',
      'if (a) sink(a);',
      "if (a !== 'x') sink(a);",
      'if (a === b()) sink(a);',
      'if (isForbidden(a)) sink(a);',
      'if (!isValid(a)) sink(a);',
      'if (log(a)) sink(a);',
      "if (typeof a === 'string') sink(a);",
      'if (a.length > 3) sink(a);',
      "if (a.startsWith('/')) sink(a);",
    ]) {
      assert.equal(await verdict(check), 'open', check);
    }
  });
});
