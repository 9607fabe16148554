import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Skimmed, cutMembers, skimSarif } from '../../../../src/core/readers/sarifSkim';
import { heavyMembers, maxSkimmed } from '../../../../src/core/readers/sarifExtents';
import { openReport } from '../../../../src/core/readers/openReport';
import { blanks, write, writtenLog } from './jsonText';

const heavy = new Set(heavyMembers.keys());

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Writes the bytes in chunks of these sizes, all through one buffer, as a file is read. */
function skim(bytes: Uint8Array, sizes: readonly number[] = [bytes.length + 1]): Skimmed {
  const skimmer = skimSarif();
  const buffer = new Uint8Array(Math.max(...sizes));
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const chunk = bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
    buffer.fill(0x22).set(chunk);
    skimmer.write(buffer.subarray(0, chunk.length));
    at += chunk.length;
  }
  return skimmer.end();
}

function piecesOf({ results }: Skimmed, index: number): [number, number][] {
  const pieces: [number, number][] = [];
  results.pieces(index, (start, end) => pieces.push([start, end]));
  return pieces;
}

function resultText(bytes: Uint8Array, skimmed: Skimmed, index: number): string {
  return piecesOf(skimmed, index)
    .map(([start, end]) => textOf(bytes.subarray(start, end)))
    .join('');
}

const sizes = fc.oneof(
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
);

const text = fc.tuple(writtenLog, blanks).map(([log, between]) => write(log, between));

/** The log with the results back in their runs. */
function assembled(bytes: Uint8Array, skimmed: Skimmed): unknown {
  const log = JSON.parse(textOf(skimmed.skeleton)) as { runs: { results: unknown[] }[] };
  for (let index = 0; index < skimmed.results.length; index += 1) {
    const run = log.runs[skimmed.results.run(index)];
    run?.results.push(JSON.parse(resultText(bytes, skimmed, index)));
  }
  return log;
}

/** The same with empty lists for the heavy members of its results. */
function lightened(log: unknown): unknown {
  for (const result of resultsOf(log)) {
    for (const [key, member] of Object.entries(result)) {
      if (heavy.has(key) && Array.isArray(member)) Reflect.set(result, key, []);
    }
  }
  return log;
}

function resultsOf(log: unknown): object[] {
  return runsOf(log)
    .flatMap((run) => listIn(run, 'results'))
    .filter((one): one is object => typeof one === 'object' && one !== null && !Array.isArray(one));
}

const runsOf = (log: unknown): unknown[] => listIn(log, 'runs');

function listIn(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const inner: unknown = Reflect.get(value, key);
  return Array.isArray(inner) ? (inner as unknown[]) : [];
}

