import { mapRange } from '../diffLines';
import type { Check, CheckAnswer, CheckPorts, Subject } from '../evidence';
import type { CodeFinding } from '../finding';
import { oneLine } from '../plainText';
import { changesOf, placesText, shownPlaces } from './changes';
import { touches, wordsIn } from './around';
import { dependencyGone } from './dependencyGone';
import { bearsOn } from './elsewhere';
import type { FileFlaws, Flaws, Seen } from './flaws';
import { flawsOf } from './flaws';
import type { NewGuard } from './newGuards';
import { newGuardOf, reachedBehind } from './newGuards';
import { unchangedCode } from './sameCode';
import { targetsOf } from './touchedFlaws';

export const findingGone: Check = {
  id: 'finding-gone',
  title: 'The finding is gone',
  async run(subject, ports) {
    const { finding } = subject;
    if (finding?.kind === 'dependency') return dependencyGone(finding, subject, ports);
    const own = finding && subject.files.find(({ path }) => path === finding.location.path);
    if (finding && (!own || own.before === own.after)) {
      const path = oneLine(finding.location.path, 200);
      return {
        outcome: 'fail',
        detail: `${path}, the file of the finding, does not change, so the flaw is where it was. Change the code that the finding points at.`,
      };
    }
    const flaws = await flawsOf(subject, ports);
    const targets = targetsOf(subject, flaws);
    if (targets.length > 0) return judged(finding, targets, flaws, ports);
    if (!finding) {
      return {
        outcome: 'not-run',
        detail:
          'No finding was given, and built-in detection saw no flaw before in the code that changes.',
      };
    }
    return untold(finding, subject, ports);
  },
};

/** What built-in detection does not know: whether the code that the finding points at is another. */
async function untold(
  finding: CodeFinding,
  { files }: Subject,
  ports: CheckPorts,
): Promise<CheckAnswer> {
  const tool = oneLine(finding.tool.name, 60);
  const own = files.find(({ path }) => path === finding.location.path);
  const same = own && (await unchangedCode(own, finding, await ports.syntax()));
  if (same && bearsOn(same, changesOf(own))) {
    return {
      outcome: 'warn',
      detail: `The code that the finding points at is as it was: ${placesText([same])}. Something else in the file changes: see whether it keeps bad values from getting there.`,
      lines: shownPlaces([same]),
    };
  }
  if (same) {
    return {
      outcome: 'fail',
      detail: `The code that the finding points at is as it was: ${placesText([same])}. Nothing that bears on it changes either.`,
      lines: shownPlaces([same]),
    };
  }
  return {
    outcome: 'not-run',
    detail: `Built-in detection does not know this finding. Run ${tool} again to see whether it is gone.`,
  };
}

interface Rest {
  readonly was: Seen;
  readonly now: Seen;
  readonly guard: NewGuard | undefined;
  /** The change has a hand on the flawed code itself. */
  readonly isTouched: boolean;
  /** It adds something around, which built-in detection may not understand. */
  readonly isHelped: boolean;
}

async function judged(
  finding: CodeFinding | undefined,
  targets: readonly Seen[],
  flaws: Flaws,
  ports: CheckPorts,
): Promise<CheckAnswer> {
  const rest: Rest[] = [];
  for (const was of targets) {
    const now = flaws.left.get(was);
    if (now) rest.push(await restOf(was, now, flaws, ports));
  }
  const gone = targets.filter((one) => !flaws.left.has(one));
  if (rest.length === 0) return allGone(finding, gone, flaws, ports);
  const told = finding ? rest : rest.filter((one) => isPartOf(one, gone));
  if (told.length === 0) return allGone(finding, gone, flaws, ports);
  const bare = told.filter((one) => !hasGuard(one));
  if (bare.length === 0) return guarded(told);
  const isSure = finding
    ? bare.some((one) => one.was === targets[0] && isSame(one))
    : gone.length === 0 && isKept(bare);
  return {
    outcome: isSure ? 'fail' : 'warn',
    detail: stillThere(bare, gone),
    lines: shownPlaces(bare.map(({ now }) => now)),
  };
}

/** Where some flaws are gone, the others are the change's own only when they share its lines. */
function isPartOf({ was, isTouched }: Rest, gone: readonly Seen[]): boolean {
  if (gone.length === 0 || isTouched) return true;
  return gone.some(
    (one) =>
      one.rule.id === was.rule.id && one.made.some((a) => was.made.some((b) => touches(a, b))),
  );
}

