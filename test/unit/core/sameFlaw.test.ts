import assert from 'node:assert/strict';
import type { Finding, FindingSummary, Region } from '../../../src/core/finding';
import {
  type FindingIndex,
  type IndexedSource,
  fileKey,
  indexFindings,
  rowOf,
  signatureOf,
  sourceOf,
} from '../../../src/core/findingIndex';
import { select } from '../../../src/core/findingQuery';
import { toolsOf, wholeWithOthers, withOthers } from '../../../src/core/sameFlaw';
import { finding, tableOf } from './summaries';

const folder = 'file:///shop';
const idOf = (digit: string) => digit.repeat(64);
const on = (
  line: number,
  from = 0,
  to = from + 5,
): { readonly path: string; readonly region: Region } => ({
  path: 'a.js',
  region: { start: { line, character: from }, end: { line, character: to } },
});

const source = (findings: readonly FindingSummary[], at = 1): IndexedSource => ({
  folder,
  table: tableOf(findings),
  at,
});
const scan = (...findings: readonly FindingSummary[]): IndexedSource => ({
  ...source(findings, 5),
  topics: new Map([['tls', /certificate|tls/i]]),
});
const own = (more: Partial<FindingSummary> = {}) =>
  finding({
    id: idOf('a'),
    tool: { name: 'Countersign' },
    ruleId: 'tls',
    cwe: ['CWE-295', 'CWE-297'],
    location: on(3, 10, 20),
    ...more,
  });
const theirs = (more: Partial<FindingSummary> = {}) =>
  finding({ id: idOf('b'), cwe: ['CWE-297'], location: on(3, 12, 15), ...more });

const indexOf = (
  sources: readonly IndexedSource[],
  aside: readonly string[] = [],
  fixed: Readonly<Record<string, number>> = {},
) =>
  indexFindings(sources, {
    fixedAt: () => new Map(Object.entries(fixed)),
    setAside: () => new Set(aside),
  });

const ids = ({ sources, refs }: FindingIndex, of = refs) =>
  of.map((ref) => (sources[sourceOf(ref)]?.table.id(rowOf(ref)) ?? '').slice(0, 1)).join('');
/** The finding that stands for the flaw, with those behind it. */
const groups = (index: FindingIndex) =>
  index.refs.map((ref) => ids(index, [ref, ...index.others(ref)]));

describe('the same flaw', () => {
  it('is one finding, for which that of the report stands, whichever came first', () => {
    for (const sources of [
      [source([theirs()]), scan(own())],
      [scan(own()), source([theirs()])],
    ]) {
      const index = indexOf(sources);
      assert.deepEqual(groups(index), ['ba']);
      assert.equal(ids(index, index.files.get(fileKey(folder, 'a.js'))), 'b');
      assert.equal(index.counts().get('open'), 1);
      for (const id of ['a', 'b']) {
        assert.equal(index.find(idOf(id), folder), index.refs[0], 'either id finds it');
      }
    }
  });

  it('needs a line in common, and a CWE', () => {
    const joined = (other: Partial<FindingSummary>) =>
      groups(indexOf([source([theirs(other)]), scan(own())])).includes('ba');
    assert.ok(joined({ location: on(3, 60, 70) }));
    assert.ok(!joined({ location: on(4, 10, 20) }));
    assert.ok(!joined({ location: { ...on(3), path: 'b.js' } }));
    assert.ok(!joined({ location: { path: 'a.js' } }));
    assert.ok(!joined({ cwe: ['CWE-29'] }));
    assert.ok(!joined({ place: 'elsewhere' }));
    assert.ok(!joined({ kind: 'dependency' }));
    const many = { start: { line: 1, character: 0 }, end: { line: 8, character: 0 } };
    assert.ok(joined({ location: { path: 'a.js', region: many } }));
  });

  it('is told by its words where a tool names no CWE', () => {
    const joined = (message: string, ruleId = 'x') =>
      groups(indexOf([source([theirs({ cwe: [], message, ruleId })]), scan(own())])).includes('ba');
    assert.ok(joined('Any certificate will do'));
    assert.ok(joined('Bad.', 'no-tls-check'));
    assert.ok(!joined('Unused variable'));
  });

  it('joins one finding of each tool, the nearest', () => {
    const near = theirs();
    const far = theirs({ id: idOf('c'), location: on(3, 40) });
    const third = theirs({ id: idOf('d'), tool: { name: 'Semgrep' }, location: on(3, 50) });
    const index = indexOf([source([far, near]), source([third]), scan(own())]);
    assert.deepEqual(groups(index).sort(), ['bda', 'c']);
  });

  it('gives each finding of a line to the flaw that it lies at', () => {
    const second = own({ id: idOf('e'), location: on(3, 40, 50) });
    const other = theirs({ id: idOf('c'), location: on(3, 41) });
    const index = indexOf([source([theirs(), other]), scan(own(), second)]);
    assert.deepEqual(groups(index).sort(), ['ba', 'ce']);
  });

  it('lets stand for it what somebody has to look at, then the worst', () => {
    const suppressed = theirs({ severity: 'critical', suppressed: 'nosec' });
    const low = theirs({ id: idOf('c'), tool: { name: 'Low' }, severity: 'low' });
    const high = theirs({ id: idOf('d'), tool: { name: 'High' }, severity: 'high' });
    const index = indexOf([source([suppressed, low, high]), scan(own())]);
    assert.deepEqual(groups(index), ['dcba']);
    assert.equal(index.state(index.refs[0] ?? -1), 'open');
    const only = indexOf([source([suppressed]), scan(own())]);
    assert.equal(only.state(only.refs[0] ?? -1), 'suppressed');
  });

  it('is set aside whichever of its findings is', () => {
    for (const id of ['a', 'b']) {
      const index = indexOf([source([theirs()]), scan(own())], [idOf(id)]);
      assert.equal(index.state(index.refs[0] ?? -1), 'set-aside');
    }
  });

  it('is shown by the scan alone when the report is older than the fix', () => {
    const index = indexOf([source([theirs()]), scan(own())], [], { [idOf('b')]: 2 });
    assert.deepEqual(groups(index), ['b', 'a']);
    assert.deepEqual(
      [...index.refs].map((ref) => index.state(ref)),
      ['fixed', 'open'],
    );
  });

  it('is nothing that reports have among themselves', () => {
    const index = indexOf([source([theirs()]), source([own()])]);
    assert.deepEqual(groups(index), ['b', 'a']);
  });

  it('is another sight when another tool has found it too', () => {
    const alone = indexOf([source([theirs()])]);
    const both = indexOf([source([theirs()]), scan(own())]);
    assert.notEqual(signatureOf(alone, alone.refs), signatureOf(both, both.refs));
  });

  it('takes a moment in a large report', () => {
    const many = Array.from({ length: 100_000 }, (_, at) =>
      theirs({
        id: at.toString(16).padStart(8, '0').padEnd(64, '0'),
        location: { ...on(at % 400), path: `src/${Math.floor(at / 400)}.js` },
      }),
    );
    const found = Array.from({ length: 5000 }, (_, at) =>
      own({
        id: at.toString(16).padStart(8, 'f').padEnd(64, '0'),
        location: { ...on(at % 20), path: `src/${Math.floor(at / 20)}.js` },
      }),
    );
    const [report, scanned] = [source(many), scan(...found)];
    indexOf([report, scanned]);
    const began = performance.now();
    const index = indexOf([report, scanned]);
    const took = performance.now() - began;
    assert.equal(index.refs.length, 100_000);
    assert.ok(took < 1000, `${took} ms`);
  });
});

