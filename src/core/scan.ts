import { languageFor } from './grammars';
import type { CodeFinding, Location, SuppliedFix } from './finding';
import { type Line, idKeeper } from './findingIds';
import { lineReader } from './findingLine';
import { sha256Hex } from './hash';
import { type TextIndex, indexText } from './lines';
import { oneLine } from './plainText';
import type { ReportedCode } from './readers/reported';
import type { Detection, RuleInfo, Rules } from './rules';
import type { Span } from './span';
import type { Syntax } from './syntax';

/** What a built-in scan is called in findings, reports and the AI-BOM. */
export const scannerName = 'Countersign';

export interface ScanParts {
  readonly syntax: Syntax;
  readonly rules: Rules;
  /** Countersign's own version. */
  readonly version: string;
  /** Also drafts each fix that a recipe allows, as `fixes` of the finding. Default: no. */
  readonly withFixes?: boolean;
  /** SHA-256 as 64 hex digits, where the platform has a quicker one. */
  readonly hash?: (text: string) => string;
}

/**
 * What the built-in rules find in one file, in the file's order, each flaw once; undefined when no
 * rule is for such a file. The ids are those that the findings would have in a report. Throws a
 * HumanError for a file that is too large or nests too deeply.
 */
export async function scanFile(
  path: string,
  text: string,
  parts: ScanParts,
): Promise<readonly CodeFinding[] | undefined> {
  const { syntax, rules } = parts;
  if (!languageFor(path, text)) return undefined;
  const index = indexText(text);
  const seen = await rules.detectIn(path, text, syntax, (detections) =>
    detections.map((one) => ({ one, fixes: parts.withFixes ? fixesOf(one, path, index) : [] })),
  );
  const drafts = seen.map(({ one, fixes }) => ({
    ...findingOf(one, path, index, parts),
    fixes,
  }));
  return withIds(drafts, path, index, parts.hash ?? sha256Hex);
}

type Unnamed = Omit<CodeFinding, 'id'>;

function findingOf(
  detection: Detection,
  path: string,
  index: TextIndex,
  { rules, version }: ScanParts,
): Unnamed {
  const rule = rules.rules.find(({ id }) => id === detection.ruleId);
  if (!rule) throw new Error(`there is no rule ${detection.ruleId}`);
  const place = (span: Span, message?: string): Location => ({
    path,
    region: { start: index.positionAt(span.start), end: index.positionAt(span.end) },
    ...(message !== undefined && { message }),
  });
  const { flow = [], madeAt, guard } = detection;
  return {
    kind: 'code',
    tool: { name: scannerName, version },
    ruleId: rule.id,
    // A person has seen to it already; somebody who wants to be sure can still look.
    severity: guard ? 'info' : rule.severity,
    message: oneLine(detection.message, 1000),
    location: place(detection),
    cwe: rule.cwe,
    help: helpOf(rule),
    related: madeAt ? [place(madeAt, 'The value is made here.')] : [],
    codeFlows: flow.length > 1 ? [flow.map((step) => place(step, step.message))] : [],
    fixes: [],
    ...(guard && { guard: place(guard, 'This check stands before it.') }),
  };
}

function helpOf({ help }: RuleInfo): NonNullable<CodeFinding['help']> {
  const [uri] = help.sources;
  return {
    text: `${help.why} ${help.attack} ${help.fix}`,
    ...(uri !== undefined && { uri }),
  };
}

function fixesOf(detection: Detection, path: string, index: TextIndex): readonly SuppliedFix[] {
  const result = detection.recipe?.();
  if (!result?.ok) return [];
  const replacements = [...result.edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, text }) => ({
      region: { start: index.positionAt(start), end: index.positionAt(end) },
      text,
    }));
  return [{ description: result.rationale.whyFixed, changes: [{ path, replacements }] }];
}

/** The ids that a report with these findings would give. */
function withIds(
  found: readonly Unnamed[],
  path: string,
  text: TextIndex,
  hash: (text: string) => string,
): readonly CodeFinding[] {
  const ids = idKeeper(hash);
  const lineOf = lineReader();
  const named: CodeFinding[] = [];
  const sorted = [...found].sort((a, b) => byPlace(a.location, b.location));
  for (const one of sorted) {
    const { region } = one.location;
    const said = { ...one, location: { uri: path } } as ReportedCode;
    const line: Line = lineOf({ path, text, region }, said, one.location);
    const id = ids.idOf({ ...one, location: {} }, line, region);
    if (id !== undefined) named.push({ id, ...one });
  }
  return named;
}

function byPlace(a: Location, b: Location): number {
  const one = a.region?.start ?? { line: 0, character: 0 };
  const two = b.region?.start ?? { line: 0, character: 0 };
  return one.line - two.line || one.character - two.character;
}
