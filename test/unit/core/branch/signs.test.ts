import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signsIn } from '../../../../src/core/branch/signs';

const person = { name: 'Ada Lovelace', email: 'ada@example.org' };
const signs = (message: string, author = person) =>
  signsIn({ author, message }).signs.map(({ how, by }) => `${how}: ${by}`);

describe('the signs of AI in a commit', () => {
  it('are trailers that name a tool', () => {
    assert.deepEqual(signs('Fix\n\nAssisted-by: some:model-1 [eslint]\n'), [
      'trailer: some:model-1 [eslint]',
    ]);
    assert.deepEqual(signs('Fix\n\nGenerated-By: A tool\r\n'), ['trailer: A tool']);
  });

  it('are co-authors that are known agents, by name or by address', () => {
    for (const agent of [
      'Claude <noreply@anthropic.com>',
      'Claude Opus 4.5 <noreply@anthropic.com>',
      'Copilot <198982749+Copilot@users.noreply.github.com>',
      'Cursor <cursoragent@cursor.com>',
      'aider (gpt-5) <noreply@aider.chat>',
      'Some Name <devin-ai-integration[bot]@users.noreply.github.com>',
    ]) {
      assert.equal(signs(`Fix\n\nCo-authored-by: ${agent}`).length, 1, agent);
    }
  });

  it('are none of people, also of those who bear the name of a tool', () => {
    for (const line of [
      'Co-authored-by: Claude Dupont <claude@example.org>',
      'Co-authored-by: Devin Smith <devin@example.org>',
      'Assisted-by: Grace Hopper <grace@example.org>',
      'Signed-off-by: Ada <ada@example.org>',
      'Reviewed-by: Copilot <copilot@github.com>',
    ]) {
      assert.deepEqual(signs(`Fix\n\n${line}`), [], line);
    }
  });

  it('are an author that is an agent, and a line that some tools leave', () => {
    const bot = { name: 'copilot-swe-agent[bot]', email: 'x@example.org' };
    assert.deepEqual(signs('Fix', bot), ['author: copilot-swe-agent[bot]']);
    const left = '🤖 Generated with [Claude Code](https://example.org)';
    assert.deepEqual(signs(`Fix\n\n${left}`), ['trailer: Claude Code']);
    assert.deepEqual(signs('Generated with protoc 3'), []);
  });

  it('are found in the middle of a squashed message, each once', () => {
    const message =
      '* One\n\n  Assisted-by: a tool\n\n* Two\n\n  Assisted-by: a tool\n\nMore text.\n';
    assert.deepEqual(signs(message), ['trailer: a tool']);
  });

  it('name the entries of the AI-BOM', () => {
    const message = 'Fix\n\nAI-BOM-Entry: 01JD0000000000000000000001\nAssisted-by: x';
    assert.deepEqual(signsIn({ author: person, message }).entryIds, ['01JD0000000000000000000001']);
  });

  it('are read in no noticeable time from any message', () => {
    const part = fc.constantFrom('Co-authored-by: ', '<', '>', '(', 'a', ' ', '\n', 'Claude ', '*');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 200 }),
        fc.integer({ min: 1, max: 300 }),
        (parts, n) => {
          const started = process.cpuUsage();
          signsIn({ author: person, message: parts.join('').repeat(n) });
          assert.ok(process.cpuUsage(started).user / 1000 < 500);
        },
      ),
      { numRuns: 50 },
    );
  });
});
