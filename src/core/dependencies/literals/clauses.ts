import type { Clause } from './literal';

/**
 * The conditions of a requirement that stand between commas. `operators` matches one operator or
 * nothing. Undefined when a part is no operator with a version; a `*` alone asks for nothing.
 */
export function clausesOf(spec: string, operators: RegExp): readonly Clause[] | undefined {
  if (spec.length > 500) return undefined;
  if (/^\s*\*?\s*$/.test(spec)) return [];
  const clauses: Clause[] = [];
  let at = 0;
  for (const part of spec.split(',')) {
    const [lead = '', operator = ''] =
      new RegExp(`^\\s*(${operators.source})\\s*`).exec(part) ?? [];
    const version = part.slice(lead.length).trimEnd();
    if (!/^v?\d[\w.+!*-]*$/.test(version)) return undefined;
    const start = at + lead.length;
    clauses.push({ operator, version, start, end: start + version.length });
    at += part.length + 1;
  }
  return clauses;
}

/** What `>`, `>=`, `<`, `<=` and `!=` say of an order; undefined for another operator. */
export function compares(operator: string, by: number | undefined): boolean | undefined {
  if (by === undefined) return undefined;
  if (operator === '>') return by > 0;
  if (operator === '>=') return by >= 0;
  if (operator === '<') return by < 0;
  if (operator === '<=') return by <= 0;
  return operator === '!=' ? by !== 0 : undefined;
}
