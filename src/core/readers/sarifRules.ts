import type { Severity } from '../finding';
import { defined, get, list, prose, token, webAddress, whole } from './json';
import { shorten } from './problems';
import type { ReportedCode } from './reported';

/** A rule (SARIF's reportingDescriptor), read once for all its results. */
interface Rule {
  readonly content: unknown;
  readonly title: string | undefined;
  readonly help: ReportedCode['help'];
  readonly level: string | undefined;
  readonly score: number | undefined;
  readonly cwe: readonly string[];
}

/** What the rules of one run say about its results. */
export interface Rules {
  of(result: unknown): { readonly ruleId: string; readonly rule: Rule | undefined };
  severity(
    result: unknown,
    rule: Rule | undefined,
  ): Pick<ReportedCode, 'severity' | 'securitySeverity'>;
  cwe(result: unknown, rule: Rule | undefined): readonly string[];
  /** The plain text of a `message`, looked up by its id where it has no text of its own. */
  message(message: unknown, rule?: unknown): string | undefined;
}

/** Reads the rules of the driver and of its extensions, and the run's taxonomies. */
export function readRules(run: unknown): Rules {
  const driver = get(get(run, 'tool'), 'driver');
  const extensions = list(get(get(run, 'tool'), 'extensions'));
  const taxonomies = list(get(run, 'taxonomies'));
  const cache = new Map<unknown, Rule>();
  const byId = new Map<string, unknown>();
  for (const component of [driver, ...extensions]) {
    for (const rule of list(get(component, 'rules'))) {
      const id = token(get(rule, 'id'), 1000);
      if (id !== undefined && !byId.has(id)) byId.set(id, rule);
    }
  }

  function read(content: unknown): Rule | undefined {
    if (content === undefined) return undefined;
    let rule = cache.get(content);
    if (rule === undefined) cache.set(content, (rule = readRule(content, taxonomies)));
    return rule;
  }

  return {
    of(result) {
      const reference = get(result, 'rule');
      const said = token(get(result, 'ruleId') ?? get(reference, 'id'), 1000);
      const component = get(reference, 'toolComponent');
      const owner = component === undefined ? driver : findComponent(extensions, component);
      const at = whole(get(result, 'ruleIndex')) ?? whole(get(reference, 'index'));
      const indexed = at === undefined ? undefined : list(get(owner, 'rules'))[at];
      const indexedId = token(get(indexed, 'id'), 1000);
      const ruleId = said ?? indexedId ?? 'no-rule-id';
      const fits = indexed !== undefined && (said === undefined || isBelow(said, indexedId));
      return { ruleId, rule: read(fits ? indexed : findById(byId, ruleId)) };
    },
    severity(result, rule) {
      const score = securitySeverity(result) ?? rule?.score;
      if (score !== undefined) return { severity: ofScore(score), securitySeverity: score };
      const kind = get(result, 'kind') ?? 'fail';
      const level = get(result, 'level') ?? (kind === 'fail' ? rule?.level : 'none');
      return { severity: levels.get(level) ?? 'medium' };
    },
    cwe(result, rule) {
      const own = weaknesses(result, get(result, 'taxa'), taxonomies);
      return own.length === 0 ? (rule?.cwe ?? []) : [...new Set([...(rule?.cwe ?? []), ...own])];
    },
    message: (message, rule) => readMessage(message, [rule, driver, ...extensions]),
  };
}

function readRule(content: unknown, taxonomies: readonly unknown[]): Rule {
  const short = prose(get(get(content, 'shortDescription'), 'text'));
  const full = prose(get(get(content, 'fullDescription'), 'text'));
  const help = defined({
    text: prose(get(get(content, 'help'), 'text')) ?? full ?? short,
    uri: webAddress(get(content, 'helpUri')),
  });
  return {
    content,
    title: short ?? full,
    help: help.text === undefined && help.uri === undefined ? undefined : help,
    level: token(get(get(content, 'defaultConfiguration'), 'level'), 20),
    score: securitySeverity(content),
    cwe: weaknesses(
      content,
      list(get(content, 'relationships')).map((one) => get(one, 'target')),
      taxonomies,
    ),
  };
}

