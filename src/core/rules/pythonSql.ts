import { expressions } from '../flow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, receiverText } from './pythonCalls';
import { cwePage, pythonFlowRule, wordsIn } from './pythonRule';
import { boundValues } from './pythonSqlFix';

const does = 'becomes a part of an SQL statement';
const executes =
  /^(execute|executemany|executescript|mogrify|exec_driver_sql|execute_sql|execute_async|prepare)$/;
const fetches =
  /^(fetch|fetchrow|fetchval|fetch_one|fetch_all|fetch_val|iterate|cursor|query|execute_query|execute_query_dict)$/;
const databases =
  /^(sqlite3|aiosqlite|psycopg2?|psycopg2\.\w+|MySQLdb|pymysql|mysql|asyncpg|aiopg|aiomysql|databases|sqlalchemy|flask_sqlalchemy|django\.db|peewee|pymssql|pyodbc|cx_Oracle|oracledb|tortoise|clickhouse_driver|duckdb|snowflake|jaydebeapi|phoenixdb|apsw|flask_mysqldb|flaskext|oursql|cql|cassandra|records|dataset|pony|sqlmodel|ibm_db\w*|trino|hdbcli)\b/;
const other =
  /(executor|pool|thread|task|command|cmd|job|robot|redis|script|browser|driver|strategy|pipeline|workflow|action|graph|client|kernel|notebook|plan|agent|tool)$/i;
const named =
  /(^|[._])(cursor|cur|curs|c|db|database|conn|connection|con|session|engine|tx|transaction|dbh|cnx|sql\w*|mysql\w*|pg\w*|self)\d?(\(\))?$/i;

export const pythonSql = pythonFlowRule({
  id: 'py-sql-injection',
  title: 'A value from outside becomes a part of an SQL statement',
  cwe: ['CWE-89', 'CWE-564'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'Text that is put into a statement can end the value it stands for, and go on as SQL.',
    attack:
      "The name `' OR '1'='1` makes a query answer with all rows, and `'; DROP TABLE users; --` removes a table.",
    fix: 'Write a placeholder in the statement, and pass the values to execute() as its second argument.',
    sources: [cwePage(89), 'https://peps.python.org/pep-0249/#paramstyle'],
  },
  recipe: { does: 'Passes the values as parameters', review: 'read' },
  topic: /\bsql|B608\b|B61[01]\b/i,
  words: wordsIn(
    'execute executemany executescript mogrify exec_driver_sql execute_sql execute_async prepare fetch fetchrow fetchval fetch_one fetch_all fetch_val iterate cursor query execute_query execute_query_dict raw extra RawSQL text read_sql read_sql_query SQL from_statement callproc TextClause literal_column',
  ),
  sinks: sinksAt,
  cleans: ({ callee, method }) =>
    /^(Identifier|Literal|Placeholder|bindparam|quote_ident|quote_name|escape_string|escape|adapt)$/.test(
      method ?? callee.text,
    ),
});

function sinksAt(called: PythonCall, file: ParsedFile): readonly Sink[] {
  const { name } = called;
  const first = argumentOf(
    called,
    0,
    'sql',
    'query',
    'operation',
    'statement',
    'text',
    'raw_query',
    'queryString',
  );
  if (executes.test(name) || fetches.test(name)) {
    if (!first || !isDatabase(called)) return [];
    return [{ value: first, does, recipe: () => boundValues(called, file) }];
  }
  switch (name) {
    case 'raw':
      return first &&
        (/(objects|manager|query)$/i.test(receiverText(called)) ||
          isDatabase(called) ||
          /^[A-Z]\w*$/.test(receiverText(called)))
        ? [{ value: first, does }]
        : [];
    case 'extra':
      return extraSinks(called);
    case 'RawSQL':
    case 'SQL':
      return first && isCalled(called, /^(django\.db|peewee|psycopg|psycopg2)\b/)
        ? [{ value: first, does }]
        : [];
    case 'text':
    case 'TextClause':
    case 'literal_column':
      return first &&
        isCalled(
          called,
          /^(sqlalchemy|flask_sqlalchemy|sqlmodel|db)\b.*\.(text|TextClause|literal_column)$/,
        )
        ? [{ value: first, does }]
        : [];
    case 'read_sql':
    case 'read_sql_query':
      return first && isCalled(called, /^pandas\./) ? [{ value: first, does }] : [];
    case 'from_statement':
      return first ? [{ value: first, does }] : [];
    default:
      return [];
  }
}

/** Whether a call is to a database: by what made the receiver, else by the receiver's name. */
function isDatabase(called: PythonCall): boolean {
  const receiver = receiverText(called);
  if (called.names.some((one) => databases.test(one))) return true;
  if (called.call.receiver === undefined || other.test(receiver)) return false;
  if (!executes.test(called.name)) return /(conn|connection|database|db|tx)$/i.test(receiver);
  const isKnown =
    called.names.some((one) => /\(\)|^\w+\.\w+\.\w/.test(one)) && !named.test(receiver);
  return !isKnown && (named.test(receiver) || /cursor|conn|session|db/i.test(receiver));
}

/** `extra(where=[…], select={…}, tables=[…], order_by=[…])`. */
function extraSinks(called: PythonCall): readonly Sink[] {
  const parts = [0, 1, 3, 4].map((at) => called.call.args[at]);
  const byName = ['select', 'where', 'tables', 'order_by'].map((one) => called.call.named.get(one));
  return [...parts, ...byName]
    .filter((one): one is Node => one !== undefined)
    .flatMap((one) => itemsOf(one))
    .map((one) =>
      one.type === 'list' || one.type === 'dictionary' || one.type === 'identifier'
        ? { value: one, path: ['*'], does }
        : { value: one, does },
    );
}

function itemsOf(node: Node): readonly Node[] {
  return /^(list|tuple)$/.test(node.type) ? expressions(node) : [node];
}
