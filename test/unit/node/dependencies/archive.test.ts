import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { hasIntegrity, openArchive } from '../../../../src/node/dependencies/archive';
import { tar } from './registryServer';

const hash = (algorithm: string, bytes: Uint8Array) =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;

describe('opening an archive', () => {
  const archive = gzipSync(tar({ 'package/a.js': '1' }));

  it('compares the strongest hash that is given', () => {
    const [good, bad] = [hash('sha512', archive), hash('sha512', Buffer.from('other'))];
    assert.ok(hasIntegrity(archive, good));
    assert.ok(hasIntegrity(archive, `${bad} ${good}?option`));
    assert.ok(hasIntegrity(archive, hash('sha1', archive)));
    assert.ok(!hasIntegrity(archive, `${hash('sha1', archive)} ${bad}`));
    assert.ok(!hasIntegrity(archive, ''));
    assert.ok(!hasIntegrity(archive, 'md5-AAAA'));
  });

  it('does not unpack without end', async () => {
    const bomb = gzipSync(Buffer.alloc(3 * 1024 * 1024));
    const result = await openArchive(bomb, [hash('sha512', bomb)], 'a 1.0.0', 2 * 1024 * 1024);
    assert.ok(!result.ok);
    assert.equal(
      result.why,
      'The archive of a 1.0.0 cannot be read: unpacked it is larger than 2 MB.',
    );
  });

  it('says so when the bytes are damaged', async () => {
    const cut = archive.subarray(0, -10);
    const result = await openArchive(cut, [hash('sha512', cut)], 'a 1.0.0');
    assert.match(result.ok ? '' : result.why, /it is damaged/);
  });
});
