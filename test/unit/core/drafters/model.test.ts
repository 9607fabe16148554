import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/core/draft';
import type { ModelPort, ModelReply, ModelRequest } from '../../../../src/core/drafters/model';
import { modelDrafter } from '../../../../src/core/drafters/model';
import { HumanError } from '../../../../src/core/errors';
import type { CodeFinding } from '../../../../src/core/finding';
import { summaryOf } from '../../../../src/core/finding';
import { sha256Hex } from '../../../../src/core/hash';
import type { Ports } from '../../../../src/core/ports';

const path = 'src/orders.js';
const source = [
  `const apiKey = 'hunter2-hunter2';`,
  `const q = 'SELECT * FROM orders WHERE id = ' + id;`,
  'run(q);',
  '',
].join('\n');
const finding: CodeFinding = {
  kind: 'code',
  id: 'a'.repeat(64),
  tool: { name: 'scanner' },
  ruleId: 'sql',
  severity: 'high',
  message: 'SQL from a request',
  location: {
    path,
    region: { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } },
  },
  related: [],
  cwe: [],
  codeFlows: [],
  fixes: [],
};
const rationale = {
  whyVulnerable: 'The id is SQL.',
  whyFixed: 'It is a value now.',
  mayBreak: [],
  alternatives: [],
  assumptions: [],
};
const old = `const q = 'SELECT * FROM orders WHERE id = ' + id;\nrun(q);`;
const replacement = `const q = 'SELECT * FROM orders WHERE id = ?';\nrun(q);`;
const edit = { path, old, new: replacement, why: 'The sink.' };
const fix = { verdict: 'fix', reason: '', edits: [edit], rationale, suggestedTests: [] };

const call = (input: unknown): ModelReply => ({ calls: [{ name: 'submit_fix', input }] });
const silent: ModelReply = { calls: [] };

type Step = ModelReply | (() => ModelReply | Promise<ModelReply>);

/** A model that answers from a list and keeps what it was asked. */
function scripted(...replies: Step[]) {
  const requests: ModelRequest[] = [];
  const model: ModelPort = {
    id: 'm-1',
    name: 'Model One',
    vendor: 'acme',
    family: 'm',
    version: '7',
    maySend: () => Promise.resolve(true),
    send: async (request) => {
      requests.push(request);
      const reply = replies.shift();
      assert.ok(reply, 'the model was asked more often than expected');
      return typeof reply === 'function' ? reply() : reply;
    },
  };
  return { model, requests };
}

function portsWith(text: string): Ports {
  let ids = 0;
  return {
    syntax: () => Promise.reject(new Error('not needed')),
    rules: () => Promise.reject(new Error('not needed')),
    read: (wanted) => Promise.resolve(wanted === path ? new TextEncoder().encode(text) : undefined),
    realPath: (wanted) => Promise.resolve({ ok: true, path: wanted }),
    now: () => '2026-01-05T09:00:00.000Z',
    newId: () => `ID${(ids += 1)}`.padEnd(26, '0'),
    person: () => Promise.resolve({ name: 'Ada' }),
  };
}

async function draftWith(model: ModelPort, text = source, signal = new AbortController().signal) {
  return modelDrafter(model, '0.1.0').draft(finding, portsWith(text), signal);
}

async function drafted(model: ModelPort, text = source) {
  const result = await draftWith(model, text);
  assert.ok(result.ok, result.ok ? '' : result.why);
  const [change] = result.draft.changes;
  assert.ok(change);
  const applied = applyEdits(text, change.edits);
  assert.ok(applied.ok);
  return { draft: result.draft, after: applied.text };
}

async function refusal(model: ModelPort): Promise<string> {
  const result = await draftWith(model);
  return result.ok ? '' : result.why;
}

