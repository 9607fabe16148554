import { type Judge, joined, judge } from './answers';
import type { Doubts } from '../doubts';
import type { Edge, Manifest } from '../graph';
import type { Copy, Link } from './linkCopies';
import { type OverrideRule, joinedRule, overriddenSpec, overrideRules, ruleFor } from './overrides';

/**
 * Says of each link what npm would: whether the copy is what was asked for, with the overrides of
 * the project applied. `locked` is what the lockfile says that the project asks for.
 */
export function npmVerdict(
  links: readonly Link[],
  copies: ReadonlyMap<string, Copy>,
  manifest: Manifest,
  locked: ReadonlyMap<string, string>,
  doubts: Doubts,
): (link: Link) => Pick<Edge, 'valid' | 'overridden'> {
  const judging = judge();
  const rules = overrideRules(manifest, doubts);
  const holding = rules.rules.length === 0 ? undefined : rulesByCopy(links, copies, rules, judging);
  return (link) => {
    const { ask, from, to } = link;
    const rule = holding?.get(from.path);
    const next = rule === undefined ? undefined : ruleFor(rule, ask.name, ask.spec, judging);
    const overridden = next === undefined ? undefined : overriddenSpec(next, ask.name, ask.spec);
    if (from.path === '' && overridden !== undefined) {
      doubts.say(`An override of ${ask.name} contradicts package.json; npm will refuse it.`);
    }
    if (to === undefined) {
      const valid = ask.type === 'optional' || ask.type === 'peerOptional';
      return { valid, ...(overridden !== undefined && { overridden }) };
    }
    if (isOwnPeer(link)) return { valid: false };
    const stale = from.path === '' && isOtherRef(ask.spec, locked.get(ask.name), judging);
    const answers = (spec: string, folder: string): boolean =>
      judging.answers(spec, to, folder) && !stale;
    const asWritten = answers(ask.spec, folderOf(from));
    if (overridden === undefined || to.bundled) return { valid: asWritten };
    const about = next?.about ?? '*';
    const valid = answers(overridden, '') || (asWritten && !judging.answers(about, to));
    return { valid, overridden };
  };
}

/** A peer is to be shared with who asks for the asker, so the asker's own copy is none. */
function isOwnPeer({ ask, from, to }: Link): boolean {
  if (ask.type !== 'peer' && ask.type !== 'peerOptional') return false;
  const top = !/(?:^|\/)node_modules\//.test(from.path);
  return !top && to?.path === `${from.path}/node_modules/${ask.name}`;
}

/** The lockfile holds a commit: whether it is of the branch that is asked for, only its own words say. */
function isOtherRef(spec: string, locked: string | undefined, judging: Judge): boolean {
  const asked = judging.read(spec);
  if (asked.kind !== 'git' || locked === undefined) return false;
  const before = judging.read(locked);
  return before.kind === 'git' && before.ref !== asked.ref;
}

/** Where relative paths start that a package asks for: for one from an archive, beside the archive. */
function folderOf({ path, resolved }: Copy): string {
  if (resolved?.startsWith('file:') !== true) return path;
  return joined(resolved.slice('file:'.length), '..');
}

/**
 * The rule under which each copy asks. One that several reach by different rules asks by the inner
 * one, or by what holds for all of them.
 */
function rulesByCopy(
  links: readonly Link[],
  copies: ReadonlyMap<string, Copy>,
  rules: OverrideRule,
  judging: Judge,
): ReadonlyMap<string, OverrideRule> {
  const bySource = new Map<string, Link[]>();
  for (const link of links) {
    const known = bySource.get(link.from.path);
    if (known === undefined) bySource.set(link.from.path, [link]);
    else known.push(link);
  }
  const holding = new Map<string, OverrideRule>([['', rules]]);
  const mixed = new Set<string>();
  const queue = [''];
  const offer = (path: string, rule: OverrideRule): void => {
    const before = holding.get(path);
    const after = before === undefined ? rule : joinedRule(before, rule);
    if (after === before || mixed.has(path)) return;
    if (before !== undefined && after !== rule) mixed.add(path);
    holding.set(path, after);
    queue.push(path);
  };
  for (let at = 0; at < queue.length; at++) {
    const path = queue[at] ?? '';
    const rule = holding.get(path) ?? rules;
    const link = copies.get(path)?.link;
    if (link !== undefined) offer(link, rule);
    for (const { ask, to } of bySource.get(path) ?? []) {
      if (to !== undefined) offer(to.path, ruleFor(rule, ask.name, ask.spec, judging));
    }
  }
  return holding;
}
