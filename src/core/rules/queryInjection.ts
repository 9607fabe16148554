import { nameOf } from '../flow/calls';
import { anySource, ordinaryJudge } from '../flow/judge';
import type { Question } from '../flow/question';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, flowRule } from './flowRule';
import type { RuleHelp } from './rule';
import type { ParsedFile } from './parsedFile';

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

/** The same flaw, however the rules come upon it. */
export const sqlHelp: RuleHelp = {
  why: 'What is joined into the text of a statement is read as SQL, not as a value.',
  attack:
    "A login name such as `' OR 1=1 --` ends the string and makes the condition true for every row.",
  fix: 'Pass values as parameters of the statement. Choose names of tables and columns from a fixed list.',
  sources: [
    'https://cwe.mitre.org/data/definitions/89.html',
    'https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html',
  ],
};

/** SQL whose whole text, or a part that is made elsewhere, comes from outside. */
export const sqlInjection = flowRule({
  id: 'sql-injection',
  title: 'A value from a request becomes SQL',
  cwe: ['CWE-89', 'CWE-943', 'CWE-564'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'high',
  help: sqlHelp,
  topic: /\bsql|\bquery\b|\bqueries\b/i,
  words: [...methods, 'where', 'andWhere', 'orWhere', 'having', 'andHaving', 'orHaving'],
  needs:
    'db database conn connection client pool knex sql sqlite sqlite3 stmt tx trx pg mysql mysql2 mssql sequelize Sequelize prisma typeorm query execute raw literal getRepository createConnection'.split(
      ' ',
    ),
  sinks(name, file) {
    const site = callNamed(name);
    const [one] = site?.call.args ?? [];
    if (!site || !one || /^(function|arrow|number|regex|string)/.test(one.type)) return [];
    // A tag gets the values apart from the text.
    if (one.type === 'template_substitution' || isOfFile(site.call, file)) return [];
    if (/^(where|andWhere|orWhere|having|andHaving|orHaving)$/.test(name.text)) {
      return isQueryBuilder(site.call) ? [{ value: one, does: 'becomes SQL' }] : [];
    }
    const receiver = site.call.receiver?.text ?? '';
    if (name.text === 'get' && isChained(site.node)) return [];
    if (
      /^(get|all|run|each|any|one|many|none|result|batch|exec)$/.test(name.text) &&
      !/\b(db|database|conn|connection|client|pool|knex|sql|sqlite|stmt|t|tx|trx|pg|mysql)\d?$/i.test(
        receiver,
      )
    )
      return [];
    if (
      !/(text|sql|query)/i.test(one.type) &&
      /^(app|router|server|api|req|request|res|axios|http|\$|_|Promise|ctx|cache|redis|client\.http|cli|command|cmd|program|runner|(this\.)?\w*[pP]arser)$/.test(
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

/** A store of documents, whose `get(path)` gives a part of it: `db.get('posts').find(…)`. */
function isChained({ parent }: Node): boolean {
  const next = parent?.type === 'member_expression' ? parent.childForFieldName('property') : null;
  return next !== null && next !== undefined && !/^(then|catch|finally|on)$/.test(next.text);
}

/** Whether the receiver is an object that is written out in the file. */
function isOfFile({ receiver }: Call, file: ParsedFile): boolean {
  return receiver?.type === 'identifier' && file.resolve(receiver)?.value?.type === 'object';
}

/** The builders of TypeORM take conditions as SQL. */
function isQueryBuilder({ receiver }: Call): boolean {
  const text = receiver?.text ?? '';
  return /createQueryBuilder\(|^(qb|queryBuilder|\w*Builder)\b/.test(text);
}
