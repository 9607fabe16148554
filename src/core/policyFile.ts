import { createScanner, stripComments } from 'jsonc-parser';
import * as v from 'valibot';
import type { Demand } from './demands';
import { messageOf } from './errors';
import { oneLine } from './plainText';
import type { PolicyFile, TierDemands } from './policySchema';
import { brokenPolicySchema, policySchema } from './policySchema';

const maxPolicyLength = 256 * 1024;

/** The demands of one tier as they stand in the file; of a broken one, checks of any name. */
export type Wanted = Omit<TierDemands, 'checks'> & {
  readonly checks?: readonly string[] | undefined;
};

export interface ParsedPolicy {
  readonly tiers: PolicyFile['tiers'];
  readonly content: NonNullable<PolicyFile['content']>;
  readonly demands: readonly (readonly [tier: Demand['tier'], wanted: Wanted])[];
  readonly needsEntry: boolean;
  /** A clause without a full stop: why not all of it could be read. */
  readonly problem?: string;
}

/** The text of a policy file, JSON with comments. Never throws; what cannot be read is a problem. */
export function parsePolicy(text: string): ParsedPolicy {
  const refuse = (problem: string): ParsedPolicy => {
    return { tiers: [], content: [], demands: [], needsEntry: false, problem };
  };
  if (text.length > maxPolicyLength) return refuse('it is larger than 256 KB');
  if (/^(?:<{7}|>{7})/m.test(text)) return refuse('it holds merge markers');
  let json: unknown;
  try {
    json = JSON.parse(stripComments(text.replace(/^\uFEFF/, ''), ' '));
  } catch (error) {
    return refuse(`it is not JSON (${messageOf(error)})`);
  }
  const result = v.safeParse(policySchema, json);
  const twice = repeatedKey(text);
  if (result.success && twice === undefined) return parsed(result.output);
  const [issue] = result.issues ?? [];
  const problem = issue
    ? `${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`
    : `it has “${oneLine(twice ?? '', 60)}” twice in one place, and only the last one would count`;
  const broken = v.safeParse(brokenPolicySchema, json);
  if (!broken.success) return refuse(problem);
  const { tiers, content = [], demands, aiBom } = broken.output;
  const readable = {
    tiers: tiers.filter((rule) => rule !== null),
    content: content.filter((rule) => rule !== null),
    demands,
    aiBom,
  };
  return { ...parsed(readable), problem };
}

/** A key that one object has twice: whoever reads the first one does not know that it says nothing. */
function repeatedKey(text: string): string | undefined {
  const scanner = createScanner(text.replace(/^\uFEFF/, ''), true);
  const open: Set<string>[] = [];
  let last: string | undefined;
  for (let token: number = scanner.scan(); token !== Token.end; token = scanner.scan()) {
    if (token === Token.openBrace || token === Token.openBracket) open.push(new Set());
    else if (token === Token.closeBrace || token === Token.closeBracket) open.pop();
    else if (token === Token.colon && last !== undefined) {
      const keys = open.at(-1);
      if (keys?.has(last)) return last;
      keys?.add(last);
    }
    last = token === Token.text ? scanner.getTokenValue() : undefined;
  }
  return undefined;
}

/** As `SyntaxKind`, which is a type only. */
const Token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  colon: 6,
  text: 10,
  end: 17,
} as const;

function parsed({ tiers, content = [], demands = {}, aiBom }: Readable): ParsedPolicy {
  const byTier = [
    ['low', demands.low],
    ['moderate', demands.moderate],
    ['high', demands.high],
  ] as const;
  return {
    tiers,
    content,
    demands: byTier.flatMap(([tier, wanted]) => (wanted ? [[tier, wanted] as const] : [])),
    needsEntry: aiBom === 'required',
  };
}

interface Readable extends Pick<PolicyFile, 'tiers' | 'content' | 'aiBom'> {
  readonly demands?: { readonly [Tier in Demand['tier']]?: Wanted | undefined } | undefined;
}
