import assert from 'node:assert/strict';
import type { ArchiveFiles } from '../../../../../src/core/dependencies/exports/archiveEntry';
import {
  type ChangedPackage,
  compatibilityReader,
  levelOf,
} from '../../../../../src/core/dependencies/compatibility/compatibility';
import type { PublishedVersion } from '../../../../../src/core/dependencies/packument';
import type { Compatibility } from '../../../../../src/core/dependencies/plan';
import { collectUse } from '../../../../../src/core/dependencies/use/projectUse';
import type { PackageUse } from '../../../../../src/core/dependencies/use/usage';
import { testSyntax } from '../../../grammars';
import { archive } from '../archives';

const streams = 'through map split merge'.split(' ');
const fork = (...names: readonly string[]) => ({
  'index.js': `var es = exports;\n${names.map((one) => `es.${one} = function () {};`).join('\n')}`,
});
const eventStream = {
  '3.3.4': fork(...streams),
  '3.3.5': fork(...streams),
  '4.0.1': fork(...streams, 'collect', 'filterSync', 'flatmapSync'),
};
const pipe = `const es = require('event-stream');\n${'\n'.repeat(10)}es.flatmap(x);\nes.collect(y);\nes.map(z)`;

async function useIn(name: string, path: string, text: string): Promise<PackageUse> {
  const collector = collectUse([{ name }], await testSyntax());
  await collector.add({ path, text });
  const use = collector.result().packages.get(name);
  assert.ok(use);
  return use;
}

async function judged(
  versions: Readonly<Record<string, Readonly<Record<string, string>>>>,
  change: Partial<ChangedPackage> & Pick<ChangedPackage, 'from' | 'to'>,
): Promise<Compatibility> {
  const archives = {
    archive: (
      _: string,
      version: string,
    ): Promise<{ ok: true; files: ArchiveFiles } | { ok: false; why: string }> => {
      const files = versions[version];
      return Promise.resolve(
        files ? { ok: true, files: archive(files) } : { ok: false, why: 'it is not published' },
      );
    },
  };
  return compatibilityReader(archives, testSyntax).compatibilityOf({
    package: 'event-stream',
    ...change,
  });
}

function said({ facts }: Compatibility, about: string): readonly (readonly [string, string])[] {
  return facts.filter((one) => one.about === about).map(({ breaks, text }) => [breaks, text]);
}

const published = (parts: Partial<PublishedVersion>): PublishedVersion => ({
  name: 'x',
  version: '2.0.0',
  dependencies: {},
  optionalDependencies: {},
  peerDependencies: {},
  optionalPeers: [],
  engines: {},
  bundled: [],
  os: [],
  cpu: [],
  bin: {},
  maintainers: ['a'],
  installScript: false,
  tarball: '',
  ...parts,
});

