import { malwareAdvice } from '../core/dependencies/advisories/malware';
import type { PackageNode } from '../core/dependencies/graph';
import type {
  Compatibility,
  DependencyPlan,
  PlanEdit,
  PlanOption,
  PlanQuestion,
  Tier,
} from '../core/dependencies/plan';
import type { Understood, VulnerableCopy } from '../core/dependencies/planning';
import type { Severity } from '../core/finding';
import { severityRank } from '../core/finding';
import { oneLine, shownPath } from '../core/plainText';

const shownCopies = 20;
const shownEdits = 30;
const shownFacts = 5;

/** What a tier does, in the words of a list. */
const doings: Readonly<Record<Tier, string>> = {
  remove: 'remove what is not used',
  lockfile: 'lockfile only, within the ranges',
  parent: 'also move parents, within their ranges',
  range: 'also change ranges in package.json, same major',
  override: 'also add overrides',
  major: 'also cross majors',
};

/**
 * A plan as a person reads it: what is wrong, what would be done, what else could be, what stays. With
 * `names` it is about these packages alone.
 */
export function planText(
  understood: Understood,
  plan: DependencyPlan,
  names: readonly string[],
): string {
  const { before, options, chosen, remaining } = plan;
  const { lockfile } = understood.graph;
  const head = `${shownPath(lockfile.path, 200)}: ${counted(before.packages, 'package')}, ${counted(before.vulnerable, 'vulnerable copy', 'vulnerable copies')}, ${counted(advisoriesOf(understood.vulnerable), 'advisory', 'advisories')}.`;
  if (before.vulnerable === 0) return head;
  const proposed = options.find(({ tier }) => tier === chosen);
  const isMeant = understood.vulnerable.some(({ name }) => isAbout(names, name));
  return [
    head,
    '',
    ...vulnerable(understood, names),
    '',
    ...(proposed
      ? proposal(proposed, before.vulnerable)
      : [isMeant ? 'No option within this tier fixes anything.' : 'There is nothing to fix.']),
    ...others(options, chosen),
    ...notTaken(plan),
    ...left(remaining, understood),
    ...malware(understood.vulnerable),
  ].join('\n');
}

/** One that several copies have counts once. */
function advisoriesOf(copies: readonly VulnerableCopy[]): number {
  return new Set(copies.flatMap(({ advisories }) => advisories.map(({ id }) => id))).size;
}

function isAbout(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name);
}

function vulnerable(
  { vulnerable: all, graph }: Understood,
  names: readonly string[],
): readonly string[] {
  const copies = all.filter(({ name }) => isAbout(names, name));
  const others = all.length - copies.length;
  const sorted = [...copies].sort((a, b) => severityRank(worst(a)) - severityRank(worst(b)));
  const lines = sorted.slice(0, shownCopies).flatMap((copy) => {
    const ids = copy.advisories.map(({ id }) => oneLine(id, 40)).join(', ');
    const kind = [
      copy.direct ? 'direct' : 'transitive',
      ...traits(graph.nodes.get(copy.path)),
    ].join(', ');
    return [
      `${worst(copy).padEnd(8)}  ${oneLine(copy.name, 80)} ${oneLine(copy.version, 40)}  (${kind})  ${oneLine(ids, 120)}`,
      `          ${wayOf(copy)}`,
    ];
  });
  const more = copies.length - shownCopies;
  return [
    ...lines,
    ...(more > 0 ? [`and ${more} more; --format json lists them.`] : []),
    ...(others > 0
      ? [
          `Of ${names.map((name) => oneLine(name, 80)).join(', ')} alone; ${counted(others, 'vulnerable copy', 'vulnerable copies')} of other packages ${others === 1 ? 'is' : 'are'} not planned for.`,
        ]
      : []),
  ];
}

function worst({ advisories }: VulnerableCopy): Severity {
  const [first = 'info', ...rest] = advisories.map(({ severity }) => severity);
  return rest.reduce((a, b) => (severityRank(b) < severityRank(a) ? b : a), first);
}

function traits(node: PackageNode | undefined): readonly string[] {
  if (node === undefined) return [];
  const { dev, bundled } = node;
  return [...(dev ? ['development only'] : []), ...(bundled ? ['inside another package'] : [])];
}

function wayOf({ ways, wayCount }: VulnerableCopy): string {
  const [first] = ways;
  if (first === undefined) return 'nothing asks for it';
  const names = first.map((path) => (path === '' ? 'the project' : folderName(path)));
  const shown = names.map((name) => oneLine(name, 80)).join(' > ');
  return wayCount > 1 ? `${shown}, and ${counted(wayCount - 1, 'more way')}` : shown;
}

