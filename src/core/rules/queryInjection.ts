import { nameOf } from '../flow/calls';
import { anySource, ordinaryJudge } from '../flow/judge';
import type { Question } from '../flow/question';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import type { ParsedFile } from './parsedFile';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';

const methods =
  'query execute run get all each prepare raw exec queryRaw $queryRawUnsafe $executeRawUnsafe whereRaw orderByRaw havingRaw joinRaw fromRaw selectRaw groupByRaw literal any one many none oneOrNone manyOrNone result multi sql executeSql batch unsafe simple rawQuery createQuery queryStream'.split(
    ' ',
  );

/** Anything that is not fixed can hold what ends a text in SQL. */
export const anySql: Question = {
  kinds: anySource,
  cleans: (call) =>
    /^(escape|escapeId|escapeLiteral|escapeIdentifier|format|quote|sanitize|placeholders?)$/.test(
      nameOf(call),
    ) ||
    (/^sql$/i.test(nameOf(call)) && call.receiver === undefined),
  judge: ordinaryJudge,
};

/** SQL whose whole text, or a part that is made elsewhere, comes from outside. */
export const sqlInjection = flowRule({
  id: 'sql-injection',
  title: 'A value from a request becomes SQL',
  cwe: ['CWE-89', 'CWE-943', 'CWE-564'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'What is joined into the text of a statement is read as SQL, not as a value.',
    attack:
      "A login name such as `' OR 1=1 --` ends the string and makes the condition true for every row.",
    fix: 'Pass values as parameters of the statement. Choose names of tables and columns from a fixed list.',
    sources: [
      'https://cwe.mitre.org/data/definitions/89.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /\bsql|\bquery\b|\bqueries\b/i,
  words: methods,
  needs:
    'db database conn connection client pool knex sql sqlite sqlite3 stmt tx trx pg mysql mysql2 mssql sequelize Sequelize prisma typeorm query execute raw literal getRepository createConnection'.split(
      ' ',
    ),
  sinks(name) {
    const site = callNamed(name);
    const [one] = site?.call.args ?? [];
    if (!site || !one || /^(function|arrow|number|regex|string)/.test(one.type)) return [];
    const receiver = site.call.receiver?.text ?? '';
    if (
      /^(get|all|run|each|any|one|many|none|result|batch|exec)$/.test(name.text) &&
      !/\b(db|database|conn|connection|client|pool|knex|sql|sqlite|stmt|t|tx|trx|pg|mysql)\d?$/i.test(
        receiver,
      )
    )
      return [];
    if (
      !/(text|sql|query)/i.test(one.type) &&
      /^(app|router|server|api|req|request|res|axios|http|\$|_|Promise|ctx|cache|redis|client\.http)$/.test(
        receiver,
      )
    )
      return [];
    return [
      { value: one, does: 'becomes SQL' },
      ...['text', 'sql', 'query'].map((key) => ({ value: one, path: [key], does: 'becomes SQL' })),
    ];
  },
  question: { ...anySql, kinds: new Set(['remote', 'page', 'local'] as const) },
});

const finders =
  'find findOne findOneAndUpdate findOneAndDelete findOneAndRemove findOneAndReplace findAndModify update updateOne updateMany remove deleteOne deleteMany count countDocuments distinct aggregate where replaceOne exists findAndRemove $where filter match mapReduce query'.split(
    ' ',
  );

/** Query objects of MongoDB, whose values may be operators. */
export const noSqlInjection = flowRule({
  id: 'nosql-injection',
  title: 'A request decides on the operators of a query',
  cwe: ['CWE-943', 'CWE-89'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Where a query is an object, a value that is an object too holds operators.',
    attack: 'A login with the password `{"$ne": null}` matches every account.',
    fix: 'Make the value a text with String(), or compare with `$eq`; check the form of the body first.',
    sources: [
      'https://cwe.mitre.org/data/definitions/943.html',
      'https://www.mongodb.com/docs/manual/reference/operator/query/eq/',
    ],
  },
  topic: /no.?sql|mongo/i,
  words: finders,
  needs:
    'db collection coll mongo mongodb mongoose MongoClient model Model Schema users User Users findOne updateOne $where'.split(
      ' ',
    ),
  sinks: finderSinks,
  question: {
    kinds: new Set(['remote'] as const),
    cleans: (call) =>
      /^(String|toString|ObjectId|ObjectID|sanitize|escape|trim|toLowerCase|toUpperCase|hash|hashSync|createHash|digest|stringify|Types)$/.test(
        nameOf(call),
      ) || /sanit|ObjectI/i.test(nameOf(call)),
    judge: judgeValue,
  },
});

const collections =
  /\b(db|collection|coll|\w*[cC]ollection(\([^)]*\))?|\w*[mM]odel|[A-Z]\w*|users|\w+s)$|collection\([^)]*\)$|^this\.\w+$/;

function finderSinks(name: Node): readonly Sink[] {
  const site = callNamed(name);
  if (!site) {
    return name.text === '$where' ? whereSink(name) : [];
  }
  const { call } = site;
  const [one] = call.args;
  if (!one || !call.receiver || /function|arrow/.test(one.type)) return [];
  if (
    !collections.test(call.receiver.text) ||
    /^(Array|Object|Promise|String|JSON|lodash|_|\$|jQuery|React)$/.test(call.receiver.text)
  )
    return [];
  if (name.text === '$where') return [{ value: one, does: 'is run by the database' }];
  if (one.type === 'string' || one.type === 'template_string') return [];
  return [
    { value: one, path: ['*'], does: 'becomes part of the query' },
    ...(one.type === 'object' ? [] : [{ value: one, does: 'becomes the query' }]),
  ];
}

function whereSink(name: Node): readonly Sink[] {
  const pair = name.parent?.type === 'pair' ? name.parent : name.parent?.parent;
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  return value && !/function|arrow/.test(value.type)
    ? [{ value, does: 'is run by the database' }]
    : [];
}

function judgeValue(guard: Guard, file: ParsedFile): Verdict {
  if (guard.kind === 'type' && guard.holds && guard.name === 'string') return 'proven';
  return ordinaryJudge(guard, file);
}
