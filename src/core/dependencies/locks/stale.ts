import { oneLine } from '../../plainText';
import type { Doubts } from '../doubts';
import type { Manifest, PackageNode, Ranges } from '../graph';

const sections = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;
const maxShown = 3;

/** Tells where a lockfile was written for another manifest than there is now. */
export function saidOtherwise(
  locked: Manifest,
  manifest: Manifest,
  lockfile: string,
  doubts: Doubts,
): void {
  const names = new Set(
    sections.flatMap((section) => differences(asked(locked, section), asked(manifest, section))),
  );
  tell([...names], lockfile, doubts);
}

/** The same of lockfiles that do not repeat the manifest: by what the project asks for and does not get. */
export function tellUnmet(
  nodes: ReadonlyMap<string, PackageNode>,
  lockfile: string,
  doubts: Doubts,
): void {
  const edges = nodes.get('')?.edgesOut ?? [];
  const unmet = edges.filter(({ valid, type }) => !valid && type !== 'peer');
  tell(
    unmet.map(({ name }) => name),
    lockfile,
    doubts,
  );
}

function tell(all: readonly string[], lockfile: string, doubts: Doubts): void {
  if (all.length === 0) return;
  const manager = lockfile.endsWith('.json') ? 'npm' : lockfile.endsWith('.yaml') ? 'pnpm' : 'yarn';
  const shown = all.slice(0, maxShown).map((name) => oneLine(name, 60));
  const more = all.length > maxShown ? ` and ${all.length - maxShown} more` : '';
  doubts.say(
    `${lockfile} was written for another package.json (${shown.join(', ')}${more}). ` +
      `Run ${manager} install to bring it up to date, then plan again.`,
  );
}

/** npm leaves out of `dependencies` what is optional as well. */
function asked(manifest: Manifest, section: (typeof sections)[number]): Ranges {
  if (section !== 'dependencies') return manifest[section];
  const { dependencies, optionalDependencies } = manifest;
  return Object.fromEntries(
    Object.entries(dependencies).filter(([name]) => optionalDependencies[name] === undefined),
  );
}

function differences(one: Ranges, other: Ranges): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]);
}
