import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Report, ReportedDependency } from '../../../../src/core/readers/reported';
import { replaced, spotsOf } from './spots';

type Read = (name: string, content: unknown) => Report;

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    [],
    {},
    '',
    0,
    -1,
    1e300,
    true,
    [null],
    '𝒳\u202E',
    'a'.repeat(5000),
  ),
  fc.constant({ toString: 1, length: -1, name: {}, id: [], documents: 7 }),
  fc.json().map((text) => JSON.parse(text) as unknown),
);

/** A reader of advisories answers to whatever becomes of a good report, and to anything else. */
export function survives(read: Read, good: unknown): void {
  const spots = spotsOf(good);
  fc.assert(
    fc.property(fc.constantFrom(...spots), junk, (spot, value) => {
      check(read('made', replaced(good, spot, value)));
    }),
    { numRuns: 400 },
  );
  fc.assert(
    fc.property(fc.json(), (text) => check(read('made', JSON.parse(text)))),
    { numRuns: 100 },
  );
}

function check({ findings, problems }: Report): void {
  for (const finding of findings) {
    assert.ok(finding.ruleId !== '' && finding.message !== '');
    if (finding.kind !== 'dependency') continue;
    assert.ok(finding.package !== '' && finding.vulnerable !== '' && finding.advisory.id !== '');
  }
  for (const { message, count } of problems) {
    assert.ok(message.startsWith('made: ') && Number.isInteger(count) && count >= 0);
  }
}

/** The findings, all of which must be of dependencies. */
export function dependencies({ findings }: Report): readonly ReportedDependency[] {
  return findings.map((one) => {
    assert.ok(one.kind === 'dependency');
    return one;
  });
}
