import { wordsIn } from '../checks/around';
import type { Changes } from '../checks/changes';
import { changesOf } from '../checks/changes';
import type { CheckPorts, Subject, SubjectFile } from '../evidence';
import { languageFor } from '../grammars';
import { indexText } from '../lines';
import { isTestPath } from './testPath';
import type { Syntax } from '../syntax';
import { factsOf } from './facts';
import type { Logic } from './logic';
import type { Exposed, MayConcern } from './surface';
import { surfaceOf } from './surface';

/** Something that code on a changed line does. Lines are zero-based. */
export interface Fact {
  readonly path: string;
  /** Of the text that the code is in. */
  readonly line: number;
  /** Of the text after: where it is, or where it was. */
  readonly at: number;
}

/** What becomes of what a call returns. */
export type Fate = 'awaited' | 'handed on' | 'tested' | 'other';

export interface Call extends Fact {
  /** As written, without arguments and without what is called on the way: `crypto.createHash().update`. */
  readonly name: string;
  readonly kind: 'call' | 'new';
  /** Each argument as written, white space squeezed. */
  readonly args: readonly string[];
  readonly fate: Fate;
  /** The name of the function around it, or nothing. */
  readonly owner: string;
  /** What it is compared by: as `owner`, or the route that it is in. */
  readonly place: string;
}

/** A name that stands for what runs before a handler: middleware of a route, or a decorator. */
export interface Use extends Fact {
  readonly name: string;
  /** The route or the function that it guards, or nothing. */
  readonly of: string;
  /** A framework calls it for a parameter: `Depends(current_user)`. */
  readonly isInjected?: boolean;
}

export interface Branch extends Fact {
  /** The condition, white space and outer parentheses away. */
  readonly condition: string;
  readonly logic: Logic;
  /** The first thing that it does ends the way: return, throw and the like. */
  readonly isGuard: boolean;
  /** What it does, white space squeezed. */
  readonly body: string;
  readonly owner: string;
}

/** What ends the way, and under which condition. */
export interface Exit extends Fact {
  readonly kind: string;
  readonly condition: string;
  readonly logic: Logic;
}

export interface Handler extends Fact {
  readonly kind: 'try' | '.catch()' | 'next(error)' | 'error event' | 'error check';
  /** The calls that it looks after. */
  readonly covers: readonly string[];
  readonly owner: string;
  readonly place: string;
}

/** What is done with an error: the body of a catch, or the function that gets it. */
export interface Catch extends Fact {
  readonly isEmpty: boolean;
  readonly owner: string;
  readonly place: string;
}

/** Some changed lines that follow each other. */
export interface Stretch {
  readonly place: string;
  readonly text: string;
}

export interface Route extends Fact {
  readonly method: string;
  readonly route: string;
}

/** Something that hides what is meant: a cast, a new name for a dangerous function, a computed name. */
export interface Oddity extends Fact {
  readonly kind: 'cast' | 'alias' | 'indirect';
  readonly text: string;
}

export interface Facts {
  readonly calls: readonly Call[];
  readonly uses: readonly Use[];
  readonly branches: readonly Branch[];
  readonly exits: readonly Exit[];
  readonly handlers: readonly Handler[];
  readonly catches: readonly Catch[];
  readonly routes: readonly Route[];
  /** Routes on unchanged lines, with changes in them. */
  readonly around: readonly Route[];
  readonly oddities: readonly Oddity[];
  /** Names of the functions that begin on changed lines. */
  readonly functions: readonly string[];
  /** Names that changed lines declare or import, in whatever scope. */
  readonly declared: readonly string[];
  readonly stretches: readonly Stretch[];
  /** The changed lines. */
  readonly text: string;
}

/** One file of a change: what its changed lines do, before and after. */
export interface FileOutline {
  readonly file: SubjectFile;
  readonly changes: Changes;
  readonly isTest: boolean;
  readonly before: Facts;
  readonly after: Facts;
  /** What each side lets other files use. */
  readonly exposed: { readonly before: readonly Exposed[]; readonly after: readonly Exposed[] };
}

export interface Outline {
  readonly files: readonly FileOutline[];
  /** Changed files without a grammar. */
  readonly unparsed: readonly SubjectFile[];
}

/** All who look at the same files share what is read of them, whatever finding they ask about. */
const known = new WeakMap<Subject['files'], Promise<Outline>>();

/** What the changed lines of some files do, on either side; read once for all who ask. */
export function outlineOf(
  { files }: Pick<Subject, 'files'>,
  ports: Pick<CheckPorts, 'syntax'>,
): Promise<Outline> {
  let outline = known.get(files);
  if (!outline) {
    known.set(files, (outline = read(files, ports)));
    // A parser that could not be loaded may be there the next time.
    outline.catch(() => known.delete(files));
  }
  return outline;
}

async function read(files: Subject['files'], ports: Pick<CheckPorts, 'syntax'>): Promise<Outline> {
  const outlines: FileOutline[] = [];
  const unparsed: SubjectFile[] = [];
  for (const file of files) {
    if (file.before === file.after) continue;
    const outline = await readFile(file, await ports.syntax());
    if (outline) outlines.push(outline);
    else unparsed.push(file);
  }
  return { files: outlines, unparsed };
}

async function readFile(file: SubjectFile, syntax: Syntax): Promise<FileOutline | undefined> {
  const { path } = file;
  if (languageFor(path, file.after) === undefined) return undefined;
  const changes = changesOf(file);
  const side = (which: 'before' | 'after') => {
    const index = indexText(file[which]);
    const spans = changes.hunks.map((hunk) => {
      const { start, end } = hunk[which];
      return { start: index.lineStart(start), end: index.lineStart(end), hunk };
    });
    return syntax.withTree(path, file[which], (root) => ({
      facts: factsOf({ path, root, spans, index, which }),
      exposed: surfaceOf(root, concernOf(changes, which)),
    }));
  };
  const before = await side('before');
  const after = await side('after');
  if (!before || !after) return undefined;
  return {
    file,
    changes,
    isTest: isTestPath(path),
    before: before.facts,
    after: after.facts,
    exposed: { before: before.exposed, after: after.exposed },
  };
}

/** Lines that a change touches or stands beside, and names that its lines have on either side. */
function concernOf({ before, after, hunks }: Changes, which: 'before' | 'after'): MayConcern {
  const changed = hunks.flatMap((hunk) => [
    ...before.slice(hunk.before.start, hunk.before.end),
    ...after.slice(hunk.after.start, hunk.after.end),
  ]);
  const names = wordsIn(changed.join('\n'));
  const isNear = (line: number, end: number) =>
    hunks.some((hunk) => hunk[which].start - 1 < end && hunk[which].end + 1 > line);
  return ({ line, end }, name) => names.has(name) || isNear(line, end);
}

/** Those of `some` that are left when each of `others` with the same key takes one away. */
export function beyond<T, O>(
  some: readonly T[],
  others: readonly O[],
  keyOf: (one: T | O) => string,
): readonly T[] {
  const left = new Map<string, number>();
  for (const one of others) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1);
  return some.filter((one) => {
    const key = keyOf(one);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
