import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FindingSummary, Region } from '../../../src/core/finding';
import {
  type Decisions,
  type FindingIndex,
  type IndexedSource,
  fileKey,
  indexFindings,
  maxSources,
  refOf,
  rowOf,
  sourceOf,
  states,
} from '../../../src/core/findingIndex';
import { fewIds, finding, summaries, tableOf } from './summaries';

const [a = '', a2 = '', b = ''] = fewIds;
const folder = 'file:///shop';

const source = (findings: readonly FindingSummary[], at = 1, name = folder): IndexedSource => ({
  folder: name,
  table: tableOf(findings),
  at,
});

const decisions = (
  fixed: Readonly<Record<string, number>> = {},
  aside: readonly string[] = [],
): Decisions => ({
  fixedAt: (name) => new Map(name === folder ? Object.entries(fixed) : []),
  setAside: (name) => new Set(name === folder ? aside : []),
});

const shown = ({ sources, refs }: FindingIndex) =>
  refs.map((ref) => sources[sourceOf(ref)]?.table.summary(rowOf(ref)).message);

const stateOf = (one: Partial<FindingSummary>, made = decisions(), at = 1) => {
  const index = indexFindings([source([finding({ id: a, ...one })], at)], made);
  return index.state(index.refs[0] ?? assert.fail());
};

const at = (line: number, character = 0): Region => ({
  start: { line, character },
  end: { line, character: character + 1 },
});

describe('a ref', () => {
  it('is one number for a source and a row, and both can be had from it', () => {
    for (const one of [0, 1, 7, maxSources - 1]) {
      for (const row of [0, 1, 999_999, 2 ** 20 - 1]) {
        const ref = refOf(one, row);
        assert.ok(ref >= 0);
        assert.deepEqual([sourceOf(ref), rowOf(ref)], [one, row]);
      }
    }
  });
});

