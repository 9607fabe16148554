import type { Entry } from '../aibom/entry';
import { readEntry } from '../aibom/entry';
import type { VerificationLine } from '../aibom/verify';
import { verifyEntries } from '../aibom/verify';
import { draftCheckIds } from '../checkIds';
import { changesOf } from '../checks/changes';
import type { Evidence, SubjectFile } from '../evidence';
import type { FindingBase } from '../finding';
import { summaryOf } from '../finding';
import { judge, withMissing } from '../judgement';
import type { PatchFindings } from '../patchEvidence';
import { patchEvidence } from '../patchEvidence';
import type { ReviewPorts } from '../ports';
import type { Reach } from '../reach';
import type { Risk } from '../risk';
import { withSharedSyntax } from '../sharedSyntax';
import type { Coverage } from './coverage';
import { coverageOf } from './coverage';
import type { NewDependency } from './dependencies';
import { newDependencies } from './dependencies';
import type { BranchFacts, BranchFile, Mark } from './facts';
import { reachOf } from './reach';
import type { RefusedEntry } from './refusedEntries';
import { refusedEntries } from './refusedEntries';
import { signsIn } from './signs';
import { weakFixes } from './weakFixes';

/** What a branch does, as far as it can be told without running it: all that a view of it shows. */
export interface BranchStory {
  readonly base: BranchFacts['base'];
  readonly head: BranchFacts['head'];
  readonly parted: string;
  readonly commits: number;
  /** Without the record that Countersign added. */
  readonly files: readonly StoryFile[];
  readonly risk: Risk;
  readonly evidence: readonly Evidence[];
  /** Ids of the checks that the policy of the base requires of a change like this. */
  readonly required: readonly string[];
  readonly findings: PatchFindings;
  /** What reports on the head say of lines that the branch changes. */
  readonly reported: readonly FindingBase[];
  readonly dependencies: readonly NewDependency[];
  readonly reach: readonly Reach[];
  readonly record: StoryRecord;
  readonly coverage: Coverage;
  readonly notes: readonly string[];
}

export interface StoryFile extends Pick<BranchFile, 'path' | 'from' | 'status' | 'unread'> {
  readonly added: number;
  readonly removed: number;
  /** Some of it is marked as made by AI. */
  readonly isMarked: boolean;
}

export interface StoryRecord {
  /** Entries that the branch adds. */
  readonly added: readonly Entry[];
  /** What does not hold of the record at the head, and did at the base. */
  readonly problems: readonly VerificationLine[];
  /** How many things did not hold at the base already. */
  readonly older: number;
  /** Of the added entries those that the policy of the base does not allow. */
  readonly refused: readonly RefusedEntry[];
}

/** These judge a draft for one finding; a branch is about more than one thing. */
const aboutDrafts: ReadonlySet<string> = new Set([
  ...draftCheckIds,
  ...['finding-gone', 'stays-in-scope', 'weak-fix'],
]);

type StoryPorts = Pick<ReviewPorts, 'syntax' | 'rules' | 'checks' | 'content' | 'read'>;

/** Judges a branch by what was read of it. `read` answers files of the head. */
export function branchStory(
  facts: BranchFacts,
  ports: StoryPorts,
  version: string,
): Promise<BranchStory> {
  return withSharedSyntax(ports, (shared) => tell(facts, shared, version));
}

async function tell(facts: BranchFacts, ports: StoryPorts, version: string): Promise<BranchStory> {
  const files = facts.files.filter(({ isRecord }) => isRecord !== true);
  const subject = files.flatMap(({ text }) => text ?? []);
  const checks = async () => (await ports.checks()).filter(({ id }) => !aboutDrafts.has(id));
  const question = { files: subject, findings: [] };
  const patch = await patchEvidence(question, { ...ports, checks }, version);
  const weak = await weakFixes(subject, patch.findings, ports);
  const reach = await reachOf(subject, facts.usersOf, ports);
  const { risk, content, required } = await judged(facts, files, reach, ports);
  const { standing, ...record } = recordOf(facts);
  const marks = marksOf(facts);
  const marked = new Set(marks.map(({ path }) => path));
  return {
    base: facts.base,
    head: facts.head,
    parted: facts.parted,
    commits: facts.commits.length,
    files: files.map((file) => storyFile(file, marked)),
    risk,
    evidence: withMissing([...patch.evidence, ...weak], required, subject),
    required,
    findings: onChangedLines(patch.findings, subject),
    reported: facts.reported.filter(({ location }) => isChanged(location, subject)).map(summaryOf),
    dependencies: newDependencies(files, facts.commits, record.added),
    reach,
    record: { ...record, refused: refusedEntries(record.added, facts.policy, content) },
    coverage: {
      ...coverageOf(marks, standing, files),
      missing: missingEntries(facts),
      unasked: facts.unasked,
      mustBeWhole: facts.policy.needsEntry,
    },
    notes: [...facts.policy.problems, ...facts.notes, ...patch.problems],
  };
}

