import { escaped, sectionText } from './branch/markdown';
import type { Section } from './branch/sections';
import { checksSection, findingsSection } from './branch/sections';
import type { Evidence, Verdict } from './evidence';
import { verdictText } from './evidence';
import type { PatchFindings } from './patchEvidence';
import type { Risk } from './risk';

/** What is told of a patch. */
export interface PatchView {
  readonly verdict: Verdict;
  readonly files: readonly { readonly path: string; readonly status: string }[];
  readonly evidence: readonly Evidence[];
  readonly findings: PatchFindings;
  readonly risk: Risk;
}

/** So many rows of a part keep a comment short enough for every forge. */
const maxRows = 15;

/** The evidence on a patch as Markdown for a comment. Foreign text is data in it, as in `branchMarkdown`. */
export function patchMarkdown({ verdict, files, evidence, findings, risk }: PatchView): string {
  const changed: Section = {
    title: 'What changed',
    none: 'Nothing.',
    columns: ['File', 'Change'],
    rows: files.map(({ path, status }) => ({ cells: [path, status] })),
  };
  const risks: Section = {
    title: 'Risk',
    none: 'No file was judged.',
    columns: ['Risk', 'File', 'Why'],
    rows: risk.reasons.map(({ tier, path, reason }) => ({ cells: [tier, path, reason] })),
  };
  const sections = [checksSection({ evidence }), findingsSection({ findings, reported: [] })];
  return [
    `## Countersign: ${verdictText[verdict]}. Risk: ${escaped(risk.tier, 20)}.`,
    ...[changed, ...sections, risks].map((section) => sectionText(section, maxRows)),
  ].join('\n\n');
}
