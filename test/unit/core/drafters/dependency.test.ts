import assert from 'node:assert/strict';
import type { DependencyPlan, PlanOption } from '../../../../src/core/dependencies/plan';
import type { VulnerableCopy } from '../../../../src/core/dependencies/planning';
import { applyEdits } from '../../../../src/core/draft';
import type { PlannedChange } from '../../../../src/core/drafters/dependency';
import { plannedDraft } from '../../../../src/core/drafters/dependency';
import { sha256Hex } from '../../../../src/core/hash';
import { dependencyFinding } from '../checks/subject';

const ports = {
  newId: () => 'id-1',
  now: () => '2026-01-01T00:00:00.000Z',
  person: () => Promise.resolve({ name: 'Ada' }),
};

function option(rest: Partial<PlanOption> & Pick<PlanOption, 'tier'>): PlanOption {
  const none = { introduced: 0, changed: 1, added: 0, removed: 1, majors: 0 };
  return {
    ...none,
    fixed: 2,
    edits: [],
    downgrades: 0,
    invalidEdges: 0,
    compatibility: [],
    ...rest,
  };
}

const move = (to: string) =>
  ({
    kind: 'copy',
    path: 'node_modules/event-stream',
    name: 'event-stream',
    from: '3.3.6',
    to,
  }) as const;

const plan: DependencyPlan = {
  before: { packages: 3, vulnerable: 2, advisories: 2 },
  options: [
    option({ tier: 'remove', changed: 0, removed: 3 }),
    option({ tier: 'lockfile', downgrades: 1, edits: [move('3.3.4')] }),
    option({
      tier: 'major',
      majors: 1,
      changed: 4,
      edits: [
        move('4.0.1'),
        {
          kind: 'range',
          manifest: 'package.json',
          section: 'dependencies',
          name: 'event-stream',
          from: '^3.3.4',
          to: '^4.0.1',
        },
      ],
      compatibility: [
        {
          package: 'event-stream',
          from: '3.3.6',
          to: '4.0.1',
          level: 'major',
          facts: [
            {
              about: 'exports',
              breaks: 'yes',
              text: 'It no longer has `flatmap`, which is called.',
              places: [{ path: 'lib/pipe.js', line: 11 }],
            },
            { about: 'engines', breaks: 'no', text: 'Same engines.', places: [] },
          ],
        },
      ],
    }),
  ],
  chosen: 'lockfile',
  remaining: [
    {
      path: 'node_modules/x',
      name: 'x',
      version: '1.0.0',
      advisories: ['G'],
      reason: 'No fixed version is published.',
    },
  ],
};

const copy: VulnerableCopy = {
  path: 'node_modules/a/node_modules/event-stream',
  name: 'event-stream',
  version: '3.3.6',
  advisories: [],
  direct: false,
  ways: [['', 'node_modules/a', 'node_modules/a/node_modules/event-stream']],
  wayCount: 1,
};

const before = '{\r\n  "version": "3.3.6"\r\n}\r\n';

function made(rest: Partial<PlannedChange> = {}): PlannedChange {
  return {
    finding: {
      ...dependencyFinding,
      package: 'event-stream',
      advisory: { id: 'GHSA-mh6f', title: 'Malicious package' },
      cwe: ['CWE-506'],
      vulnerable: '>3.3.5 <4.0.0',
    },
    ready: {
      understood: {
        ok: true,
        graph: {
          lockfile: { path: 'package-lock.json', manager: 'npm', version: '3' },
          manifest: {
            dependencies: {},
            devDependencies: {},
            optionalDependencies: {},
            peerDependencies: {},
            optionalPeers: [],
            overrides: {},
          },
          nodes: new Map(),
        },
        vulnerable: [copy],
        untold: [],
        problems: [],
      },
      notes: ['The registry did not answer for b.'],
    },
    plan,
    tier: 'lockfile',
    written: {
      ok: true,
      files: [
        {
          path: 'package-lock.json',
          before,
          after: before.replace('3.3.6', '3.3.4'),
          baseSha256: sha256Hex(before),
        },
      ],
      validation: [{ step: 'install', outcome: 'pass', text: 'npm ci was rehearsed.' }],
    },
    ...rest,
  };
}

