import assert from 'node:assert/strict';
import { fixed, refusal } from './shapes';
import { assertLines, holdsInEveryStyle, run } from './variants';

const hmac = "const { createHmac } = require('crypto');\n";
const compare = `${hmac}module.exports = (req, key) => {\n  const given = req.headers['x-signature'];\n  const expected = createHmac('sha256', key).update(req.rawBody).digest('hex');\n  return given === expected;\n};\n`;

describe('the rule for compared secrets', () => {
  it('sees comparisons that leak', async () => {
    await assertLines(
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

  it('compares in constant time', async () => {
    const after = await fixed(compare);
    assert.match(after, /const \{ createHmac, timingSafeEqual \} = require\('crypto'\);/);
    const check = run(after) as (req: object, key: string) => boolean;
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha256', 'k').update('body').digest('hex');
    const ask = (given?: string) =>
      check({ headers: { 'x-signature': given }, rawBody: 'body' }, 'k');
    assert.equal(ask(signature), true);
    assert.equal(ask(`${signature.slice(0, -1)}x`), false);
    assert.equal(ask('short'), false);
    assert.equal(ask(), false);
    const negated = 'if (req.headers.authorization !== process.env.API_TOKEN) res.end();';
    assert.match(
      await fixed(negated),
      /if \(!\(req\.headers\.authorization !== undefined && process\.env\.API_TOKEN !== undefined && Buffer/,
    );
    const esm =
      "import * as crypto from 'node:crypto';\nexport const ok = (req) => req.headers['x-key'] === process.env.API_KEY;\n";
    assert.match(await fixed(esm), /crypto\.timingSafeEqual\(/);
  });

  it('refuses what is not two texts', async () => {
    assert.match(
      await refusal('if (req.headers.authorization == process.env.TOKEN) go();'),
      /different types/,
    );
    assert.match(
      await refusal("if (req.get('x-token') === process.env.TOKEN) go();"),
      /constant first/,
    );
    assert.match(await refusal('if (req.body.token === process.env.TOKEN) go();'), /no text/);
    assert.match(
      await refusal('if (req.headers.token === process.env.TOKEN) document.title = 1;'),
      /browser/,
    );
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        "const ok = (req) => req.headers['x-token'] === process.env.TOKEN;\n",
        'function check(req, res) {\n  if (req.headers.authorization !== process.env.API_KEY) {\n    return res.end();\n  }\n}\n',
      ],
    });
  });
});

describe('the rules for messages between windows', () => {
  it('see secrets that any page gets', async () => {
    await assertLines(
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

  it('see handlers that take messages of any page', async () => {
    await assertLines(
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
  it('sees links without noopener', async () => {
    await assertLines(
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

  it('adds the attribute', async () => {
    const jsx = { path: 'src/a.tsx' };
    assert.equal(
      await fixed('const a = <a href={u} target="_blank">b</a>;', jsx),
      'const a = <a href={u} target="_blank" rel="noopener noreferrer">b</a>;',
    );
    assert.equal(
      await fixed('const a = <a href={u} target="_blank" rel="nofollow">b</a>;', jsx),
      'const a = <a href={u} target="_blank" rel="nofollow noopener noreferrer">b</a>;',
    );
    const text = 'module.exports = (u) => `<a href="${u}" target="_blank">b</a>`;';
    const link = run(await fixed(text)) as (url: string) => string;
    assert.equal(link('x'), '<a href="x" rel="noopener noreferrer" target="_blank">b</a>');
  });

  it('refuses what is not plain', async () => {
    assert.match(
      await refusal('a = `<a href="${u}" rel="me" target="_blank">b</a>`;'),
      /rel already/,
    );
    assert.match(await refusal('a = `<a href="${u}" target=_blank>b</a>`;'), /no quotes/);
    assert.match(
      await refusal('a = `<a rel=me href="${u}" target="_blank">b</a>`;'),
      /rel already/,
    );
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        'export const link = (url) => <a href={url} target="_blank">b</a>;\n',
        'export function Link({ url }) {\n  return (\n    <a\n      href={url}\n      target="_blank"\n    >\n      b\n    </a>\n  );\n}\n',
      ],
      paths: ['src/a.jsx', 'src/a.tsx'],
    });
  });
});
