import type { DirectMove } from '../../core/checks/directMoves';
import { compatibilityReader } from '../../core/dependencies/compatibility/compatibility';
import { impactAnswer } from '../../core/dependencies/impactAnswer';
import type { CheckAnswer } from '../../core/evidence';
import type { LoadedSyntax } from '../../core/syntax';
import type { RegistryParts } from './npmRegistry';
import { npmRegistry } from './npmRegistry';
import { projectUse } from './projectUse';

export interface ImpactParts extends RegistryParts {
  syntax(): Promise<LoadedSyntax>;
}

/**
 * What new versions of packages ask of a project's code: the archives of both versions are read from
 * the user's registry, their hashes compared, and nothing of them is run or written. Rejects with the
 * signal's reason when it is aborted.
 */
export async function impactOf(
  moves: readonly DirectMove[],
  parts: ImpactParts,
  signal: AbortSignal,
): Promise<CheckAnswer> {
  const registry = npmRegistry(parts);
  const syntax = await parts.syntax();
  const asked = moves.map(({ alias }) => ({ name: alias }));
  const use = await projectUse(parts.folder, asked, syntax, signal);
  const archives = {
    archive: (name: string, version: string) => registry.archive(name, version, signal),
  };
  const reader = compatibilityReader(archives, () => Promise.resolve(syntax));
  const all = [];
  for (const { name, alias, from, to } of moves) {
    const whole = await registry.whole(name, signal);
    signal.throwIfAborted();
    const version = (one: string) => (whole.ok ? whole.packument.versions.get(one) : undefined);
    const [before, after, used] = [version(from), version(to), use.packages.get(alias)];
    all.push(
      await reader.compatibilityOf({
        ...{ package: name, from, to },
        ...(before && { before }),
        ...(after && { after }),
        ...(used && { use: used }),
      }),
    );
  }
  return impactAnswer(all, [...use.problems, ...registry.notes()]);
}
