import type { TextEdit } from '../../draft';
import type { Told } from './fixes';
import { isFixed, smallestFix } from './fixes';
import type { VersionOrder } from './order';

/** One literal of a manifest, rewritten; or why none is. */
export type LiteralResult =
  | {
      readonly ok: true;
      readonly edit: TextEdit;
      /** The requirement as it stood and as it stands after, such as `==1.2.0` and `==1.2.6`. */
      readonly from: string;
      readonly to: string;
      /** The fixed version that the finding names. */
      readonly version: string;
      readonly isMajor: boolean;
      /** What brings the lockfile in step, as a person types it. */
      readonly command: string;
      /** What else somebody should know, one sentence each. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly why: string };

/** A kind of manifest in which a version can be changed in place. */
export interface ManifestKind {
  /** In OSV's spelling. */
  readonly ecosystem: string;
  /** Whether a file of this path is one. */
  fits(path: string): boolean;
  /**
   * Rewrites the one literal that asks for the finding's package to the smallest fixed version that
   * the finding names. Refuses whatever is not certain; never throws.
   */
  rewrite(text: string, told: Told): LiteralResult;
}

/** A requirement in a text: where it stands, without quotes. */
export interface Requirement {
  readonly start: number;
  readonly end: number;
  readonly spec: string;
}

/** One condition of a requirement. `start` and `end` are those of its version within the spec. */
export interface Clause {
  readonly operator: string;
  readonly version: string;
  readonly start: number;
  readonly end: number;
}

/** How an ecosystem writes requirements. */
export interface Flavour {
  readonly order: VersionOrder;
  /** Undefined for what is not understood. No clause: any version. */
  clauses(spec: string): readonly Clause[] | undefined;
  /** Undefined where it is not certain. */
  allows(clause: Clause, version: string): boolean | undefined;
  /** The version that the clause asks for and no other. */
  exact(clause: Clause): boolean;
  /** Whether another version may be put into the clause, and still means what it meant. */
  keeps(clause: Clause): boolean;
  /** How the fixed version is written beside the old one. */
  spelled?(version: string, old: string): string;
}

export function refuse(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

/** What remains when a name has been looked for: exactly one place, or a refusal. */
export function onlyOne<Item>(
  found: readonly Item[],
  name: string,
  where: string,
): { readonly ok: true; readonly one: Item } | { readonly ok: false; readonly why: string } {
  const [one] = found;
  if (one === undefined) {
    return refuse(`${where} does not ask for ${name} itself: another package does.`);
  }
  if (found.length === 1) return { ok: true, one };
  return refuse(
    `${where} asks for ${name} in ${found.length} places. Change them yourself, so that they agree.`,
  );
}

/** Puts the smallest fixed version into a requirement. `command` brings the lock in step. */
export function rewriteRequirement(
  { start, spec }: Requirement,
  told: Told,
  flavour: Flavour,
  command: (version: string) => string,
): LiteralResult {
  const { order } = flavour;
  const clauses = flavour.clauses(spec);
  if (!clauses) return refuse(`The requirement “${spec}” is of a form that is not rewritten.`);
  const current = currentOf(clauses, told, flavour);
  if (!current.ok) return current;
  const fix = smallestFix(told, current.version, order);
  if (current.isPinned && isFixed(told, current.version, order)) {
    return refuse(
      `It asks for ${current.version} already, which the finding does not call vulnerable.`,
    );
  }
  if (!fix.ok) return fix;
  const { version, isMajor } = fix;
  const allowed = clauses.map((clause) => flavour.allows(clause, version));
  if (allowed.every((one) => one === true)) {
    return refuse(
      `“${spec || 'any version'}” allows ${version} already: nothing has to change here. Re-lock: ${command(version)}`,
    );
  }
  const [clause] = clauses;
  if (clause === undefined || allowed.includes(undefined)) {
    return refuse(`It is not certain whether “${spec}” allows ${version}.`);
  }
  if (clauses.length > 1 || !flavour.keeps(clause)) {
    return refuse(
      `“${spec}” keeps ${version} out on purpose, it seems. See why, and change it yourself.`,
    );
  }
  const text = flavour.spelled?.(version, clause.version) ?? version;
  const [from, to] = [start + clause.start, start + clause.end];
  return {
    ok: true,
    edit: { start: from, end: to, text },
    from: spec,
    to: spec.slice(0, clause.start) + text + spec.slice(clause.end),
    version,
    isMajor,
    command: command(version),
    notes: [],
  };
}

type Current =
  | { readonly ok: true; readonly version: string; readonly isPinned: boolean }
  | { readonly ok: false; readonly why: string };

/** What the project has now: what is pinned, else what the report saw installed, else the least allowed. */
function currentOf(clauses: readonly Clause[], told: Told, flavour: Flavour): Current {
  const pin = clauses.find((clause) => flavour.exact(clause));
  if (pin) return { ok: true, version: pin.version, isPinned: true };
  const installed = (told.installed ?? '').split(', ').filter((one) => one !== '');
  if (installed.length > 1) {
    return refuse(`The report saw several versions installed: ${installed.join(', ')}.`);
  }
  const version = installed[0] ?? clauses[0]?.version;
  if (version === undefined) {
    return refuse(
      'The report does not say which version is installed, and neither does this file.',
    );
  }
  return { ok: true, version, isPinned: false };
}
