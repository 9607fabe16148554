import { malwareAdvice, speaksOfMalware } from '../dependencies/advisories/malware';
import type { Compatibility, PlanEdit, PlanOption, Tier } from '../dependencies/plan';
import type { Rationale } from '../draft';
import type { DependencyFinding } from '../finding';
import { oneLine } from '../plainText';
import type { PlannedChange } from './dependency';

/** More of a kind is not read. */
const maxSaid = 12;

/** Why an option of a plan was taken, what it asks, and why not each of the others. Plain text. */
export function planRationale({ finding, ready, plan, tier, written }: PlannedChange): Rationale {
  const option = plan.options.find((one) => one.tier === tier);
  const copies = ready.understood.vulnerable.filter(({ name }) => name === finding.package);
  const left = plan.chosen === tier ? plan.remaining : [];
  return {
    whyVulnerable: whyVulnerable(finding, copies),
    whyFixed: option ? whyFixed(option) : 'The files were written for an option that is not told.',
    mayBreak: option ? mayBreak(option) : [],
    alternatives: [
      ...plan.options
        .filter((one) => one !== option)
        .map((one) => ({ option: optionText(one), whyNot: whyNot(one, option) })),
      ...(plan.passedOver ?? []).map(({ name, version, reason }) => ({
        option: oneLine(`${name} ${version}`, 200),
        whyNot: oneLine(reason, 400),
      })),
    ].slice(0, maxSaid),
    assumptions: [
      ...written.validation.map(({ text }) => oneLine(text, 400)),
      ...ready.notes.map((text) => oneLine(text, 400)),
      ...left.map((one) =>
        oneLine(`${one.name} ${one.version} stays vulnerable: ${one.reason}`, 400),
      ),
      'The project’s own tests were not run with the new versions.',
    ].slice(0, 2 * maxSaid),
  };
}

function whyVulnerable(
  finding: DependencyFinding,
  copies: readonly { readonly version: string; readonly ways: readonly (readonly string[])[] }[],
): string {
  const { advisory, package: name } = finding;
  const versions = [...new Set(copies.map(({ version }) => version))].slice(0, 4).join(', ');
  const range = finding.vulnerable === '' ? '' : ` (versions ${finding.vulnerable})`;
  const ways = copies.flatMap((one) => one.ways.slice(0, 1).map(wayText)).slice(0, 3);
  const sentences = [
    `${name} ${versions || (finding.installed ?? '')} is open to ${advisory.id}: ${advisory.title}${range}.`,
    ...(ways.length > 0 ? [`It is there by ${ways.join('; ')}.`] : []),
    ...(speaksOfMalware(finding) ? [malwareAdvice] : []),
  ];
  return oneLine(sentences.join(' '), 2000);
}

function wayText(way: readonly string[]): string {
  return way.map(nameAt).join(' > ');
}

function nameAt(path: string): string {
  if (path === '') return 'the project';
  const folder = 'node_modules/';
  const at = path.lastIndexOf(folder);
  return at < 0 ? path : path.slice(at + folder.length);
}

const tierTexts: Readonly<Record<Tier, string>> = {
  remove: 'The package is taken out',
  lockfile: 'Only the lockfile changes, within what is asked for',
  parent: 'A package that asks for it moves within what is asked for',
  range: 'package.json asks for another range of the same major version',
  override: 'An override changes what other packages get',
  major: 'It moves to another major version',
};

function whyFixed(option: PlanOption): string {
  const changes = shownEdits(option).join('; ');
  const { fixed, introduced } = option;
  const brought =
    introduced > 0
      ? ` It brings ${counted(introduced, 'other vulnerable copy', 'other vulnerable copies')}.`
      : '';
  return `${tierTexts[option.tier]}: ${changes}. By the advisories that are known, ${counted(fixed, 'vulnerable copy goes', 'vulnerable copies go')}. ${numbers(option)}.${brought}`;
}

