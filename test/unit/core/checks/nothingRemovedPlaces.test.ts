import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noNewCapability } from '../../../../src/core/checks/noNewCapability';
import { nothingRemoved } from '../../../../src/core/checks/nothingRemoved';
import { file, outcome } from './subject';

const check = (before: string, after: string, path = 'src/a.js') =>
  outcome(nothingRemoved, { files: [file(before, after, path)] });

describe('the check that nothing is removed: place by place', () => {
  it('does not let one route or function make up for another', async () => {
    const routes = `app.get('/a', requireAdmin, (req, res) => {\n  res.json(1);\n});\napp.get('/b', (req, res) => {\n  res.json(2);\n});\n`;
    const swapped = routes
      .replace("'/a', requireAdmin", "'/a'")
      .replace("'/b'", "'/b', requireAdmin");
    assert.match(await check(routes, swapped), /^fail 1/);
    const hashes = `function one(p) {\n  save(hash(p));\n}\nfunction two(p) {\n  save(p);\n}\n`;
    const moved = hashes.replace('save(hash(p))', 'keep(p)').replace('save(p)', 'save(hash(p))');
    assert.match(await check(hashes, moved), /^warn 2/);
  });

  it('lets middleware for all, and a new function that is called, make up for it', async () => {
    const route = "app.get('/a', requireAdmin, list);\n";
    const forAll = "app.use(requireAdmin);\napp.get('/a', list);\n";
    assert.equal(await check(route, forAll), 'pass');
  });

  it('knows what FastAPI calls for a parameter', async () => {
    const view = '@app.get("/a")\ndef read(user=Depends(current_user)):\n    return 1\n';
    assert.equal(
      await check(view, view.replace('Depends(current_user)', 'None'), 'a.py'),
      'fail 2',
    );
    assert.equal(await check(view, view.replace('current_user', 'require_admin'), 'a.py'), 'pass');
    const rows = '@app.get("/a")\ndef read(rows=Depends(get_rows)):\n    return 1\n';
    assert.equal(await check(rows, rows.replace('Depends(get_rows)', 'None'), 'a.py'), 'pass');
  });

  it('stands any path of a route', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const at = JSON.stringify(`/${text}`);
        const route = `app.get(${at}, requireAdmin, list);\n`;
        assert.notEqual(await check(route, route.replace(' requireAdmin,', '')), 'pass');
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);
});

describe('the check that nothing is removed: errors, awaits and conditions', () => {
  it('warns of an error handler that does nothing any more', async () => {
    const handled = `async function f(next) {\n  try {\n    await g();\n  } catch (error) {\n    next(error);\n  }\n}\n`;
    assert.match(await check(handled, handled.replace('    next(error);\n', '')), /^warn/);
    const then = `function f() {\n  g().then(\n    (one) => use(one),\n    (error) => log(error),\n  );\n}\n`;
    assert.equal(await check(then, then.replace('log(error)', '{}')), 'warn 4');
    const python =
      'def f():\n    try:\n        g()\n    except KeyError:\n        log()\n        raise\n';
    assert.equal(
      await check(python, python.replace('log()\n        raise', 'pass'), 'a.py'),
      'warn 4',
    );
    assert.equal(await check(handled, handled.replace('next(error)', 'throw error')), 'pass');
  });

  it('warns of an await that goes within an argument or before a chain', async () => {
    const answer = 'async function f(res) {\n  res.json(await load());\n}\n';
    assert.equal(await check(answer, answer.replace('await ', '')), 'warn 2');
    const chain = 'async function f() {\n  await open()\n    .pipe(x)\n    .done();\n}\n';
    assert.equal(await check(chain, chain.replace('await ', '')), 'warn 2');
    const all = 'async function f() {\n  await Promise.all([await a(), b()]);\n}\n';
    assert.equal(await check(all, all.replace('[await a()', '[a()')), 'pass');
  });

  it('takes other words for the same condition for no loss', async () => {
    const guard = (condition: string) =>
      `function f(a, b) {\n  if (${condition}) return;\n  go();\n}\n`;
    for (const [one, other] of [
      ['a == b', '(b === a)'],
      ['/x/.test(a) && b', '(/x/).test(a) && (b)'],
      ['!(a && b)', '!a || !b'],
      ['a > b', 'b < a'],
    ] as const) {
      assert.equal(await check(guard(one), guard(other)), 'pass', `${one} ${other}`);
    }
    assert.equal(await check(guard('a == b'), guard('a !== b')), 'fail 2');
    assert.equal(await check(guard('!a || !b'), guard('a && b')), 'fail 2');
  });
});

describe('the check that the code can do nothing new: by other ways', () => {
  it('sees modules that are taken by a written name', async () => {
    for (const code of [
      '__import__("os").system("ls")',
      'importlib.import_module("subprocess").run(["ls"])',
      'getattr(os, "system")("ls")',
    ]) {
      const files = [file('x = 1\n', `x = 1\n${code}\n`, 'a.py')];
      assert.equal(await outcome(noNewCapability, { files }), 'warn 2', code);
    }
  });

  it('does not let another function make up for it', async () => {
    const before = 'def f(a):\n    return eval(a)\n\n\ndef g():\n    return 1\n';
    const after = before.replace('eval(a)', 'int(a)').replace('return 1', 'return urlopen("x")');
    assert.equal(
      await outcome(noNewCapability, { files: [file(before, after, 'a.py')] }),
      'warn 6',
    );
  });
});
