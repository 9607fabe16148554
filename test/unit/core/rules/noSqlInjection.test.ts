import assert from 'node:assert/strict';
import vm from 'node:vm';
import {
  fixes,
  inside,
  isSilent,
  refuses,
  reports,
  runs,
  type Found,
  type Quiet,
} from './promises';
import * as shapes from './shapes';
import { keepsItsStyle } from './styles';

const { detect, fixed } = shapes.of('nosql-injection');
const head = "const app = require('express')();\nconst User = require('./models/user');\n";
const handler = (body: string) => `${head}app.post('/x', async (req, res) => {\n  ${body}\n});\n`;

describe('a query object', () => {
  const found: readonly Found[] = [
    [
      'with a value of a body',
      handler('res.json(await User.findOne({ name: req.body.name }));'),
      'req.body.name',
    ],
    [
      'with a name of a value, in a module',
      "import { MongoClient } from 'mongodb';\nconst db = new MongoClient(url).db('a');\nexport async function login(req, res) { const { password } = req.body; res.json(await db.collection('users').findOne({ password })); }",
      'password',
    ],
    [
      'of a class of TypeScript',
      "import type { Request, Response } from 'express';\nclass Users {\n  constructor(private readonly users: Collection) {}\n  async remove(req: Request, res: Response) { await this.users.deleteOne({ code: req.query.code as string }); res.end(); }\n}",
      'req.query.code as string',
    ],
    [
      'in a list of conditions',
      handler('await User.find({ $or: [{ a: 1 }, { name: req.body.name }] });'),
      'req.body.name',
    ],
    [
      'in a stage',
      handler('await User.aggregate([{ $match: { name: req.body.name } }]);'),
      'req.body.name',
    ],
    [
      'that is made elsewhere',
      handler('const filter = { name: req.body.name };\n  await User.find(filter);'),
      'filter',
    ],
    ['that is the body itself', handler('await User.find(req.body);'), 'req.body'],
    [
      'with code in it',
      handler("await User.find({ $where: 'this.a == ' + req.body.a });"),
      "'this.a == ' + req.body.a",
    ],
  ];
  reports('nosql-injection', found);

  const quiet: readonly Quiet[] = [
    ['that compares with $eq', 'await User.findOne({ name: { $eq: req.body.name } });'],
    ['of texts', 'await User.findOne({ name: String(req.body.name), code: `${req.body.code}` });'],
    [
      'of parts of an address',
      'const { id } = req.params;\n  await User.findOne({ id, host: req.headers.host });',
    ],
    [
      'of a checked text',
      "if (typeof req.body.name !== 'string') return res.end();\n  await User.findOne({ name: req.body.name });",
    ],
    ['of what is known of the session', 'await User.findOne({ id: req.session.userId });'],
    ['of a number', 'await User.find({ age: Number(req.query.age) });'],
    ['that is none, but a list', 'res.json(names.find((one) => one === req.body.name));'],
  ];
  isSilent('nosql-injection', inside(handler, quiet));

  it('is reported with a check that may not suffice', async () => {
    const [one] = await detect(
      handler('if (!isQuery(req.body)) return res.end();\n  await User.find(req.body);'),
    );
    assert.equal(one?.guard, 'isQuery(req.body)');
  });
});

const login = handler(
  "const { name } = req.body;\n  res.send(User.findOne({ name, password: 'x' }) ? 'in' : 'out');",
);
const direct = handler(
  "res.send(User.findOne({ name: 'ada', password: req.body.password }) ? 'in' : 'out');",
);

describe('the recipe for a query object', () => {
  fixes('nosql-injection', [
    ['a value', direct, /\{ name: 'ada', password: \{ \$eq: req\.body\.password \} \}/],
    ['a name for both', login, /\{ name: \{ \$eq: name \}, password: 'x' \}/],
    [
      'a cast of TypeScript',
      handler('User.deleteOne({ code: req.query.code as string });'),
      /\{ code: \{ \$eq: req\.query\.code as string \} \}/,
    ],
  ]);
  const refused: readonly [string, string, RegExp][] = [
    ['a query that is the body', handler('await User.find(req.body);'), /not written out here/],
    [
      'another database',
      `const nedb = require('nedb');\n${handler('User.find({ a: req.body.a });')}`,
      /no \$eq/,
    ],
    ['a call', handler('User.find({ a: JSON.parse(req.body.a) });'), /no plain value/],
    [
      'what is checked',
      handler('if (isValid(req.body.a)) User.find({ a: req.body.a });'),
      /check stands before/,
    ],
  ];
  refuses('nosql-injection', refused);
  keepsItsStyle('nosql-injection', [direct, login]);
  runs(
    'nosql-injection',
    'makes code that lets in who knows the password and nobody else',
    async () => {
      const [before, after] = [answers(direct), answers(await fixed(direct))];
      assert.equal(before('right'), 'in');
      assert.equal(after('right'), 'in');
      assert.equal(after('wrong'), 'out');
      assert.equal(before({ $ne: null }), 'in', 'the attack works before');
      assert.equal(after({ $ne: null }), 'out');
    },
  );
});

/** Compares as MongoDB does, as far as `$eq` and `$ne` go. */
function matches(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  return Object.entries(wanted).every(([operator, value]) =>
    operator === '$eq' ? actual === value : operator === '$ne' && actual !== value,
  );
}

/** What the code of a server answers to a password, with stubs of express and of a collection. */
function answers(code: string): (password: unknown) => unknown {
  type Handle = (req: unknown, res: { send(text: unknown): void }) => void;
  let handle: Handle | undefined;
  const app = { post: (_route: string, given: Handle) => (handle = given) };
  const user = new Map(Object.entries({ name: 'ada', password: 'right' }));
  const findOne = (query: object) =>
    Object.entries(query).every(([key, value]) => matches(user.get(key), value)) ? user : undefined;
  const require = (name: string): unknown => (name === 'express' ? () => app : { findOne });
  vm.runInNewContext(code, { require });
  return (password) => {
    let answer: unknown;
    handle?.({ body: { password } }, { send: (text) => void (answer = text) });
    return answer;
  };
}
