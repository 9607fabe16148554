import assert from 'node:assert/strict';
import { detect, fixed, refusal } from './shapes';
import { assertLines, holdsInEveryStyle, run } from './variants';

const sessions = "const session = require('express-session');\n";

describe('the rules for cookies of sessions', () => {
  it('see cookies that scripts can read', async () => {
    await assertLines(
      'cookie-http-only',
      [
        "res.cookie('sid', id, { secure: true });",
        "const opts = { secure: true, httpOnly: false };\nres.cookie('authToken', token, opts);",
        "export async function login(reply: Reply) { reply.setCookie('session_id', id, { path: '/', secure: true }); }",
        `${sessions}app.use(session({ secret, cookie: { secure: true, httpOnly: false } }));`,
        "res.setHeader('Set-Cookie', `session=${id}; Secure`);",
        "import { serialize } from 'cookie';\nres.setHeader('Set-Cookie', serialize('jwt', token, { secure: true }));",
        "res.writeHead(200, { 'set-cookie': ['token=abc; Path=/; Secure'] });",
      ],
      [
        "res.cookie('sid', id, { secure: true, httpOnly: true });",
        "res.cookie('theme', 'dark');",
        "res.cookie('XSRF-TOKEN', req.csrfToken());",
        "res.cookie('session', '', { maxAge: 0 });",
        "res.cookie('session', id, options);",
        "const options = { secure: true };\noptions.httpOnly = true;\nres.cookie('session', id, options);",
        "res.cookie('session', id, { ...defaults });",
        "ctx.cookies.set('session', id);",
        `${sessions}app.use(session({ secret, cookie: { secure: true } }));`,
        "res.setHeader('Set-Cookie', 'session=1; Secure; HttpOnly');",
        "const session = map.get('session'); map.set('token', value);",
      ],
      'src/a.ts',
    );
  });

  it('see cookies that travel without encryption', async () => {
    await assertLines(
      'cookie-secure',
      [
        "res.cookie('sid', id, { httpOnly: true });",
        `${sessions}app.use(session({ secret, cookie: { secure: false } }));`,
        `${sessions}app.use(session({ secret, resave: false }));`,
        "import Cookies from 'js-cookie';\nCookies.set('token', token, { expires: 7 });",
        "document.cookie = 'sessionid=' + id + '; path=/';",
      ],
      [
        "res.cookie('sid', id, { httpOnly: true, secure: isProduction });",
        `${sessions}app.use(session({ secret, cookie: { secure: process.env.NODE_ENV === 'production' } }));`,
        `${sessions}app.use(session(options));`,
        "document.cookie = 'lang=en';",
        "document.cookie = 'session=1; secure';",
      ],
    );
  });

  it('see cookies that other sites send along', async () => {
    await assertLines(
      'cookie-same-site',
      [
        "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'none' });",
        "res.cookie('token', id, { httpOnly: true, secure: true, sameSite: 'None' });",
        "res.setHeader('Set-Cookie', 'session=a; Secure; HttpOnly; SameSite=None');",
        "const sameSite = 'none';\nreply.setCookie('jwt', t, { httpOnly: true, secure: true, sameSite });",
      ],
      [
        "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'lax' });",
        "res.cookie('sid', id, { httpOnly: true, secure: true });",
        "res.cookie('widget', id, { sameSite: 'none', secure: true });",
        "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: mode });",
      ],
    );
  });

  const shapes: readonly [string, string, string][] = [
    [
      'options on a line',
      "res.cookie('sid', id, { secure: true });",
      "res.cookie('sid', id, { secure: true, httpOnly: true, sameSite: 'lax' });",
    ],
    [
      'options on lines of their own',
      "res.cookie('sid', id, {\n  secure: true,\n  sameSite: 'strict',\n});",
      "res.cookie('sid', id, {\n  secure: true,\n  sameSite: 'strict',\n  httpOnly: true,\n});",
    ],
    [
      'a flag that is off',
      "res.cookie('sid', id, { httpOnly: false, secure: true, sameSite: 'lax' });",
      "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'lax' });",
    ],
    [
      'secure behind a proxy',
      "app.set('trust proxy', 1);\nres.cookie('sid', id, { httpOnly: true });",
      "app.set('trust proxy', 1);\nres.cookie('sid', id, { httpOnly: true, secure: process.env.NODE_ENV === 'production' });",
    ],
    [
      'sameSite',
      "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'none' });",
      "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'lax' });",
    ],
  ];
  for (const [title, before, after] of shapes) {
    it(`fixes ${title}`, async () => {
      assert.equal(await fixed(before), after);
    });
  }

  it('refuses what it cannot see or know', async () => {
    assert.match(await refusal("res.cookie('sid', id, { httpOnly: true });"), /HTTPS is not known/);
    assert.match(await refusal("res.setHeader('Set-Cookie', 'sid=1; Secure');"), /part of a text/);
    const shared = "const o = { secure: true };\nres.cookie('sid', id, o);";
    assert.match(await refusal(shared), /made elsewhere/);
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        "res.cookie('sid', id, { secure: true });\n",
        "function login(res, id) {\n  res.cookie('token', id, {\n    path: '/',\n    secure: true\n  });\n}\n",
        "reply.setCookie('session', make(), { httpOnly: false, sameSite: 'strict', secure: true });\n",
      ],
    });
  });

  it('makes a cookie with the flag', async () => {
    const code =
      "module.exports = (res, id) => res.cookie('sid', id, { secure: true, path: '/a' });\n";
    const given: unknown[] = [];
    const res = { cookie: (...all: unknown[]) => given.push(...all) };
    (run(await fixed(code)) as (to: typeof res, id: string) => void)(res, '7');
    assert.equal(
      JSON.stringify(given),
      JSON.stringify(['sid', '7', { secure: true, path: '/a', httpOnly: true, sameSite: 'lax' }]),
    );
  });

  it('report one flaw a rule for one cookie', async () => {
    const seen = await detect("res.cookie('sid', id);");
    assert.deepEqual(
      seen.map(({ rule }) => rule),
      ['cookie-http-only', 'cookie-secure'],
    );
  });
});
