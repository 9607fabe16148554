import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { installChange } from '../../core/dependencies/installChange';
import { HumanError } from '../../core/errors';
import type { SlowControl, Subject, SubjectFile } from '../../core/evidence';
import { oneLine } from '../../core/plainText';
import type { Program } from '../../core/scanners';
import type { ProjectCommand } from '../../core/testCommands';
import { npmProgram, ownPath } from '../dependencies/npmProgram';
import { runCommand } from '../runCommand';
import { sharedIn } from '../scratch/dependencies';
import type { ScratchTree } from '../scratch/tree';
import type { SlowParts } from './trial';
import { cannot, withProgram } from './trial';

/** How the packages of a change get into the scratch copy; absent where they are those of before. */
export interface Install {
  readonly program: Program;
  readonly below: string;
}

type FoundInstall =
  { readonly ok: true; readonly install?: Install } | { readonly ok: false; readonly why: string };

const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];

/** Looks how the packages of a change would be installed, and installs nothing. */
async function findInstall({ folder }: SlowParts, { files }: Subject): Promise<FoundInstall> {
  const change = installChange(files);
  if (change.kind === 'none') return { ok: true };
  if (change.kind === 'other') return { ok: false, why: change.why };
  const program = await npmProgram(folder);
  if (!program)
    return { ok: false, why: 'There is no npm here to install what the change asks for.' };
  return { ok: true, install: { program, below: change.below } };
}

/** Looks for the program of a command, and for what has to be installed first. */
export async function withPackages(
  parts: SlowParts,
  subject: Subject,
  { command, below }: { readonly command: ProjectCommand; readonly below: string },
) {
  const packages = await findInstall(parts, subject);
  if (!packages.ok) return cannot(packages.why);
  const search = await withProgram(parts, command, below);
  return search.ok ? { ...search, install: packages.install } : search;
}

/** What a person agrees to before the command that a check is about. */
export function shownInstall(install: Install | undefined): readonly string[] {
  if (install === undefined) return [];
  const place = install.below === '' ? '' : `, in ${install.below}`;
  return [`npm ci --ignore-scripts${place} (in a scratch copy)`];
}

/** Puts one side of a change into the scratch copy, with the packages that it asks for. */
export function sidesIn(
  tree: ScratchTree,
  install: Install | undefined,
  parts: SlowParts,
  control: SlowControl,
) {
  const store = { before: path.join(tree.temporary, 'b'), after: path.join(tree.temporary, 'a') };
  let present: 'before' | 'after' = 'before';
  let isInstalled = false;
  return async (files: readonly SubjectFile[], side: 'before' | 'after'): Promise<void> => {
    await tree.write(files, side);
    if (install === undefined || side === present) return;
    await moveModules(tree.folder, store[present]);
    present = side;
    if (side === 'before' || isInstalled) {
      await moveModules(store[side], tree.folder);
    } else {
      control.progress('installing what the change asks for');
      await installIn(tree, install, parts, control);
      isInstalled = true;
    }
  };
}

async function moveModules(from: string, to: string): Promise<void> {
  const modules = (await sharedIn(from)).filter((one) => path.basename(one) === 'node_modules');
  for (const one of modules) {
    await fs.mkdir(path.dirname(path.join(to, one)), { recursive: true });
    await fs.rename(path.join(from, one), path.join(to, one));
  }
}

async function installIn(
  tree: ScratchTree,
  { program, below }: Install,
  { folder, mayRun, limits }: SlowParts,
  { signal }: SlowControl,
): Promise<void> {
  if (!mayRun()) throw new HumanError('In Restricted Mode nothing is run.');
  const { temporary } = tree;
  const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary, PATH: ownPath(folder) };
  const command = { program, args, folder: path.join(tree.folder, below), env };
  const run = await runCommand(command, { signal, timeLimitMs: limits().timeLimitMs });
  if (run.started && run.exitCode === 0) return;
  const said = run.started ? oneLine(run.output.slice(-300), 300) || 'it was ended' : run.why;
  throw new HumanError(`npm ci could not install what the change asks for: ${said}`);
}
