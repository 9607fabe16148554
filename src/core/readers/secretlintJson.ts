import type { Severity } from '../finding';
import { type TextIndex, indexText } from '../lines';
import { type Skipped, gather, helpOf, skipped, skips } from './codeReport';
import { defined, get, isObject, list, token, whole } from './json';
import type { Skip } from './problems';
import type { Report, ReportedCode, ReportedRegion } from './reported';
import { proseWithoutSecrets } from './secretText';
import { textRegion } from './textRegion';

const notAFile: Skip = [
  'entry is not the result of a file and was skipped',
  'entries are not results of files and were skipped',
];

const severities = new Map<unknown, Severity>([
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'low'],
]);

/** Whether this is such a report, by its content. */
export function isSecretlintJson(content: unknown): boolean {
  return list(content).some((file) => isFile(file) && isSecretlint(file));
}

function isFile(file: unknown): boolean {
  return typeof get(file, 'filePath') === 'string' && Array.isArray(get(file, 'messages'));
}

function isSecretlint(file: unknown): boolean {
  return (
    get(file, 'sourceContentType') !== undefined ||
    list(get(file, 'messages')).some(
      (one) => get(one, 'type') === 'message' && isObject(get(one, 'loc')),
    )
  );
}

/**
 * Reads secretlint's format `json`. Offsets and columns are UTF-16 units, columns from 0. The levels become
 * what they become in SARIF. Neither a secret nor the source that the report embeds is kept: messages
 * are masked, also where secretlint was told not to.
 */
export function readSecretlintJson(name: string, content: unknown): Report {
  const gathering = gather(name, 'secretlint');
  for (const file of list(content)) {
    if (!isFile(file)) {
      gathering.problems.add(notAFile);
      continue;
    }
    const uri = token(get(file, 'filePath'));
    const source = get(file, 'sourceContent');
    const messages = list(get(file, 'messages'));
    // secretlint counts without the mark.
    const hasText = messages.length > 0 && typeof source === 'string';
    const text = hasText ? indexText(source.replace(/^\uFEFF/, '')) : undefined;
    gathering.each(messages, (one) => readMessage(uri, text, one));
  }
  return gathering.report();
}

function readMessage(
  uri: string | undefined,
  text: TextIndex | undefined,
  message: unknown,
): ReportedCode | Skipped {
  if (!isObject(message)) return skipped(skips.notAResult);
  const rule = token(get(message, 'ruleId'), 1000);
  if (rule === undefined) return skipped(skips.noRule);
  if (uri === undefined) return skipped(skips.noFile, rule);
  const preset = token(get(message, 'ruleParentId'), 1000);
  const region = regionOf(text, message);
  return defined({
    kind: 'code' as const,
    tool: { name: 'secretlint' },
    // As in secretlint's SARIF.
    ruleId: preset === undefined ? rule : `${preset} > ${rule}`,
    severity: severities.get(get(message, 'severity')) ?? 'high',
    message: proseWithoutSecrets(get(message, 'message'), secretsOf(text, region, message)) ?? rule,
    cwe: [],
    help: helpOf([], get(message, 'docsUrl')),
    location: defined({ uri, region }),
    related: [],
    codeFlows: [],
    fixes: [],
  });
}

/** What the range covers, and every text that the message was made of. */
function secretsOf(
  text: TextIndex | undefined,
  region: ReportedRegion | undefined,
  message: unknown,
): readonly string[] {
  const { charOffset, charLength = 0 } = region ?? {};
  const covered =
    charOffset === undefined ? undefined : text?.text.slice(charOffset, charOffset + charLength);
  const data = get(message, 'data');
  const parts = isObject(data) ? Object.values(data) : [];
  return [covered, ...parts].filter((one) => typeof one === 'string');
}

function regionOf(text: TextIndex | undefined, message: unknown): ReportedRegion | undefined {
  const [start, end] = list(get(message, 'range')).map(whole);
  const hasRange = start !== undefined && end !== undefined && end >= start;
  const exact = hasRange && text !== undefined ? textRegion(text, start, end) : undefined;
  if (exact !== undefined) return exact;
  const loc = get(message, 'loc');
  const from = placeOf(get(loc, 'start'));
  const to = placeOf(get(loc, 'end'));
  if (!from.line && !hasRange) return undefined;
  return defined({
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
    charOffset: hasRange ? start : undefined,
    charLength: hasRange ? end - start : undefined,
    unit: 'utf16CodeUnits' as const,
  });
}

function placeOf(place: unknown): { line: number | undefined; column: number | undefined } {
  const column = whole(get(place, 'column'));
  return {
    line: whole(get(place, 'line')),
    column: column === undefined ? undefined : column + 1,
  };
}
