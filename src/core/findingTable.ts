import { type FindingSummary, type Region, type Severity, severities } from './finding';
import {
  type Batch,
  type TextColumn,
  baselineShift,
  baselines,
  bytesOf,
  column,
  enlarged,
  hasFix,
  hasFlow,
  hasRelated,
  isDependency,
  none,
  placeShift,
  places,
  separator,
  severityMask,
  width,
} from './findingColumns';

export { type Batch, type TextColumn, column } from './findingColumns';

/** The findings of one report. Rows are numbered in the order in which they came. */
export class FindingTable {
  readonly #texts: string[] = [];
  #numbers = new Int32Array(64 * width);
  #ids = new Uint8Array(64 * 32);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** How many different texts there are. */
  get textCount(): number {
    return this.#texts.length;
  }

  append({ texts, numbers, ids }: Batch): void {
    for (const text of texts) this.#texts.push(text);
    const start = this.#length;
    const length = start + ids.length / 32;
    if (length * width > this.#numbers.length) {
      const size = Math.max(length, this.#length * 1.5) | 0;
      this.#numbers = enlarged(this.#numbers, new Int32Array(size * width));
      this.#ids = enlarged(this.#ids, new Uint8Array(size * 32));
    }
    this.#numbers.set(numbers, start * width);
    this.#ids.set(ids, start * 32);
    this.#length = length;
  }

  /** The number of a text, or what the column holds; -1 for none. */
  number(row: number, which: (typeof column)[keyof typeof column]): number {
    return this.#numbers[row * width + which] ?? none;
  }

  /** All columns of a row; good until the table changes. */
  numbersOf(row: number): Int32Array {
    return this.#numbers.subarray(row * width, row * width + width);
  }

  /** A text by its number. */
  text(number: number): string {
    return this.#texts[number] ?? '';
  }

  textIn(row: number, which: TextColumn): string | undefined {
    return this.#texts[this.number(row, column[which])];
  }

  id(row: number): string {
    let id = '';
    for (let at = row * 32; at < row * 32 + 32; at += 1) {
      id += hexPairs[this.#ids[at] ?? 0] ?? '';
    }
    return id;
  }

  /** The id as its 32 bytes; good until the table changes. */
  idBytes(row: number): Uint8Array {
    return this.#ids.subarray(row * 32, row * 32 + 32);
  }

  /** The first 32 bits of the id, for hash tables. */
  idHash(row: number): number {
    const at = row * 32;
    const ids = this.#ids;
    const upper = ((ids[at] ?? 0) << 24) | ((ids[at + 1] ?? 0) << 16);
    return (upper | ((ids[at + 2] ?? 0) << 8) | (ids[at + 3] ?? 0)) >>> 0;
  }

  setId(row: number, id: string): void {
    this.#ids.set(bytesOf([id]), row * 32);
  }

  severity(row: number): Severity {
    return severities[this.severityRank(row)] ?? 'info';
  }

  severityRank(row: number): number {
    return this.number(row, column.flags) & severityMask;
  }

  /** Another number, but for chance, when the finding is another one, says more or lies elsewhere. */
  digest(row: number): number {
    let sum = this.idHash(row);
    const last = row * width + column.endCharacter;
    for (let at = row * width + column.flags; at <= last; at += 1) {
      sum = Math.imul(sum ^ (this.#numbers[at] ?? none), 0x01000193);
    }
    return sum;
  }

  place(row: number): 'stale' | 'elsewhere' | undefined {
    return places[(this.number(row, column.flags) >> placeShift) & 3];
  }

  region(row: number): Region | undefined {
    const line = this.number(row, column.startLine);
    if (line < 0) return undefined;
    return {
      start: { line, character: this.number(row, column.startCharacter) },
      end: {
        line: this.number(row, column.endLine),
        character: this.number(row, column.endCharacter),
      },
    };
  }

  /** Moves a finding to another place of its file; without a region its code is not there any more. */
  move(row: number, region: Region | undefined): void {
    const at = row * width;
    const flags = this.number(row, column.flags) & ~(3 << placeShift);
    this.#numbers[at + column.flags] = region ? flags : flags | (1 << placeShift);
    this.#numbers[at + column.startLine] = region?.start.line ?? none;
    this.#numbers[at + column.startCharacter] = region?.start.character ?? none;
    this.#numbers[at + column.endLine] = region?.end.line ?? none;
    this.#numbers[at + column.endCharacter] = region?.end.character ?? none;
  }

  summary(row: number): FindingSummary {
    const flags = this.number(row, column.flags);
    const optional = <K extends string>(key: K, which: TextColumn): Partial<Record<K, string>> => {
      const text = this.textIn(row, which);
      return text === undefined ? {} : ({ [key]: text } as Record<K, string>);
    };
    const score = this.number(row, column.securitySeverity);
    const rank = this.number(row, column.rank);
    const region = this.region(row);
    const place = places[(flags >> placeShift) & 3];
    const baseline = baselines[(flags >> baselineShift) & 3];
    const help = { ...optional('text', 'helpText'), ...optional('uri', 'helpUri') };
    const base = {
      id: this.id(row),
      tool: { name: this.textIn(row, 'toolName') ?? '', ...optional('version', 'toolVersion') },
      ruleId: this.textIn(row, 'ruleId') ?? '',
      severity: severities[flags & severityMask] ?? 'info',
      message: this.textIn(row, 'message') ?? '',
      location: { path: this.textIn(row, 'path') ?? '', ...(region && { region }) },
      cwe: this.textIn(row, 'cwe')?.split(separator) ?? [],
      ...(Object.keys(help).length > 0 && { help }),
      ...(score >= 0 && { securitySeverity: score / 100 }),
      ...(rank >= 0 && { rank: rank / 100 }),
      ...(place && { place }),
      ...(baseline && { baseline }),
      ...optional('suppressed', 'suppressed'),
      ...optional('firstSeen', 'firstSeen'),
    };
    if ((flags & isDependency) !== 0) return { kind: 'dependency', ...base };
    return {
      kind: 'code',
      ...base,
      hasFlow: (flags & hasFlow) !== 0,
      hasFix: (flags & hasFix) !== 0,
      hasRelated: (flags & hasRelated) !== 0,
    };
  }
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
