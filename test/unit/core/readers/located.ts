import { applyEdits } from '../../../../src/core/draft';
import type { CodeFinding } from '../../../../src/core/finding';
import { indexText } from '../../../../src/core/lines';
import { locateFindings } from '../../../../src/core/locate';
import type { Report } from '../../../../src/core/readers';
import { spanOf } from '../../../../src/core/span';

/** The report's code findings, placed in this text, which stands for every file. */
export function locatedIn(report: Report, text: string): readonly CodeFinding[] {
  const { findings } = locateFindings(report, { resolve: (uri) => uri, text: () => text });
  return findings.filter((finding) => finding.kind === 'code');
}

/** What a finding covers; undefined when it has no region. */
export function covered({ location: { region } }: CodeFinding, text: string): string | undefined {
  const span = region && spanOf(indexText(text), region);
  return span && text.slice(span.start, span.end);
}

/** The text after each of the finding's fixes. */
export function fixed({ fixes }: CodeFinding, text: string): readonly string[] {
  return fixes.map(({ changes }) => {
    const edits = changes.flatMap(({ replacements }) =>
      replacements.map((one) => {
        const span = spanOf(indexText(text), one.region);
        if (span === undefined) throw new Error('The fix has no place in the text.');
        return { ...span, text: one.text };
      }),
    );
    const applied = applyEdits(text, edits);
    if (!applied.ok) throw new Error(applied.why);
    return applied.text;
  });
}