/** Edits of manifests first, then copies: the first say what was decided. */
function shownEdits({ edits }: PlanOption): readonly string[] {
  const sorted = [...edits].sort((a, b) => Number(a.kind === 'copy') - Number(b.kind === 'copy'));
  const shown = sorted.slice(0, maxSaid).map((edit) => oneLine(editText(edit), 200));
  const more = sorted.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

function editText(edit: PlanEdit): string {
  if (edit.kind === 'override') return `${edit.keys.join(' > ')} becomes ${edit.to}`;
  const place = edit.kind === 'range' ? ` in ${edit.manifest}` : '';
  const { name, from, to } = edit;
  if (from === undefined) return `${name} ${to ?? ''} comes${place}`;
  return to === undefined
    ? `${name} ${from} goes${place}`
    : `${name} from ${from} to ${to}${place}`;
}

function numbers({ changed, added, removed, majors }: PlanOption): string {
  const crossed = majors > 0 ? `, ${counted(majors, 'crosses a major', 'cross a major')}` : '';
  return `Packages: ${changed} changed, ${added} added, ${removed} removed${crossed}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function mayBreak(option: PlanOption): readonly string[] {
  const { majors, downgrades, invalidEdges, compatibility, asks = [] } = option;
  const facts = compatibility.flatMap((one) =>
    one.facts.filter(({ breaks }) => breaks !== 'no').map((fact) => factText(one, fact)),
  );
  return [
    ...asks.slice(0, maxSaid).map(({ text }) => oneLine(text, 600)),
    ...(majors > 0
      ? [`${counted(majors, 'package crosses', 'packages cross')} a major version.`]
      : []),
    ...(downgrades > 0
      ? [`${counted(downgrades, 'package goes', 'packages go')} back to an older version.`]
      : []),
    ...(invalidEdges > 0
      ? [`${counted(invalidEdges, 'requirement is', 'requirements are')} not met any more.`]
      : []),
    ...facts.slice(0, maxSaid),
  ];
}

function factText(
  { package: name, from, to }: Compatibility,
  { text, places }: Compatibility['facts'][number],
): string {
  const shown = places.slice(0, 3).map(({ path, line }) => `${path}:${line + 1}`);
  const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
  const where = shown.length > 0 ? ` (${shown.join(', ')}${more})` : '';
  return oneLine(`${name} ${from} to ${to}: ${text.replace(/\.$/, '')}${where}.`, 500);
}

function optionText(option: PlanOption): string {
  const [first] = shownEdits(option);
  return first === undefined ? tierTexts[option.tier] : `${tierTexts[option.tier]}: ${first}`;
}

/** What the other option asks more, or gives less, than the one that was taken; else its numbers. */
function whyNot(other: PlanOption, taken: PlanOption | undefined): string {
  const breaks = other.compatibility.flatMap((one) =>
    one.facts.filter((fact) => fact.breaks === 'yes').map((fact) => factText(one, fact)),
  );
  const costs = (one: PlanOption) => one.changed + one.added;
  const said = [
    ...(other.tier === 'remove' ? ['Whether it can go is for a person to say'] : []),
    ...(other.majors > (taken?.majors ?? 0)
      ? [counted(other.majors, 'package crosses a major version', 'packages cross a major version')]
      : []),
    ...breaks.slice(0, 3).map((text) => text.replace(/\.$/, '')),
    ...(taken && other.fixed < taken.fixed ? [`It fixes ${other.fixed}, not ${taken.fixed}`] : []),
    ...(other.introduced > 0 ? [`It brings ${other.introduced} other vulnerable copies`] : []),
    ...(taken && costs(other) > costs(taken)
      ? [`It changes or adds ${costs(other)} packages, not ${costs(taken)}`]
      : []),
    ...(other.tier === 'override' ? ['It gives packages a version that they did not ask for'] : []),
  ];
  return `${said.length > 0 ? said.join('. ') : numbers(other)}.`;
}
