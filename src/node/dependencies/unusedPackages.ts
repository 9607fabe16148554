import type { PackageNode } from '../../core/dependencies/graph';
import type { PlanControl, Understood } from '../../core/dependencies/planning';
import type { UnusedPackage } from '../../core/dependencies/planner/removal';
import type { AskedPackage, PackageUse, ProjectUse } from '../../core/dependencies/use/usage';
import type { LoadedSyntax } from '../../core/syntax';
import type { NpmRegistry } from './npmRegistry';
import { projectUse } from './projectUse';

export interface UnusedParts {
  readonly registry: NpmRegistry;
  readonly syntax: () => Promise<LoadedSyntax>;
}

const maxPlaces = 20;

/**
 * Direct dependencies that bring something vulnerable and were not seen in use below a folder. None
 * that may guard the application, and none of which the commands are not known. Rejects with a
 * HumanError for a folder that cannot be read.
 */
export async function unusedPackages(
  found: Understood,
  folder: string,
  { registry, syntax }: UnusedParts,
  control: PlanControl,
): Promise<readonly UnusedPackage[]> {
  const names = bringing(found);
  if (names.size === 0) return [];
  control.progress('looking for what uses the vulnerable packages');
  const { signal } = control;
  const packuments = registry.packuments(signal);
  const asked = await Promise.all(
    [...names].map(async ([name, { name: real, version }]): Promise<AskedPackage | undefined> => {
      const answer = await packuments.get(real);
      const published = answer.ok ? answer.packument.versions.get(version) : undefined;
      return published && { name, bins: Object.keys(published.bin) };
    }),
  );
  const known = asked.filter((one) => one !== undefined);
  const use = await projectUse(folder, known, await syntax(), signal);
  return known.flatMap(({ name }) => {
    const one = use.packages.get(name);
    if (one?.verdict !== 'not-seen' || one.protects) return [];
    return [{ name, ask: askOf(one, use) }];
  });
}

/** What the project itself asks for and from where something vulnerable is reached, by the name it asks by. */
function bringing({ graph, vulnerable }: Understood): ReadonlyMap<string, PackageNode> {
  const above = new Set(vulnerable.map(({ path }) => path));
  for (const path of above) {
    for (const { from } of graph.nodes.get(path)?.edgesIn ?? []) above.add(from);
  }
  const names = new Map<string, PackageNode>();
  for (const { name, to } of graph.nodes.get('')?.edgesOut ?? []) {
    const node = to === undefined ? undefined : graph.nodes.get(to);
    if (node?.source === 'registry' && above.has(node.path)) names.set(name, node);
  }
  return names;
}

function askOf(
  { package: name, text }: PackageUse,
  { computed, problems }: ProjectUse,
): UnusedPackage['ask'] {
  const where = [
    ...(computed.length > 0 ? ['the places that load modules by a computed name'] : []),
    ...(problems.length > 0 ? ['the files that could not be searched'] : []),
    'build and deployment files outside this folder',
    `what loads ${name} as a plugin or by a convention`,
  ];
  return {
    text: `Removal asks: ${text} Look at ${listed(where)} before it goes.`,
    places: computed.slice(0, maxPlaces),
  };
}

function listed(all: readonly string[]): string {
  return [all.slice(0, -1).join(', '), ...all.slice(-1)]
    .filter((one) => one !== '')
    .join(', and at ');
}
