import * as path from 'node:path';
import { checkTitles } from '../../core/checkIds';
import type { CheckAnswer, SlowCheck, SlowControl, Subject } from '../../core/evidence';
import { oneLine } from '../../core/plainText';
import type { TypeCommand } from '../../core/typeCommands';
import { pythonCompiler, typeCommandIn } from '../../core/typeCommands';
import { newProblems, readTypeProblems, typesAnswer } from '../../core/typeErrors';
import type { ScratchTree } from '../scratch/tree';
import { type Install, shownInstall, sidesIn, withPackages } from './sides';
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

/** What the project's own type checker says only with the change. */
export function typeCheck(parts: SlowParts): SlowCheck {
  return {
    id: 'type-check',
    title: checkTitles['type-check'],
    async plan(subject) {
      const search = await searchChecker(parts, subject);
      if (!search.ok) return search;
      return { ok: true, commands: agreedTo(search) };
    },
    async run(subject, control) {
      const search = await searchChecker(parts, subject);
      if (!search.ok) return notRun(search.why);
      if (!isAgreed(control, ...agreedTo(search))) return notRun(notAgreed);
      const trial = { ...search, parts, control, subject };
      return inScratch(parts, control, (tree) => compare(tree, trial));
    },
  };
}

function shownIn({ command, below }: Found): string {
  return below === '' ? command.shown : `${command.shown}, in ${below}`;
}

function agreedTo({ found, install }: Pick<Trial, 'found' | 'install'>): readonly string[] {
  return [...shownInstall(install), shownIn(found)];
}

interface Trial {
  readonly found: Found;
  readonly install: Install | undefined;
  readonly tool: string;
  readonly parts: SlowParts;
  readonly control: SlowControl;
  readonly subject: Subject;
}

async function searchChecker(parts: SlowParts, subject: Subject) {
  const [first = ''] = pathsOf(subject);
  for (const below of foldersOf(first)) {
    const relative = path.posix.relative(below, first);
    const command = typeCommandIn(await lookIn(parts, below), relative);
    if (command) return checkerOf(parts, subject, command, below);
  }
  if (!/\.pyi?$/.test(first)) return cannot('No type checker is set up for the changed files.');
  const python = pathsOf(subject).filter((one) => /\.pyi?$/.test(one));
  return checkerOf(parts, subject, pythonCompiler(python), '');
}

async function checkerOf(parts: SlowParts, subject: Subject, command: TypeCommand, below: string) {
  const search = await withPackages(parts, subject, { command, below });
  return search.ok ? { ...search, tool: command.tool } : search;
}

async function compare(tree: ScratchTree, trial: Trial): Promise<CheckAnswer> {
  const { subject, found, tool, parts, control, install } = trial;
  const put = sidesIn(tree, install, parts, control);
  await put(subject.files, 'after');
  control.progress('with the change');
  const after = await look(tree, trial);
  if (typeof after === 'string') return notRun(after);
  const prefix = found.below === '' ? '' : `${found.below}/`;
  if (after.problems.length === 0) return typesAnswer(tool, [], 0, prefix);
  await put(subject.files, 'before');
  control.progress('without the change');
  const before = await look(tree, trial);
  if (typeof before === 'string') return notRun(`Without the change: ${before}`);
  const fresh = newProblems(before.problems, after.problems);
  return typesAnswer(tool, fresh, after.problems.length - fresh.length, prefix);
}

/** What the checker complains of; a text says why it did not look at the change. */
async function look(tree: ScratchTree, { found, subject, tool, parts, control }: Trial) {
  const run = await runIn(tree, found, parts, control);
  const why = whyNothing(run, found.command.shown, parts.limits().timeLimitMs);
  if (why !== undefined || !run.started) return why ?? '';
  const place = path.join(tree.folder, found.below) + path.sep;
  const output = run.output.replaceAll(place, '');
  const problems = readTypeProblems(output);
  if (run.exitCode !== 0 && problems.length === 0) {
    return `${tool} could not check: ${oneLine(output.slice(-300), 300)}`;
  }
  const unseen = unlisted(found, subject, output);
  if (unseen !== undefined)
    return `${tool} does not look at ${unseen}: no tsconfig.json includes it.`;
  return { problems };
}

/** A file that is in no project of tsc would always look right to it. */
function unlisted({ command, below }: Found, { files }: Subject, output: string) {
  if (!command.args.includes('--listFiles')) return undefined;
  const listed = new Set(output.split(/\r?\n/).map((line) => line.replaceAll('\\', '/')));
  const relative = files.map((file) => path.posix.relative(below, file.path));
  const isSeen = relative.some((one) => listed.has(one));
  return isSeen ? undefined : relative[0];
}
