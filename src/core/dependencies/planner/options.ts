import type { Counts, PlanEdit, PlanOption, Tier } from '../plan';
import type { Outcome } from './outcome';
import type { Tree } from './tree';

/** What there is now. */
export function countsOf(tree: Tree): Counts {
  const copies = [...tree.copies.values()].filter(
    ({ origin }) => origin?.source !== 'root' && origin?.source !== 'workspace',
  );
  return {
    packages: copies.filter(({ origin }) => origin?.link === undefined).length,
    vulnerable: copies.filter(({ flaws }) => flaws.length > 0).length,
    advisories: copies.reduce((sum, { flaws }) => sum + flaws.length, 0),
  };
}

/** An option with its own numbers, against the lockfile. */
export function optionOf(tier: Tier, tree: Tree, outcome: Outcome): PlanOption {
  const { ledger, broken } = tree;
  const { changed, added, removed, majors, downgrades, introduced } = ledger;
  return {
    tier,
    edits: [...outcome.ranges, ...outcome.overrides, ...copyEdits(tree)],
    fixed: ledger.fixed,
    introduced,
    changed,
    added,
    removed,
    majors,
    downgrades,
    invalidEdges: broken.size,
    compatibility: [],
  };
}

function copyEdits(tree: Tree): readonly PlanEdit[] {
  const edits: PlanEdit[] = [];
  for (const [path, before] of tree.ledger.all) {
    const now = tree.copies.get(path);
    if (now?.version === before.version && now.name === before.name) continue;
    edits.push({
      kind: 'copy',
      path,
      name: now?.name ?? before.name,
      from: before.version,
      ...(now && { to: now.version }),
    });
  }
  for (const { path, name, version } of tree.copies.values()) {
    if (tree.ledger.before(path) === undefined)
      edits.push({ kind: 'copy', path, name, to: version });
  }
  return edits.sort((one, other) => pathOf(one).localeCompare(pathOf(other), 'en'));
}

function pathOf(edit: PlanEdit): string {
  return edit.kind === 'copy' ? edit.path : '';
}
