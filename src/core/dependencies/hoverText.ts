import { escaped } from '../branch/markdown';
import { type DependencyFinding, compareFindings } from '../finding';
import { lineText } from '../pageRows';
import { oneLine } from '../plainText';
import { advisoriesOfFindings } from './advisories/findingAdvisories';
import type { DependencyGraph } from './graph';
import { malwareAdvice } from './advisories/malware';
import type { Understanding, VulnerableCopy } from './planning';
import type { PackageUse } from './use/usage';

/** What is known of a package that findings speak of. */
export interface HoverSubject {
  readonly package: string;
  readonly findings: readonly DependencyFinding[];
  readonly understood: Understanding;
  /** What the sources do with it; absent where nobody has looked. */
  readonly use?: HoverUse;
}

export interface HoverUse {
  /** One sentence, such as “Your code uses flatmap and split.” */
  readonly text: string;
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

/** What is told of the use of a package; `folder` is that of its package.json, in the workspace's. */
export function hoverUse(
  { text, names, mentions, called, constructed }: PackageUse,
  folder: string,
): HoverUse {
  const taken = [...names.values()].flatMap(([first]) => first ?? []);
  const all = [...taken, ...called, ...constructed, ...mentions];
  const places = new Map(all.map(({ path, line }) => [`${line} ${path}`, { path, line }]));
  return { text, places: [...places.values()].map((one) => ({ ...one, path: folder + one.path })) };
}

/** The address of a line of a file of the workspace. */
export type AddressOf = (path: string, line: number) => string;

const maxFindings = 5;
const maxCopies = 5;
const maxWays = 5;
const maxSteps = 8;
const maxPlaces = 5;

/**
 * What a hover says of a vulnerable package, as Markdown in which foreign text is data: no link, no
 * HTML, no command. Links lead to places of the workspace, and to GitHub's own page of an advisory.
 */
export function hoverMarkdown(subject: HoverSubject, addressOf: AddressOf): string {
  const findings = [...subject.findings].sort(compareFindings);
  const { understood, package: name, use } = subject;
  const copies = understood.ok ? understood.vulnerable.filter((copy) => copy.name === name) : [];
  const graph = understood.ok ? understood.graph : undefined;
  return [
    `**${escaped(name, 200)}**${headText(findings)}`,
    ...(isMalware(findings) ? [`**${malwareAdvice}**`] : []),
    ...(understood.ok ? [] : [escaped(understood.why, 300)]),
    ...(graph ? [installedText(copies, findings), ...waysText(copies, graph)] : []),
    ...(use ? [useText(use, addressOf)] : []),
    // The editor itself tells them right above, without the link.
    listed(findings, maxFindings, findingText),
  ].join('\n\n');
}

function headText(findings: readonly DependencyFinding[]): string {
  const [worst] = findings;
  return worst ? `: ${worst.severity}${isMalware(findings) ? ', malware' : ''}` : '';
}

function isMalware(findings: readonly DependencyFinding[]): boolean {
  return advisoriesOfFindings(findings).advisories.some(({ malware }) => malware);
}

/** A list with at most so many of these, and how many more there are. */
function listed<T>(all: readonly T[], most: number, textOf: (one: T) => string): string {
  const shown = all.slice(0, most).map((one) => `- ${textOf(one)}`);
  const more = all.length - shown.length;
  return [...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

function findingText(finding: DependencyFinding): string {
  const { severity, advisory, vulnerable, patched } = finding;
  const fixed = patched === undefined ? '' : `, fixed in ${escaped(patched, 100)}`;
  const title = escaped(advisory.title, 200);
  return `${severity}: ${advisoryLink(advisory.id)}: ${title} (${escaped(vulnerable, 100)}${fixed})`;
}

/** The address is made from the id: one in a report might lead anywhere. */
function advisoryLink(id: string): string {
  if (!/^GHSA(-[0-9a-z]{4}){3}$/.test(id)) return escaped(id, 100);
  return `[${id}](https://github.com/advisories/${id})`;
}

function installedText(
  copies: readonly VulnerableCopy[],
  [first]: readonly DependencyFinding[],
): string {
  if (copies.length === 0) {
    const said = first?.installed === undefined ? '' : ` The report names ${first.installed}.`;
    return escaped(`The lockfile has no vulnerable copy of it.${said}`, 300);
  }
  const shown = copies.slice(0, maxCopies).map(({ version, path }) => {
    return `${escaped(version, 60)} (${escaped(path, 200)})`;
  });
  const more = copies.length - shown.length;
  return `Installed: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function waysText(copies: readonly VulnerableCopy[], graph: DependencyGraph): readonly string[] {
  const [first] = copies;
  if (!first) return [];
  const nodes = copies.map(({ path }) => graph.nodes.get(path));
  const isDev = nodes.every((node) => node?.dev);
  const isBundled = nodes.some((node) => node?.bundled);
  const kind = copies.some(({ direct }) => direct)
    ? 'Direct: package.json asks for it.'
    : 'Transitive: only other packages ask for it.';
  const asides = [
    isDev && 'Only development needs it.',
    isBundled && 'A copy lies inside another package, where no lockfile can move it.',
  ].filter((one) => one !== false);
  const ways = copies.flatMap((copy) => copy.ways).sort((a, b) => a.length - b.length);
  const count = copies.reduce((sum, { wayCount }) => sum + wayCount, 0);
  const shown = ways.slice(0, maxWays).map((way) => `- ${wayText(way, graph)}`);
  const more = Math.max(count, ways.length) - shown.length;
  const list = [...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
  return [[kind, ...asides].join(' '), ...(list === '' ? [] : [list])];
}

function wayText(way: readonly string[], graph: DependencyGraph): string {
  const steps = way.map((path) => {
    if (path === '') return escaped(graph.manifest.name ?? 'this project', 80);
    const { name, version } = graph.nodes.get(path) ?? { name: path, version: '' };
    return escaped(`${name} ${version}`.trim(), 80);
  });
  if (steps.length <= maxSteps) return steps.join(' → ');
  return [...steps.slice(0, maxSteps - 2), '…', ...steps.slice(-1)].join(' → ');
}

function useText({ text, places }: HoverUse, addressOf: AddressOf): string {
  const shown = places.slice(0, maxPlaces).map(({ path, line }) => {
    const label = escaped(lineText(path, line), 200);
    return `[${label}](${address(addressOf(path, line))})`;
  });
  const more = places.length - shown.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `${escaped(oneLine(text, 400), 400)} ${shown.join(', ')}${rest}`.trim();
}

/** Without what ends a link or begins another. */
function address(text: string): string {
  return text.replace(/[^\w./:#?=&%,-]/g, encodeURIComponent).replace(/[()]/g, (one) => {
    return `%${one.charCodeAt(0).toString(16)}`;
  });
}
