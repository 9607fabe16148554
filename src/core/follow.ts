import { fingerprintLines, lineMap, mapRegion } from './drift';
import type { Position, Region } from './finding';
import { type TextChange, shiftRegion } from './track';

/** The places of a file's findings. A place that is undefined is gone, or never was known. */
export interface Places {
  readonly count: number;
  /** Names the finding, also when others come and go. */
  id(index: number): string;
  get(index: number): Region | undefined;
  set(index: number, region: Region | undefined): void;
}

/** The text of some lines, from 0, `to` exclusive; without `to` up to the end. */
export type LinesOf = (from: number, to?: number) => string;

/** How many states of a file are remembered. */
const maxRemembered = 50;

/**
 * Keeps the places of one open file's findings where their code is. Where a change replaces the
 * code of a finding, as a reload from disk or a formatter does, the lines are compared: what stands
 * elsewhere now has moved, what does not is gone. A state that comes back, by undo or by a
 * checkout, brings all places back to where they stood in it.
 */
export class Follower {
  #lines: Uint32Array;
  readonly #states = new Map<string, ReadonlyMap<string, Region | undefined>>();

  constructor(text: string) {
    this.#lines = fingerprintLines(text);
  }

  /** To be told after each edit; `changes` in the order and in the coordinates of the editor. Answers whether a place changed. */
  follow(changes: readonly TextChange[], linesOf: LinesOf, places: Places): boolean {
    const before = this.#lines;
    const gone: number[] = [];
    for (let index = 0; index < places.count; index += 1) {
      const region = places.get(index);
      if (region && changes.some((change) => swallows(change, region))) gone.push(index);
    }
    if (gone.length > 0) this.remember(places);
    this.#lines = this.#now(changes, linesOf);
    const state = this.#states.size > 0 ? this.#states.get(keyOf(this.#lines)) : undefined;
    const map = gone.length > 0 ? lineMap(before, this.#lines) : undefined;
    const isGone = new Set(gone);
    let any = false;
    for (let index = 0; index < places.count; index += 1) {
      const region = places.get(index);
      const id = state && places.id(index);
      if (id !== undefined && state?.has(id)) {
        if (recall(places, index, region, state.get(id))) any = true;
        continue;
      }
      if (!region) continue;
      const now =
        map && isGone.has(index)
          ? mapRegion(region, map)
          : changes.reduce((moved, change) => shiftRegion(moved, change), region);
      if (now && sameRegion(now, region)) continue;
      places.set(index, now);
      any = true;
    }
    return any;
  }

  /** Notes where the findings are in the text as it is. */
  remember(places: Places): void {
    const state = new Map<string, Region | undefined>();
    for (let index = 0; index < places.count; index += 1) {
      state.set(places.id(index), places.get(index));
    }
    const key = keyOf(this.#lines);
    this.#states.delete(key);
    this.#states.set(key, state);
    for (const oldest of [...this.#states.keys()].slice(0, -maxRemembered)) {
      this.#states.delete(oldest);
    }
  }

  #now(changes: readonly TextChange[], linesOf: LinesOf): Uint32Array {
    const [only, ...more] = changes;
    if (only === undefined) return this.#lines;
    const { start, oldEnd, newEnd } = only;
    if (more.length > 0 || oldEnd.line >= this.#lines.length) return fingerprintLines(linesOf(0));
    const changed = fingerprintLines(linesOf(start.line, newEnd.line + 1));
    const head = this.#lines.subarray(0, start.line);
    const tail = this.#lines.subarray(oldEnd.line + 1);
    const lines = new Uint32Array(head.length + changed.length + tail.length);
    lines.set(head);
    lines.set(changed, head.length);
    lines.set(tail, head.length + changed.length);
    return lines;
  }
}

/** Answers whether that is another place than before. */
function recall(
  places: Places,
  index: number,
  now: Region | undefined,
  region: Region | undefined,
): boolean {
  if (now === region || (now && region && sameRegion(now, region))) return false;
  places.set(index, region);
  return true;
}

/** Nothing of the region's own text is left after the change, nor of the text around an empty one. */
function swallows({ start, oldEnd }: TextChange, region: Region): boolean {
  const isEmpty = !isBefore(region.start, region.end);
  if (isEmpty) return isBefore(start, region.start) && isBefore(region.end, oldEnd);
  return !isBefore(region.start, start) && !isBefore(oldEnd, region.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function sameRegion(a: Region, b: Region): boolean {
  return (
    !isBefore(a.start, b.start) &&
    !isBefore(b.start, a.start) &&
    !isBefore(a.end, b.end) &&
    !isBefore(b.end, a.end)
  );
}

/** Two independent sums, so that chance makes no two states equal. */
function keyOf(lines: Uint32Array): string {
  let one = 0x811c9dc5;
  let other = lines.length;
  for (const line of lines) {
    one = Math.imul(one ^ line, 0x01000193);
    other = (Math.imul(other, 31) + line) | 0;
  }
  return `${one} ${other}`;
}
