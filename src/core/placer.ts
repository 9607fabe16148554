import type { Location, Region } from './finding';
import { type TextIndex, indexText } from './lines';
import { type Drift, regionNow, reportedNow } from './readers/drifted';
import { exactRegion, unitByEvidence } from './readers/regions';
import {
  type ColumnUnit,
  type ReportedCode,
  type ReportedFile,
  type ReportedLocation,
  type ReportedRegion,
  reportedPlaces,
} from './readers/reported';
import { foreignPath } from './readers/uris';

/** The workspace's files, loaded beforehand. */
export interface WorkspaceFiles {
  /** The workspace-relative path that a report's address means: see `reportResolver`. */
  resolve(uri: string | undefined, base: string | undefined): string | undefined;
  /** A file's text as in `SourceText`; undefined when it cannot be read as text. */
  text(path: string): string | undefined;
  /** The folder of the package.json that a dependency report is about. Default: the top folder. */
  readonly manifestDirectory?: string;
  /** What is known of how the file has changed since it was scanned. Default: nothing. */
  drift?(path: string): Drift | undefined;
  /** How columns are counted in files where only evidence tells; kept for the next to ask. */
  readonly units?: Map<string, ColumnUnit>;
  /** SHA-256 as 64 hex digits, where the platform has a quicker one. */
  readonly hash?: (text: string) => string;
}

const noDrift: Drift = {};
/** Texts are kept up to so many UTF-16 units; those that were read first go first. */
const maxKept = 8 * 1024 * 1024;

/** A place of a report in a file of the workspace. */
export interface Place {
  readonly path: string;
  readonly text: TextIndex | undefined;
  readonly region: Region | 'stale' | undefined;
}

/** Answers a report's places, reading each file's lines and way of counting columns once. */
export interface Placer {
  find(location: ReportedLocation): Place | undefined;
  exact(file: ReportedFile, region: ReportedRegion): { path: string; region: Region } | undefined;
  /** Whether only the whole report can show how the finding's columns are counted. */
  mustWait(finding: ReportedCode): boolean;
  /** Settles it for every file that had to wait; answers in how many code points are counted. */
  decideUnits(): number;
}

/** Reads each text once, unless there are too many to keep. */
function keptTexts(files: WorkspaceFiles): (path: string) => TextIndex | undefined {
  const texts = new Map<string, TextIndex | undefined>();
  let kept = 0;
  return (path) => {
    const known = texts.get(path);
    if (known !== undefined || texts.has(path)) return known;
    const text = files.text(path);
    const index = text === undefined ? undefined : indexText(text);
    texts.set(path, index);
    kept += text?.length ?? 0;
    for (const [oldest, { text: gone = '' } = {}] of texts) {
      if (kept <= maxKept || oldest === path) break;
      texts.delete(oldest);
      kept -= gone.length;
    }
    return index;
  };
}

export function placer(files: WorkspaceFiles): Placer {
  const textOf = keptTexts(files);
  const units = files.units ?? new Map<string, ColumnUnit>();
  const silent = new Map<string, ReportedRegion[]>();

  const unitOf = (path: string, region: ReportedRegion): ColumnUnit =>
    region.unit ?? units.get(path) ?? 'utf16CodeUnits';

  const driftOf = (path: string): Drift => files.drift?.(path) ?? noDrift;

  function gather({ uri, base, region }: ReportedLocation): boolean {
    if (region === undefined || region.unit !== undefined) return false;
    const path = files.resolve(uri, base);
    if (path === undefined || units.has(path) || textOf(path)?.hasPairs !== true) return false;
    const regions = silent.get(path);
    if (regions === undefined) silent.set(path, [region]);
    else regions.push(region);
    return true;
  }

  return {
    find({ uri, base, region }) {
      const path = files.resolve(uri, base);
      if (path === undefined) return undefined;
      const text = textOf(path);
      if (text === undefined || region === undefined) return { path, text, region: undefined };
      return { path, text, region: regionNow(text, region, unitOf(path, region), driftOf(path)) };
    },
    exact({ uri, base }, region) {
      const path = files.resolve(uri, base);
      const text = path === undefined ? undefined : textOf(path);
      if (path === undefined || text === undefined) return undefined;
      const now = reportedNow(region, driftOf(path).lines);
      const exact = now === 'stale' ? undefined : exactRegion(text, now, unitOf(path, region));
      return exact === undefined ? undefined : { path, region: exact };
    },
    mustWait(finding) {
      // Nearly every finding is like this, and has no other places to ask about.
      const { location, related, codeFlows, fixes } = finding;
      if (related.length + codeFlows.length + fixes.length === 0) return gather(location);
      let any = false;
      for (const place of reportedPlaces(finding)) any = gather(place) || any;
      return any;
    },
    decideUnits() {
      let points = 0;
      for (const [path, regions] of silent) {
        const text = textOf(path);
        const unit = text === undefined ? 'utf16CodeUnits' : unitByEvidence(text, regions);
        if (unit === 'unicodeCodePoints') points += 1;
        units.set(path, unit);
      }
      silent.clear();
      return points;
    },
  };
}

/** No file has more lines or columns; findings are kept in numbers of this size. */
const maxNumber = 2 ** 31 - 1;

/** Lines and columns as the report gives them: there is no text to hold them against. */
export function elsewhere({ uri, message, region }: ReportedLocation): Location {
  const { startLine, startColumn = 1, endLine = startLine, endColumn = startColumn } = region ?? {};
  const path = foreignPath(uri);
  const said = message === undefined ? {} : { message };
  if (!startLine || !startColumn || !endLine || !endColumn) return { path, ...said };
  if (Math.max(startLine, startColumn, endLine, endColumn) > maxNumber) return { path, ...said };
  const start = { line: startLine - 1, character: startColumn - 1 };
  const end = { line: endLine - 1, character: endColumn - 1 };
  const isForward =
    end.line > start.line || (end.line === start.line && end.character >= start.character);
  return { path, region: { start, end: isForward ? end : start }, ...said };
}
