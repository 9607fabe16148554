import type { CheckPorts, SubjectFile } from '../evidence';
import type { FileOutline } from '../outline/outline';
import { outlineOf } from '../outline/outline';
import type { Exposed } from '../outline/surface';
import type { ChangedName } from '../reach';
import { moduleName } from '../reach';

/** Shorter names are everywhere. */
const fewestLetters = 3;

/**
 * What files let others use, and of which a change touches the code or takes it away, each once. What
 * has no name of its own, such as a default export, goes by the name of its file. Tests let nobody
 * use anything.
 */
export async function changedExports(
  files: readonly SubjectFile[],
  ports: Pick<CheckPorts, 'syntax'>,
): Promise<readonly ChangedName[]> {
  const outline = await outlineOf({ files }, ports);
  const code = outline.files.filter(({ isTest }) => !isTest);
  return code.flatMap((file) => {
    const names = [...touched(file, 'before'), ...touched(file, 'after')].map((one) =>
      nameOf(one, file.file.path),
    );
    const byName = new Map(names.map((one) => [one.name, one]));
    return [...byName.values()].filter(({ name }) => name.length >= fewestLetters);
  });
}

/** Of a class whose methods are touched, only those. */
function touched({ changes, exposed }: FileOutline, side: 'before' | 'after'): readonly Exposed[] {
  const found = exposed[side].filter(({ line, end }) =>
    changes.hunks.some((hunk) => {
      const range = hunk[side];
      return range.start < end && Math.max(range.end, range.start + 1) > line;
    }),
  );
  return found.filter(({ name }) => !found.some((other) => other.name.startsWith(`${name}.`)));
}

const nameless: ReadonlySet<string> = new Set(['default', 'module.exports']);

function nameOf({ name, signature }: Exposed, path: string): ChangedName {
  if (nameless.has(name)) return { path, name: moduleName(path), isValue: true };
  const own = name.slice(name.lastIndexOf('.') + 1);
  const isMade = own === '__init__' || own === 'constructor';
  if (isMade) return { path, name: name.slice(0, name.lastIndexOf('.')), isValue: true };
  return { path, name: own, ...(!signature && { isValue: true }) };
}
