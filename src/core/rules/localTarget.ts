import type { Rationale } from '../draft';
import { nameOf, type CallSite } from '../flow/calls';
import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import { quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { insertBefore, statementOf } from './statements';

/** Lets a redirect go to paths of the own site only, and to `/` instead of anything else. */
export function localTarget(
  value: Node,
  { call }: CallSite,
  { kind, guard }: Origin,
  file: ParsedFile,
): RecipeResult {
  if (guard) {
    return refuse(
      `A check stands before it already (${snippet(file.code(guard))}): see whether it suffices.`,
    );
  }
  if (nameOf(call) !== 'redirect' || kind !== 'remote') {
    return refuse('Only calls of redirect() on a server are rewritten.');
  }
  if (/\b(axios|fetch|oauth|passport|URL)\b/i.test(value.text)) {
    return refuse('The address is made by another function, which may mean another site.');
  }
  if (!isPlain(value)) return refuse('The address is put together from several parts.');
  const quote = quoteOf(file);
  if (value.type === 'identifier') {
    const edits = [
      { start: value.startIndex, end: value.endIndex, text: choice(value.text, quote) },
    ];
    return { ok: true, edits, rationale: rationale(file.code(value)) };
  }
  const spot = statementOf(value, file);
  if (!spot.ok) return spot;
  const name = ['target', 'redirectTarget', 'localTarget'].find(
    (one) => file.find(one).length === 0 && file.named(one).length === 0,
  );
  if (name === undefined)
    return refuse('The names that the address could get are taken in this file.');
  const edits = [
    insertBefore(spot, [`const ${name} = ${file.code(value)}`], undefined, file),
    { start: value.startIndex, end: value.endIndex, text: choice(name, quote) },
  ];
  return { ok: true, edits, rationale: rationale(file.code(value)) };
}

/** A name, a property, or one of these with a text to fall back to. */
function isPlain(value: Node): boolean {
  if (/^(identifier|member_expression|subscript_expression)$/.test(value.type))
    return !/\(/.test(value.text);
  if (/^(parenthesized|as|non_null)_expression$/.test(value.type)) {
    return value.firstNamedChild !== null && isPlain(value.firstNamedChild);
  }
  if (value.type !== 'binary_expression') return false;
  const [left, right] = ['left', 'right'].map((field) => value.childForFieldName(field));
  return (
    /^(\|\||\?\?)$/.test(value.childForFieldName('operator')?.text ?? '') &&
    right?.type === 'string' &&
    left !== null &&
    left !== undefined &&
    isPlain(left)
  );
}

function choice(name: string, quote: string): string {
  const text = (value: string) => quote + value + quote;
  return `typeof ${name} === ${text('string')} && ${name}.startsWith(${text('/')}) && !${name}.startsWith(${text('//')}) && !${name}.startsWith(${text('/\\\\')}) ? ${name} : ${text('/')}`;
}

function rationale(code: string): Rationale {
  return {
    whyVulnerable: `The redirect goes wherever ${snippet(code)} says, and that comes from the request: a link to this site can end at any other.`,
    whyFixed:
      'Only a path of this site is taken: it begins with one slash, and not with // or /\\, which browsers read as the start of a host. Anything else leads to /.',
    mayBreak: [
      'Redirects to other sites that were meant, such as to a sign-in service, lead to / from now on.',
      'A path without a slash at its beginning leads to / too.',
    ],
    alternatives: [
      {
        option: 'Compare the host with a list of allowed ones',
        whyNot:
          'Which hosts are meant is not known here. It is right where other sites have to be reached.',
      },
    ],
    assumptions: ['The own site has a page at /.'],
  };
}
