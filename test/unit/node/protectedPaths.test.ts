import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { checks } from '../../../src/core/checks';
import type { Draft } from '../../../src/core/draft';
import { replacementEdits } from '../../../src/core/draft';
import { afterSha256 } from '../../../src/core/evidence';
import { gate } from '../../../src/core/gate';
import { sha256Hex } from '../../../src/core/hash';
import { checkRelativePath } from '../../../src/core/paths';
import { effectivePolicy } from '../../../src/core/policy';
import { openDraft, review } from '../../../src/core/review';
import { checkPatch } from '../../../src/node/cliCheck';
import { workspaceFiles } from '../../../src/node/workspaceFiles';
import { codeFinding, origins } from '../core/aibom/samples';
import { testRules, testSyntax } from '../grammars';

/** What no draft changes without a typed path, or at all. */
const targets = [
  '.git/config',
  '.countersign/policy.json',
  '.ai-bom/entries/a.json',
  '.vscode/settings.json',
  '.github/workflows/ci.yml',
  'src/auth/café.js',
  'package.json',
] as const;

/** Other ways to write a path, which some file system or tool takes for the same file. */
const disguises: Readonly<Record<string, (target: string) => string>> = {
  'its own name': (target) => target,
  'another case': (target) => target.toUpperCase(),
  'a trailing dot': (target) => target.replace(/^([^/]+)/, '$1.'),
  'a trailing space': (target) => target.replace(/^([^/]+)/, '$1 '),
  'a dot at its end': (target) => `${target}.`,
  'decomposed letters': (target) => target.normalize('NFD'),
  'a short name': (target) => `${target.replace(/\W/g, '').slice(0, 6).toUpperCase()}~1/x.json`,
  'a way around': (target) => `src/../${target}`,
  'a folder that is a link': (target) => `alias/${target}`,
  'a stream': (target) => `${target}::$DATA`,
  'a stream of its folder': (target) => `${target.replace(/^([^/]+)/, '$1::$INDEX_ALLOCATION')}`,
  'an invisible letter': (target) => target.replace(/^(..)/, '$1\u200b'),
};

const operations = ['modify', 'create', 'delete', 'rename'] as const;
const content = 'one\ntwo\n';
const program = {
  syntax: testSyntax,
  rules: testRules,
  checks: () => Promise.resolve(checks),
  content: () => import('../../../src/core/contentFacts'),
  slowChecks: () => Promise.reject(new Error('not asked for')),
  version: '0.0.0',
};

