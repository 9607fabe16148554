import { get, list, token } from './json';
import { type ReportedFile, type Scanned, fileKey } from './reported';
import { contentText } from './sarifContent';
import type { Places } from './sarifPlaces';

/** A run, and how it names its files. */
export interface PlacedRun {
  readonly run: unknown;
  readonly places: Pick<Places, 'file'>;
}

/** What the runs tell of the files as they were when they were scanned. */
export function readScanned(runs: readonly PlacedRun[]): Scanned {
  const revisions = new Set<string>();
  const files = new Map<string, Scanned['files'][number]>();
  for (const { run, places } of runs) {
    const revision = revisionOf(run);
    if (revision !== undefined) revisions.add(revision);
    list(get(run, 'artifacts')).forEach((artifact, index) => {
      const file = readArtifact(artifact, places.file({ index }));
      if (file === undefined) return;
      const key = fileKey(file.uri, file.base);
      if (!files.has(key)) files.set(key, file);
    });
  }
  const [revision] = revisions;
  const isSure = revision !== undefined && revisions.size === 1;
  return { ...(isSure && { revision }), files: [...files.values()] };
}

function revisionOf(run: unknown): string | undefined {
  const [first] = list(get(run, 'versionControlProvenance'));
  const revision = token(get(first, 'revisionId'), 64);
  return revision !== undefined && /^[0-9a-f]{7,64}$/i.test(revision) ? revision : undefined;
}

/** Longer files are not read, so there is nothing to compare their texts with. */
const maxScannedText = 5 * 1024 * 1024;

function readArtifact(artifact: unknown, file: ReportedFile): Scanned['files'][number] | undefined {
  if (file.uri === undefined) return undefined;
  const hashes = get(artifact, 'hashes');
  const hash = token(get(hashes, 'sha-256') ?? get(hashes, 'sha256'), 64);
  const sha256 =
    hash !== undefined && /^[0-9a-f]{64}$/i.test(hash) ? hash.toLowerCase() : undefined;
  const contents = contentText(get(artifact, 'contents'));
  const isShort = contents !== undefined && contents.length <= maxScannedText;
  const text = isShort ? contents.replace(/^\uFEFF/, '') : undefined;
  if (sha256 === undefined && text === undefined) return undefined;
  return { ...file, ...(text !== undefined && { text }), ...(sha256 !== undefined && { sha256 }) };
}
