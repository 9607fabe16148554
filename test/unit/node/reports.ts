import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Problem } from '../../../src/core/finding';
import { FindingTable, column } from '../../../src/core/findingTable';
import type { LoadEvent, LoadRequest, Loaded } from '../../../src/core/reportLoad';
import { type LoadedReport, loadReport } from '../../../src/node/loadReport';

export function result(
  uri: string,
  startLine: number,
  more: object = {},
  region: object = {},
): object {
  const physicalLocation = { artifactLocation: { uri }, region: { startLine, ...region } };
  return { ruleId: 'R1', message: { text: 'Bad.' }, locations: [{ physicalLocation }], ...more };
}

/** A list that is long enough to be cut out in the first reading. */
export const flowOf = (uri: string, ...lines: readonly number[]): object => ({
  codeFlows: [
    {
      threadFlows: [
        {
          locations: lines.map((startLine) => ({
            location: { physicalLocation: { artifactLocation: { uri }, region: { startLine } } },
          })),
        },
      ],
    },
  ],
});

export function sarif(results: readonly unknown[], run: object = {}): string {
  const tool = { driver: { name: 'tool' } };
  return JSON.stringify({ version: '2.1.0', runs: [{ tool, results, ...run }] });
}

export function requestFor(
  file: string,
  folders: readonly string[] = [path.dirname(file)],
  more: Partial<LoadRequest> = {},
): LoadRequest {
  const limits = { maxBytes: 2 ** 30, mayRun: false };
  return { name: 'made', file, folders, manifestDirectory: '', ...limits, ...more };
}

export interface Told {
  readonly table: FindingTable;
  readonly events: readonly LoadEvent[];
  readonly batches: readonly number[];
}

/** Takes what is told of a report as the editor does. */
export function listener(): Told & { tell(event: LoadEvent): void; settle(loaded: Loaded): void } {
  const table = new FindingTable();
  const events: LoadEvent[] = [];
  const batches: number[] = [];
  return {
    table,
    events,
    batches,
    tell(event) {
      events.push(event);
      if (event.kind !== 'findings') return;
      table.append(event.batch);
      batches.push(event.batch.ids.length / 32);
    },
    settle({ newIds }) {
      for (const [row, id] of newIds) table.setId(row, id);
    },
  };
}

export async function load(
  request: LoadRequest,
): Promise<Told & { readonly report: LoadedReport }> {
  const told = listener();
  const loading = loadReport(request);
  for (;;) {
    const step = await loading.next();
    if (step.done) {
      told.settle(step.value);
      return { ...told, report: step.value };
    }
    told.tell(step.value);
  }
}

/** The line of each finding, counted from 0, or what is said instead of it. */
export function placesIn(table: FindingTable): unknown[] {
  return Array.from({ length: table.length }, (_, row) => {
    return table.region(row)?.start.line ?? table.place(row);
  });
}

export const ordinalsIn = (table: FindingTable): number[] =>
  Array.from({ length: table.length }, (_, row) => table.number(row, column.ordinal));

export const messagesOf = (problems: readonly Problem[]): string[] =>
  problems.map(({ message }) => message);

/** As if it had been written so many seconds ago. */
export function age(folder: string, name: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  fs.utimesSync(path.join(folder, name), then, then);
}
