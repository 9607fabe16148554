import { type Severity, compareText, severities, severityRank } from './finding';
import { type FindingIndex, type Ref, type State, rowOf, sourceOf } from './findingIndex';
import { type FindingTable, column } from './findingTable';
import type { LineRange } from './diffLines';

/** Lines of a file that count as changed, from 0; `all` of a new file. */
export type ChangedLines = ReadonlyMap<string, 'all' | readonly LineRange[]>;

/** Which findings are shown. What is absent filters nothing. */
export interface Filter {
  /** All words have to occur in the message, the rule, the path, the tool or the CWE ids. */
  readonly text?: string;
  readonly severities?: readonly Severity[];
  /** Such as `CWE-89`. */
  readonly cwe?: readonly string[];
  readonly tools?: readonly string[];
  readonly states?: readonly State[];
  /** By folder: only findings that touch these lines. */
  readonly changed?: ReadonlyMap<string, ChangedLines>;
  /** Ids of a baseline: only findings that it does not have. */
  readonly notIn?: ReadonlySet<string>;
}

export const groupings = ['severity', 'file', 'rule', 'scanner'] as const;
export type Grouping = (typeof groupings)[number];

/** Findings that belong together, in the order in which they are shown. */
export interface Group {
  /** A severity, a path, a rule id or a tool's name. */
  readonly key: string;
  /** Of groups by file: the folder. */
  readonly folder?: string;
  readonly worst: Severity;
  readonly refs: readonly Ref[];
}

/** The findings that pass, in the order of the index. Texts are looked at once, however often they occur. */
export function select(index: FindingIndex, filter: Filter): readonly Ref[] {
  const own = index.sources.map(({ folder, table }) => ownTests(table, folder, filter));
  const said = index.sources.map(({ table }) => saidTests(table, filter));
  const wanted = filter.states && new Set(filter.states);
  const { notIn } = filter;
  const isKnown = (ref: Ref) =>
    notIn?.has(index.sources[sourceOf(ref)]?.table.id(rowOf(ref)) ?? '') === true;
  return index.refs.filter((ref) => {
    if (wanted !== undefined && !wanted.has(index.state(ref))) return false;
    const row = rowOf(ref);
    const passes =
      own[sourceOf(ref)]?.every((test) => test(row)) !== false &&
      said[sourceOf(ref)]?.every(
        (test, which) =>
          test(row) ||
          // What any tool says of the flaw counts.
          index.others(ref).some((other) => said[sourceOf(other)]?.[which]?.(rowOf(other))),
      ) !== false;
    return passes && !(notIn && [ref, ...index.others(ref)].some(isKnown));
  });
}

type RowTest = (row: number) => boolean;

function ownTests(table: FindingTable, folder: string, filter: Filter): readonly RowTest[] {
  const tests: RowTest[] = [];
  if (filter.severities) {
    const wanted = new Set(filter.severities);
    tests.push((row) => wanted.has(table.severity(row)));
  }
  const { changed } = filter;
  if (changed) tests.push((row) => isChanged(table, row, changed.get(folder)));
  return tests;
}

/** Of every table the same tests in the same order. */
function saidTests(table: FindingTable, filter: Filter): readonly RowTest[] {
  const tests: RowTest[] = [];
  if (filter.tools) {
    const passes = byText(table, new Set(filter.tools), (tool, tools) => tools.has(tool));
    tests.push((row) => passes(table.number(row, column.toolName)));
  }
  if (filter.cwe) {
    const passes = byText(table, filter.cwe, (ids, wanted) =>
      ids.split(' ').some((id) => wanted.includes(id)),
    );
    tests.push((row) => passes(table.number(row, column.cwe)));
  }
  const words = filter.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  for (const word of words) {
    const passes = byText(table, word, (text, part) => text.toLowerCase().includes(part));
    const columns = ['message', 'ruleId', 'path', 'toolName', 'cwe'] as const;
    tests.push((row) => columns.some((one) => passes(table.number(row, column[one]))));
  }
  return tests;
}

/** Asks once for each text of the table; no text passes nothing. */
function byText<W>(
  table: FindingTable,
  wanted: W,
  passes: (text: string, wanted: W) => boolean,
): (text: number) => boolean {
  const known = new Map<number, boolean>();
  return (text) => {
    if (text < 0) return false;
    let answer = known.get(text);
    if (answer === undefined) known.set(text, (answer = passes(table.text(text), wanted)));
    return answer;
  };
}

function isChanged(table: FindingTable, row: number, lines: ChangedLines | undefined): boolean {
  if (table.place(row) === 'elsewhere') return false;
  const ranges = lines?.get(table.textIn(row, 'path') ?? '');
  if (ranges === undefined || ranges === 'all') return ranges === 'all';
  const start = table.number(row, column.startLine);
  if (start < 0) return true;
  const end = table.number(row, column.endLine);
  return ranges.some((range) => start < range.end && end >= range.start);
}

/** Groups findings; groups by severity come worst first, all others with most severe first. */
export function groupBy(
  index: FindingIndex,
  refs: readonly Ref[],
  grouping: Grouping,
): readonly Group[] {
  const groups = new Map<string, { key: string; folder?: string; worst: number; refs: Ref[] }>();
  const known = index.sources.map(() => new Map<number, { worst: number; refs: Ref[] }>());
  for (const ref of refs) {
    const source = index.sources[sourceOf(ref)];
    if (!source) continue;
    const { table, folder } = source;
    const row = rowOf(ref);
    const severity = table.severityRank(row);
    const number = grouping === 'severity' ? severity : table.number(row, columnOf[grouping]);
    let group = known[sourceOf(ref)]?.get(number);
    if (group === undefined) {
      const key = grouping === 'severity' ? (severities[severity] ?? 'info') : table.text(number);
      const id = grouping === 'file' ? `${folder}\n${key}` : key;
      const made = groups.get(id) ?? {
        key,
        ...(grouping === 'file' && { folder }),
        worst: severity,
        refs: [],
      };
      groups.set(id, made);
      known[sourceOf(ref)]?.set(number, made);
      group = made;
    }
    group.refs.push(ref);
    group.worst = Math.min(group.worst, severity);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, worst: severities[group.worst] ?? 'info' }))
    .sort(
      (a, b) =>
        severityRank(a.worst) - severityRank(b.worst) ||
        compareText(a.key, b.key) ||
        compareText(a.folder ?? '', b.folder ?? ''),
    );
}

const columnOf = { file: column.path, rule: column.ruleId, scanner: column.toolName } as const;

/** How often each value occurs, for a choice among them: most frequent first. */
export function counted(
  index: FindingIndex,
  refs: readonly Ref[],
  valuesOf: (table: FindingTable, row: number) => readonly string[],
): readonly (readonly [value: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const ref of refs) {
    const table = index.sources[sourceOf(ref)]?.table;
    for (const value of table ? valuesOf(table, rowOf(ref)) : []) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
}
