import type { Severity } from '../finding';
import { defined, get, list, token, webAddress, whole } from './json';
import type { ReportedCode } from './reported';
import { plainText, readMessage, readTexts } from './sarifMessages';
import { type FindComponent, componentFinder, weaknesses } from './sarifWeaknesses';

/** A rule (SARIF's reportingDescriptor), read once for all its results. */
interface Rule {
  readonly content: unknown;
  readonly title: string | undefined;
  readonly help: ReportedCode['help'];
  readonly level: unknown;
  readonly rank: number | undefined;
  readonly score: number | undefined;
  readonly cwe: readonly string[];
}

/** The rule that a result names, as far as the run has it. */
export interface Found {
  readonly ruleId: string;
  readonly rule: Rule | undefined;
}

/** What the rules of one run say about its results. */
export interface Rules {
  /** Equal answers are the same object. */
  of(result: unknown): Found;
  /** Of the result itself, else of its rule. */
  score(result: unknown, found: Found): number | undefined;
  /** By the score where there is one, else by the level; what is no failure goes by the level. */
  severity(result: unknown, found: Found, score: number | undefined): Severity;
  rank(result: unknown, found: Found): number | undefined;
  cwe(result: unknown, found: Found): readonly string[];
  /** The plain text of a `message`, looked up by its id where it has no text of its own. */
  message(message: unknown, found?: Found): string | undefined;
}

/** Reads the rules of the driver and of its extensions, and what the run says of them elsewhere. */
export function readRules(run: unknown): Rules {
  const taxonomy = componentFinder(list(get(run, 'taxonomies')));
  const finder = ruleFinder(run, (content) => readRule(content, taxonomy));
  const policies = readPolicies(run);
  const override = readOverrides(run, finder);
  const texts = readTexts(run);

  return {
    of: finder,
    score: (result, { rule }) => securitySeverity(result) ?? rule?.score,
    severity(result, found, score) {
      const isFailure = (get(result, 'kind') ?? 'fail') === 'fail';
      if (score !== undefined && isFailure) return ofScore(score);
      let level = get(result, 'level');
      if (level === undefined) {
        level = isFailure
          ? (get(override(result, found), 'level') ??
            get(policies.get(found.ruleId), 'level') ??
            found.rule?.level)
          : 'none';
      }
      return levels.get(level) ?? 'medium';
    },
    rank: (result, found) =>
      rankOf(get(result, 'rank')) ??
      rankOf(get(override(result, found), 'rank')) ??
      found.rule?.rank,
    cwe(result, { rule }) {
      const own = weaknesses(result, get(result, 'taxa'), taxonomy);
      if (own.length === 0) return rule?.cwe ?? own;
      return rule === undefined ? own : [...new Set([...rule.cwe, ...own])];
    },
    message: (message, found) =>
      readMessage(message, (id) => texts(id, found?.ruleId, found?.rule?.content)),
  };
}

/** Ways of naming a rule that are kept with what they mean. */
const maxKnown = 10_000;

/** Finds the rule that an object names by `ruleId`, `ruleIndex` or `rule`. */
function ruleFinder(run: unknown, readContent: (content: unknown) => Rule): Rules['of'] {
  const driver = get(get(run, 'tool'), 'driver');
  const extensions = list(get(get(run, 'tool'), 'extensions'));
  const extension = componentFinder(extensions);
  const byId = new Map<string, unknown>();
  const byGuid = new Map<string, unknown>();
  for (const component of [driver, ...extensions]) {
    for (const rule of list(get(component, 'rules'))) {
      const id = token(get(rule, 'id'), 1000);
      const guid = token(get(rule, 'guid'), 100);
      if (id !== undefined && !byId.has(id)) byId.set(id, rule);
      if (guid !== undefined && !byGuid.has(guid)) byGuid.set(guid, rule);
    }
  }
  const contents = new Map<unknown, Rule>();
  const known = new Map<string, Found>();

  function read(content: unknown): Rule | undefined {
    if (content === undefined) return undefined;
    let rule = contents.get(content);
    if (rule === undefined) contents.set(content, (rule = readContent(content)));
    return rule;
  }

  function find(said: string | undefined, at: number | undefined, reference: unknown): Found {
    const component = get(reference, 'toolComponent');
    const owner = component === undefined ? driver : extension(component);
    const guid = token(get(reference, 'guid'), 100);
    const indexed =
      (at === undefined ? undefined : list(get(owner, 'rules'))[at]) ??
      (guid === undefined ? undefined : byGuid.get(guid));
    const indexedId = token(get(indexed, 'id'), 1000);
    const ruleId = said ?? indexedId ?? 'no-rule-id';
    const fits = indexed !== undefined && (said === undefined || isBelow(said, indexedId));
    return { ruleId, rule: read(fits ? indexed : findById(byId, ruleId)) };
  }

  return (result) => {
    const reference = get(result, 'rule');
    const said = token(get(result, 'ruleId') ?? get(reference, 'id'), 1000);
    const at = whole(get(result, 'ruleIndex')) ?? whole(get(reference, 'index'));
    const component = get(reference, 'toolComponent');
    const owner = whole(get(component, 'index'));
    const isPlain = component === undefined || owner !== undefined;
    if (!isPlain || (said === undefined && at === undefined)) return find(said, at, reference);
    const key = `${at ?? ''}/${owner ?? ''}/${said === undefined ? '' : `=${said}`}`;
    let found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= maxKnown) known.clear();
    known.set(key, (found = find(said, at, reference)));
    return found;
  };
}

