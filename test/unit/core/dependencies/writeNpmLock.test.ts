import * as assert from 'node:assert/strict';
import { planFixes } from '../../../../src/core/dependencies/planner/planFixes';
import { writeNpmLock } from '../../../../src/core/dependencies/writeNpmLock';
import { advisory, integrityOf, packuments, project, read } from './planner/smallProjects';

const registry = {
  'a@1.0.0': { b: '^1.0.0' },
  'a@1.0.1': { b: '^1.0.0', c: '^1.0.0' },
  'b@1.0.0': {},
  'b@1.0.1': {},
  'c@1.0.0': {},
  '__proto__@1.0.0': {},
  '__proto__@1.0.1': {},
};

async function written(
  lockText: string,
  manifestText: string,
  name: string,
  tier: 'range' | 'override' = 'range',
): Promise<string> {
  const graph = read(lockText, manifestText);
  const { plan, outcomes } = await planFixes(
    graph,
    [advisory(name, '<1.0.1')],
    packuments(registry),
    { maxTier: tier },
  );
  const outcome = plan.chosen && outcomes.get(plan.chosen);
  assert.ok(outcome, plan.remaining[0]?.reason);
  return writeNpmLock(lockText, graph, outcome);
}

type Entries = Record<string, Record<string, unknown>>;
const entriesIn = (text: string) => (JSON.parse(text) as { packages: Entries }).packages;

describe('writeNpmLock', () => {
  const subject = project({ a: '^1.0.0' }, { a: '1.0.0', b: '1.0.0' }, registry);

  it('keeps indentation, line ends, the mark and the end of the file', async () => {
    const plain = await written(subject.lockText, subject.manifestText, 'b');
    assert.equal(
      plain,
      subject.lockText
        .replace(/("node_modules\/b": \{\s+"version": )"1\.0\.0"/, '$1"1.0.1"')
        .replace('/b-1.0.0.tgz', '/b-1.0.1.tgz')
        .replace(integrityOf('b', '1.0.0'), integrityOf('b', '1.0.1')),
    );
    const form = (text: string) =>
      `\ufeff${JSON.stringify(JSON.parse(text), null, '\t').replaceAll('\n', '\r\n')}`;
    const other = await written(form(subject.lockText), subject.manifestText, 'b');
    assert.equal(other, form(plain));
  });

  it('puts what is new in its place by name, and takes out what nothing asks for', async () => {
    const text = await written(subject.lockText, subject.manifestText, 'a');
    assert.deepEqual(Object.keys(entriesIn(text)), [
      '',
      'node_modules/a',
      'node_modules/b',
      'node_modules/c',
    ]);
    const fresh = entriesIn(text)['node_modules/c'] ?? {};
    assert.deepEqual(Object.keys(fresh), ['version', 'resolved', 'integrity']);
  });

  it('writes a new range into the entry of the project too', async () => {
    const pinned = project({ b: '1.0.0' }, { b: '1.0.0' }, registry);
    const text = await written(pinned.lockText, pinned.manifestText, 'b');
    assert.deepEqual(entriesIn(text)['']?.['dependencies'], { b: '1.0.1' });
  });

  it('marks as npm does what only development or optional ones ask for', async () => {
    for (const [section, mark] of [
      ['devDependencies', 'dev'],
      ['optionalDependencies', 'optional'],
    ] as const) {
      const asks = { [section]: { a: '^1.0.0' } };
      const lock = JSON.parse(subject.lockText) as { packages: Entries };
      lock.packages[''] = { name: 'made-up', version: '1.0.0', ...asks };
      for (const name of ['a', 'b']) {
        const entry = lock.packages[`node_modules/${name}`] ?? {};
        const { dependencies, ...rest } = entry;
        lock.packages[`node_modules/${name}`] = {
          ...rest,
          [mark]: true,
          ...(dependencies !== undefined && { dependencies }),
        };
      }
      const text = await written(
        `${JSON.stringify(lock, null, 2)}\n`,
        JSON.stringify({ name: 'made-up', version: '1.0.0', ...asks }),
        'a',
      );
      const { '': _root, ...copies } = entriesIn(text);
      assert.deepEqual(
        Object.entries(copies).map(([path, entry]) => [path, entry['version'], entry[mark]]),
        [
          ['node_modules/a', '1.0.1', true],
          ['node_modules/b', '1.0.0', true],
          ['node_modules/c', '1.0.0', true],
        ],
      );
    }
  });

  it('writes the tree of version 1', async () => {
    const lock = {
      name: 'made-up',
      version: '1.0.0',
      lockfileVersion: 1,
      requires: true,
      dependencies: {
        a: { version: '1.0.0', requires: { b: '^1.0.0' } },
        b: { version: '1.0.0' },
      },
    };
    const text = await written(JSON.stringify(lock, null, 2), subject.manifestText, 'b');
    const { dependencies, ...rest } = JSON.parse(text) as { dependencies: Entries };
    assert.deepEqual(Object.keys(rest), ['name', 'version', 'lockfileVersion', 'requires']);
    assert.equal(dependencies['b']?.['version'], '1.0.1');
    assert.deepEqual(dependencies['a'], lock.dependencies.a);
  });

  it('treats __proto__ as a name like any other', async () => {
    const name = '__proto__';
    for (const [range, now] of [
      ['^1.0.0', '^1.0.0'],
      ['1.0.0', '1.0.1'],
    ] as const) {
      const manifest = `{"name":"made-up","version":"1.0.0","dependencies":{"${name}":"${range}"}}`;
      const lock = `{"name":"made-up","lockfileVersion":3,"packages":{"":{"dependencies":{"${name}":"${range}"}},"node_modules/${name}":{"version":"1.0.0"}}}`;
      const text = (await written(lock, manifest, name)).replace(/\s/g, '');
      assert.match(text, /"node_modules\/__proto__":\{"version":"1\.0\.1"/);
      assert.ok(text.includes(`"":{"dependencies":{"__proto__":"${now}"}}`), text);
    }
  });
});
