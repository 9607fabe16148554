import * as path from 'node:path';
import type { VerificationLine } from '../core/aibom/verify';
import { slowCheckIds } from '../core/checkIds';
import { checks } from '../core/checks';
import { touchedBy } from '../core/contentFacts';
import { demandsFor, requiredChecks } from '../core/demands';
import { HumanError } from '../core/errors';
import type { Evidence, SubjectFile } from '../core/evidence';
import { afterSha256, gather, verdictOf, verdictText } from '../core/evidence';
import { oneLine } from '../core/plainText';
import { effectivePolicy, policyPath } from '../core/policy';
import type { Ports } from '../core/ports';
import { missingEvidence } from '../core/review';
import type { RiskFacts } from '../core/risk';
import { assess } from '../core/risk';
import { maxSourceBytes } from '../core/sourceText';
import type { Answer } from './answer';
import { callersByName } from './callersByName';
import {
  entriesFolder,
  entriesText,
  entryTexts,
  isRecord,
  verificationText,
  verifyIn,
} from './cliRecord';
import type { TreeChange } from './fileTree';
import { compareTrees } from './fileTree';
import { workspaceFiles } from './workspaceFiles';

/**
 * Evidence on a patch that is given as two trees. The policy is that of the tree before, so that no
 * patch can loosen the rules that judge it. The record that Countersign adds with a fix is no part
 * of the patch, but must agree with it. The answer is no when the patch is blocked or forbidden, or
 * when the record does not agree.
 */
export async function checkPatch(
  before: string,
  after: string,
  ports: Pick<Ports, 'syntax' | 'rules'>,
): Promise<Answer> {
  const all: Opened[] = [];
  for (const change of await compareTrees(before, after)) {
    all.push(await openChange(before, after, change));
  }
  const added = all.filter(isAddedRecord).map(({ path }) => path);
  const opened = all.filter((one) => !isAddedRecord(one));
  const subject = opened.flatMap((one) => ('file' in one ? [one.file] : []));
  const unread = opened.flatMap((one) => ('unread' in one ? [one] : []));
  const read = (file: string) => workspaceFiles(after).read(file);
  const gathered =
    subject.length > 0 ? await gather(checks, { files: subject }, { ...ports, read }) : [];
  const evidence = [everyFileRead(unread, subject), ...gathered];
  const policy = effectivePolicy([{ origin: 'committed', text: await policyText(before) }]);
  const judged = await Promise.all(opened.map(({ path }) => judgedFile(after, path)));
  const risk = assess(undefined, undefined, judged, policy, await factsOf(after, subject, ports));
  const required = requiredChecks(demandsFor(policy.demands, risk.tier));
  evidence.push(...missingEvidence(required, evidence, subject));
  const verdict = verdictOf(evidence, required.filter(isQuick));
  const record = await recordOf(after, added);
  const files = opened.map(({ path, status }) => ({ path, status }));
  const shown = evidence.map(({ check, outcome, detail }) => ({ id: check, outcome, detail }));
  return {
    code: verdict === 'blocked' || risk.tier === 'forbidden' || record.problems.length > 0 ? 1 : 0,
    json: () => ({ verdict, risk, checks: shown, files, record }),
    text: () =>
      [
        `${verdictText[verdict]}. Risk: ${risk.tier}. Files changed: ${files.length}.`,
        ...files.map((file) => `  ${file.status.padEnd(8)}  ${oneLine(file.path, 300)}`),
        ...evidence.map(({ outcome, title, detail }) => {
          return `  ${outcome.padEnd(8)}  ${title}: ${oneLine(detail, 300)}`;
        }),
        ...risk.reasons.map(({ tier, path, reason }) => {
          return `  ${tier.padEnd(9)} ${oneLine(path, 300)}: ${oneLine(reason, 300)}`;
        }),
        ...recordText(record),
      ].join('\n'),
    notes: policy.problems,
  };
}

