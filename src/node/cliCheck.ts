import * as path from 'node:path';
import type { VerificationLine } from '../core/aibom/verify';
import { HumanError } from '../core/errors';
import type { Evidence, SlowCheck, SubjectFile, Verdict } from '../core/evidence';
import { afterSha256, verdictOf, verdictText, worstFirst } from '../core/evidence';
import type { Finding } from '../core/finding';
import type { PatchFindings } from '../core/patchEvidence';
import { patchEvidence } from '../core/patchEvidence';
import { patchMarkdown } from '../core/patchMarkdown';
import { oneLine } from '../core/plainText';
import { effectivePolicy, policyPath } from '../core/policy';
import type { ReviewPorts } from '../core/ports';
import type { Risk } from '../core/risk';
import { withSharedSyntax } from '../core/sharedSyntax';
import { maxSourceBytes } from '../core/sourceText';
import type { Answer } from './answer';
import { findingsOf, lineOf } from './cliFindings';
import {
  entriesFolder,
  entriesText,
  entryTexts,
  isRecord,
  verificationText,
  verifyIn,
} from './cliRecord';
import { slowEvidence } from './cliSlow';
import type { TreeChange } from './fileTree';
import { compareTrees } from './fileTree';
import { judgePatch } from './patchRisk';
import type { SlowParts } from './slowChecks';
import { workspaceFiles } from './workspaceFiles';

export interface CheckOptions {
  readonly before: string;
  readonly after: string;
  /** Reports on the tree before. */
  readonly reports: readonly string[];
  /** The id of the finding in the reports that the patch is for, or its first digits. */
  readonly finding: string | undefined;
  /** Ids of the slow checks to run. */
  readonly slow: readonly string[];
  readonly format: 'text' | 'json' | 'markdown';
}

/** What the command line brings with it. */
export interface CheckProgram extends Pick<ReviewPorts, 'syntax' | 'rules' | 'checks' | 'content'> {
  /** What can run programs of a project; loaded on first use. */
  slowChecks(): Promise<(parts: SlowParts) => readonly SlowCheck[]>;
  readonly version: string;
}

/**
 * Evidence on a patch that is given as two trees. The policy is that of the tree before, so that no
 * patch can loosen the rules that judge it. The record that Countersign adds with a fix is no part
 * of the patch, but must agree with it. The answer is no when the patch is blocked or forbidden, or
 * when the record does not agree.
 */
export async function checkPatch(options: CheckOptions, program: CheckProgram): Promise<Answer> {
  const { before, after } = options;
  const all: Opened[] = [];
  for (const change of await compareTrees(before, after)) {
    all.push(await openChange(before, after, change));
  }
  const added = all.filter(isAddedRecord).map(({ path }) => path);
  const opened = all.filter((one) => !isAddedRecord(one));
  const subject = opened.flatMap((one) => ('file' in one ? [one.file] : []));
  const unread = opened.flatMap((one) => ('unread' in one ? [one] : []));
  const reported = await reportedFindings(options);
  const question = { files: subject, findings: reported, isNamed: options.finding !== undefined };
  const policy = effectivePolicy([{ origin: 'committed', text: await policyText(before) }]);
  const paths = opened.map((one) => one.path);
  const slow = await slowOf(options, subject, reported, program);
  const read = (file: string) => workspaceFiles(after).read(file);
  const dependencyFindings = () =>
    Promise.resolve(reported.filter((one) => one.kind === 'dependency'));
  const shared = { ...program, read, dependencyFindings };
  const checked = await withSharedSyntax(shared, async (ports) => {
    const patch = await patchEvidence(question, ports, program.version);
    const gathered = [everyFileRead(unread, subject), ...patch.evidence, ...slow];
    const judged = await judgePatch(after, paths, subject, gathered, policy, ports);
    return { ...patch, ...judged };
  });
  const files = opened.map(({ path, status }) => ({ path, status }));
  const record = await recordOf(after, added);
  const notes = [...policy.problems, ...checked.problems];
  return answerOf({ ...checked, files, record }, options.format, notes);
}

/** Of a finding that the patch is for, only where there is one: its scanner is run again. */
async function slowOf(
  { before, slow }: CheckOptions,
  files: readonly SubjectFile[],
  findings: readonly Finding[],
  program: CheckProgram,
): Promise<readonly Evidence[]> {
  if (slow.length === 0) return [];
  const [finding] = findings.length === 1 ? findings : [];
  const subject = { files, ...(finding && { finding }) };
  const checks = await program.slowChecks();
  return slowEvidence(path.resolve(before), subject, slow, checks, program.syntax);
}

/** The findings of the reports, each once; with an id only that one, which has to be there. */
async function reportedFindings({
  before,
  reports,
  finding,
}: CheckOptions): Promise<readonly Finding[]> {
  const wanted = finding?.toLowerCase() ?? '';
  const found = new Map<string, Finding>();
  for (const report of reports) {
    for (const one of await findingsOf(report, before, (id) => id.startsWith(wanted))) {
      found.set(one.id, one);
    }
  }
  if (finding === undefined || found.size === 1) return [...found.values()];
  throw new HumanError(
    found.size === 0
      ? `No report has a finding ${oneLine(wanted, 80)}; see countersign findings.`
      : `${found.size} findings begin with ${oneLine(wanted, 80)}. Give more of its digits.`,
  );
}

