import type { Check, Subject, SubjectFile } from '../evidence';
import type { Facts, Oddity } from '../outline/outline';
import { beyond, outlineOf } from '../outline/outline';
import { languageFor } from '../grammars';
import { isTestPath } from '../outline/testPath';
import { isMinifiedName, isVendored } from '../scanScope';
import type { AddedLine, Changes, Place } from './changes';
import { addedLines, additions, changesOf, placesText, shownPlaces } from './changes';
import type { Silenced } from './suppressions';
import { configAsks, configSilences, silencedBy } from './suppressions';

interface Concern {
  readonly places: readonly Place[];
  /** Without the places, which follow. */
  readonly says: string;
  readonly isCertain: boolean;
}

export const nothingSilenced: Check = {
  id: 'nothing-silenced',
  title: 'No scanner or type checker is told to look away',
  async run(subject, ports) {
    const all = subject.files.map(changesOf);
    const outline = await outlineOf(subject, ports).catch(() => undefined);
    const code = (outline?.files ?? []).filter(({ isTest }) => !isTest);
    const concerns = [
      ...commentConcerns(all, subject),
      ...configConcerns(all),
      ...movedConcerns(subject.files, all),
      unreadConcern(subject.files),
      ...code.flatMap(({ before, after, changes }) => oddityConcerns(before, after, changes)),
    ].filter(({ places }) => places.length > 0);
    if (concerns.length > 0) {
      return {
        outcome: concerns.some(({ isCertain }) => isCertain) ? 'fail' : 'warn',
        detail: concerns.map(({ says, places }) => `${says}: ${placesText(places)}.`).join(' '),
        lines: shownPlaces(concerns.flatMap(({ places }) => places)),
      };
    }
    if (!outline) {
      return {
        outcome: 'not-run',
        detail:
          'No line tells a tool to look away, but the code could not be parsed to see what hides in it.',
      };
    }
    return { outcome: 'pass', detail: 'No line, setting, cast or detour hides code from a tool.' };
  },
};

function commentConcerns(all: readonly Changes[], { finding }: Subject): readonly Concern[] {
  const found = all.flatMap((changes) =>
    additions(changes).flatMap(({ added, removed }) => {
      const kinds: readonly Silenced[] = ['scanner', 'other'];
      return kinds.flatMap((kind) =>
        leftOver(added, removed, (line) => silencedBy(line, finding) === kind).map((place) => ({
          kind,
          place,
        })),
      );
    }),
  );
  const of = (wanted: Silenced) =>
    found.filter(({ kind }) => kind === wanted).map(({ place }) => place);
  return [
    {
      places: of('scanner'),
      says: 'The change silences a scanner instead of, or as well as, fixing the code',
      isCertain: true,
    },
    {
      places: of('other'),
      says: 'The change tells a type checker, a linter or a coverage tool to look away',
      isCertain: false,
    },
  ];
}

/** The added lines that match, less as many as matched before. */
function leftOver(
  added: readonly AddedLine[],
  removed: readonly string[],
  matches: (line: string) => boolean,
): readonly AddedLine[] {
  return added.filter(({ text }) => matches(text)).slice(removed.filter(matches).length);
}

function configConcerns(all: readonly Changes[]): readonly Concern[] {
  const found = all.flatMap((changes) => {
    const { path } = changes;
    return additions(changes).map(({ added, removed }, at) => {
      const says = (kind: Silenced) =>
        leftOver(added, removed, (line) => configSilences(path, line) === kind);
      const start = changes.hunks[at]?.after.start ?? 0;
      const asked = removed.filter((line) => configAsks(path, line));
      const asks = added.filter(({ text }) => configAsks(path, text));
      const isLess = asked.length > asks.length;
      return {
        scanner: says('scanner'),
        other: says('other'),
        less: isLess ? [{ path, line: start }] : [],
      };
    });
  });
  return [
    {
      places: found.flatMap(({ scanner }) => scanner),
      says: 'The configuration makes a scanner leave something out',
      isCertain: true,
    },
    {
      places: found.flatMap(({ other }) => other),
      says: 'The configuration makes the type checker less strict',
      isCertain: false,
    },
    {
      places: found.flatMap(({ less }) => less),
      says: 'A rule or a step of a scanner is taken out of the configuration',
      isCertain: false,
    },
  ];
}

