import type { Hunk, LineRange } from '../diffLines';
import { mapRange } from '../diffLines';
import type { Check, CheckAnswer, SubjectFile } from '../evidence';
import type { Finding } from '../finding';
import { indexText } from '../lines';
import { oneLine } from '../plainText';
import type { Detection, Rules } from '../rules';
import type { Syntax } from '../syntax';
import type { Place } from './changes';
import { changesOf, placesText, shownPlaces } from './changes';

export const findingGone: Check = {
  id: 'finding-gone',
  title: 'The finding is gone, and no new one came',
  async run({ finding, files }, ports) {
    const parts = { syntax: await ports.syntax(), rules: await ports.rules() };
    const results: Comparison[] = [];
    for (const file of files) results.push(await compare(file, finding, parts));
    const introduced = results.flatMap((result) => result.introduced);
    if (introduced.length > 0) return introduces(introduced);
    return verdict(finding, results.find(({ target }) => target)?.target);
  },
};

const maxDetections = 1000;

/** A detection that outlives its tree. */
interface Seen extends Place {
  readonly ruleId: string;
  readonly message: string;
  readonly code: string;
  readonly lines: LineRange;
}

interface Comparison {
  readonly introduced: readonly Seen[];
  /** What built-in detection sees of the finding before, and what is left of it. */
  readonly target: { readonly before: Seen; readonly after: Seen | undefined } | undefined;
}

async function compare(
  file: SubjectFile,
  finding: Finding | undefined,
  { syntax, rules }: { readonly syntax: Syntax; readonly rules: Rules },
): Promise<Comparison> {
  const { path, before, after } = file;
  const isPlace = finding?.location.path === path;
  const old = await rules.detectIn(path, before, syntax, (all) => {
    const target = finding && isPlace ? rules.detectionsFor(finding, all, before)[0] : undefined;
    return { seen: seenIn(file.path, before, all), at: target ? all.indexOf(target) : -1 };
  });
  const now = await rules.detectIn(path, after, syntax, (all) => seenIn(path, after, all));
  if (Math.max(old.seen.length, now.length) > maxDetections) {
    throw new Error(`${path} has more than ${maxDetections} detections, too many to compare`);
  }
  const matches = match(old.seen, now, changesOf(file).hunks);
  const known = new Set(matches.values());
  const target = old.seen[old.at];
  return {
    introduced: now.filter((one) => !known.has(one)),
    target: target && { before: target, after: matches.get(target) },
  };
}

function seenIn(path: string, text: string, detections: readonly Detection[]): readonly Seen[] {
  const index = indexText(text);
  const line = (offset: number) => index.positionAt(offset).line;
  return detections.map(({ ruleId, message, start, end }) => ({
    path,
    line: line(start),
    ruleId,
    message,
    code: text.slice(start, end).replace(/\s+/g, ' '),
    lines: { start: line(start), end: line(end) + 1 },
  }));
}

/**
 * Which detection after is which before: the same code at the same place, else the same rule at the
 * same place, else the same code elsewhere, so that moving a flaw is not fixing it.
 */
function match(
  before: readonly Seen[],
  after: readonly Seen[],
  hunks: readonly Hunk[],
): ReadonlyMap<Seen, Seen> {
  const matches = new Map<Seen, Seen>();
  const free = new Set(after);
  const places = new Map(before.map((old) => [old, mapRange(old.lines, hunks)]));
  const pair = (fits: (old: Seen, now: Seen) => boolean) => {
    for (const old of before) {
      if (matches.has(old)) continue;
      for (const now of free) {
        if (now.ruleId !== old.ruleId || !fits(old, now)) continue;
        matches.set(old, now);
        free.delete(now);
        break;
      }
    }
  };
  const sameCode = (old: Seen, now: Seen) => old.code === now.code;
  const samePlace = (old: Seen, { lines }: Seen) => {
    const place = places.get(old);
    return place !== undefined && lines.start < place.end && lines.end > place.start;
  };
  pair((old, now) => sameCode(old, now) && samePlace(old, now));
  pair(samePlace);
  pair(sameCode);
  return matches;
}

function introduces(introduced: readonly Seen[]): CheckAnswer {
  const messages = [...new Set(introduced.map(({ message }) => message))].slice(0, 3);
  return {
    outcome: 'fail',
    detail: `The change introduces what built-in detection reports: ${placesText(introduced)}. ${messages.join(' ')}`,
    lines: shownPlaces(introduced),
  };
}

function verdict(finding: Finding | undefined, target: Comparison['target']): CheckAnswer {
  if (!finding) {
    return {
      outcome: 'not-run',
      detail: 'No finding was given; built-in detection sees nothing new.',
    };
  }
  const tool = oneLine(finding.tool.name, 60);
  if (finding.kind === 'dependency') {
    return {
      outcome: 'not-run',
      detail: `It is about a dependency: install, and run ${tool} again.`,
    };
  }
  if (!target) {
    return {
      outcome: 'not-run',
      detail: `Built-in detection does not know this finding. Run ${tool} again to see whether it is gone.`,
    };
  }
  const { before, after } = target;
  if (after) {
    return {
      outcome: 'fail',
      detail: `Built-in detection still sees it: ${placesText([after])}. ${after.message}`,
      lines: shownPlaces([after]),
    };
  }
  return {
    outcome: 'pass',
    detail: `Built-in detection saw it at line ${before.line + 1} and does not any more. ${tool} itself has not run again.`,
  };
}
