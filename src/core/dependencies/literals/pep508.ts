import type { Requirement } from './literal';

/** A requirement as PEP 508 writes it: `name[extra]>=1; marker`. */
export interface NamedRequirement extends Requirement {
  /** As PEP 503 compares names. */
  readonly name: string;
  /** It names an address instead of versions. */
  readonly isAddress: boolean;
}

const form =
  /^(\s*([A-Za-z\d](?:[\w.-]*[A-Za-z\d])?)\s*(?:\[[\w\s,.-]*\])?\s*)(@|[^;@#]*?)(\s*(?:;.*|@.*|\s#.*)?)$/s;

/** PEP 503: case and the kind of separator mean nothing. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Reads one requirement that begins at an offset of a text; undefined when it is none. */
export function readPep508(said: string, offset: number): NamedRequirement | undefined {
  if (said.length > 2000) return undefined;
  const [, lead = '', name, spec = '', rest = ''] = form.exec(said) ?? [];
  if (name === undefined) return undefined;
  const start = offset + lead.length;
  return {
    name: normalizedName(name),
    isAddress: spec === '@' || /^\s*@/.test(rest),
    spec,
    start,
    end: start + spec.length,
  };
}
