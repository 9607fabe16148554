import { HumanError } from '../core/errors';

/** What a verb of the command line answers; how it is shown is the root's business. */
export interface Answer {
  /** 0: fine. 1: the answer is no. 2: not all could be read. What cannot be answered is a HumanError. */
  readonly code: 0 | 1 | 2;
  /** The one document of `--format json`, made when it is asked for. */
  readonly json: () => unknown;
  /** The same for a person, already safe for a terminal. No line end at its end. */
  readonly text: () => string;
  /** Said beside the answer, in every format. */
  readonly notes: readonly string[];
}

/**
 * The document as text, safe for a terminal: characters that it would obey, or that hide or reorder
 * others, are escaped. A HumanError when it is longer than a text can be.
 */
export function documentOf(json: unknown): string {
  try {
    return JSON.stringify(json, null, 2).replace(
      /[\u007f-\u009f\p{Cf}\p{Co}\u2028\u2029]/gu,
      escaped,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HumanError(
      'The answer is too long for one document. Ask for --format text, or for less.',
    );
  }
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
