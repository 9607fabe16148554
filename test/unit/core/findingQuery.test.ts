import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type FindingSummary,
  type Severity,
  compareText,
  severities,
  severityRank,
} from '../../../src/core/finding';
import {
  type FindingIndex,
  type Ref,
  indexFindings,
  rowOf,
  sourceOf,
  states,
} from '../../../src/core/findingIndex';
import {
  type ChangedLines,
  type Filter,
  counted,
  groupBy,
  groupings,
  select,
} from '../../../src/core/findingQuery';
import { fewIds, finding, summaries, tableOf } from './summaries';

const folders = ['file:///shop', 'file:///other'];

const indexes: fc.Arbitrary<FindingIndex> = fc
  .record({
    reports: fc.array(
      fc.record({ findings: summaries(), at: fc.nat(2), folder: fc.constantFrom(...folders) }),
      { minLength: 1, maxLength: 3 },
    ),
    aside: fc.boolean(),
  })
  .map(({ reports, aside }) => {
    const sources = reports.map(({ findings, at, folder }) => ({
      folder,
      table: tableOf(findings),
      at,
    }));
    const first = reports.flatMap(({ findings }) => findings.slice(0, 1).map(({ id }) => id));
    return indexFindings(sources, {
      fixedAt: () => new Map(aside ? [] : first.map((id) => [id, 1])),
      setAside: () => new Set(aside ? first : []),
    });
  });

const ranges = fc
  .array(fc.tuple(fc.nat(12), fc.nat(3)), { maxLength: 3 })
  .map((all) => all.map(([start, length]) => ({ start, end: start + length })));
const changed: fc.Arbitrary<ReadonlyMap<string, ChangedLines>> = fc
  .dictionary(
    fc.constantFrom(...folders),
    fc
      .dictionary(
        fc.constantFrom('a.js', 'src/b.js', 'B.js', 'none.js'),
        fc.oneof(fc.constant('all' as const), ranges),
      )
      .map((files) => new Map(Object.entries(files))),
  )
  .map((all) => new Map(Object.entries(all)));

/** Each member of a filter; its name and a value for it. */
const members = {
  text: fc.constantFrom('', ' ', 'eval', 'EVAL code', 'é', 'b.JS', 'cwe-8', 'semgrep bad', 'x'),
  severities: fc.subarray([...severities]),
  cwe: fc.subarray(['CWE-1', 'CWE-8', 'CWE-89', 'cwe-89']),
  tools: fc.subarray(['eslint', 'Semgrep', 'semgrep']),
  states: fc.subarray([...states]),
  changed,
  notIn: fc.constant(new Set(fewIds)),
};

function told(index: FindingIndex, ref: Ref): { one: FindingSummary; folder: string } {
  const { table, folder } = index.sources[sourceOf(ref)] ?? assert.fail();
  return { one: table.summary(rowOf(ref)), folder };
}

/** What a filter means, said once more without columns. */
function passes(index: FindingIndex, ref: Ref, filter: Filter): boolean {
  const { one, folder } = told(index, ref);
  const { message, ruleId, location, tool, cwe } = one;
  const said = [message, ruleId, location.path, tool.name, cwe.join(' ')].map((text) =>
    text.toLowerCase(),
  );
  const words = (filter.text ?? '').toLowerCase().split(/\s/);
  return (
    words.every((word) => said.some((text) => text.includes(word))) &&
    (filter.severities?.includes(one.severity) ?? true) &&
    (filter.cwe?.some((id) => cwe.includes(id)) ?? true) &&
    (filter.tools?.includes(tool.name) ?? true) &&
    (filter.states?.includes(index.state(ref)) ?? true) &&
    (filter.changed === undefined || touches(one, filter.changed.get(folder))) &&
    !(filter.notIn?.has(one.id) ?? false)
  );
}

