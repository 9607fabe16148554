import assert from 'node:assert/strict';
import fc from 'fast-check';
import { locateFindings } from '../../../../src/core/locate';
import { readReport } from '../../../../src/core/readers';
import type { Report } from '../../../../src/core/readers';
import { replaced, spotsOf } from './spots';

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, [], {}, '', 0, -1, 1e300, 1e9, true, [null], '𝒳\u202E\0'),
  fc.constant({ toString: 1, length: -1, text: {}, range: [], documents: 7 }),
  fc.array(fc.constantFrom<unknown>(null, {}, 'a'), { maxLength: 3 }),
  fc.json().map((text) => JSON.parse(text) as unknown),
);

/**
 * Holds a format to its word: whatever one part of a good report is replaced by, nothing is thrown,
 * and each of its results is a finding or counted among the problems.
 */
export function survivesMutation(good: unknown, resultsOf: (report: unknown) => number): void {
  const { format } = readJson(good);
  assert.notEqual(format, 'unknown');
  fc.assert(
    fc.property(fc.constantFrom(...spotsOf(good)), junk, (spot, value) => {
      const mutant = JSON.parse(JSON.stringify(replaced(good, spot, value))) as unknown;
      const report = readJson(mutant);
      checkReport(report);
      if (report.format === format) assert.ok(countedIn(report) >= resultsOf(mutant));
    }),
    { numRuns: 400 },
  );
}

/** Nothing is thrown for the findings either, and problems name the report. */
export function checkReport(report: Report): void {
  const text = 'é𝒳 one\n\ttwo\n\nthree';
  const { findings } = locateFindings(report, { resolve: (uri) => uri, text: () => text });
  assert.equal(new Set(findings.map(({ id }) => id)).size, findings.length);
  for (const { ruleId, message } of findings) assert.ok(ruleId !== '' && message !== '');
  for (const { count, message } of report.problems) {
    assert.ok(Number.isInteger(count) && count >= 0 && message.startsWith('made: '));
  }
}

export function countedIn({ findings, problems }: Report): number {
  return problems.reduce((sum, { count }) => sum + count, findings.length);
}

export function readJson(content: unknown): Report {
  return readReport('made', new TextEncoder().encode(JSON.stringify(content)));
}
