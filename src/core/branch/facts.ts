import type { EntryText } from '../aibom/verify';
import type { SubjectFile } from '../evidence';
import type { Finding } from '../finding';
import type { Policy } from '../policy';
import type { Person } from '../ports';
import type { ChangedName, Reach } from '../reach';

/** All that is read of a branch before it is judged. Its texts, names and messages are foreign. */
export interface BranchFacts {
  readonly base: Revision;
  /** Without an id: the files of the working tree, on top of the commit that is checked out. */
  readonly head: Partial<Revision> & Pick<Revision, 'name'>;
  /** The commit at which the branch and the base parted. */
  readonly parted: string;
  /** What differs from there on, sorted by path. */
  readonly files: readonly BranchFile[];
  /** Newest first. */
  readonly commits: readonly BranchCommit[];
  readonly entries: { readonly before: readonly EntryText[]; readonly after: readonly EntryText[] };
  /** The text at the head, and at the base, of each file that an entry speaks of. */
  readonly texts: {
    readonly before: ReadonlyMap<string, string>;
    readonly after: ReadonlyMap<string, string>;
  };
  /** Signs of AI that are no message of a commit. */
  readonly marks: readonly Mark[];
  /** That of the base. */
  readonly policy: Policy;
  /** Findings of reports on the head. */
  readonly reported: readonly Finding[];
  /** Who uses names at the head, from other files. Never rejects. */
  readonly usersOf: (names: readonly ChangedName[]) => Promise<readonly Reach[]>;
  /** How many older commits nobody was asked about who made them. */
  readonly unasked: number;
  /** What was left out, as sentences. */
  readonly notes: readonly string[];
}

export interface Revision {
  /** As it was asked for. */
  readonly name: string;
  readonly id: string;
}

export interface BranchFile {
  readonly path: string;
  /** Its path at the base, when it was renamed. */
  readonly from?: string;
  readonly status: 'created' | 'deleted' | 'changed' | 'renamed';
  /** Absent when it was not read as text; then `unread` says why. */
  readonly text?: SubjectFile;
  /** A clause, such as `it is not text`. */
  readonly unread?: string;
  /** Countersign's own record of a fix, whole and under its own name. */
  readonly isRecord?: true;
  /** A repository of its own: only the commit that it stands at is known. */
  readonly isSubmodule?: true;
}

export interface BranchCommit {
  readonly id: string;
  readonly author: Person;
  readonly message: string;
  readonly files: readonly CommitFile[];
}

export interface CommitFile {
  readonly path: string;
  /** Only of commits whose lines matter, and of files that were read as text. */
  readonly text?: { readonly before: string; readonly after: string };
}

/** Something that says that lines of a file were made by AI. */
export interface Mark {
  readonly how: 'trailer' | 'co-author' | 'author' | 'git-ai note' | 'Agent Trace';
  /** The tool or model, as it is named there. */
  readonly by: string;
  readonly commit?: string;
  readonly path: string;
  /** The texts of the lines; undefined: the whole file. */
  readonly lines?: readonly string[];
}
