import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readTar } from '../../../../../src/core/dependencies/exports/readTar';
import { tar } from '../../../node/dependencies/registryServer';

describe('reading an archive', () => {
  const pathsIn = (bytes: Uint8Array) => {
    const result = readTar(bytes);
    return result.ok ? [...result.files.keys()] : result.why;
  };

  it('leaves out the first folder of each path, whatever its name', () => {
    const archive = tar({ 'package/a.js': '1', 'other/lib/b.js': '2', './package/c.js': '3' });
    assert.deepEqual(pathsIn(archive), ['a.js', 'lib/b.js', 'c.js']);
  });

  it('gives back what was packed', () => {
    const name = fc.stringMatching(/^[a-z0-9._-]{1,20}$/).filter((one) => !/^\.+$/.test(one));
    const files = fc.dictionary(name, fc.string(), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(files, (all) => {
        const named = Object.entries(all).map(([one, text]) => [`package/${one}`, text]);
        const result = readTar(tar(Object.fromEntries(named) as Record<string, string>));
        assert.ok(result.ok);
        const read = [...result.files].map(([one, body]) => [
          one,
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(body),
        ]);
        assert.deepEqual(
          read.sort(),
          Object.entries(all)
            .map(([one, text]) => [one, Buffer.from(text).toString()])
            .sort(),
        );
      }),
    );
  });

  it('leaves out what would lie outside of the package', () => {
    const archive = tar({
      'package/../../evil.js': '',
      '/package/absolute.js': '',
      'package/..\\evil.js': '',
      'C:/package/drive.js': '',
      'package/a/../../b.js': '',
      'package/good.js': '',
    });
    assert.deepEqual(pathsIn(archive), ['good.js']);
  });

  for (const [type, kind] of [
    ['1', 'hard links'],
    ['2', 'symbolic links'],
    ['3', 'devices'],
    ['5', 'folders'],
  ] as const) {
    it(`leaves out ${kind}`, () => {
      const archive = Buffer.concat([
        tar({ 'package/link': '' }, type).subarray(0, 512),
        tar({ 'package/a.js': '' }),
      ]);
      assert.deepEqual(pathsIn(archive), ['a.js']);
    });
  }

  it('takes long paths from a header of their own, in both forms', () => {
    const long = `package/${'long/'.repeat(40)}a.js`;
    const line = (text: string) => {
      const length = text.length + 3 + String(text.length + 4).length - 1;
      return `${length} ${text}\n`;
    };
    const named = tar({ '././@LongLink': `${long}\0` }, 'L').subarray(0, -1024);
    assert.deepEqual(pathsIn(Buffer.concat([named, tar({ 'package/x': '1' })])), [long.slice(8)]);
    const extended = tar({ PaxHeader: line(`path=${long}`) }, 'x').subarray(0, -1024);
    assert.deepEqual(pathsIn(Buffer.concat([extended, tar({ 'package/x': '1' })])), [
      long.slice(8),
    ]);
  });

  it('refuses what is damaged, cut off or empty', () => {
    const archive = tar({ 'package/a.js': 'x'.repeat(2000) });
    const damaged = Buffer.from(archive);
    damaged[3] = 7;
    assert.match(String(pathsIn(damaged)), /damaged/);
    assert.match(String(pathsIn(archive.subarray(0, 1024))), /cut off/);
    assert.match(String(pathsIn(Buffer.alloc(2048))), /holds no files/);
    assert.match(String(pathsIn(Buffer.from('<html>'.repeat(200)))), /damaged, or not an archive/);
  });

  it('never throws, whatever the bytes are', () => {
    const archive = tar({ 'package/a.js': 'x', PaxHeader: '12 path=a/b\n' }, 'x');
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(archive);
        changed[at] = byte;
        void readTar(changed);
      }),
    );
  });
});