/** A file that has another name now is guarded by both. Nothing is required of no change. */
async function judged(
  { policy }: BranchFacts,
  changed: readonly BranchFile[],
  reach: readonly Reach[],
  ports: StoryPorts,
) {
  const files = changed.flatMap(({ text }) => text ?? []);
  const paths = changed.map(({ path, from }) => ({ path, realPath: from ?? path }));
  const callers = () => Promise.resolve(reach);
  const judgement = await judge({ files, paths }, policy, { ...ports, callers });
  const isAsked = (id: string) => !aboutDrafts.has(id);
  return { ...judgement, required: files.length > 0 ? judgement.required.filter(isAsked) : [] };
}

function storyFile(file: BranchFile, marked: ReadonlySet<string>): StoryFile {
  const { path, from, status, unread, text } = file;
  const hunks = text ? changesOf(text).hunks : [];
  const count = (side: 'before' | 'after') =>
    hunks.reduce((sum, hunk) => sum + hunk[side].end - hunk[side].start, 0);
  return {
    path,
    status,
    ...(from !== undefined && { from }),
    ...(unread !== undefined && { unread }),
    added: count('after'),
    removed: count('before'),
    isMarked: marked.has(path) || (from !== undefined && marked.has(from)),
  };
}

/** Of what is in the files all along, only what stands on changed lines is of interest. */
function onChangedLines(findings: PatchFindings, subject: readonly SubjectFile[]): PatchFindings {
  const remaining = findings.remaining.filter(({ location }) => isChanged(location, subject));
  return { ...findings, remaining };
}

function isChanged(
  { path, region }: FindingBase['location'],
  subject: readonly SubjectFile[],
): boolean {
  const file = subject.find((one) => one.path === path);
  if (!file || !region) return false;
  return changesOf(file).hunks.some(
    ({ after }) => region.start.line < after.end && region.end.line >= after.start,
  );
}

interface Record extends Omit<StoryRecord, 'refused'> {
  /** Those at the head that no later one takes the place of, and that ask something of the code. */
  readonly standing: readonly Entry[];
}

function recordOf({ entries, texts, files }: BranchFacts): Record {
  const renamed = new Map(files.flatMap(({ path, from }) => (from ? [[from, path]] : [])));
  const after = verifyEntries({
    entries: entries.after,
    readText: (path) => texts.after.get(path) ?? texts.after.get(renamed.get(path) ?? ''),
    base: entries.before,
  });
  const before = verifyEntries({
    entries: entries.before,
    readText: (path) => texts.before.get(path),
  });
  const older = new Set(before.lines.filter(({ ok }) => !ok).map(keyOf));
  const known = new Set(entries.before.map(({ file }) => file));
  const read = entries.after.flatMap(({ file, text }) => {
    const one = readEntry(file, text);
    return 'entry' in one ? [{ file, entry: one.entry }] : [];
  });
  const superseded = new Set(read.flatMap(({ entry }) => entry.supersedes ?? []));
  return {
    added: read.filter(({ file }) => !known.has(file)).map(({ entry }) => entry),
    standing: read
      .map(({ entry }) => entry)
      .filter(({ id }) => !superseded.has(id))
      .filter(({ decision }) => decision !== 'rejected' && decision !== 'reverted'),
    problems: after.lines.filter((line) => !line.ok && !older.has(keyOf(line))),
    older: older.size,
  };
}

function keyOf({ file, message }: VerificationLine): string {
  return `${file}\0${message}`;
}

/** What the messages of commits say, and what stands elsewhere. */
function marksOf({ commits, marks }: BranchFacts): readonly Mark[] {
  const told = commits.flatMap((commit) => {
    const { signs, entryIds } = signsIn(commit);
    const [first] = signs;
    const sign = first ?? (entryIds.length > 0 ? entrySign : undefined);
    if (!sign) return [];
    return commit.files.map(({ path, text }): Mark => {
      const lines = text && addedTexts({ path, ...text });
      return { ...sign, path, commit: commit.id, ...(lines && { lines }) };
    });
  });
  return [...told, ...marks];
}

const entrySign = { how: 'trailer', by: 'AI-BOM-Entry' } as const;

function addedTexts(file: SubjectFile): readonly string[] {
  const { hunks, after } = changesOf(file);
  return hunks.flatMap((hunk) => after.slice(hunk.after.start, hunk.after.end));
}

/** A fix that was taken back within the branch may take its entry along. */
function missingEntries({ commits, entries }: BranchFacts): Coverage['missing'] {
  const there = new Set(entries.after.map(({ file }) => /([^/]*)\.json$/.exec(file)?.[1]));
  return commits.flatMap((commit) =>
    signsIn(commit)
      .entryIds.filter((id) => !there.has(id))
      .map((id) => ({ id, commit: commit.id })),
  );
}
