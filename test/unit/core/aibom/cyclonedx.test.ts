import assert from 'node:assert/strict';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import fc from 'fast-check';
import { toCycloneDx } from '../../../../src/core/aibom/cyclonedx';
import type { Entry } from '../../../../src/core/aibom/entry';
import { entryOf, reappliedEntry, revertedEntry } from '../../../../src/core/aibom/entry';
import {
  after,
  codeFinding,
  decisionOf,
  dependencyFinding,
  origins,
  reviewOf,
  ulid,
} from './samples';

const options = { tool: { name: 'countersign', version: '0.1.0' } };
const person = { name: 'Lin', email: 'not an address' };

/** Every decision of every origin about both kinds of findings. */
function everyKind(): readonly Entry[] {
  let number = 0;
  const next = () => ulid(++number);
  return Object.values(origins).flatMap((origin) =>
    [codeFinding, dependencyFinding].flatMap((finding) => {
      const review = reviewOf({ origin, finding, edited: after.replace('goods', 'wares') });
      const of = (verdict: 'accepted' | 'edited' | 'rejected') =>
        entryOf(review, decisionOf({ verdict, reason: 'Because' }), next());
      const first = of('accepted');
      const reverted = revertedEntry(first, person, '2026-11-21T00:00:00.000Z', next());
      const again = reappliedEntry(reverted, person, '2026-11-22T00:00:00.000Z', next());
      return [first, of('edited'), of('rejected'), reverted, again];
    }),
  );
}

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

async function assertValid(document: string): Promise<void> {
  assert.equal(await validator.validate(document), null);
}

/** Every reference in the document, and every place that one may point to. */
function references(value: unknown, key = ''): { used: string[]; defined: string[] } {
  if (Array.isArray(value)) {
    const all = value.map((item) => references(item, key));
    return { used: all.flatMap((one) => one.used), defined: all.flatMap((one) => one.defined) };
  }
  if (typeof value === 'string') {
    return {
      used: key === 'ref' || key === 'subjects' ? [value] : [],
      defined: key === 'bom-ref' ? [value] : [],
    };
  }
  if (typeof value !== 'object' || value === null) return { used: [], defined: [] };
  const all = Object.entries(value).map(([name, item]) => references(item, name));
  return { used: all.flatMap((one) => one.used), defined: all.flatMap((one) => one.defined) };
}

interface Document {
  components: { 'bom-ref': string; pedigree?: { patches: unknown[] } }[];
  vulnerabilities: { 'bom-ref': string; analysis: { state: string } }[];
}

describe('toCycloneDx', function () {
  this.timeout(60_000);

  it('is valid under the official strict schema for every decision and origin', async () => {
    await assertValid(toCycloneDx(everyKind(), options));
    await assertValid(toCycloneDx([], options));
  });

  it('is held to the schema by a validator that can refuse', async () => {
    const document = JSON.parse(toCycloneDx(everyKind(), options)) as Record<string, unknown>;
    assert.notEqual(
      await validator.validate(JSON.stringify({ ...document, approved: true })),
      null,
    );
  });

  it('gives the same bytes for the same entries in any order', () => {
    const entries = everyKind();
    const document = toCycloneDx(entries, options);
    fc.assert(
      fc.property(fc.shuffledSubarray([...entries], { minLength: entries.length }), (shuffled) => {
        assert.equal(toCycloneDx([...shuffled, ...shuffled.slice(0, 1)], options), document);
      }),
      { numRuns: 10 },
    );
  });

  it('points to nothing that is not there, and names nothing twice', () => {
    const { used, defined } = references(JSON.parse(toCycloneDx(everyKind(), options)));
    assert.equal(new Set(defined).size, defined.length);
    assert.ok(used.length > 50);
    for (const ref of used) assert.ok(defined.includes(ref), ref);
  });

  it('calls a finding resolved exactly while a fix for it stands', () => {
    const accepted = entryOf(reviewOf(), decisionOf(), ulid(1));
    const reverted = revertedEntry(accepted, person, '2026-11-21T00:00:00.000Z', ulid(2));
    const again = reappliedEntry(reverted, person, '2026-11-22T00:00:00.000Z', ulid(3));
    const rejected = entryOf(reviewOf(), decisionOf({ verdict: 'rejected' }), ulid(4));
    for (const [entries, state, patches] of [
      [[accepted], 'resolved_with_pedigree', 1],
      [[accepted, reverted], 'in_triage', 0],
      [[accepted, reverted, again], 'resolved_with_pedigree', 1],
      [[rejected], 'in_triage', 0],
    ] as const) {
      const document = JSON.parse(toCycloneDx(entries, options)) as Document;
      assert.equal(document.vulnerabilities[0]?.analysis.state, state);
      assert.equal(document.components[0]?.pedigree?.patches.length, patches);
    }
  });

  it('is valid whatever the foreign texts hold', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const texts = fc.tuple(text, text, text, text, text, text);
    await fc.assert(
      fc.asyncProperty(texts, async ([message, ruleId, name, email, endpoint, model]) => {
        const finding = { ...codeFinding, message, ruleId, tool: { name } };
        const origin = {
          ...origins.model,
          endpoint: `https://${endpoint}`,
          model: { name: model, provider: name },
          parameters: { [name]: message },
        };
        const reviewer = { name, email: `${email}@${email}` };
        const entry = entryOf(reviewOf({ finding, origin }), decisionOf({ reviewer }), ulid(1));
        await assertValid(toCycloneDx([entry], options));
      }),
      { numRuns: 8 },
    );
  });
});
