import type { PlanQuestion } from '../plan';
import type { Request } from './copies';
import type { Tree } from './tree';

/** A direct dependency that was not seen in use, and what a person has to look at before it goes. */
export interface UnusedPackage {
  /** The name that it is asked for by. */
  readonly name: string;
  readonly ask: PlanQuestion;
}

const removable: readonly Request['type'][] = ['prod', 'dev', 'optional'];

/**
 * Takes what is not used out of the project's own manifest, as far as that makes something less
 * vulnerable. Answers what has to be looked at for it.
 */
export function removeUnused(
  tree: Tree,
  unused: readonly UnusedPackage[],
  isMeant: (path: string) => boolean,
): readonly PlanQuestion[] {
  const asks: PlanQuestion[] = [];
  for (const { name, ask } of unused) {
    const request = tree.copies.get('')?.out.find((one) => one.name === name);
    if (request === undefined || !removable.includes(request.type)) continue;
    // Others may use what they only ask for if it is there.
    if (request.to !== undefined && isWanted(request, tree)) continue;
    const { mark } = tree;
    const before = flawedIn(tree, isMeant);
    tree.forgo(request);
    if (flawedIn(tree, isMeant) < before && tree.broken.size === 0) asks.push(ask);
    else tree.undo(mark);
  }
  return asks;
}

function isWanted({ to, name }: Request, tree: Tree): boolean {
  return tree.asking(name).some((one) => one.to === to && one.type === 'peerOptional');
}

function flawedIn({ copies }: Tree, isMeant: (path: string) => boolean): number {
  let count = 0;
  for (const { path, flaws } of copies.values()) if (flaws.length > 0 && isMeant(path)) count += 1;
  return count;
}
