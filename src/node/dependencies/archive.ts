import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readTar } from '../../core/dependencies/exports/readTar';
import { codeOf } from '../atomicFile';
import { queue } from './queue';

export type ArchiveResult =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly why: string };

const mega = 1024 * 1024;
const maxUnpackedBytes = 192 * mega;
const unpack = promisify(gunzip);
/** While it is unpacked an archive takes twice its size. */
const inTurn = queue(1);

/**
 * Opens a package's archive in memory when its bytes have every one of these hashes, in SRI form.
 * `shown` names it in the reason why not.
 */
export async function openArchive(
  bytes: Uint8Array,
  integrities: readonly string[],
  shown: string,
  maxBytes = maxUnpackedBytes,
): Promise<ArchiveResult> {
  if (!integrities.every((one) => hasIntegrity(bytes, one))) {
    return refuse(shown, 'it is not the one whose hash is on record, so it was not opened');
  }
  let unpacked: Uint8Array;
  try {
    unpacked = await inTurn(() => unpack(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    const isBomb = codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
    return refuse(
      shown,
      isBomb ? `unpacked it is larger than ${maxBytes / mega} MB` : 'it is damaged',
    );
  }
  const read = readTar(unpacked);
  return read.ok ? read : refuse(shown, read.why);
}

function refuse(shown: string, why: string): ArchiveResult {
  return { ok: false, why: `The archive of ${shown} cannot be read: ${why}.` };
}

const strongest = ['sha512', 'sha384', 'sha256', 'sha1'];

/** By the strongest algorithm that is named; several hashes of one algorithm are alternatives. */
export function hasIntegrity(bytes: Uint8Array, integrity: string): boolean {
  const hashes = integrity.split(/\s+/).flatMap((one) => {
    const [, algorithm, digest] = /^(sha\d+)-([\w+/=-]+)/.exec(one) ?? [];
    return algorithm !== undefined && digest !== undefined ? [{ algorithm, digest }] : [];
  });
  const best = strongest.find((name) => hashes.some(({ algorithm }) => algorithm === name));
  if (best === undefined) return false;
  const actual = createHash(best).update(bytes).digest('base64');
  return hashes.some(({ algorithm, digest }) => algorithm === best && digest === actual);
}
