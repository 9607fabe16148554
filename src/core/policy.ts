import canonicalize from 'canonicalize';
import type { ContentClassId } from './contentClassIds';
import type { Demand } from './demands';
import { compareText } from './finding';
import { builtInFloor } from './floor';
import type { Glob, Steps } from './glob';
import { globMatch, readGlob } from './glob';
import { sha256Hex } from './hash';
import { foldPath, pathWords } from './paths';
import type { Wanted } from './policyFile';
import { parsePolicy } from './policyFile';
import type { RiskTier } from './risk';

/** Where the policy of a folder is kept. */
export const policyPath = '.countersign/policy.json';

/** So many globs, braces expanded, that a hostile policy still costs no noticeable time. */
const maxGlobs = 2000;

/** So many steps of matching for one path. Ordinary policies take a hundredth. */
const maxSteps = 4_000_000;

/** Where a rule comes from: compiled in, or from a copy of the policy file. */
export type RuleOrigin = 'built-in' | PolicySource['origin'];

const voices: Readonly<Record<RuleOrigin, string>> = {
  'built-in': 'Built-in floor',
  committed: 'Committed policy',
  'working tree': 'Uncommitted policy',
};

/** Where a rule comes from, for people. */
export function ruleVoice(origin: RuleOrigin): string {
  return voices[origin];
}

export interface PolicyRule {
  readonly tier: Exclude<RiskTier, 'low'>;
  /** What the rule guards: a clause without a full stop. */
  readonly reason: string;
  readonly globs: readonly string[];
  /** Words of the path, see `pathWords`. Only the floor has them. */
  readonly words?: readonly string[];
  /** The tier for a dependency finding of that very manifest. Only the floor has it. */
  readonly ownFindingTier?: 'moderate';
  readonly origin: RuleOrigin;
}

/** The least tier of files whose changed code is of a class. */
export interface ContentRule {
  readonly class: ContentClassId;
  readonly tier: PolicyRule['tier'];
  /** A clause without a full stop. */
  readonly reason: string;
  readonly origin: RuleOrigin;
}

/** One copy of the policy file; `text` is undefined when there is none. */
export interface PolicySource {
  readonly origin: 'committed' | 'working tree';
  readonly text: string | undefined;
}

export interface Policy {
  readonly rules: readonly CompiledRule[];
  readonly content: readonly ContentRule[];
  readonly demands: readonly Demand[];
  /** A change that AI drafted needs an entry of the AI-BOM. */
  readonly needsEntry: boolean;
  /** Of all that is in force, whatever file it comes from: other rules, other confirmation. */
  readonly sha256: string;
  /** What could not be read. Each is shown; while there is any, every file counts as high-risk. */
  readonly problems: readonly string[];
}

export interface CompiledRule extends PolicyRule {
  readonly compiled: readonly Glob[];
}

/** A rule that speaks of a path, and the part of it that does. */
export interface RuleMatch {
  readonly rule: PolicyRule;
  /** Such as `*.pem` or `the word auth`. */
  readonly by: string;
}

/**
 * The floor and every readable rule of every source: sources only add. What cannot be read is a
 * problem and makes every file high-risk; a rule without a readable tier forbids its files. Without
 * sources: the built-in floor.
 */
export function effectivePolicy(sources: readonly PolicySource[]): Policy {
  // The same text twice says nothing new.
  const isFirst = ({ text }: PolicySource, index: number) =>
    sources.findIndex((one) => one.text === text) === index;
  const copies = sources.filter(isFirst).map(readSource);
  const rules = [...builtInFloor.map(compiled), ...copies.flatMap((copy) => copy.rules)];
  const content = copies.flatMap((copy) => copy.content);
  const demands = copies.flatMap((copy) => copy.demands);
  const needsEntry = copies.some((copy) => copy.needsEntry);
  return {
    rules,
    content,
    demands,
    needsEntry,
    sha256: policySha256({ rules, content, demands, needsEntry }),
    problems: copies.flatMap((copy) => copy.problems),
  };
}

/**
 * The rules that speak of a path, compared folded, in the order of the policy. Throws when that
 * takes more steps than any honest policy needs.
 */
