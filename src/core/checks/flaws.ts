import type { LineRange } from '../diffLines';
import { mapRange } from '../diffLines';
import type { CheckPorts, Subject, SubjectFile } from '../evidence';
import type { Severity } from '../finding';
import { indexText } from '../lines';
import type { Detection, RuleInfo, Rules } from '../rules';
import type { Syntax } from '../syntax';
import { linesOf, placeOf, statementOf, touches } from './around';
import { bearingOf } from './bearing';
import type { Changes, Place } from './changes';
import { changesOf } from './changes';
import { sharedTriggers } from './sharedTriggers';

/** A detection that outlives its tree. */
export interface Seen extends Place {
  readonly rule: Pick<RuleInfo, 'id' | 'title' | 'precision' | 'cwe'> & {
    readonly severity: Severity;
  };
  readonly message: string;
  readonly code: string;
  readonly lines: LineRange;
  /** The lines of its statement, and of the steps on the way of the value. */
  readonly made: readonly LineRange[];
  /** The function around it, or the statement. */
  readonly scope: LineRange;
  /** A check that stands before it, but that is not known to suffice. */
  readonly guard?: { readonly line: number; readonly code: string };
}

/** What built-in detection sees in one file before and after. */
export interface FileFlaws {
  readonly file: SubjectFile;
  readonly changes: Changes;
  readonly before: readonly Seen[];
  readonly after: readonly Seen[];
  /** Those of before that the finding speaks of, the nearest first. */
  readonly targets: readonly Seen[];
}

export interface Flaws {
  readonly files: readonly FileFlaws[];
  /** What is left of each flaw, wherever it went. */
  readonly left: ReadonlyMap<Seen, Seen>;
  /** Those after that were nowhere before. */
  readonly introduced: readonly Seen[];
}

const maxDetections = 1000;
/** Several checks ask the same of one subject. */
const known = new WeakMap<Subject, Promise<Flaws>>();

/** What built-in detection sees before and after. Asked for once, however many checks want it. */
export function flawsOf(subject: Subject, ports: CheckPorts): Promise<Flaws> {
  let flaws = known.get(subject);
  if (!flaws) known.set(subject, (flaws = compared(subject, ports)));
  return flaws;
}

async function compared(subject: Subject, ports: CheckPorts): Promise<Flaws> {
  const parts = { syntax: await ports.syntax(), rules: await ports.rules() };
  const files: FileFlaws[] = [];
  for (const file of subject.files) files.push(await look(file, subject, parts));
  const left = new Map(files.flatMap((one) => [...pairs(one)]));
  const taken = new Set(left.values());
  const free = new Set(files.flatMap(({ after }) => after).filter((one) => !taken.has(one)));
  for (const old of files.flatMap(({ before }) => before)) {
    if (left.has(old)) continue;
    const moved = [...free].find((now) => isKin(old, now) && now.code === old.code);
    if (!moved) continue;
    left.set(old, moved);
    free.delete(moved);
  }
  const rest = new Set(files.flatMap(remainders));
  return { files, left, introduced: [...free].filter((one) => !rest.has(one)) };
}

interface Parts {
  readonly syntax: Syntax;
  readonly rules: Rules;
}

async function look(file: SubjectFile, { finding }: Subject, parts: Parts): Promise<FileFlaws> {
  const { path, before, after } = file;
  const { rules, syntax } = parts;
  const isPlace = finding?.location.path === path;
  const changes = changesOf(file);
  const bearing = await bearingOf(
    file,
    changes,
    isPlace ? finding.location.region : undefined,
    syntax,
  );
  const triggers = sharedTriggers(file, changes);
  const old = await rules.detectIn(
    path,
    before,
    syntax,
    (all) => ({
      seen: seenIn(path, before, all, rules),
      at: isPlace ? rules.detectionsFor(finding, all, before).map((one) => all.indexOf(one)) : [],
    }),
    { ...bearing.before, fires: triggers.before },
  );
  const now = await rules.detectIn(path, after, syntax, (all) => seenIn(path, after, all, rules), {
    ...bearing.after,
    fires: triggers.after,
  });
  if (Math.max(old.seen.length, now.length) > maxDetections) {
    throw new Error(`${path} has more than ${maxDetections} detections, too many to compare`);
  }
  const seen = await placed(old.seen, before, syntax);
  return {
    file,
    changes,
    before: seen,
    after: await placed(now, after, syntax),
    targets: old.at.flatMap((at) => seen[at] ?? []),
  };
}

