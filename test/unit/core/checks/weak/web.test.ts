import { judges } from './pairs';

describe('weak fixes of cookies, origins and tokens', () => {
  const cookie = "res.cookie('sid', id);";
  judges(
    { cwe: 'CWE-1004' },
    {
      wrong: [
        {
          is: 'httpOnly: false',
          before: cookie,
          after: "res.cookie('sid', id, { httpOnly: false, secure: true });",
        },
        {
          is: 'secure: false',
          before: cookie,
          after: "res.cookie('sid', id, { httpOnly: true, secure: false });",
        },
        {
          is: "sameSite: 'none'",
          before: cookie,
          after: "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'none' });",
        },
      ],
      right: [
        {
          is: 'all flags',
          before: cookie,
          after: "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'lax' });",
        },
        {
          is: 'secure in production',
          before: cookie,
          after:
            "res.cookie('sid', id, { httpOnly: true, secure: process.env.NODE_ENV === 'production' });",
        },
        {
          is: 'strict',
          before: cookie,
          after: "res.cookie('sid', id, { httpOnly: true, secure: true, sameSite: 'strict' });",
        },
      ],
    },
  );
  const cors = 'app.use(cors());';
  judges(
    { cwe: 'CWE-942' },
    {
      wrong: [
        {
          is: 'origin: true',
          before: cors,
          after: 'app.use(cors({ origin: true, credentials: true }));',
          says: /Every origin/,
        },
        { is: "origin: '*'", before: cors, after: "app.use(cors({ origin: '*' }));" },
        {
          is: 'a function that agrees',
          before: cors,
          after: 'app.use(cors({ origin: (origin, callback) => callback(null, true) }));',
        },
        {
          is: 'the origin of the request',
          before: "res.setHeader('Access-Control-Allow-Origin', '*');",
          after: "res.setHeader('Access-Control-Allow-Origin', req.headers.origin);",
        },
        {
          is: 'a pattern with an open dot',
          before: cors,
          after: 'app.use(cors({ origin: /^https:\\/\\/shop.example.com$/ }));',
          says: /escape each dot/,
        },
        {
          is: 'a pattern without an end',
          before: cors,
          after: 'app.use(cors({ origin: [/shop\\.example\\.com/] }));',
        },
      ],
      right: [
        {
          is: 'a fixed origin',
          before: cors,
          after: "app.use(cors({ origin: 'https://shop.example' }));",
        },
        {
          is: 'a list',
          before: cors,
          after: "app.use(cors({ origin: ['https://shop.example', 'https://blog.example'] }));",
        },
        {
          is: 'a function with a set',
          before: cors,
          after:
            'app.use(cors({ origin: (origin, callback) => callback(null, allowed.has(origin)) }));',
        },
        {
          is: 'no header',
          before: "res.setHeader('Access-Control-Allow-Origin', '*');",
          after: '',
        },
        {
          is: 'a header after a check',
          before: "res.setHeader('Access-Control-Allow-Origin', '*');",
          after:
            "if (allowed.has(req.headers.origin)) res.setHeader('Access-Control-Allow-Origin', req.headers.origin);",
        },
      ],
    },
  );
  const token = 'const claims = jwt.decode(token);';
  judges(
    { cwe: 'CWE-347', frame: "import jwt from 'jsonwebtoken';\nCODE\n" },
    {
      wrong: [
        {
          is: 'decode() with more options',
          before: token,
          after: 'const claims = jwt.decode(token, { complete: true });',
          says: /without checking/,
        },
        {
          is: 'what is not verified, where verifying fails',
          before: token,
          after:
            'let claims;\ntry {\n  claims = jwt.verify(token, key);\n} catch {\n  claims = jwt.decode(token);\n}',
          says: /without checking/,
        },
        {
          is: 'a verification that nobody hears of',
          before: token,
          after: `jwt.verify(token, key, () => {});\n${token}`,
          says: /Nobody looks/,
        },
        {
          is: 'the algorithm none',
          before: token,
          after: "const claims = jwt.verify(token, key, { algorithms: ['HS256', 'none'] });",
          says: /none/,
        },
        {
          is: 'both kinds of algorithms',
          before: token,
          after: "const claims = jwt.verify(token, key, { algorithms: ['HS256', 'RS256'] });",
          says: /public key/,
        },
        {
          is: 'old tokens',
          before: token,
          after:
            "const claims = jwt.verify(token, key, { algorithms: ['RS256'], ignoreExpiration: true });",
        },
      ],
      right: [
        {
          is: 'one algorithm',
          before: token,
          after: "const claims = jwt.verify(token, key, { algorithms: ['RS256'] });",
        },
        {
          is: 'an issuer too',
          before: token,
          after:
            "const claims = jwt.verify(token, key, { algorithms: ['ES256'], issuer: 'shop' });",
        },
        {
          is: 'several of a kind',
          before: token,
          after: "const claims = jwt.verify(token, key, { algorithms: ['RS256', 'RS512'] });",
        },
      ],
    },
  );
  judges(
    { cwe: 'CWE-79' },
    {
      wrong: [
        {
          is: 'an old header',
          before: 'show();',
          after: "res.setHeader('X-XSS-Protection', '1; mode=block');\nshow();",
        },
        {
          is: 'a policy with unsafe-inline',
          before: 'show();',
          after:
            "res.setHeader('Content-Security-Policy', \"script-src 'self' 'unsafe-inline'\");\nshow();",
        },
      ],
      right: [
        {
          is: 'a strict policy',
          before: 'show();',
          after: "res.setHeader('Content-Security-Policy', \"script-src 'self'\");\nshow();",
        },
      ],
    },
  );
});
