import { readAgentTrace } from '../core/branch/agentTrace';
import type { BranchFile, Mark } from '../core/branch/facts';
import { readGitAiNote } from '../core/branch/gitAiNote';
import { splitLines } from '../core/diffLines';
import { blobsById } from './branchGit';
import type { Git } from './git';
import { batchObjects } from './git';

const notesRef = 'refs/notes/ai';

/** What notes of git-ai and files of Agent Trace say of the commits and files of a branch. */
export async function marksIn(
  git: Git,
  commits: readonly string[],
  files: readonly BranchFile[],
): Promise<readonly Mark[]> {
  return [...(await notedMarks(git, commits)), ...(await tracedMarks(git, commits, files))];
}

interface Claimed {
  readonly how: Mark['how'];
  readonly by: string;
  readonly path: string;
  /** The commit whose lines are counted; undefined: those of the head. */
  readonly commit: string | undefined;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

async function notedMarks(git: Git, commits: readonly string[]): Promise<readonly Mark[]> {
  const notes = await notesOf(git, new Set(commits));
  const blobs = await blobsById(git, [...notes.values()]);
  const claimed = [...notes].flatMap(([commit, id]) => {
    const note = new TextDecoder().decode(blobs.get(id) ?? new Uint8Array());
    return readGitAiNote(note).map((one): Claimed => ({ how: 'git-ai note', commit, ...one }));
  });
  return withTexts(git, claimed, []);
}

/** The ids of the notes of these commits; none when there are no notes at all. */
async function notesOf(
  git: Git,
  commits: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const { code, output } = await git(['ls-tree', '-r', '-z', notesRef]);
  const rows = code === 0 ? output.toString('utf8').split('\0') : [];
  return new Map(
    rows.flatMap((row) => {
      const [, id = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t([0-9a-f/]+)$/.exec(row) ?? [];
      const commit = path.replaceAll('/', '');
      return commits.has(commit) ? [[commit, id] as const] : [];
    }),
  );
}

/** Only records that the branch adds. A record names lines of a commit, or of what was just written. */
async function tracedMarks(
  git: Git,
  commits: readonly string[],
  files: readonly BranchFile[],
): Promise<readonly Mark[]> {
  const own = new Set(commits);
  const claimed = files.flatMap(({ path, text }) => {
    if (!text || !/^\.agent-trace\/[^/]+\.jsonl?$/.test(path)) return [];
    const old = new Set(text.before.split('\n'));
    const added = text.after.split('\n').filter((line) => !old.has(line));
    const traced = path.endsWith('.jsonl') ? added.join('\n') : text.after;
    return readAgentTrace(traced).map(({ revision, ...one }): Claimed => {
      const commit = revision !== undefined && own.has(revision) ? revision : undefined;
      return { how: 'Agent Trace', ...one, commit };
    });
  });
  return withTexts(git, claimed, files);
}

async function withTexts(
  git: Git,
  claimed: readonly Claimed[],
  files: readonly BranchFile[],
): Promise<readonly Mark[]> {
  const names = claimed.map(({ commit, path }) =>
    commit === undefined ? '' : `${commit}:./${path}`,
  );
  const texts = await namedBlobs(git, names.filter(isName));
  const heads = new Map(files.map(({ path, text }) => [path, text?.after]));
  return claimed.map(({ how, by, path, commit, ranges }, index): Mark => {
    const text = commit === undefined ? heads.get(path) : texts.get(names[index] ?? '');
    const lines = text === undefined ? undefined : linesIn(text, ranges);
    return { how, by, path, ...(commit !== undefined && { commit }), ...(lines && { lines }) };
  });
}

function isName(name: string): boolean {
  return name !== '' && !/[\n\0]/.test(name);
}

async function namedBlobs(
  git: Git,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(names)];
  if (asked.length === 0) return new Map();
  const input = asked.map((name) => `${name}\n`).join('');
  const { code, output } = await git(['cat-file', '--batch'], input);
  const blobs = code === 0 ? batchObjects(output, asked.length) : [];
  return new Map(
    asked.flatMap((name, index) => {
      const bytes = blobs[index];
      return bytes ? [[name, new TextDecoder().decode(bytes)] as const] : [];
    }),
  );
}

function linesIn(text: string, ranges: Claimed['ranges']): readonly string[] {
  const all = splitLines(text);
  return ranges.flatMap(([first, last]) => all.slice(first - 1, last));
}
