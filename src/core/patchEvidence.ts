import { aimedFindings } from './aimedFindings';
import { HumanError } from './errors';
import type { Evidence, SubjectFile } from './evidence';
import { gather } from './evidence';
import type { Finding, FindingSummary } from './finding';
import { summaryOf } from './finding';
import type { FindingDifference } from './findingDifference';
import { differenceIn, joinDifferences } from './findingDifference';
import type { FindingEvidence } from './mergedEvidence';
import { mergeEvidence } from './mergedEvidence';
import { oneLine } from './plainText';
import type { Ports, ReviewPorts } from './ports';
import { withSharedSyntax } from './sharedSyntax';

/** What is known of a patch that came without a draft. */
export interface PatchEvidence {
  readonly evidence: readonly Evidence[];
  readonly findings: PatchFindings;
  /** What was left out, as sentences. */
  readonly problems: readonly string[];
}

export interface PatchFindings extends FindingDifference {
  /** Findings of reports that only their own tool can tell the end of. */
  readonly unknown: readonly FindingSummary[];
}

export interface PatchQuestion {
  readonly files: readonly SubjectFile[];
  /** Findings of the tree before; only those that the patch may be about count. */
  readonly findings: readonly Finding[];
  /** Every finding given is what the patch is for, wherever it is. */
  readonly isNamed?: boolean;
}

/** So many findings of reports are checked one by one. */
const maxFindings = 50;

type PatchPorts = Pick<ReviewPorts, 'syntax' | 'rules' | 'checks' | 'read'>;

/** Asks the checks, for each finding that the patch is about, and compares the findings of both texts. */
export function patchEvidence(
  question: PatchQuestion,
  ports: PatchPorts,
  version: string,
): Promise<PatchEvidence> {
  return withSharedSyntax(ports, (shared) => lookAt(question, shared, version));
}

async function lookAt(
  { files, findings, isNamed = false }: PatchQuestion,
  ports: PatchPorts,
  version: string,
): Promise<PatchEvidence> {
  const all = isNamed ? findings : aimedFindings(findings, files);
  const asked = all.slice(0, maxFindings);
  const problems =
    all.length > asked.length
      ? [`${all.length} findings are in what was changed; only ${asked.length} were checked.`]
      : [];
  const checks = await ports.checks();
  const answers: FindingEvidence[] = [];
  for (const finding of files.length > 0 ? asked : []) {
    answers.push({ finding, evidence: await gather(checks, { finding, files }, ports) });
  }
  const evidence =
    answers.length > 0
      ? mergeEvidence(answers)
      : files.length > 0
        ? await gather(checks, { files }, ports)
        : [];
  const builtIn = await differences(files, ports, version, problems);
  return { evidence, findings: withReported(builtIn, answers), problems };
}

async function differences(
  files: readonly SubjectFile[],
  ports: Pick<Ports, 'syntax' | 'rules'>,
  version: string,
  problems: string[],
): Promise<FindingDifference> {
  if (files.length === 0) return joinDifferences([]);
  const parts = { syntax: await ports.syntax(), rules: await ports.rules(), version };
  const all: FindingDifference[] = [];
  for (const file of files) {
    try {
      all.push(await differenceIn(file, parts));
    } catch (error) {
      if (!(error instanceof HumanError)) throw error;
      problems.push(`${oneLine(file.path, 300)} was not scanned: ${error.message}`);
    }
  }
  return joinDifferences(all);
}

/** The findings of reports join those of the built-in scan, by what became of them. */
function withReported(
  builtIn: FindingDifference,
  answers: readonly FindingEvidence[],
): PatchFindings {
  const { fixed, introduced, remaining, guarded } = builtIn;
  const known = new Set([...fixed, ...introduced, ...remaining, ...guarded].map(({ id }) => id));
  const ended = (outcome: Evidence['outcome'] | undefined) =>
    answers
      .filter(({ finding, evidence }) => !known.has(finding.id) && fateOf(evidence) === outcome)
      .map(({ finding }) => summaryOf(finding));
  return {
    fixed: [...fixed, ...ended('pass')],
    introduced,
    remaining: [...remaining, ...ended('fail')],
    guarded: [...guarded, ...ended('warn')],
    unknown: ended('not-run'),
  };
}

function fateOf(evidence: readonly Evidence[]): Evidence['outcome'] | undefined {
  return evidence.find(({ check }) => check === 'finding-gone')?.outcome;
}
