import type { Check } from '../evidence';
import type { AddedLine } from './changes';
import { additions, changesOf, placesText, shownPlaces } from './changes';

/** What tells a scanner, a linter, a type checker or a coverage tool to look away. */
const suppressions = [
  /\b(?:eslint|oxlint|stylelint|tslint|jshint|jslint|standard|secretlint|pylint|rubocop|shellcheck|phpcs|hadolint)[-: ]?\s*(?:disable|ignore|allow)/i,
  /\bnosem(?:grep)?\b|\bnosec\b|\bNOSONAR\b|\bnolint\b|\bnoqa\b|\bNOCC\b/i,
  /@ts-(?:ignore|nocheck|expect-error)\b|\btype:\s*ignore\b|@SuppressWarnings|\$FlowFixMe/,
  /\b(?:istanbul|c8|v8|node:coverage|jacoco)\s+(?:ignore|disable)\b|\bpragma:\s*(?:no cover|allowlist)/i,
  /\blgtm\s*\[|\bcodeql\s*\[|\bcodeql-?disable|\bdeepcode\s+ignore\b|\bsnyk[-: ](?:ignore|disable)/i,
  /\b(?:biome|ast-grep|gitleaks|bearer|devskim|checkov|trivy|tfsec|kics|horusec|semgrep|skipcq|detekt)[-:](?:ignore|allow|skip|disable|noqa)|\bskipcq\b|\bnoinspection\b|\bcoverity\[/i,
];

export const suppressionComments: Check = {
  id: 'suppression-comments',
  title: 'No scanner or type checker is told to look away',
  run({ files }) {
    const found = files.flatMap((file) =>
      additions(changesOf(file)).flatMap(({ added, removed }) =>
        suppressions.flatMap((pattern) => beyond(added, removed, pattern)),
      ),
    );
    if (found.length === 0) return { outcome: 'pass', detail: 'No added line says so.' };
    return {
      outcome: 'fail',
      detail: `The change silences a tool instead of, or as well as, fixing the code: ${placesText(found)}.`,
      lines: shownPlaces(found),
    };
  },
};

/** The added lines that match, less as many as matched before. */
function beyond(
  added: readonly AddedLine[],
  removed: readonly string[],
  pattern: RegExp,
): readonly AddedLine[] {
  const matching = added.filter(({ text }) => pattern.test(text));
  return matching.slice(removed.filter((text) => pattern.test(text)).length);
}
