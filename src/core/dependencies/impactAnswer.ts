import type { CheckAnswer } from '../evidence';
import { oneLine } from '../plainText';
import type { Compatibility, CompatibilityFact } from './plan';

/** More sentences are not read. */
const maxTold = 6;

/**
 * What changes of packages ask of the project's own code, as an answer: `warn` when something stands
 * in the way or a major is crossed, `not-run` when nothing is known of any.
 */
export function impactAnswer(
  all: readonly Compatibility[],
  problems: readonly string[],
): CheckAnswer {
  const facts = all.flatMap((one) => one.facts.map((fact) => ({ one, fact })));
  const standing = facts.filter(({ fact }) => fact.breaks === 'yes');
  const unknown = facts.filter(({ fact }) => fact.breaks === 'unknown');
  const crossed = all.filter(({ level }) => level === 'major');
  const told = [...standing, ...unknown].map(({ one, fact }) => factText(one, fact));
  const shown = [...new Set(told)].slice(0, maxTold);
  const more = told.length > shown.length ? [`There are ${told.length - shown.length} more.`] : [];
  const notes = problems.slice(0, 3).map((text) => oneLine(text, 300));
  const lines = standing.flatMap(({ fact }) => fact.places).slice(0, 100);
  if (standing.length > 0 || crossed.length > 0 || unknown.length > 0) {
    return {
      outcome: standing.length === 0 && crossed.length === 0 ? 'not-run' : 'warn',
      detail: [...crossed.map(crossedText), ...shown, ...more, ...notes].join(' '),
      ...(lines.length > 0 && { lines }),
    };
  }
  const names = all.map(({ package: name, from, to }) => `${name} ${from} to ${to}`);
  return {
    outcome: 'pass',
    detail: [
      `No exported name that the code calls was removed, and nothing else that was looked at stands in the way: ${oneLine(names.join(', '), 300)}. What a version does under the same names was not looked at.`,
      ...notes,
    ].join(' '),
  };
}

function crossedText({ package: name, from, to }: Compatibility): string {
  return oneLine(`${name} ${from} to ${to} crosses a major version.`, 300);
}

function factText(
  { package: name, from, to }: Compatibility,
  { text, places }: CompatibilityFact,
): string {
  const shown = places.slice(0, 3).map(({ path, line }) => `${path}:${line + 1}`);
  const where = shown.length > 0 ? ` (${shown.join(', ')})` : '';
  return oneLine(`${name} ${from} to ${to}: ${text.replace(/\.$/, '')}${where}.`, 500);
}
