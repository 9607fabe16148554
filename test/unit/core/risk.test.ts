import assert from 'node:assert/strict';
import type { Draft } from '../../../src/core/draft';
import type { DependencyFinding } from '../../../src/core/finding';
import type { Policy } from '../../../src/core/policy';
import { effectivePolicy } from '../../../src/core/policy';
import { assess, tierOf } from '../../../src/core/risk';

const floor = effectivePolicy([]);
const file = (path: string, realPath = path) => ({ path, realPath });

function dependencyFinding(path: string): DependencyFinding {
  return {
    kind: 'dependency',
    id: 'f'.repeat(64),
    tool: { name: 'npm audit' },
    ruleId: 'GHSA-0000',
    severity: 'high',
    message: 'lodash is vulnerable',
    location: { path },
    related: [],
    cwe: [],
    advisory: { id: 'GHSA-0000', title: 'Prototype pollution' },
    package: 'lodash',
    direct: true,
    vulnerable: '<4.17.19',
    nodes: ['node_modules/lodash'],
  };
}

const draftOf = (...paths: readonly string[]) =>
  ({
    origin: { kind: 'recipe', identity: 'built-in', tool: { name: 'countersign' } },
    changes: paths.map((path) => ({ path, baseSha256: '', edits: [] })),
  }) as unknown as Draft;

describe('assess', () => {
  it('gives every file a reason, worst first, and the worst tier to the whole', () => {
    const files = [file('src/a.js'), file('.vscode/tasks.json'), file('.git/config')];
    const risk = assess(undefined, undefined, files, floor);
    assert.equal(risk.tier, 'forbidden');
    assert.deepEqual(
      risk.reasons.map(({ path, tier }) => [path, tier]),
      [
        ['.git/config', 'forbidden'],
        ['.vscode/tasks.json', 'high'],
        ['src/a.js', 'low'],
      ],
    );
  });

  it('says which rule speaks and what it guards', () => {
    const text = JSON.stringify({
      version: 1,
      tiers: [{ glob: 'src/pay*', tier: 'high', reason: 'Money\nmoves here.' }],
    });
    const policy = effectivePolicy([{ origin: 'committed', text }]);
    const [reason] = assess(undefined, undefined, [file('src/pay.js')], policy).reasons;
    assert.equal(reason?.reason, 'Committed policy (src/pay*): Money moves here.');
  });

  it('judges a file by what it really is as well as by its name', () => {
    const risk = assess(
      undefined,
      undefined,
      [file('src/a.js', '.github/workflows/ci.yml')],
      floor,
    );
    assert.equal(risk.tier, 'high');
    assert.equal(risk.reasons[0]?.path, 'src/a.js');
    assert.match(risk.reasons[0]?.reason ?? '', /as \.github\/workflows\/ci\.yml/);
    assert.equal(assess(undefined, undefined, [file('src/auth/a.js', 'x.js')], floor).tier, 'high');
    assert.equal(
      assess(undefined, undefined, [file('a.js', '.git/config')], floor).tier,
      'forbidden',
    );
  });

  it('forbids what is no path inside the folder', () => {
    for (const path of ['../x', '/etc/passwd', 'C:\\x', '', 'GIT~1', 'a\0']) {
      assert.equal(assess(undefined, undefined, [file(path, 'x')], floor).tier, 'forbidden', path);
      assert.equal(assess(undefined, undefined, [file('x', path)], floor).tier, 'forbidden', path);
    }
  });

  it('asks less of a dependency finding for its own manifest and lockfile only', () => {
    const finding = dependencyFinding('app/package-lock.json');
    const tierFor = (path: string, realPath = path) =>
      assess(finding, undefined, [file(path, realPath)], floor).tier;
    assert.equal(tierFor('app/package.json'), 'moderate');
    assert.equal(tierFor('app/package-lock.json'), 'moderate');
    assert.equal(tierFor('package.json'), 'high');
    assert.equal(tierFor('app/web/package.json'), 'high');
    assert.equal(tierFor('app/package.json', 'package.json'), 'high');
    assert.equal(tierFor('app/.npmrc'), 'high');
    assert.equal(assess(undefined, undefined, [file('app/package.json')], floor).tier, 'high');
  });

  it('lets a policy guard a manifest even from its own finding', () => {
    const text = JSON.stringify({ version: 1, tiers: [{ glob: 'package.json', tier: 'high' }] });
    const policy = effectivePolicy([{ origin: 'working tree', text }]);
    const finding = dependencyFinding('package.json');
    assert.equal(assess(finding, undefined, [file('package.json')], policy).tier, 'high');
  });

  it('forbids a draft that changes more than was opened', () => {
    const risk = assess(undefined, draftOf('a.js', 'b.js'), [file('a.js')], floor);
    assert.equal(risk.tier, 'forbidden');
    assert.equal(risk.reasons[0]?.path, 'b.js');
  });

  it('is low for a patch without files', () => {
    assert.deepEqual(assess(undefined, undefined, [], floor), { tier: 'low', reasons: [] });
  });
});

describe('tierOf', () => {
  it('forbids what it cannot judge', () => {
    const broken: Policy = {
      ...floor,
      get rules(): Policy['rules'] {
        throw new Error('torn');
      },
    };
    const [reason] = tierOf(['a.js'], undefined, broken);
    assert.equal(reason?.tier, 'forbidden');
    assert.match(reason?.reason ?? '', /torn/);
  });
});
