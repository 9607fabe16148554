import type { Span } from '../span';
import { exponentialRisk } from './redos';
import type { Budget } from './regexAmbiguity';
import type { RegexSyntax } from './regexTree';
import { snippet } from './rule';

/** A flaw inside a pattern: offsets of the pattern's own source. */
export interface RegexFlaw extends Span {
  /** One sentence that names the ambiguous part and the text that attacks it. */
  readonly message: string;
}

/** What to report of a regular expression, whoever's text it is matched against; see `exponentialRisk`. */
export function exponentialFlaw(
  pattern: string,
  flags: string,
  syntax?: RegexSyntax,
  budget?: Budget,
): RegexFlaw | undefined {
  const risk = exponentialRisk(pattern, flags, syntax, budget);
  if (!risk) return undefined;
  const { start, end, prefix, pump } = risk;
  const part = snippet(pattern.slice(start, end));
  const beginning = prefix === '' ? 'repeats' : `begins with ${quoted(prefix)} and repeats`;
  return {
    start,
    end,
    message: `The part ${part} of this regular expression takes exponential time to fail on a text that ${beginning} ${quoted(pump)} many times.`,
  };
}

function quoted(text: string): string {
  return snippet(JSON.stringify(text));
}
