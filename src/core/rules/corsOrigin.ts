import { functionAround, functionTypes } from '../flow/javascript';
import { ordinaryJudge } from '../flow/judge';
import type { Question } from '../flow/question';
import type { Node } from '../syntax';
import { comesFrom, stepsOf, worstOf } from './flowRule';
import { detected, literalsWith, mayBeTrue, objectOf, optionOf, pairOf, valuesOf } from './options';
import type { ParsedFile } from './parsedFile';
import { argumentsOf } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const question: Question = { kinds: new Set(['remote'] as const), judge: ordinaryJudge };

/** Answers that pages of any site may read, with the cookies of whoever looks at them. */
export const corsOrigin: Rule = {
  id: 'cors-origin',
  title: 'Pages of any site may read the answers',
  cwe: ['CWE-942', 'CWE-346', 'CWE-183', 'CWE-639'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'With Access-Control-Allow-Credentials, a browser lets the allowed sites read what the server says to its logged-in users.',
    attack:
      "A user opens the attacker's page; its script asks this server with the user's cookies, and reads the answer.",
    fix: 'Allow the origins of a fixed list, compared as a whole, and leave credentials off where they are not needed.',
    sources: [
      'https://cwe.mitre.org/data/definitions/942.html',
      'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS',
    ],
  },
  topic: /\bcors\b|allow.?origin|cross.?origin/i,
  words: ['origin', 'Origin'],
  detect: (file) => [
    ...file.find('origin').flatMap((name) => optionAt(name, file) ?? []),
    ...literalsWith(/(?<=['"`])Access-Control-Allow-Origin(?=['"`])/gi, file).flatMap(
      (literal) => headerAt(literal, file) ?? [],
    ),
  ],
};

/** `origin` in the options of the cors package and its like. */
function optionAt(name: Node, file: ParsedFile): Detection | undefined {
  const method = name.parent?.type === 'method_definition' ? name.parent : undefined;
  const property = pairOf(name);
  const shorthand = name.type === 'shorthand_property_identifier' ? name : undefined;
  const pair = property?.pair ?? method ?? shorthand;
  const value = property?.value ?? method ?? shorthand;
  const object = pair?.parent;
  if (!pair || !value || object?.type !== 'object') return undefined;
  const purpose = purposeOf(object, file);
  const credentials = mayBeTrue(optionOf(object, 'credentials'), file);
  if (!purpose && !(credentials && optionOf(object, 'methods'))) return undefined;
  const values = valuesOf(value, file);
  const isOpen = values.some((one) => allowsAll(one, file));
  if (isOpen && (credentials || purpose === 'graphql')) {
    return detected(
      corsOrigin,
      pair,
      `${snippet(file.code(pair))} allows every site${credentials ? ', with credentials' : ''}.`,
    );
  }
  if (values.some((one) => constantOf(one, file) === 'null')) return nullOrigin(pair);
  if (!functionTypes.has(value.type)) return reflected(value, pair, file);
  return undefined;
}

function nullOrigin(pair: Node): Detection {
  return detected(
    corsOrigin,
    pair,
    'The origin null stands for every page in a sandboxed frame, which any site can make.',
  );
}

function reflected(value: Node, place: Node, file: ParsedFile): Detection | undefined {
  const origin = worstOf(file.flow.origins(value, question));
  if (!origin) return undefined;
  const { guard } = origin;
  return {
    ...detected(
      corsOrigin,
      place,
      `The allowed origin is whatever comes from ${comesFrom(origin, file)}.`,
    ),
    flow: stepsOf(origin, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
  };
}

/** What an options object is for: the name of what it is handed to, or held by, says so. */
function purposeOf(object: Node, file: ParsedFile): 'cors' | 'graphql' | undefined {
  const holder = object.parent;
  if (holder?.type === 'pair') {
    if (!/cors/i.test(holder.childForFieldName('key')?.text ?? '')) return undefined;
    const outer = holder.parent?.parent?.parent;
    const made = outer && /^(new|call)_expression$/.test(outer.type) ? outer : undefined;
    const called = made?.childForFieldName('constructor') ?? made?.childForFieldName('function');
    return /apollo|graphql|yoga/i.test(called?.text ?? '') ? 'graphql' : 'cors';
  }
  if (holder?.type === 'variable_declarator') {
    return /cors/i.test(holder.childForFieldName('name')?.text ?? '') || isGivenToCors(holder, file)
      ? 'cors'
      : undefined;
  }
  const list = holder?.type === 'arguments' ? holder : undefined;
  const call = list?.parent;
  const callee = call?.childForFieldName('function') ?? call?.childForFieldName('constructor');
  const isCors = /cors/i.test(callee?.text.slice(-40) ?? '');
  const isPlugin = argumentsOf(call ?? object).some(
    ({ text, type }) => type !== 'object' && /cors/i.test(text),
  );
  return isCors || (isPlugin && /\.register$/.test(callee?.text ?? '')) ? 'cors' : undefined;
}

function isGivenToCors(declarator: Node, file: ParsedFile): boolean {
  const name = declarator.childForFieldName('name')?.text ?? '';
  return file.find(name).some(({ parent }) => {
    const callee =
      parent?.type === 'arguments' ? parent.parent?.childForFieldName('function') : null;
    return /cors$/i.test(callee?.text.slice(-40) ?? '');
  });
}

/** `true`, `'*'`, and functions that say yes to whatever they get. */
function allowsAll(value: Node, file: ParsedFile): boolean {
  if (value.type === 'true' || constantOf(value, file) === '*') return true;
  if (value.type === 'regex') return /^\/(\^?\.[*+]\$?)\/\w*$/.test(value.text);
  if (!functionTypes.has(value.type)) return false;
  const code = value.text;
  if (/\bif\b|\?|&&|\|\||includes|indexOf|test\(|has\(|find|some|switch|match/.test(code))
    return false;
  const [first] = value.childForFieldName('parameters')?.namedChildren ?? [];
  const origin = (value.childForFieldName('parameter') ?? first)?.text.split(':')[0] ?? '';
  if (origin !== '' && value.childForFieldName('body')?.text === origin) return true;
  return value.descendantsOfType('call_expression').some((call) => {
    const [error, answer, ...more] = argumentsOf(call);
    if (more.length > 0 || !/^(null|undefined)$/.test(error?.text ?? '')) return false;
    return answer?.text === 'true' || (answer?.text === origin && origin !== '');
  });
}

/** `Access-Control-Allow-Origin` as a header that is set, by its name. */
function headerAt(literal: Node, file: ParsedFile): Detection | undefined {
  const key = literal.parent;
  const holder = key?.parent;
  if (!key || !holder) return undefined;
  const value =
    holder.type === 'pair'
      ? holder.childForFieldName('value')
      : holder.type === 'arguments' && holder.namedChildren[0] === key
        ? holder.namedChildren[1]
        : undefined;
  const place = holder.type === 'pair' ? holder : holder.parent;
  if (!value || !place || !hasCredentials(place, file)) return undefined;
  const text = constantOf(value, file);
  if (text === 'null') return nullOrigin(place);
  if (text !== undefined) return undefined;
  return reflected(value, place, file);
}

const credentialsHeader = /Access-Control-Allow-Credentials['"`\]]*\s*[:,=]\s*['"`]?true/i;

/** Whether the same function, or the object that holds the header, allows credentials. */
function hasCredentials(place: Node, file: ParsedFile): boolean {
  const around = functionAround(place) ?? file.root;
  return credentialsHeader.test(file.code(around)) || objectWithCredentials(place, file);
}

function objectWithCredentials(place: Node, file: ParsedFile): boolean {
  const object = place.parent?.type === 'object' ? objectOf(place.parent, file) : undefined;
  return object !== undefined && credentialsHeader.test(file.code(object));
}
