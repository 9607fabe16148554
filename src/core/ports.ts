import type { Check } from './evidence';
import type { ChangedFunction, touchedBy } from './contentFacts';
import type { DependencyFinding } from './finding';
import type { Reach } from './reach';
import type { Rules } from './rules';
import type { LoadedSyntax } from './syntax';

/** All that the core asks of the outside. */
export interface Ports {
  /** The parser; loads its grammars on first use. */
  syntax(): Promise<LoadedSyntax>;
  /** The built-in rules with their recipes; loaded on first use. */
  rules(): Promise<Rules>;
  /** The bytes of a workspace file as they are now, or undefined when there is none inside. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * The file that a workspace path really is: relative to the folder, every symbolic link resolved
   * (for a path that does not exist yet: those of its nearest existing parent). Refuses what lies
   * outside the folder.
   */
  realPath(path: string): Promise<RealPath>;
  /** ISO 8601, UTC, milliseconds. */
  now(): string;
  /** A fresh ULID. */
  newId(): string;
  /**
   * Who calls these functions from other files, as far as it can be told in a moment. Absent where
   * nobody looks. Never rejects.
   */
  callers?(functions: readonly ChangedFunction[]): Promise<readonly Reach[]>;
  /** Who works here: git's user.name and user.email, or `unknown`. */
  person(): Promise<Person>;
}

/** What a review asks beyond that. */
export interface ReviewPorts extends Ports {
  /** Every check that needs nothing but the texts; loaded on first use. */
  checks(): Promise<readonly Check[]>;
  /** What changed code does; loaded on first use. */
  content(): Promise<{ readonly touchedBy: typeof touchedBy }>;
  /** What scanners have said of packages, where somebody keeps it. */
  readonly dependencyFindings?: () => Promise<readonly DependencyFinding[]>;
}

export interface Person {
  readonly name: string;
  readonly email?: string;
}

export type RealPath =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string };