type Unplaced = Omit<Seen, 'scope'> & { readonly start: number };

function seenIn(
  path: string,
  text: string,
  detections: readonly Detection[],
  rules: Rules,
): readonly Unplaced[] {
  const index = indexText(text);
  const line = (offset: number) => index.positionAt(offset).line;
  const range = ({ start, end }: { readonly start: number; readonly end: number }) => ({
    start: line(start),
    end: line(end) + 1,
  });
  return detections.flatMap(({ ruleId, message, start, end, guard, flow = [], madeAt }) => {
    const rule = rules.rules.find(({ id }) => id === ruleId);
    if (!rule) return [];
    const code = text.slice(start, end).replace(/\s+/g, ' ');
    const made = [...flow, ...(madeAt ? [madeAt] : [])].map(range);
    return {
      ...{ path, start, rule, message, code, made },
      line: line(start),
      lines: range({ start, end }),
      ...(guard && {
        guard: { line: line(guard.start), code: text.slice(guard.start, guard.end) },
      }),
    };
  });
}

/** With the function and the statement around each, as far as the file can be parsed. */
async function placed(
  seen: readonly Unplaced[],
  text: string,
  syntax: Syntax,
): Promise<readonly Seen[]> {
  const [first] = seen;
  if (!first) return [];
  const parsed = await syntax.withTree(first.path, text, (root) =>
    seen.map(({ start, ...rest }): Seen => {
      const node = root.descendantForIndex(start);
      const made = [linesOf(statementOf(node)), ...rest.made];
      return { ...rest, made, scope: linesOf(placeOf(node)) };
    }),
  );
  return parsed ?? seen.map(({ start: _, ...rest }) => ({ ...rest, scope: rest.lines }));
}

/**
 * Which detection after is which before: the same code at the same place, else the same weakness at the
 * same place, else the same code elsewhere, so that moving a flaw is not fixing it.
 */
function pairs({ before, after, changes }: FileFlaws): ReadonlyMap<Seen, Seen> {
  const matches = new Map<Seen, Seen>();
  const free = new Set(after);
  const places = new Map(before.map((old) => [old, mapRange(old.lines, changes.hunks)]));
  const pair = (fits: (old: Seen, now: Seen) => boolean) => {
    for (const old of before) {
      if (matches.has(old)) continue;
      for (const now of free) {
        if (!isKin(old, now) || !fits(old, now)) continue;
        matches.set(old, now);
        free.delete(now);
        break;
      }
    }
  };
  const sameCode = (old: Seen, now: Seen) => old.code === now.code;
  const samePlace = (old: Seen, { lines }: Seen) => {
    const place = places.get(old);
    return place !== undefined && touches(lines, place);
  };
  pair((old, now) => sameCode(old, now) && samePlace(old, now));
  pair(samePlace);
  pair(sameCode);
  return matches;
}

/** What stands where the same weakness stood before is a part of it, also when there are more parts now. */
function remainders({ before, after, changes }: FileFlaws): readonly Seen[] {
  return after.filter((now) =>
    before.some((old) => isKin(old, now) && touches(mapRange(old.lines, changes.hunks), now.lines)),
  );
}

/** The same rule, or another rule for the same weakness. */
function isKin({ rule }: Seen, { rule: other }: Seen): boolean {
  return rule.id === other.id || rule.cwe[0] === other.cwe[0];
}
