import assert from 'node:assert/strict';
import { fixes, inside, isSilent, refuses, reports, runs, type Refusal } from './promises';
import { detect, fixed, refusal } from './shapes';
import { keepsItsStyle } from './styles';
import { run } from './variants';

const mysql = "const pool = require('mysql2').createPool(process.env.DB);\n";
const pg = "import { Pool } from 'pg';\n";
const sqlite3 = "const sqlite3 = require('sqlite3');\n";
const better = "const db = require('better-sqlite3')(file);\n";

describe('the recipe for SQL that is put together from values', () => {
  const shapes: readonly [string, string, string, string][] = [
    [
      'a template with quotes',
      mysql,
      "pool.query(`SELECT * FROM a WHERE b = '${b}' LIMIT 1`);",
      'pool.query(`SELECT * FROM a WHERE b = ? LIMIT 1`, [String(b)]);',
    ],
    [
      'LIKE with wildcards',
      mysql,
      "pool.query(`SELECT * FROM a WHERE b LIKE '%${q}%'`, done);",
      'pool.query(`SELECT * FROM a WHERE b LIKE ?`, [`%${q}%`], done);',
    ],
    [
      'a concatenation',
      mysql,
      "pool.query('SELECT * FROM a WHERE id = ' + req.params.id);",
      "pool.query('SELECT * FROM a WHERE id = ?', [String(req.params.id)]);",
    ],
    [
      'a concatenation with quotes and a call, which is kept',
      mysql,
      'pool.query("SELECT * FROM a WHERE b = \'" + b + "\' AND c = \'" + hash(c, \'x\') + "\'");',
      'pool.query("SELECT * FROM a WHERE b = ? AND c = ?", [String(b), String(hash(c, \'x\'))]);',
    ],
    [
      'escaped quotes of the string itself',
      mysql,
      "pool.query('SELECT * FROM a WHERE b = \\'' + b + '\\' AND c = 1');",
      "pool.query('SELECT * FROM a WHERE b = ? AND c = 1', [String(b)]);",
    ],
    [
      'several lines that fit on one',
      mysql,
      "pool.query(\n  'SELECT * FROM a WHERE b = ' +\n    b +\n    ' AND c = ' +\n    c,\n);",
      "pool.query(\n  'SELECT * FROM a WHERE b = ? AND c = ?',\n  [String(b), String(c)],\n);",
    ],
    [
      'several lines that do not fit on one',
      mysql,
      `pool.query(\n  'SELECT ${'x'.repeat(80)} FROM a WHERE b = ' +\n    b +\n    ' AND c = ' +\n    c,\n);`,
      `pool.query(\n  'SELECT ${'x'.repeat(80)} FROM a WHERE b = ?' +\n    ' AND c = ?',\n  [String(b), String(c)],\n);`,
    ],
    [
      'quotes that end on another line',
      mysql,
      `pool.query("SELECT ${'x'.repeat(90)} FROM a WHERE b = '" +\n b +\n "' AND c = '" + c +\n "'");`,
      `pool.query("SELECT ${'x'.repeat(90)} FROM a WHERE b = ?" +\n " AND c = ?", [String(b), String(c)]);`,
    ],
    [
      'strings in different quotes',
      mysql,
      "pool.query('SELECT * FROM a WHERE b = ' + b + \" AND c = 'x'\");",
      "pool.query('SELECT * FROM a WHERE b = ?' + \" AND c = 'x'\", [String(b)]);",
    ],
    [
      'VALUES, with literals and nested calls between',
      mysql,
      "pool.execute(`INSERT INTO a (b, c, d, e) VALUES ('${b}', NOW(), ${c}, 1), (${d}, 1, 2, 3)`, cb);",
      'pool.execute(`INSERT INTO a (b, c, d, e) VALUES (?, NOW(), ?, 1), (?, 1, 2, 3)`, [b, c, d], cb);',
    ],
    [
      'UPDATE',
      mysql,
      "pool.query(`UPDATE a SET b = '${b}' WHERE id = ${req.params.id}`);",
      'pool.query(`UPDATE a SET b = ? WHERE id = ?`, [String(b), String(req.params.id)]);',
    ],
    [
      'comparisons and BETWEEN',
      mysql,
      'pool.query(`SELECT * FROM a WHERE b >= ${b} AND c <> ${c} AND d BETWEEN ${d} AND ${e}`);',
      'pool.query(`SELECT * FROM a WHERE b >= ? AND c <> ? AND d BETWEEN ? AND ?`, [String(b), String(c), String(d), String(e)]);',
    ],
    [
      'parameters that are there, in the order of their placeholders',
      mysql,
      'pool.query(`SELECT * FROM a WHERE b = ? AND c = ${c} AND d = ? AND e = ${e}`, [b, d]);',
      'pool.query(`SELECT * FROM a WHERE b = ? AND c = ? AND d = ? AND e = ?`, [b, String(c), d, String(e)]);',
    ],
    [
      'several values in one text',
      mysql,
      "pool.query(`SELECT * FROM a WHERE b = '${x}-${y.z}'`, []);",
      'pool.query(`SELECT * FROM a WHERE b = ?`, [`${x}-${y.z}`]);',
    ],
    [
      'a statement in a constant',
      mysql,
      "const sql = 'SELECT * FROM a WHERE id = ' + id;\npool.query(sql, done);",
      "const sql = 'SELECT * FROM a WHERE id = ?';\npool.query(sql, [String(id)], done);",
    ],
    [
      'a table from a constant of the file',
      mysql,
      "const TABLE = 'a';\npool.query(`SELECT * FROM ${TABLE} WHERE id = ${id}`);",
      "const TABLE = 'a';\npool.query(`SELECT * FROM ${TABLE} WHERE id = ?`, [String(id)]);",
    ],
    [
      'values that are text or numbers already, which stay as they are',
      mysql,
      "pool.query(`SELECT * FROM a WHERE b = ${`${b}!`} AND c = '${String(c)}' AND d = ${Number(d)} AND e = '${x.Number(e)}'`);",
      'pool.query(`SELECT * FROM a WHERE b = ? AND c = ? AND d = ? AND e = ?`, [`${b}!`, String(c), Number(d), String(x.Number(e))]);',
    ],
    [
      'a conversion that the file defines, which may return anything',
      mysql,
      "const Number = (x) => x;\npool.query(`SELECT * FROM a WHERE b = '${b}' AND c = ${Number(c)}`);",
      'const Number = (x) => x;\npool.query(`SELECT * FROM a WHERE b = ? AND c = ?`, [String(b), String(Number(c))]);',
    ],
    [
      'parentheses and commas',
      mysql,
      'pool.query(`SELECT * FROM a WHERE b = ${(x, b)} AND c = ${c ?? d}`);',
      'pool.query(`SELECT * FROM a WHERE b = ? AND c = ?`, [String((x, b)), String(c ?? d)]);',
    ],
    [
      'numbered placeholders and casts',
      pg,
      "client.query<Row>(`SELECT * FROM a WHERE b = $1 AND c = '${c}'::date AND d = ${d}::int`, [b]);",
      'client.query<Row>(`SELECT * FROM a WHERE b = $1 AND c = $2::date AND d = $3::int`, [b, c, d]);',
    ],
    [
      'quoted names',
      pg,
      'pool.query(`SELECT "a" FROM "b" WHERE "c" = \'${c}\'`);',
      'pool.query(`SELECT "a" FROM "b" WHERE "c" = $1`, [c]);',
    ],
    [
      'sqlite3',
      sqlite3,
      "db.get(`SELECT * FROM a WHERE b = '${b}'`, (error, row) => {});",
      'db.get(`SELECT * FROM a WHERE b = ?`, [b], (error, row) => {});',
    ],
    [
      'better-sqlite3',
      better,
      "db.prepare(`SELECT * FROM a WHERE b = '${b}' AND c = ?`).get(c);",
      'db.prepare(`SELECT * FROM a WHERE b = ? AND c = ?`).get(b, c);',
    ],
  ];
  fixes(
    'sql-concatenation',
    shapes.map(([title, driver, before, after]) => [
      title,
      driver + before,
      driver + after,
      driver === pg ? 'src/a.ts' : 'src/a.js',
    ]),
  );

  it('keeps the line ends of the file', async () => {
    const before = `${mysql}pool.query(\n  'SELECT * FROM a WHERE id = ' + id,\n);`;
    const after = `${mysql}pool.query(\n  'SELECT * FROM a WHERE id = ?',\n  [String(id)],\n);`;
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    assert.equal(await fixed(crlf(before)), crlf(after));
  });

  it('knows the driver from a local module', async () => {
    const before = "const db = require('../db');\ndb.pool.query(`SELECT a FROM b WHERE c = ${c}`);";
    const related = { '../db': "module.exports.pool = require('mysql2/promise').createPool(url);" };
    assert.match(await fixed(before, { related }), /c = \?`, \[String\(c\)\]\)/);
    assert.match(await refusal(before), /No database driver/);
    const elsewhere = { '../x': related['../db'] };
    assert.match(await refusal(before, { related: elsewhere }), /No database driver/);
  });

  const refused: readonly [string, string, RegExp][] = [
    ['a table', 'pool.query(`SELECT * FROM ${t}`)', /after FROM/],
    ['a sort order', "pool.query('SELECT * FROM a ORDER BY ' + sort)", /after BY/],
    ['a column', 'pool.query(`SELECT * FROM a WHERE ${c} = 1`)', /piece of SQL/],
    ['a selected column', 'pool.query(`SELECT ${c} FROM a`)', /after SELECT/],
    ['a limit', 'pool.query(`SELECT * FROM a LIMIT ${n}`)', /after LIMIT/],
    ['a list', 'pool.query(`SELECT * FROM a WHERE b IN (${list})`)', /IN list/],
    ['a quoted list', "pool.query(`SELECT * FROM a WHERE b IN ('${x}', '${y}')`)", /IN list/],
    ['a piece of a name', 'pool.query(`SELECT * FROM a WHERE b = ${t}.c`)', /without a space/],
    [
      'a piece of SQL after a value',
      'pool.query(`SELECT * FROM a WHERE b = ${b} ${more}`)',
      /piece of SQL/,
    ],
    [
      'an argument of a function',
      "pool.query(`SELECT * FROM a WHERE b = LOWER('${b}')`)",
      /piece of SQL/,
    ],
    [
      'a value in a comment',
      'pool.query(`SELECT * FROM a /* ${x} */ WHERE b = ${b}`)',
      /a comment/,
    ],
    ['a quoted name', 'pool.query("SELECT * FROM `" + t + "`")', /quoted name/],
    ['text with escapes', "pool.query(`SELECT * FROM a WHERE b = 'it''s ${b}'`)", /escapes/],
    ['text that does not end', "pool.query(`SELECT * FROM a WHERE b = '${b}`)", /does not end/],
    [
      'a question mark in quotes',
      "pool.query(`SELECT * FROM a WHERE b = '?' AND c = ${c}`)",
      /has a \?/,
    ],
    [
      'more than one statement',
      'pool.query(`DELETE FROM a WHERE b = ${b}; DROP TABLE a`)',
      /more than one/,
    ],
    [
      'another kind of statement',
      'pool.query(`CREATE TABLE a (b VARCHAR(${n}))`)',
      /are for SELECT/,
    ],
    [
      'escaped values',
      "pool.query('SELECT * FROM a WHERE b = ' + pool.escape(b) + ' OR c = ' + c)",
      /escaped already/,
    ],
    [
      'parameters from elsewhere',
      'pool.query(`SELECT * FROM a WHERE b = ${b}`, values)',
      /not written out/,
    ],
    [
      'too few parameters',
      'pool.query(`SELECT * FROM a WHERE b = ? AND c = ${c}`, [])',
      /do not match/,
    ],
    [
      'a spread of parameters',
      'pool.query(`SELECT * FROM a WHERE b = ? AND c = ${c}`, [...d])',
      /not written out/,
    ],
    [
      'a comment between',
      "pool.query('SELECT * FROM a WHERE b = ' + b /* b */ + '')",
      /holds a comment/,
    ],
    [
      'a statement that is used twice',
      'const s = `SELECT * FROM a WHERE b = ${b}`;\nlog(s);\npool.query(s);',
      /more than one place/,
    ],
    [
      'a statement that grows',
      'let s = `SELECT * FROM a WHERE b = ${b}`;\ns += c;\npool.query(s);',
      /changed/,
    ],
    [
      'a statement that grows by values',
      "let s = 'SELECT * FROM a WHERE b = 1';\nif (c) s += ' AND c = ' + c;\npool.query(s);",
      /changed/,
    ],
    [
      'a value that changes before the call',
      'let b = 1;\nb = c;\nconst s = `SELECT * FROM a WHERE b = ${b}`;\npool.query(s);',
      /something else/,
    ],
    [
      'a value that is hidden at the call',
      'function f(b) {\n  const s = `SELECT * FROM a WHERE b = ${b}`;\n  return d.map((b) => pool.query(s));\n}',
      /something else/,
    ],
    [
      'to make text of a value where String is something else',
      'function f(String) {\n  pool.query(`SELECT * FROM a WHERE b = ${b}`);\n}',
      /String is a name/,
    ],
    [
      'a mix of templates and concatenation',
      "pool.query('SELECT * FROM a WHERE b = \\'' + `${b}` + '\\'')",
      /taken apart/,
    ],
  ];
  refuses(
    'sql-concatenation',
    inside((code) => mysql + code, refused),
  );

  const drivers: readonly Refusal[] = [
    ['no driver', 'pool.query(`SELECT * FROM a WHERE b = ${b}`)', /No database driver/],
    [
      'two drivers',
      `${mysql}${sqlite3}pool.query(\`SELECT * FROM a WHERE b = \${b}\`)`,
      /both used/,
    ],
    [
      'a query builder',
      "const knex = require('knex')(c);\nknex.raw(`SELECT * FROM a WHERE b = ${b}`)",
      /way of its own/,
    ],
    [
      'a method without parameters',
      `${sqlite3}db.exec(\`DELETE FROM a WHERE b = \${b}\`)`,
      /no parameters in exec/,
    ],
    [
      'double quotes outside MySQL',
      `${pg}pool.query(\`SELECT * FROM a WHERE b = "\${b}"\`)`,
      /quoted name/,
    ],
    ['a JSON path', `${pg}pool.query(\`SELECT a -> '\${b}' FROM c WHERE d = 1\`)`, /piece of SQL/],
    [
      'a prepared statement that runs elsewhere',
      `${better}const s = db.prepare(\`SELECT * FROM a WHERE b = \${b}\`)`,
      /runs elsewhere/,
    ],
    [
      'named placeholders',
      `${better}db.prepare(\`SELECT * FROM a WHERE b = :b AND c = \${c}\`).get({ b })`,
      /named placeholder/,
    ],
  ];
  refuses('sql-concatenation', drivers);

  isSilent(
    'sql-concatenation',
    [
      "const A = 'a';\npool.query(`SELECT * FROM ${A} WHERE b = ?`, [b]);",
      "pool.query('SELECT * FROM a WHERE b = ' + pool.escape(b));",
      'pool.query(`SELECT * FROM a LIMIT ${Number(req.query.n)}`);',
      "pool.query(`SELECT * FROM a WHERE b IN (${ids.map(() => '?').join(',')})`, ids);",
      'app.get(`/select/${a}`, handler);',
      "map.get('update ' + 'x');",
      'log(`SELECT * FROM a WHERE b = ${b}`);',
    ].map((code) => mysql + code),
  );
  reports('sql-concatenation', [
    ['a sort order', `${mysql}pool.query('SELECT * FROM a ORDER BY ' + sort);`],
    [
      'a list of TypeScript',
      'import { Pool } from "pg";\nexport const find = async (ids: string[]) => pool.query(`SELECT * FROM a WHERE id IN (${ids.join()})`);',
    ],
    [
      'a statement that grows',
      `${mysql}let sql = 'SELECT * FROM a WHERE b = 1';\nif (c) sql += ' AND c = ' + c;\npool.query(sql, done);`,
    ],
    [
      'a method of a class',
      `${better}class Store { one(id) { return db.prepare(\`SELECT * FROM a WHERE id = \${id}\`).get(); } }`,
    ],
  ]);
  keepsItsStyle('sql-concatenation', [
    `${mysql}pool.query('SELECT * FROM a WHERE id = ' + id, done);\n`,
    `${mysql}function find(id, done) {\n  pool.query(\n    \`SELECT * FROM a WHERE id = \${id} LIMIT 1\`,\n    done,\n  );\n}\n`,
    `${better}exports.find = (name) => {\n  return db.prepare(\`SELECT * FROM a WHERE name = \${name}\`).get();\n};\n`,
  ]);
  runs('sql-concatenation', 'finds what is asked for, and no more for an attack', async () => {
    const code = `${mysql}module.exports = (name) => pool.query(\`SELECT name FROM users WHERE name = '\${name}'\`);\n`;
    const [before, after] = [finder(code), finder(await fixed(code))];
    assert.deepEqual([before('ada'), after('ada')], [['ada'], ['ada']]);
    assert.deepEqual([before('eve'), after('eve')], [[], []]);
    assert.deepEqual(before("' OR '1'='1"), ['ada', 'bob'], 'the attack works before');
    assert.deepEqual(after("' OR '1'='1"), []);
  });

  it('is not misled by comments', async () => {
    const query = 'pool.query(/* why */ `SELECT * FROM a WHERE b = ${b}`);';
    const after = 'pool.query(/* why */ `SELECT * FROM a WHERE b = ?`, [String(b)]);';
    const head = "// const pg = require('pg');\n";
    assert.equal(await fixed(head + mysql + query), head + mysql + after);
    assert.match(await refusal(head + query), /No database driver/);
  });

  const rationaleOf = async (code: string) => {
    const [one] = await detect(mysql + code);
    assert.ok(one?.rationale);
    const { whyFixed, mayBreak } = one.rationale;
    return { whyFixed, mayBreak: mayBreak.join('\n') };
  };

  it('says why query() of mysql is handed text, and what that changes', async () => {
    const quoted = await rationaleOf("pool.query(`SELECT * FROM a WHERE b = '${b}'`);");
    assert.match(quoted.whyFixed, /String\(\).*object or an array/);
    assert.doesNotMatch(quoted.mayBreak, /expands|null/);
    const bare = await rationaleOf('pool.query(`SELECT * FROM a WHERE b = ${b}`);');
    assert.match(bare.mayBreak, /null or true/);
  });

  it('says nothing of text where nothing is made text', async () => {
    const flaws = [
      "pool.execute(`SELECT * FROM a WHERE b = '${b}'`);",
      "pool.query(`SELECT * FROM a WHERE b LIKE '%${b}%'`);",
    ];
    for (const flaw of flaws) {
      const { whyFixed, mayBreak } = await rationaleOf(flaw);
      assert.doesNotMatch(whyFixed, /String/);
      assert.doesNotMatch(mayBreak, /expands|null/);
    }
  });

  it('warns that parameters of mysql that were there before may be expanded', async () => {
    const withOther = (other: string) =>
      rationaleOf(`pool.query(\`SELECT * FROM a WHERE b = ? AND c = '\${c}'\`, [${other}]);`);
    assert.match((await withOther('b')).mayBreak, /bound before/);
    assert.doesNotMatch((await withOther('String(b)')).mayBreak, /bound before/);
    assert.doesNotMatch((await withOther("'x'")).mayBreak, /bound before/);
  });
});

/**
 * Runs code over a stand-in for a database of two users, which knows one statement: it reads texts in
 * quotes, conditions with OR, and parameters, as a database does.
 */
function finder(code: string): (name: string) => readonly string[] {
  const query = (sql: string, values: readonly string[] = []) => {
    const conditions = sql.split(' WHERE ')[1]?.split(' OR ') ?? [];
    const operand = (text: string, user: string) => {
      if (text === 'name') return user;
      return text === '?' ? values[0] : /^'(.*)'$/.exec(text)?.[1];
    };
    return ['ada', 'bob'].filter((user) =>
      conditions.some((one) => {
        const [left = '', right = ''] = one.split(/ ?= ?/);
        return operand(left, user) === operand(right, user);
      }),
    );
  };
  return run(code, { mysql2: { createPool: () => ({ query }) } }) as ReturnType<typeof finder>;
}
