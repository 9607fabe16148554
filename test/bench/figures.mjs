// What the parts of the benchmark share: the middle and the end of a list of numbers, and the table.

/** The value below which the share `q` of the values lies: 0.5 is the median. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

export const median = (values) => quantile(values, 0.5);

/** A number as people read it: three digits that count, at most one decimal. */
export const round = (value) => (Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0));

/**
 * A row that is held to a budget: `value` counts, `figure` is what is shown. Rows without a budget are plain
 * `{ what, figure }`: the floors and peers that a figure is to be read against. Where the floor is over the budget
 * itself, the machine was too busy to tell.
 */
export function held({ what, value, limit, figure, budget, floor = 0 }) {
  const over = floor < limit ? 'over' : 'cannot tell: the floor is over';
  return { what, figure, budget, verdict: value < limit ? 'ok' : over };
}

export function printTable(title, rows) {
  const columns = ['what', 'figure', 'budget', 'verdict'];
  const width = (column) => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const widths = columns.map(width);
  console.log(`\n== ${title}`);
  for (const row of rows) {
    const cells = columns.map((column, index) => (row[column] ?? '').padEnd(widths[index]));
    console.log(cells.join('  ').trimEnd());
  }
}