describe('the draft of a planned change', () => {
  it('advises on malware that only the title of the advisory tells of, and on nothing else', async () => {
    const said = async (title: string) => {
      const finding = { ...made().finding, cwe: [], advisory: { id: 'GHSA-mh6f', title } };
      return (await plannedDraft('1.0.0')(made({ finding }), ports)).rationale.whyVulnerable;
    };
    assert.match(await said('Malicious Package in event-stream'), /Rotate every secret/);
    assert.doesNotMatch(await said('Malicious input blocks the event loop'), /secret/);
  });

  it('holds the files as they were written', async () => {
    const draft = await plannedDraft('1.0.0')(made(), ports);
    const [change] = draft.changes;
    assert.equal(change?.path, 'package-lock.json');
    assert.deepEqual(applyEdits(before, change?.edits ?? []), {
      ok: true,
      text: before.replace('3.3.6', '3.3.4'),
    });
    assert.deepEqual(
      [draft.strategy, draft.origin.kind, draft.origin.identity],
      ['deterministic', 'recipe', 'built-in'],
    );
    assert.equal(draft.plan, plan);
  });

  it('says what is wrong, by which way, and what no version undoes', async () => {
    const { rationale } = await plannedDraft('1.0.0')(made(), ports);
    assert.match(
      rationale.whyVulnerable,
      /^event-stream 3\.3\.6 is open to GHSA-mh6f: Malicious package \(versions >3\.3\.5 <4\.0\.0\)/,
    );
    assert.match(rationale.whyVulnerable, /by the project > a > event-stream\./);
    assert.match(rationale.whyVulnerable, /Rotate every secret .* rebuild/);
    assert.match(
      rationale.whyFixed,
      /Only the lockfile changes.*event-stream from 3\.3\.6 to 3\.3\.4/,
    );
    assert.match(rationale.whyFixed, /1 changed, 0 added, 1 removed/);
    assert.deepEqual(rationale.mayBreak, ['1 package goes back to an older version.']);
  });

  it('says of each other option why not', async () => {
    const { alternatives } = (await plannedDraft('1.0.0')(made(), ports)).rationale;
    assert.match(alternatives[0]?.whyNot ?? '', /for a person to say/);
    const major = alternatives[1];
    assert.match(
      major?.option ?? '',
      /another major version: event-stream from \^3\.3\.4 to \^4\.0\.1 in package\.json/,
    );
    assert.match(major?.whyNot ?? '', /1 package crosses a major version/);
    assert.match(
      major?.whyNot ?? '',
      /no longer has `flatmap`, which is called \(lib\/pipe\.js:12\)/,
    );
    assert.match(major?.whyNot ?? '', /changes or adds 4 packages, not 1/);
  });

  it('says what was not asked and what is left', async () => {
    const { assumptions } = (await plannedDraft('1.0.0')(made(), ports)).rationale;
    const said = assumptions.join('\n');
    assert.match(said, /npm ci was rehearsed\./);
    assert.match(said, /did not answer for b/);
    assert.match(said, /x 1\.0\.0 stays vulnerable: No fixed version is published/);
    assert.match(said, /own tests were not run/);
  });

  it('tells what a chosen major breaks', async () => {
    const { rationale } = await plannedDraft('1.0.0')(made({ tier: 'major' }), ports);
    assert.match(
      rationale.mayBreak.join('\n'),
      /crosses a major version\.\nevent-stream 3\.3\.6 to 4\.0\.1: .*flatmap/,
    );
    assert.doesNotMatch(rationale.assumptions.join('\n'), /stays vulnerable/);
  });
});
