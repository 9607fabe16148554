import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { detect, fixed, refusal } from './shapes';

const rulesIn = async (code: string, path?: string) =>
  (await detect(code, path === undefined ? {} : { path })).map(({ rule }) => rule);

const merge = `module.exports = function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object' && target[key]) merge(target[key], source[key]);
    else target[key] = source[key];
  }
  return target;
};
`;

describe('prototype pollution', () => {
  const open: readonly [string, string][] = [
    ['a merge with for-in', merge],
    [
      'a merge over keys, by arguments',
      'exports.extend = function extend() {\n  var to = arguments[0];\n  for (var i = 1; i < arguments.length; i++) {\n    var from = arguments[i];\n    Object.keys(from).forEach(function (k) {\n      if (isObject(to[k])) extend(to[k], from[k]);\n      else to[k] = from[k];\n    });\n  }\n};',
    ],
    [
      'a path that is split',
      "export function put(root, path, value) {\n  const parts = path.split('.');\n  let at = root;\n  while (parts.length > 1) {\n    const part = parts.shift();\n    at = at[part] ?? (at[part] = {});\n  }\n  at[parts[0]] = value;\n}",
    ],
    [
      'a path with reduce',
      "exports.set = (object, path, value) => {\n  path.split('.').reduce((node, key, i, all) => {\n    if (i === all.length - 1) node[key] = value;\n    return node[key];\n  }, object);\n};",
    ],
    [
      'a callback that gets its target as this',
      'function mixin(target, source) { each(source, copy, target); }\nfunction copy(value, key) {\n  var old = this[key];\n  if (isObject(old)) mixin(old, value);\n  else this[key] = value;\n}\nmodule.exports = mixin;',
    ],
    [
      'a check of one name only, where functions are followed too',
      "module.exports = function merge(a, b) {\n  for (const k of Object.keys(b)) {\n    if (k === '__proto__') continue;\n    if (isObject(a[k])) merge(a[k], b[k]);\n    else a[k] = b[k];\n  }\n};",
    ],
    [
      'arguments in a list',
      'module.exports = function extend() {\n  var all = [].slice.call(arguments);\n  var to = all[0];\n  for (var from of all.slice(1)) {\n    for (var key in from) {\n      if (isObject(from[key])) to[key] = extend(to[key], from[key]);\n      else to[key] = from[key];\n    }\n  }\n  return to;\n};',
    ],
    [
      'a path with a reducer of its own',
      "exports.set = (object, path, value) => {\n  const parts = path.split('.');\n  const last = parts.pop();\n  const at = parts.reduce(next, object);\n  at[last] = value;\n};\nfunction next(node, key) {\n  return node[key];\n}",
    ],
    [
      'a path that a callback follows',
      "exports.set = (object, path, value) => {\n  const parts = path.split('.');\n  let at = object;\n  parts.slice(0, -1).forEach((key) => {\n    if (!Array.isArray(at[key])) at[key] = [at[key], {}];\n    at = at[key];\n  });\n  at[parts[parts.length - 1]] = value;\n};",
    ],
  ];
  for (const [title, code] of open) {
    it(`sees ${title}`, async () => {
      assert.deepEqual(await rulesIn(code), ['prototype-pollution']);
    });
  }

  const closed: readonly [string, string][] = [
    ['a shallow copy', 'exports.assign = (a, b) => { for (const k in b) a[k] = b[k]; };'],
    [
      'a clone',
      'exports.clone = function clone(value) {\n  const copy = {};\n  for (const key in value) copy[key] = clone(value[key]);\n  return copy;\n};',
    ],
    [
      'a list of names that are left out',
      merge.replace(
        '    if',
        "    if (['__proto__', 'constructor'].includes(key)) continue;\n    if",
      ),
    ],
    [
      'a function that judges the name',
      `${merge.replace('    if', '    if (isUnsafe(key)) continue;\n    if')}function isUnsafe(name) { return name === '__proto__' || name === 'constructor'; }`,
    ],
    [
      'own properties of the target',
      merge.replace("typeof source[key] === 'object' &&", 'Object.hasOwn(target, key) &&'),
    ],
    [
      'what is not the prototype of the target',
      merge.replace(
        "typeof source[key] === 'object' && target[key]",
        'target[key] !== Object.getPrototypeOf(target)',
      ),
    ],
    ['numbers', 'exports.set = (rows, i, j, v) => { rows[i][j] = v; };'],
    ['a Map', 'exports.add = (map, path, v) => { for (const p of path) map.set(p, v); };'],
  ];
  for (const [title, code] of closed) {
    it(`does not report ${title}`, async () => {
      assert.deepEqual(await rulesIn(code), []);
    });
  }

  it('sees names and data that come from requests', async () => {
    const handler = (body: string) => `app.post('/x/:a', (req, res) => {\n  ${body}\n});`;
    const of = (body: string) => rulesIn(handler(body));
    assert.deepEqual(await of('all[req.params.a][req.query.b] = req.body;'), [
      'prototype-assignment',
    ]);
    assert.deepEqual(await of('all[req.params.a].name = req.body.name;'), ['prototype-assignment']);
    assert.deepEqual(await of('all[req.params.a] = req.body;'), ['property-injection']);
    assert.deepEqual(await of("const _ = require('lodash'); _.merge(all, req.body);"), [
      'prototype-merge',
    ]);
    assert.deepEqual(await of("const _ = require('lodash'); _.set(all, req.body.path, 1);"), [
      'prototype-merge',
    ]);
    assert.deepEqual(await of('actions[req.params.a](req.body);'), ['dynamic-call']);
    assert.deepEqual(await of("all['x-' + req.params.a]['y-' + req.query.b] = 1;"), []);
    assert.deepEqual(await of('all[Number(req.params.a)][0] = req.body;'), []);
    assert.deepEqual(
      await of('Object.assign(all, req.body); map.set(req.params.a, req.body);'),
      [],
    );
    assert.deepEqual(
      await of('if (Object.hasOwn(actions, req.params.a)) actions[req.params.a](req.body);'),
      [],
    );
  });
});

