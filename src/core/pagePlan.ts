import type { Asked, Asking } from './dependencies/asks';
import type {
  Compatibility,
  DependencyPlan,
  PlanEdit,
  PlanOption,
  Tier,
} from './dependencies/plan';
import type { Draft } from './draft';
import { type Place, type Row, lineText } from './pageRows';
import { grouped, oneLine } from './plainText';

/** The plan that a draft was chosen from, as the view shows it: who asks for what, and the options. */
export interface PlanSection {
  /** What there is to mend, in a sentence. */
  readonly text: string;
  /** Before and after; none where nobody knows. */
  readonly graphs: readonly PlanGraph[];
  /** What the numbers of each option count: for the head of a table, and in full. */
  readonly columns: readonly (readonly [short: string, long: string])[];
  readonly options: readonly OptionRow[];
  /** Versions that no option takes, and why. */
  readonly passedOver: readonly Row[];
  /** What the chosen option leaves, and why. */
  readonly remaining: readonly Row[];
}

export interface PlanGraph {
  readonly title: string;
  readonly project: GraphNode;
  /** What is not drawn, if anything. */
  readonly more?: string;
}

export interface GraphNode {
  /** Unlike its neighbours'. */
  readonly id: string;
  readonly name: string;
  /** `3.3.6`, and what was asked for: `3.3.6, asked for as ^3.3.0`. */
  readonly text: string;
  readonly isVulnerable: boolean;
  readonly asks: readonly GraphNode[];
}

export interface OptionRow {
  readonly id: Tier;
  readonly title: string;
  readonly isChosen: boolean;
  /** One for each of the section's columns. */
  readonly numbers: readonly string[];
  /** What it does, what speaks against it, and what it would break. */
  readonly rows: readonly Row[];
  /** Somebody may ask for it instead of the one that is shown. */
  readonly canChoose: boolean;
}

const columns: PlanSection['columns'] = [
  ['Fixes', 'Vulnerable copies that are fixed'],
  ['Changed', 'Packages with another version'],
  ['Added', 'Packages that are added'],
  ['Removed', 'Packages that are removed'],
  ['Majors', 'Packages that cross a major version'],
];

export const tierTitles: Readonly<Record<Tier, string>> = {
  remove: 'Remove it',
  lockfile: 'Lockfile only: a version that is asked for already',
  parent: 'Another version of a package that asks for it',
  range: 'Another range in package.json, same major version',
  override: 'An override of what other packages ask for',
  major: 'Another major version',
};

const maxEdits = 6;
const maxFacts = 10;
const maxPlaces = 10;
const maxRemaining = 20;
const maxText = 400;

/** Undefined for a draft that changes no dependencies. */
export function planSection({ plan, asks }: Draft): PlanSection | undefined {
  if (!plan) return undefined;
  return {
    text: planText(plan),
    graphs: asks ? [graphOf('Before', asks.before), graphOf('After', asks.after)] : [],
    columns,
    options: plan.options.map((option) => optionRow(option, plan.chosen)),
    passedOver: passedOverRows(plan),
    remaining: remainingRows(plan),
  };
}

function planText({ before: { packages, vulnerable, advisories } }: DependencyPlan): string {
  const copies = `${grouped(vulnerable)} of ${many(packages, 'installed package')}`;
  const said = many(advisories, 'advisory', 'advisories');
  return `${copies} ${vulnerable === 1 ? 'is' : 'are'} vulnerable, by ${said}.`;
}

function graphOf(title: string, { project, more }: Asking): PlanGraph {
  const rest = more > 0 ? `and ${many(more, 'more way', 'more ways')}` : undefined;
  return { title, project: graphNode(project, '0'), ...(rest && { more: rest }) };
}

function graphNode({ name, version, spec, isVulnerable, asks }: Asked, id: string): GraphNode {
  const asked = spec !== undefined && spec !== version ? `asked for as ${oneLine(spec, 60)}` : '';
  return {
    id,
    name: oneLine(name, 120),
    text: [oneLine(version, 60), asked].filter(Boolean).join(', '),
    isVulnerable,
    asks: asks.map((one, index) => graphNode(one, `${id}.${index}`)),
  };
}

function optionRow(option: PlanOption, chosen: Tier | undefined): OptionRow {
  const { tier, fixed, changed, added, removed, majors } = option;
  const isChosen = tier === chosen;
  return {
    id: tier,
    title: tierTitles[tier],
    isChosen,
    numbers: [fixed, changed, added, removed, majors].map(grouped),
    rows: [...editRows(option), ...askRows(option), ...doubtRows(option), ...factRows(option)],
    canChoose: !isChosen,
  };
}

const rowOf = (
  tier: Tier,
  id: string,
  label: string,
  text: string,
  places: readonly Place[] = [],
) => {
  return { id: `plan:${tier}:${id}`, label, text, places } satisfies Row;
};

