import canonicalize from 'canonicalize';
import { stripComments } from 'jsonc-parser';
import * as v from 'valibot';
import { messageOf } from './errors';
import { compareText } from './finding';
import { builtInFloor } from './floor';
import type { Glob } from './glob';
import { globMatch, readGlob } from './glob';
import { sha256Hex } from './hash';
import { foldPath, pathWords } from './paths';
import type { RiskTier } from './risk';

/** Where the policy of a folder is kept. */
export const policyPath = '.countersign/policy.json';

const maxPolicyLength = 256 * 1024;

/** So many globs, braces expanded, that a hostile policy still costs no noticeable time. */
const maxGlobs = 2000;

const maxRules = 1000;

const tierSchema = v.strictObject({
  glob: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(256),
    v.description(
      'Files by path: * and ? within a name, ** across folders, {a,b}. Without a slash it matches at any depth; a folder covers all that is in it; case does not matter.',
    ),
  ),
  tier: v.pipe(
    v.picklist(['moderate', 'high', 'forbidden']),
    v.description(
      'The least tier of these files. high: each needs a typed confirmation. forbidden: no draft may touch them. The built-in floor cannot be loosened.',
    ),
  ),
  reason: v.optional(
    v.pipe(v.string(), v.maxLength(300), v.description('Shown to the reviewer: what is at stake.')),
  ),
});

/** `.countersign/policy.json`. Unknown keys are refused: a misspelt rule must not vanish. */
export const policySchema = v.pipe(
  v.strictObject({
    $schema: v.optional(v.string()),
    version: v.pipe(v.literal(1), v.description('The version of this format.')),
    tiers: v.pipe(
      v.array(tierSchema),
      v.maxLength(maxRules),
      v.description('The highest tier that speaks of a file counts.'),
    ),
  }),
  v.title('Countersign policy'),
  v.description('How risky a change is, by the files that it touches.'),
);

/**
 * What still counts of a policy that breaks the schema: every rule with a readable glob, as
 * forbidden when its tier cannot be read, so that a typo never loosens.
 */
const brokenPolicySchema = v.object({
  version: policySchema.entries.version,
  tiers: v.pipe(
    v.array(
      v.fallback(
        v.nullable(
          v.object({
            glob: tierSchema.entries.glob,
            tier: v.fallback(tierSchema.entries.tier, 'forbidden'),
            reason: v.fallback(tierSchema.entries.reason, undefined),
          }),
        ),
        null,
      ),
    ),
    v.maxLength(maxRules),
  ),
});

export interface PolicyRule {
  readonly tier: Exclude<RiskTier, 'low'>;
  /** What the rule guards: a clause without a full stop. */
  readonly reason: string;
  readonly globs: readonly string[];
  /** Words of the path, see `pathWords`. Only the floor has them. */
  readonly words?: readonly string[];
  /** The tier for a dependency finding of that very manifest. Only the floor has it. */
  readonly ownFindingTier?: 'moderate';
  readonly origin: 'built-in' | PolicySource['origin'];
}

/** One copy of the policy file; `text` is undefined when there is none. */
export interface PolicySource {
  readonly origin: 'committed' | 'working tree';
  readonly text: string | undefined;
}

export interface Policy {
  readonly rules: readonly CompiledRule[];
  /** Of the rules in force, whatever file they come from: other rules, other confirmation. */
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
  const copies = sources.map(readSource);
  const rules = [...builtInFloor.map(compiled), ...copies.flatMap((copy) => copy.rules)];
  return {
    rules,
    sha256: rulesSha256(rules),
    problems: copies.flatMap((copy) => copy.problems),
  };
}

/** The rules that speak of a path, compared folded, in the order of the policy. */
export function rulesFor(policy: Policy, path: string): readonly RuleMatch[] {
  const segments = foldPath(path).split('/');
  const words = pathWords(path);
  return policy.rules.flatMap((rule) => {
    const by = globOf(rule, segments) ?? wordOf(rule, words);
    return by === undefined ? [] : [{ rule, by }];
  });
}

function globOf(rule: CompiledRule, segments: readonly string[]): string | undefined {
  for (const glob of rule.compiled) {
    const by = globMatch(glob, segments);
    if (by !== undefined) return by;
  }
  return undefined;
}

function wordOf(rule: PolicyRule, words: ReadonlySet<string>): string | undefined {
  const word = rule.words?.find((one) => words.has(one));
  return word === undefined ? undefined : `the word ${word}`;
}

interface ReadSource {
  readonly rules: readonly CompiledRule[];
  readonly problems: readonly string[];
}

function readSource({ origin, text }: PolicySource): ReadSource {
  if (text === undefined) return { rules: [], problems: [] };
  const parsed = parsePolicy(text);
  const rules: CompiledRule[] = [];
  const problems = parsed.problem === undefined ? [] : [said(origin, parsed.problem)];
  let globs = 0;
  for (const { glob: pattern, tier, reason = '' } of parsed.tiers) {
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
  return { rules, problems };
}

interface ParsedPolicy {
  readonly tiers: v.InferOutput<typeof policySchema>['tiers'];
  readonly problem?: string;
}

function parsePolicy(text: string): ParsedPolicy {
  const refuse = (problem: string): ParsedPolicy => ({ tiers: [], problem });
  if (text.length > maxPolicyLength) return refuse('it is larger than 256 KB');
  if (/^(?:<{7}|>{7})/m.test(text)) return refuse('it holds merge markers');
  let json: unknown;
  try {
    json = JSON.parse(stripComments(text.replace(/^\uFEFF/, ''), ' '));
  } catch (error) {
    return refuse(`it is not JSON (${messageOf(error)})`);
  }
  const result = v.safeParse(policySchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const problem = `${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`;
  const broken = v.safeParse(brokenPolicySchema, json);
  return {
    tiers: broken.success ? broken.output.tiers.filter((rule) => rule !== null) : [],
    problem,
  };
}

/** A reason as one line that a full stop can follow. */
function clause(reason: string): string {
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

function rulesSha256(rules: readonly PolicyRule[]): string {
  const texts = rules.map(({ tier, reason, globs, words, ownFindingTier }) =>
    String(canonicalize({ tier, reason, globs, words: words ?? [], ownFindingTier })),
  );
  return sha256Hex(`[${[...new Set(texts)].sort(compareText).join(',')}]`);
}