function findComponent(components: readonly unknown[], reference: unknown): unknown {
  const index = whole(get(reference, 'index'));
  if (index !== undefined) return components[index];
  for (const key of ['guid', 'name']) {
    const wanted = get(reference, key);
    const found = components.find((one) => wanted !== undefined && get(one, key) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `CA1000/1` is a part of rule `CA1000`. */
function isBelow(id: string, ruleId: string | undefined): boolean {
  return ruleId !== undefined && (id === ruleId || id.startsWith(`${ruleId}/`));
}

function findById(rules: ReadonlyMap<string, unknown>, id: string): unknown {
  for (let part = id; part !== ''; part = part.slice(0, Math.max(part.lastIndexOf('/'), 0))) {
    const rule = rules.get(part);
    if (rule !== undefined) return rule;
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

/** CWE ids from tags, from a property of that name, and from references into the CWE taxonomy. */
function weaknesses(
  owner: unknown,
  references: unknown,
  taxonomies: readonly unknown[],
): readonly string[] {
  const properties = get(owner, 'properties');
  const property = get(properties, 'cwe');
  const found = [
    ...list(get(properties, 'tags')).map((tag) => numberOf(tag, false)),
    ...(Array.isArray(property) ? list(property) : [property]).map((one) => numberOf(one, true)),
    ...list(references).map((one) => referencedNumber(one, taxonomies)),
  ];
  const ids = found.flatMap((number) => (number === undefined ? [] : `CWE-${number}`));
  return [...new Set(ids)];
}

function referencedNumber(reference: unknown, taxonomies: readonly unknown[]): string | undefined {
  const component = get(reference, 'toolComponent');
  const taxonomy = findComponent(taxonomies, component);
  const isCwe = [get(component, 'name'), get(taxonomy, 'name')].includes('CWE');
  const index = whole(get(reference, 'index'));
  const taxon = index === undefined ? undefined : list(get(taxonomy, 'taxa'))[index];
  return numberOf(get(reference, 'id') ?? get(taxon, 'id'), isCwe);
}

/** Reads `CWE-89`, `cwe:089` and `external/cwe/cwe-089`, with a text after it or none. */
function numberOf(value: unknown, bareNumbers: boolean): string | undefined {
  if (typeof value === 'number') return bareNumbers ? whole(value)?.toString() : undefined;
  const text = token(value, 1000) ?? '';
  const named = /^(?:external\/cwe\/)?cwe[-:_ ]?0*(\d{1,5})(?!\d)/i.exec(text)?.[1];
  return named ?? (bareNumbers ? /^0*(\d{1,5})$/.exec(text)?.[1] : undefined);
}

/** `owners` are searched in order for a text with the message's id. */
function readMessage(message: unknown, owners: readonly unknown[]): string | undefined {
  const id = token(get(message, 'id'), 1000);
  let text = get(message, 'text');
  for (const owner of id === undefined ? [] : owners) {
    for (const strings of ['messageStrings', 'globalMessageStrings']) {
      text ??= get(get(get(owner, strings), id ?? ''), 'text');
    }
  }
  const found = prose(text) ?? prose(get(message, 'markdown'));
  const values = get(message, 'arguments');
  return found !== undefined && Array.isArray(values) ? fillIn(found, list(values)) : found;
}

/** A few letters of a result can ask for all of a rule's text, so what they make is kept short. */
const maxFilledLength = 2000;

/** Puts the arguments into `{0}`, `{1}`, …, up to the limit. */
function fillIn(text: string, values: readonly unknown[]): string {
  let filled = '';
  let at = 0;
  for (const match of text.matchAll(/\{(\d{1,3})\}|\{\{|\}\}/g)) {
    const value = match[1] === undefined ? match[0][0] : values[Number(match[1])];
    filled += text.slice(at, match.index) + (typeof value === 'string' ? value : match[0]);
    at = match.index + match[0].length;
    if (filled.length > maxFilledLength) break;
  }
  return shorten(filled + text.slice(at), maxFilledLength);
}

/** The text without SARIF's embedded links: their targets mean nothing outside the report. */
export function withoutLinks(text: string): string {
  return text.replace(/\[([^[\]]*)\]\((?:\d+|sarif:[^()\s]*)\)/g, '$1');
}
