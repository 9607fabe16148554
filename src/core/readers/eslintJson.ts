import { type TextIndex, indexText } from '../lines';
import { type Skipped, gather, helpOf, skipped, skips, suppressedInSource } from './codeReport';
import { defined, get, isObject, list, prose, token, whole } from './json';
import type { Skip, Tally } from './problems';
import type { Report, ReportedCode, ReportedFix, ReportedRegion, Scanned } from './reported';
import { maxFixText } from './sarifResult';
import { textRegion } from './textRegion';

const notAFile: Skip = [
  'entry is not the result of a file and was skipped',
  'entries are not results of files and were skipped',
];
const unparsed: Skip = [
  'file could not be parsed by ESLint and was not checked',
  'files could not be parsed by ESLint and were not checked',
];
const ofNoRule: Skip = [
  'message of ESLint is about no rule and is not shown',
  'messages of ESLint are about no rule and are not shown',
];

/** Whether this is such a report, by its content. */
export function isEslintJson(content: unknown): boolean {
  return filesOf(content).some((file) => isFile(file));
}

function filesOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? list(content) : list(get(content, 'results'));
}

function isFile(file: unknown): boolean {
  return typeof get(file, 'filePath') === 'string' && Array.isArray(get(file, 'messages'));
}

/**
 * Reads ESLint's formats `json` and `json-with-metadata`. Columns and offsets are UTF-16 units. An error
 * is high and a warning medium, as for the same levels in SARIF. Each fix and each suggestion is a
 * fix of its own; the sources that the report embeds tell what was scanned.
 */
export function readEslintJson(name: string, content: unknown): Report {
  const gathering = gather(name, 'eslint');
  const rules = get(get(content, 'metadata'), 'rulesMeta');
  const scanned: Scanned['files'][number][] = [];
  for (const entry of filesOf(content)) {
    if (!isFile(entry)) {
      gathering.problems.add(notAFile);
      continue;
    }
    const file = fileOf(entry, rules, gathering.problems);
    gathering.each(list(get(entry, 'messages')), (one) => readMessage(file, one));
    gathering.each(list(get(entry, 'suppressedMessages')), (one) => {
      const made = readMessage(file, one);
      return 'skip' in made ? made : { ...made, suppressed: whySuppressed(one) };
    });
    if (file.uri !== undefined && file.text !== undefined) {
      scanned.push({ uri: file.uri, text: file.text });
    }
  }
  return gathering.report(scanned.length === 0 ? undefined : { files: scanned });
}

interface File {
  readonly uri: string | undefined;
  /** The text that the messages are about: with `--fix` the one after it. */
  readonly text: string | undefined;
  readonly rules: unknown;
  readonly problems: Tally;
  index(): TextIndex | undefined;
  /** Where ESLint's lines start, where they are not those of the editor. */
  starts(): readonly number[] | undefined;
}

function fileOf(entry: unknown, rules: unknown, problems: Tally): File {
  const source = get(entry, 'output') ?? get(entry, 'source');
  // ESLint counts without the mark.
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : undefined;
  let index: TextIndex | undefined;
  let starts: readonly number[] | undefined;
  return {
    uri: token(get(entry, 'filePath')),
    text,
    rules,
    problems,
    index: () => (index ??= text === undefined ? undefined : indexText(text)),
    starts: () => {
      if (text === undefined || !/[\u2028\u2029]/.test(text)) return undefined;
      return (starts ??= ownLines(text));
    },
  };
}

/** To ESLint, U+2028 and U+2029 end a line too. */
function ownLines(text: string): readonly number[] {
  const ends = text.matchAll(/\r\n|[\r\n\u2028\u2029]/g);
  return [0, ...Array.from(ends, (end) => end.index + end[0].length)];
}

function readMessage(file: File, message: unknown): ReportedCode | Skipped {
  if (!isObject(message)) return skipped(skips.notAResult);
  const text = prose(get(message, 'message'));
  if (get(message, 'fatal') === true) {
    return skipped(unparsed, `${file.uri ?? 'unnamed'}: ${text ?? 'no reason given'}`);
  }
  const ruleId = token(get(message, 'ruleId'), 1000);
  if (ruleId === undefined) return skipped(ofNoRule, text);
  const { uri } = file;
  if (uri === undefined) return skipped(skips.noFile);
  const docs = get(get(file.rules, ruleId), 'docs');
  return defined({
    kind: 'code' as const,
    tool: { name: 'ESLint' },
    ruleId,
    severity: get(message, 'severity') === 2 ? ('high' as const) : ('medium' as const),
    message: text ?? ruleId,
    cwe: [],
    help: helpOf([prose(get(docs, 'description'))], get(docs, 'url')),
    location: defined({ uri, region: regionOf(file, message) }),
    related: [],
    codeFlows: [],
    fixes: readFixes(file, uri, message),
  });
}

function regionOf(file: File, message: unknown): ReportedRegion | undefined {
  const startLine = whole(get(message, 'line'));
  if (!startLine) return undefined;
  const startColumn = whole(get(message, 'column'));
  const endLine = whole(get(message, 'endLine'));
  const endColumn = whole(get(message, 'endColumn'));
  const starts = file.starts();
  const index = starts && file.index();
  if (starts !== undefined && index !== undefined && startColumn) {
    const start = (starts[startLine - 1] ?? NaN) + startColumn - 1;
    const end = (starts[(endLine ?? 0) - 1] ?? NaN) + (endColumn ?? 0) - 1;
    const exact = textRegion(index, start, Number.isNaN(end) ? start : end);
    if (exact !== undefined) return exact;
  }
  return defined({ startLine, startColumn, endLine, endColumn, unit: 'utf16CodeUnits' as const });
}

function readFixes(file: File, uri: string, message: unknown): readonly ReportedFix[] {
  const fix = get(message, 'fix') ?? undefined;
  const offers = [
    ...(fix === undefined ? [] : [{ fix, description: undefined }]),
    ...list(get(message, 'suggestions')).map((one) => ({
      fix: get(one, 'fix'),
      description: prose(get(one, 'desc'), 1000),
    })),
  ];
  return offers.flatMap(({ fix: offered, description }) => {
    const [start, end] = list(get(offered, 'range')).map(whole);
    const text = get(offered, 'text');
    const region = offsetRegion(file.index(), start, end);
    if (region === undefined || typeof text !== 'string' || text.length > maxFixText) {
      file.problems.add(skips.badFix);
      return [];
    }
    return [defined({ description, changes: [{ uri, replacements: [{ region, text }] }] })];
  });
}

/** With the source at hand lines and columns too, by which the fix finds its place in a later text. */
function offsetRegion(
  index: TextIndex | undefined,
  start: number | undefined,
  end: number | undefined,
): ReportedRegion | undefined {
  if (start === undefined || end === undefined || end < start) return undefined;
  if (index !== undefined) return textRegion(index, start, end);
  return { charOffset: start, charLength: end - start, unit: 'utf16CodeUnits' };
}

function whySuppressed(message: unknown): string {
  const reasons = list(get(message, 'suppressions')).flatMap(
    (one) => prose(get(one, 'justification'), 1000) ?? [],
  );
  return reasons.length === 0 ? suppressedInSource : [...new Set(reasons)].slice(0, 10).join('; ');
}