/** A script without an extension is read for what its first line names. */
function unreadConcern(files: readonly SubjectFile[]): Concern {
  const unread = files.filter(({ path, before, after }) => {
    const language = languageFor(path, before);
    return language !== undefined && after !== '' && languageFor(path, after) !== language;
  });
  return {
    places: unread.map(({ path }) => ({ path, line: 0 })),
    says: 'The first line no longer names the interpreter by which the file was scanned',
    isCertain: true,
  };
}

const generated =
  /(?:^|\/)(?:dist|build|out|generated|gen|__generated__|coverage|public\/(?:lib|vendor)|assets\/vendor|examples?|samples?|docs?)\/|\.generated\.|\.g\.|_pb2?\./i;

/** Lines that went into a file where scanners seldom look. */
function movedConcerns(files: readonly SubjectFile[], all: readonly Changes[]): readonly Concern[] {
  const isHidden = (path: string) =>
    isVendored(path) || isMinifiedName(path) || generated.test(path) || isTestPath(path);
  const removed = new Set(
    all
      .filter(({ path }) => !isHidden(path))
      .flatMap((changes) => additions(changes).flatMap((one) => one.removed))
      .map((line) => line.trim())
      .filter((line) => line.length > 12 && !/^(?:import|from|\/\/|#|\*)/.test(line)),
  );
  const hidden = all.filter(({ path }) => isHidden(path));
  const moved = hidden.flatMap((changes) => {
    const lines = addedLines(changes).filter(({ text }) => removed.has(text.trim()));
    return lines.length >= (isTestPath(changes.path) ? 3 : 2) ? lines : [];
  });
  const created = files.filter(
    ({ path, before, status }) =>
      (status === 'created' || before === '') && (isVendored(path) || isMinifiedName(path)),
  );
  return [
    { places: moved, says: 'Code moves to where scanners do not look', isCertain: true },
    {
      places: created.map(({ path }) => ({ path, line: 0 })),
      says: 'A new file lies where scanners do not look',
      isCertain: false,
    },
  ];
}

const oddityText: Readonly<Record<Oddity['kind'], string>> = {
  cast: 'A cast takes the type away that a checker would look at',
  alias: 'A dangerous function gets another name, which scanners do not know',
  indirect: 'A function is reached by a detour, which scanners do not follow',
};

function oddityConcerns(before: Facts, after: Facts, changes: Changes): readonly Concern[] {
  const come = beyond(after.oddities, before.oddities, ({ kind, text }) => `${kind} ${text}`);
  const count = (list: readonly Oddity[], kind: Oddity['kind']) =>
    list.filter((one) => one.kind === kind).length;
  const kinds: readonly Oddity['kind'][] = ['cast', 'alias', 'indirect'];
  const concerns = kinds.map((kind) => {
    const isMore = count(after.oddities, kind) > count(before.oddities, kind);
    const places = isMore ? come.filter((one) => one.kind === kind) : [];
    return { places, says: oddityText[kind], isCertain: places.some(isPutTogether) };
  });
  return [...concerns, ...castOnly(changes)];
}

/** Nobody writes that but to hide it. */
function isPutTogether({ kind, text }: Oddity): boolean {
  if (kind === 'alias') return /(?:=|:)\s*(?:\w+\.)?(?:eval|Function)$/.test(text);
  return kind === 'indirect' && /['"`]\s*\+\s*['"`]|^0, ?eval|\beval\b/.test(text);
}

/** Lines that are the same but for their casts. */
function castOnly(changes: Changes): readonly Concern[] {
  if (!/\.[cm]?tsx?$/i.test(changes.path)) return [];
  const places = additions(changes).flatMap(({ added, removed }) => {
    const bare = (line: string) => plain(withoutCasts(line));
    const old = new Set(removed.map(bare));
    return added.filter(({ text }) => bare(text) !== plain(text) && old.has(bare(text)));
  });
  return [
    {
      places,
      says: 'Nothing but the type of the same code changes',
      isCertain: false,
    },
  ];
}

function withoutCasts(line: string): string {
  return line
    .replace(/(?<!\s)\s+as\s+(?:unknown\s+as\s+)?[\w.]+(?:<[^>]*>)?(?:\[\])?/g, '')
    .replace(/(?<=[\w)\]])!(?=[.)\],;\s[]|$)(?!=)/g, '');
}

/** A line without what comes and goes with a cast. */
function plain(line: string): string {
  return line.replace(/[\s()]+/g, '');
}
