import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import { quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** Escapes a value that is a whole regular expression, so that it is searched for as a text. */
export function searchedAsText(value: Node, { guard }: Origin, file: ParsedFile): RecipeResult {
  if (guard) {
    return refuse(
      `A check stands before it already (${snippet(file.code(guard))}): see whether it suffices.`,
    );
  }
  if (!/^(identifier|member_expression|subscript_expression)$/.test(value.type)) {
    return refuse(
      'Only a value that is the whole expression is escaped: which part of this is meant as a pattern is not known.',
    );
  }
  const set = value.type === 'identifier' ? file.resolve(value)?.value : undefined;
  if (
    set &&
    !/^(identifier|member_expression|subscript_expression|object|await_expression)$/.test(set.type)
  ) {
    return refuse(
      `${value.text} is put together elsewhere, and parts of it may be meant as a pattern.`,
    );
  }
  const code = file.code(value);
  const quote = quoteOf(file);
  const text = `String(${code}).replace(/[.*+?^\${}()|[\\]\\\\]/g, ${quote}\\\\$&${quote})`;
  return {
    ok: true,
    edits: [{ start: value.startIndex, end: value.endIndex, text }],
    rationale: {
      whyVulnerable: `${snippet(code)} comes from outside and is used as a regular expression: one such as (a+)+$ keeps the program busy for ever.`,
      whyFixed:
        'Each mark that means something in a regular expression gets a backslash, so that the value matches itself and nothing else.',
      mayBreak: [
        'Whoever searches with a pattern, such as ^a or a|b, finds that very text only from now on.',
      ],
      alternatives: [
        {
          option: 'Search with includes()',
          whyNot: 'It is simpler, but what the expression is used for is not known here.',
        },
        {
          option:
            'Run the expression with an engine that takes no longer for any pattern, such as RE2',
          whyNot: 'It is a new dependency. It is right where patterns have to stay possible.',
        },
      ],
      assumptions: [`${snippet(code)} is meant as a text to look for.`],
    },
  };
}
