import { type CodeSummary, type FindingBase, type Location, severityRank } from './finding';
import {
  type Batch,
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
  width,
} from './findingColumns';

/** What a row is made of. */
export interface Row {
  readonly id: string;
  /** Which of the report's results it is, counted from 0. */
  readonly ordinal: number;
  readonly told: Omit<FindingBase, 'id' | 'location' | 'place'>;
  readonly location: Location;
  readonly place: FindingBase['place'];
  /** Undefined for a finding on a dependency. */
  readonly code: Pick<CodeSummary, 'hasFlow' | 'hasFix' | 'hasRelated'> | undefined;
}

/** Makes batches of findings. */
export interface TableWriter {
  add(row: Row): void;
  /** How many findings wait for the next batch. */
  readonly pending: number;
  /** What was added since the last batch. */
  flush(): Batch;
}

export function tableWriter(): TableWriter {
  const known = new Map<string, number>();
  let texts: string[] = [];
  let numbers = new Int32Array(64 * width);
  let ids: string[] = [];
  const textOf = (text: string | undefined): number => {
    if (text === undefined) return none;
    const given = known.get(text);
    if (given !== undefined) return given;
    const number = known.size;
    known.set(text, number);
    texts.push(text);
    return number;
  };
  return {
    get pending() {
      return ids.length;
    },
    add(row) {
      const { told, location, ordinal } = row;
      const { tool, help, cwe } = told;
      const { start, end } = location.region ?? {};
      const at = ids.length * width;
      if (at === numbers.length) numbers = enlarged(numbers, new Int32Array(at * 2));
      ids.push(row.id);
      const set = (which: number, value: number) => (numbers[at + which] = value);
      set(column.toolName, textOf(tool.name));
      set(column.toolVersion, textOf(tool.version));
      set(column.ruleId, textOf(told.ruleId));
      set(column.message, textOf(told.message));
      set(column.path, textOf(location.path));
      set(column.cwe, cwe.length === 0 ? none : textOf(cwe.join(separator)));
      set(column.helpText, textOf(help?.text));
      set(column.helpUri, textOf(help?.uri));
      set(column.suppressed, textOf(told.suppressed));
      set(column.firstSeen, textOf(told.firstSeen));
      set(column.flags, flagsOf(row));
      set(column.securitySeverity, hundredths(told.securitySeverity));
      set(column.rank, hundredths(told.rank));
      set(column.startLine, start?.line ?? none);
      set(column.startCharacter, start?.character ?? none);
      set(column.endLine, end?.line ?? none);
      set(column.endCharacter, end?.character ?? none);
      set(column.ordinal, ordinal);
    },
    flush() {
      const used = numbers.slice(0, ids.length * width);
      const batch = { texts, numbers: used, ids: bytesOf(ids) };
      texts = [];
      ids = [];
      return batch;
    },
  };
}

function flagsOf({ told, place, code }: Row): number {
  const kind = code
    ? (code.hasFlow ? hasFlow : 0) | (code.hasFix ? hasFix : 0) | (code.hasRelated ? hasRelated : 0)
    : isDependency;
  return (
    severityRank(told.severity) |
    kind |
    (places.indexOf(place) << placeShift) |
    (baselines.indexOf(told.baseline) << baselineShift)
  );
}

function hundredths(value: number | undefined): number {
  return value === undefined ? none : Math.round(value * 100);
}
