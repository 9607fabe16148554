import type { DraftResult, FileChange, Rationale, TextEdit } from '../draft';
import { applyEdits } from '../draft';
import type { CodeFinding, Finding, SuppliedFix } from '../finding';
import { indexText } from '../lines';
import { oneLine } from '../plainText';
import type { Ports } from '../ports';
import type { SourceText } from '../sourceText';
import { spanOf } from '../span';
import type { Drafter } from '.';
import { readSource, requested } from './source';

type Changes =
  | { readonly ok: true; readonly changes: readonly FileChange[] }
  | { readonly ok: false; readonly why: string };

/** Drafts with the fixes that a scanner put in its report: the first one that fits the files. */
export function suppliedDrafter(): Drafter {
  return {
    id: 'supplied',
    title: 'fix from the report',
    offers: (finding) => finding.kind === 'code' && finding.hasFix,
    async draft(finding, ports, signal): Promise<DraftResult> {
      if (!hasFixes(finding)) return { ok: false, why: 'The report carries no fix for it.' };
      let refusal: DraftResult | undefined;
      for (const fix of finding.fixes) {
        const changed = await changesOf(fix, ports);
        if (signal.aborted) return { ok: false, why: 'It was cancelled.' };
        if (changed.ok)
          return { ok: true, draft: await toDraft(finding, fix, changed.changes, ports) };
        refusal ??= changed;
      }
      return refusal ?? { ok: false, why: 'The report carries no fix for it.' };
    },
  };
}

function hasFixes(finding: Finding): finding is CodeFinding {
  return finding.kind === 'code' && finding.fixes.length > 0;
}

async function toDraft(
  finding: CodeFinding,
  fix: SuppliedFix,
  changes: readonly FileChange[],
  ports: Ports,
) {
  return {
    id: ports.newId(),
    findingId: finding.id,
    strategy: 'deterministic' as const,
    origin: {
      kind: 'supplied' as const,
      tool: finding.tool,
      identity: 'declared' as const,
      ...(await requested(ports)),
    },
    changes,
    rationale: rationaleOf(finding, fix),
  };
}

/** The report's own words, said as such: a scanner explains its finding, seldom its fix. */
function rationaleOf(finding: CodeFinding, fix: SuppliedFix): Rationale {
  const tool = oneLine(finding.tool.name, 60);
  const described = fix.description === undefined ? '' : oneLine(fix.description, 500);
  return {
    whyVulnerable: `The report says: ${oneLine(finding.message, 500) || oneLine(finding.ruleId, 200)}`,
    whyFixed: described
      ? `${tool} supplies this replacement: ${described}`
      : `${tool} supplies this replacement for its rule ${oneLine(finding.ruleId, 200)} and does not explain it.`,
    mayBreak: [`${tool} does not say what its replacement may break.`],
    alternatives: [],
    assumptions: [`The file is still as it was when ${tool} scanned it.`],
  };
}

/** Every change of a fix, each file once, or why one of them does not fit. */
async function changesOf(fix: SuppliedFix, ports: Pick<Ports, 'read'>): Promise<Changes> {
  const paths = [...new Set(fix.changes.map(({ path }) => path))];
  const changes: FileChange[] = [];
  for (const path of paths) {
    const read = await readSource(path, ports);
    if (!read.ok) return read;
    const replacements = fix.changes
      .filter((change) => change.path === path)
      .flatMap((change) => change.replacements);
    const edits = editsOf(replacements, read.source);
    const fits = edits && applyEdits(read.source.text, edits);
    if (!fits)
      return { ok: false, why: `The supplied fix names a place that ${path} does not have.` };
    if (!fits.ok) return { ok: false, why: `The supplied fix does not fit ${path}: ${fits.why}.` };
    changes.push({ path, baseSha256: read.source.sha256, edits });
  }
  if (changes.every(({ edits }) => edits.length === 0)) {
    return { ok: false, why: 'The supplied fix changes nothing.' };
  }
  return { ok: true, changes };
}

/** Undefined when a region is not in the text. New lines end as the file's own do. */
function editsOf(
  replacements: SuppliedFix['changes'][number]['replacements'],
  { text, eol }: SourceText,
): readonly TextEdit[] | undefined {
  const index = indexText(text);
  const edits: TextEdit[] = [];
  for (const { region, text: replacement } of replacements) {
    const span = spanOf(index, region);
    if (!span) return undefined;
    edits.push({ ...span, text: replacement.replace(/\r\n|\r|\n/g, eol) });
  }
  return edits;
}