describe('the index of several reports', () => {
  it('has a finding of two reports once, as the newer one tells it', () => {
    const old = source(
      [finding({ id: a, message: 'old' }), finding({ id: b, message: 'only' })],
      1,
    );
    const late = source([finding({ id: a, message: 'new' })], 2);
    assert.deepEqual(shown(indexFindings([old, late], decisions())), ['only', 'new']);
    assert.deepEqual(shown(indexFindings([late, old], decisions())), ['new', 'only']);
  });

  it('takes the first of reports that are equally new', () => {
    const sources = ['one', 'two'].map((message) => source([finding({ id: a, message })]));
    assert.deepEqual(shown(indexFindings(sources, decisions())), ['one']);
  });

  it('keeps the same finding of another folder, and those whose ids begin alike', () => {
    const here = source([finding({ id: a }), finding({ id: a2 })]);
    const there = source([finding({ id: a }), finding({ id: a2 })], 2, 'file:///other');
    const index = indexFindings([here, there], decisions());
    assert.equal(index.refs.length, 4);
    assert.equal(sourceOf(index.find(a2, folder) ?? -1), 0);
    assert.equal(sourceOf(index.find(a2, 'file:///other') ?? -1), 1);
    assert.equal(index.find(a2, 'file:///none'), undefined);
    assert.equal(rowOf(index.find(a2) ?? -1), 1);
    assert.equal(index.find(b), undefined);
  });

  it('lists each file in the order of its text, worst first, without those elsewhere', () => {
    const listed = source([
      finding({ id: '1'.repeat(64), message: 'last', location: { path: 'a.js', region: at(3) } }),
      finding({
        id: '2'.repeat(64),
        message: 'third',
        location: { path: 'a.js', region: at(2, 4) },
      }),
      finding({
        id: '3'.repeat(64),
        message: 'second',
        severity: 'critical',
        location: { path: 'a.js', region: at(2, 4) },
      }),
      finding({ id: '4'.repeat(64), message: 'first' }),
      finding({ id: '5'.repeat(64), message: 'b', location: { path: 'b.js' } }),
      finding({ id: '6'.repeat(64), place: 'elsewhere' }),
    ]);
    const other = source([finding({ id: '7'.repeat(64), message: 'other' })], 5, 'file:///other');
    const index = indexFindings([listed, other], decisions());
    const messages = (path: string, name = folder) =>
      (index.files.get(fileKey(name, path)) ?? []).map(
        (ref) => index.sources[sourceOf(ref)]?.table.summary(rowOf(ref)).message,
      );
    assert.deepEqual(messages('a.js'), ['first', 'second', 'third', 'last']);
    assert.deepEqual(messages('b.js'), ['b']);
    assert.deepEqual(messages('a.js', 'file:///other'), ['other']);
    assert.deepEqual([...index.files.keys()].length, 3);
  });

  it('has every finding once, by folder and id, and finds it again, for any reports', () => {
    const reports = fc.array(
      fc.record({
        findings: summaries(fc.constantFrom(...fewIds)),
        at: fc.nat(2),
        name: fc.constantFrom(folder, 'file:///other'),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(reports, (all) => {
        const index = indexFindings(
          all.map((one) => source(one.findings, one.at, one.name)),
          decisions(),
        );
        const newest = new Map<string, FindingSummary>();
        const byAge = all.map((one, number) => ({ ...one, number }));
        byAge.sort((x, y) => x.at - y.at || y.number - x.number);
        for (const one of byAge) {
          for (const each of one.findings) newest.set(`${one.name} ${each.id}`, each);
        }
        const found = new Map<string, FindingSummary>();
        for (const ref of index.refs) {
          const { folder: name, table } = index.sources[sourceOf(ref)] ?? assert.fail();
          const one = table.summary(rowOf(ref));
          found.set(`${name} ${one.id}`, one);
          assert.equal(index.find(one.id, name), ref);
        }
        assert.equal(found.size, index.refs.length);
        assert.deepEqual(found, newest);
        const inFiles = [...index.files.values()].reduce((sum, refs) => sum + refs.length, 0);
        const here = [...newest.values()].filter(({ place }) => place !== 'elsewhere');
        assert.equal(inFiles, here.length);
        const counts = index.counts();
        for (const state of states) {
          const those = index.refs.filter((ref) => index.state(ref) === state);
          assert.equal(counts.get(state), those.length);
        }
      }),
    );
  });
});

describe('the state of a finding', () => {
  it('is open, unless the report says otherwise', () => {
    assert.equal(stateOf({}), 'open');
    assert.equal(stateOf({ suppressed: '' }), 'suppressed');
    assert.equal(stateOf({ place: 'stale' }), 'stale');
    assert.equal(stateOf({ place: 'elsewhere' }), 'elsewhere');
    assert.equal(stateOf({ place: 'stale', suppressed: 'why' }), 'suppressed');
  });

  it('is what a person decided, before what the tool says', () => {
    const aside = decisions({}, [a]);
    assert.equal(stateOf({}, aside), 'set-aside');
    assert.equal(stateOf({ suppressed: '', place: 'stale' }, aside), 'set-aside');
    assert.equal(stateOf({ id: a2 }, aside), 'open');
  });

  it('is fixed until a newer report finds it again', () => {
    const fixed = decisions({ [a]: 5 }, [a]);
    assert.equal(stateOf({}, fixed, 4), 'fixed');
    assert.equal(stateOf({}, fixed, 5), 'fixed');
    assert.equal(stateOf({}, fixed, 6), 'set-aside');
    assert.equal(stateOf({ id: a2 }, fixed, 4), 'open');
  });

  it('goes by the newest report that has it', () => {
    const both = [source([finding({ id: a })], 4), source([finding({ id: a })], 6)];
    const index = indexFindings(both, decisions({ [a]: 5 }));
    assert.equal(index.refs.length, 1);
    assert.equal(index.state(index.refs[0] ?? -1), 'open');
  });

  it('does not hold in another folder', () => {
    const index = indexFindings(
      [source([finding({ id: a })], 1, 'file:///other')],
      decisions({ [a]: 5 }, [a]),
    );
    assert.equal(index.state(index.refs[0] ?? -1), 'open');
  });

  it('hides what is fixed from those who look for an id', () => {
    const index = indexFindings([source([finding({ id: a })])], decisions({ [a]: 5 }));
    assert.equal(index.find(a, folder), undefined);
    assert.equal(index.find(a), undefined);
    assert.equal(index.refs.length, 1);
  });

  it('follows the table when its code goes and comes back', () => {
    const one = source([finding({ id: a, location: { path: 'a.js', region: at(1) } })]);
    const index = indexFindings([one], decisions());
    const ref = index.refs[0] ?? -1;
    one.table.move(0, undefined);
    assert.equal(index.state(ref), 'stale');
    one.table.move(0, at(2));
    assert.equal(index.state(ref), 'open');
  });
});