/** Runs a module and hands its export what an attacker sends; answers whether all objects have it. */
function pollutes(code: string, attack: string): boolean {
  const context = vm.createContext({
    module: { exports: {} },
    exports: {},
    isObject: (v: unknown) => v !== null && /object|function/.test(typeof v),
  });
  vm.runInContext(`${code}\n;${attack}`, context);
  return vm.runInContext("({}).polluted === 'yes'", context) as boolean;
}

describe('the recipe for prototype pollution', () => {
  const attack = `module.exports({}, JSON.parse('{"__proto__": {"polluted": "yes"}}'))`;

  it('leaves out the names in a merge, which then copies and does not pollute', async () => {
    const after = await fixed(merge);
    assert.match(
      after,
      /in source\) \{\n {4}if \(key === '__proto__' \|\| key === 'constructor' \|\| key === 'prototype'\) continue;\n {4}if \(typeof/,
    );
    assert.equal(pollutes(merge, attack), true);
    assert.equal(pollutes(after, attack), false);
    const context = vm.createContext({ module: { exports: {} } });
    vm.runInContext(after, context);
    const merged: unknown = vm.runInContext(
      'JSON.stringify(module.exports({a: {b: 1}}, {a: {c: 2}, d: 3}))',
      context,
    );
    assert.equal(merged, '{"a":{"b":1,"c":2},"d":3}');
  });

  it('returns in a callback', async () => {
    const code =
      'exports.merge = function merge(a, b) {\n\tObject.keys(b).forEach(function (k) {\n\t\tif (isObject(a[k])) merge(a[k], b[k])\n\t\telse a[k] = b[k]\n\t})\n}\n';
    const after = await fixed(code);
    assert.match(after, /\(k\) \{\n\t\tif \(k === '__proto__' .*\) return\n\t\tif \(isObject/);
  });

  it('ends the way of a path', async () => {
    const code =
      "module.exports = function set(obj, path, val) {\n  const keys = path.split('.');\n  let at = obj;\n  for (let i = 0; i < keys.length - 1; i++) {\n    at[keys[i]] ??= {};\n    at = at[keys[i]];\n  }\n  at[keys[keys.length - 1]] = val;\n  return obj;\n};\n";
    const after = await fixed(code);
    assert.match(
      after,
      /if \(keys\[i\] === '__proto__' .*\) return obj;\n {4}at\[keys\[i\]\] \?\?= \{\};/,
    );
    const by = "module.exports({}, '__proto__.polluted', 'yes')";
    assert.equal(pollutes(code, by), true);
    assert.equal(pollutes(after, by), false);
    assert.equal(
      pollutes(after, "module.exports({}, 'constructor.prototype.polluted', 'yes')"),
      false,
    );
  });

  const refused: readonly [string, string, RegExp][] = [
    [
      'a loop without braces',
      'exports.merge = function merge(a, b) {\n  for (const k in b) a[k] = merge(a[k], b[k]);\n  return a;\n};',
      /no braces/,
    ],
    [
      'a callback whose answer is used',
      "exports.set = (object, path, value) => {\n  path.split('.').reduce((node, key) => {\n    node[key] = value;\n    return node[key];\n  }, object);\n};",
      /what it should return/,
    ],
    [
      'a name that is made on the way',
      'exports.set = function (o, keys, v) {\n  let i = 0;\n  let t = o;\n  while (i < keys.length - 1) t = t[keys[i++]];\n  t[keys[i]] = v;\n};',
      /expression/,
    ],
  ];
  for (const [title, code, why] of refused) {
    it(`refuses ${title}`, async () => {
      assert.match(await refusal(code), why);
    });
  }

  it('fits the style of the file', async () => {
    const styles = fc.record({
      quote: fc.constantFrom("'", '"'),
      semi: fc.boolean(),
      eol: fc.constantFrom('\n', '\r\n'),
      indent: fc.constantFrom('  ', '    ', '\t'),
      key: fc.constantFrom('k', 'name', 'property'),
      ts: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(styles, async ({ quote, semi, eol, indent, key, ts }) => {
        const end = semi ? ';' : '';
        const code = [
          ts ? 'export function merge(a: any, b: any) {' : 'exports.merge = function merge(a, b) {',
          `${indent}for (const ${key} in b) {`,
          `${indent}${indent}if (typeof a[${key}] === ${quote}object${quote}) merge(a[${key}], b[${key}])${end}`,
          `${indent}${indent}else a[${key}] = b[${key}]${end}`,
          `${indent}}`,
          '}',
          '',
        ].join(eol);
        const after = await fixed(code, { path: ts ? 'a.ts' : 'a.js' });
        const check = ['__proto__', 'constructor', 'prototype']
          .map((one) => `${key} === ${quote}${one}${quote}`)
          .join(' || ');
        assert.ok(after.includes(`${eol}${indent}${indent}if (${check}) continue${end}${eol}`));
        assert.equal(after.replaceAll(eol, '').includes('\n'), false);
      }),
      { numRuns: 25 },
    );
  });
});
