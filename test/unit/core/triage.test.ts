import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import type { Triage, TriageChoice, TriagedFinding } from '../../../src/core/triage';
import {
  choiceRefusal,
  dayAfter,
  inForce,
  makeTriage,
  parseTriage,
  triageText,
  untilNextDay,
} from '../../../src/core/triage';

const id = '0123456789abcdef'.repeat(4);
const now = '2026-03-04T05:06:07.089Z';
const reason = 'Only tests reach it.';
const finding: TriagedFinding = {
  id,
  tool: { name: 'eslint', version: '9.0.0' },
  ruleId: 'security/detect-eval-with-expression',
  severity: 'high',
  message: 'eval with an expression',
  location: { path: 'src/a.js', region: pointAt(3) },
  firstSeen: '2025-12-01T10:00:00+02:00',
};

function pointAt(line: number) {
  return { start: { line, character: 0 }, end: { line, character: 4 } };
}

const made = (choice: Partial<TriageChoice> = {}, of = finding, person = { name: 'Ada' }) =>
  makeTriage(of, { verdict: 'false-positive', reason, ...choice }, person, now);

function triage(
  choice: Partial<TriageChoice> = {},
  of = finding,
  person = { name: 'Ada' },
): Triage {
  const answer = made(choice, of, person);
  assert.ok(answer.ok, answer.ok ? '' : answer.why);
  return answer.triage;
}

function whyNot(choice: Partial<TriageChoice>): string {
  const answer = made(choice);
  assert.ok(!answer.ok);
  return answer.why;
}

function parseWhy(name: string, text: string): string {
  const answer = parseTriage(name, text);
  assert.ok(!answer.ok);
  return answer.why;
}

const edited = (change: object) => JSON.stringify({ ...triage(), ...change });

describe('setting a finding aside', () => {
  it('records who, why, until when, and what the finding said', () => {
    assert.deepEqual(triage({ expires: '2026-03-04' }), {
      version: 1,
      finding: id,
      verdict: 'false-positive',
      reason,
      expires: '2026-03-04',
      by: { name: 'Ada' },
      at: now,
      firstSeen: '2025-12-01T08:00:00.000Z',
      about: {
        tool: 'eslint',
        ruleId: 'security/detect-eval-with-expression',
        path: 'src/a.js',
        message: 'eval with an expression',
        severity: 'high',
      },
    });
  });

  it('refuses a reason that says too little, too much, or hides something', () => {
    assert.match(whyNot({ reason: '  \u3164 short  \u200b\u200b\u200b\u200b' }), /10 characters/);
    assert.match(whyNot({ reason: 'x'.repeat(2001) }), /at most 2000/);
    assert.match(whyNot({ reason: 'safe, see \u202eevil\u202c below' }), /U\+202E/);
    assert.match(whyNot({ reason: 'one line\nand another line' }), /U\+000A/);
    assert.equal(triage({ reason: `  ${reason}  ` }).reason, reason);
  });

  it('refuses a last day that there is not, or that has passed', () => {
    for (const expires of ['2026-02-30', 'tomorrow', '2026-3-5', '', '2026-03-05T00:00']) {
      assert.match(whyNot({ expires }), /YYYY-MM-DD/, expires);
    }
    assert.match(whyNot({ expires: '2026-03-03' }), /passed/);
    assert.equal(triage({ expires: '2028-02-29' }).expires, '2028-02-29');
  });

  it('prefers the first sight that it is told, and leaves out one that is no time', () => {
    const choice = { verdict: 'wont-fix', reason } as const;
    const told = makeTriage(finding, choice, { name: 'Ada' }, now, '2024-01-02T03:04:05.000Z');
    assert.equal(told.ok && told.triage.firstSeen, '2024-01-02T03:04:05.000Z');
    for (const firstSeen of ['last week', '2024-01-02T03:04:05', '2024-99-01T00:00:00Z', '']) {
      assert.ok(!('firstSeen' in triage({}, { ...finding, firstSeen })), firstSeen);
    }
  });

  it('does not fail for what a report or git says', () => {
    const hostile: TriagedFinding = {
      ...finding,
      tool: { name: '' },
      message: `${'😀'.repeat(600)}\u202e`,
      location: { path: '../\0/\u200b' },
    };
    const { about, by } = triage({}, hostile, { name: 'A\u200cda' });
    assert.equal(about.path, '../\\u{0000}/\\u{200B}');
    assert.equal(by.name, 'A\\u{200C}da');
    assert.ok(about.message.length <= 500);
    const any = fc.string({ unit: 'binary', maxLength: 1200 });
    fc.assert(
      fc.property(any, any, any, (message, path, name) => {
        const one = triage({}, { ...finding, message, ruleId: path, location: { path } }, { name });
        assert.deepEqual(parseTriage(`${id}.json`, triageText(one)), { ok: true, triage: one });
      }),
    );
  });
});

