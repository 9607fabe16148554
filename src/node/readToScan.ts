import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError } from '../core/errors';
import { type FileScan, maxScanBytes } from '../core/fileScan';
import { isMinifiedName, isMinifiedText } from '../core/scanScope';
import { workspaceFiles } from './workspaceFiles';

/** A file's text without its byte order mark, and the hash of its bytes; or why it is not scanned. */
export type ReadToScan =
  | { readonly kind: 'text'; readonly text: string; readonly sha256: string }
  | (FileScan & { readonly kind: 'gone' | 'skipped' });

/** Reads a file below a folder as it is on disk. What is outside of the folder is not there. */
export async function readToScan(folder: string, file: string): Promise<ReadToScan> {
  if (isMinifiedName(file)) return { kind: 'skipped', reason: 'minified' };
  const stat = await fs.stat(path.join(folder, file)).catch(() => undefined);
  if (stat && stat.size > maxScanBytes) return { kind: 'skipped', reason: 'large' };
  let bytes: Uint8Array | undefined;
  try {
    bytes = await workspaceFiles(folder).read(file);
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    return { kind: 'skipped', reason: 'failed', why: error.message };
  }
  if (bytes === undefined) return { kind: 'gone' };
  // It may have grown since it was looked at.
  if (bytes.length > maxScanBytes) return { kind: 'skipped', reason: 'large' };
  if (bytes.includes(0)) return { kind: 'skipped', reason: 'binary' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { kind: 'skipped', reason: 'encoding' };
  }
  if (isMinifiedText(text)) return { kind: 'skipped', reason: 'minified' };
  return { kind: 'text', text, sha256: crypto.createHash('sha256').update(bytes).digest('hex') };
}
