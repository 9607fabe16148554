import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { fixes, isSilent, promise, refuses, reports, runs, type Refusal } from './promises';
import { fixed } from './shapes';
import { run } from './variants';

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
  reports('prototype-pollution', open);

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
  isSilent('prototype-pollution', closed);

  const handler = (body: string) => `app.post('/x/:a', (req, res) => {\n  ${body}\n});`;
  const _ = "const _ = require('lodash');\n";
  reports('prototype-assignment', [
    handler('all[req.params.a][req.query.b] = req.body;'),
    handler('all[req.params.a].name = req.body.name;'),
    handler('const { row } = req.query;\n  all[row].label = req.query.label;'),
    [
      'a class of TypeScript',
      "import type { Request, Response } from 'express';\nclass Store {\n  private readonly all: Record<string, Record<string, unknown>> = {};\n  put(req: Request, res: Response) { this.all[req.params.kind][req.params.key] = req.body.value; res.end(); }\n}",
    ],
  ]);
  isSilent('prototype-assignment', [
    handler("all['x-' + req.params.a]['y-' + req.query.b] = 1;"),
    handler('all[Number(req.params.a)][0] = req.body;'),
    handler('if (!Object.hasOwn(all, req.params.a)) return res.end();\n  all[req.params.a].n = 1;'),
    handler('all.get(req.params.a).name = req.body.name;'),
    handler(
      "if (req.params.a === '__proto__') return res.end();\n  all[req.params.a].name = req.body.name;",
    ),
  ]);
  reports('property-injection', [
    handler('all[req.params.a] = req.body;'),
    handler('const { key, value } = req.body;\n  settings[key] = value;'),
    [
      'a header in a module of koa',
      "import Koa from 'koa';\nconst seen = {};\nnew Koa().use(async (ctx) => { seen[ctx.query.name] = Date.now(); });",
    ],
    [
      'names in a loop of TypeScript',
      "import type { Request, Response } from 'express';\nexport function save(req: Request, res: Response) {\n  for (const name of req.body.names) counts[name] = 0;\n  res.end();\n}",
    ],
  ]);
  isSilent('property-injection', [
    handler("all['x-' + req.params.a] = req.body;"),
    handler('map.set(req.params.a, req.body);'),
    handler('all[Number(req.params.a)] = req.body;'),
    handler("if (!['a', 'b'].includes(req.params.a)) return res.end();\n  all[req.params.a] = 1;"),
    handler('const all = Object.create(null);\n  all[req.params.a] = req.body;'),
  ]);
  reports('prototype-merge', [
    handler(`${_}_.merge(all, req.body);`),
    handler(`${_}_.set(all, req.body.path, 1);`),
    "import merge from 'deepmerge-ts';\nimport defaultsDeep from 'lodash/defaultsDeep';\nexport default (req, res) => res.json(defaultsDeep({}, req.body.options, defaults));",
    [
      'a path of a service of TypeScript',
      "import objectPath from 'object-path';\nimport type { Request, Response } from 'express';\nclass Settings {\n  set(req: Request, res: Response): void { objectPath.set(this.all, req.body.path, req.body.value); res.end(); }\n}",
    ],
    "const extend = require('extend');\nmodule.exports = function (req, res) { const { extra } = req.body; res.json(extend(true, {}, extra)); };",
  ]);
  isSilent('prototype-merge', [
    handler('Object.assign(all, req.body);'),
    handler(`${_}_.merge(all, { name: 'a' });`),
    handler(`${_}_.set(all, 'a.b', req.body.value);`),
    handler("const extend = require('extend');\n  extend({}, req.body);"),
    handler(`${_}_.merge(all, _.pick(req.body, ['name', 'mail']));`),
  ]);
  reports('dynamic-call', [
    handler('actions[req.params.a](req.body);'),
    handler('const run = actions[req.query.run];\n  run(req.body);'),
    handler('actions[req.body.name].call(null, req.body);'),
    [
      'a method of a class of TypeScript',
      "import type { Request, Response } from 'express';\nclass Api {\n  handle = (req: Request, res: Response) => { const { method } = req.params; res.json(this.service[method]!(req.body)); };\n}",
    ],
    "const actions = {};\nactions[new URLSearchParams(location.search).get('do')]();",
  ]);
  isSilent('dynamic-call', [
    handler('if (Object.hasOwn(actions, req.params.a)) actions[req.params.a](req.body);'),
    handler('actions.get(req.params.a)(req.body);'),
    handler("const run = actions[req.query.run];\n  if (typeof run === 'function') run(req.body);"),
    handler("actions[req.query.up ? 'up' : 'down']();"),
    handler('actions[Number(req.query.n)]();'),
  ]);
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

  const byPath =
    "module.exports = function set(obj, path, val) {\n  const keys = path.split('.');\n  let at = obj;\n  for (let i = 0; i < keys.length - 1; i++) {\n    at[keys[i]] ??= {};\n    at = at[keys[i]];\n  }\n  at[keys[keys.length - 1]] = val;\n  return obj;\n};\n";
  fixes('prototype-pollution', [
    [
      'a merge, whose loop passes over the names',
      merge,
      /in source\) \{\n {4}if \(key === '__proto__' \|\| key === 'constructor' \|\| key === 'prototype'\) continue;\n {4}if \(typeof/,
    ],
    [
      'a callback, which returns',
      'exports.merge = function merge(a, b) {\n\tObject.keys(b).forEach(function (k) {\n\t\tif (isObject(a[k])) merge(a[k], b[k])\n\t\telse a[k] = b[k]\n\t})\n}\n',
      /\(k\) \{\n\t\tif \(k === '__proto__' .*\) return\n\t\tif \(isObject/,
    ],
    [
      'a loop on one line',
      "exports.deep = function deep(t, s) {\n  for (const k in s) { if (typeof s[k] === 'object') deep(t[k], s[k]); else t[k] = s[k] }\n}\n",
      /in s\) \{ if \(k === '__proto__' .*\) continue; if \(typeof s\[k\]/,
    ],
    [
      'a name that is declared on the line of its loop',
      "exports.set = function (t, path, v) {\n  const p = path.split('.')\n  for (let i = 0; i < p.length - 1; i++) { const k = p[i]\n    t = t[k] }\n  t[p[p.length - 1]] = v\n}\n",
      /const k = p\[i\]; if \(k === '__proto__' .*\) return;\n {4}t = t\[k\]/,
    ],
    [
      'a path, which ends',
      byPath,
      /if \(keys\[i\] === '__proto__' .*\) return obj;\n {4}at\[keys\[i\]\] \?\?= \{\};/,
    ],
  ]);
  runs('prototype-pollution', 'merges as before, and does not pollute', async () => {
    const after = await fixed(merge);
    assert.equal(pollutes(merge, attack), true);
    assert.equal(pollutes(after, attack), false);
    for (const code of [merge, after]) {
      const merged = run(code) as (to: object, from: object) => unknown;
      assert.deepEqual(merged({ a: { b: 1 } }, { a: { c: 2 }, d: 3 }), { a: { b: 1, c: 2 }, d: 3 });
    }
  });
  runs('prototype-pollution', 'sets by a path as before, and does not pollute', async () => {
    const after = await fixed(byPath);
    const by = "module.exports({}, '__proto__.polluted', 'yes')";
    assert.equal(pollutes(byPath, by), true);
    assert.equal(pollutes(after, by), false);
    assert.equal(
      pollutes(after, "module.exports({}, 'constructor.prototype.polluted', 'yes')"),
      false,
    );
    for (const code of [byPath, after]) {
      const set = run(code) as (to: object, path: string, value: unknown) => unknown;
      assert.deepEqual({ ...(set({}, 'a', 1) as object) }, { a: 1 });
      assert.equal(JSON.stringify(set({}, 'a.b', 1)), '{"a":{"b":1}}');
    }
  });

  const refused: readonly Refusal[] = [
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
  refuses('prototype-pollution', refused);

  promise('prototype-pollution', 'in every style of a file', () => {
    it('fits it', async () => {
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
            ts
              ? 'export function merge(a: any, b: any) {'
              : 'exports.merge = function merge(a, b) {',
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
});
