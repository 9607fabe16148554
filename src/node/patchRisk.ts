import * as path from 'node:path';
import { slowCheckIds } from '../core/checkIds';
import { touchedBy } from '../core/contentFacts';
import { demandsFor, requiredChecks } from '../core/demands';
import type { Evidence, SubjectFile } from '../core/evidence';
import type { Policy } from '../core/policy';
import type { Ports } from '../core/ports';
import { missingEvidence } from '../core/review';
import type { Risk } from '../core/risk';
import { assess } from '../core/risk';
import { callersByName } from './callersByName';
import { workspaceFiles } from './workspaceFiles';

/** A patch without a draft, as the policy sees it. */
export interface JudgedPatch {
  readonly risk: Risk;
  /** With a line for each check that the policy requires and that nobody ran. */
  readonly evidence: readonly Evidence[];
  /** Of the required checks those that are not left to others. */
  readonly required: readonly string[];
}

/**
 * The risk of changing these paths of a tree, and what the policy requires for it. `files` are
 * those of them that can be read. A new symbolic link is judged by what it leads to as well.
 */
export async function judgePatch(
  after: string,
  paths: readonly string[],
  files: readonly SubjectFile[],
  evidence: readonly Evidence[],
  policy: Policy,
  ports: Pick<Ports, 'syntax'>,
): Promise<JudgedPatch> {
  const root = path.resolve(after);
  const judged = await Promise.all(
    paths.map(async (one) => {
      const real = await workspaceFiles(root).realPath(one);
      return { path: one, realPath: real.ok ? real.path : one };
    }),
  );
  const touched = await touchedBy(files, await ports.syntax().catch(() => undefined));
  const reach = await callersByName(root, touched.functions);
  const risk = assess(undefined, undefined, judged, policy, { ...touched, reach });
  const required = requiredChecks(demandsFor(policy.demands, risk.tier));
  return {
    risk,
    evidence: [...evidence, ...missingEvidence(required, evidence, files)],
    required: required.filter((id) => isQuick(id) || evidence.some(({ check }) => check === id)),
  };
}

/** Checks that run programs are for whoever accepts; here the job itself runs the tests. */
function isQuick(check: string): boolean {
  return !slowCheckIds.some((id) => id === check);
}