describe('a filter', () => {
  const index = indexOf([source([theirs({ severity: 'low', message: 'Weak' })]), scan(own())]);
  const passes = (filter: Parameters<typeof select>[1]) => select(index, filter).length === 1;

  it('goes by what any tool says of the flaw, by the severity that is shown, and by every baseline', () => {
    assert.ok(passes({ tools: ['Countersign'] }) && passes({ tools: ['eslint'] }));
    assert.ok(!passes({ tools: ['Semgrep'] }));
    assert.ok(passes({ cwe: ['CWE-295'] }) && passes({ text: 'weak countersign' }));
    assert.ok(passes({ severities: ['low'] }) && !passes({ severities: ['high'] }));
    for (const id of ['a', 'b']) assert.ok(!passes({ notIn: new Set([idOf(id)]) }));
    assert.ok(passes({ notIn: new Set([idOf('c')]) }));
  });
});

describe('a finding with what other tools say', () => {
  const place = on(1);
  const whole = (more: object): Finding => ({
    kind: 'code',
    ...{ id: idOf('a'), tool: { name: 'A' }, ruleId: 'r', severity: 'high', message: 'm' },
    ...{ location: place, cwe: [], related: [], codeFlows: [], fixes: [] },
    ...more,
  });

  it('names them and has all their parts, but one way of telling the data flow', () => {
    const first = whole({ related: [place] });
    const second = whole({
      tool: { name: 'B' },
      codeFlows: [[place, place]],
      fixes: [{ changes: [] }],
      guard: place,
    });
    const third = whole({ tool: { name: 'C' }, codeFlows: [[place], [place]], related: [place] });
    const all = wholeWithOthers(first, [second, undefined, third]);
    assert.ok(all.kind === 'code');
    assert.equal(toolsOf(all), 'A, B, C');
    assert.deepEqual(all.codeFlows, [[place, place]]);
    assert.equal(all.related.length, 2);
    assert.equal(all.fixes.length, 1);
    assert.deepEqual(all.guard, place);
    assert.equal(wholeWithOthers(first, []), first);
  });

  it('says in lists what there is to see', () => {
    const joined = withOthers(theirs(), [own({ hasFlow: true, hasRelated: true })]);
    assert.ok(joined.kind === 'code' && joined.hasFlow && joined.hasRelated && !joined.hasFix);
    assert.equal(toolsOf(joined), 'eslint, Countersign');
    assert.equal(withOthers(joined, []), joined);
  });
});
