import type { Changes } from './checks/changes';
import { changesOf } from './checks/changes';
import type { ContentClassId } from './contentClassIds';
import type { ContentClass } from './contentClasses';
import { contentClasses } from './contentClasses';
import type { Hunk } from './diffLines';
import type { SubjectFile } from './evidence';
import type { ChangedName } from './reach';
import type { Syntax } from './syntax';
import type { Enclosing, Piece, TouchedCode } from './touchedCode';
import { touchedCode } from './touchedCode';

/** What the changed code of a file does, with the plainest sign of it. */
export interface ContentFact {
  readonly path: string;
  readonly class: ContentClassId;
  readonly tier: ContentClass['tier'];
  /** The tier of what the class stands for, whatever this code has to do with it. */
  readonly classTier: ContentClass['tier'];
  /** A clause after “it”. */
  readonly does: string;
  /** The code does it; otherwise it only has to do with it. */
  readonly isAct: boolean;
  /** The name or the code that tells. */
  readonly sign: string;
  /** Zero-based, in the text before or after. */
  readonly line: number;
  readonly side: 'before' | 'after';
}

/** A function or method whose body or head changes, and that others may call. */
export interface ChangedFunction extends ChangedName {
  /** Where the name stands in the text before; zero-based. */
  readonly line: number;
  readonly character: number;
}

/** What a change touches: the facts on which its risk is judged. */
export interface Touched {
  readonly content: readonly ContentFact[];
  readonly functions: readonly ChangedFunction[];
  /** Of the longer side of each hunk. */
  readonly lines: number;
}

/**
 * Looks at the functions and statements around every hunk, before and after. Without a parser, or
 * for a file without a grammar, it looks at the lines around. Never rejects for what a file holds.
 */
export async function touchedBy(
  files: readonly SubjectFile[],
  syntax: Syntax | undefined,
): Promise<Touched> {
  const content: ContentFact[] = [];
  const functions: ChangedFunction[] = [];
  let lines = 0;
  for (const file of files) {
    const changes = changesOf(file);
    for (const { before, after } of changes.hunks) {
      lines += Math.max(before.end - before.start, after.end - after.start);
    }
    const before = await touchedCode(changes, 'before', file.before, syntax);
    const after = await touchedCode(changes, 'after', file.after, syntax);
    content.push(...factsOf(file.path, before, after));
    if (file.status === undefined) {
      functions.push(...callable(changes, before.enclosing, after.enclosing));
    }
  }
  return { content, functions, lines };
}

function factsOf(path: string, before: TouchedCode, after: TouchedCode): readonly ContentFact[] {
  const most = isTest(path) ? 'moderate' : 'high';
  return contentClasses.flatMap((one) => {
    const found = [
      ...signsOf(one, after).map((sign) => ({ ...sign, side: 'after' as const })),
      ...signsOf(one, before)
        .filter(({ isOff }) => !isOff)
        .map((sign) => ({ ...sign, side: 'before' as const })),
    ];
    const [first] = [...found].sort(
      (a, b) => Number(b.tier === 'high') - Number(a.tier === 'high'),
    );
    if (!first) return [];
    const { does, isAct, sign, line, side } = first;
    const tier = most === 'high' ? first.tier : most;
    return [
      {
        path,
        class: one.id,
        tier,
        classTier: one.tier,
        does,
        isAct: isAct && !isTest(path),
        sign,
        line,
        side,
      },
    ];
  });
}

interface Sign {
  readonly tier: ContentClass['tier'];
  readonly does: string;
  readonly sign: string;
  readonly line: number;
  readonly isAct: boolean;
  readonly isOff?: boolean;
}

function signsOf(one: ContentClass, code: TouchedCode): readonly Sign[] {
  const { tier, does, names, answersRoutes, acts, mentions, switchesOff } = one;
  const signs: Sign[] = [];
  const look = (
    pieces: readonly Piece[],
    pattern: RegExp | undefined,
    how: Omit<Sign, 'sign' | 'line'>,
  ) => {
    const found = pattern && firstMatch(pieces, pattern);
    if (found) signs.push({ ...how, ...found });
  };
  const off = {
    tier: 'high',
    does: 'switches the check of the other side off',
    isAct: true,
    isOff: true,
  } as const;
  look(code.statements, switchesOff, off);
  const name = code.enclosing.find(
    (enclosing) =>
      names?.test(wordsOf(enclosing.name)) === true ||
      (answersRoutes && enclosing.kind === 'route'),
  );
  if (name) signs.push({ tier, does, isAct: true, sign: shown(name), line: name.line });
  look(code.statements, acts, { tier, does, isAct: true });
  look(code.functions, acts, { tier: 'moderate', does, isAct: true });
  look(code.statements, mentions, { tier: 'moderate', does, isAct: false });
  return signs;
}

function firstMatch(
  pieces: readonly Piece[],
  pattern: RegExp,
): Pick<Sign, 'sign' | 'line'> | undefined {
  for (const { text, line } of pieces) {
    const match = pattern.exec(text);
    if (!match) continue;
    const sign = match[0]
      .replace(/\s+/g, ' ')
      .replace(/[\s(["'`{=:]+$/, '')
      .trim();
    return { sign, line: line + (text.slice(0, match.index).match(/\n/g)?.length ?? 0) };
  }
  return undefined;
}

function shown({ name, kind }: Enclosing): string {
  return kind === 'function' ? `${name}()` : `${kind} ${name}`;
}

/** A name as words in lower case, joined by `_`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

/** A test decides nothing where the program runs. */
function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|__mocks__)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_\w+\.py$/i.test(
    path,
  );
}

const namelessNames = new Set(['constructor', 'default', 'exports', 'anonymous', 'main', 'render']);

/** Functions that are there before the change: who calls them meets it. */
function callable(
  { path, hunks }: Changes,
  before: readonly Enclosing[],
  after: readonly Enclosing[],
): readonly ChangedFunction[] {
  const seen = new Map<string, ChangedFunction>();
  const old = after.flatMap((one) => {
    const line = lineBefore(one.line, hunks);
    return line === undefined ? [] : [{ ...one, line }];
  });
  for (const { name, kind, line, character } of [...old, ...before]) {
    if (kind !== 'function' || !/^[\p{L}_$][\p{L}\p{N}_$]{2,99}$/u.test(name)) continue;
    if (!namelessNames.has(name)) seen.set(name, { path, name, line, character });
  }
  return [...seen.values()];
}

/** Where a line of the text after stood before; undefined for one that changed. */
function lineBefore(line: number, hunks: readonly Hunk[]): number | undefined {
  let shift = 0;
  for (const { before, after } of hunks) {
    if (after.start > line) break;
    if (line < after.end) return undefined;
    shift = before.end - after.end;
  }
  return line + shift;
}
