import { fingerprintLines, lineMap } from '../core/drift';
import type { Drift } from '../core/locate';
import type { Scanned } from '../core/readers/reported';
import type { SourceFiles } from './sourceFiles';

/** Fingerprints of a file's lines, by its path below the folder. */
export type Fingerprints = Map<string, Uint32Array>;

export interface DriftSources {
  /** The files as they were scanned, as far as the report says. */
  readonly scanned: Scanned | undefined;
  /** When the report was written, in milliseconds since 1970. */
  readonly reportedAt: number;
  /** What was seen of the files when this very report was read before. */
  readonly seen: ReadonlyMap<string, Uint32Array> | undefined;
  /** The bytes of a file in the commit that was scanned. */
  readonly committed: (path: string) => Uint8Array | undefined;
}

/** Tells how files have changed since they were scanned. */
export interface FileDrift {
  of(path: string): Drift | undefined;
}

/** A report that is written in the same moment as a source is not older than it. */
const toleranceMs = 2000;

export function fileDrift(
  files: SourceFiles,
  resolve: (uri: string | undefined, base: string | undefined) => string | undefined,
  { scanned, reportedAt, seen, committed }: DriftSources,
): FileDrift {
  const told = new Map<string, Drift | undefined>();
  const named = new Map<string, Scanned['files'][number]>();
  for (const file of scanned?.files ?? []) {
    const path = resolve(file.uri, file.base);
    if (path !== undefined) named.set(path, file);
  }

  /** The lines that were scanned; `same` when they are known to be those of today. */
  function before(path: string): Uint32Array | 'same' | undefined {
    const file = named.get(path);
    if (file?.sha256 !== undefined && file.sha256 === files.sha256(path)) return 'same';
    if (file?.text !== undefined) return fingerprintLines(comparable(file.text));
    const bytes = committed(path);
    if (bytes !== undefined) return fingerprintLines(comparable(new TextDecoder().decode(bytes)));
    return undefined;
  }

  function driftOf(path: string): Drift | undefined {
    const isNewer = files.writtenAt(path) > reportedAt + toleranceMs;
    const old = before(path);
    if (old === 'same') return undefined;
    if (old !== undefined) {
      const now = fingerprintLines(comparable(files.text(path) ?? ''));
      return sameLines(old, now) ? undefined : { lines: lineMap(old, now), isNewer };
    }
    const then = seen?.get(path);
    if (then === undefined) return isNewer ? { isNewer } : undefined;
    const now = fingerprintLines(files.text(path) ?? '');
    if (!sameLines(then, now)) return { lines: lineMap(then, now), isNewer: true };
    return isNewer ? { isNewer } : undefined;
  }

  return {
    of(path) {
      if (!told.has(path)) told.set(path, driftOf(path));
      return told.get(path);
    },
  };
}

/**
 * What is left when the two texts were decoded in two ways: tools embed UTF-8 files that they took
 * for Latin-1.
 */
function comparable(text: string): string {
  return text.replace(/[\u0080-\uffff]+/g, '');
}

function sameLines(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
