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
});
