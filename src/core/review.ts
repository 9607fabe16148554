import { checkTitles } from './checkIds';
import type { Demand } from './demands';
import type { Draft } from './draft';
import { applyEdits, hasRationale } from './draft';
import type { Evidence, SubjectFile, Verdict } from './evidence';
import { afterSha256, gather, verdictOf } from './evidence';
import type { Finding } from './finding';
import { sha256Hex } from './hash';
import { judge, withMissing } from './judgement';
import type { Policy } from './policy';
import type { Ports, ReviewPorts } from './ports';
import type { Risk } from './risk';
import { withSharedSyntax } from './sharedSyntax';
import type { SourceText } from './sourceText';
import { decodeSource } from './sourceText';

/** One file under review: the base that the draft was made against, and the text proposed now. */
export interface ReviewFile extends SubjectFile {
  /** The file that the workspace path really is, symbolic links resolved, relative to the folder. */
  readonly realPath: string;
  readonly base: SourceText;
}

/** One immutable value: the panel shows exactly this, and the gate judges exactly this. */
export interface Review {
  readonly finding: Finding;
  readonly draft: Draft;
  readonly files: readonly ReviewFile[];
  readonly evidence: readonly Evidence[];
  readonly verdict: Verdict;
  /** Ids of the checks that the policy requires for this risk: one that did not run blocks. */
  readonly required: readonly string[];
  /** What the policy demands for this risk: who may have drafted it, and who may accept it. */
  readonly demands: readonly Demand[];
  readonly risk: Risk;
  readonly policySha256: string;
  /** The reviewer has changed the drafted text. */
  readonly edited: boolean;
}

export type Opened =
  | { readonly ok: true; readonly files: readonly ReviewFile[] }
  | { readonly ok: false; readonly why: string };

/**
 * Reads every file of a draft and applies the edits in memory. It refuses when any file is gone,
 * has changed since it was drafted against, would not survive a save, or when an edit does not fit:
 * all files or none.
 */
export async function openDraft(
  draft: Draft,
  ports: Pick<Ports, 'read' | 'realPath'>,
): Promise<Opened> {
  if (!hasRationale(draft)) return { ok: false, why: 'The draft gives no reason for its change.' };
  const files: ReviewFile[] = [];
  for (const { path, baseSha256, edits } of draft.changes) {
    const real = await ports.realPath(path);
    if (!real.ok) return { ok: false, why: `${path}: ${real.why}` };
    const bytes = await ports.read(path);
    if (bytes === undefined) return { ok: false, why: `${path} does not exist any more.` };
    const decoded = decodeSource(bytes);
    if (!decoded.ok) return { ok: false, why: `${path} cannot be changed: ${decoded.why}.` };
    if (decoded.source.sha256 !== baseSha256) {
      return { ok: false, why: `${path} has changed since the fix was drafted. Draft it again.` };
    }
    const applied = applyEdits(decoded.source.text, edits);
    if (!applied.ok) return { ok: false, why: `${path}: ${applied.why}.` };
    const base = decoded.source;
    files.push({ path, realPath: real.path, base, before: base.text, after: applied.text });
  }
  return { ok: true, files };
}

/**
 * The pipeline up to the person: a draft, opened, gathers evidence; evidence and policy set the risk.
 * `slow` is what slow checks have said so far, of whatever text: only what is about this text counts.
 */
export async function review(
  finding: Finding,
  draft: Draft,
  files: readonly ReviewFile[],
  policy: Policy,
  ports: ReviewPorts,
  slow: readonly Evidence[] = [],
): Promise<Review> {
  const [gathered, judged] = await withSharedSyntax(ports, async (shared) =>
    Promise.all([
      gather(await shared.checks(), { finding, draft, files }, shared),
      judge({ finding, draft, files, paths: files }, policy, shared),
    ]),
  );
  const { risk, demands, required } = judged;
  const current = slow.filter(({ boundTo }) => boundTo === afterSha256(files));
  const run = [await baseUnchanged(files, ports), ...gathered, ...current];
  const evidence = withMissing(run, required, files);
  return {
    finding,
    draft,
    files,
    evidence,
    verdict: verdictOf(evidence, required),
    required,
    demands,
    risk,
    policySha256: policy.sha256,
    edited: isEdited(draft, files),
  };
}

/** Whether the workspace still holds, byte for byte, what the draft was made against. */
async function baseUnchanged(
  files: readonly ReviewFile[],
  ports: Pick<Ports, 'read'>,
): Promise<Evidence> {
  const stale: string[] = [];
  for (const { path, base } of files) {
    const bytes = await ports.read(path);
    if (bytes === undefined || sha256Hex(bytes) !== base.sha256) stale.push(path);
  }
  return {
    check: 'base-unchanged',
    title: checkTitles['base-unchanged'],
    outcome: stale.length > 0 ? 'fail' : 'pass',
    detail:
      stale.length > 0
        ? `${stale.join(', ')} changed or went away since. Draft the fix again.`
        : 'Every byte on disk is as it was when the fix was drafted.',
    boundTo: afterSha256(files),
  };
}

function isEdited(draft: Draft, files: readonly ReviewFile[]): boolean {
  return draft.changes.some(({ path, edits }) => {
    const file = files.find((candidate) => candidate.path === path);
    const applied = file && applyEdits(file.before, edits);
    return !applied?.ok || applied.text !== file?.after;
  });
}
