import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type FileScan, type FileToScan, maxScanBytes, skip } from '../core/fileScan';
import { firstLineLength, languageFor, mayBeScript } from '../core/grammars';
import type { Language } from '../core/rules/rule';
import { isMinifiedName, isMinifiedText, isVendored } from '../core/scanScope';
import { codeOf } from './atomicFile';

/** A file's text without its byte order mark, and the hash of its bytes; or why it is not scanned. */
export type ReadToScan =
  | { readonly kind: 'text'; readonly text: string; readonly sha256: string }
  | (FileScan & { readonly kind: 'gone' | 'skipped' });

/**
 * Reads a file as it is on disk. What is outside of its folder is not there. Blocks: calls that could
 * wait would take longer than the scan itself.
 */
export function readToScan({
  folder,
  path: at,
  asked,
  maxBytes = maxScanBytes,
}: Omit<FileToScan, 'known' | 'isUrgent'>): ReadToScan {
  if (asked === undefined && isVendored(at)) return skip('vendored');
  if (asked !== 'named' && isMinifiedName(at)) return skip('minified');
  let bytes: Uint8Array | undefined;
  try {
    const root = fs.realpathSync.native(folder);
    const file = fs.realpathSync.native(path.join(root, at));
    if (isOutside(root, file)) return { kind: 'gone' };
    bytes = readBytes(file, maxBytes);
  } catch (error) {
    const code = codeOf(error);
    const isGone = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code);
    return isGone ? { kind: 'gone' } : skip('unreadable', code);
  }
  if (bytes === undefined) return skip('too-large', `more than ${sizeText(maxBytes)}`);
  if (bytes.includes(0)) return skip('binary');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return skip('encoding');
  }
  if (asked !== 'named' && isMinifiedText(text)) return skip('packed');
  return { kind: 'text', text, sha256: crypto.createHash('sha256').update(bytes).digest('hex') };
}

/** The language of a file without an extension, by its first line; undefined for every other file. */
export function scriptLanguage(folder: string, at: string): Language | undefined {
  if (!mayBeScript(at)) return undefined;
  try {
    return languageFor(at, firstBytes(path.join(folder, at), firstLineLength).toString('latin1'));
  } catch {
    return undefined;
  }
}

/** Whether a file is neither a folder nor in it; both without links. */
export function isOutside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.floor(bytes / 1000)} KB` : `${bytes / 1_000_000} MB`;
}

/** Undefined for a file that is too large. */
function readBytes(file: string, maxBytes: number): Uint8Array | undefined {
  return withFile(file, (handle, size) => (size > maxBytes ? undefined : read(handle, size)));
}

function firstBytes(file: string, most: number): Buffer {
  return withFile(file, (handle, size) => read(handle, Math.min(size, most)));
}

function read(handle: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, fs.readSync(handle, bytes, 0, length, 0));
}

/** Refuses a link or a pipe that took the file's place. */
function withFile<T>(file: string, use: (handle: number, size: number) => T): T {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  const handle = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fs.fstatSync(handle);
    if (!stat.isFile()) throw Object.assign(new Error('no regular file'), { code: 'EINVAL' });
    return use(handle, stat.size);
  } finally {
    fs.closeSync(handle);
  }
}
