import type { Position, Region } from './finding';
import { compareText } from './finding';
import { type FindingIndex, type Ref, inFileOrder, rowOf, sourceOf } from './findingIndex';

/** Where somebody is who wants to go on. */
export interface Standing {
  /** See `fileKey`. The file need not have findings. */
  readonly file: string;
  readonly at: Position;
  /** The finding that was gone to last, if that is still where one stands. */
  readonly last?: Ref;
}

export interface Next {
  readonly ref: Ref;
  /** The way led over the end of the last file, or the start of the first. */
  readonly isAround: boolean;
  /** Which one of its file's it is, from 1. */
  readonly nth: number;
  readonly inFile: number;
}

/** The files that have findings, in the order of a walk. */
export function walkOrder({ files }: FindingIndex): readonly string[] {
  return [...files.keys()].sort(compareText);
}

/**
 * The next finding that passes, or the one before: first in the file where one stands, then in the
 * other files. Only the findings of one file are put in order. `order` is `walkOrder` of the index.
 */
export function nextFinding(
  index: FindingIndex,
  order: readonly string[],
  passes: (ref: Ref) => boolean,
  standing: Standing | undefined,
  forward: boolean,
): Next | undefined {
  const inFile = (file: string): readonly Ref[] =>
    (index.files.get(file) ?? []).filter(passes).sort(inFileOrder(index.sources));
  const own = standing ? inFile(standing.file) : [];
  const near = standing && besides(index, own, standing, forward);
  if (near !== undefined) return told(near, own, false);
  const { before, after } = standing
    ? neighbours(order, standing.file)
    : { before: order.length, after: 0 };
  for (let step = 0; step < order.length; step += 1) {
    const at = forward ? after + step : before - 1 - step;
    const isAround = at < 0 || at >= order.length;
    const file = order[(at + order.length) % order.length] ?? '';
    if (!index.files.get(file)?.some(passes)) continue;
    const all = inFile(file);
    const ref = forward ? all[0] : all.at(-1);
    if (ref !== undefined) return told(ref, all, isAround);
  }
  return undefined;
}

/** The findings at a position, the innermost first; when there are none, those on its line. */
export function findingsAt(
  index: FindingIndex,
  refs: readonly Ref[],
  position: Position,
): readonly Ref[] {
  const placed = refs.flatMap((ref) => {
    const region = regionOf(index, ref);
    const { start, end } = region ?? {};
    const isOnLine = start && end && start.line <= position.line && position.line <= end.line;
    return region && isOnLine ? [{ ref, region }] : [];
  });
  const around = placed.filter(
    ({ region: { start, end } }) => !isBefore(position, start) && !isBefore(end, position),
  );
  return (around.length > 0 ? around : placed)
    .sort((a, b) => compareSize(a.region, b.region) || a.ref - b.ref)
    .map(({ ref }) => ref);
}

/** The first of each side of a file that may itself be missing; both count from the start. */
function neighbours(order: readonly string[], file: string): { before: number; after: number } {
  const before = order.findIndex((one) => one >= file);
  if (before < 0) return { before: order.length, after: order.length };
  return { before, after: order[before] === file ? before + 1 : before };
}

function besides(
  index: FindingIndex,
  own: readonly Ref[],
  { at, last }: Standing,
  forward: boolean,
): Ref | undefined {
  const known = last === undefined ? -1 : own.indexOf(last);
  if (known >= 0) return forward ? own[known + 1] : own[known - 1];
  const starts = (ref: Ref): Position => regionOf(index, ref)?.start ?? { line: -1, character: 0 };
  return forward
    ? own.find((ref) => isBefore(at, starts(ref)))
    : own.findLast((ref) => isBefore(starts(ref), at));
}

function told(ref: Ref, all: readonly Ref[], isAround: boolean): Next {
  return { ref, isAround, nth: all.indexOf(ref) + 1, inFile: all.length };
}

function regionOf(index: FindingIndex, ref: Ref): Region | undefined {
  return index.sources[sourceOf(ref)]?.table.region(rowOf(ref));
}

function compareSize(a: Region, b: Region): number {
  const lines = ({ start, end }: Region) => end.line - start.line;
  const characters = ({ start, end }: Region) => end.character - start.character;
  return lines(a) - lines(b) || characters(a) - characters(b);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
