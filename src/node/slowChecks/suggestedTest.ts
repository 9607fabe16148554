import * as path from 'node:path';
import type { SlowCheck, Subject, SubjectFile } from '../../core/evidence';
import { judgeSuggestedTest } from '../../core/suggestedTest';
import { singleTestIn } from '../../core/testCommands';
import { outcomeOf } from './projectTests';
import type { SlowParts } from './trial';
import {
  cannot,
  foldersOf,
  inScratch,
  isAgreed,
  lookIn,
  notAgreed,
  notRun,
  runIn,
  withProgram,
} from './trial';

/** The test that came with a draft, with the change and without it; only in the scratch copy. */
export function suggestedTest(parts: SlowParts): SlowCheck {
  return {
    id: 'suggested-test',
    title: 'The suggested test fails before and passes after',
    async plan(subject) {
      const search = await searchRunner(parts, subject);
      return search.ok ? { ok: true, commands: [search.found.command.shown] } : search;
    },
    async run(subject, control) {
      const search = await searchRunner(parts, subject);
      if (!search.ok) return notRun(search.why);
      const { found, test } = search;
      if (!isAgreed(control, found.command.shown)) return notRun(notAgreed);
      return inScratch(parts, control, (tree) =>
        judgeSuggestedTest(test.path, async (side) => {
          control.progress(side === 'after' ? 'with the change' : 'without the change');
          await tree.write([...subject.files, test], side);
          return outcomeOf(await runIn(tree, found, parts, control), found, tree, parts);
        }),
      );
    },
  };
}

async function searchRunner(parts: SlowParts, { draft, files }: Subject) {
  const suggested = draft?.suggestedTest;
  if (!suggested) return cannot('The draft suggests no test.');
  if (files.some((file) => file.path === suggested.path)) {
    return cannot('The suggested test would replace a file of the change.');
  }
  const { code } = suggested;
  const test: SubjectFile = { path: suggested.path, before: code, after: code };
  for (const below of foldersOf(test.path)) {
    const look = await lookIn(parts, below);
    if (below !== '' && !look.names.some((name) => setUp.test(name))) continue;
    const command = singleTestIn(look, path.posix.relative(below, test.path));
    if (!command) continue;
    const search = await withProgram(parts, command, below);
    return search.ok ? { ...search, test } : search;
  }
  return cannot('It is not known how a single test is run here. Run it by hand.');
}

const setUp = /^(?:package\.json|pyproject\.toml|setup\.(?:py|cfg))$/;
