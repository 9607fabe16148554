import { oneLine } from '../plainText';
import type { DependencyPlan, Remaining } from './plan';
import type { Understood, VulnerableCopy } from './planning';

/**
 * The plan with the vulnerable copies that come from git, a folder or an address, of which it can
 * choose no other version: they are counted, and left with the reason. `only`: as for the plan.
 */
export function withOtherSources(
  plan: DependencyPlan,
  { vulnerable, graph }: Understood,
  only?: readonly string[],
): DependencyPlan {
  const sourceOf = (path: string) => graph.nodes.get(path)?.source;
  const others = vulnerable.filter(({ path }) => sourceOf(path) !== 'registry');
  if (others.length === 0) return plan;
  const chosen = plan.options.find(({ tier }) => tier === plan.chosen);
  const known = new Set(plan.remaining.map(({ path }) => path));
  for (const edit of chosen?.edits ?? []) {
    if (edit.kind === 'copy' && edit.to === undefined) known.add(edit.path);
  }
  const left = others.filter(({ path }) => !known.has(path) && only?.includes(path) !== false);
  const { before } = plan;
  return {
    ...plan,
    before: {
      ...before,
      vulnerable: before.vulnerable + others.length,
      advisories: others.reduce((sum, one) => sum + one.advisories.length, before.advisories),
    },
    remaining: [...plan.remaining, ...left.map((one) => remaining(one, graph.nodes.get(one.path)))],
  };
}

function remaining(
  { path, name, version, advisories }: VulnerableCopy,
  node: { readonly resolved?: string | undefined } | undefined,
): Remaining {
  const from = node?.resolved === undefined ? 'another place' : oneLine(node.resolved, 200);
  return {
    ...{ path, name, version, advisories: advisories.map(({ id }) => id) },
    reason: `It comes from ${from} and not from a registry, so no other version of it can be chosen here. Look there for one that is fixed.`,
  };
}
