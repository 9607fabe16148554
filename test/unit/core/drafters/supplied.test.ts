import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/core/draft';
import { suppliedDrafter } from '../../../../src/core/drafters/supplied';
import type { CodeFinding, SuppliedFix } from '../../../../src/core/finding';
import { summaryOf } from '../../../../src/core/finding';
import { sha256Hex } from '../../../../src/core/hash';
import { dependencyFinding, findingAt } from '../checks/subject';
import { portsOf } from './ports';

const drafter = suppliedDrafter();
const never = new AbortController().signal;

/** Replaces characters of one line. */
function replace(line: number, from: number, to: number, text: string) {
  const region = { start: { line, character: from }, end: { line, character: to } };
  return { region, text };
}

function fixOf(...changes: [string, ReturnType<typeof replace>][]): SuppliedFix {
  return { changes: changes.map(([path, one]) => ({ path, replacements: [one] })) };
}

const withFixes = (...fixes: SuppliedFix[]): CodeFinding => findingAt(0, { fixes });

async function texts(finding: CodeFinding, files: Readonly<Record<string, string>>) {
  const result = await drafter.draft(finding, portsOf(files), never);
  if (!result.ok) return result.why;
  return result.draft.changes.map(({ path, edits }) => {
    const applied = applyEdits(files[path] ?? '', edits);
    return `${path}: ${applied.ok ? applied.text : applied.why}`;
  });
}

describe('the drafter of fixes that a report carries', () => {
  it('is offered where there is one', () => {
    assert.equal(drafter.offers(summaryOf(withFixes(fixOf(['a', replace(0, 0, 1, 'b')])))), true);
    assert.equal(drafter.offers(summaryOf(withFixes())), false);
    assert.equal(drafter.offers(summaryOf(dependencyFinding)), false);
  });

  it('drafts what the report says, in its words', async () => {
    const fix = { ...fixOf(['a.js', replace(1, 2, 3, 'X')]), description: 'Use X.' };
    const finding = { ...withFixes(fix), tool: { name: 'Grep\u202E', version: '2' } };
    const files = { 'a.js': 'ab\ncdef' };
    const result = await drafter.draft(finding, portsOf(files), never);
    assert.ok(result.ok);
    const { origin, rationale, changes, strategy } = result.draft;
    assert.deepEqual(origin, {
      kind: 'supplied',
      tool: finding.tool,
      identity: 'declared',
      requestedBy: 'Ada',
      requestedAt: '2026-01-01T00:00:00.000Z',
    });
    assert.equal(strategy, 'deterministic');
    assert.equal(rationale.whyVulnerable, 'The report says: Bad.');
    assert.equal(rationale.whyFixed, 'Grep\\u{202E} supplies this replacement: Use X.');
    assert.equal(changes[0]?.baseSha256, sha256Hex(files['a.js']));
    assert.deepEqual(await texts(finding, files), ['a.js: ab\ncdXf']);
  });

  it('says so when the report does not explain its fix', async () => {
    const finding = withFixes(fixOf(['a.js', replace(0, 0, 1, 'b')]));
    const result = await drafter.draft(finding, portsOf({ 'a.js': 'a' }), never);
    assert.match(result.ok ? result.draft.rationale.whyFixed : '', /does not explain it/);
  });

  it('changes several files, each listed once', async () => {
    const fix = fixOf(
      ['a.js', replace(0, 0, 1, 'A')],
      ['b.js', replace(0, 0, 1, 'B')],
      ['a.js', replace(0, 1, 2, 'A')],
    );
    const files = { 'a.js': 'aac', 'b.js': 'b' };
    assert.deepEqual(await texts(withFixes(fix), files), ['a.js: AAc', 'b.js: B']);
  });

  it('ends new lines as the file does', async () => {
    const fix = fixOf(['a.js', replace(0, 1, 1, '\nx\r\ny')]);
    assert.deepEqual(await texts(withFixes(fix), { 'a.js': 'a\r\nb' }), ['a.js: a\r\nx\r\ny\r\nb']);
  });

  it('takes the first fix that fits', async () => {
    const misfit = fixOf(['a.js', replace(5, 0, 1, 'x')]);
    const fits = fixOf(['a.js', replace(0, 0, 1, 'b')]);
    assert.deepEqual(await texts(withFixes(misfit, fits), { 'a.js': 'a' }), ['a.js: b']);
  });

  it('refuses a fix that does not fit the files, whole', async () => {
    const files = { 'a.js': 'a\r\nb' };
    const one = (...change: [string, ReturnType<typeof replace>][]) =>
      texts(withFixes(fixOf(...change)), files);
    assert.match(String(await one(['a.js', replace(0, 0, 2, 'x')])), /place that a\.js does not/);
    assert.match(String(await one(['a.js', replace(2, 0, 1, 'x')])), /place that a\.js does not/);
    assert.match(String(await one(['c.js', replace(0, 0, 0, 'x')])), /c\.js does not exist/);
    const overlap = one(['a.js', replace(0, 0, 1, 'x')], ['a.js', replace(0, 0, 1, 'y')]);
    assert.match(String(await overlap), /overlap/);
    const half = one(['a.js', replace(0, 0, 1, 'x')], ['c.js', replace(0, 0, 0, 'x')]);
    assert.match(String(await half), /c\.js does not exist/);
    assert.match(String(await texts(withFixes({ changes: [] }), files)), /changes nothing/);
  });
});
