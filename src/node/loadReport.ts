import * as crypto from 'node:crypto';
import { HumanError } from '../core/errors';
import type { Finding } from '../core/finding';
import { type Row, tableWriter } from '../core/findingWriter';
import {
  type Locator,
  type Placed,
  type WorkspaceFiles,
  createLocator,
  reportResolver,
} from '../core/locate';
import { reportedPaths } from '../core/readers';
import { type OpenedReport, openReport } from '../core/readers/openReport';
import type { ColumnUnit, ReportedCode, ReportedFile } from '../core/readers/reported';
import { cutMembers } from '../core/readers/sarifSkim';
import type { LoadEvent, LoadRequest, Loaded } from '../core/reportLoad';
import { type DriftSources, type Fingerprints, fileDrift } from './fileDrift';
import { gitRepository } from './gitRepository';
import { type Stamp, recallLines } from './lineMemory';
import { ReportBytes, broken } from './reportBytes';
import { type SourceFiles, sourceFiles } from './sourceFiles';

/** A report that was read, and what it takes to open one of its findings whole. */
export interface LoadedReport extends Loaded {
  readonly stamp: Stamp;
  /** When each file that has findings was last written, in milliseconds since 1970. */
  readonly files: ReadonlyMap<string, number>;
  /** The lines of the files when this very report was first read, as far as that is remembered. */
  readonly lines: Fingerprints;
  /** As `ReportReader.whole`. */
  whole(ordinal: number, id: string): Finding | undefined;
  /** The same for many: all are given their places in the files as they are now. */
  opener(): (ordinal: number, id: string) => Finding | undefined;
}

/** Findings that wait for more before they are told; the first ones wait less. */
const firstBatch = 100;
const fullBatch = 1000;
/** So many addresses are kept with what they mean; where every result has another, none comes again. */
const maxRemembered = 10_000;
/** So many findings show in which folder a report's files lie. */
const sampled = 500;

/**
 * Reads a report from disk and gives its findings their places, some at a time, so that a caller can
 * show them, tell how far it is, and stop. Never throws for what a report says; a file that cannot
 * be read at all is a HumanError.
 */
export async function* loadReport(request: LoadRequest): AsyncGenerator<LoadEvent, LoadedReport> {
  const bytes = ReportBytes.open(request.file, request.name, request.maxBytes);
  try {
    const total = bytes.size;
    for (const done of bytes.skim()) {
      yield { kind: 'progress', done: done / 2, total };
      await nextTurn();
    }
    const report = openReport(request.name, bytes);
    const named = namedFiles(report, bytes);
    const place = await placeOf(request, report, named, bytes);
    yield { kind: 'folder', folder: place.folder };
    const held = report.findings.length;
    const flagsOf = (ordinal: number) =>
      ordinal < held ? undefined : bytes.flagsOf(ordinal - held);
    const placing = new Placing(place.files, flagsOf, request.name);
    for (const [ordinal, finding] of report.findings.entries()) {
      placing.locator.add(finding, ordinal);
      if (!placing.isDue) continue;
      yield placing.batch();
      await nextTurn();
    }
    for (const { from, results, done } of bytes.results()) {
      for (const [index, result] of results.entries()) {
        const read = result === broken ? undefined : report.read(bytes.runOf(from + index), result);
        if (read) placing.locator.add(read, held + from + index);
      }
      yield { kind: 'progress', done: total / 2 + done / 2, total };
      if (placing.isDue) yield placing.batch();
      await nextTurn();
    }
    const { newIds, problems } = placing.locator.finish();
    yield placing.batch();
    const opener = () => {
      const locator = createLocator(request.name, place.filesNow(), () => undefined);
      return (ordinal: number, id: string) => {
        const at = ordinal - held;
        const reported =
          at < 0 ? report.findings[ordinal] : report.peek(bytes.runOf(at), bytes.result(at));
        return reported && locator.whole(reported, id);
      };
    };
    return {
      format: report.format,
      folder: place.folder,
      problems: [...report.problems(), ...bytes.problems, ...problems],
      newIds,
      stamp: { size: bytes.size, writtenAt: bytes.writtenAt },
      files: place.read,
      lines: place.lines,
      whole: (ordinal, id) => opener()(ordinal, id),
      opener,
    };
  } finally {
    bytes.close();
  }
}

/** From finding to row: places each, and keeps them until there are enough to tell. */
class Placing {
  readonly locator: Locator;
  readonly #writer = tableWriter();
  #told = 0;

  /** `flagsOf` says which parts of a finding were cut away, if any were. */
  constructor(
    files: WorkspaceFiles,
    flagsOf: (ordinal: number) => number | undefined,
    name: string,
  ) {
    this.locator = createLocator(name, files, (placed) => {
      const { id, ordinal, reported, location, place } = placed;
      const code =
        reported.kind === 'code' ? partsOf(placed, reported, flagsOf(ordinal)) : undefined;
      this.#writer.add({ id, ordinal, told: reported, location, place, code });
    });
  }

