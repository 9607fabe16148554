import assert from 'node:assert/strict';
import {
  type FindingIndex,
  type Ref,
  fileKey,
  indexFindings,
} from '../../../src/core/findingIndex';
import { FindingTable } from '../../../src/core/findingTable';
import { findingsAt, nextFinding, walkOrder } from '../../../src/core/findingWalk';
import { tableWriter } from '../../../src/core/findingWriter';

const folder = 'file:///shop';

/** Findings at `path:line:character`, each three characters long; without a line, of the file. */
function indexOf(...places: string[]): FindingIndex {
  const writer = tableWriter();
  for (const [row, place] of places.entries()) {
    const [path = '', line, character = '0'] = place.split(':');
    const start = { line: Number(line), character: Number(character) };
    const end = { ...start, character: start.character + 3 };
    writer.add({
      id: row.toString(16).padStart(64, '0'),
      ordinal: row,
      told: { tool: { name: 'tool' }, ruleId: 'rule', severity: 'high', message: place, cwe: [] },
      location: { path, ...(line !== undefined && { region: { start, end } }) },
      place: undefined,
      code: { hasFlow: false, hasFix: false, hasRelated: false },
    });
  }
  const table = new FindingTable();
  table.append(writer.flush());
  return indexFindings([{ folder, table, at: 0 }], {
    fixedAt: () => new Map(),
    setAside: () => new Set(),
  });
}

const saidOf = (index: FindingIndex, ref: Ref) => index.sources[0]?.table.textIn(ref, 'message');

/** Goes on until every finding was met once more, and answers what was met. */
function walk(index: FindingIndex, forward: boolean, passes: (ref: Ref) => boolean = () => true) {
  const met: string[] = [];
  let standing: Parameters<typeof nextFinding>[3];
  for (let step = 0; step < index.refs.length + 1; step += 1) {
    const next = nextFinding(index, walkOrder(index), passes, standing, forward);
    if (!next) break;
    const table = index.sources[0]?.table;
    const file = fileKey(folder, table?.textIn(next.ref, 'path') ?? '');
    const at = table?.region(next.ref)?.start ?? { line: 0, character: 0 };
    standing = { file, at, last: next.ref };
    met.push(`${next.isAround ? 'around ' : ''}${saidOf(index, next.ref)}`);
  }
  return met;
}

describe('the walk from finding to finding', () => {
  const index = indexOf('b.js:4', 'a.js:9:2', 'a.js:9:1', 'b.js', 'c.js:0', 'a.js:9:2');

  it('meets every finding once, file by file, and begins again', () => {
    assert.deepEqual(walk(index, true), [
      'a.js:9:1',
      'a.js:9:2',
      'a.js:9:2',
      'b.js',
      'b.js:4',
      'c.js:0',
      'around a.js:9:1',
    ]);
  });

  it('meets them the other way round', () => {
    assert.deepEqual(walk(index, false), [
      'c.js:0',
      'b.js:4',
      'b.js',
      'a.js:9:2',
      'a.js:9:2',
      'a.js:9:1',
      'around c.js:0',
    ]);
  });

  it('passes over what is not to be met, and whole files of it', () => {
    const passes = (ref: Ref) => saidOf(index, ref)?.startsWith('b') !== true;
    assert.deepEqual(walk(index, true, passes), [
      'a.js:9:1',
      'a.js:9:2',
      'a.js:9:2',
      'c.js:0',
      'around a.js:9:1',
      'a.js:9:2',
      'a.js:9:2',
    ]);
    assert.deepEqual(
      walk(index, true, () => false),
      [],
    );
  });

  it('goes on from the cursor, and from a file without findings', () => {
    const from = (file: string, line: number, forward: boolean) => {
      const standing = { file: fileKey(folder, file), at: { line, character: 2 } };
      const next = nextFinding(index, walkOrder(index), () => true, standing, forward);
      return next && `${saidOf(index, next.ref)} ${next.nth}/${next.inFile} ${next.isAround}`;
    };
    assert.equal(from('a.js', 9, true), 'b.js 1/2 false');
    assert.equal(from('a.js', 9, false), 'a.js:9:1 1/3 false');
    assert.equal(from('a2.js', 0, true), 'b.js 1/2 false');
    assert.equal(from('b2.js', 0, false), 'b.js:4 2/2 false');
    assert.equal(from('z.js', 0, true), 'a.js:9:1 1/3 true');
    assert.equal(from('A.js', 0, false), 'c.js:0 1/1 true');
  });

  it('comes back to the only finding', () => {
    assert.deepEqual(walk(indexOf('a.js:1'), true), ['a.js:1', 'around a.js:1']);
    assert.deepEqual(walk(indexOf('a.js:1'), false), ['a.js:1', 'around a.js:1']);
  });

  it('takes little time among a hundred thousand', () => {
    const many = indexOf(...Array.from({ length: 100_000 }, (_, at) => `f${at % 5000}.js:${at}`));
    const order = walkOrder(many);
    const started = performance.now();
    for (let round = 0; round < 20; round += 1) {
      const standing = { file: fileKey(folder, 'f1.js'), at: { line: 1e9, character: 0 } };
      assert.ok(nextFinding(many, order, () => true, standing, true));
    }
    assert.ok((performance.now() - started) / 20 < 20);
  });
});

describe('the findings at a place', () => {
  const index = indexOf('a.js:1:0', 'a.js:1:8', 'a.js:3', 'a.js');
  const at = (line: number, character: number) =>
    findingsAt(index, index.refs, { line, character }).map((ref) => saidOf(index, ref));

  it('are those around it, or else those on its line', () => {
    assert.deepEqual(at(1, 9), ['a.js:1:8']);
    assert.deepEqual(at(1, 5), ['a.js:1:0', 'a.js:1:8']);
    assert.deepEqual(at(2, 0), []);
  });
});