function readRule(content: unknown, taxonomy: FindComponent): Rule {
  const short = plainText(get(content, 'shortDescription'));
  const full = plainText(get(content, 'fullDescription'));
  const help = defined({
    text: plainText(get(content, 'help')) ?? full ?? short,
    uri: webAddress(get(content, 'helpUri')),
  });
  const configuration = get(content, 'defaultConfiguration');
  return {
    content,
    title: short ?? full,
    help: help.text === undefined && help.uri === undefined ? undefined : help,
    level: get(configuration, 'level'),
    rank: rankOf(get(configuration, 'rank')),
    score: securitySeverity(content),
    cwe: weaknesses(
      content,
      list(get(content, 'relationships')).map((one) => get(one, 'target')),
      taxonomy,
    ),
  };
}

/** What the run's policies make of rules, by the rules' ids. */
function readPolicies(run: unknown): ReadonlyMap<string, unknown> {
  const policies = new Map<string, unknown>();
  for (const policy of list(get(run, 'policies'))) {
    for (const rule of list(get(policy, 'rules'))) {
      const id = token(get(rule, 'id'), 1000);
      if (id !== undefined) policies.set(id, get(rule, 'defaultConfiguration'));
    }
  }
  return policies;
}

/** What the invocation that a result came from was told about the result's rule. */
function readOverrides(
  run: unknown,
  find: Rules['of'],
): (result: unknown, found: Found) => unknown {
  const invocations = list(get(run, 'invocations'));
  const all = invocations.map((invocation) => {
    const overrides = new Map<unknown, unknown>();
    for (const one of list(get(invocation, 'ruleConfigurationOverrides'))) {
      const { ruleId, rule } = find({ rule: get(one, 'descriptor') });
      overrides.set(rule ?? ruleId, get(one, 'configuration'));
    }
    return overrides;
  });
  if (all.every(({ size }) => size === 0)) return () => undefined;
  const only = all.length === 1 ? 0 : -1;
  return (result, { ruleId, rule }) => {
    const index = whole(get(get(result, 'provenance'), 'invocationIndex')) ?? only;
    return all[index]?.get(rule ?? ruleId);
  };
}

/** `CA1000/1` is a part of rule `CA1000`. */
function isBelow(id: string, ruleId: string | undefined): boolean {
  return ruleId !== undefined && (id === ruleId || id.startsWith(`${ruleId}/`));
}

/** No tool's rules have more parts in parts. */
const maxParts = 20;

function findById(rules: ReadonlyMap<string, unknown>, id: string): unknown {
  let part = id;
  for (let tries = 0; part !== '' && tries < maxParts; tries += 1) {
    const rule = rules.get(part);
    if (rule !== undefined) return rule;
    part = part.slice(0, Math.max(part.lastIndexOf('/'), 0));
  }
  return undefined;
}

const levels = new Map<unknown, Severity>([
  ['error', 'high'],
  ['warning', 'medium'],
  ['note', 'low'],
  ['none', 'info'],
]);

function ofScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

function securitySeverity(owner: unknown): number | undefined {
  const said = get(get(owner, 'properties'), 'security-severity');
  const score = typeof said === 'string' && /^\d{1,2}(?:\.\d+)?$/.test(said) ? Number(said) : said;
  return typeof score === 'number' && score > 0 && score <= 10 ? score : undefined;
}

/** SARIF writes -1 for "absent". */
function rankOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 100 ? value : undefined;
}
