import type { CheckPorts, SubjectFile } from '../evidence';
import { checkRelativePath } from '../paths';

/** The files of the project as they will be: those of the change, and what is around them. */
export interface Project {
  /** The text of a file, or undefined when there is none. */
  text(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
}

export function projectOf(files: readonly SubjectFile[], ports: Pick<CheckPorts, 'read'>): Project {
  const texts = new Map<string, Promise<string | undefined>>();
  for (const { path, after, status } of files) {
    texts.set(path, Promise.resolve(status === 'deleted' ? undefined : after));
  }
  const text = (path: string) => {
    let known = texts.get(path);
    if (!known) {
      // A folder is no file, whatever the error says.
      known = ports.read(path).then(
        (bytes) => bytes && new TextDecoder().decode(bytes),
        () => undefined,
      );
      texts.set(path, known);
    }
    return known;
  };
  return { text, exists: async (path) => (await text(path)) !== undefined };
}

/** The folders from that of a file up to the top, each with its slash: `a/b/`, `a/`, and nothing. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.keys(), parts.length]
    .map((count) =>
      parts
        .slice(0, count)
        .map((part) => `${part}/`)
        .join(''),
    )
    .reverse();
}

/** A path that is said from within a folder; undefined when it leads out of the project. */
export function pathFrom(folder: string, relative: string): string | undefined {
  const checked = checkRelativePath(`${folder}${relative}`);
  return checked.ok ? checked.path : undefined;
}

export async function firstWhere<T>(
  all: Iterable<T>,
  holds: (one: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const one of all) if (await holds(one)) return one;
  return undefined;
}
