import { assertLines } from './variants';

const head =
  "const session = require('express-session');\nconst express = require('express');\nconst app = express();\n";
const signIn = (body: string) => `${head}app.post('/login', (req, res) => { ${body} });`;
const get = (body: string) => `${head}app.get('/a', (req, res) => { ${body} });`;

describe('the rules for sign-ins', () => {
  describe('see a session that stays the same', () => {
    assertLines(
      'session-fixation',
      [
        signIn('if (check(req.body.password)) req.session.user = req.body.name;'),
        signIn('if (await bcrypt.compare(a, b)) { req.session.userId = user.id; }'),
        signIn('find(req.body.passwd, (error, user) => { req.session.loggedIn = true; });'),
        signIn('authenticate(req.body, () => { req.session.account = 1; });'),
      ],
      [
        signIn(
          'check(req.body.password); req.session.regenerate(() => { req.session.user = 1; });',
        ),
        signIn('check(req.body.password); req.session.user = null;'),
        signIn('req.session.user = req.body.name;'),
        signIn('check(req.body.password); req.session.theme = 1;'),
        "app.post('/login', (req, res) => { if (check(req.body.password)) req.session.user = 1; });",
      ],
    );
  });

  describe('see a password in an address', () => {
    assertLines(
      'password-in-address',
      [
        get('check(req.query.password);'),
        get('const { password } = req.query; check(password);'),
        get('check(req.query.newPassword);'),
        `${head}function show(request, response) { check(request.query.pwd); }\napp.get('/a', show);`,
      ],
      [
        get('check(req.body.password);'),
        get('check(req.query.page);'),
        signIn('check(req.query.password);'),
        get("check('password', query);"),
      ],
    );
  });
});
