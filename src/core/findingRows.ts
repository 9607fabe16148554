import { type Batch, type FindingTable, column } from './findingTable';
import { none, width } from './findingColumns';

/** The columns that hold the number of a text. */
const textColumns = [
  ...[column.toolName, column.toolVersion, column.ruleId, column.message, column.path],
  ...[column.cwe, column.helpText, column.helpUri, column.suppressed, column.firstSeen],
];

/** The rows of a table that are not about these files, and the texts that they need. */
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