function touches({ location, place }: FindingSummary, lines: ChangedLines | undefined): boolean {
  const all = lines?.get(location.path);
  if (all === undefined || place === 'elsewhere') return false;
  const { region } = location;
  if (all === 'all' || region === undefined) return true;
  return all.some(({ start, end }) => {
    // Lines were taken away: from between two of its own.
    if (start === end) return region.start.line < start && start <= region.end.line;
    for (let line = start; line < end; line += 1) {
      if (region.start.line <= line && line <= region.end.line) return true;
    }
    return false;
  });
}

function agrees(index: FindingIndex, filter: Filter): void {
  const wanted = index.refs.filter((ref) => passes(index, ref, filter));
  assert.deepEqual(select(index, filter), wanted);
}

describe('a filter of findings', () => {
  for (const [name, value] of Object.entries<fc.Arbitrary<unknown>>(members)) {
    it(`by ${name} lets through what it says, in the order of the index`, () => {
      fc.assert(fc.property(indexes, value, (index, one) => agrees(index, { [name]: one })));
    });
  }

  it('of several parts lets through what passes all of them', () => {
    const filter = fc.record(members, { requiredKeys: [] });
    fc.assert(fc.property(indexes, filter, agrees), { numRuns: 300 });
  });

  it('of ids leaves out what the baseline has', () => {
    const [a = '', b = ''] = fewIds;
    const source = { folder: 'f', table: tableOf([finding({ id: a }), finding({ id: b })]), at: 1 };
    const index = indexFindings([source], { fixedAt: () => new Map(), setAside: () => new Set() });
    assert.deepEqual(select(index, { notIn: new Set([a]) }), index.refs.slice(1));
  });

  it('of nothing lets all through', () => {
    fc.assert(fc.property(indexes, (index) => assert.deepEqual(select(index, {}), index.refs)));
  });
});

describe('groups of findings', () => {
  for (const grouping of groupings) {
    it(`by ${grouping} have each finding once, in order, and the worst first`, () => {
      fc.assert(
        fc.property(indexes, (index) => {
          const refs = index.refs.filter((_, at) => at % 3 !== 1);
          const keyOf = (ref: Ref) => {
            const { one, folder } = told(index, ref);
            if (grouping === 'file') return `${folder}\n${one.location.path}`;
            if (grouping === 'rule') return one.ruleId;
            return grouping === 'severity' ? one.severity : one.tool.name;
          };
          const wanted = new Map<string, Ref[]>();
          for (const ref of refs) {
            const key = keyOf(ref);
            wanted.set(key, [...(wanted.get(key) ?? []), ref]);
          }
          const groups = groupBy(index, refs, grouping);
          const found = groups.map(({ key, folder, refs: own }) => [
            folder === undefined ? key : `${folder}\n${key}`,
            own,
          ]);
          assert.deepEqual(new Map(found as [string, Ref[]][]), wanted);
          assert.equal(found.length, wanted.size);
          for (const group of groups) {
            assert.equal(
              group.worst,
              worst(group.refs.map((ref) => told(index, ref).one.severity)),
            );
          }
          const order = groups.map(({ worst: one, key, folder }) => ({ one, key, folder }));
          const sorted = [...order].sort(
            (x, y) =>
              severityRank(x.one) - severityRank(y.one) ||
              compareText(x.key, y.key) ||
              compareText(x.folder ?? '', y.folder ?? ''),
          );
          assert.deepEqual(order, sorted);
        }),
      );
    });
  }
});

function worst(all: readonly Severity[]): Severity {
  return severities.find((one) => all.includes(one)) ?? assert.fail();
}

describe('the values of findings', () => {
  it('are counted, the most frequent first', () => {
    fc.assert(
      fc.property(indexes, (index) => {
        const found = counted(index, index.refs, (table, row) => table.summary(row).cwe);
        const all = index.refs.flatMap((ref) => told(index, ref).one.cwe);
        assert.deepEqual(
          new Map(found),
          new Map(all.map((value) => [value, all.filter((one) => one === value).length])),
        );
        const sorted = [...found].sort((x, y) => y[1] - x[1] || compareText(x[0], y[0]));
        assert.deepEqual(found, sorted);
      }),
    );
  });
});
