import type { Check, SubjectFile } from '../evidence';
import { beyond } from '../outline/outline';
import { isTestPath } from '../outline/testPath';
import { oneLine } from '../plainText';
import type { Syntax } from '../syntax';
import type { Assertion, TestOutline } from './assertions';
import { isLooser, isTrivial, testsIn, testsInLines } from './assertions';
import type { Place } from './changes';
import { changesOf, shownPlaces } from './changes';

interface Weakening extends Place {
  readonly sentence: string;
  /** Less is tested than before. */
  readonly isCertain: boolean;
}

export const testsKept: Check = {
  id: 'tests-kept',
  title: 'The tests demand as much as before',
  async run({ files }, ports) {
    const tests = files.filter(
      ({ path, before, after }) => before !== after && isTestPath(path) && isCode(path),
    );
    if (tests.length === 0) return { outcome: 'pass', detail: 'No test file changes.' };
    const syntax = await ports.syntax();
    const sides = await Promise.all(tests.map((file) => sidesOf(file, syntax)));
    const found = weakenings(sides);
    if (found.length === 0) {
      return { outcome: 'pass', detail: 'No test and no assertion is gone, skipped or loosened.' };
    }
    const sentences = [...new Set(found.map(({ sentence }) => sentence))];
    const more = sentences.length > 4 ? ` And ${sentences.length - 4} more.` : '';
    return {
      outcome: found.some(({ isCertain }) => isCertain) ? 'fail' : 'warn',
      detail: `${sentences.slice(0, 4).join(' ')}${more}`,
      lines: shownPlaces(found),
    };
  },
};

/** Snapshots, data and texts beside the tests are no tests. */
function isCode(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?|py|go|rb|java|kt|cs|php|rs|scala|swift|groovy|c|cc|cpp)$/i.test(path);
}

interface Sides {
  readonly file: SubjectFile;
  readonly before: TestOutline;
  readonly after: TestOutline;
}

async function sidesOf(file: SubjectFile, syntax: Syntax): Promise<Sides> {
  const { path } = file;
  const read = async (text: string) =>
    (await syntax.withTree(path, text, testsIn)) ?? testsInLines(text);
  return { file, before: await read(file.before), after: await read(file.after) };
}

const byText = ({ text }: Assertion) => text;

/** What moved from file to file is not gone. */
function weakenings(sides: readonly Sides[]): readonly Weakening[] {
  const all = (pick: (side: Sides) => readonly Assertion[]) => sides.flatMap(pick);
  const tests = all(({ after }) => after.tests);
  const assertions = all(({ after }) => after.assertions);
  const oldAssertions = all(({ before }) => before.assertions);
  return sides.flatMap((one) => [
    ...goneTests(one, beyond(one.before.tests, tests, byText)),
    ...changedAssertions(
      one,
      beyond(one.before.assertions, assertions, byText),
      beyond(one.after.assertions, oldAssertions, byText),
    ),
    ...switchedOff(one),
  ]);
}

/** A test that got another name is still there: as many came as went. */
function goneTests(
  { file, before, after }: Sides,
  gone: readonly Assertion[],
): readonly Weakening[] {
  const come = beyond(after.tests, before.tests, byText);
  return gone.slice(come.length).map(({ text, line }) => ({
    ...placeAfter(file, line),
    sentence: `The test “${oneLine(text, 80)}” is gone.`,
    isCertain: true,
  }));
}

function changedAssertions(
  { file }: Sides,
  gone: readonly Assertion[],
  come: readonly Assertion[],
): readonly Weakening[] {
  const missing = gone.length - come.length;
  const lost = missing > 0 ? unmatched(gone, come, missing) : [];
  const edited = gone.filter((one) => !lost.includes(one));
  const trivial = come.filter(({ text }) => isTrivial(text));
  const pairs = edited.map((old, at) => ({ old, now: nearest(old, come) ?? come[at] }));
  return [
    ...lost.map(({ text, line }) => ({
      ...placeAfter(file, line),
      sentence: `The assertion “${oneLine(text, 80)}” (line ${line + 1} before) is gone.`,
      isCertain: true,
    })),
    ...trivial.map(({ text, line }) => ({
      path: file.path,
      line,
      sentence: `The assertion “${oneLine(text, 80)}” holds whatever the code does.`,
      isCertain: gone.length > 0,
    })),
    ...pairs.flatMap(({ old, now }) =>
      now && !isTrivial(now.text) ? [editedTo(file, old, now)] : [],
    ),
  ];
}

function editedTo({ path }: SubjectFile, old: Assertion, now: Assertion): Weakening {
  const how = isLooser(now.text, old.text) ? 'now demands less than' : 'takes the place of';
  return {
    path,
    line: now.line,
    sentence: `“${oneLine(now.text, 60)}” ${how} “${oneLine(old.text, 60)}”. Look whether that is what should hold.`,
    isCertain: false,
  };
}

/** Those of the gone that resemble least what came. */
function unmatched(
  gone: readonly Assertion[],
  come: readonly Assertion[],
  count: number,
): readonly Assertion[] {
  const scored = gone.map((one) => ({
    one,
    score: Math.max(0, ...come.map(({ text }) => likeness(one.text, text))),
  }));
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, count)
    .map(({ one }) => one);
}

function nearest(old: Assertion, come: readonly Assertion[]): Assertion | undefined {
  const [best] = come
    .map((one) => ({ one, score: likeness(old.text, one.text) }))
    .sort((a, b) => b.score - a.score);
  return best && best.score > 0 ? best.one : undefined;
}

/** The share of words that two assertions have in common. */
function likeness(one: string, other: string): number {
  const words = (text: string) => new Set(text.match(/\w+/g));
  const [a, b] = [words(one), words(other)];
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.max(1, a.size, b.size);
}

function switchedOff({ file, before, after }: Sides): readonly Weakening[] {
  const skipped = after.skipped.length > before.skipped.length;
  const only = after.only.length > before.only.length;
  return [
    ...(skipped ? beyond(after.skipped, before.skipped, byText) : []).map(({ text, line }) => ({
      path: file.path,
      line,
      sentence: `“${oneLine(text, 80)}” does not run any more: it is skipped.`,
      isCertain: before.tests.some((old) => old.text === text) || text.startsWith('@'),
    })),
    ...(only ? beyond(after.only, before.only, byText) : []).map(({ text, line }) => ({
      path: file.path,
      line,
      sentence: `Only “${oneLine(text, 80)}” runs now; all other tests of the file are left out.`,
      isCertain: false,
    })),
  ];
}

/** Where a line was, in the text after. */
function placeAfter(file: SubjectFile, line: number): Place {
  const { hunks, after } = changesOf(file);
  const hunk = hunks.find(({ before }) => line >= before.start && line < before.end);
  return {
    path: file.path,
    line: Math.max(0, Math.min(hunk?.after.start ?? line, after.length - 1)),
  };
}
