import assert from 'node:assert/strict';
import type { Advisory } from '../../../../../src/core/dependencies/advisories/advisory';
import { vulnerableNodes } from '../../../../../src/core/dependencies/advisories/match';
import { cleanGraph } from '../graphs';

const advisory = (name: string, range: string, more: Partial<Advisory> = {}): Advisory => ({
  id: `GHSA-${name}`,
  aliases: [],
  package: name,
  ecosystem: 'npm',
  range,
  fixedVersions: [],
  severity: 'high',
  cwe: [],
  title: 'A flaw',
  malware: false,
  ...more,
});

const graph = cleanGraph(
  { name: 'me', dependencies: { a: '*', old: 'npm:b@1' }, workspaces: ['w'] },
  {
    'node_modules/a': { version: '1.0.0', dependencies: { b: '*' } },
    'node_modules/a/node_modules/b': { version: '2.0.0-rc.1' },
    'node_modules/old': { version: '1.0.0', name: 'b' },
    'node_modules/odd': { version: 'none' },
    'node_modules/w': { link: true, resolved: 'w' },
    w: { name: 'w', version: '1.0.0' },
  },
);
const hits = (...advisories: Advisory[]): readonly string[] =>
  vulnerableNodes(graph, advisories).vulnerable.map(
    ({ path, advisories: all }) => `${path} ${all.map(({ id }) => id).join(' ')}`,
  );

describe('matching advisories with what is installed', () => {
  it('goes by real name and version, whatever the folder', () => {
    assert.deepEqual(hits(advisory('b', '<2.0.0'), advisory('b', '<=1.0.0', { id: 'two' })), [
      'node_modules/a/node_modules/b GHSA-b',
      'node_modules/old GHSA-b two',
    ]);
    assert.deepEqual(hits(advisory('old', '*'), advisory('a', '>1.0.0')), []);
  });

  it('takes neither the project nor its workspaces for packages, nor those of another ecosystem', () => {
    assert.deepEqual(hits(advisory('w', '*'), advisory('me', '*')), []);
    assert.deepEqual(hits(advisory('a', '*', { ecosystem: 'PyPI' })), []);
  });

  it('tells what it could not judge', () => {
    const { vulnerable, problems } = vulnerableNodes(graph, [
      advisory('a', 'sometimes'),
      advisory('odd', '<1.0.0'),
    ]);
    assert.deepEqual(vulnerable, []);
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /GHSA-a names versions of a in a way .* \(sometimes\)/);
    assert.match(problems[1] ?? '', /node_modules\/odd the version none/);
  });

  it('passes over no part of a range that it cannot read', () => {
    const odd = ['<0.5.0 || >=1.0.0 <…', '<0.5.0 || >=1.…', '<0.5.0 || about 1', '>=2.0.0 <2.x!'];
    for (const range of odd) {
      const { vulnerable, problems } = vulnerableNodes(graph, [advisory('a', range)]);
      assert.deepEqual(vulnerable, [], range);
      assert.match(problems.join(), /Whether a 1\.0\.0 is among them has to be looked up/, range);
    }
    const loose = ['>= 0.9.0 < 2', '= v1.0.0', '0.9.0 - 1.2.0', '<1.0.1-beta01', '0.1.0||1.x'];
    for (const range of loose) {
      assert.deepEqual(hits(advisory('a', range)), ['node_modules/a GHSA-a'], range);
    }
  });
});
