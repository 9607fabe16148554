import { packageMoves } from './checks/touchedPackages';
import { diffLines, splitLines } from './diffLines';
import type { SubjectFile } from './evidence';
import type { Finding, Location } from './finding';

/** A change that is no further than this from a finding's code is taken to be about it. */
const nearLines = 10;

/**
 * The findings that a patch may be meant for: those with code, or with a step of the way to it, near
 * a changed line; when there are none, all in changed files. Those of unchanged files never. Of
 * dependencies, those whose package moves.
 */
export function aimedFindings(
  findings: readonly Finding[],
  files: readonly SubjectFile[],
): readonly Finding[] {
  const changed = new Map(files.map((file) => [file.path, hunksBefore(file)]));
  const moves = packageMoves(files);
  const moved = findings.filter((one) => one.kind === 'dependency' && moves(one));
  const concerned = findings.filter(
    ({ kind, location }) => kind === 'code' && changed.has(location.path),
  );
  const isNear = ({ path, region }: Location) =>
    region !== undefined &&
    changed.get(path)?.some(({ start, end }) => {
      return region.start.line < end + nearLines && region.end.line >= start - nearLines;
    });
  const aimed = concerned.filter((finding) => placesOf(finding).some(isNear));
  return [...moved, ...(aimed.length > 0 ? aimed : concerned)];
}

function hunksBefore({ before, after }: SubjectFile) {
  return diffLines(splitLines(before), splitLines(after)).map((hunk) => hunk.before);
}

function placesOf(finding: Finding): readonly Location[] {
  return finding.kind === 'code' ? [finding.location, ...finding.codeFlows.flat()] : [];
}