  get isDue(): boolean {
    return this.#writer.pending >= (this.#told === 0 ? firstBatch : fullBatch);
  }

  batch(): LoadEvent {
    this.#told += this.#writer.pending;
    return { kind: 'findings', batch: this.#writer.flush() };
  }
}

function partsOf(
  { isText }: Placed,
  { codeFlows, fixes, related }: ReportedCode,
  flags = 0,
): Row['code'] {
  return {
    hasFlow: codeFlows.length > 0 || (flags & cutMembers.flow) !== 0,
    hasFix: isText && (fixes.length > 0 || (flags & cutMembers.fix) !== 0),
    hasRelated: related.length > 0 || (flags & cutMembers.related) !== 0,
  };
}

/** The folder that a report is about, and its files. */
interface Placement {
  readonly folder: string;
  readonly files: WorkspaceFiles;
  /** The files that were read, and when each was written. */
  readonly read: ReadonlyMap<string, number>;
  readonly lines: Fingerprints;
  /** The files as they are at each call. */
  filesNow(): WorkspaceFiles;
}

async function placeOf(
  { folders, manifestDirectory, mayRun, memory }: LoadRequest,
  report: OpenedReport,
  named: readonly ReportedFile[],
  { size, writtenAt }: Stamp,
): Promise<Placement> {
  const { folder, sources, resolve } = chooseFolder(folders, named);
  const { scanned } = report;
  const paths = new Set(named.flatMap(({ uri, base }) => resolve(uri, base) ?? []));
  const committed = await committedFiles(mayRun ? scanned?.revision : undefined, folder, paths);
  const units = new Map<string, ColumnUnit>();
  const read = new Map<string, number>();
  const lines = recallLines(memory, { size, writtenAt });
  const filesOf = (files: SourceFiles): WorkspaceFiles => {
    const sources = { scanned, reportedAt: writtenAt, seen: lines, committed };
    const drift = fileDrift(files, resolve, sources);
    return {
      hash,
      units,
      manifestDirectory,
      text(path) {
        read.set(path, files.writtenAt(path));
        return files.text(path);
      },
      drift: (path) => drift.of(path),
      resolve: remembered((uri, base) => {
        const path = resolve(uri, base);
        return path === undefined || !files.has(path) ? undefined : files.trueCase(path);
      }),
    };
  };
  return {
    folder,
    read,
    lines,
    files: filesOf(sources),
    filesNow: () => filesOf(sourceFiles(folder)),
  };
}

type Resolve = ReturnType<typeof reportResolver>;

/** Every result asks, and most name a file that another has named. */
function remembered(resolve: Resolve): Resolve {
  let size = 0;
  const byBase = new Map<string | undefined, Map<string | undefined, string | undefined>>();
  return (uri, base) => {
    let known = byBase.get(base);
    if (known === undefined) {
      known = new Map<string | undefined, string | undefined>();
      byBase.set(base, known);
    }
    if (known.has(uri)) return known.get(uri);
    const path = resolve(uri, base);
    known.set(uri, path);
    size += 1;
    if (size > maxRemembered) {
      byBase.clear();
      size = 0;
    }
    return path;
  };
}

/** Of several folders the one that has most of the named files; the first when none has any. */
function chooseFolder(folders: readonly string[], named: readonly ReportedFile[]) {
  let best: { folder: string; sources: SourceFiles; resolve: Resolve; hits: number } | undefined;
  for (const folder of folders) {
    const sources = sourceFiles(folder);
    const resolve = reportResolver(named, sources);
    const hits =
      folders.length === 1 ? 0 : named.filter(({ uri, base }) => resolve(uri, base)).length;
    if (best === undefined || hits > best.hits) best = { folder, sources, resolve, hits };
  }
  if (best === undefined) throw new Error('A report was read for no folder.');
  return best;
}

/** Different files that the report names; of a long one, those of findings all over it. */
function namedFiles(report: OpenedReport, bytes: ReportBytes): readonly ReportedFile[] {
  const findings = [...report.findings];
  const count = bytes.skimmed?.results.length ?? 0;
  const step = Math.max(1, Math.floor(count / sampled));
  for (let index = 0; index < count; index += step) {
    const read = report.peek(bytes.runOf(index), bytes.glance(index));
    if (read) findings.push(read);
  }
  return reportedPaths({ findings });
}

/** The bytes that a commit has of these files. */
async function committedFiles(
  revision: string | undefined,
  folder: string,
  paths: ReadonlySet<string>,
): Promise<DriftSources['committed']> {
  if (revision === undefined) return () => undefined;
  try {
    const blobs = await gitRepository(folder).blobsAt(revision, [...paths]);
    return (path) => blobs.get(path);
  } catch (error) {
    // Without git the findings are where the report says, as far as its snippets agree.
    if (error instanceof HumanError) return () => undefined;
    throw error;
  }
}

/** SHA-256 by the platform: some ten times as fast as the core's own. */
function hash(text: string): string {
  return crypto.hash('sha256', text);
}

/** Lets the thread hear what else it is asked. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
