import assert from 'node:assert/strict';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as fc from 'fast-check';
import { limits, parseReply, replySchema, submitFix } from '../../../../src/core/drafters/contract';

const rationale = {
  whyVulnerable: 'The id is joined into the SQL text.',
  whyFixed: 'The driver quotes it.',
  mayBreak: ['Ids that were SQL on purpose.'],
  alternatives: [{ option: 'Number(id)', whyNot: 'Ids are texts here.' }],
  assumptions: [],
};
const edit = { path: 'src/a.js', old: 'a\nb', new: 'a\nc', why: 'It is the sink.' };
const fix = { verdict: 'fix', reason: '', edits: [edit], rationale, suggestedTests: [] };
const no = {
  verdict: 'cannot_fix',
  reason: 'The caller builds the query.',
  edits: [],
  rationale,
  suggestedTests: [],
};
const test = { path: 'test/./a.test.js', code: 'it();\n', why: 'It shows the hole.' };

/** Why a reply is refused; the empty text when it is not. */
function refusal(input: unknown): string {
  const parsed = parseReply(input);
  return parsed.ok ? '' : parsed.why;
}

describe('the contract with a model', () => {
  it('is told to the model as the schema that its reply is read with', () => {
    const schema = toJsonSchema(replySchema, {
      typeMode: 'input',
      ignoreActions: ['max_length', 'check', 'transform', 'readonly'],
    });
    assert.deepEqual(withoutNotes(submitFix.inputSchema), withoutNotes(schema));
  });

  it('stays in the strict subset: every key required, none beside them, no lengths', () => {
    const text = JSON.stringify(submitFix.inputSchema);
    assert.doesNotMatch(text, /maxLength|minLength|maxItems|pattern|anyOf/);
    walk(submitFix.inputSchema, (node) => {
      if (node['type'] !== 'object') return;
      assert.equal(node['additionalProperties'], false);
      assert.deepEqual(node['required'], Object.keys(node['properties'] as object));
    });
  });

  it('takes a fix with its rationale', () => {
    const parsed = parseReply(fix);
    assert.deepEqual(parsed, { ok: true, reply: { verdict: 'fix', edits: [edit], rationale } });
  });

  it('takes the first suggested test, at a path inside the folder', () => {
    const parsed = parseReply({ ...fix, suggestedTests: [test, test] });
    assert.deepEqual(parsed.ok && 'suggestedTest' in parsed.reply && parsed.reply.suggestedTest, {
      ...test,
      path: 'test/a.test.js',
    });
    const bad = (rest: object) => refusal({ ...fix, suggestedTests: [{ ...test, ...rest }] });
    assert.match(
      bad({ path: '../a.test.js' }),
      /^suggestedTests\.0\.path cannot be used: .*out of/,
    );
    assert.match(bad({ path: '/a.test.js' }), /^suggestedTests\.0\.path cannot be used/);
    assert.equal(bad({ code: ' \n' }), 'suggestedTests.0.code is empty');
    assert.match(bad({ code: 'x'.repeat(limits.code + 1) }), /^suggestedTests\.0\.code is longer/);
  });

  it('takes a no with its reason, and asks for no rationale then', () => {
    const empty = { ...rationale, whyVulnerable: '', whyFixed: '' };
    const parsed = parseReply({ ...no, rationale: empty });
    assert.deepEqual(parsed, {
      ok: true,
      reply: { verdict: 'cannot_fix', reason: 'The caller builds the query.' },
    });
  });

  it('says exactly what is wrong', () => {
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [undefined, /^the input is missing$/],
      ['submit_fix', /^the input is not Object$/],
      [[], /verdict is missing/],
      [{ ...fix, verdict: 'maybe' }, /^verdict is not /],
      [{ ...fix, confidence: 'high' }, /^confidence is not part of the schema$/],
      [{ ...fix, edits: [{ ...edit, old: 7 }] }, /^edits\.0\.old is not string$/],
      [{ ...fix, edits: [edit, { path: 'a', new: '', why: '' }] }, /^edits\.1\.old is missing$/],
      [{ ...fix, edits: Array(21).fill(edit) }, /^edits has more than 20 items$/],
      [{ ...fix, edits: [] }, /no edits/],
      [{ ...no, edits: [edit] }, /^the verdict is cannot_fix, yet there are edits$/],
      [{ ...no, reason: ' \n' }, /"reason" does not say why/],
      [{ ...fix, rationale: { ...rationale, whyFixed: ' ' } }, /^rationale\.whyFixed is empty$/],
      [
        { ...fix, rationale: { ...rationale, mayBreak: ['x'.repeat(4097)] } },
        /mayBreak\.0 is longer/,
      ],
      [
        { ...fix, edits: [{ ...edit, new: 'x'.repeat(limits.code) }] },
        /more than 65536 characters/,
      ],
      [{ ...fix, edits: [{ ...edit, new: 'a\0' }] }, /^edits\.0\.new holds characters/],
      [{ ...fix, edits: [{ ...edit, new: 'a\ud800' }] }, /^edits\.0\.new holds characters/],
      [{ ...fix, edits: [{ ...edit, new: 'a\rb' }] }, /^edits\.0\.new holds characters/],
    ];
    for (const [input, expected] of cases) assert.match(refusal(input), expected);
  });

  it('keeps its message short, whatever the keys and values are', () => {
    assert.ok(refusal({ ...fix, ['k'.repeat(10_000)]: 1 }).length < 200);
    assert.ok(refusal({ ...fix, verdict: 'v'.repeat(10_000) }).length < 200);
  });

  it('spells out what is invisible in prose', () => {
    const parsed = parseReply({ ...no, reason: 'fine\u202E\nreally' });
    assert.deepEqual(parsed.ok && parsed.reply, {
      verdict: 'cannot_fix',
      reason: 'fine\\u{202E} really',
    });
  });

  it('is not taken in by inherited or __proto__ keys', () => {
    const polluting: unknown = JSON.parse(`{"__proto__":${JSON.stringify(fix)}}`);
    assert.match(refusal(polluting), /missing|not part/);
    parseReply(
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('never throws, and what it takes keeps the limits', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.json().map((text): unknown => JSON.parse(text)),
      fc.record({
        verdict: fc.constantFrom('fix', 'cannot_fix', 'maybe'),
        reason: fc.string(),
        edits: fc.array(fc.oneof(fc.constant(edit), fc.anything()), { maxLength: 25 }),
        rationale: fc.oneof(fc.constant(rationale), fc.anything()),
      }),
    );
    fc.assert(
      fc.property(anything, (input) => {
        const parsed = parseReply(input);
        if (!parsed.ok) return parsed.why !== '';
        if (parsed.reply.verdict !== 'fix') return parsed.reply.reason.trim() !== '';
        return parsed.reply.edits.length > 0 && parsed.reply.edits.length <= limits.items;
      }),
    );
  });
});

type Json = Readonly<Record<string, unknown>>;

function walk(node: unknown, visit: (node: Json) => void): void {
  if (typeof node !== 'object' || node === null) return;
  visit(node as Json);
  for (const child of Object.values(node)) walk(child, visit);
}

function withoutNotes(schema: unknown): unknown {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$schema' || (key === 'description' && typeof value === 'string') ? undefined : value,
    ),
  );
}
