import * as vscode from 'vscode';
import type { FindingSummary, Region } from '../core/finding';
import type { FindingTable } from '../core/findingTable';
import type { Places } from '../core/follow';
import { shiftRegion } from '../core/track';
import type { Folder } from './folder';
import { fileUri } from './folder';
import type { Unsaved } from './unsaved';

/** Where the finding is marked: its region, or the start of the file for one of a whole file. */
export function rangeOf({ location }: Pick<FindingSummary, 'location'>): vscode.Range {
  return toRange(location.region);
}

export function toRange(region: Region | undefined): vscode.Range {
  if (!region) return new vscode.Range(0, 0, 0, 0);
  const { start, end } = region;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Rows that have just come are where they are on disk; what was typed since has moved them. */
export function moveRows(
  table: FindingTable,
  from: number,
  folder: Folder,
  unsaved: Unsaved,
): void {
  if (unsaved.size === 0) return;
  for (let row = from; row < table.length; row += 1) {
    const region = table.region(row);
    const uri = fileUri(folder, table.textIn(row, 'path') ?? '').toString();
    const changes = region && unsaved.get(uri);
    if (changes) {
      const moved = changes.reduce((now, change) => shiftRegion(now, change), region);
      table.move(row, moved);
    }
  }
}

/** Four numbers a place; the line is -1 where there is none. */
export function packed(places: Places): Int32Array {
  const regions = new Int32Array(places.count * 4).fill(-1);
  for (let index = 0; index < places.count; index += 1) {
    const region = places.get(index);
    if (!region) continue;
    const { start, end } = region;
    regions.set([start.line, start.character, end.line, end.character], index * 4);
  }
  return regions;
}

/** Sets places that were `before` to those that they are now, unless they are others by now. */
export function unpack(places: Places, before: Int32Array, after: Int32Array): void {
  if (places.count * 4 !== after.length) return;
  for (let index = 0; index < places.count; index += 1) {
    const [line = -1, character = 0, endLine = 0, endCharacter = 0] = after.subarray(index * 4);
    const start = { line, character };
    const end = { line: endLine, character: endCharacter };
    if ((before[index * 4] ?? -1) >= 0) places.set(index, line < 0 ? undefined : { start, end });
  }
}
