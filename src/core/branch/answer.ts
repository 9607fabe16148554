import { placesText } from '../checks/changes';
import type { FindingSummary } from '../finding';
import { severityRank } from '../finding';
import { oneLine } from '../plainText';
import type { Unrecorded } from './coverage';
import type { BranchStory } from './story';

/** `clear` reads "No objection found". */
export interface BranchAnswer {
  readonly answer: 'no' | 'look' | 'clear';
  /** In one line. */
  readonly sentence: string;
  /** Objections first. */
  readonly reasons: readonly BranchReason[];
}

export interface BranchReason {
  readonly weight: 'objection' | 'look';
  /** A sentence or two, of which parts are foreign. */
  readonly text: string;
}

/** The one answer to whether a branch may be merged, with all that speaks against it. */
export function answerOf(story: BranchStory): BranchAnswer {
  const objections = objectionsOf(story).map((text) => ({ weight: 'objection' as const, text }));
  const looks = looksOf(story).map((text) => ({ weight: 'look' as const, text }));
  const reasons = [...objections, ...looks];
  const answer = objections.length > 0 ? 'no' : looks.length > 0 ? 'look' : 'clear';
  return { answer, sentence: sentenceOf(answer, objections.length, looks.length), reasons };
}

function sentenceOf(answer: BranchAnswer['answer'], objections: number, looks: number): string {
  const also = looks > 0 ? `, and ${counted(looks, 'thing')} to look at` : '';
  if (answer === 'no') return `Merge? No: ${counted(objections, 'objection')}${also}.`;
  if (answer === 'look') return `Merge? Look first: ${counted(looks, 'thing')} to look at.`;
  return 'Merge? No objection found.';
}

function objectionsOf(story: BranchStory): readonly string[] {
  const { evidence, coverage, record, risk } = story;
  return [
    ...evidence.filter(({ outcome }) => outcome === 'fail').map(({ detail }) => detail),
    ...unrecordedTexts(coverage.unrecorded),
    ...coverage.missing.map(({ id, commit }) => {
      return `Commit ${commit.slice(0, 10)} names the AI-BOM entry ${oneLine(id, 40)}, which is not there. Commit the entry with its fix.`;
    }),
    ...record.problems.map(({ file, message, place }) => {
      const where = place ? ` (${oneLine(place.path, 200)}:${place.line})` : '';
      return `The record does not hold: ${oneLine(file, 200)} ${oneLine(message, 300)}${where}.`;
    }),
    ...risk.reasons
      .filter(({ tier, path }) => tier === 'forbidden' && isMarked(story, path))
      .map(({ path, reason }) => `${oneLine(path, 200)} was changed with AI. ${reason}`),
  ];
}

/** One for each commit or other source, however many files it touches. */
function unrecordedTexts(all: readonly Unrecorded[]): readonly string[] {
  const bySource = new Map<string, Unrecorded[]>();
  for (const one of all) {
    const source =
      one.commit === undefined ? one.how : `${one.how} of commit ${one.commit.slice(0, 10)}`;
    const key = `${oneLine(one.by, 80)}, by the ${source}`;
    bySource.set(key, [...(bySource.get(key) ?? []), one]);
  }
  return [...bySource].map(([source, marked]) => {
    const places = marked.flatMap(({ path, lines }) =>
      lines.length > 0 ? lines.map((line) => placesText([{ path, line }])) : [oneLine(path, 200)],
    );
    const more = places.length > 5 ? ` and ${places.length - 5} more` : '';
    const were = places.length === 1 ? 'was' : 'were';
    return `${places.slice(0, 5).join(', ')}${more} ${were} made with AI (${source}), and no AI-BOM entry accounts for it. Take it back and draft it with Countersign, or have a person rewrite it.`;
  });
}

function looksOf(story: BranchStory): readonly string[] {
  const { evidence, findings, reported, dependencies, risk, files, notes } = story;
  const guarded = findings.guarded.map(({ location }) => location);
  const unread = files.filter((file) => file.unread !== undefined);
  return [
    ...evidence.filter(({ outcome }) => outcome === 'warn').map(({ detail }) => detail),
    ...tierLook(
      story,
      'forbidden',
      'closed to drafts: have the change agreed to by somebody who may make it',
    ),
    ...tierLook(story, 'high', 'high-risk: have them read by somebody who knows them'),
    ...listed(
      'Built-in detection still sees flaws on changed lines',
      findings.remaining.filter(isGrave).map(({ location, ruleId }) => {
        return `${placeOf(location)} (${oneLine(ruleId, 80)})`;
      }),
    ),
    ...listed('New guards stand before findings, and have to be judged', guarded.map(placeOf)),
    ...listed(
      'Reports speak of changed lines',
      reported.map(({ location, ruleId }) => `${placeOf(location)} (${oneLine(ruleId, 80)})`),
    ),
    ...listed(
      'Dependencies that are new or in another version',
      dependencies.map(({ name, version }) => `${oneLine(name, 100)} ${oneLine(version, 60)}`),
    ),
    ...listed(
      'Nobody has read these, look yourself',
      unread.map(({ path, unread: why = '' }) => `${oneLine(path, 200)} (${why})`),
    ),
    ...(risk.reasons.some(({ path }) => path.startsWith('.countersign/'))
      ? ['The branch changes the policy. It was judged by that of the base.']
      : []),
    ...notes.map((note) => oneLine(note, 500)),
  ];
}

/** Less is hardly more than advice, and most changed lines have it. */
function isGrave({ severity }: FindingSummary): boolean {
  return severityRank(severity) <= severityRank('medium');
}

function tierLook(story: BranchStory, tier: 'forbidden' | 'high', what: string): readonly string[] {
  const paths = story.risk.reasons
    .filter((reason) => reason.tier === tier)
    .map(({ path }) => path)
    .filter((path) => tier === 'high' || !isMarked(story, path));
  const worse = new Set(
    story.risk.reasons.filter((reason) => reason.tier === 'forbidden').map(({ path }) => path),
  );
  const own = [...new Set(paths)].filter((path) => tier === 'forbidden' || !worse.has(path));
  return listed(
    `${counted(own.length, 'file')} ${own.length === 1 ? 'is' : 'are'} ${what}`,
    own.map((path) => oneLine(path, 200)),
  );
}

function isMarked({ files }: BranchStory, path: string): boolean {
  return files.some((file) => file.path === path && file.isMarked);
}

/** A sentence with at most five things; none without any. */
function listed(what: string, things: readonly string[]): readonly string[] {
  if (things.length === 0) return [];
  const more = things.length > 5 ? ` and ${things.length - 5} more` : '';
  return [`${what}: ${things.slice(0, 5).join(', ')}${more}.`];
}

function placeOf({ path, region }: { path: string; region?: { start: { line: number } } }): string {
  return `${oneLine(path, 200)}${region ? `:${region.start.line + 1}` : ''}`;
}

/** Such as `1 file` and `2 files`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
