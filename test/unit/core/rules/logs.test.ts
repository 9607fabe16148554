import { assertLines } from './variants';

describe('the rules for logs and storage', () => {
  describe('see secrets as plain text', () => {
    assertLines(
      'clear-text-secret',
      [
        "console.log('login', user.password);",
        'logger.debug(`token ${this.accessToken}`);',
        "import winston from 'winston';\nconst out = winston.createLogger();\nexport const f = (apiKey: string) => out.info({ apiKey });",
        "localStorage.setItem('pw', form.password);",
        'localStorage.password = input.password;',
        "fs.writeFileSync('a.txt', userPassword);",
        'console.error(JSON.stringify({ clientSecret }));',
        'const p = req.body.password; console.log(p);',
      ],
      [
        "console.log('password changed');",
        'console.log(passwordLength, password.length);',
        'console.log(token, tokens, passwordHash);',
        'console.log(messages.invalidPassword, Errors.password);',
        'console.log(hash(password), mask(password));',
        "localStorage.setItem('theme', theme);",
        'const password = true; console.log(password);',
        'console.log(`${authority.tokenEndpoint} ${isPassword} ${resetPasswordUrl}`);',
      ],
      'src/a.ts',
    );
  });

  describe('see lines that a client writes', () => {
    assertLines(
      'log-injection',
      [
        "app.get('/', (req, res) => { console.log('hello ' + req.query.name); });",
        "router.post('/', async function (req, res) { logger.warn(`user ${req.body.user}`); });",
        "import pino from 'pino';\nconst log = pino();\nexport default (req, res) => { log.info(req.headers['user-agent']); };",
        "http.createServer((req, res) => { const u = new URL(req.url, base); console.error(u.searchParams.get('a')); });",
      ],
      [
        "app.get('/', (req, res) => { console.log('hello ' + req.query.name.replace(/[\\r\\n]/g, '')); });",
        "app.get('/', (req, res) => { console.log(JSON.stringify(req.query)); });",
        "app.get('/', (req, res) => { console.log(Number(req.query.n)); });",
        "app.get('/', (req, res) => { console.log('hello'); });",
        "app.get('/', (req, res) => { Math.log(req.query.n); });",
      ],
    );
  });

  describe('see formats that a client decides on', () => {
    assertLines(
      'format-string',
      [
        "app.get('/', (req, res) => { console.log('by ' + req.query.name, new Date()); });",
        "const util = require('util');\napp.get('/', (req, res) => { res.end(util.format(req.query.f, 1)); });",
        "import { sprintf } from 'sprintf-js';\nexport const f = (req, res) => sprintf(req.body.format, 1);",
        'app.use((req, res, next) => { logger.error(`bad ${req.url}`, error); next(); });',
      ],
      [
        "app.get('/', (req, res) => { console.log('%s at', req.query.name, new Date()); });",
        "app.get('/', (req, res) => { console.log('by ' + req.query.name); });",
        "app.get('/', (req, res) => { format(req.query.a, 1); });",
        "const util = require('util');\nutil.format(template, 1);",
      ],
    );
  });

  describe('see queries of XPath and LDAP that a client can change', () => {
    assertLines(
      'xpath-injection',
      [
        "const xpath = require('xpath');\napp.get('/', (req, res) => { xpath.select('//a[b=\"' + req.query.b + '\"]', doc); });",
        "import { parse } from 'xpath';\nexport const f = (req, res) => parse(`//a[@b='${req.params.b}']`);",
        "document.evaluate('//a[@id=\"' + location.hash.slice(1) + '\"]', document);",
        "import xpath from 'xpath';\napp.post('/', async (req, res) => { const { id } = req.body; const q = `//a[${id}]`; xpath.select1(q, doc); });",
      ],
      [
        "const xpath = require('xpath');\napp.get('/', (req, res) => { xpath.select('//a', doc); });",
        "const xpath = require('xpath');\napp.get('/', (req, res) => { xpath.select(`//a[${Number(req.query.n)}]`, doc); });",
        "app.get('/', (req, res) => { $.select(req.query.a); });",
        "const xpath = require('xpath');\napp.get('/', (req, res) => { xpath.parse('//a[b=$b]').select({ node, variables: { b: req.query.b } }); });",
      ],
    );
    assertLines(
      'ldap-injection',
      [
        "const ldap = require('ldapjs');\napp.get('/', (req, res) => { client.search('o=a', { filter: `(uid=${req.query.u})` }, done); });",
        "const ldap = require('ldapjs');\napp.get('/', (req, res) => { client.search(`ou=${req.query.ou},o=a`, {}, done); });",
        "import { parseFilter } from 'ldapjs';\nexport const f = (req, res) => parseFilter('(cn=' + req.body.cn + ')');",
        "import ldap from 'ldapjs';\napp.post('/', (req, res) => { const options = { filter: '(u=' + req.body.u + ')' }; client.search(base, options, done); });",
      ],
      [
        "const ldap = require('ldapjs');\napp.get('/', (req, res) => { client.search('o=a', { filter: '(uid=joe)' }, done); });",
        "const ldap = require('ldapjs');\napp.get('/', (req, res) => { client.search('o=a', { filter: `(uid=${ldapEscape(req.query.u)})` }, done); });",
        "const ldap = require('ldapjs');\napp.get('/', (req, res) => { client.search('o=a', { filter: new EqualityFilter({ value: req.query.u }) }, done); });",
        "app.get('/', (req, res) => { client.search(req.query.u); });",
      ],
    );
  });
});
