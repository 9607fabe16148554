import type { FindingBase } from '../finding';
import type { SourceKind } from '../flow/sources';
import { sourcesIn } from '../flow/sourceSigns';
import { languageFor } from '../grammars';
import { indexText } from '../lines';
import type { Span } from '../span';
import { spanOf } from '../span';
import type { Node, Syntax } from '../syntax';
import { type Words, wordsOf } from '../words';
import { configLanguages } from './configLanguages';
import { javascriptRules } from './javascriptRules';
import { isUsedAt } from './nodeFinder';
import { type FileOptions, parsedFile } from './parsedFile';
import { pythonRules } from './pythonRules';
import type { Detection, Rule, RuleInfo, Trigger } from './rule';

export type { Detection, RecipeResult, Rule, RuleInfo } from './rule';

const codeRules: readonly Rule[] = [...javascriptRules, ...pythonRules];

/** Every built-in rule. */
export const rules: readonly RuleInfo[] = [
  ...codeRules,
  ...configLanguages.flatMap((one) => one.rules),
];

/**
 * What the rules of a file's language see in it, in the file's order, handed to `use` while what the
 * recipes need is alive. Answers `use([])` when no rule is for such a file. A file without any word
 * that a rule looks for is not parsed. Of a stretch that is not of interest, some flaws may be missing.
 */
export async function detectIn<T>(
  path: string,
  text: string,
  syntax: Syntax,
  use: (detections: readonly Detection[]) => T,
  options: FileOptions = {},
): Promise<T> {
  const language = languageFor(path, text);
  if (language === undefined) return use([]);
  const config = configLanguages.find((one) => one.language === language);
  if (config) return use(config.detect(path, text));
  const words = options.words ?? wordsOf(text);
  const isSource = language === 'javascript' ? sourcesIn(text, words) : () => true;
  const fires = options.fires ?? triggersIn(text);
  const due = codeRules.filter(
    (rule) =>
      rule.languages.includes(language) &&
      mayDetect(rule, text, words, isSource) &&
      (rule.trigger === undefined || fires(rule.trigger)),
  );
  if (due.length === 0) return use([]);
  let result: { readonly value: T } | undefined;
  await syntax.withTree(path, text, (root) => {
    const file = parsedFile(path, text, root, { ...options, words });
    const found = due.flatMap((rule) => rule.detect(file));
    result = { value: use(distinct(found)) };
  });
  return result ? result.value : use([]);
}

function mayDetect(
  rule: Rule,
  text: string,
  words: Words,
  isSource: (kind: SourceKind) => boolean,
): boolean {
  const { words: wanted, isForUses = false, needs = [], sources } = rule;
  if (!needs.every((group) => words.hasAny(group))) return false;
  const isUsed = (word: string) =>
    words.at(word).some((start) => isUsedAt(text, start + word.length));
  const hasWord = isForUses ? wanted.some(isUsed) : words.hasAny(wanted);
  if (wanted.length > 0 && !hasWord) return false;
  return sources === undefined || sources.some(isSource);
}

/** Rules that look for the same share a trigger, which then looks once. */
function triggersIn(text: string): (trigger: Trigger) => boolean {
  const known = new Map<Trigger, boolean>();
  return (trigger) => {
    let fires = known.get(trigger);
    if (fires === undefined) known.set(trigger, (fires = trigger.test(text)));
    return fires;
  };
}

/** Each flaw once, as the first of the rules sees it that know it. */
function distinct(found: readonly Detection[]): readonly Detection[] {
  const kept: Detection[] = [];
  const byWeakness = new Map<string, Detection[]>();
  for (const one of found) {
    const weakness = ruleOf(one)?.cwe[0] ?? one.ruleId;
    const others = byWeakness.get(weakness) ?? [];
    byWeakness.set(weakness, others);
    if (others.some((other) => holds(other, one) || holds(one, other))) continue;
    others.push(one);
    kept.push(one);
  }
  return kept.sort((a, b) => a.start - b.start || a.end - b.end);
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && outer.end >= inner.end;
}

function ruleOf({ ruleId }: Detection): RuleInfo | undefined {
  return rules.find(({ id }) => id === ruleId);
}

/** The relative modules that a file imports, as it writes them: at most `limit`. */
export function relativeImports(path: string, text: string, root: Node, limit = 20): string[] {
  const specifiers = parsedFile(path, text, root)
    .imports.flatMap(({ imported }) => imported?.specifier ?? [])
    .filter((specifier) => /^\.\.?\//.test(specifier));
  return [...new Set(specifiers)].slice(0, limit);
}

/**
 * Which of a file's detections are the flaw that a finding speaks of: the code at the finding's
 * place decides, unless the finding plainly speaks of something else. The nearest comes first.
 */
export function detectionsFor(
  finding: FindingBase,
  detections: readonly Detection[],
  text: string,
): readonly Detection[] {
  const { region } = finding.location;
  const index = indexText(text);
  const place = region && spanOf(index, region);
  if (!place) return [];
  const onItsLines = ({ start, end }: Span) =>
    index.positionAt(start).line <= region.end.line &&
    index.positionAt(end).line >= region.start.line;
  return detections
    .filter((one) => onItsLines(one) || (one.madeAt && onItsLines(one.madeAt)))
    .filter((one) => speaksOf(finding, one, place))
    .sort((a, b) => distance(a, place.start) - distance(b, place.start));
}

/** Cheap, without looking at the code: false when the finding is plainly none that a rule knows. */
export function mayConcern({ cwe }: Pick<FindingBase, 'cwe'>): boolean {
  return cwe.length === 0 || rules.some((rule) => cwe.some((one) => rule.cwe.includes(one)));
}

function distance({ start, madeAt }: Detection, to: number): number {
  return Math.min(Math.abs(start - to), Math.abs((madeAt?.start ?? start) - to));
}

/** Whether a finding at the lines of a detection is about the same flaw. */
function speaksOf(finding: FindingBase, detection: Detection, region: Span): boolean {
  const rule = ruleOf(detection);
  if (!rule) return false;
  if (finding.cwe.length > 0) return finding.cwe.some((cwe) => rule.cwe.includes(cwe));
  const words = `${finding.ruleId} ${finding.message}`.slice(0, 2000);
  if (rule.topic.test(words)) return true;
  if (rules.some(({ topic }) => topic.test(words))) return false;
  return region.start <= detection.start && region.end >= detection.end;
}

/** What others ask of the rules; they are loaded when first needed: see `Ports.rules`. */
export interface Rules {
  readonly rules: readonly RuleInfo[];
  readonly detectIn: typeof detectIn;
  readonly detectionsFor: typeof detectionsFor;
  readonly mayConcern: typeof mayConcern;
  readonly relativeImports: typeof relativeImports;
}
