import type { FindingTable } from './findingTable';

/** One report's findings. */
export interface IndexedSource {
  /** Names the folder, the same for all its reports. */
  readonly folder: string;
  readonly table: FindingTable;
  /** When the report was written, in milliseconds since 1970. */
  readonly at: number;
  /** Of the built-in scan only: how scanners that name no CWE speak of its flaws, by rule. */
  readonly topics?: ReadonlyMap<string, RegExp>;
}

/** A finding by its source and row, as one small number. */
export type Ref = number;

const rowBits = 20;
/** So many reports can be told apart. */
export const maxSources = 1000;

export function refOf(source: number, row: number): Ref {
  return (source << rowBits) | row;
}

export function sourceOf(ref: Ref): number {
  return ref >> rowBits;
}

export function rowOf(ref: Ref): number {
  return ref & ((1 << rowBits) - 1);
}

/** Names a file of a folder. */
export function fileKey(folder: string, path: string): string {
  return `${folder}\n${path}`;
}
