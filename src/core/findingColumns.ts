/**
 * Findings in columns: a hundred thousand of them take some twenty megabytes, cross from one thread
 * to another at once, and can be counted and filtered in milliseconds. Equal texts are kept once.
 */
export interface Batch {
  /** Texts that no earlier batch had; their numbers follow on those of the earlier ones. */
  readonly texts: readonly string[];
  readonly numbers: Int32Array;
  /** 32 bytes a finding. */
  readonly ids: Uint8Array;
}

/** The columns of `numbers`. A text is its number, and -1 stands for "none" everywhere. */
export const column = {
  toolName: 0,
  toolVersion: 1,
  ruleId: 2,
  message: 3,
  path: 4,
  cwe: 5,
  helpText: 6,
  helpUri: 7,
  suppressed: 8,
  firstSeen: 9,
  flags: 10,
  /** Hundredths. */
  securitySeverity: 11,
  rank: 12,
  startLine: 13,
  startCharacter: 14,
  endLine: 15,
  endCharacter: 16,
  /** Which of the report's results it is, counted from 0. */
  ordinal: 17,
} as const;
export const width = 18;

export type TextColumn =
  | 'toolName'
  | 'ruleId'
  | 'message'
  | 'path'
  | 'cwe'
  | 'suppressed'
  | 'firstSeen'
  | 'toolVersion'
  | 'helpText'
  | 'helpUri';

/** Stands for a text or a number that is not there. */
export const none = -1;

/** In `flags`: the severity's rank, what there is besides, and two small numbers above them. */
export const severityMask = 7;
export const isDependency = 8;
export const hasFlow = 16;
export const hasFix = 32;
export const hasRelated = 64;
export const places = [undefined, 'stale', 'elsewhere'] as const;
export const placeShift = 7;
export const baselines = [undefined, 'new', 'unchanged', 'updated'] as const;
export const baselineShift = 9;

/** Several CWE ids as one text. */
export const separator = ' ';

/** The bytes of ids, which are 64 hex digits each. */
export function bytesOf(ids: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * 32);
  ids.forEach((id, row) => {
    for (let at = 0; at < 32; at += 1) {
      bytes[row * 32 + at] = (digit(id, at * 2) << 4) | digit(id, at * 2 + 1);
    }
  });
  return bytes;
}

function digit(hex: string, at: number): number {
  const unit = hex.charCodeAt(at);
  return unit >= 0x61 ? unit - 0x57 : unit - 0x30;
}

/** The longer list, with what the shorter one holds at its start. */
export function enlarged<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}
