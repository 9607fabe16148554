import type { Advisory } from '../advisories/advisory';
import type { Edge, PackageNode } from '../graph';
import type { PublishedVersion } from '../packument';

/** A copy in the tree that is being changed. */
export interface Copy {
  readonly path: string;
  /** The name of its folder: what it is asked for by. */
  readonly folder: string;
  /** Whose node_modules are looked into from here, the nearest first; the last is `''`. */
  readonly chain: readonly string[];
  /** What it was in the lockfile. */
  readonly origin?: PackageNode;
  /** Bundled, linked, from git or the project's own: it keeps its version. */
  readonly fixed: boolean;
  /** Kept even if nothing asks for it. */
  readonly anchored: boolean;
  name: string;
  version: string;
  flaws: readonly Advisory[];
  out: readonly Request[];
  readonly in: Set<Request>;
}

/** One copy asks for a package, in the tree that is being changed. */
export interface Request {
  readonly from: Copy;
  readonly name: string;
  readonly type: Edge['type'];
  /** As it is written. */
  spec: string;
  /** What counts: what an override makes of it, else what is written. */
  asked: string;
  /** What answered it in the lockfile, where the asker is still the one of the lockfile. */
  readonly before?: Answered;
  /** It was unmet in the lockfile already. */
  readonly excused: boolean;
  /** That nothing answers it is no fault. */
  readonly lenient: boolean;
  to: Copy | undefined;
}

export interface Answered {
  readonly version: string;
  readonly malware: boolean;
  /** What was asked for then. */
  readonly asked: string;
}

/** What a copy of some version asks for. */
export interface Wish {
  readonly name: string;
  readonly spec: string;
  readonly type: Edge['type'];
}

/** A planned override: all requests for `name` that meet `about` are for a version. */
export interface Pin {
  readonly name: string;
  readonly about: string;
  readonly version: string;
}

/** What a tree has to ask about versions and what they are asked for. */
export interface TreeRules {
  flawsOf(name: string, version: string): readonly Advisory[];
  wishesOf(published: PublishedVersion): readonly Wish[];
  /** Whether a copy is what is asked for; nothing is known of what lies where. */
  answers(request: Request, copy: Copy): boolean;
  /** What overrides make of a copy's wish: those of the project, and those of the plan. */
  asked(wish: Wish, pins: readonly Pin[], copy: Copy): string;
  /** What an override of the project's makes of a direct dependency, if that is something else than this. */
  heldTo(name: string, spec: string): string | undefined;
}

/** What the lockfile has is taken as it is, met or unmet. */
export function isSame({ before, asked }: Request, copy: Copy): boolean {
  return before?.asked === asked && before.version === copy.version;
}

/** In whose node_modules a copy lies. The project and its workspaces lie in none. */
export function ownerOf(copy: Copy): string {
  return copy.chain[1] ?? '\0';
}

/**
 * A copy to which the project does not come by what is asked for, and all who ask for it, who are not
 * needed either; empty for one that is needed, which then is in `needed`, as others may be already.
 */
export function needlessWith(copy: Copy, needed: Set<Copy>): ReadonlySet<Copy> {
  const none = new Set<Copy>();
  if (copy.anchored) return none;
  const seen = new Set<Copy>([copy]);
  // Upwards first: nearly every way leads to the project, and few copies have to be looked at.
  const open = [copy];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const { from, type } of one.in) {
      if (type === 'peerOptional' || seen.has(from)) continue;
      if (from.anchored || needed.has(from)) {
        needed.add(copy);
        return none;
      }
      seen.add(from);
      open.push(from);
    }
  }
  return seen;
}
