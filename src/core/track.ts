import type { Finding, Location, Position, Region, SuppliedFix } from './finding';

/** One edit of a text: what lay between `start` and `oldEnd` now ends at `newEnd`. */
export interface TextChange {
  readonly start: Position;
  readonly oldEnd: Position;
  readonly newEnd: Position;
}

/** The change that replaces a region by a text, as an editor reports it. */
export function replacing({ start, end }: Region, text: string): TextChange {
  const lines = text.split(/\r\n|\n|\r/);
  const last = lines.at(-1)?.length ?? 0;
  const line = start.line + lines.length - 1;
  const character = lines.length === 1 ? start.character + last : last;
  return { start, oldEnd: end, newEnd: { line, character } };
}

/**
 * Where a region lies after a change. All of its text that survives stays inside; where the change
 * reaches into the region, the new text belongs to it, and what is typed at its edges does not.
 */
export function shiftRegion(region: Region, change: TextChange): Region {
  const { start, oldEnd } = change;
  if (isAtMost(oldEnd, region.start)) {
    return { start: moved(region.start, change), end: moved(region.end, change) };
  }
  if (isAtMost(region.end, start)) return region;
  return {
    start: isAtMost(region.start, start) ? region.start : start,
    end: moved(isAtMost(oldEnd, region.end) ? region.end : oldEnd, change),
  };
}

/**
 * The finding with its places in `path` where they lie after a change of that file. It is the very
 * same object when nothing moved.
 */
export function shiftFinding(finding: Finding, path: string, change: TextChange): Finding {
  const shifted = <Place extends Location>(place: Place): Place => {
    if (place.path !== path || !place.region) return place;
    const region = shiftRegion(place.region, change);
    return sameRegion(region, place.region) ? place : { ...place, region };
  };
  const location = shifted(finding.location);
  const related = mapped(finding.related, shifted);
  if (finding.kind === 'dependency') {
    const same = location === finding.location && related === finding.related;
    return same ? finding : { ...finding, location, related };
  }
  const codeFlows = mapped(finding.codeFlows, (flow) => mapped(flow, shifted));
  const fixes = mapped(finding.fixes, (fix) => shiftFix(fix, path, change));
  const same =
    location === finding.location &&
    related === finding.related &&
    codeFlows === finding.codeFlows &&
    fixes === finding.fixes;
  return same ? finding : { ...finding, location, related, codeFlows, fixes };
}

function shiftFix(fix: SuppliedFix, path: string, change: TextChange): SuppliedFix {
  const changes = mapped(fix.changes, (file) => {
    if (file.path !== path) return file;
    const replacements = mapped(file.replacements, (replacement) => {
      const region = shiftRegion(replacement.region, change);
      return sameRegion(region, replacement.region) ? replacement : { ...replacement, region };
    });
    return replacements === file.replacements ? file : { ...file, replacements };
  });
  return changes === fix.changes ? fix : { ...fix, changes };
}

/** Like `map`, but the very same list when every element stayed the same. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
}

/** Where a position at or after the end of the change lies afterwards. */
function moved({ line, character }: Position, { oldEnd, newEnd }: TextChange): Position {
  return {
    line: line - oldEnd.line + newEnd.line,
    character: line === oldEnd.line ? character - oldEnd.character + newEnd.character : character,
  };
}

function isAtMost(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

function samePosition(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

function sameRegion(a: Region, b: Region): boolean {
  return samePosition(a.start, b.start) && samePosition(a.end, b.end);
}
