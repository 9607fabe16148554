import { type CodeSummary, type FindingBase, type Location, severityRank } from './finding';
import {
  type Batch,
  baselineShift,
  baselines,
  bytesOf,
  hasFix,
  hasFlow,
  hasRelated,
  isDependency,
  none,
  placeShift,
  places,
  separator,
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
  const numbers = new Map<string, number>();
  let texts: string[] = [];
  let rows: number[] = [];
  let ids: string[] = [];
  const textOf = (text: string | undefined): number => {
    if (text === undefined) return none;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(text, number);
    texts.push(text);
    return number;
  };
  return {
    get pending() {
      return ids.length;
    },
    add(row) {
      const { told: finding, location, ordinal } = row;
      const { tool, help, cwe } = finding;
      const { start, end } = location.region ?? {};
      ids.push(row.id);
      rows.push(
        textOf(tool.name),
        textOf(tool.version),
        textOf(finding.ruleId),
        textOf(finding.message),
        textOf(location.path),
        cwe.length === 0 ? none : textOf(cwe.join(separator)),
        textOf(help?.text),
        textOf(help?.uri),
        textOf(finding.suppressed),
        textOf(finding.firstSeen),
        flagsOf(row),
        hundredths(finding.securitySeverity),
        hundredths(finding.rank),
        start?.line ?? none,
        start?.character ?? none,
        end?.line ?? none,
        end?.character ?? none,
        ordinal,
      );
    },
    flush() {
      const batch = { texts, numbers: Int32Array.from(rows), ids: bytesOf(ids) };
      texts = [];
      rows = [];
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