/** Checks that run programs are for whoever accepts; here the job itself runs the tests. */
function isQuick(check: string): boolean {
  return !slowCheckIds.some((id) => id === check);
}

/** A new symbolic link is judged by what it leads to as well. */
async function judgedFile(after: string, file: string) {
  const real = await workspaceFiles(after).realPath(file);
  return { path: file, realPath: real.ok ? real.path : file };
}

async function factsOf(
  after: string,
  files: readonly SubjectFile[],
  ports: Pick<Ports, 'syntax'>,
): Promise<RiskFacts> {
  const touched = await touchedBy(files, await ports.syntax().catch(() => undefined));
  return { ...touched, reach: await callersByName(path.resolve(after), touched.functions) };
}

interface AddedRecord {
  /** The files of the record, entries and perhaps `.ai-bom/.gitignore`. */
  readonly added: readonly string[];
  /** What the added entries say of the code, or of each other, that does not hold. */
  readonly problems: readonly VerificationLine[];
}

/** Older entries are read along, since an added one may supersede them. */
async function recordOf(after: string, added: readonly string[]): Promise<AddedRecord> {
  if (added.length === 0) return { added, problems: [] };
  const { lines } = await verifyIn(after, await entryTexts(after));
  const ours = new Set(added);
  return { added, problems: lines.filter(({ file, ok }) => !ok && ours.has(file)) };
}

function recordText({ added, problems }: AddedRecord): readonly string[] {
  if (added.length === 0) return [];
  const count = added.filter((file) => file.startsWith(`${entriesFolder}/`)).length;
  return [
    `Record: ${entriesText(count)} added.`,
    ...added.map((file) => `  created   ${oneLine(file, 300)}`),
    ...problems.map((line) => `  ${verificationText(line)}`),
  ];
}

type Opened = TreeChange & ({ readonly file: SubjectFile } | { readonly unread: string });

function isAddedRecord(opened: Opened): boolean {
  return (
    opened.status === 'created' && 'file' in opened && isRecord(opened.path, opened.file.after)
  );
}

async function openChange(before: string, after: string, change: TreeChange): Promise<Opened> {
  const { path, status, special } = change;
  if (special) return { ...change, unread: 'it is, or was, no regular file' };
  try {
    return {
      ...change,
      file: {
        path,
        before: status === 'created' ? '' : await textOf(before, path),
        after: status === 'deleted' ? '' : await textOf(after, path),
      },
    };
  } catch (error) {
    if (error instanceof HumanError) return { ...change, unread: error.message };
    throw error;
  }
}

/** Unlike for a draft, mixed line ends are fine: nothing will be written back. */
async function textOf(root: string, relative: string): Promise<string> {
  const bytes = await workspaceFiles(root).read(relative);
  if (bytes === undefined) throw new HumanError('it cannot be opened by this name');
  if (bytes.length > maxSourceBytes) throw new HumanError('it is larger than 5 MB');
  if (bytes.includes(0)) throw new HumanError('it is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HumanError('it is not UTF-8');
  }
}

function everyFileRead(
  unread: readonly { readonly path: string; readonly unread: string }[],
  subject: readonly SubjectFile[],
): Evidence {
  const first = unread.slice(0, 5).map((one) => `${one.path} (${one.unread})`);
  const more = unread.length > first.length ? ` and ${unread.length - first.length} more` : '';
  return {
    check: 'every-file-read',
    title: 'Every changed file was read',
    outcome: unread.length > 0 ? 'not-run' : 'pass',
    detail:
      unread.length > 0
        ? `Look at these yourself, no check has seen them: ${first.join(', ')}${more}.`
        : `${subject.length} changed files were read as text.`,
    boundTo: afterSha256(subject),
  };
}

async function policyText(root: string): Promise<string | undefined> {
  const bytes = await workspaceFiles(path.resolve(root)).read(policyPath);
  return bytes && new TextDecoder().decode(bytes);
}
