import assert from 'node:assert/strict';
import { fixes, refuses, runs } from './promises';
import { fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

const hmac = "const { createHmac } = require('crypto');\n";
const compare = `${hmac}module.exports = (req, key) => {\n  const given = req.headers['x-signature'];\n  const expected = createHmac('sha256', key).update(req.rawBody).digest('hex');\n  return given === expected;\n};\n`;

describe('the rule for compared secrets', () => {
  describe('sees comparisons that leak', () => {
    assertLines(
      'secret-comparison',
      [
        compare,
        'app.use((req, res, next) => { if (req.headers.authorization !== process.env.API_TOKEN) return res.end(); next(); });',
        "export function check(req: Request) { return req.get('x-api-key') === config.apiKey; }",
        'const ok = (secret) => secret === process.env.WEBHOOK_SECRET;',
      ],
      [
        'if (req.query.mode === process.env.MODE) go();',
        "if (req.headers['x-token'] === undefined) go();",
        'if (req.body.password === req.body.confirmPassword) go();',
        "if (req.method === 'POST' && token.type === 'string') go();",
        "if (process.env.SECRET === '') warn();",
      ],
      'src/a.ts',
    );
  });

  runs('secret-comparison', 'compares as before, in constant time', async () => {
    const after = await fixed(compare);
    type Check = (req: object, key: string) => boolean;
    const [before, check] = [run(compare) as Check, run(after) as Check];
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha256', 'k').update('body').digest('hex');
    const ask = (given?: string) => {
      const req = { headers: { 'x-signature': given }, rawBody: 'body' };
      assert.equal(check(req, 'k'), before(req, 'k'));
      return check(req, 'k');
    };
    assert.equal(ask(signature), true);
    assert.equal(ask(`${signature.slice(0, -1)}x`), false);
    assert.equal(ask('short'), false);
    assert.equal(ask(), false);
  });
  fixes('secret-comparison', [
    [
      'names, with an import',
      compare,
      /const \{ createHmac, timingSafeEqual \} = require\('crypto'\);/,
    ],
    [
      'a negation',
      'if (req.headers.authorization !== process.env.API_TOKEN) res.end();',
      /if \(!\(req\.headers\.authorization !== undefined && process\.env\.API_TOKEN !== undefined && Buffer/,
    ],
    [
      'a module',
      "import * as crypto from 'node:crypto';\nexport const ok = (req) => req.headers['x-key'] === process.env.API_KEY;\n",
      /crypto\.timingSafeEqual\(/,
    ],
  ]);

  refuses('secret-comparison', [
    [
      'two equals signs',
      'if (req.headers.authorization == process.env.TOKEN) go();',
      /different types/,
    ],
    ['a call', "if (req.get('x-token') === process.env.TOKEN) go();", /constant first/],
    ['what may be no text', 'if (req.body.token === process.env.TOKEN) go();', /no text/],
    [
      'code of a browser',
      'if (req.headers.token === process.env.TOKEN) document.title = 1;',
      /browser/,
    ],
  ]);

  keepsEveryStyle('secret-comparison', {
    samples: [
      "const ok = (req) => req.headers['x-token'] === process.env.TOKEN;\n",
      'function check(req, res) {\n  if (req.headers.authorization !== process.env.API_KEY) {\n    return res.end();\n  }\n}\n',
    ],
  });
});

describe('the rules for messages between windows', () => {
  describe('see secrets that any page gets', () => {
    assertLines(
      'message-target',
      [
        "parent.postMessage({ password }, '*');",
        "const data = { token: getToken() }; window.opener.postMessage(data, '*');",
        "frame.contentWindow.postMessage(accessToken, '*');",
        "window.parent.postMessage(localStorage.getItem('x') + authToken, '*');",
      ],
      [
        "parent.postMessage({ type: 'ready' }, '*');",
        'parent.postMessage({ password }, origin);',
        'worker.postMessage(token);',
        "parent.postMessage({ type: 'token' }, '*');",
      ],
    );
  });

  describe('see handlers that take messages of any page', () => {
    assertLines(
      'message-origin',
      [
        "window.addEventListener('message', (event) => { run(event.data); });",
        "addEventListener('message', function (e) { eval(e.data.code); }, false);",
        'window.onmessage = ({ data }) => show(data);',
        "function take(e) { set(e.data); }\nwindow.addEventListener('message', take);",
      ],
      [
        "window.addEventListener('message', (event) => { if (event.origin === ours) run(event.data); });",
        "worker.addEventListener('message', (event) => run(event.data));",
        "window.addEventListener('click', (event) => run(event.data));",
        "window.addEventListener('message', (event) => { if (isTrusted(event)) run(event.data); });",
        "window.addEventListener('message', (event) => { if (event.source === frame.contentWindow) run(event.data); });",
      ],
    );
  });
});

describe('the rule for links to other windows', () => {
  describe('sees links without noopener', () => {
    assertLines(
      'blank-target',
      [
        'const a = <a href={url} target="_blank">b</a>;',
        'const a = <a href="https://a.example" target={\'_blank\'}>b</a>;',
        'const html = \'<a href="http://a.example" target="_blank">b</a>\';',
        'const html = `<a target="_blank" href="${url}">b</a>`;',
      ],
      [
        'const a = <a href={url} target="_blank" rel="noopener">b</a>;',
        'const a = <a href="/help" target="_blank">b</a>;',
        'const a = <a href={url}>b</a>;',
        'const a = <a {...rest} target="_blank">b</a>;',
        'const html = \'<a href="http://a.example" target="_blank" rel="noreferrer">b</a>\';',
        "window.open(url, '_blank');",
      ],
      'src/a.jsx',
    );
  });

  fixes('blank-target', [
    [
      'an element of JSX',
      'const a = <a href={u} target="_blank">b</a>;',
      'const a = <a href={u} target="_blank" rel="noopener noreferrer">b</a>;',
      'src/a.tsx',
    ],
    [
      'an element with a relation',
      'const a = <a href={u} target="_blank" rel="nofollow">b</a>;',
      'const a = <a href={u} target="_blank" rel="nofollow noopener noreferrer">b</a>;',
      'src/a.tsx',
    ],
    [
      'markup in a template',
      'a = `<a href="${u}" target="_blank">b</a>`;',
      'a = `<a href="${u}" rel="noopener noreferrer" target="_blank">b</a>`;',
    ],
  ]);
  runs('blank-target', 'gives the same link, which hands the page to nobody', async () => {
    const text = 'module.exports = (u) => `<a href="${u}" target="_blank">b</a>`;';
    type Link = (url: string) => string;
    const [before, after] = [run(text) as Link, run(await fixed(text)) as Link];
    assert.equal(before('x'), '<a href="x" target="_blank">b</a>');
    assert.equal(after('x'), '<a href="x" rel="noopener noreferrer" target="_blank">b</a>');
  });
  refuses('blank-target', [
    ['a relation in a text', 'a = `<a href="${u}" rel="me" target="_blank">b</a>`;', /rel already/],
    ['a target without quotes', 'a = `<a href="${u}" target=_blank>b</a>`;', /no quotes/],
    [
      'a relation without quotes',
      'a = `<a rel=me href="${u}" target="_blank">b</a>`;',
      /rel already/,
    ],
  ]);

  keepsEveryStyle('blank-target', {
    samples: [
      'export const link = (url) => <a href={url} target="_blank">b</a>;\n',
      'export function Link({ url }) {\n  return (\n    <a\n      href={url}\n      target="_blank"\n    >\n      b\n    </a>\n  );\n}\n',
    ],
    paths: ['src/a.jsx', 'src/a.tsx'],
  });
});
