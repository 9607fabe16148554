import * as path from 'node:path';
import type { Advisory } from '../../core/dependencies/advisories/advisory';
import { otherHashes } from '../../core/dependencies/otherHashes';
import { withOtherSources } from '../../core/dependencies/otherSources';
import type { Packument, Packuments } from '../../core/dependencies/packument';
import type { Tier } from '../../core/dependencies/plan';
import type { UnusedPackage } from '../../core/dependencies/planner/removal';
import type { PlanControl, Planned, Understood } from '../../core/dependencies/planning';
import { planFixes } from '../../core/dependencies/planner/planFixes';
import { HumanError } from '../../core/errors';
import { breather } from './breather';
import { type CompatibilityParts, nodeOf, withCompatibility } from './compatibilityOf';
import { type DraftParts, draftPlan } from './draftPlan';
import { type Installed, understood } from './understand';
import { unusedPackages } from './unusedPackages';

export interface ProjectRequest {
  /** Only these copies are to be fixed, by their paths; absent: all. */
  readonly only?: readonly string[];
  readonly maxTier?: Tier;
}

export interface PlanParts extends DraftParts, CompatibilityParts {}

/** The plan for a project with these advisories; the registry is asked for what the plan needs. */
export async function planProject(
  installed: Installed,
  advisories: readonly Advisory[],
  request: ProjectRequest,
  parts: PlanParts,
  control: PlanControl,
): Promise<Planned> {
  const { signal } = control;
  const found = understood(installed, advisories);
  const below = path.posix.dirname(installed.files.lockfile.path);
  control.progress('asking the registry');
  const { packuments, answered } = remembering(parts.registry.packuments(signal));
  const manifestOf = (folder: string) => path.posix.join(below, folder, 'package.json');
  const notes: string[] = [];
  const unused = mayRemove(request) ? await unusedIn(found, below, parts, control, notes) : [];
  const node = nodeOf(installed.files.manifest.text);
  const declared = node === undefined ? {} : { node };
  control.progress('looking for the smallest change');
  const pause = breather();
  const options = { ...request, ...declared, unused, manifestOf, signal, pause };
  const fixes = await planFixes(installed.graph, advisories, packuments, options);
  const { outcomes } = fixes;
  let plan = withOtherSources(fixes.plan, found, request.only);
  notes.unshift(...otherHashes(installed.graph, answered));
  try {
    plan = await withCompatibility(plan, found, installed, parts, control);
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    notes.push(`What the changes ask of your code was not looked at: ${error.message}`);
  }
  return {
    ok: true,
    understood: found,
    plan,
    notes,
    async draft(tier, draftControl) {
      const option = plan.options.find((one) => one.tier === tier);
      const outcome = outcomes.get(tier);
      if (!option || !outcome) return { ok: false, why: `The plan has no option ${tier}.` };
      return draftPlan({ installed, advisories, option, outcome }, parts, draftControl);
    },
  };
}

/** To remove a package is shown where nothing is said, and where it is asked for. */
function mayRemove({ maxTier }: ProjectRequest): boolean {
  return maxTier === undefined || maxTier === 'remove';
}

async function unusedIn(
  found: Understood,
  below: string,
  parts: PlanParts,
  control: PlanControl,
  notes: string[],
): Promise<readonly UnusedPackage[]> {
  try {
    return await unusedPackages(found, path.join(parts.folder, below), parts, control);
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    notes.push(`What could be removed was not looked for: ${error.message}`);
    return [];
  }
}

/** What was answered can be held against the lockfile. */
function remembering(asked: Packuments) {
  const answered = new Map<string, Packument>();
  const packuments: Packuments = {
    async get(name) {
      const result = await asked.get(name);
      if (result.ok) answered.set(name, result.packument);
      return result;
    },
  };
  return { packuments, answered };
}
