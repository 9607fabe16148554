import type { LineRange } from '../diffLines';
import { mapRange } from '../diffLines';
import type { Check, CheckAnswer, Subject, SubjectFile } from '../evidence';
import type { CodeFinding, Region } from '../finding';
import { isTestPath } from '../outline/testPath';
import { oneLine } from '../plainText';
import type { Syntax } from '../syntax';
import type { Changes, Place } from './changes';
import { changesOf, placesText, shownPlaces } from './changes';
import type { Scope } from './scope';
import { scopesAround, standalone } from './scope';

/** More changed lines than this take more than a look. */
const maxChangedLines = 30;
/** And nobody reads so many with care. */
const farTooMany = 100;

export const staysInScope: Check = {
  id: 'stays-in-scope',
  title: 'Only the code around the finding changes',
  async run(subject, ports) {
    const { finding, files } = subject;
    const changed = files.filter(({ before, after }) => before !== after);
    const general = [...fileConcerns(subject, changed), ...sizeConcerns(changed)];
    if (finding?.kind !== 'code') {
      return general.length > 0
        ? { outcome: 'warn', detail: general.join(' ') }
        : { outcome: 'pass', detail: 'Few lines change, and no file comes or goes.' };
    }
    const own = changed.find((file) => file.path === finding.location.path);
    const outside = own && (await outsideScope(own, finding, await ports.syntax()));
    const concerns = [
      ...(own ? [] : [`The finding's own file, ${shown(finding.location.path)}, does not change.`]),
      ...(outside?.length
        ? [`Lines outside the finding's function change: ${placesText(outside)}.`]
        : []),
      ...general,
    ];
    if (concerns.length > 0) {
      return { outcome: 'warn', detail: concerns.join(' '), lines: shownPlaces(outside ?? []) };
    }
    return outside ? passed : unknown(finding);
  },
};

const passed: CheckAnswer = {
  outcome: 'pass',
  detail: "Only the finding's function changes, with what it needs beside it.",
};

function unknown({ location }: CodeFinding): CheckAnswer {
  const why = location.region
    ? `There is no parser for ${shown(location.path)}`
    : 'The report names no line';
  return {
    outcome: 'not-run',
    detail: `${why}, so it is not known what surrounds the finding.`,
  };
}

function shown(path: string): string {
  return oneLine(path, 200);
}

/** Files that come, go, or have nothing to do with the finding. Tests may come along. */
function fileConcerns({ finding }: Subject, changed: readonly SubjectFile[]): readonly string[] {
  const created = changed.filter(isCreated).filter(({ path }) => !isTestPath(path));
  const deleted = changed.filter(isDeleted);
  const others = changed.filter(
    (file) =>
      finding?.kind === 'code' &&
      !isCreated(file) &&
      !isDeleted(file) &&
      !isTestPath(file.path) &&
      !placesOf(finding).has(file.path),
  );
  const list = (files: readonly SubjectFile[]) => {
    const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
    return `${files
      .slice(0, 5)
      .map(({ path }) => shown(path))
      .join(', ')}${more}`;
  };
  return [
    ...(others.length > 0 ? [`Other files change: ${list(others)}.`] : []),
    ...(created.length > 0 ? [`New files come: ${list(created)}.`] : []),
    ...(deleted.length > 0 ? [`Files go: ${list(deleted)}.`] : []),
  ];
}

function isCreated({ status, before }: SubjectFile): boolean {
  return status === 'created' || (status === undefined && before === '');
}

function isDeleted({ status, after }: SubjectFile): boolean {
  return status === 'deleted' || (status === undefined && after === '');
}

/** The files that the finding's way leads through. */
function placesOf({ location, codeFlows, related }: CodeFinding): ReadonlySet<string> {
  return new Set([location, ...codeFlows.flat(), ...related].map(({ path }) => path));
}

function sizeConcerns(changed: readonly SubjectFile[]): readonly string[] {
  const count = changed
    .filter(({ path }) => !isTestPath(path))
    .reduce((sum, file) => sum + changedLines(changesOf(file)), 0);
  if (count > farTooMany) {
    return [`${count} lines change, more than can be reviewed with care. Ask for a smaller fix.`];
  }
  return count > maxChangedLines ? [`${count} lines change.`] : [];
}

function changedLines({ hunks, before, after }: Changes): number {
  const filled = (lines: readonly string[], { start, end }: LineRange) =>
    lines.slice(start, end).filter((line) => line.trim() !== '').length;
  return hunks.reduce(
    (sum, hunk) => sum + Math.max(filled(before, hunk.before), filled(after, hunk.after)),
    0,
  );
}

/**
 * Changed lines that neither belong to the code around the finding, nor stand for themselves as an
 * import or a new function does. Undefined when it is not known what surrounds the finding.
 */
async function outsideScope(
  file: SubjectFile,
  finding: CodeFinding,
  syntax: Syntax,
): Promise<readonly Place[] | undefined> {
  const { path } = file;
  const regions = regionsIn(finding, path);
  if (!finding.location.region) return undefined;
  const changes = changesOf(file);
  const old = await syntax.withTree(path, file.before, (root) => scopesAround(root, regions));
  if (!old) return undefined;
  const strays = straysOf(changes, old);
  if (strays.length === 0) return [];
  const isNew = await syntax.withTree(path, file.after, (root) =>
    standalone(root, changes.hunks, old.names),
  );
  return strays.flatMap(({ at, removed, added }) => {
    const lines = added.filter((line) => !isNew?.has(line));
    const places = lines.length === 0 && removed > 0 ? [at] : lines;
    return places.map((line) => ({ path, line: Math.min(line, changes.after.length - 1) }));
  });
}

function regionsIn({ location, codeFlows, related }: CodeFinding, path: string): readonly Region[] {
  const all = [location, ...codeFlows.flat(), ...related];
  return all.flatMap((one) => (one.path === path && one.region ? [one.region] : []));
}

interface Stray {
  readonly at: number;
  /** How many lines go that do not stand for themselves. */
  readonly removed: number;
  readonly added: readonly number[];
}

function straysOf({ hunks, before, after }: Changes, old: Scope): readonly Stray[] {
  const now = old.lines.map((lines) => mapRange(lines, hunks));
  const outside = (range: LineRange, scopes: readonly LineRange[], text: readonly string[]) =>
    numbers(range).filter(
      (line) =>
        text[line]?.trim() !== '' && !scopes.some(({ start, end }) => line >= start && line < end),
    );
  return hunks
    .map((hunk) => ({
      at: hunk.after.start,
      removed: outside(hunk.before, old.lines, before).filter((line) => !old.beside.has(line))
        .length,
      added: outside(hunk.after, now, after),
    }))
    .filter(({ removed, added }) => removed + added.length > 0);
}

function numbers({ start, end }: LineRange): number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}