function folderName(path: string): string {
  return path.replace(/^.*node_modules\//s, '');
}

function proposal(option: PlanOption, vulnerable: number): readonly string[] {
  return [
    `Proposed: ${doings[option.tier]}.`,
    `  ${numbers(option, vulnerable)}`,
    ...option.edits.slice(0, shownEdits).map(editLine),
    ...more(option.edits.length),
    ...(option.asks ?? []).flatMap(questionLines),
    ...asks(option.compatibility),
  ];
}

function questionLines({ text, places }: PlanQuestion): readonly string[] {
  const shown = places.slice(0, shownFacts).map(({ path, line }) => {
    return `      ${shownPath(path, 200)}:${line + 1}`;
  });
  const more = places.length - shown.length;
  return [`  ${oneLine(text, 600)}`, ...shown, ...(more > 0 ? [`      and ${more} more`] : [])];
}

function asks(compatibility: readonly Compatibility[]): readonly string[] {
  return compatibility.flatMap(({ package: name, from, to, facts }) => {
    const told = facts.filter(({ breaks }) => breaks !== 'no').slice(0, shownFacts);
    if (told.length === 0) return [];
    const lines = told.map(({ breaks, text, places }) => {
      const [first] = places;
      const where = first ? `${shownPath(first.path, 200)}:${first.line + 1}` : '';
      const isSaid = text.includes(where);
      return `    ${breaks === 'yes' ? '!' : '?'} ${oneLine(text, 300)}${isSaid ? '' : `  (${where})`}`;
    });
    return [`  ${oneLine(name, 80)} ${oneLine(from, 40)} -> ${oneLine(to, 40)}:`, ...lines];
  });
}

function more(edits: number): readonly string[] {
  return edits > shownEdits ? [`  and ${edits - shownEdits} more changes`] : [];
}

function numbers(option: PlanOption, vulnerable?: number): string {
  const { fixed, introduced, changed, added, removed, majors, downgrades, invalidEdges } = option;
  const parts = [
    vulnerable === undefined
      ? `fixes ${counted(fixed, 'copy', 'copies')}`
      : `fixes ${fixed} of ${counted(vulnerable, 'vulnerable copy', 'vulnerable copies')}`,
    `changes ${changed}`,
    `adds ${added}`,
    `removes ${removed}`,
    `crosses ${counted(majors, 'major')}`,
    ...(downgrades > 0 ? [counted(downgrades, 'downgrade')] : []),
    ...(introduced > 0 ? [`makes ${introduced} vulnerable`] : []),
    ...(invalidEdges > 0 ? [`leaves ${counted(invalidEdges, 'requirement')} unmet`] : []),
  ];
  return parts.join(', ');
}

function editLine(edit: PlanEdit): string {
  switch (edit.kind) {
    case 'range': {
      const to = edit.to === undefined ? 'goes away' : `-> ${oneLine(edit.to, 80)}`;
      return `  ${shownPath(edit.manifest, 200)}: ${oneLine(edit.name, 80)} ${oneLine(edit.from, 80)} ${to}`;
    }
    case 'override':
      return `  override: ${edit.keys.map((key) => oneLine(key, 80)).join(' > ')} -> ${oneLine(edit.to, 80)}`;
    case 'copy': {
      const what = `  ${oneLine(edit.name, 80)}`;
      const [from, to] = [edit.from, edit.to].map((one) => one && oneLine(one, 40));
      const where = `(${shownPath(edit.path, 200)})`;
      if (from === undefined) return `${what} ${to ?? ''} is new  ${where}`;
      return to === undefined
        ? `${what} ${from} goes away  ${where}`
        : `${what} ${from} -> ${to}  ${where}`;
    }
  }
}

function others(options: readonly PlanOption[], chosen: Tier | undefined): readonly string[] {
  const rest = options.filter(({ tier }) => tier !== chosen);
  if (rest.length === 0) return [];
  const lines = rest.flatMap((one) => [
    `  ${one.tier.padEnd(8)}  ${numbers(one)}`,
    ...(asksFirst.includes(one.tier) ? [...writtenIn(one), ...breaksIn(one)] : []),
  ]);
  return ['', 'Other options:', ...lines];
}

/** Those that a person decides on: what is written to package.json says what it would take. */
const asksFirst: readonly Tier[] = ['remove', 'major'];

function writtenIn({ edits }: PlanOption): readonly string[] {
  const written = edits.filter(({ kind }) => kind !== 'copy');
  const lines = written.slice(0, shownFacts).map((edit) => `          ${editLine(edit)}`);
  const rest = written.length - lines.length;
  return rest > 0 ? [...lines, `            and ${rest} more`] : lines;
}

function breaksIn({ compatibility }: PlanOption): readonly string[] {
  const breaking = compatibility.map((one) => {
    return { ...one, facts: one.facts.filter(({ breaks }) => breaks === 'yes') };
  });
  return asks(breaking).map((line) => `          ${line}`);
}

function notTaken({ passedOver = [] }: DependencyPlan): readonly string[] {
  if (passedOver.length === 0) return [];
  const lines = passedOver.map(
    ({ name, version, reason }) =>
      `  ${oneLine(name, 80)} ${oneLine(version, 40)}: ${oneLine(reason, 400)}`,
  );
  return ['', 'Not taken:', ...lines];
}

function left(
  remaining: DependencyPlan['remaining'],
  { vulnerable: copies }: Understood,
): readonly string[] {
  if (remaining.length === 0) return [];
  const severities = new Map(copies.map((copy) => [copy.path, worst(copy)]));
  const severityOf = (path: string) => severities.get(path) ?? 'info';
  const sorted = [...remaining].sort(
    (a, b) => severityRank(severityOf(a.path)) - severityRank(severityOf(b.path)),
  );
  const lines = sorted
    .slice(0, shownCopies)
    .flatMap(({ path, name, version, reason }) => [
      `${severityOf(path).padEnd(8)}  ${oneLine(name, 80)} ${oneLine(version, 40)}  (${shownPath(path, 200)})`,
      `          ${oneLine(reason, 400)}`,
    ]);
  const more = remaining.length - shownCopies;
  return [
    '',
    'Still vulnerable:',
    ...lines,
    ...(more > 0 ? [`  and ${more} more; --format json lists them.`] : []),
  ];
}

function malware(copies: readonly VulnerableCopy[]): readonly string[] {
  const bad = copies.filter(({ advisories }) => advisories.some((one) => one.malware));
  if (bad.length === 0) return [];
  const names = bad.map(({ name, version }) => `${oneLine(name, 80)} ${oneLine(version, 40)}`);
  return ['', `${[...new Set(names)].join(', ')}: ${malwareAdvice}`];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
