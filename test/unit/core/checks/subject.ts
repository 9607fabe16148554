import type { Draft } from '../../../../src/core/draft';
import type { Check, CheckAnswer, SubjectFile } from '../../../../src/core/evidence';
import type { CodeFinding, DependencyFinding } from '../../../../src/core/finding';
import { testRules, testSyntax } from '../../grammars';

const path = 'src/a.js';
const common = {
  id: 'a'.repeat(64),
  tool: { name: 'Scanner' },
  ruleId: 'r1',
  severity: 'high',
  message: 'Bad.',
  related: [],
  cwe: [],
} as const;

/** A finding on a whole line of src/a.js; lines are zero-based. */
export function findingAt(line: number, rest: Partial<CodeFinding> = {}): CodeFinding {
  const region = { start: { line, character: 0 }, end: { line, character: 0 } };
  return { ...common, kind: 'code', location: { path, region }, codeFlows: [], fixes: [], ...rest };
}

export const dependencyFinding: DependencyFinding = {
  ...common,
  kind: 'dependency',
  location: { path: 'package-lock.json' },
  advisory: { id: 'GHSA-1', title: 'Bad' },
  package: 'lodash',
  direct: true,
  vulnerable: '<4.17.21',
  nodes: [],
};

export function file(before: string, after: string, at = path): SubjectFile {
  return { path: at, before, after };
}

export function draftOf(...changes: Draft['changes'][number][]): Draft {
  return {
    id: 'd',
    findingId: common.id,
    strategy: 'deterministic',
    origin: {
      kind: 'recipe',
      tool: { name: 'countersign' },
      requestedBy: 'x',
      requestedAt: '2026-01-01T00:00:00.000Z',
      identity: 'built-in',
    },
    changes,
    rationale: {
      whyVulnerable: 'It is bad.',
      whyFixed: 'It is good now.',
      mayBreak: [],
      alternatives: [],
      assumptions: [],
    },
  };
}

/** What the checks may ask of the outside, where nothing else is on disk. */
export const checkPorts = {
  syntax: testSyntax,
  rules: testRules,
  read: () => Promise.resolve(undefined),
} as const;

/** Runs one check, as `gather` does. */
export async function run(
  check: Check,
  subject: Parameters<Check['run']>[0],
): Promise<CheckAnswer> {
  return check.run(subject, checkPorts);
}

/** Outcome and one-based lines, for short expectations. */
export async function outcome(check: Check, subject: Parameters<Check['run']>[0]): Promise<string> {
  const { outcome, lines = [] } = await run(check, subject);
  return [outcome, ...lines.map(({ line }) => line + 1)].join(' ');
}
