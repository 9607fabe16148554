import { oneLine } from '../plainText';
import type { Doubts } from './doubts';
import type { Manifest, Ranges } from './graph';

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
  if (names.size === 0) return;
  const shown = [...names].slice(0, maxShown).map((name) => oneLine(name, 60));
  const more = names.size > maxShown ? ` and ${names.size - maxShown} more` : '';
  doubts.say(
    `${lockfile} was written for another package.json (${shown.join(', ')}${more}). ` +
      'Run npm install to bring it up to date, then plan again.',
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
