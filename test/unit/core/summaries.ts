import fc from 'fast-check';
import { type FindingSummary, type Region, severities } from '../../../src/core/finding';
import type { Batch } from '../../../src/core/findingColumns';
import { FindingTable } from '../../../src/core/findingTable';
import { type TableWriter, tableWriter } from '../../../src/core/findingWriter';

export const hexId = fc
  .array(fc.nat(15), { minLength: 64, maxLength: 64 })
  .map((digits) => digits.map((digit) => digit.toString(16)).join(''));

/** Few, so that they meet; the second pair shares the bits that hash tables look at first. */
export const fewIds = ['0', '7', 'f'].flatMap((digit) => [
  digit.repeat(64),
  digit.repeat(60) + '1234',
]);

export const region: fc.Arbitrary<Region> = fc
  .tuple(fc.nat(9), fc.nat(5), fc.nat(3), fc.nat(9))
  .map(([line, character, lines, more]) => ({
    start: { line, character },
    end: { line: line + lines, character: lines === 0 ? character + more : more },
  }));

const words = fc.constantFrom('eval', 'Bad code', '', 'a b', 'É𝒳\n', 'BAD', 'sql');
const hundredth = (max: number) => fc.nat(max * 100).map((value) => value / 100);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const told = fc.record({
  tool: fc.record({ name: fc.constantFrom('eslint', 'Semgrep'), version: optional(words) }),
  ruleId: fc.constantFrom('no-eval', 'sql', ''),
  severity: fc.constantFrom(...severities),
  message: fc.oneof(words, fc.string({ unit: 'binary' })),
  cwe: fc.subarray(['CWE-1', 'CWE-89', 'CWE-8']),
  help: optional(fc.constantFrom({ text: 't' }, { uri: 'https://e.org' }, { text: '', uri: 'u' })),
  securitySeverity: optional(hundredth(10)),
  rank: optional(hundredth(100)),
  suppressed: optional(words),
  baseline: optional(fc.constantFrom('new' as const, 'unchanged' as const, 'updated' as const)),
  firstSeen: optional(fc.constant('2026-01-02T03:04:05Z')),
});

const paths = fc.constantFrom('a.js', 'src/b.js', 'B.js');
const placed = fc.oneof(
  { weight: 3, arbitrary: region.map((one) => ({ region: one, place: undefined })) },
  region.map((one) => ({ region: one, place: 'elsewhere' as const })),
  fc.constantFrom(undefined, 'stale' as const, 'elsewhere' as const).map((place) => ({
    region: undefined,
    place,
  })),
);

const kind = fc.oneof(
  fc.record({
    kind: fc.constant('code' as const),
    hasFlow: fc.boolean(),
    hasFix: fc.boolean(),
    hasRelated: fc.boolean(),
  }),
  fc.constant({ kind: 'dependency' as const }),
);

/** Any finding that a list may show. */
export const summary = (id: fc.Arbitrary<string> = hexId): fc.Arbitrary<FindingSummary> =>
  fc
    .tuple(id, told, paths, placed, kind)
    .map(([one, { tool, ...said }, path, { region: at, place }, own]) => ({
      ...own,
      ...(present({ ...said, place }) as Omit<FindingSummary, 'kind' | 'tool' | 'id' | 'location'>),
      tool: present(tool),
      id: one,
      location: at ? { path, region: at } : { path },
    })) as fc.Arbitrary<FindingSummary>;

/** Of a report, which has each id once. */
export const summaries = (id?: fc.Arbitrary<string>, maxLength = 8) =>
  fc.uniqueArray(summary(id), { selector: (one) => one.id, maxLength });

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

export function addTo(writer: TableWriter, finding: FindingSummary, ordinal: number): void {
  const { id, location, place } = finding;
  const code = finding.kind === 'code' ? finding : undefined;
  writer.add({ id, ordinal, told: finding, location, place, code });
}

/** Some findings at a time. */
export function batchesOf(findings: readonly FindingSummary[], atOnce: number): readonly Batch[] {
  const writer = tableWriter();
  const batches: Batch[] = [];
  findings.forEach((finding, row) => {
    addTo(writer, finding, row * 2);
    if (writer.pending === atOnce) batches.push(writer.flush());
  });
  return [...batches, writer.flush()];
}

export function tableOf(findings: readonly FindingSummary[], atOnce = 3): FindingTable {
  const table = new FindingTable();
  for (const batch of batchesOf(findings, atOnce)) table.append(batch);
  return table;
}

/** A finding of which only these members matter. */
export function finding(
  members: Partial<FindingSummary> & { readonly id: string },
): FindingSummary {
  return {
    kind: 'code',
    tool: { name: 'eslint' },
    ruleId: 'no-eval',
    severity: 'high',
    message: 'Bad.',
    location: { path: 'a.js' },
    cwe: [],
    hasFlow: false,
    hasFix: false,
    hasRelated: false,
    ...members,
  };
}
