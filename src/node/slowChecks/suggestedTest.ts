import * as path from 'node:path';
import { checkTitles } from '../../core/checkIds';
import type { SlowCheck, Subject, SubjectFile } from '../../core/evidence';
import { judgeSuggestedTest } from '../../core/suggestedTest';
import { singleTestIn } from '../../core/testCommands';
import { outcomeOf } from './projectTests';
import { type Install, shownInstall, sidesIn, withPackages } from './sides';
import type { Found, SlowParts } from './trial';
import { cannot, foldersOf, inScratch, isAgreed, lookIn, notAgreed, notRun, runIn } from './trial';

/** The test that came with a draft, with the change and without it; only in the scratch copy. */
export function suggestedTest(parts: SlowParts): SlowCheck {
  return {
    id: 'suggested-test',
    title: checkTitles['suggested-test'],
    async plan(subject) {
      const search = await searchRunner(parts, subject);
      return search.ok ? { ok: true, commands: agreedTo(search) } : search;
    },
    async run(subject, control) {
      const search = await searchRunner(parts, subject);
      if (!search.ok) return notRun(search.why);
      const { found, install, test } = search;
      if (!isAgreed(control, ...agreedTo(search))) return notRun(notAgreed);
      return inScratch(parts, control, (tree) => {
        const put = sidesIn(tree, install, parts, control);
        return judgeSuggestedTest(test.path, async (side) => {
          await put([...subject.files, test], side);
          control.progress(side === 'after' ? 'with the change' : 'without the change');
          return outcomeOf(await runIn(tree, found, parts, control), found, tree, parts);
        });
      });
    },
  };
}

function agreedTo({
  found,
  install,
}: {
  readonly found: Found;
  readonly install?: Install | undefined;
}) {
  return [...shownInstall(install), found.command.shown];
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
    const search = await withPackages(parts, { files }, { command, below });
    return search.ok ? { ...search, test } : search;
  }
  return cannot('It is not known how a single test is run here. Run it by hand.');
}

const setUp = /^(?:package\.json|pyproject\.toml|setup\.(?:py|cfg))$/;
