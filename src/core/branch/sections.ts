import type { Entry } from '../aibom/entry';
import { placesText } from '../checks/changes';
import { worstFirst } from '../evidence';
import type { FindingBase } from '../finding';
import { compareText } from '../finding';
import { worstTier } from '../risk';
import { counted } from './answer';
import type { BranchStory, StoryFile } from './story';

/** A part of the story as rows of foreign text, for whatever shows it. */
export interface Section {
  readonly title: string;
  /** Said when there are no rows. */
  readonly none: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly cells: readonly string[];
  /** Where a reader may go from here. */
  readonly place?: { readonly path: string; readonly line?: number };
}

/** The parts in the order in which they are read; each is there even when it has nothing to say. */
export function sectionsOf(story: BranchStory): readonly Section[] {
  return [filesSection(story), checksSection(story), findingsSection(story)].concat(
    [dependenciesSection(story), reachSection(story)],
    [recordSection(story), coverageSection(story)],
  );
}

/** Such as `12 files changed (+30 −4), 3 commits since 0123456789 on main. Risk: low.` */
export function summaryOf(story: BranchStory): string {
  const { files, commits, parted, base, risk, head } = story;
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const what = `${counted(files.length, 'file')} changed (+${added} −${removed}) in ${counted(commits, 'commit')}`;
  const disk = head.id === undefined ? ', and what is not committed yet' : '';
  return `${what}${disk}, since ${base.name} at ${parted.slice(0, 10)}. Risk: ${risk.tier}.`;
}

function filesSection(story: BranchStory): Section {
  const { files, risk } = story;
  const rows = files.map((file): Row => {
    const reasons = risk.reasons.filter(({ path }) => path === file.path);
    const tier = worstTier(reasons);
    const why = reasons.find((reason) => reason.tier === tier && tier !== 'low')?.reason ?? '';
    return {
      cells: [nameOf(file), file.status, linesOf(file), tier, file.isMarked ? 'AI' : '', why],
      place: { path: file.path },
    };
  });
  const columns = ['File', 'Change', 'Lines', 'Risk', 'Made with', 'Why'];
  return { title: 'What changed', none: 'Nothing.', columns, rows };
}

function nameOf({ path, from }: StoryFile): string {
  return from === undefined ? path : `${path} (was ${from})`;
}

function linesOf({ added, removed, unread }: StoryFile): string {
  return unread === undefined ? `+${added} −${removed}` : unread;
}

export function checksSection({ evidence }: Pick<BranchStory, 'evidence'>): Section {
  const rows = worstFirst(evidence).map(({ outcome, title, detail, lines = [] }): Row => {
    const [first] = lines;
    return {
      cells: [outcome, title, detail],
      ...(first && { place: { path: first.path, line: first.line } }),
    };
  });
  return { title: 'Checks', none: 'None ran.', columns: ['Outcome', 'Check', 'Detail'], rows };
}

export function findingsSection({
  findings,
  reported,
}: Pick<BranchStory, 'findings' | 'reported'>): Section {
  const lists = [
    ['introduced', findings.introduced],
    ['guarded', findings.guarded],
    ['still there', findings.remaining],
    ['only its tool knows', findings.unknown],
    ['reported', reported],
    ['fixed', findings.fixed],
  ] as const;
  const rows = lists.flatMap(([fate, list]) => list.map((one) => findingRow(fate, one)));
  const columns = ['What became of it', 'Severity', 'Where', 'Rule', 'Message'];
  return { title: 'Findings on changed lines', none: 'None.', columns, rows };
}

function findingRow(fate: string, { severity, ruleId, message, location }: FindingBase): Row {
  const { path, region } = location;
  const line = region?.start.line;
  const where = line === undefined ? path : `${path}:${line + 1}`;
  // What is fixed was there in the text before.
  const place = fate === 'fixed' || line === undefined ? { path } : { path, line };
  return { cells: [fate, severity, where, ruleId, message], place };
}

function dependenciesSection({ dependencies }: BranchStory): Section {
  const rows = dependencies.map(({ name, version, was, manifest, chosenBy }): Row => {
    const { commits, entries } = chosenBy;
    const by = [
      ...entries.map((id) => `AI-BOM entry ${id}`),
      ...commits.map((id) => `commit ${id.slice(0, 10)}`),
    ];
    const chosen = by.length > 0 ? by.slice(0, 4).join(', ') : 'not committed yet';
    return { cells: [name, version, was ?? 'new', manifest, chosen], place: { path: manifest } };
  });
  const columns = ['Dependency', 'Version', 'Before', 'Manifest', 'Chosen by'];
  return { title: 'Dependencies', none: 'None are new.', columns, rows };
}

function reachSection({ reach }: BranchStory): Section {
  const rows = (reach ?? []).map(({ name, path, uses }): Row => {
    const files = [...new Set(uses.map((use) => use.path))].sort(compareText);
    const shown = uses.length > 0 ? placesText(uses) : 'nowhere else, by this name';
    const count = `${uses.length} in ${counted(files.length, 'file')}`;
    return { cells: [name, path, count, shown], place: { path } };
  });
  const none =
    reach === undefined ? 'It could not be searched.' : 'No exported name has other code now.';
  return {
    title: 'Who uses what changed',
    none,
    columns: ['Name', 'Exported by', 'Uses', 'Where'],
    rows,
  };
}

function recordSection({ record }: BranchStory): Section {
  const rows = record.added.map((entry): Row => {
    const { id, decision, finding, decidedBy } = entry;
    const path = entry.change.files[0]?.path ?? finding.path;
    const cells = [id, decision, finding.ruleId, path, drafterOf(entry), decidedBy.name];
    return { cells, place: { path } };
  });
  const problems = record.problems.map(({ file, message, place }): Row => {
    return {
      cells: [file, 'DOES NOT HOLD', message, place?.path ?? '', '', ''],
      ...(place && { place: { path: place.path, line: place.line - 1 } }),
    };
  });
  const columns = ['Entry', 'Decision', 'Finding', 'File', 'Drafted by', 'Decided by'];
  const older = record.older > 0 ? ` ${counted(record.older, 'thing')} did not hold before.` : '';
  const none = `The branch adds no AI-BOM entry.${older}`;
  return { title: 'AI-BOM', none, columns, rows: [...problems, ...rows] };
}

function drafterOf({ origin }: Entry): string {
  const { kind, model, tool } = origin;
  return kind === 'model' && model ? `${model.provider} ${model.name}` : `${kind}, ${tool.name}`;
}

function coverageSection({ coverage }: BranchStory): Section {
  const { marked, unrecorded, missing } = coverage;
  const rows = unrecorded.map(({ path, lines, by, how, commit }): Row => {
    const [line] = lines;
    const where = line === undefined ? path : placesText(lines.map((at) => ({ path, line: at })));
    const source = commit === undefined ? how : `${how}, commit ${commit.slice(0, 10)}`;
    return {
      cells: ['not on record', where, by, source],
      place: { path, ...(line !== undefined && { line }) },
    };
  });
  const gone = missing.map(({ id, commit }): Row => {
    return { cells: ['entry missing', id, '', `commit ${commit.slice(0, 10)}`] };
  });
  const none =
    marked === 0
      ? 'Nothing is marked as made with AI.'
      : `All ${counted(marked, 'change')} that ${marked === 1 ? 'is' : 'are'} marked as made with AI ${marked === 1 ? 'is' : 'are'} on record.`;
  return {
    title: 'Made with AI',
    none,
    columns: ['Record', 'Where', 'By', 'Told by'],
    rows: [...rows, ...gone],
  };
}
