import { judges } from './pairs';

describe('guards that are the wrong way round, or do not end anything', () => {
  const frame = `
const allowedHosts = new Set(['a.example']);
export async function get(req, res, next) {
  const target = req.query.target;
  CODE
}
`;
  const use = 'res.json(await fetch(target));';
  judges(
    { cwe: 'CWE-918', frame },
    {
      wrong: [
        {
          is: 'a list that turns away what is on it',
          before: use,
          after: `if (allowedHosts.has(new URL(target).host)) return res.sendStatus(403);\n${use}`,
          says: /Turn the condition round/,
        },
        {
          is: 'an answer that turns away what is allowed',
          before: use,
          after: `if (isAllowed(target)) throw new Error('no');\n${use}`,
          says: /Turn the condition round/,
        },
        {
          is: 'a condition that is turned round',
          before: `if (!known(target)) { return res.sendStatus(403); }\n${use}`,
          after: `if (known(target)) { return res.sendStatus(403); }\n${use}`,
          says: /opposite/,
        },
        {
          is: 'a comparison that is turned round',
          before: `if (req.user.id !== target) { return res.sendStatus(403); }\n${use}`,
          after: `if (req.user.id === target) { return res.sendStatus(403); }\n${use}`,
          says: /opposite/,
        },

        {
          is: 'a refusal without a return',
          before: use,
          after: `if (!known(target)) {\n  res.status(403).send('no');\n}\n${use}`,
          says: /Return after it/,
        },
        {
          is: 'next() with an error and without a return',
          before: use,
          after: `if (!known(target)) next(new Error('no'));\n${use}`,
          says: /Return after it/,
        },
        {
          is: 'a check of another parameter',
          before: use,
          after: `const host = req.query.host;\nif (!/^[a-z.]+$/.test(host)) return res.sendStatus(400);\n${use}`,
          says: /goes unchecked/,
        },
        {
          is: 'a check of another property',
          before: use,
          after: `if (!/^[a-z.]+$/.test(req.query.name)) return res.sendStatus(400);\n${use}`,
          says: /goes unchecked/,
        },
      ],
      right: [
        {
          is: 'a list that lets through what is on it',
          before: use,
          after: `if (!allowedHosts.has(new URL(target).host)) return res.sendStatus(403);\n${use}`,
        },
        {
          is: 'an early good end',
          before: use,
          after: `if (allowedHosts.has(new URL(target).host)) return res.json(await fetch(target));\nres.sendStatus(403);`,
        },
        {
          is: 'a negated answer',
          before: use,
          after: `if (!isAllowed(target)) throw new Error('no');\n${use}`,
        },
        {
          is: 'a refusal with a return',
          before: use,
          after: `if (!known(target)) {\n  res.status(403).send('no');\n  return;\n}\n${use}`,
        },
        {
          is: 'a refusal with an else',
          before: use,
          after: `if (!known(target)) {\n  res.status(403).send('no');\n} else {\n  ${use}\n}`,
        },
        {
          is: 'a refusal at the end',
          before: use,
          after: `if (known(target)) return res.json(await fetch(target));\nres.status(403).send('no');`,
        },
        {
          is: 'a check of a parsed part',
          before: use,
          after: `const { hostname } = new URL(target);\nif (!allowedHosts.has(hostname)) return res.sendStatus(403);\n${use}`,
        },
        {
          is: 'a check of what is made of it',
          before: use,
          after: `const url = new URL(target);\nif (url.hostname !== 'a.example') return res.sendStatus(403);\nres.json(await fetch(url));`,
        },
        {
          is: 'an invalid address',
          before: use,
          after: `if (isInvalid(target)) throw new Error('no');\nif (!allowedHosts.has(new URL(target).host)) return res.sendStatus(403);\n${use}`,
        },
      ],
    },
  );
});

describe('who may do what', () => {
  const route = "app.get('/admin', showAdmin);";
  const find = 'const basket = await Basket.findOne({ where: { id: req.params.id } });';
  const assign = 'await User.create(req.body);';
  const login = "app.post('/login', login);";
  judges(
    { cwe: 'CWE-862', frame: 'export function routes(app) {\n  CODE\n}\n' },
    {
      wrong: [
        {
          is: 'a route that is called something else',
          before: route,
          after: route.replace('/admin', '/x7f2a'),
          says: /only called/,
        },
        {
          is: 'a page that is called something else',
          before: "const pages = [{ path: 'admin', component: AdminComponent }];",
          after: "const pages = [{ path: 'x7f2a', component: AdminComponent }];",
          says: /every browser/,
        },
        {
          is: 'a guard behind the route',
          before: route,
          after: `${route}\napp.use('/admin', isAuthorized());`,
          says: /goes in order/,
        },
        {
          is: 'a role that the client says',
          before: 'show();',
          after: "if (req.query.role !== 'admin') return res.sendStatus(403);\nshow();",
          says: /client says/,
        },
        {
          is: 'an owner that the client says',
          before: `app.get('/b', async (req, res) => { ${find} });`,
          after: `app.get('/b', async (req, res) => { const basket = await Basket.findOne({ where: { id: req.params.id, UserId: req.body.UserId } }); });`,
          says: /client says/,
        },
        {
          is: 'one field that is taken out',
          before: assign,
          after: `delete req.body.role;\n${assign}`,
          says: /every other field/,
        },
        {
          is: 'a limit that counts by a header',
          before: login,
          after:
            "app.use('/login', rateLimit({ windowMs: 5 * 60 * 1000, max: 10, keyGenerator: (req) => req.headers['X-Forwarded-For'] }));\n" +
            login,
          says: /as it likes/,
        },
        {
          is: 'a limit that stops no one',
          before: login,
          after: "app.use('/login', rateLimit({ windowMs: 60_000, max: 100_000 }));\n" + login,
          says: /stops no one/,
        },
        {
          is: 'a short window',
          before: login,
          after: "app.use('/login', rateLimit({ windowMs: 1000, max: 10 }));\n" + login,
          says: /over before/,
        },

        {
          is: 'a validator in a form',
          before: 'const control = makeControl();',
          after: 'const control = new FormControl("", [Validators.required, Validators.min(1)]);',
          says: /browser only/,
        },
      ],
      right: [
        {
          is: 'a guard on the route',
          before: route,
          after: "app.get('/admin', isAdmin, showAdmin);",
        },
        {
          is: 'a guard before the route',
          before: route,
          after: `app.use('/admin', isAuthorized());\n${route}`,
        },
        { is: 'no route', before: route, after: '' },
        {
          is: 'a role of the session',
          before: 'show();',
          after: "if (req.user.role !== 'admin') return res.sendStatus(403);\nshow();",
        },
        {
          is: 'an owner of the session',
          before: find,
          after:
            'const basket = await Basket.findOne({ where: { id: req.params.id, UserId: req.user.id } });',
        },
        {
          is: 'fields that are picked',
          before: assign,
          after: 'await User.create({ email: req.body.email, password: req.body.password });',
        },
        {
          is: 'a limit',
          before: login,
          after: "app.use('/login', rateLimit({ windowMs: 15 * 60 * 1000, max: 10 }));\n" + login,
        },
        { is: 'another route', before: route, after: `${route}\napp.get('/about', showAbout);` },
      ],
    },
  );
});
