import { posix } from 'node:path';
import type { Advisory } from '../../core/dependencies/advisories/advisory';
import type { DependencyGraph } from '../../core/dependencies/graph';
import { vulnerableNodes } from '../../core/dependencies/advisories/match';
import { pathsIn, standingsIn } from '../../core/dependencies/paths';
import type { Refused, Understood, VulnerableCopy } from '../../core/dependencies/planning';
import { readGraph } from '../../core/dependencies/locks/readGraph';
import { type ProjectFile, type ProjectFiles, readProject, readText } from './projectFiles';

/** What is installed, by the files that say so. */
export interface Installed {
  readonly ok: true;
  readonly files: ProjectFiles;
  /** The package.json of each workspace and linked folder. */
  readonly manifests: readonly ProjectFile[];
  readonly graph: DependencyGraph;
  readonly problems: readonly string[];
}

/**
 * Reads the lockfile that a package.json belongs to. Reads files of the folder only. A file that
 * cannot be read is a HumanError.
 */
export async function readInstalled(
  folder: string,
  manifest: string,
): Promise<Installed | Refused> {
  const files = await readProject(folder, manifest);
  if (!files.ok) return files;
  const first = readGraph(files);
  if (!first.ok) return first;
  const manifests = await linkedManifests(folder, files, first.graph);
  const read = manifests.length === 0 ? first : readGraph({ ...files, workspaces: manifests });
  if (!read.ok) return read;
  const problems = [...files.problems, ...read.problems];
  return { ok: true, files, manifests, graph: read.graph, problems };
}

/** Which of it these advisories speak of, and who asks for it. */
export function understood(
  { graph, problems }: Installed,
  advisories: readonly Advisory[],
): Understood {
  const { vulnerable: nodes, problems: untold } = vulnerableNodes(graph, advisories);
  const [standing, waysTo] = [standingsIn(graph), pathsIn(graph)];
  const vulnerable = nodes.map((node): VulnerableCopy => {
    const direct = standing(node.path)?.direct === true;
    const { paths, left } = waysTo(node.path, shownWays);
    const ways = paths.map(({ from, nodes }) => [from, ...nodes]);
    const wayCount = ways.length + (left === 'more' ? 1 : left);
    return { ...node, direct, ways, wayCount };
  });
  return { ok: true, graph, vulnerable, untold, problems: [...problems, ...untold] };
}

const shownWays = { count: 10, length: 30 };

async function linkedManifests(
  folder: string,
  { lockfile }: ProjectFiles,
  { nodes }: DependencyGraph,
): Promise<readonly ProjectFile[]> {
  const below = posix.dirname(lockfile.path);
  const found: ProjectFile[] = [];
  for (const { path, source, link } of nodes.values()) {
    if (link !== undefined || (source !== 'workspace' && source !== 'folder')) continue;
    const file = await readText(folder, posix.join(below, path, 'package.json'));
    if (file) found.push(file);
  }
  return found;
}
