import { parentPort } from 'node:worker_threads';
import { fingerprintLines, lineMap, mapRegion } from '../core/drift';
import { HumanError, messageOf } from '../core/errors';
import type { LoadEvent, LoadRequest, Loaded } from '../core/reportLoad';
import type { Fingerprints } from './fileDrift';
import { keepLines } from './lineMemory';
import { type LoadedReport, loadReport } from './loadReport';
import { sourceFiles } from './sourceFiles';

/** What the worker is asked. Answers carry the number of the question. */
export type Question =
  | { readonly kind: 'load'; readonly request: LoadRequest }
  | { readonly kind: 'whole'; readonly file: string; readonly ordinal: number; readonly id: string }
  | {
      readonly kind: 'moved';
      readonly folder: string;
      readonly path: string;
      readonly regions: Int32Array;
    }
  | { readonly kind: 'forget'; readonly file: string }
  | { readonly kind: 'cancel'; readonly question: number };

/** What the worker says: events on the way, then one answer or why there is none. */
export type Reply =
  | { readonly kind: 'event'; readonly event: LoadEvent }
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly message: string; readonly isExpected: boolean };

export interface Numbered<T> {
  readonly number: number;
  readonly about: T;
}

const reports = new Map<string, LoadedReport>();
/** The lines of each folder's files, as they were when the places in them were last found. */
const current = new Map<string, Fingerprints>();
const cancelled = new Set<number>();

async function answer(number: number, question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'load':
      return load(number, question.request);
    case 'whole':
      return reports.get(question.file)?.whole(question.ordinal, question.id);
    case 'moved':
      return moved(question.folder, question.path, question.regions);
    case 'forget':
      reports.delete(question.file);
      return undefined;
    case 'cancel':
      cancelled.add(question.question);
      return undefined;
  }
}

async function load(number: number, request: LoadRequest): Promise<Loaded | undefined> {
  const loading = loadReport(request);
  for (;;) {
    const step = await loading.next();
    if (step.done) {
      const report = step.value;
      reports.set(request.file, report);
      void remember(report, request.memory);
      const { format, folder, problems, newIds } = report;
      return { format, folder, problems, newIds };
    }
    if (cancelled.delete(number)) {
      await loading.return(undefined as never);
      throw new HumanError('cancelled');
    }
    tell(number, { kind: 'event', event: step.value });
  }
}

/** So many files are looked at before other questions are heard again. */
const filesAtATime = 20;

/**
 * Notes the lines of the files, to know where findings are when a file has changed. That is done
 * after the report was read, so that nobody waits for it.
 */
async function remember(report: LoadedReport, memory: string | undefined): Promise<void> {
  const { folder, files, lines, stamp } = report;
  const known = current.get(folder) ?? new Map<string, Uint32Array>();
  current.set(folder, known);
  const sources = sourceFiles(folder);
  let left = filesAtATime;
  for (const [path, writtenAt] of files) {
    const isSame = sources.writtenAt(path) === writtenAt;
    const text = isSame ? sources.text(path) : undefined;
    if (text !== undefined) {
      const now = fingerprintLines(text);
      known.set(path, now);
      if (!lines.has(path)) lines.set(path, now);
    }
    left -= 1;
    if (left > 0) continue;
    left = filesAtATime;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (memory !== undefined) keepLines(memory, stamp, lines);
}

/** Places in a file that nobody has read before stay where they are. */
function moved(folder: string, path: string, regions: Int32Array): Int32Array {
  const text = sourceFiles(folder).text(path);
  const known = current.get(folder);
  const before = known?.get(path);
  if (before === undefined) return regions;
  const after = fingerprintLines(text ?? '');
  known?.set(path, after);
  const lines = lineMap(before, after);
  const now = Int32Array.from(regions);
  for (let at = 0; at < now.length; at += 4) {
    const [line = 0, character = 0, endLine = 0, endCharacter = 0] = regions.subarray(at, at + 4);
    const region = { start: { line, character }, end: { line: endLine, character: endCharacter } };
    const place = text === undefined ? undefined : mapRegion(region, lines);
    now[at] = place?.start.line ?? -1;
    now[at + 2] = place?.end.line ?? -1;
  }
  return now;
}

function tell(number: number, reply: Reply): void {
  const batch =
    reply.kind === 'event' && reply.event.kind === 'findings' ? reply.event.batch : undefined;
  const moved = batch ? [batch.numbers.buffer, batch.ids.buffer] : [];
  parentPort?.postMessage(
    { number, about: reply } satisfies Numbered<Reply>,
    moved as ArrayBuffer[],
  );
}

parentPort?.on('message', ({ number, about }: Numbered<Question>) => {
  answer(number, about).then(
    (result) => tell(number, { kind: 'answer', answer: result }),
    (error: unknown) => {
      const isExpected = error instanceof HumanError;
      tell(number, { kind: 'failure', message: messageOf(error), isExpected });
    },
  );
});