interface CheckedPatch {
  readonly files: readonly { readonly path: string; readonly status: TreeChange['status'] }[];
  readonly evidence: readonly Evidence[];
  readonly findings: PatchFindings;
  readonly risk: Risk;
  readonly required: readonly string[];
  readonly record: AddedRecord;
}

function answerOf(
  checked: CheckedPatch,
  format: CheckOptions['format'],
  notes: readonly string[],
): Answer {
  const { files, evidence, findings, risk, record, required } = checked;
  const verdict = verdictOf(evidence, required);
  const isNo = verdict === 'blocked' || risk.tier === 'forbidden' || record.problems.length > 0;
  const shown = evidence.map(({ check, title, outcome, detail, lines = [] }) => {
    return { id: check, title, outcome, detail, lines };
  });
  return {
    code: isNo ? 1 : 0,
    json: () => ({ verdict, risk, checks: shown, findings, files, record }),
    text: () =>
      format === 'markdown'
        ? patchMarkdown({ ...checked, verdict })
        : textOfPatch(checked, verdict),
    notes,
  };
}

function textOfPatch(checked: CheckedPatch, verdict: Verdict): string {
  const { files, evidence, findings, risk, record } = checked;
  return [
    `${verdictText[verdict]}. Risk: ${risk.tier}. Files changed: ${files.length}.`,
    ...files.map((file) => `  ${file.status.padEnd(8)}  ${oneLine(file.path, 300)}`),
    'Checks:',
    ...evidenceText(evidence),
    ...findingsText(findings),
    ...(risk.reasons.length > 0 ? ['Risk:'] : []),
    ...risk.reasons.map(({ tier, path, reason }) => {
      return `  ${tier.padEnd(9)} ${oneLine(path, 300)}: ${oneLine(reason, 300)}`;
    }),
    ...recordText(record),
  ].join('\n');
}

/** Checks that have nothing to do with the change, and say so in the same words, share a line. */
function evidenceText(evidence: readonly Evidence[]): readonly string[] {
  const rows = new Map<string, { readonly first: Evidence; readonly titles: string[] }>();
  for (const one of worstFirst(evidence)) {
    const key = one.isMoot === true ? `${one.outcome}: ${one.detail}` : one.check;
    const known = rows.get(key);
    if (known) known.titles.push(one.title);
    else rows.set(key, { first: one, titles: [one.title] });
  }
  return [...rows.values()].map(({ first: { outcome, detail }, titles }) => {
    return `  ${outcome.padEnd(8)}  ${titles.join(' · ')}: ${oneLine(detail, 600)}`;
  });
}

function findingsText(findings: PatchFindings): readonly string[] {
  return fates.flatMap((fate) => {
    const list = findings[fate];
    if (list.length === 0) return [];
    return [
      `Findings ${fate}: ${list.length}`,
      ...list.map((finding) => `  ${lineOf(finding, '')}`),
    ];
  });
}

const fates = ['fixed', 'introduced', 'remaining', 'guarded', 'unknown'] as const;

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
    const old = status === 'created' ? '' : await textOf(before, path);
    const now = status === 'deleted' ? '' : await textOf(after, path);
    return {
      ...change,
      file: { path, ...withoutMarks(old, now, status), ...(status !== 'changed' && { status }) },
    };
  } catch (error) {
    if (error instanceof HumanError) return { ...change, unread: error.message };
    throw error;
  }
}

const mark = '\uFEFF';

function withoutMarks(
  old: string,
  now: string,
  status: TreeChange['status'],
): Omit<SubjectFile, 'path'> {
  const [had, has] = [old, now].map((text) => text.startsWith(mark));
  const byteOrderMark = has ? 'added' : 'removed';
  const [before = '', after = ''] = [old, now].map((text) => text.replace(/^\uFEFF/, ''));
  if (status !== 'changed') return { before, after, status };
  return { before, after, ...(had !== has && { byteOrderMark }) };
}

/** With its byte order mark. Unlike for a draft, mixed line ends are fine: nothing will be written back. */
async function textOf(root: string, relative: string): Promise<string> {
  const bytes = await workspaceFiles(root).read(relative);
  if (bytes === undefined) throw new HumanError('it cannot be opened by this name');
  if (bytes.length > maxSourceBytes) throw new HumanError('it is larger than 5 MB');
  if (bytes.includes(0)) throw new HumanError('it is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
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
        : readText(subject.length),
    boundTo: afterSha256(subject),
  };
}

function readText(count: number): string {
  if (count === 0) return 'No file differs between the two folders. Are they the right ones?';
  return count === 1 ? '1 file was read as text.' : `${count} files were read as text.`;
}

async function policyText(root: string): Promise<string | undefined> {
  const bytes = await workspaceFiles(path.resolve(root)).read(policyPath);
  return bytes && new TextDecoder().decode(bytes);
}
