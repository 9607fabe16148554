import assert from 'node:assert/strict';
import { apiUnchanged } from '../../../../src/core/checks/apiUnchanged';
import { file, run } from './subject';

const answer = async (before: string, after: string, path = 'src/a.ts') => {
  const { outcome, detail } = await run(apiUnchanged, { files: [file(before, after, path)] });
  return outcome === 'pass' ? 'pass' : `${outcome}: ${detail}`;
};

describe('the check that other code finds what it uses', () => {
  const changed = [
    ['export function f(a) {}', 'function f(a) {}', /f is no longer exported/],
    ['export function f(a) {}', 'export function f(a, b) {}', /f needs a further argument, b/],
    ['export function f(a, b) {}', 'export function f(a) {}', /f no longer takes b/],
    ['export function f(a, b) {}', 'export function f(b, a) {}', /another order/],
    ['export const f = (a) => a;', 'export const f = async (a) => a;', /f now returns a promise/],
    [
      'export function f(a) { return 1; }',
      'export async function f(a) { return 1; }',
      /f now returns a promise/,
    ],
    ['export function f(a?: string) {}', 'export function f(a: string) {}', /cannot do without a/],
    [
      'export function f(): string {}',
      'export function f(): number {}',
      /returns number instead of string/,
    ],
    [
      'export class A { m(a) {} }',
      'export class A { m(a, b) {} }',
      /A\.m needs a further argument/,
    ],
    ['export class A { m(a) {} }', 'export class A { }', /A\.m is no longer exported/],
    ['export { a, b };', 'export { a };', /b is no longer exported/],
    ['export default function f(a) {}', 'export default function f(a, b) {}', /default needs/],
    [
      'function f(a) {}\nmodule.exports = { f };',
      'function f(a, b) {}\nmodule.exports = { f };',
      /f needs/,
    ],
    ['exports.f = function (a) {};', 'exports.f = function (a, b) {};', /f needs/],
    ['exports.f = 1;\nexports.g = 2;', 'exports.g = 2;', /f is no longer exported/],
    ["app.get('/a', h);", "app.post('/a', h);", /GET \/a became POST \/a/],
    ["app.get('/a', h);", "app.get('/b', h);", /GET \/a became GET \/b/],
    ["app.get('/a', h);", '', /GET \/a is gone/],
    ["router.route('/a').get(h);", "router.route('/a').put(h);", /GET \/a became PUT \/a/],
  ] as const;
  for (const [before, after, expected] of changed) {
    it(`tells of ${before} -> ${after}`, async () => {
      assert.match(await answer(before, after), expected);
    });
  }

  const same = [
    ['export function f(a) {}', 'export function f(a, b = 1) {}'],
    ['export function f(a) {}', 'export function f(a, ...more) {}'],
    ['export function f(a) {}', 'export function f(b) {}'],
    ['export function f(a) {}', 'export function f(a: string) {}'],
    ['export function f(a) {}', 'export function f(a): void {}'],
    ['export function f(a) {}', 'export function f(a) { g(); }\nexport function h() {}'],
    ['export function f() { return new Promise(g); }', 'export async function f() { return 1; }'],
    ['export const f = () => g();', 'export const f = async () => g();'],
    ['exports.h = (req, res) => { a(); };', 'exports.h = async (req, res) => { a(); };'],
    ['function f(a) {}', 'function f(a, b) {}'],
    ['export class A { #m(a) {} }', 'export class A { #m(a, b) {} }'],
    ['export class A { private m(a) {} }', 'export class A { private m(a, b) {} }'],
    ["app.get('/a', h);", "app.get('/a', auth, h);"],
    ["axios.get('/a', config);", "axios.get('/b', config);"],
    ["map.get('/a', x);", "map.get('/b', x);"],
    ['module.exports = { f: 1 };', 'module.exports = { f: 1, g: 2 };'],
  ] as const;
  for (const [before, after] of same) {
    it(`passes ${before} -> ${after}`, async () => {
      assert.equal(await answer(before, after), 'pass');
    });
  }

  const python = [
    ['def f(a):\n    pass\n', 'def f(a, b):\n    pass\n', /f needs a further argument, b/],
    ['def f(a):\n    pass\n', 'def g(a):\n    pass\n', /f is no longer exported/],
    ['def f(a):\n    pass\n', 'async def f(a):\n    pass\n', /promise/],
    [
      'class A:\n    def m(self, a):\n        pass\n',
      'class A:\n    def m(self):\n        pass\n',
      /A\.m no longer takes a/,
    ],
    [
      '@app.get("/a")\ndef f():\n    pass\n',
      '@app.get("/b")\ndef f():\n    pass\n',
      /GET \/a became GET \/b/,
    ],
    [
      '@app.route("/a", methods=["GET"])\ndef f():\n    pass\n',
      '@app.route("/a", methods=["POST"])\ndef f():\n    pass\n',
      /GET \/a became POST \/a/,
    ],
    ['def f(a):\n    pass\n', 'def f(a, b=1):\n    pass\n', /^pass$/],
    ['def _f(a):\n    pass\n', 'def _f(a, b):\n    pass\n', /^pass$/],
    ['def f(a):\n    pass\n', 'def f(a: str) -> None:\n    pass\n', /^pass$/],
  ] as const;
  for (const [before, after, expected] of python) {
    it(`knows Python: ${before.split('\n', 1)[0]} -> ${after.split('\n', 1)[0]}`, async () => {
      assert.match(await answer(before, after, 'a.py'), expected);
    });
  }

  it('does not run without a parser', async () => {
    assert.match(await answer('a', 'b', 'a.rb'), /^not-run/);
  });
});
