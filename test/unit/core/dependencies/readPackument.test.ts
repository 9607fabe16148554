import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Packument, PublishedVersion } from '../../../../src/core/dependencies/packument';
import { readPackument } from '../../../../src/core/dependencies/readPackument';

describe('reading a packument', () => {
  it('reads the short form', () => {
    const { versions, latest } = packumentOf({
      name: 'a',
      'dist-tags': { latest: '1.1.0' },
      versions: {
        '1.0.0': {
          dist: { tarball: 'https://r.example/a/-/a-1.0.0.tgz', shasum: '00'.repeat(20) },
        },
        '1.1.0': {
          dependencies: { b: '^2' },
          optionalDependencies: { c: '*' },
          peerDependencies: { d: '1', e: '2' },
          peerDependenciesMeta: { e: { optional: true }, d: { optional: 'yes' } },
          engines: { node: '>=4' },
          os: ['linux'],
          cpu: 'x64',
          bin: 'cli.js',
          hasInstallScript: true,
          deprecated: 'use b',
          dist: { tarball: 'https://r.example/a/-/a-1.1.0.tgz', integrity: 'sha512-AAAA==' },
        },
      },
    });
    assert.equal(latest, '1.1.0');
    assert.equal(versions.get('1.0.0')?.integrity, `sha1-${Buffer.alloc(20).toString('base64')}`);
    const newer = versions.get('1.1.0');
    assert.deepEqual({ ...newer?.dependencies }, { b: '^2' });
    assert.deepEqual({ ...newer?.optionalDependencies }, { c: '*' });
    assert.deepEqual({ ...newer?.peerDependencies }, { d: '1', e: '2' });
    assert.deepEqual(newer?.optionalPeers, ['e']);
    assert.deepEqual({ ...newer?.engines }, { node: '>=4' });
    assert.deepEqual([newer?.os, newer?.cpu], [['linux'], ['x64']]);
    assert.deepEqual({ ...newer?.bin }, { a: 'cli.js' });
    assert.equal(newer?.installScript, true);
    assert.equal(newer?.deprecated, 'use b');
    assert.equal(newer?.integrity, 'sha512-AAAA==');
  });

  it('reads licence, maintainers, times and scripts of the full form', () => {
    const { versions, published } = packumentOf({
      versions: {
        '1.0.0': {
          license: { type: 'MIT' },
          maintainers: [{ name: 'ann' }, 'Bob <b@example.com>', 7, { email: 'x' }],
          scripts: { postinstall: 'node x.js' },
        },
        '1.0.1': { licenses: [{ type: 'MIT' }, 'ISC'], scripts: { test: 'mocha' } },
      },
      time: {
        created: '2020-01-01T00:00:00.000Z',
        '1.0.0': '2020-01-02T00:00:00.000Z',
        '1.0.1': 5,
      },
    });
    assert.equal(versions.get('1.0.0')?.license, 'MIT');
    assert.deepEqual(versions.get('1.0.0')?.maintainers, ['ann', 'Bob']);
    assert.equal(versions.get('1.0.0')?.installScript, true);
    assert.equal(versions.get('1.0.1')?.license, 'MIT OR ISC');
    assert.equal(versions.get('1.0.1')?.installScript, false);
    assert.deepEqual({ ...published }, { '1.0.0': '2020-01-02T00:00:00.000Z' });
  });

  for (const [form, value, expected] of [
    ['true', true, true],
    ['a list', ['b', 7, 'c'], ['b', 'c']],
    ['an object', { b: '1' }, ['b']],
    ['false', false, []],
    ['nothing', undefined, []],
  ] as const) {
    it(`takes bundleDependencies as ${form}`, () => {
      assert.deepEqual(oneVersion({ bundleDependencies: value }).bundled, expected);
      assert.deepEqual(oneVersion({ bundledDependencies: value }).bundled, expected);
    });
  }

  it('lets no name reach a prototype', () => {
    const entry = JSON.parse('{"dependencies":{"__proto__":"1","constructor":"2"}}') as unknown;
    const { dependencies } = oneVersion(entry);
    assert.equal(Object.getPrototypeOf(dependencies), null);
    assert.deepEqual(Object.keys(dependencies), ['__proto__', 'constructor']);
    assert.equal(dependencies['__proto__'], '1');
    assert.ok(!('toString' in dependencies));
  });

  it('leaves out what is of another shape, and keeps the rest', () => {
    const read = oneVersion({
      dependencies: { a: 1, b: null, c: '^1' },
      engines: ['node >= 0.4'],
      bin: 7,
      os: { linux: true },
      deprecated: false,
      dist: { tarball: 'file:///etc/passwd', integrity: 'md5', shasum: 'xyz' },
    });
    assert.deepEqual({ ...read.dependencies }, { c: '^1' });
    assert.deepEqual({ ...read.engines }, {});
    assert.equal(read.tarball, '');
    assert.equal(read.integrity, undefined);
    assert.equal(read.deprecated, undefined);
  });

  it('keeps only versions that are ones', () => {
    const { versions, latest } = packumentOf({
      'dist-tags': { latest: 'v2.0.0' },
      versions: {
        '1.0.0': {},
        'v2.0.0': {},
        '1.0': {},
        '=1.2.3': {},
        '1.0.0-rc.1': {},
        '2.0.0': 7,
      },
    });
    assert.deepEqual([...versions.keys()], ['1.0.0', '1.0.0-rc.1']);
    assert.equal(latest, undefined);
  });

  for (const [what, json] of [
    ['a list', []],
    ['nothing', null],
    ['a text', 'html'],
    ['an answer without versions', { name: 'a' }],
    ['an answer about another package', { name: 'b', versions: {} }],
  ] as const) {
    it(`refuses ${what}`, () => {
      const result = readPackument('a', bytesOf(json));
      assert.ok(!result.ok);
      assert.match(result.why, /^The registry's answer for a cannot be used: /);
    });
  }

  it('refuses what is broken, and what is longer than it should be', () => {
    const text = '{"name":"a","versions":{"1.0.0":{"os":["x\\"}"]}}}';
    const read = (one: string) => readPackument('a', new TextEncoder().encode(one));
    assert.ok(read(` ${text}\n`).ok);
    for (let end = 0; end < text.length; end++) {
      assert.ok(!read(text.slice(0, end)).ok, text.slice(0, end));
    }
    for (const odd of [`${text}}`, `${text},`, text.replace(':{"1', ':{,"1'), `[${text}]`]) {
      assert.ok(!read(odd).ok, odd);
    }
    assert.ok(!read(text.replace('["x', '[bad,"x')).ok);
  });

  it('takes the last of members of one name, however the name is written', () => {
    const text =
      '{"versions":{"1.0.0":{}},"name":"b","vers\\u0069ons":{"2.0.0":{"os":"x"},"2.0.0":{}},"name":"a"}';
    const read = readPackument('a', new TextEncoder().encode(text));
    assert.ok(read.ok);
    assert.deepEqual([...read.packument.versions.keys()], ['2.0.0']);
    assert.deepEqual(read.packument.versions.get('2.0.0')?.os, []);
  });

  it('never throws, whatever comes, and its texts are texts', () => {
    const keys = fc.constantFrom(
      ...['dependencies', 'bin', 'engines', 'dist', 'license', 'maintainers', 'scripts', 'os'],
      ...['peerDependenciesMeta', 'bundleDependencies', 'deprecated', '__proto__'],
    );
    const entry = fc.dictionary(keys, fc.jsonValue());
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('1.0.0', '2.0.0', 'x'), entry), (versions) => {
        const read = packumentOf({ versions });
        for (const [version, one] of read.versions) {
          assert.equal(one.version, version);
          for (const text of Object.values({ ...one.dependencies, ...one.bin, ...one.engines })) {
            assert.equal(typeof text, 'string');
          }
        }
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (json) => void readPackument('a', bytesOf(json))));
  });
});

function bytesOf(json: unknown, indent = 0): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json, undefined, indent));
}

function packumentOf(json: unknown): Packument {
  const result = readPackument('a', bytesOf(json));
  assert.ok(result.ok, result.ok ? '' : result.why);
  return result.packument;
}

function oneVersion(entry: unknown): PublishedVersion {
  const read = packumentOf({ versions: { '1.0.0': entry } }).versions.get('1.0.0');
  assert.ok(read);
  return read;
}
