import { intersects } from 'semver';
import type { Judge } from './answers';
import { get, isObject } from '../../readers/json';
import type { Doubts } from '../doubts';
import type { Manifest } from '../graph';
import { isPackageName } from './readManifest';

/**
 * One level of npm's `overrides`. The root has no name; every other rule says what a package of that
 * name becomes, and what holds below it.
 */
export interface OverrideRule {
  readonly name: string;
  /** The range behind the name in its key: which requests it is about. `*` for all. */
  readonly about: string;
  /** What is asked for instead; `*` where the rule only holds others. */
  readonly value: string;
  readonly parent?: OverrideRule;
  readonly rules: readonly OverrideRule[];
}

const maxDepth = 50;

/** The rules of a manifest. What npm would not understand is left out and told. */
export function overrideRules(manifest: Manifest, doubts: Doubts): OverrideRule {
  const build = (
    key: string,
    content: unknown,
    parent: OverrideRule | undefined,
    depth: number,
  ): OverrideRule | undefined => {
    const at = key.indexOf('@', 1);
    const name = at < 0 ? key : key.slice(0, at);
    const own = typeof content === 'string' ? content : get(content, '.');
    const readable = typeof content === 'string' || (isObject(content) && depth < maxDepth);
    if (!readable || (parent !== undefined && !isPackageName(name))) {
      doubts.add('overrides of a form that npm does not know were left out', key);
      return undefined;
    }
    const about = at < 0 ? '*' : key.slice(at + 1) || '*';
    // As npm has it, a range in the key holds where no other is given.
    const said = typeof own === 'string' && own !== '' ? own : about;
    const value = referred(said, manifest);
    if (value === undefined) {
      doubts.add('overrides that refer to a dependency which the project does not have', key);
    }
    const rules: OverrideRule[] = [];
    const rule = {
      name: parent === undefined ? '' : name,
      about,
      value: value ?? '*',
      ...(parent !== undefined && { parent }),
      rules,
    };
    for (const [inner, below] of isObject(content) ? Object.entries(content) : []) {
      const child = inner === '.' ? undefined : build(inner, below, rule, depth + 1);
      if (child !== undefined) rules.push(child);
    }
    return rule;
  };
  return (
    build('', manifest.overrides, undefined, 0) ?? { name: '', about: '*', value: '*', rules: [] }
  );
}

/** `$name` stands for what the project itself asks for. */
function referred(value: string, manifest: Manifest): string | undefined {
  if (!value.startsWith('$')) return value;
  const name = value.slice(1);
  const { devDependencies, optionalDependencies, dependencies, peerDependencies } = manifest;
  return [devDependencies, optionalDependencies, dependencies, peerDependencies]
    .map((ranges) => ranges[name])
    .find((spec) => spec !== undefined);
}

/**
 * The rule that holds behind a request for a package by one to whom `rule` applies: one about that
 * package, from the inside out, else `rule` itself.
 */
export function ruleFor(
  rule: OverrideRule,
  name: string,
  spec: string,
  judge: Judge,
): OverrideRule {
  for (let at: OverrideRule | undefined = rule; at !== undefined; at = at.parent) {
    const found = [...at.rules, at].find(
      (one) => one.name === name && one.parent !== undefined && isAbout(one.about, spec, judge),
    );
    if (found !== undefined) return found;
  }
  return rule;
}

function isAbout(about: string, spec: string, judge: Judge): boolean {
  if (about === '*') return true;
  const asked = judge.read(spec);
  if (asked.kind === 'git' && asked.range === undefined) return false;
  if (asked.kind !== 'range' && asked.kind !== 'alias' && asked.kind !== 'git') return true;
  try {
    return intersects(asked.range ?? '*', about, { loose: true });
  } catch {
    return false;
  }
}

/** What a request becomes under the rule that holds behind it; undefined where it stays. */
export function overriddenSpec(rule: OverrideRule, name: string, spec: string): string | undefined {
  const { value } = rule;
  return rule.name !== name || value === '*' || value === spec ? undefined : value;
}

/** The rule that holds for a copy which several reach: the inner one, else what both lie in. */
export function joinedRule(first: OverrideRule, second: OverrideRule): OverrideRule {
  const above = new Set<OverrideRule>();
  for (let at: OverrideRule | undefined = first; at !== undefined; at = at.parent) above.add(at);
  for (let at: OverrideRule | undefined = second; at !== undefined; at = at.parent) {
    if (at === first) return second;
    if (above.has(at)) return at === second ? first : at;
  }
  return first;
}