describe('compatibility of a change', () => {
  it('names the removed function and the line that calls it', async () => {
    const versions = { ...eventStream, '3.3.6': fork(...streams, 'flatmap', 'collect') };
    const use = await useIn('event-stream', 'lib/pipe.js', pipe);
    const up = await judged(versions, { from: '3.3.6', to: '4.0.1', use });
    assert.deepEqual(said(up, 'exports'), [
      ['yes', '4.0.1 removes `flatmap`, which lib/pipe.js:12 calls.'],
    ]);
    assert.deepEqual(up.facts[0]?.places, [{ path: 'lib/pipe.js', line: 11 }]);
    assert.equal(up.level, 'major');
    const down = await judged(versions, { from: '3.3.6', to: '3.3.4', use });
    assert.deepEqual(
      said(down, 'exports').map(([, text]) => text),
      [
        '3.3.4 removes `flatmap`, which lib/pipe.js:12 calls.',
        '3.3.4 removes `collect`, which lib/pipe.js:13 calls.',
      ],
    );
    assert.equal(down.level, 'downgrade');
  });

  it('holds the names that are called against the new version where the old one is gone', async () => {
    const use = await useIn('event-stream', 'lib/pipe.js', pipe);
    const { facts } = await judged(eventStream, { from: '3.3.6', to: '3.3.4', use });
    assert.deepEqual(
      facts.filter(({ breaks }) => breaks === 'yes').map(({ text }) => text),
      [
        '3.3.4 has no `flatmap`, which lib/pipe.js:12 calls.',
        '3.3.4 has no `collect`, which lib/pipe.js:13 calls.',
      ],
    );
  });

  it('says that no name was removed, and never that all is well', async () => {
    const use = await useIn('event-stream', 'a.js', "require('event-stream').map()");
    const result = await judged(eventStream, { from: '3.3.5', to: '4.0.1', use });
    assert.deepEqual(said(result, 'exports'), [
      ['no', 'No exported name that the code uses was removed.'],
    ]);
    assert.deepEqual(said(result, 'behaviour')[0]?.[0], 'unknown');
    assert.doesNotMatch(JSON.stringify(result), /compatible|safe|verified/i);
  });

  it('does not know what it could not read', async () => {
    const use = await useIn('event-stream', 'a.js', pipe);
    const missing = await judged({}, { from: '3.3.5', to: '4.0.1', use });
    assert.deepEqual(said(missing, 'exports'), [
      ['unknown', 'What event-stream 4.0.1 exports is not known: it is not published.'],
    ]);
    const opaque = {
      '1.0.0': fork('flatmap'),
      '1.1.0': { 'index.js': "module.exports = require('other')" },
    };
    const unread = await judged(opaque, { from: '1.0.0', to: '1.1.0', use });
    assert.equal(
      unread.facts.some(({ breaks }) => breaks === 'yes'),
      false,
    );
    assert.match(
      said(unread, 'exports')[0]?.[1] ?? '',
      /^Whether event-stream 1\.1\.0 has `flatmap`, `collect` and `map` cannot be told/,
    );
  });

  it('does not blame the new version for what the old one did not show either', async () => {
    const versions = { '1.0.0': fork('a'), '1.0.1': fork('a') };
    const use = await useIn('event-stream', 'a.js', "require('event-stream').patchedIn()");
    const { facts } = await judged(versions, { from: '1.0.0', to: '1.0.1', use });
    assert.equal(
      facts.some(({ breaks }) => breaks === 'yes'),
      false,
    );
  });

  it('warns where the module is handed on as a whole', async () => {
    const versions = { '1.0.0': fork('a', 'b'), '1.1.0': fork('a') };
    const use = await useIn('event-stream', 'a.js', "module.exports = require('event-stream')");
    assert.match(
      said(await judged(versions, { from: '1.0.0', to: '1.1.0', use }), 'exports')[0]?.[1] ?? '',
      /handed on as a whole \(a\.js:1\), and `b` may be gone/,
    );
  });

  it('does not know what is handed on of a version that is gone', async () => {
    const use = await useIn('event-stream', 'a.js', "module.exports = require('event-stream')");
    const { facts } = await judged(eventStream, { from: '3.3.6', to: '3.3.4', use });
    assert.equal(facts[0]?.breaks, 'unknown');
    assert.match(facts[0].text, /which names the old version had is not known/);
  });

  it('tells who calls a module that is no function any more', async () => {
    const versions = {
      '1.0.0': { 'index.js': 'module.exports = function () {}' },
      '2.0.0': { 'index.js': 'exports.run = function () {}' },
      '3.0.0': {
        'package.json': '{"type":"module"}',
        'index.js': 'export default function () {} export const a = 1',
      },
    };
    const use = await useIn('event-stream', 'a.js', "const es = require('event-stream');\nes()");
    const broken = await judged(versions, { from: '1.0.0', to: '2.0.0', use });
    assert.deepEqual(said(broken, 'shape'), [
      ['yes', 'In 2.0.0 the module itself can no longer be called, as a.js:2 does.'],
    ]);
    const required = await judged(versions, { from: '1.0.0', to: '3.0.0', use });
    assert.deepEqual(
      said(required, 'shape').map(([breaks]) => breaks),
      ['yes', 'yes'],
    );
    const imports = await useIn('event-stream', 'a.mjs', "import es from 'event-stream';\nes()");
    const imported = await judged(versions, { from: '1.0.0', to: '3.0.0', use: imports });
    assert.deepEqual(
      said(imported, 'shape').map(([breaks]) => breaks),
      ['no', 'no'],
    );
  });

  it('names a file of the package that is asked for and gone', async () => {
    const versions = { '1.0.0': { ...fork('a'), 'lib/x.js': '' }, '1.1.0': fork('a') };
    const use = await useIn('event-stream', 'a.js', "require('event-stream/lib/x')");
    assert.deepEqual(
      said(await judged(versions, { from: '1.0.0', to: '1.1.0', use }), 'exports')[0],
      ['yes', '1.1.0 has no `event-stream/lib/x`, which a.js:1 asks for.'],
    );
  });

  it('judges what the registry says of the two versions', async () => {
    const before = published({
      version: '1.0.0',
      bin: { old: 'a.js', kept: 'b.js' },
      license: 'MIT',
      engines: { node: '>=10' },
    });
    const after = published({
      bin: { kept: 'b.js' },
      license: 'GPL-3.0',
      engines: { node: '>=18' },
      peerDependencies: { react: '^18.0.0', vue: '^3.0.0', opt: '1' },
      optionalPeers: ['opt'],
      deprecated: 'use [y](z)',
      maintainers: ['b'],
      installScript: true,
    });
    const use: PackageUse = {
      ...(await useIn('event-stream', 'a.js', '')),
      mentions: [{ path: 'package.json', line: 4, kind: 'command', command: 'old' }],
    };
    const project = {
      node: '>=16',
      installed: (name: string) => (name === 'react' ? '17.0.2' : undefined),
    };
    const result = await judged(eventStream, {
      from: '3.3.5',
      to: '4.0.1',
      before,
      after,
      use,
      project,
    });
    const found = [
      'engines',
      'peers',
      'deprecated',
      'licence',
      'maintainers',
      'scripts',
      'commands',
    ].map((about) =>
      said(result, about)
        .map(([breaks]) => breaks)
        .join(),
    );
    assert.deepEqual(found, ['yes', 'yes,yes', 'no', 'unknown', 'unknown', 'unknown', 'yes']);
    const order = result.facts.map(({ breaks }) => ['yes', 'unknown', 'no'].indexOf(breaks));
    assert.deepEqual(order, [...order].sort());
  });

  it('says nothing of what did not change', async () => {
    const before = published({
      version: '1.0.0',
      engines: { node: '>=10' },
      license: 'MIT',
      peerDependencies: { react: '17' },
    });
    const result = await judged(eventStream, {
      from: '3.3.4',
      to: '3.3.5',
      before,
      after: { ...before, version: '1.0.1' },
    });
    assert.deepEqual(
      result.facts.map(({ about, breaks }) => [about, breaks]),
      [['exports', 'no']],
    );
  });

  it('counts the second number of 0.x as a major, and what is no version too', () => {
    const levels = [
      ['1.0.0', '1.0.1'],
      ['1.0.0', '1.1.0'],
      ['1.9.0', '2.0.0'],
      ['0.1.0', '0.2.0'],
      ['0.0.1', '0.0.2'],
      ['0.1.1', '0.1.2'],
      ['2.0.0', '1.9.9'],
      ['git', '1.0.0'],
    ] as const;
    assert.deepEqual(
      levels.map(([from, to]) => levelOf(from, to)),
      ['patch', 'minor', 'major', 'major', 'major', 'patch', 'downgrade', 'major'],
    );
  });
});
