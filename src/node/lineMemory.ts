import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Fingerprints } from './fileDrift';

/** Which reading of a report the memory is of: another size or time is another report. */
export interface Stamp {
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly writtenAt: number;
}

const version = 1;
const maxBytes = 256 * 1024 * 1024;

/**
 * What the lines of the files were when a report was first read, kept for when the files have changed
 * since. A memory that is not there, of another report or damaged is none.
 */
export function recallLines(file: string | undefined, stamp: Stamp): Fingerprints {
  const fingerprints: Fingerprints = new Map();
  if (file === undefined) return fingerprints;
  try {
    const bytes = fs.readFileSync(file);
    const start = 4 + bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.toString('utf8', 4, start)) as Header;
    const isSame = header.size === stamp.size && header.writtenAt === stamp.writtenAt;
    if (header.version !== version || !isSame) return fingerprints;
    let at = start;
    for (const [name, count] of header.files) {
      const lines = new Uint32Array(count);
      for (let line = 0; line < count; line += 1, at += 4) lines[line] = bytes.readUInt32LE(at);
      fingerprints.set(name, lines);
    }
  } catch {
    return new Map();
  }
  return fingerprints;
}

interface Header extends Stamp {
  readonly version: number;
  readonly files: readonly (readonly [path: string, lines: number])[];
}

/** Best effort: without it, changes that are made while the editor is closed are not followed. */
export function keepLines(file: string, stamp: Stamp, fingerprints: Fingerprints): void {
  const { size, writtenAt } = stamp;
  const files = [...fingerprints].map(([name, lines]) => [name, lines.length] as const);
  const header = Buffer.from(JSON.stringify({ version, size, writtenAt, files }));
  const length = files.reduce((sum, [, count]) => sum + count * 4, 4 + header.length);
  if (length > maxBytes) return;
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(header.length, 0);
  header.copy(bytes, 4);
  let at = 4 + header.length;
  for (const lines of fingerprints.values()) {
    for (const line of lines) at = bytes.writeUInt32LE(line, at);
  }
  const part = `${file}.tmp`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(part, bytes);
    fs.renameSync(part, file);
  } catch {
    remove(part);
  }
}

function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing is left behind.
  }
}