function editRows({ tier, edits }: PlanOption): readonly Row[] {
  // What a person writes comes before what follows from it.
  const sorted = [...edits.filter(({ kind }) => kind !== 'copy'), ...edits.filter(isCopy)];
  const said = sorted.slice(0, maxEdits).map((edit) => oneLine(editText(edit), 200));
  const more = sorted.length - said.length;
  const text = [...said, ...(more > 0 ? [`and ${grouped(more)} more`] : [])].join('\n');
  return text === '' ? [] : [rowOf(tier, 'edits', 'Changes', text)];
}

const isCopy = ({ kind }: PlanEdit) => kind === 'copy';

/** A change in a line: `event-stream 3.3.6 → 3.3.4`. */
export function editText(edit: PlanEdit): string {
  switch (edit.kind) {
    case 'range':
      return edit.to === undefined
        ? `${edit.manifest}: without ${edit.name} ${edit.from}`
        : `${edit.manifest}: ${edit.name} ${edit.from} → ${edit.to}`;
    case 'override':
      return `override: ${edit.keys.join(' > ')} → ${edit.to}`;
    case 'copy':
      if (edit.from === undefined) return `${edit.name} ${edit.to ?? ''} is added`;
      if (edit.to === undefined) return `${edit.name} ${edit.from} goes`;
      return `${edit.name} ${edit.from} → ${edit.to}`;
  }
}

/** What a person has to look at before it is done. */
function askRows({ tier, asks = [] }: PlanOption): readonly Row[] {
  return asks.slice(0, maxFacts).map(({ text, places }, index) => {
    const said = oneLine(text, 2 * maxText);
    return rowOf(tier, `ask-${index}`, 'Asks', said, shownPlaces(places));
  });
}

function doubtRows({ tier, introduced, downgrades, invalidEdges }: PlanOption): readonly Row[] {
  const said = [
    introduced > 0 &&
      `It brings ${many(introduced, 'other vulnerable copy', 'other vulnerable copies')}.`,
    invalidEdges > 0 && `It leaves ${many(invalidEdges, 'requirement')} unmet.`,
    downgrades > 0 && `It goes back to an older version in ${many(downgrades, 'place')}.`,
  ].filter((one) => one !== false);
  return said.map((text, index) => rowOf(tier, `doubt-${index}`, 'Mind', text));
}

const breaksOrder = ['yes', 'unknown', 'no'] as const;
const breaksLabel = { yes: 'Breaks', unknown: 'Not known', no: 'Looked at' } as const;

/** What stands in the way first, then what nobody knows. */
function factRows({ tier, compatibility }: PlanOption): readonly Row[] {
  const facts = compatibility.flatMap((of) => of.facts.map((fact) => ({ of, fact })));
  const sorted = breaksOrder.flatMap((breaks) =>
    facts.filter(({ fact }) => fact.breaks === breaks),
  );
  const rows = sorted.slice(0, maxFacts).map(({ of, fact }, index) => {
    const { breaks, text, places } = fact;
    const said = `${changeText(of)}: ${oneLine(text, maxText)}`;
    return rowOf(tier, `fact-${index}`, breaksLabel[breaks], said, shownPlaces(places));
  });
  const more = sorted.length - rows.length;
  if (more > 0) rows.push(rowOf(tier, 'facts', 'More', `and ${many(more, 'more fact')}`));
  return rows;
}

function shownPlaces(places: readonly { path: string; line: number }[]): readonly Place[] {
  return places.slice(0, maxPlaces).map(({ path, line }): Place => {
    return { text: lineText(path, line), path, line, side: 'before' };
  });
}

function changeText({ package: name, from, to }: Compatibility): string {
  return oneLine(`${name} ${from} → ${to}`, 200);
}

function passedOverRows({ passedOver = [] }: DependencyPlan): readonly Row[] {
  return passedOver.slice(0, maxFacts).map(({ name, version, reason }, index): Row => {
    const label = oneLine(`${name} ${version}`, 120);
    return { id: `plan:over:${index}`, label, text: oneLine(reason, maxText), places: [] };
  });
}

function remainingRows({ remaining }: DependencyPlan): readonly Row[] {
  const rows = remaining.slice(0, maxRemaining).map((one, index): Row => {
    const { name, version, advisories, reason } = one;
    const label = oneLine(`${name} ${version}`, 120);
    const ids = oneLine(advisories.join(', '), 200);
    const text = `${oneLine(reason, maxText)} (${ids})`;
    return { id: `plan:left:${index}`, label, text, places: [] };
  });
  const more = remaining.length - rows.length;
  if (more === 0) return rows;
  return [
    ...rows,
    { id: 'plan:left:more', label: 'More', text: `and ${grouped(more)} more`, places: [] },
  ];
}

function many(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : several}`;
}
