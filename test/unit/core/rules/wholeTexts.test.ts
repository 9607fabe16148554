import assert from 'node:assert/strict';
import { polynomialRisk } from '../../../../src/core/rules/redos';
import { detect } from './shapes';

/** Code that many rules look at, each with its patterns. */
const samples: readonly (readonly [path: string, code: string])[] = [
  [
    'src/a.js',
    `const http = require('http');
const password = process.env.PASSWORD || 'hunter2hunter2';
module.exports = function (req, res, options) {
  for (const i in options) target[i][req.query.key] = options[i];
  table[req.query.name](options), table[key].name = 1;
  const handler = table[req.query.name];
  handler(req.query.a.match(/(a+)b/));
  document.body.innerHTML = '<a href="' + req.query.a + '">';
  get('http://downloads.example.net/a.exe');
  connect('Server=a;Password=hunter2hunter2;');
};`,
  ],
  [
    'src/a.py',
    `from django.http import HttpResponse
import jwt
def view(request, name):
    token = jwt.encode({}, 'correct horse battery')
    password = request.GET['password']
    connect('postgres://user:hunter2x9@db.example.net/a')
    return HttpResponse(name)
`,
  ],
];

/** The patterns that are put to the whole text while it is scanned. */
async function patternsFor(path: string, code: string): Promise<readonly RegExp[]> {
  const seen = new Map<string, RegExp>();
  // Every way to use a pattern comes down to this one method.
  const whole = Object.getOwnPropertyDescriptor(RegExp.prototype, 'exec') ?? {};
  const exec = whole.value as (this: RegExp, text: string) => RegExpExecArray | null;
  RegExp.prototype.exec = function (text) {
    if (text === code) seen.set(String(this), this);
    return exec.call(this, text);
  };
  try {
    await detect(code, { path });
  } finally {
    Object.defineProperty(RegExp.prototype, 'exec', whole);
  }
  return [...seen.values()];
}

describe('the patterns for whole files', () => {
  for (const [path, code] of samples) {
    it(`take no more than linear time: ${path}`, async () => {
      const patterns = await patternsFor(path, code);
      assert.ok(patterns.length > 5, `only ${patterns.length} were seen`);
      const slow = patterns.filter(({ source, flags }) => polynomialRisk(source, flags));
      assert.deepEqual(slow.map(String), []);
    });
  }
});
