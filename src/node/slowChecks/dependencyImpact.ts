import { checkTitles } from '../../core/checkIds';
import type { DirectMove } from '../../core/checks/directMoves';
import { directMoves } from '../../core/checks/directMoves';
import { isNodeLockfile } from '../../core/checks/lockedPackages';
import { HumanError } from '../../core/errors';
import type { SlowCheck, Subject } from '../../core/evidence';
import { oneLine } from '../../core/plainText';
import type { impactOf } from '../dependencies/impact';
import { workspaceFiles } from '../workspaceFiles';
import type { SlowParts } from './trial';
import { cannot, isAgreed, notAgreed, notRun } from './trial';

/** So many packages are read. */
const maxMoves = 20;

/** What asks registries is a bundle of its own, loaded when a person has agreed. */
export type LoadImpact = () => Promise<{ readonly impactOf: typeof impactOf }>;

/** What the project's own code loses by the new versions of what it asks for. */
export function dependencyImpact(parts: SlowParts, load: LoadImpact): SlowCheck {
  return {
    id: 'dependency-impact',
    title: checkTitles['dependency-impact'],
    async plan(subject) {
      const moves = await movesIn(parts, subject);
      if (!parts.syntax) return cannot('There is no parser here to read packages with.');
      return moves.length > 0
        ? { ok: true, commands: moves.map(commandOf) }
        : cannot(
            'No package that the project asks for itself gets another version in npm’s lockfile.',
          );
    },
    async run(subject, control) {
      const { folder, mayRun, limits, syntax } = parts;
      const moves = await movesIn(parts, subject);
      if (!syntax || moves.length === 0) return notRun('There is nothing to ask a registry.');
      if (!isAgreed(control, ...moves.map(commandOf))) return notRun(notAgreed);
      if (!mayRun()) return notRun('In Restricted Mode no registry is asked. Trust the workspace.');
      control.progress('asking the registry');
      const { timeLimitMs } = limits();
      try {
        const tools = await load();
        const asked = { folder, mayRun, syntax, timeLimitMs, version: '1' };
        return await tools.impactOf(moves, asked, control.signal);
      } catch (error) {
        if (error instanceof HumanError) return notRun(error.message);
        throw error;
      }
    },
  };
}

/** As a person would get them; they are read, and nothing of them is run. */
function commandOf({ name, from, to }: DirectMove): string {
  return oneLine(`npm pack ${name}@${from} ${name}@${to}`, 500);
}

async function movesIn({ folder }: SlowParts, { files }: Subject): Promise<readonly DirectMove[]> {
  const locks = files.filter(({ path }) => isNodeLockfile(path) && path.endsWith('.json'));
  const all: DirectMove[] = [];
  for (const lock of locks) {
    const path = lock.path.replace(/[^/]*$/, 'package.json');
    const own = files.find((file) => file.path === path)?.after;
    const bytes = own === undefined ? await workspaceFiles(folder).read(path) : undefined;
    all.push(...directMoves(lock, own ?? new TextDecoder().decode(bytes)));
  }
  return all.slice(0, maxMoves);
}