describe('the file of a triage', () => {
  const file = `${id}.json`;

  it('has the same bytes whatever the order of its keys was', () => {
    const one = triage({ expires: '2027-01-01' });
    const text = triageText(one);
    assert.match(text, /^\{\n {2}"version": 1,\n/);
    assert.ok(text.endsWith('}\n'));
    const reversed = Object.fromEntries(Object.entries(one).reverse());
    const read = parseTriage(file, JSON.stringify(reversed));
    assert.ok(read.ok);
    assert.equal(triageText(read.triage), text);
  });

  it('is refused under another name', () => {
    assert.match(parseWhy(`${'f'.repeat(64)}.json`, edited({})), /name/);
    assert.match(parseWhy(`triage/${file}`, edited({})), /name/);
  });

  it('is refused, with the place of the fault, where it does not fit', () => {
    assert.match(parseWhy(file, edited({ version: 2 })), /^version:/);
    assert.match(parseWhy(file, edited({ verdict: 'fixed' })), /^verdict:/);
    assert.match(
      parseWhy(file, edited({ reason: 'too\u3164\u3164\u3164\u3164\u3164\u3164' })),
      /^reason:/,
    );
    assert.match(parseWhy(file, edited({ reason: `${reason} \u202e` })), /^reason: .*seen/);
    assert.match(parseWhy(file, edited({ by: { name: 'A\u2066da' } })), /^by\.name: .*seen/);
    assert.match(parseWhy(file, edited({ expires: '2026-02-30' })), /^expires:/);
    assert.match(parseWhy(file, edited({ at: '2026-02-30T00:00:00.000Z' })), /^at:/);
    assert.match(parseWhy(file, edited({ expire: '2026-02-20' })), /^expire:/);
    assert.match(parseWhy(file, '<<<<<<< HEAD\n{}\n'), /merge markers/);
    assert.match(parseWhy(file, ' '.repeat(65 * 1024)), /64 KB/);
    assert.match(parseWhy(file, '{'), /not JSON/);
    assert.ok(parseTriage(file, `\uFEFF${edited({})}`).ok);
  });

  it('never throws, and says why in one plain line, for any text', () => {
    const mutated = fc
      .tuple(fc.nat(triageText(triage()).length), fc.string({ unit: 'binary', maxLength: 5 }))
      .map(
        ([at, part]) =>
          triageText(triage()).slice(0, at) + part + triageText(triage()).slice(at + 1),
      );
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), mutated);
    fc.assert(
      fc.property(text, (content) => {
        const answer = parseTriage(file, content);
        if (!answer.ok) assert.doesNotMatch(answer.why, /[\p{Cc}\p{Cf}]/u);
        else assert.equal(answer.triage.finding, id);
      }),
    );
    assert.ok(!parseTriage(file, '['.repeat(60_000)).ok);
  });

  it('fits the JSON Schema that the editor is given', () => {
    const schema = JSON.parse(
      fs.readFileSync('media/schemas/triage.schema.json', 'utf8'),
    ) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    assert.ok(validate(triage({ expires: '2027-01-01' })), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...triage(), extra: 1 }));
    assert.ok(!validate({ ...triage(), finding: 'x' }));
  });
});

describe('a triage with a last day', () => {
  it('holds up to and including that day; one without it for good', () => {
    const one = triage({ expires: '2026-12-31' });
    assert.equal(inForce(one, '2026-12-30'), true);
    assert.equal(inForce(one, '2026-12-31'), true);
    assert.equal(inForce(one, '2027-01-01'), false);
    assert.equal(inForce(triage(), '9999-12-31'), true);
  });

  it('is counted in UTC', () => {
    assert.equal(dayAfter(now, 0), '2026-03-04');
    assert.equal(dayAfter(now, 30), '2026-04-03');
    assert.equal(dayAfter('2027-12-31T23:59:59.999Z', 1), '2028-01-01');
    assert.equal(untilNextDay('2026-03-04T23:59:59.000Z'), 1000);
    assert.equal(untilNextDay('2026-03-04T00:00:00.000Z'), 24 * 60 * 60 * 1000);
  });
});

describe('a choice that is being typed', () => {
  it('is refused for the same reasons as when it is made', () => {
    assert.equal(choiceRefusal({ reason }, now), undefined);
    assert.match(choiceRefusal({ reason: 'no' }, now) ?? '', /at least 10/);
    assert.match(choiceRefusal({ reason, expires: '2026-02-30' }, now) ?? '', /YYYY-MM-DD/);
    assert.match(choiceRefusal({ reason, expires: '2026-03-03' }, now) ?? '', /passed/);
  });
});
