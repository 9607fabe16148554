import { checkTitles } from '../../core/checkIds';
import { HumanError } from '../../core/errors';
import type { SlowCheck, Subject } from '../../core/evidence';
import { get } from '../../core/readers/json';
import { testCommandIn, userTestCommand } from '../../core/testCommands';
import type { CommandOutcome } from '../../core/testComparison';
import { compareTests } from '../../core/testComparison';
import { readTestRun } from '../../core/testRuns';
import type { CommandRun } from '../runCommand';
import type { ScratchTree } from '../scratch/tree';
import { shownInstall, sidesIn, withPackages } from './sides';
import type { Found, SlowParts } from './trial';
import {
  cannot,
  foldersOf,
  inScratch,
  isAgreed,
  lookIn,
  notAgreed,
  notRun,
  pathsOf,
  runIn,
  whyNothing,
} from './trial';

/** The tests that the project has, with the change and without it. */
export function projectTests(parts: SlowParts): SlowCheck {
  return {
    id: 'project-tests',
    title: checkTitles['project-tests'],
    async plan(subject) {
      const search = await searchCommand(parts, subject);
      if (!search.ok) return search;
      const { found, install } = search;
      return { ok: true, commands: [...shownInstall(install), shownIn(found)] };
    },
    async run(subject, control) {
      const search = await searchCommand(parts, subject);
      if (!search.ok) return notRun(search.why);
      const { found, install } = search;
      const agreed = [...shownInstall(install), shownIn(found)];
      if (!isAgreed(control, ...agreed)) return notRun(notAgreed);
      return inScratch(parts, control, (tree) => {
        const put = sidesIn(tree, install, parts, control);
        return compareTests(found.command.shown.replace(/ \(.*\)$/s, ''), async (side) => {
          await put(subject.files, side === 'before' ? 'before' : 'after');
          control.progress(`running the tests ${sides[side]}`);
          const here = await commandFor({ ...parts, folder: tree.folder }, subject);
          if (!here.ok || shownIn(here) !== shownIn(found)) throw new HumanError(notAgreed);
          return outcomeOf(await runIn(tree, found, parts, control), found, tree, parts);
        });
      });
    },
  };
}

const sides = {
  after: 'with the change',
  before: 'without the change',
  again: 'with the change, once more',
} as const;

function shownIn({ command, below }: Pick<Found, 'command' | 'below'>): string {
  return below === '' ? command.shown : `${command.shown}, in ${below}`;
}

async function searchCommand(parts: SlowParts, subject: Subject) {
  const named = await commandFor(parts, subject);
  return named.ok ? withPackages(parts, subject, named) : named;
}

async function commandFor(parts: SlowParts, subject: Subject) {
  if (changesScripts(subject)) {
    return cannot('The change alters the scripts of package.json. Run the tests by hand.');
  }
  const own = userTestCommand(parts.limits().testCommand);
  if (typeof own === 'string') return cannot(own);
  if (own) return { ok: true, command: own, below: '' } as const;
  const paths = pathsOf(subject);
  for (const below of foldersOf(paths[0] ?? '')) {
    const command = testCommandIn(await lookIn(parts, below), paths[0] ?? '');
    if (command) return { ok: true, command, below } as const;
  }
  return cannot(
    'No test command of this project is known. Name yours in the setting countersign.checks.testCommand.',
  );
}

/** What was agreed to would not be what runs. */
function changesScripts({ files }: Subject): boolean {
  return files.some(
    ({ path, before, after }) =>
      /(?:^|\/)package\.json$/.test(path) && scriptsIn(before) !== scriptsIn(after),
  );
}

function scriptsIn(text: string): string {
  try {
    return JSON.stringify(get(JSON.parse(text), 'scripts')) ?? '';
  } catch {
    return text;
  }
}

/** What a run of a test command tells. */
export function outcomeOf(
  run: CommandRun,
  { command }: Found,
  tree: ScratchTree,
  { limits }: SlowParts,
): CommandOutcome {
  const why = whyNothing(run, command.shown, limits().timeLimitMs);
  if (why !== undefined || !run.started) return { ok: false, why: why ?? '' };
  const read = readTestRun(run.output.replaceAll(`${tree.folder}/`, ''));
  // Of half an output the names that are missing would look like tests that pass.
  const tests = run.isCut ? { ...read, failed: [] } : read;
  return { ok: true, succeeded: run.exitCode === 0, tests };
}
