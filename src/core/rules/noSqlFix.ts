import type { Rationale } from '../draft';
import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import { moduleOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** Compares a field with `$eq`, which takes an object for a value and not for operators. */
export function comparedAsIs(
  part: Node,
  value: Node,
  { guard }: Origin,
  file: ParsedFile,
): RecipeResult {
  if (guard) {
    return refuse(
      `A check stands before it already (${snippet(file.code(guard))}): see whether it suffices.`,
    );
  }
  if (
    file.imports.some(
      ({ imported }) => imported && /nedb|linvodb/.test(moduleOf(imported.specifier)),
    )
  ) {
    return refuse('This database has no $eq. Make the value a text with String() where it is one.');
  }
  if (
    !/^(identifier|shorthand_property_identifier|member_expression|subscript_expression|as_expression)$/.test(
      value.type,
    )
  ) {
    return refuse(`${snippet(file.code(value))} is no plain value.`);
  }
  const code = file.code(value);
  const isShort = part.type === 'shorthand_property_identifier';
  const text = isShort ? `${code}: { $eq: ${code} }` : `{ $eq: ${code} }`;
  const edits = [{ start: value.startIndex, end: value.endIndex, text }];
  return { ok: true, edits, rationale: rationale(code) };
}

function rationale(code: string): Rationale {
  return {
    whyVulnerable: `${snippet(code)} comes from the request and may be an object: {"$ne": null} in its place matches every document.`,
    whyFixed: `With $eq the database compares the field with ${snippet(code)} itself, whatever it is: an object is a value to look for and not a list of operators.`,
    mayBreak: [
      'Clients that send operators on purpose, such as {"$gt": 5}, find nothing from now on.',
      'mongoose refuses an object with an error where the field of its schema is a text or a number.',
    ],
    alternatives: [
      {
        option: `String(${snippet(code)})`,
        whyNot:
          'It is as safe for a text, but changes numbers, dates and null, and whether the field is a text is not known here.',
      },
      {
        option: 'Check the form of the body with a schema',
        whyNot: 'The form that is meant is not known here. It is worth adding.',
      },
    ],
    assumptions: ['The collection is one of MongoDB or of mongoose, which know $eq.'],
  };
}
