import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Asked } from '../../../src/core/dependencies/asks';
import type { DependencyPlan, PlanOption } from '../../../src/core/dependencies/plan';
import { tiers } from '../../../src/core/dependencies/plan';
import type { Draft } from '../../../src/core/draft';
import type { Page } from '../../../src/core/page';
import { type GraphNode, type PlanSection, planSection } from '../../../src/core/pagePlan';
import { readPanelMessage } from '../../../src/core/panelMessage';

const option = (parts: Partial<PlanOption>): PlanOption => ({
  tier: 'range',
  edits: [],
  fixed: 1,
  introduced: 0,
  changed: 1,
  added: 0,
  removed: 1,
  majors: 0,
  downgrades: 0,
  invalidEdges: 0,
  compatibility: [],
  ...parts,
});

const range: PlanOption = option({
  edits: [
    {
      kind: 'copy',
      path: 'node_modules/event-stream',
      name: 'event-stream',
      from: '3.3.6',
      to: '3.3.4',
    },
    { kind: 'copy', path: 'node_modules/flatmap-stream', name: 'flatmap-stream', from: '0.1.1' },
    {
      kind: 'range',
      manifest: 'package.json',
      section: 'dependencies',
      name: 'event-stream',
      from: '3.3.6',
      to: '3.3.4',
    },
  ],
  downgrades: 1,
});
const major: PlanOption = option({
  tier: 'major',
  majors: 1,
  introduced: 2,
  invalidEdges: 1,
  compatibility: [
    {
      package: 'event-stream',
      from: '3.3.6',
      to: '4.0.1',
      level: 'major',
      facts: [
        { about: 'engines', breaks: 'no', text: 'It runs on your Node.', places: [] },
        { about: 'types', breaks: 'unknown', text: 'It has no types.', places: [] },
        {
          about: 'exports',
          breaks: 'yes',
          text: 'flatmap is gone.',
          places: [{ path: 'lib/pipe.js', line: 11 }],
        },
      ],
    },
  ],
});

const plan: DependencyPlan = {
  before: { packages: 12, vulnerable: 1, advisories: 1 },
  options: [range, major],
  chosen: 'range',
  remaining: [
    {
      path: 'node_modules/left',
      name: 'left',
      version: '1.0.0',
      advisories: ['GHSA-1'],
      reason: 'No fixed version is published.',
    },
  ],
};

const draftWith = (parts: Partial<Draft>): Draft => ({ changes: [], ...parts }) as unknown as Draft;

function sectionOf(parts: Partial<Draft> = { plan }): PlanSection {
  const section = planSection(draftWith(parts));
  assert.ok(section);
  return section;
}

function rowTexts(section: PlanSection, tier: string): string[] {
  const rows = section.options.find(({ id }) => id === tier)?.rows ?? [];
  return rows.map(({ label, text }) => `${label}: ${text}`);
}

function pageWith(section: PlanSection): Page {
  const empty = { evidence: [], finding: [], unseen: [], risk: [], claim: [], origin: [] };
  const verdict = { id: 'clear', text: '' } as const;
  return {
    id: '',
    verdict,
    tier: { id: 'low', text: '' },
    next: '',
    drafter: '',
    ...empty,
    plan: section,
  };
}

