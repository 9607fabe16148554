import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noNewCapability } from '../../../../src/core/checks/noNewCapability';
import { nothingRemoved } from '../../../../src/core/checks/nothingRemoved';
import { undefinedNames } from '../../../../src/core/checks/undefinedNames';
import type { SubjectFile } from '../../../../src/core/evidence';
import { testSyntax } from '../../grammars';
import { file, run } from '../checks/subject';
import { programs } from '../randomPrograms';

const own = [nothingRemoved, undefinedNames, noNewCapability];
const answers = (one: SubjectFile) => Promise.all(own.map((check) => run(check, { files: [one] })));

/** Another formatter's hand: deeper, with more parentheses, and with its own space. */
function reformatted(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line.replace(/^(\s*)if \((.*)\) \{$/, '$1if ( ( $2 ) ) {')}`)
    .join('\n');
}

/** What a broken program means is the parser's guess, which goes by its layout. */
async function parses(path: string, text: string): Promise<boolean> {
  const syntax = await testSyntax();
  return (await syntax.withTree(path, text, (root) => !root.hasError)) ?? false;
}

const guarding = fc.constantFrom(
  'if (!req.user) return res.sendStatus(403);',
  'await authorize(req);',
  'const digest = hashPassword(req.body.phrase);',
  'verifySignature(req);',
  'if (req.body.amount < 0) throw new Error("less than nothing");',
);

describe('what changed lines do', () => {
  it('is told of any two programs', async () => {
    await fc.assert(
      fc.asyncProperty(programs, programs, async (before, after) => {
        for (const { detail } of await answers(file(before.text, after.text, before.path))) {
          assert.match(detail, /[.?]$/);
        }
      }),
      { numRuns: 25 },
    );
  }).timeout(60_000);

  it('loses nothing when a program is only formatted', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async ({ path, text }) => {
        fc.pre(await parses(path, text));
        for (const one of [
          file(text, reformatted(text), path),
          file(reformatted(text), text, path),
        ]) {
          for (const { outcome, detail } of await answers(one)) {
            assert.ok(outcome === 'pass' || outcome === 'not-run', detail);
          }
        }
      }),
      { numRuns: 25 },
    );
  }).timeout(60_000);

  it('is a loss one way round and a gain the other', async () => {
    await fc.assert(
      fc.asyncProperty(programs, guarding, async ({ path, text }, guard) => {
        const more = text.replace('=> {\n', (opening) => `${opening}${guard}\n`);
        const [loss, gain] = await Promise.all([
          run(nothingRemoved, { files: [file(more, text, path)] }),
          run(nothingRemoved, { files: [file(text, more, path)] }),
        ]);
        assert.notEqual(loss.outcome, 'pass');
        assert.equal(gain.outcome, 'pass');
      }),
      { numRuns: 25 },
    );
  }).timeout(60_000);
});
