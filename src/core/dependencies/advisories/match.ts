import { type Range, parse } from 'semver';
import { oneLine } from '../../plainText';
import type { Advisory, VulnerableNode } from './advisory';
import type { DependencyGraph, PackageNode } from '../graph';
import { maxRange, wholeRange } from './ranges';

/** What is installed and vulnerable, in the graph's order, and what could not be told. */
export interface Matches {
  readonly vulnerable: readonly VulnerableNode[];
  readonly problems: readonly string[];
}

/** Tells of one version of a package which advisories of npm speak of it. */
export interface Matcher {
  /** Empty for a version that cannot be read. */
  matching(name: string, version: string): readonly Advisory[];
  /** Advisories of a package whose range cannot be read. */
  unreadable(name: string): readonly Advisory[];
}

/** Ranges are read loosely, and a pre-release is in a range that it lies within, as npm audit has it. */
export function matcherOf(advisories: readonly Advisory[]): Matcher {
  const readable = new Map<string, { advisory: Advisory; range: Range }[]>();
  const unreadable = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    if (advisory.ecosystem !== 'npm') continue;
    const range = rangeOf(advisory.range);
    if (range === undefined) push(unreadable, advisory.package, advisory);
    else push(readable, advisory.package, { advisory, range });
  }
  const answers = new Map<string, readonly Advisory[]>();
  return {
    matching: (name, version) => {
      const all = readable.get(name);
      if (all === undefined) return [];
      const key = `${name}@${version}`;
      const known = answers.get(key) ?? hitsOf(all, version);
      answers.set(key, known);
      return known;
    },
    unreadable: (name) => unreadable.get(name) ?? [],
  };
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [item]);
  else known.push(item);
}

function rangeOf(range: string): Range | undefined {
  return range.trim() === '' || range.length > maxRange ? undefined : wholeRange(range);
}

function hitsOf(
  all: readonly { advisory: Advisory; range: Range }[],
  text: string,
): readonly Advisory[] {
  const version = parse(text, true);
  return version === null
    ? []
    : all.filter(({ range }) => range.test(version)).map(({ advisory }) => advisory);
}

/**
 * The installed copies that advisories speak of, by name and version. The project, its workspaces
 * and links are no copies. What an unreadable range or version leaves open is in `problems`.
 */
export function vulnerableNodes(graph: DependencyGraph, advisories: readonly Advisory[]): Matches {
  const matcher = matcherOf(advisories);
  const named = new Set(advisories.map((one) => one.package));
  const problems = new Set<string>();
  const vulnerable: VulnerableNode[] = [];
  for (const node of graph.nodes.values()) {
    if (!isCopy(node) || !named.has(node.name)) continue;
    const { path, name, version } = node;
    for (const { id, range } of matcher.unreadable(name)) {
      problems.add(
        `${oneLine(id, 80)} names versions of ${name} in a way that is not known here ` +
          `(${oneLine(range, 80)}). Whether ${name} ${oneLine(version, 40)} is among them has to be looked up.`,
      );
    }
    if (parse(version, true) === null) {
      const said = version === '' ? 'no version' : `the version ${oneLine(version, 80)}`;
      problems.add(
        `The lockfile gives ${oneLine(path, 200)} ${said}, so no advisory could be held against it.`,
      );
      continue;
    }
    const hits = matcher.matching(name, version);
    if (hits.length > 0) vulnerable.push({ path, name, version, advisories: hits });
  }
  return { vulnerable, problems: [...problems] };
}

/** Whether a node is an installed package, and not a project's own folder or the way to one. */
export function isCopy({ source, link }: PackageNode): boolean {
  return link === undefined && source !== 'root' && source !== 'workspace';
}
