import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { checks } from '../../src/core/checks';
import type { SubjectFile } from '../../src/core/evidence';
import { gather } from '../../src/core/evidence';
import { effectivePolicy } from '../../src/core/policy';
import * as rules from '../../src/core/rules';
import { assess } from '../../src/core/risk';
import { withSharedSyntax } from '../../src/core/sharedSyntax';
import { createSyntax } from '../../src/core/syntax';
import type { GoodFix } from './goodFixes';
import { goodFixes } from './goodFixes';
import { mutatorsBeside } from './mutateBeside';
import type { Mutator } from './mutateFix';
import { mutators } from './mutateFix';

/** `node fixMutants.mjs GRAMMARS TEST`: how many mutants of good fixes are caught by whom they have to be, as JSON. */
const [, , grammars = '', test = ''] = process.argv;
/** So many mutants of a class say what there is to say. */
const most = 120;
const syntax = await createSyntax((name) => fs.readFile(path.join(grammars, name)));
const policy = effectivePolicy([]);

/** What warns or fails, `risk` for a change that is forbidden. */
async function objectors(
  { finding, around, file }: GoodFix,
  files: readonly SubjectFile[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map([
    ...around,
    [file.path, file.before],
    ...files.map((one) => [one.path, one.before] as const),
  ]);
  const read = (name: string) => {
    const text = texts.get(name);
    return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
  };
  const evidence = await withSharedSyntax(
    { syntax: () => Promise.resolve(syntax), rules: () => Promise.resolve(rules), read },
    (ports) => gather(checks, { finding, files }, ports),
  );
  const found = new Map(
    evidence
      .filter(({ outcome }) => outcome === 'warn' || outcome === 'fail')
      .map(({ check, detail }) => [check, detail]),
  );
  const judged = files.map((one) => ({ path: one.path, realPath: one.path }));
  const { tier } = assess(finding, undefined, judged, policy);
  return tier === 'forbidden' ? found.set('risk', 'It is forbidden.') : found;
}

/** A mutant counts only where the good fix itself gives its catchers nothing to object to. */
async function recallOf(mutator: Mutator, fixes: readonly GoodFix[]): Promise<unknown> {
  let [made, caught] = [0, 0];
  const missed: { readonly fix: string; readonly others: string; readonly lines: string }[] = [];
  for (const [turn, fix] of fixes.entries()) {
    if (made === most) break;
    const files = mutator.mutate(fix, turn);
    if (!files) continue;
    const isOld = (check: string) => mutator.caughtBy.includes(check);
    if ([...(await calm(fix))].some(isOld)) continue;
    if (mutator.caughtBy[0] === 'finding-gone' && !(await isSeen(fix))) continue;
    made += 1;
    const found = await objectors(fix, files);
    if ([...found.keys()].some(isOld)) caught += 1;
    else
      missed.push({
        fix: fix.name,
        others: [...found.keys()].join(', '),
        lines: spoilt(fix, files),
      });
  }
  return { id: mutator.id, caughtBy: mutator.caughtBy, made, caught, missed };
}

/** What the mutant has that neither of the texts of the fix has, and what it lacks of both. */
function spoilt({ file }: GoodFix, files: readonly SubjectFile[]): string {
  const own = files.find(({ path: at }) => at === file.path)?.after ?? '';
  const lines = (text: string) => new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const [before, good, now] = [lines(file.before), lines(file.after), lines(own)];
  const lost = [...good].filter((line) => before.has(line) && !now.has(line));
  const came = [...now].filter((line) => !before.has(line) && !good.has(line));
  return [...lost.map((line) => `- ${line}`), ...came.map((line) => `+ ${line}`)].join('  ');
}

const known = new Map<GoodFix, Promise<readonly string[]>>();

function calm(fix: GoodFix): Promise<readonly string[]> {
  const found = known.get(fix) ?? objectors(fix, [fix.file]).then((all) => [...all.keys()]);
  known.set(fix, found);
  return found;
}

function isSeen({ finding, file: { path: at, before } }: GoodFix): Promise<boolean> {
  return rules.detectIn(
    at,
    before,
    syntax,
    (all) => rules.detectionsFor(finding, all, before).length > 0,
  );
}

const fixes = spread(await goodFixes(test, syntax));
const results: unknown[] = [];
for (const mutator of [...mutators, ...mutatorsBeside])
  results.push(await recallOf(mutator, fixes));
process.stdout.write(JSON.stringify({ fixes: fixes.length, results }));

/** Neighbours are alike, so they are taken from all over. */
function spread<T>(all: readonly T[]): readonly T[] {
  const step = 7;
  return Array.from({ length: step }, (_, from) =>
    all.filter((_one, at) => at % step === from),
  ).flat();
}
