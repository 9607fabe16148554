import type { ProjectCommand, ProjectLook } from './testCommands';
import { asFile, inEnvironment } from './testCommands';

/** A type checker or compiler, and how it is called in a sentence. */
export interface TypeCommand extends ProjectCommand {
  readonly tool: string;
}

/**
 * What looks at the types of a file, by the settings of a folder at or above it; undefined where the
 * folder has none. `path` is relative to that folder.
 */
export function typeCommandIn(look: ProjectLook, path: string): TypeCommand | undefined {
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(path)) return typescript(look);
  return /\.pyi?$/.test(path) ? mypy(look, path) : undefined;
}

function typescript({ names }: ProjectLook): TypeCommand | undefined {
  if (!names.includes('tsconfig.json')) return undefined;
  return {
    tool: 'The TypeScript compiler',
    programs: [{ from: 'package', name: 'typescript', bin: 'tsc' }],
    args: ['--noEmit', '--pretty', 'false', '--listFiles', '--project', '.'],
    shown: 'tsc --noEmit',
    install: 'Install the project’s packages first.',
  };
}

function mypy({ names, text }: ProjectLook, path: string): TypeCommand | undefined {
  const isSetUp =
    names.some((name) => /^\.?mypy\.ini$/.test(name)) ||
    /^[ \t]*\[tool\.mypy\b/m.test(text('pyproject.toml') ?? '') ||
    /^[ \t]*\[mypy\b/m.test(text('setup.cfg') ?? '');
  if (!isSetUp) return undefined;
  return {
    tool: 'mypy',
    programs: [...inEnvironment('mypy'), { from: 'path', name: 'mypy', packages: [] }],
    args: [
      '--no-error-summary',
      '--show-error-codes',
      '--no-pretty',
      '--no-color-output',
      '--',
      path,
    ],
    shown: `mypy ${path}`,
    install: 'Install it with: pip install mypy',
  };
}

/** Whether Python itself can compile these files, which runs nothing of them. */
export function pythonCompiler(paths: readonly string[]): TypeCommand {
  return {
    tool: 'Python',
    programs: [
      ...inEnvironment('python'),
      { from: 'path', name: 'python3', packages: [] },
      { from: 'path', name: 'python', packages: [] },
    ],
    // Isolated, so that it is Python's own module that runs, and none of the project by its name.
    args: ['-I', '-m', 'py_compile', ...paths.map(asFile)],
    shown: 'python -m py_compile',
    install: 'Install Python.',
  };
}