describe('the results of a SARIF log, cut out of its bytes', () => {
  it('are with the rest what JSON.parse reads, whatever the log and the chunks are', () => {
    fc.assert(
      fc.property(text, sizes, (log, chunks) => {
        const bytes = utf8(log);
        const skimmed = skim(bytes, chunks);
        const whole: unknown = JSON.parse(log);
        const found = assembled(bytes, skimmed);
        assert.deepEqual(lightened(found), lightened(whole));
        assert.equal(skimmed.isTruncated, false);
        assert.equal(skimmed.isTooDeep, false);
      }),
      { numRuns: 1000 },
    );
  });

  it('are counted for each run, and leave none of themselves behind', () => {
    fc.assert(
      fc.property(text, (written) => {
        const log = written.replaceAll('\\u0072', 'r');
        const { counts, results, skeleton } = skim(utf8(log));
        const sum = counts.reduce((total, count) => total + count, 0);
        assert.equal(sum, results.length);
        runsOf(JSON.parse(log)).forEach((run, index) => {
          assert.equal(counts[index] ?? 0, listIn(run, 'results').length);
        });
        const left = runsOf(JSON.parse(textOf(skeleton)));
        assert.deepEqual(
          left.flatMap((run) => listIn(run, 'results')),
          [],
        );
      }),
      { numRuns: 500 },
    );
  });

  it('lose no heavy member but long lists, and say which they lost', () => {
    fc.assert(
      fc.property(text, (log) => {
        const bytes = utf8(log);
        const skimmed = skim(bytes);
        for (let index = 0; index < skimmed.results.length; index += 1) {
          const { results } = skimmed;
          const whole: unknown = JSON.parse(
            textOf(bytes.subarray(results.start(index), results.end(index))),
          );
          const cut: unknown = JSON.parse(resultText(bytes, skimmed, index));
          for (const [key, flag] of [
            ['codeFlows', cutMembers.flow],
            ['fixes', cutMembers.fix],
            ['relatedLocations', cutMembers.related],
          ] as const) {
            const list = listIn(whole, key);
            const left = listIn(cut, key);
            if (left.length > 0) assert.deepEqual(left, list);
            else if (list.length > 0) assert.notEqual(results.flags(index) & flag, 0);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are kept up to where a log breaks off, wherever that is', () => {
    fc.assert(
      fc.property(text, fc.nat(), sizes, (log, raw, chunks) => {
        const bytes = utf8(log.trim());
        const end = raw % bytes.length;
        const whole = skim(bytes);
        const part = skim(bytes.subarray(0, end), chunks);
        assert.equal(part.isTruncated, end > 0);
        let before = 0;
        while (before < whole.results.length && whole.results.end(before) < end) before += 1;
        assert.equal(part.results.length, before);
        for (let index = 0; index < before; index += 1) {
          assert.deepEqual(piecesOf(part, index), piecesOf(whole, index));
          assert.equal(part.results.flags(index), whole.results.flags(index));
          assert.equal(part.results.run(index), whole.results.run(index));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lie inside the log, one behind the other, even where it is no JSON', () => {
    const spoil = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...utf8('{}[],:"\\x 0'))), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(text, spoil, sizes, (log, spots, chunks) => {
        const bytes = utf8(log);
        for (const [at, byte] of spots) bytes[at % bytes.length] = byte;
        const skimmed = skim(bytes, chunks);
        const { results, counts, skeleton } = skimmed;
        assert.ok(skeleton.length <= bytes.length);
        assert.equal(
          counts.reduce((total, count) => total + count, 0),
          results.length,
        );
        let last = 0;
        for (let index = 0; index < results.length; index += 1) {
          const pieces = piecesOf(skimmed, index);
          assert.equal(pieces[0]?.[0], results.start(index));
          assert.equal(pieces.at(-1)?.[1], results.end(index));
          for (const [start, end] of pieces) {
            assert.ok(last <= start && start <= end && end <= bytes.length);
            last = end;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the first pass over a SARIF log', () => {
  const long = `[${JSON.stringify('x'.repeat(50))}]`;

  it('counts the bytes that lie before the log', () => {
    const skimmer = skimSarif(3);
    skimmer.write(utf8('{"runs":[{"results":[{}]}]}'));
    const { results } = skimmer.end();
    assert.deepEqual([results.start(0), results.end(0)], [24, 26]);
  });

  it('keeps all of what is no log', () => {
    for (const other of [
      '[{"runs":[{"results":[1]}]}]',
      '{"runs":{"results":[1]}}',
      '7',
      '',
      '[[',
    ]) {
      const { skeleton, results } = skim(utf8(other), [2]);
      assert.equal(textOf(skeleton), other);
      assert.equal(results.length, 0);
    }
  });

  it('loses no result where a log has its runs or results twice', () => {
    const bytes = utf8('{"runs":[{"results":[1],"results":[2,3]}],"runs":[{},{"results":[4]}]}');
    const skimmed = skim(bytes);
    const all = [0, 1, 2, 3].map((index) => resultText(bytes, skimmed, index));
    assert.deepEqual(all, ['1', '2', '3', '4']);
    assert.deepEqual(skimmed.counts, [3, 1]);
  });

  it('takes no list of blanks for a data flow', () => {
    const flow = (list: string, chunk = 9) =>
      skim(utf8(`{"runs":[{"results":[{"codeFlows":${list}}]}]}`), [chunk]).results.flags(0);
    for (const list of ['[]', '[ ]', `[\n${' '.repeat(60)}]`]) {
      for (const chunk of [1, 7, 500]) assert.equal(flow(list, chunk), 0, list);
    }
    assert.equal(flow('[ 1 ]', 1), cutMembers.flow);
    assert.equal(flow(long), cutMembers.flow);
  });

  it('ignores the unfinished result at the end', () => {
    const first = `{"a":1,"codeFlows":${long}}`;
    const bytes = utf8(`{"runs":[{"results":[${first},{"codeFlows":${long},"fixes":${long}`);
    const skimmed = skim(bytes);
    assert.equal(skimmed.results.length, 1);
    assert.equal(resultText(bytes, skimmed, 0), '{"a":1,"codeFlows":[]}');
  });

  it('gives up where brackets nest deeper than any scanner writes', () => {
    const nested = (depth: number) => {
      const inner = '['.repeat(depth - 5) + ']'.repeat(depth - 5);
      return skim(utf8(`{"runs":[{"results":[{"a":${inner}}]}]}`), [100]).isTooDeep;
    };
    assert.equal(nested(1000), false);
    assert.equal(nested(1001), true);
    assert.equal(skim(utf8('['.repeat(5000))).isTooDeep, true);
  });

  it('counts the results beyond the first million, and the reader says so', () => {
    const bytes = utf8(
      `{"version":"2.1.0","runs":[{"tool":{},"results":[${'1,'.repeat(maxSkimmed)}1,1]}]}`,
    );
    const skimmed = skim(bytes);
    assert.equal(skimmed.results.length, maxSkimmed);
    assert.deepEqual(skimmed.counts, [maxSkimmed + 2]);
    const report = openReport('made', { skimmed, whole: () => bytes, beside: () => undefined });
    assert.deepEqual(
      report.problems().filter(({ count }) => count > 0),
      [{ message: 'made: 2 results beyond the first 1000000 are not shown', count: 2 }],
    );
  });
});
