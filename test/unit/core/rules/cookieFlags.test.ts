import assert from 'node:assert/strict';
import { fixes, refuses, runs } from './promises';
import { detect, of } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

const cookies = {
  httpOnly: of('cookie-http-only'),
  secure: of('cookie-secure'),
  sameSite: of('cookie-same-site'),
};
const sessions = "const session = require('express-session');\n";

describe('the rules for cookies of sessions', () => {
  describe('see cookies that scripts can read', () => {
    assertLines(
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

  describe('see cookies that travel without encryption', () => {
    assertLines(
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

  describe('see cookies that other sites send along', () => {
    assertLines(
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

  fixes('cookie-http-only', [
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
      'a flag that is off, on a line of its own',
      "res.cookie('sid', id, {\n  secure: true,\n  httpOnly: false,\n  sameSite: 'lax',\n});",
      "res.cookie('sid', id, {\n  secure: true,\n  httpOnly: true,\n  sameSite: 'lax',\n});",
    ],
  ]);
  fixes('cookie-secure', [
    [
      'a cookie behind a proxy',
      "app.set('trust proxy', 1);\nres.cookie('sid', id, { httpOnly: true });",
      "app.set('trust proxy', 1);\nres.cookie('sid', id, { httpOnly: true, secure: process.env.NODE_ENV === 'production' });",
    ],
    [
      'a flag that is off',
      "app.enable('trust proxy');\nres.cookie('sid', id, { secure: false, httpOnly: true });",
      "app.enable('trust proxy');\nres.cookie('sid', id, { secure: process.env.NODE_ENV === 'production', httpOnly: true });",
    ],
    [
      'the options of a session, on lines of their own',
      `${sessions}app.set('trust proxy', 1);\napp.use(\n  session({\n    secret,\n    cookie: {\n      httpOnly: true,\n    },\n  }),\n);`,
      `${sessions}app.set('trust proxy', 1);\napp.use(\n  session({\n    secret,\n    cookie: {\n      httpOnly: true,\n      secure: process.env.NODE_ENV === 'production',\n    },\n  }),\n);`,
    ],
  ]);
  fixes('cookie-same-site', [
    [
      'a text',
      "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'none' });",
      "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'lax' });",
    ],
    [
      'a text with a capital, of fastify',
      "reply.setCookie('token', id, { sameSite: 'None', httpOnly: true, secure: true });",
      "reply.setCookie('token', id, { sameSite: 'lax', httpOnly: true, secure: true });",
    ],
    [
      'a session, on lines of its own',
      `${sessions}app.use(\n  session({\n    secret,\n    cookie: {\n      secure: true,\n      sameSite: 'none',\n    },\n  }),\n);`,
      `${sessions}app.use(\n  session({\n    secret,\n    cookie: {\n      secure: true,\n      sameSite: 'lax',\n    },\n  }),\n);`,
    ],
  ]);

  const shared = (options: string) => `const o = ${options};\nres.cookie('sid', id, o);`;
  refuses('cookie-http-only', [
    ['a part of a text', "res.setHeader('Set-Cookie', 'sid=1; Secure');", /part of a text/],
    ['options from elsewhere', shared('{ secure: true }'), /made elsewhere/],
    [
      'a header in a list',
      "res.writeHead(200, { 'set-cookie': ['token=abc; Secure'] });",
      /part of a text/,
    ],
  ]);
  refuses('cookie-secure', [
    [
      'a server whose HTTPS is not known',
      "res.cookie('sid', id, { httpOnly: true });",
      /HTTPS is not known/,
    ],
    [
      'a part of a text',
      "app.set('trust proxy', 1);\ndocument.cookie = 'sid=1; HttpOnly';",
      /part of a text/,
    ],
    [
      'options from elsewhere',
      `app.set('trust proxy', 1);\n${shared('{ httpOnly: true }')}`,
      /made elsewhere/,
    ],
  ]);
  refuses('cookie-same-site', [
    [
      'a part of a text',
      "res.setHeader('Set-Cookie', 'session=a; Secure; HttpOnly; SameSite=None');",
      /part of a text/,
    ],
    [
      'options from elsewhere',
      shared("{ httpOnly: true, secure: true, sameSite: 'none' }"),
      /made elsewhere/,
    ],
    [
      'a header in a list',
      "res.writeHead(200, { 'set-cookie': ['token=abc; Secure; HttpOnly; SameSite=None'] });",
      /part of a text/,
    ],
  ]);

  keepsEveryStyle('cookie-http-only', {
    samples: [
      "res.cookie('sid', id, { secure: true });\n",
      "function login(res, id) {\n  res.cookie('token', id, {\n    path: '/',\n    secure: true\n  });\n}\n",
      "reply.setCookie('session', make(), { httpOnly: false, sameSite: 'strict', secure: true });\n",
    ],
  });
  keepsEveryStyle('cookie-secure', {
    samples: [
      "app.set('trust proxy', 1);\nres.cookie('sid', id, { httpOnly: true });\n",
      "app.set('trust proxy', 1);\nfunction login(res, id) {\n  res.cookie('token', id, {\n    httpOnly: true\n  });\n}\n",
    ],
  });
  keepsEveryStyle('cookie-same-site', {
    samples: [
      "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'none' });\n",
      "function login(res, id) {\n  res.cookie('token', id, {\n    secure: true,\n    httpOnly: true,\n    sameSite: 'none'\n  });\n}\n",
    ],
  });

  /** The flags of the cookie that code sets. */
  const flagsOf = (code: string) => {
    const given: unknown[] = [];
    const res = { cookie: (...all: unknown[]) => given.push(...all) };
    (run(code) as (to: typeof res, id: string) => void)(res, '7');
    const [name, value, flags] = given;
    assert.deepEqual([name, value], ['sid', '7']);
    return { ...(flags as object) };
  };
  const login = (options: string, before = '') =>
    `${before}module.exports = (res, id) => res.cookie('sid', id, ${options});\n`;
  runs('cookie-http-only', 'makes a cookie that scripts cannot read', async () => {
    const code = login("{ secure: true, path: '/a' }");
    assert.deepEqual(flagsOf(code), { secure: true, path: '/a' });
    const after = { secure: true, path: '/a', httpOnly: true, sameSite: 'lax' };
    assert.deepEqual(flagsOf(await cookies.httpOnly.fixed(code)), after);
  });
  runs('cookie-secure', 'makes a cookie that goes over HTTPS only, in production', async () => {
    const app = "const app = { set() {} };\napp.set('trust proxy', 1);\n";
    const code = login('{ httpOnly: true }', app);
    assert.deepEqual(flagsOf(code), { httpOnly: true });
    const after = await cookies.secure.fixed(code);
    const mode = process.env.NODE_ENV;
    try {
      process.env.NODE_ENV = 'production';
      assert.deepEqual(flagsOf(after), { httpOnly: true, secure: true });
      process.env.NODE_ENV = 'development';
      assert.deepEqual(flagsOf(after), { httpOnly: true, secure: false });
    } finally {
      if (mode === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = mode;
    }
  });
  runs('cookie-same-site', 'makes a cookie that other sites do not send along', async () => {
    const code = login("{ httpOnly: true, secure: true, sameSite: 'none' }");
    assert.deepEqual(flagsOf(code), { httpOnly: true, secure: true, sameSite: 'none' });
    const after = { httpOnly: true, secure: true, sameSite: 'lax' };
    assert.deepEqual(flagsOf(await cookies.sameSite.fixed(code)), after);
  });

  it('report one flaw a rule for one cookie', async () => {
    const seen = await detect("res.cookie('sid', id);");
    assert.deepEqual(
      seen.map(({ rule }) => rule),
      ['cookie-http-only', 'cookie-secure'],
    );
  });
});
