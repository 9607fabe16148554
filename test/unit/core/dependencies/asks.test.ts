import assert from 'node:assert/strict';
import type { Asked } from '../../../../src/core/dependencies/asks';
import { askingOf } from '../../../../src/core/dependencies/asks';
import { graphOf } from './planFakes';

const lines = (one: Asked, depth = 0): string[] => [
  `${'  '.repeat(depth)}${one.name} ${one.version} ${one.spec ?? ''}${one.isVulnerable ? '!' : ''}`,
  ...one.asks.flatMap((below) => lines(below, depth + 1)),
];

describe('who asks for a package', () => {
  const graph = graphOf('shop', [
    ['', 'node_modules/run', '4.1.5', '^4.0.0'],
    ['', 'node_modules/watch', '1.0.0', '1.0.0'],
    ['node_modules/run', 'node_modules/tree', '1.1.0', '^1.0.1'],
    ['node_modules/tree', 'node_modules/stream', '3.3.6', '~3.3.0'],
    ['node_modules/watch', 'node_modules/stream', '3.3.6', '3.x'],
  ]);
  const long = ['', 'node_modules/run', 'node_modules/tree', 'node_modules/stream'];
  const short = ['', 'node_modules/watch', 'node_modules/stream'];
  const vulnerable = new Set(['node_modules/stream']);

  it('is one tree of all ways, each with what was asked for', () => {
    const { project, more } = askingOf(graph, [short, long], vulnerable, 3);
    assert.deepEqual(lines(project), [
      'shop  ',
      '  watch 1.0.0 1.0.0',
      '    stream 3.3.6 3.x!',
      '  run 4.1.5 ^4.0.0',
      '    tree 1.1.0 ^1.0.1',
      '      stream 3.3.6 ~3.3.0!',
    ]);
    assert.equal(more, 3);
  });

  it('has what ways share once', () => {
    const both = [long, ['', 'node_modules/run', 'node_modules/tree']];
    assert.equal(lines(askingOf(graph, both, vulnerable, 0).project).length, 4);
  });

  it('names what the graph does not know by its path, and a project without a name', () => {
    const { project } = askingOf(graphOf('', []), [['', '__proto__']], new Set(), 0);
    assert.deepEqual(lines(project), ['  ', '  __proto__  ']);
  });
});
