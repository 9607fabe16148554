import type { Judge } from '../locks/answers';
import { type OverrideRule, joinedRule, ruleFor } from '../locks/overrides';
import type { Copy } from './copies';

/** Which of the project's overrides hold behind a copy, by the ways on which it is reached now. */
export function nestedRules(root: OverrideRule, judge: Judge): (copy: Copy) => OverrideRule {
  if (root.rules.every(({ rules }) => rules.length === 0)) return () => root;
  const ruleBehind = (copy: Copy, known: Map<Copy, OverrideRule | undefined>): OverrideRule => {
    // Whoever comes around to itself says nothing new.
    known.set(copy, undefined);
    let rule: OverrideRule | undefined;
    for (const { from, name, spec } of copy.in) {
      const behind = known.has(from) ? known.get(from) : ruleBehind(from, known);
      if (behind === undefined) continue;
      const next = ruleFor(behind, name, spec, judge);
      rule = rule === undefined ? next : joinedRule(rule, next);
    }
    known.set(copy, rule ?? root);
    return rule ?? root;
  };
  return (copy) => ruleBehind(copy, new Map());
}
