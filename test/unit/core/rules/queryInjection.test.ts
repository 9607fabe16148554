import assert from 'node:assert/strict';
import { inside, isSilent, reports, type Found, type Quiet } from './promises';
import * as shapes from './shapes';

const { detect } = shapes.of('sql-injection');
const head = "const app = require('express')();\nconst db = require('./db');\n";
const handler = (body: string) => `${head}app.get('/x', async (req, res) => {\n${body}\n});`;

describe('a statement of SQL', () => {
  const found: readonly Found[] = [
    [
      'that is a whole text of a request',
      handler('res.json(await db.query(req.body.sql));'),
      'req.body.sql',
    ],
    [
      'that is made elsewhere',
      handler(
        "const order = req.query.sort;\nconst text = build(order);\nres.json(await db.query(text));\nfunction build(by) { return 'SELECT * FROM a ORDER BY ' + by; }",
      ),
      'text',
    ],
    [
      'in the options of a call, in a module',
      "import { pool } from './pool.js';\nexport const list = async (req, res) => {\n  const text = `SELECT * FROM a WHERE b = '${req.params.b}'`;\n  res.json(await pool.query({ text, values: [] })); };",
      '{ text, values: [] }',
    ],
    [
      'of a builder of TypeScript',
      "import { getRepository } from 'typeorm';\nimport type { Request, Response } from 'express';\nexport async function find(req: Request, res: Response) {\n  res.json(await getRepository(User).createQueryBuilder('u').where(`u.name = '${req.query.name}'`).getMany());\n}",
      "`u.name = '${req.query.name}'`",
    ],
    [
      'of knex',
      "const knex = require('knex')({ client: 'pg' });\nmodule.exports = (req, res) => knex('a').whereRaw('b = ' + req.query.b).then((rows) => res.json(rows));",
      "'b = ' + req.query.b",
    ],
  ];
  reports('sql-injection', found);

  const quiet: readonly Quiet[] = [
    ['with parameters', "await db.query('SELECT * FROM a WHERE b = ?', [req.query.b]);"],
    ['in a tag', 'await sql.query`SELECT * FROM a WHERE b = ${req.query.b}`;'],
    [
      'whose parts are chosen',
      "const by = req.query.by === 'name' ? 'name' : 'id';\nawait db.query('SELECT * FROM a ORDER BY ' + by);",
    ],
    ['with a number', 'await db.query(`SELECT * FROM a LIMIT ${parseInt(req.query.n, 10)}`);'],
    [
      'of as many marks as values',
      'const marks = req.body.ids.map((_, at) => `$${at + 1}`).join();\nawait db.query(`SELECT * FROM a WHERE b IN (${marks})`, req.body.ids);',
    ],
    [
      'of a queue that is none',
      "const queue = { execute: (text) => text };\nqueue.execute('job:' + req.query.id);",
    ],
    ['that is escaped', "await db.query('SELECT * FROM a WHERE b = ' + db.escape(req.query.b));"],
  ];
  isSilent('sql-injection', inside(handler, quiet));

  it('is reported with a check that may not suffice', async () => {
    const [one] = await detect(
      handler(
        'if (!isAllowedQuery(req.body.sql)) return res.end();\nawait db.query(req.body.sql);',
      ),
    );
    assert.equal(one?.guard, 'isAllowedQuery(req.body.sql)');
  });
});
