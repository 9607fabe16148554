import assert from 'node:assert/strict';
import { detect } from './shapes';

/** Code in a handler in which `x` and `y` come from a request, before a command that `x` is a part of. */
const shell = (body: string, before = '') =>
  `const { exec } = require('child_process');\n${before}\nrequire('express')().get('/a', (req, res) => {\n  let x = req.query.x;\n  let y = req.query.y;\n  ${body}\n});\n`;
const then = 'exec("ls " + x);';

interface Attempt {
  readonly rule: string;
  readonly path?: string;
  readonly cases: Readonly<Record<string, string>>;
}

const attempts: readonly Attempt[] = [
  {
    rule: 'shell-command',
    cases: {
      'a function with a good name': shell(
        'exec("ls " + shellescape(x));',
        'function shellescape(s) { return s; }',
      ),
      'a method with a good name': shell(
        'exec("ls " + h.sanitize(x));',
        'const h = { sanitize: (s) => s };',
      ),
      'a name that says the contrary': shell(
        'exec("ls " + unsanitized(x));',
        'const unsanitized = (s) => s;',
      ),
      'a number of its own': shell('exec("ls " + Math.id(x));', 'const Math = { id: (s) => s };'),
      'a value after its check': shell(`if (x !== 'a') return; x = y; ${then}`),
      'more behind a checked value': shell(`if (!/^\\w+$/.test(x)) return; x += y; ${then}`),
      'a value inside the loop that checks it': shell(`while (x === 'a') { x = y; ${then} }`),
      'a property after its check': shell(
        "const o = { c: x }; if (o.c !== 'a') return; o.c = y; exec('ls ' + o.c);",
      ),
      'a list of the attacker': shell(`if (![x].includes(x)) return; ${then}`),
      'a list that a request brings': shell(`if (!req.query.ok.includes(x)) return; ${then}`),
      'a set that takes what it is asked for': shell(
        `const ok = new Set(); ok.add(x); if (!ok.has(x)) return; ${then}`,
      ),
      'a constant that is none': shell(`const CMD = req.query.z; if (x !== CMD) return; ${then}`),
      'a pattern of anything': shell(`if (!/^[\\s\\S]*$/.test(x)) return; ${then}`),
      'a pattern of all that can be printed': shell(`if (!/^[ -~]*$/.test(x)) return; ${then}`),
      'a pattern for one line of many': shell(`if (!/^\\w+$/m.test(x)) return; ${then}`),
      'a test for numbers of its own': shell(
        `if (!isUUID(x)) return; ${then}`,
        'function isUUID() { return true; }',
      ),
      'a number at the beginning': shell(`if (isNaN(parseInt(x))) return; ${then}`),
      'the case behind default': shell(`switch (x) { default: case 'a': ${then} }`),
    },
  },
  {
    rule: 'py-command-injection',
    path: 'a.py',
    cases: {
      'a function with a good name':
        'import os\nfrom flask import request\ndef quote(s):\n    return s\ndef run():\n    os.system("ls " + quote(request.args["x"]))\n',
      'a value after its check':
        'import os\nfrom flask import request\ndef run():\n    x = request.args["x"]\n    if x != "a":\n        return\n    x += request.args["y"]\n    os.system("ls " + x)\n',
      'a list that a request brings':
        'import os\nfrom flask import request\ndef run():\n    x = request.args["x"]\n    if x not in request.args.getlist("ok"):\n        return\n    os.system("ls " + x)\n',
    },
  },
  {
    rule: 'path-traversal',
    cases: {
      'a beginning that .. can leave':
        "const fs = require('fs');\nexports.show = (req, res) => { const { x } = req.query; if (!x.startsWith('/srv/')) return; fs.readFile(x, () => {}); };",
      'an ending that is kept away':
        "const fs = require('fs');\nexports.show = (req, res) => { const { x } = req.query; if (x.includes('.exe')) return; fs.readFile(x, () => {}); };",
    },
  },
  {
    rule: 'request-forgery',
    cases: {
      'the beginning of a scheme':
        "exports.show = (req, res) => { const { x } = req.query; if (!x.startsWith('https://')) return; fetch(x); };",
      'an ending of half the web':
        "exports.show = (req, res) => { const u = new URL(req.query.x); if (!u.hostname.endsWith('.com')) return; fetch(u); };",
    },
  },
];

describe('a flaw that code in the same file seems to take away', () => {
  for (const { rule, path = 'src/a.js', cases } of attempts) {
    for (const [how, code] of Object.entries(cases)) {
      it(`is still seen by ${rule}: ${how}`, async () => {
        assert.notDeepEqual(await detect(code, { rule, path }), []);
      });
    }
  }
});
