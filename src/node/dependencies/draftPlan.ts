import * as path from 'node:path';
import type { Advisory } from '../../core/dependencies/advisories/advisory';
import { editManifest } from '../../core/dependencies/editManifest';
import type { DependencyGraph } from '../../core/dependencies/graph';
import { vulnerableNodes } from '../../core/dependencies/advisories/match';
import type { PlanOption } from '../../core/dependencies/plan';
import type {
  PlanControl,
  PlanDraft,
  PlannedFile,
  Refused,
  Validation,
} from '../../core/dependencies/planning';
import type { Outcome } from '../../core/dependencies/planner/outcome';
import { readGraph, type TextFile } from '../../core/dependencies/locks/readGraph';
import { writeNpmLock } from '../../core/dependencies/writeNpmLock';
import { shownPath } from '../../core/plainText';
import type { ProjectFile } from './projectFiles';
import { rehearse } from './rehearse';
import type { Installed } from './understand';

/** An option of a plan, and what is installed after it. */
export interface DraftRequest {
  readonly installed: Installed;
  readonly advisories: readonly Advisory[];
  readonly option: PlanOption;
  readonly outcome: Outcome;
}

export interface DraftParts {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly mayRun: () => boolean;
}

/** Where another package manager writes the lockfile, and only there. */
const commands = {
  'yarn-classic': 'yarn install',
  'yarn-berry': 'yarn install',
  pnpm: 'pnpm install --lockfile-only',
} as const;

/** What a person does with a plan where npm does not write the lockfile. */
export function byHand({ path, manager }: DependencyGraph['lockfile']): string | undefined {
  if (manager === 'npm') return undefined;
  return `${shownPath(path, 200)} is not written by npm. Make the planned changes by hand, then run ${commands[manager]}.`;
}

/** The files after an option, as the user's npm writes them; tried out, and looked at again. */
export async function draftPlan(
  request: DraftRequest,
  parts: DraftParts,
  control: PlanControl,
): Promise<PlanDraft> {
  const { installed, outcome } = request;
  const { files, graph } = installed;
  const notNpm = byHand(graph.lockfile);
  if (notNpm !== undefined) return refuse(notNpm);
  const manifests = editedManifests(installed, outcome);
  if (manifests === undefined) {
    return refuse('package.json does not say what the plan was made for. Plan again.');
  }
  const lock = writeNpmLock(files.lockfile.text, graph, outcome);
  const rehearsed = await rehearse(rehearsalOf(installed, manifests, lock, parts), {
    ...control,
    mayRun: parts.mayRun,
  });
  if (!rehearsed.ok) return rehearsed;
  const scan = lookAgain(request, graphAfter(installed, manifests, rehearsed.lockfile));
  if (!scan.ok) return scan;
  const after = planned(files.lockfile, rehearsed.lockfile);
  const changed = [...manifests, after].filter((one) => one.before !== one.after);
  return { ok: true, files: changed, validation: [...rehearsed.validation, scan.validation] };
}

function refuse(why: string): Refused {
  return { ok: false, why };
}

function planned({ path: at, text, sha256 }: ProjectFile, after: string): PlannedFile {
  return { path: at, before: text, after, baseSha256: sha256 };
}

/** Every package.json, also those that stay; undefined where one is not what the plan was made for. */
function editedManifests(
  { files, manifests }: Installed,
  { ranges, overrides }: Outcome,
): readonly PlannedFile[] | undefined {
  const edited: PlannedFile[] = [];
  let found = 0;
  for (const file of [files.manifest, ...manifests]) {
    const own = ranges.filter(({ manifest }) => manifest === file.path);
    const edits = [...own, ...(file === files.manifest ? overrides : [])];
    found += edits.length;
    const text = editManifest(file.text, edits);
    if (text === undefined) return undefined;
    edited.push(planned(file, text));
  }
  return found === ranges.length + overrides.length ? edited : undefined;
}

function rehearsalOf(
  installed: Installed,
  manifests: readonly PlannedFile[],
  lock: string,
  { folder }: DraftParts,
) {
  const { lockfile } = installed.files;
  const below = path.posix.dirname(lockfile.path);
  const inside = ({ path: at, after }: PlannedFile): TextFile => ({
    path: path.posix.relative(below, at),
    text: after,
  });
  const [manifest, ...others] = manifests.map(inside);
  return {
    folder: path.join(folder, below),
    manifest: manifest ?? { path: 'package.json', text: '' },
    lockfile: inside(planned(lockfile, lock)),
    manifests: others,
    graphOf: (text: string) => graphAfter(installed, manifests, text),
  };
}

function graphAfter(
  { files: { lockfile } }: Installed,
  manifests: readonly PlannedFile[],
  text: string,
): DependencyGraph | undefined {
  const [manifest, ...others] = manifests.map((one) => ({ path: one.path, text: one.after }));
  if (manifest === undefined) return undefined;
  const workspaces = others.length === 0 ? {} : { workspaces: others };
  const read = readGraph({ lockfile: { path: lockfile.path, text }, manifest, ...workspaces });
  return read.ok ? read.graph : undefined;
}

/** Whether what npm wrote fixes what was planned; nothing else is called fixed. */
function lookAgain(
  { installed, advisories, option }: DraftRequest,
  written: DependencyGraph | undefined,
): Refused | { readonly ok: true; readonly validation: Validation } {
  if (written === undefined) return refuse('What npm wrote cannot be read. Nothing was kept.');
  const pathsIn = (graph: DependencyGraph) =>
    new Set(vulnerableNodes(graph, advisories).vulnerable.map((one) => one.path));
  const [before, after] = [pathsIn(installed.graph), pathsIn(written)];
  const fixed = [...before].filter((one) => !after.has(one)).length;
  const introduced = [...after].filter((one) => !before.has(one)).length;
  if (fixed < option.fixed || introduced > option.introduced) {
    return refuse(
      `Of ${option.fixed} copies that were to be fixed ${fixed} are, and ${introduced} became vulnerable. Nothing was kept.`,
    );
  }
  const text = `Looked at again with the same advisories: fixed ${fixed} of ${before.size}, introduced ${introduced}.`;
  return { ok: true, validation: { step: 'scan', outcome: 'pass', text } };
}