describe('a protected path', function () {
  this.timeout(60_000);
  let top: string;
  let canaries: string;

  const everything = (folder: string) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.lstatSync(path.join(folder, name)).isFile())
      .sort()
      .map((name) => `${name} ${sha256Hex(fs.readFileSync(path.join(folder, name)))}`)
      .join('\n');

  function put(root: string, name: string, text: string): void {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  /** A workspace with every target, a link to itself, and a canary beside it. */
  function workspace(name: string): string {
    const root = path.join(top, name);
    for (const target of targets) put(root, target, content);
    put(root, 'src/plain.js', content);
    put(root, 'within/x', '');
    for (const folder of new Set(targets.map((target) => target.split('/')[0] ?? ''))) {
      fs.mkdirSync(path.join(root, 'alias'), { recursive: true });
      fs.symlinkSync(path.join('..', folder), path.join(root, 'alias', folder));
    }
    return root;
  }

  before(() => {
    top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-paths-')));
    put(top, 'outside/canary', 'canary');
    canaries = everything(path.join(top, 'outside'));
  });
  after(() => {
    assert.equal(everything(path.join(top, 'outside')), canaries, 'the canary is another');
    fs.rmSync(top, { recursive: true, force: true });
  });

  /** The draft of an operation. Only a change of text can be drafted; the others have to be refused. */
  function draftOf(operation: (typeof operations)[number], name: string): Draft {
    const change = (file: string, from: string, to: string) => {
      return { path: file, baseSha256: sha256Hex(from), edits: replacementEdits(from, to) };
    };
    const changes = {
      modify: [change(name, content, 'one\nevil\n')],
      create: [change(`${name}.new`, '', 'evil\n')],
      delete: [change(name, content, '')],
      rename: [change(name, content, ''), change(`${name}.new`, '', content)],
    }[operation];
    return {
      id: 'draft',
      findingId: codeFinding.id,
      strategy: 'deterministic',
      origin: origins.supplied,
      changes,
      rationale: {
        whyVulnerable: 'w',
        whyFixed: 'f',
        mayBreak: [],
        alternatives: [],
        assumptions: [],
      },
    };
  }

  describe('of a draft', () => {
    let root: string;
    let untouched: string;
    before(() => {
      root = workspace('drafts');
      untouched = everything(root);
    });
    after(() => assert.equal(everything(root), untouched));

    const files = () => workspaceFiles(root);
    const ports = () => ({
      syntax: testSyntax,
      rules: testRules,
      checks: () => Promise.resolve(checks),
      content: () => import('../../../src/core/contentFacts'),
      read: (name: string) => files().read(name),
      realPath: (name: string) => files().realPath(name),
      now: () => '2026-01-01T00:00:00.000Z',
      newId: () => '01JCQ0000000000000000000001',
      person: () => Promise.resolve({ name: 'Robin' }),
    });

    for (const [disguise, disguised] of Object.entries(disguises)) {
      it(`is never accepted unconfirmed under ${disguise}`, async () => {
        for (const target of targets) {
          for (const operation of operations) {
            const draft = draftOf(operation, disguised(target));
            const opened = await openDraft(draft, ports());
            if (!opened.ok) continue;
            const now = await review(
              codeFinding,
              draft,
              opened.files,
              effectivePolicy([]),
              ports(),
            );
            const answer = gate(now, {
              verdict: 'accepted',
              reviewer: { name: 'Robin' },
              at: '2026-01-01T00:00:00.000Z',
              boundTo: afterSha256(opened.files),
              reason: 'a reason that is long enough',
              confirmations: [],
            });
            assert.equal(answer.open, false, `${operation} ${disguised(target)}`);
            const isRefused = ['.git', '.countersign', '.ai-bom'].some((one) =>
              target.startsWith(`${one}/`),
            );
            const tier = isRefused ? 'forbidden' : 'high';
            assert.equal(now.risk.tier, tier, `${operation} ${disguised(target)}`);
          }
        }
      });
    }

    it('is reached by its plain names, so that the table says something', async () => {
      for (const name of ['its own name', 'a way around', 'a folder that is a link']) {
        for (const target of targets) {
          if (name === 'a folder that is a link' && !target.includes('/')) continue;
          const opened = await openDraft(draftOf('modify', disguises[name]!(target)), ports());
          assert.ok(opened.ok, `${name}: ${target}`);
        }
      }
    });
  });

  describe('of a patch of two trees', () => {
    const isNameOnDisk = (name: string) => !name.includes('..') && !name.includes('alias/');

    for (const operation of operations) {
      it(`is seen when it is to ${operation} it`, async () => {
        for (const [disguise, disguised] of Object.entries(disguises)) {
          for (const target of targets) {
            const name = disguised(target);
            if (!isNameOnDisk(name) || /^\.git\//.test(name)) continue;
            const trees = fs.mkdtempSync(path.join(top, 'trees-'));
            const [before, after] = [path.join(trees, 'before'), path.join(trees, 'after')];
            put(before, 'x.txt', content);
            put(after, 'x.txt', content);
            if (operation !== 'create') put(before, name, content);
            if (operation === 'modify') put(after, name, 'one\nevil\n');
            if (operation === 'create') put(after, name, 'evil\n');
            if (operation === 'rename') put(after, 'harmless.txt', content);
            const answer = await checkPatch(
              { before, after, reports: [], finding: undefined, slow: [], format: 'json' },
              program,
            );
            const { risk } = answer.json() as { readonly risk: { readonly tier: string } };
            assert.ok(
              risk.tier === 'high' || risk.tier === 'forbidden',
              `${operation} ${name} (${disguise}): ${risk.tier}`,
            );
            fs.rmSync(trees, { recursive: true });
          }
        }
      });
    }
  });

  it('is told apart as node:path and the disk do', async () => {
    const root = workspace('oracle');
    fs.symlinkSync(path.join(top, 'outside'), path.join(root, 'out'));
    fs.symlinkSync('..', path.join(root, 'up'));
    fs.symlinkSync('src', path.join(root, 'in'));
    const name = fc.constantFrom(
      ...['src', 'auth', 'in', 'out', 'up', 'alias', '.git', 'config', 'canary', 'plain.js'],
      ...['..', '.', '', 'oracle', 'none'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 6 }), async (names) => {
        const given = names.join('/');
        const meant = path.resolve(root, `./${given}`);
        const isBelow = (file: string) => file.startsWith(root + path.sep);
        const answer = await workspaceFiles(root).realPath(given);
        const real = fs.existsSync(meant) ? fs.realpathSync(meant) : undefined;
        const climbs = names.some((_, index) => {
          const part = path.posix.normalize(names.slice(0, index + 1).join('/'));
          return part.startsWith('..');
        });
        if (climbs || !isBelow(meant) || given.startsWith('/')) {
          assert.equal(checkRelativePath(given).ok, false, given);
          assert.equal(answer.ok, false, given);
        } else if (real !== undefined) {
          // A link that leads out is refused, also when the rest of the path leads in again.
          const steps = path.relative(root, meant).split(path.sep);
          const staysIn = steps.every((_, index) =>
            isBelow(fs.realpathSync(path.join(root, ...steps.slice(0, index + 1)))),
          );
          assert.equal(answer.ok, staysIn, given);
          if (answer.ok) assert.equal(path.join(root, answer.path), real, given);
        }
        const bytes = await workspaceFiles(root)
          .read(given)
          .catch(() => undefined);
        if (bytes) assert.ok(real !== undefined && isBelow(real), given);
      }),
      { numRuns: 500 },
    );
  });
});