export function rulesFor(
  policy: Pick<Policy, 'rules'>,
  path: string,
  steps: Steps = { left: maxSteps },
): readonly RuleMatch[] {
  const segments = foldPath(path).split('/');
  const words = pathWords(path);
  return policy.rules.flatMap((rule) => {
    const by = globOf(rule, segments, steps) ?? wordOf(rule, words);
    return by === undefined ? [] : [{ rule, by }];
  });
}

function globOf(rule: CompiledRule, segments: readonly string[], steps: Steps): string | undefined {
  for (const glob of rule.compiled) {
    const by = globMatch(glob, segments, steps);
    if (by !== undefined) return by;
  }
  return undefined;
}

function wordOf(rule: PolicyRule, words: ReadonlySet<string>): string | undefined {
  const word = rule.words?.find((one) => words.has(one));
  return word === undefined ? undefined : `the word ${word}`;
}

type ReadSource = Pick<Policy, 'rules' | 'content' | 'demands' | 'needsEntry' | 'problems'>;

function readSource({ origin, text }: PolicySource): ReadSource {
  if (text === undefined) return nothing;
  const { tiers, content, demands, needsEntry, problem } = parsePolicy(text);
  const rules: CompiledRule[] = [];
  const problems = problem === undefined ? [] : [said(origin, problem)];
  let globs = 0;
  for (const { glob: pattern, tier, reason } of tiers) {
    const read = readGlob(pattern);
    globs += read.ok ? read.glob.length : 1;
    if (globs > maxGlobs) {
      problems.push(said(origin, `it has more than ${maxGlobs} globs`));
      break;
    }
    if (read.ok) rules.push(compiled({ tier, reason: clause(reason), globs: [pattern], origin }));
    else problems.push(said(origin, `the glob “${pattern}” cannot be used: ${read.why}`));
  }
  if (problems.length > 0) rules.push(closed(origin));
  return {
    rules,
    content: content.map((rule) => ({ ...rule, reason: clause(rule.reason), origin })),
    demands: demands.map(([tier, wanted]) => demand(tier, wanted, origin)),
    needsEntry,
    problems,
  };
}

const nothing: ReadSource = {
  rules: [],
  content: [],
  demands: [],
  needsEntry: false,
  problems: [],
};

function demand(
  tier: Demand['tier'],
  { checks = [], drafters, models, approvers, differentApprover = false }: Wanted,
  origin: PolicySource['origin'],
): Demand {
  return {
    tier,
    origin,
    checks,
    ...(drafters && { drafters }),
    ...(models && { models }),
    ...(approvers && { approvers }),
    differentApprover,
  };
}

/** A reason as one line that a full stop can follow. */
function clause(reason = ''): string {
  const line = reason.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ').trim();
  return line.replace(/\.$/, '') || 'the policy asks for this tier';
}

function said(origin: string, what: string): string {
  return `${policyPath} (${origin}): ${what}. Until that is mended, every file counts as high-risk.`;
}

function closed(origin: PolicySource['origin']): CompiledRule {
  const reason = `the ${origin} ${policyPath} cannot be read in full, so every file is guarded`;
  return compiled({ tier: 'high', reason, globs: ['**'], origin });
}

function compiled(rule: PolicyRule): CompiledRule {
  return {
    ...rule,
    compiled: rule.globs.map((text) => {
      const read = readGlob(text);
      if (!read.ok) throw new Error(`The glob ${text} cannot be read: ${read.why}.`);
      return read.glob;
    }),
  };
}

/** The same for the same meaning: neither the order of the rules nor their file counts. */
function policySha256({
  rules,
  content,
  demands,
  needsEntry,
}: Omit<Policy, 'sha256' | 'problems'>) {
  const set = (texts: readonly string[]) => `[${[...new Set(texts)].sort(compareText).join(',')}]`;
  const tiers = rules.map(({ tier, reason, globs, words, ownFindingTier }) =>
    String(canonicalize({ tier, reason, globs, words: words ?? [], ownFindingTier })),
  );
  if (content.length + demands.length === 0 && !needsEntry) return sha256Hex(set(tiers));
  const others = [...content, ...demands].map((one) =>
    String(canonicalize({ ...one, origin: undefined })),
  );
  return sha256Hex(`${set(tiers)}${set(others)}${needsEntry ? 'entry' : ''}`);
}