/** What is left is the same flaw, made of nothing new that built-in detection may not understand. */
function isSame({ was, now, isHelped }: Rest): boolean {
  if (was.rule.id !== now.rule.id) return false;
  if (was.rule.precision === 'very-high') return true;
  if (isHelped) return false;
  const known = wordsIn(was.code);
  return [...wordsIn(now.code)].every((word) => known.has(word));
}

/** Without a finding, only what the change itself took in hand, and left, is sure to be a failure. */
function isKept(bare: readonly Rest[]): boolean {
  return bare.some(
    (one) => one.isTouched && isSame(one) && /^(?:very-)?high$/.test(one.was.rule.precision),
  );
}

async function restOf(was: Seen, now: Seen, flaws: Flaws, ports: CheckPorts): Promise<Rest> {
  const file = fileOf(was, flaws);
  const later = fileOf(now, flaws);
  const guard = later && (await newGuardOf(now, later, await ports.syntax()));
  const isTouched =
    file?.changes.hunks.some((hunk) =>
      [was.lines, ...was.made].some((range) => touches(hunk.before, range)),
    ) ?? false;
  const isHelped = later !== undefined && bearsOn(now, later.changes);
  return { was, now, guard, isTouched, isHelped };
}

/** The file that a flaw of before or after is in. */
function fileOf(seen: Seen, { files }: Flaws): FileFlaws | undefined {
  return files.find(({ before, after }) => before.includes(seen) || after.includes(seen));
}

function hasGuard({ was, now, guard }: Rest): boolean {
  return guard !== undefined || (now.guard !== undefined && was.guard === undefined);
}

function stillThere(bare: readonly Rest[], gone: readonly Seen[]): string {
  const places = bare.map(({ now }) => now);
  const messages = [...new Set(places.map(({ message }) => message))].slice(0, 2);
  const partly = gone.length > 0 ? ` ${gone.length} of ${gone.length + bare.length} are gone.` : '';
  return `Built-in detection still sees it: ${placesText(places)}. ${messages.join(' ')}${partly}`;
}

function guarded(rest: readonly Rest[]): CheckAnswer {
  const guards = rest.map(({ now, guard }) => ({
    path: now.path,
    line: guard?.line ?? now.guard?.line ?? now.line,
    code: guard?.code ?? oneLine(now.guard?.code ?? '', 80),
  }));
  const sinks = placesText(rest.map(({ now }) => now));
  const codes = [...new Set(guards.map(({ code }) => code))].slice(0, 2).join(' and ');
  return {
    outcome: 'warn',
    detail: `The flawed code is still reached (${sinks}), behind a check that is new or not as it was: ${codes} (${placesText(guards)}). Built-in detection cannot tell whether the check suffices: judge it yourself.`,
    lines: shownPlaces([...guards, ...rest.map(({ now }) => now)]),
  };
}

async function allGone(
  finding: CodeFinding | undefined,
  gone: readonly Seen[],
  flaws: Flaws,
  ports: CheckPorts,
): Promise<CheckAnswer> {
  const titles = [...new Set(gone.map(({ rule }) => rule.title))].slice(0, 3).join('; ');
  const places = placesText(gone);
  const told = finding
    ? `Built-in detection saw it at line ${(gone[0]?.line ?? 0) + 1} and does not any more. ${oneLine(finding.tool.name, 60)} itself has not run again.`
    : `Built-in detection saw this before and does not any more: ${titles} (before: ${places}).`;
  for (const was of gone) {
    const file = fileOf(was, flaws);
    const behind = file && (await reachedBehind(was, file, ports));
    if (!behind) continue;
    const { sink, guard } = behind;
    return {
      outcome: 'pass',
      detail: `${told} The same code is still reached at line ${sink + 1}; the new check at line ${guard.line + 1} stands before it: ${guard.code}.`,
      lines: shownPlaces([guard, { path: guard.path, line: sink }]),
    };
  }
  const shown = gone.flatMap((was) => {
    const file = fileOf(was, flaws);
    return file ? [{ path: was.path, line: mapRange(was.lines, file.changes.hunks).start }] : [];
  });
  return finding
    ? { outcome: 'pass', detail: told }
    : { outcome: 'pass', detail: told, lines: shownPlaces(shown) };
}