describe('the plan on a page of the panel', () => {
  it('is not there for a draft that changes no dependency', () => {
    assert.equal(planSection(draftWith({})), undefined);
  });

  it('says what there is to mend, and marks the option that is shown', () => {
    const section = sectionOf();
    assert.equal(section.text, '1 of 12 installed packages is vulnerable, by 1 advisory.');
    assert.deepEqual(
      section.options.map(({ id, isChosen, canChoose }) => [id, isChosen, canChoose]),
      [
        ['range', true, false],
        ['major', false, true],
      ],
    );
  });

  it('tells which versions no option takes, and why', () => {
    const reason = 'It is a major step from 3.3.6.';
    const passedOver = [{ name: 'event-stream', version: '4.0.1', reason }];
    assert.deepEqual(sectionOf().passedOver, []);
    assert.deepEqual(
      sectionOf({ plan: { ...plan, passedOver } }).passedOver.map(({ label, text }) => [
        label,
        text,
      ]),
      [['event-stream 4.0.1', reason]],
    );
  });

  it('has a number for each column, in their order', () => {
    const counted = option({ fixed: 1200, changed: 2, added: 3, removed: 4, majors: 5 });
    const section = sectionOf({ plan: { ...plan, options: [counted] } });
    assert.deepEqual(section.options[0]?.numbers, ['1,200', '2', '3', '4', '5']);
    assert.equal(section.columns.length, 5);
  });

  it('tells what a person writes before what follows from it', () => {
    assert.deepEqual(rowTexts(sectionOf(), 'range').slice(0, 1), [
      'Changes: package.json: event-stream 3.3.6 → 3.3.4\nevent-stream 3.3.6 → 3.3.4\nflatmap-stream 0.1.1 goes',
    ]);
  });

  it('tells what speaks against an option, and what breaks before what nobody knows', () => {
    assert.deepEqual(rowTexts(sectionOf(), 'major'), [
      'Mind: It brings 2 other vulnerable copies.',
      'Mind: It leaves 1 requirement unmet.',
      'Breaks: event-stream 3.3.6 → 4.0.1: flatmap is gone.',
      'Not known: event-stream 3.3.6 → 4.0.1: It has no types.',
      'Looked at: event-stream 3.3.6 → 4.0.1: It runs on your Node.',
    ]);
  });

  it('says of what is left why, with its advisories', () => {
    assert.deepEqual(
      sectionOf().remaining.map(({ label, text }) => [label, text]),
      [['left 1.0.0', 'No fixed version is published. (GHSA-1)']],
    );
  });

  it('draws who asks for what, before and after', () => {
    const asked = (version: string, isVulnerable: boolean): Asked => ({
      name: 'event-stream',
      version,
      spec: '~3.3.0',
      isVulnerable,
      asks: [],
    });
    const project = (one: Asked): Asked => {
      return { name: 'log-sieve', version: '0.3.0', isVulnerable: false, asks: [one] };
    };
    const section = sectionOf({
      plan,
      asks: {
        before: { project: project(asked('3.3.6', true)), more: 2 },
        after: { project: project(asked('3.3.4', false)), more: 0 },
      },
    });
    const told = (node: GraphNode | undefined) => node && [node.name, node.text, node.isVulnerable];
    assert.deepEqual(
      section.graphs.map(({ title, project: top, more }) => [title, told(top.asks[0]), more]),
      [
        ['Before', ['event-stream', '3.3.6, asked for as ~3.3.0', true], 'and 2 more ways'],
        ['After', ['event-stream', '3.3.4, asked for as ~3.3.0', false], undefined],
      ],
    );
  });

  it('keeps long lists short and says how much is missing', () => {
    const edits = Array.from({ length: 400 }, (_, at) => ({
      kind: 'copy' as const,
      path: `node_modules/p${at}`,
      name: `p${at}`,
      to: '1.0.0',
    }));
    const left = { path: '', name: 'a', version: '1', advisories: [], reason: 'No.' };
    const remaining = Array.from({ length: 50 }, () => left);
    const section = sectionOf({ plan: { ...plan, options: [option({ edits })], remaining } });
    assert.match(section.options[0]?.rows[0]?.text ?? '', /\nand 394 more$/);
    assert.equal(section.remaining.at(-1)?.text, 'and 30 more');
  });

  it('spells out what foreign text hides, and gives no two rows one id', () => {
    const hostile = 'a\u202Eb\nc';
    const facts = [{ about: 'types', breaks: 'yes' as const, text: hostile, places: [] }];
    const compatibility = [
      { package: hostile, from: '1', to: '2', level: 'major' as const, facts },
    ];
    const edits = [{ kind: 'copy' as const, path: hostile, name: hostile, to: '2' }];
    const section = sectionOf({
      plan: { ...plan, options: [option({ edits, compatibility }), major] },
    });
    const rows = [...section.options.flatMap((one) => one.rows), ...section.remaining];
    for (const { text } of rows) assert.ok(!/\u202E|b\nc/.test(text), text);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  });
});

describe('a message of the panel about a plan', () => {
  const page = pageWith(sectionOf());

  it('asks for another option, or leads to what it would break', () => {
    assert.deepEqual(readPanelMessage({ choose: 'major' }, page), {
      kind: 'choose',
      tier: 'major',
    });
    const jump = readPanelMessage({ jump: { row: 'plan:major:fact-0', at: 0 } }, page);
    assert.equal(jump?.kind === 'jump' && jump.place.text, 'lib/pipe.js:12');
  });

  it('never asks for what the page does not offer', () => {
    const given = fc.oneof(fc.constantFrom(...tiers, '__proto__', 'Range'), fc.anything());
    fc.assert(
      fc.property(given, fc.boolean(), (choose, isMore) => {
        const message = isMore ? { choose, run: 'types' } : { choose };
        const read = readPanelMessage(message, page);
        if (choose === 'major' && !isMore) assert.equal(read?.kind, 'choose');
        else assert.equal(read, undefined);
      }),
    );
    assert.equal(readPanelMessage({ choose: 'major' }, undefined), undefined);
    assert.equal(readPanelMessage({ choose: 'major' }, { ...page, plan: undefined! }), undefined);
  });
});