describe('the model drafter', () => {
  it('drafts from one forced call and records who drafted it from what', async () => {
    const { model, requests } = scripted(call(fix));
    const { draft, after } = await drafted(model);
    assert.equal(after, source.replace(old, replacement));
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.tool.name, 'submit_fix');
    assert.doesNotMatch(requests[0]?.prompt ?? '', /hunter2/);
    assert.equal(draft.strategy, 'ai');
    assert.deepEqual(draft.rationale, rationale);
    assert.equal(draft.changes[0]?.baseSha256, sha256Hex(source));
    assert.deepEqual(draft.origin, {
      kind: 'model',
      tool: { name: 'countersign', version: '0.1.0' },
      model: { name: 'Model One', version: '7', provider: 'acme' },
      parameters: { modelId: 'm-1', family: 'm', requests: 1 },
      promptSha256: sha256Hex(requests[0]?.prompt ?? ''),
      responseSha256: sha256Hex(JSON.stringify(fix)),
      promptTemplate: 'fix-draft/1',
      requestedBy: 'Ada',
      requestedAt: '2026-01-05T09:00:00.000Z',
      identity: 'declared',
    });
  });

  it('offers code with a place, and no file that is a secret', () => {
    const drafter = modelDrafter(scripted().model, '0.1.0');
    assert.equal(drafter.id, 'model:acme/m-1');
    assert.equal(drafter.title, 'AI draft: Model One');
    assert.ok(drafter.offers(summaryOf(finding)));
    assert.ok(!drafter.offers(summaryOf({ ...finding, location: { path } })));
    const inEnv = { ...finding, location: { ...finding.location, path: 'a/.env' } };
    assert.ok(!drafter.offers(summaryOf(inEnv)));
  });

  it('sends nothing without consent, and asks for it with the very prompt', async () => {
    const { model, requests } = scripted(call(fix));
    let shown = '';
    const asking: ModelPort = {
      ...model,
      maySend: (prompt) => {
        shown = prompt.text;
        return Promise.resolve(requests.length > 0);
      },
    };
    assert.match(await refusal(asking), /you did not agree/);
    assert.equal(requests.length, 0);
    await draftWith({
      ...asking,
      maySend: (prompt) => ((shown = prompt.text), Promise.resolve(true)),
    });
    assert.equal(requests[0]?.prompt, shown);
  });

  const flaws: readonly (readonly [string, ModelReply, RegExp])[] = [
    ['nothing', silent, /does not call submit_fix/],
    ['nonsense', call('la la la'), /the input is not Object/],
    ['half a reply', call({ verdict: 'fix', edits: [edit] }), /is missing/],
    ['two calls', { calls: [...call(fix).calls, ...call(fix).calls] }, /2 tool calls/],
    ['another tool', { calls: [{ name: 'run_command', input: {} }] }, /calls "run_command"/],
    [
      'no rationale',
      call({ ...fix, rationale: { ...rationale, whyFixed: '' } }),
      /whyFixed is empty/,
    ],
    ['another file', call({ ...fix, edits: [{ ...edit, path: '.git/config' }] }), /\.git\/config/],
    [
      'old text that is not there',
      call({ ...fix, edits: [{ ...edit, old: `${old}\n//` }] }),
      /not in the file/,
    ],
    [
      'an ambiguous anchor',
      call({ ...fix, edits: [{ ...edit, old: 'q', new: 'q\nq' }] }),
      /more than once/,
    ],
    [
      'a spread secret',
      call({ ...fix, edits: [{ ...edit, new: `${replacement}\nlog('__SECRET_1__');` }] }),
      /puts __SECRET_1__ where/,
    ],
  ];
  for (const [what, reply, why] of flaws) {
    it(`gives a model that answers ${what} one more chance, with the flaw, and then refuses`, async () => {
      const repaired = scripted(reply, call(fix));
      const { draft, after } = await drafted(repaired.model);
      assert.equal(after, source.replace(old, replacement));
      assert.equal(draft.origin.parameters?.['requests'], 2);
      assert.equal(draft.origin.promptSha256, sha256Hex(repaired.requests[1]?.prompt ?? ''));
      assert.match(repaired.requests[1]?.prompt ?? '', why);
      const stubborn = scripted(reply, reply);
      const refused = await refusal(stubborn.model);
      assert.match(refused, /answered twice/);
      assert.match(refused, why);
    });
  }

  it('shows the nearest lines in the repair, never a secret', async () => {
    const line = `const apiKey = 'hunter2';`;
    const off = { ...edit, old: `${line}\n  const q = 'SELECT`, new: line };
    const { model, requests } = scripted(call({ ...fix, edits: [off] }), call(fix));
    await drafted(model);
    const repair = requests[1]?.prompt.slice(requests[0]?.prompt.length) ?? '';
    assert.match(repair, /const apiKey = '__SECRET_1__';\nconst q = 'SELECT/);
    assert.doesNotMatch(requests[1]?.prompt ?? '', /hunter2/);
  });

  it('passes on why a model will not fix it, without a second request', async () => {
    const no = { ...fix, verdict: 'cannot_fix', reason: 'The caller\nbuilds it.', edits: [] };
    const { model, requests } = scripted(call(no));
    assert.equal(
      await refusal(model),
      'Model One says that it cannot fix this: The caller builds it.',
    );
    assert.equal(requests.length, 1);
  });

  it('removes a secret by its stand-in and turns back one that it keeps', async () => {
    // The second line is only its beginning, which stays as it is.
    const secret = `const apiKey = '__SECRET_1__';\nconst q`;
    const after = async (line: string) => {
      const one = { ...edit, old: secret, new: `${line}\nconst q` };
      return (await drafted(scripted(call({ ...fix, edits: [one] })).model)).after;
    };
    assert.equal(
      await after('const apiKey = process.env.API_KEY;'),
      source.replace(`'hunter2-hunter2'`, 'process.env.API_KEY'),
    );
    assert.equal(
      await after(`const apiKey = '__SECRET_1__'; // kept`),
      source.replace(`'hunter2-hunter2';`, `'hunter2-hunter2'; // kept`),
    );
  });

  it('keeps CRLF and does not count the byte order mark', async () => {
    const crlf = source.replaceAll('\n', '\r\n');
    const { model } = scripted(call(fix));
    const result = await draftWith(model, `\uFEFF${crlf}`);
    assert.ok(result.ok);
    const applied = applyEdits(crlf, result.draft.changes[0]?.edits ?? []);
    assert.equal(
      applied.ok && applied.text,
      source.replace(old, replacement).replaceAll('\n', '\r\n'),
    );
  });

  it('refuses files that it cannot read or that would not survive a save', async () => {
    const { model } = scripted();
    for (const text of ['a\r\nb\nc', 'a\0b']) {
      const result = await draftWith(model, text);
      assert.match(result.ok ? '' : result.why, /cannot be changed/);
    }
    const gone = { ...portsWith(source), read: () => Promise.resolve(undefined) };
    const result = await modelDrafter(model, '1').draft(
      finding,
      gone,
      new AbortController().signal,
    );
    assert.match(result.ok ? '' : result.why, /does not exist/);
  });

  it('is cancelled at every step: before asking, while asked, and in the repair', async () => {
    for (const when of ['read', 'consent', 'first', 'repair', 'error'] as const) {
      const cancel = new AbortController();
      const stop = (at: string) => void (at === when && cancel.abort());
      const { model } = scripted(
        () => {
          stop('first');
          stop('error');
          if (when === 'error') throw new HumanError('The draft was cancelled.');
          return when === 'first' ? call(fix) : silent;
        },
        () => {
          stop('repair');
          return call(fix);
        },
      );
      const ports = portsWith(source);
      const result = await modelDrafter(
        { ...model, maySend: () => (stop('consent'), Promise.resolve(true)) },
        '1',
      ).draft(finding, { ...ports, read: (one) => (stop('read'), ports.read(one)) }, cancel.signal);
      assert.deepEqual(result, { ok: false, why: 'It was cancelled.' }, when);
    }
  });

  it('lets trouble with the model through as it is', async () => {
    const broken = new HumanError('The answer of Model One broke off.');
    const { model } = scripted(() => Promise.reject(broken));
    await assert.rejects(draftWith(model), broken);
  });
});
