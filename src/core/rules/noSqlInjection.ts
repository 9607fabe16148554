import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import { ordinaryJudge, type Verdict } from '../flow/judge';
import type { Origin, Question } from '../flow/question';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import { comparedAsIs } from './noSqlFix';
import type { ParsedFile } from './parsedFile';
import { refuse, snippet } from './rule';

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
  recipe: { does: 'Compares with $eq, so that an object is no operator', review: 'test' },
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
    onlyObjects: true,
  },
});

/** For conditions that are code, which texts do harm to. */
const code: Question = { kinds: new Set(['remote']), judge: judgeValue };

const collections =
  /\b(db|collection|coll|\w*[cC]ollection(\([^)]*\))?|\w*[mM]odel|[A-Z]\w*|users|\w+s)$|collection\([^)]*\)$|^this\.\w+$/;

function finderSinks(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (isBehindSanitizer(name, file)) return [];
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
  if (name.text === '$where')
    return [{ value: one, does: 'is run by the database', question: code }];
  if (one.type === 'string' || one.type === 'template_string') return [];
  if (one.type === 'object') return valuesIn(one, file);
  if (one.type === 'array') return one.namedChildren.flatMap((stage) => matchIn(stage, file));
  const recipe = () => refuse(notWritten);
  return [
    { value: one, path: ['*'], does: 'becomes part of the query', harms: isObject, recipe },
    { value: one, does: 'becomes the query', harms: isObject, recipe },
  ];
}

const notWritten = 'The query is not written out here. Write out the fields that may be asked for.';

/** A middleware before the route takes the operators out of all that a request sends. */
function isBehindSanitizer(name: Node, file: ParsedFile): boolean {
  if (!/['"](?:express|koa)-mongo-sanitize['"]/.test(file.text)) return false;
  const at = file.text.search(/\.use\(\s*\w*sanit\w*(?:\.\w+)?\(/i);
  return at >= 0 && at < name.startIndex;
}

/** The values that fields of a query are compared with; `{ $eq: value }` takes any value as it is. */
function valuesIn(query: Node, file: ParsedFile): readonly Sink[] {
  return query.namedChildren.flatMap((part): readonly Sink[] => {
    const value = part.type === 'pair' ? part.childForFieldName('value') : part;
    const key = part.childForFieldName('key')?.text.replace(/['"`]/g, '') ?? part.text;
    if (!value || part.type === 'comment') return [];
    if (/^\$(and|or|nor)$/.test(key)) {
      return value.namedChildren.flatMap((one) =>
        one.type === 'object' ? valuesIn(one, file) : [],
      );
    }
    if (key.startsWith('$') || /^(object|method_definition)$/.test(value.type)) return [];
    if (part.type === 'spread_element') {
      return [{ value, path: ['*'], does: 'becomes part of the query', harms: isObject }];
    }
    return [
      {
        value,
        does: `decides how ${snippet(key)} is compared`,
        harms: isObject,
        recipe: (origin) => comparedAsIs(part, value, origin, file),
      },
    ];
  });
}

function matchIn(stage: Node, file: ParsedFile): readonly Sink[] {
  const [pair] = stage.type === 'object' ? stage.namedChildren : [];
  const value = pair?.childForFieldName('value');
  const isMatch = pair?.childForFieldName('key')?.text.replace(/['"]/g, '') === '$match';
  return isMatch && value?.type === 'object' ? valuesIn(value, file) : [];
}

/** Parts of an address and headers are texts, whoever writes them. */
function isObject({ steps }: Origin): boolean {
  return !steps.some(({ text }) =>
    /^(this\.)?\w+(\.(req|request))?\.(params|headers|url|originalUrl|path|hostname|ip|method)$/.test(
      text,
    ),
  );
}

function whereSink(name: Node): readonly Sink[] {
  const pair = name.parent?.type === 'pair' ? name.parent : name.parent?.parent;
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  return value && !/function|arrow/.test(value.type)
    ? [{ value, does: 'is run by the database', question: code }]
    : [];
}

function judgeValue(guard: Guard, file: ParsedFile): Verdict {
  if (guard.kind === 'type' && guard.holds && guard.name === 'string') return 'proven';
  return ordinaryJudge(guard, file);
}
