import * as path from 'node:path';
import { draftCheckIds, isSlowCheck } from '../core/checkIds';
import type { Evidence, SubjectFile } from '../core/evidence';
import { judge, withMissing } from '../core/judgement';
import type { Policy } from '../core/policy';
import type { Ports, ReviewPorts } from '../core/ports';
import type { Risk } from '../core/risk';
import { callersOnDisk, unhurriedMs } from './callersByName';
import { workspaceFiles } from './workspaceFiles';

/** A patch without a draft, as the policy sees it. */
export interface JudgedPatch {
  readonly risk: Risk;
  /** With a line for each check that the policy requires and that nobody ran. */
  readonly evidence: readonly Evidence[];
  /** Of the required checks those that block when they did not run. */
  readonly required: readonly string[];
}

/**
 * The risk of changing these paths of a tree, and what the policy requires for it. `files` are
 * those of them that can be read. A new symbolic link is judged by what it leads to as well. A slow
 * check blocks only when it was asked for: else the job itself may run what it runs.
 */
export async function judgePatch(
  after: string,
  paths: readonly string[],
  files: readonly SubjectFile[],
  evidence: readonly Evidence[],
  policy: Policy,
  ports: Pick<ReviewPorts, 'syntax' | 'content'>,
): Promise<JudgedPatch> {
  const root = path.resolve(after);
  const judged = await Promise.all(
    paths.map(async (one) => {
      const real = await workspaceFiles(root).realPath(one);
      return { path: one, realPath: real.ok ? real.path : one };
    }),
  );
  const callers: Ports['callers'] = (names) => callersOnDisk(root, names, unhurriedMs);
  const change = { paths: judged, files };
  const { risk, required } = await judge(change, policy, { ...ports, callers });
  const asked = paths.length > 0 ? required.filter((id) => !draftCheckIds.has(id)) : [];
  const wasRun = (id: string) => evidence.some(({ check }) => check === id);
  return {
    risk,
    evidence: withMissing(evidence, asked, files),
    required: asked.filter((id) => wasRun(id) || !isSlowCheck(id)),
  };
}
