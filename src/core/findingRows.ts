import { type CodeFinding, summaryOf } from './finding';
import { none, width } from './findingColumns';
import { type Batch, type FindingTable, column } from './findingTable';
import { tableWriter } from './findingWriter';

/** The columns that hold the number of a text. */
const textColumns = [
  ...[column.toolName, column.toolVersion, column.ruleId, column.message, column.path],
  ...[column.cwe, column.helpText, column.helpUri, column.suppressed, column.firstSeen],
];

/** A batch that begins anew, as one that follows on texts of which there are `count`. */
export function followingOn(count: number, { texts, numbers, ids }: Batch): Batch {
  const moved = numbers.slice();
  for (let at = 0; at < moved.length; at += width) {
    for (const which of textColumns) {
      const text = moved[at + which] ?? none;
      if (text !== none) moved[at + which] = text + count;
    }
  }
  return { texts, numbers: moved, ids };
}

/** The rows of a table that are not about these files, and the texts that they need, as a batch of their own. */
export function rowsWithout(table: FindingTable, paths: ReadonlySet<string>): Batch {
  const isLeftOut = Array.from({ length: table.textCount }, (_, text) =>
    paths.has(table.text(text)),
  );
  const kept: number[] = [];
  for (let row = 0; row < table.length; row += 1) {
    if (!isLeftOut[table.number(row, column.path)]) kept.push(row);
  }
  const texts: string[] = [];
  const numberOf = new Map<number, number>();
  const numbers = new Int32Array(kept.length * width);
  const ids = new Uint8Array(kept.length * 32);
  kept.forEach((row, at) => {
    numbers.set(table.numbersOf(row), at * width);
    ids.set(table.idBytes(row), at * 32);
    for (const which of textColumns) {
      const old = table.number(row, which);
      if (old === none) continue;
      const known = numberOf.get(old) ?? texts.push(table.text(old)) - 1;
      numberOf.set(old, known);
      numbers[at * width + which] = known;
    }
  });
  return { texts, numbers, ids };
}

/** Findings with the ordinals that they are to have. */
export function batchOf(all: Iterable<readonly [number, readonly CodeFinding[]]>): Batch {
  const writer = tableWriter();
  for (const [ordinal, findings] of all) {
    for (const finding of findings) {
      const told = summaryOf(finding);
      const code = told.kind === 'code' ? told : undefined;
      writer.add({ id: told.id, ordinal, told, location: told.location, place: told.place, code });
    }
  }
  return writer.flush();
}
