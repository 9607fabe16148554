import type { Judge } from '../locks/answers';
import type { PassedOver, PlanOption } from '../plan';
import type { Catalog } from './catalog';
import type { Copy } from './copies';
import { isOwn } from './ops';
import type { Tree } from './tree';
import { crossesMajor, isLower } from './versions';

/**
 * Versions that somebody may think of first and that no option takes: the latest, and of malware the
 * nearest one before it. `tree` is as the lockfile has it.
 */
export function passedOver(
  tree: Tree,
  catalog: Catalog,
  judge: Judge,
  paths: ReadonlySet<string>,
  options: readonly PlanOption[],
): readonly PassedOver[] {
  const taken = new Set(
    options.flatMap(({ edits }) =>
      edits.flatMap((edit) => (edit.kind === 'copy' && edit.to ? [keyOf(edit.name, edit.to)] : [])),
    ),
  );
  const found = new Map<string, PassedOver>();
  for (const path of [...paths].sort()) {
    const copy = tree.copies.get(path);
    if (copy === undefined || copy.fixed) continue;
    for (const version of thoughtOf(copy, catalog)) {
      const key = keyOf(copy.name, version);
      if (taken.has(key) || found.has(key)) continue;
      found.set(key, { name: copy.name, version, reason: reasonAgainst(copy, version, judge) });
    }
  }
  return [...found.values()];
}

function thoughtOf(copy: Copy, catalog: Catalog): readonly string[] {
  const offered = catalog.offeredOf(copy.name).filter((one) => {
    return one.deprecated === undefined && catalog.flawsIn(one).length === 0;
  });
  const lower = offered.filter(({ version }) => isLower(version, copy.version));
  const nearest = isMalware(copy) ? lower.at(-1) : undefined;
  return [nearest, offered.at(-1)].flatMap((one) => one?.version ?? []);
}

function reasonAgainst(copy: Copy, version: string, judge: Judge): string {
  const { name } = copy;
  const isStep = crossesMajor(copy.version, version);
  const askers = [...copy.in].filter(({ asked }) => !judge.answers(asked, { version }));
  askers.sort((one, other) => (one.from.path < other.from.path ? -1 : 1));
  const [asker] = askers;
  const who = asker && !isOwn(asker.from) ? `${asker.from.name} ${asker.from.version}` : undefined;
  const said = [
    ...(isStep ? [`It is a major step from ${copy.version}.`] : []),
    ...(who !== undefined ? [`${who} asks for ${name} ${asker?.asked ?? ''}.`] : []),
    ...(isMalware(copy) && isLower(version, copy.version)
      ? ['It came out just before the harmful one, and may be by the same hand.']
      : []),
  ];
  return said.length > 0 ? said.join(' ') : 'A nearer version is without the flaw, too.';
}

function isMalware({ flaws }: Copy): boolean {
  return flaws.some(({ malware }) => malware);
}

function keyOf(name: string, version: string): string {
  return `${name}@${version}`;
}
