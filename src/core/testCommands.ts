import { get, isObject } from './readers/json';
import type { ProgramSource } from './scanners';
import { commandSource } from './userScanners';

/** A program with its arguments, as it is run for a check, never through a shell. */
export interface ProjectCommand {
  /** Where its program may be, the first choice first. */
  readonly programs: readonly ProgramSource[];
  readonly args: readonly string[];
  /** As a person would type it, with what is known of what it starts. */
  readonly shown: string;
  /** What to do when the program is not there: one sentence. */
  readonly install: string;
}

/** What is known of a folder before anything runs in it. */
export interface ProjectLook {
  /** The names of the files and folders right in it. */
  readonly names: readonly string[];
  /** The text of a file right in it; undefined when it is not there or cannot be read. */
  readonly text: (name: string) => string | undefined;
}

/** The files that `testCommandIn` and `typeCommandsIn` read. */
export const commandFiles: readonly string[] = [
  ...['package.json', 'pyproject.toml', 'setup.cfg', 'tox.ini', 'pytest.ini', 'mypy.ini'],
  ...['.npmrc', 'tsconfig.json', 'build.gradle', 'build.gradle.kts', 'pom.xml'],
];

const onPath = (name: string, ...packages: readonly string[]): ProgramSource => ({
  from: 'path',
  name,
  packages,
});

/** The programs of a virtual environment in the folder come before those on PATH. */
export const inEnvironment = (name: string): readonly ProgramSource[] => [
  { from: 'file', path: `\${folder}/.venv/bin/${name}` },
  { from: 'file', path: `\${folder}/venv/bin/${name}` },
  { from: 'file', path: `\${folder}/.venv/Scripts/${name}.exe` },
  { from: 'file', path: `\${folder}/venv/Scripts/${name}.exe` },
];

type Family = (look: ProjectLook) => ProjectCommand | undefined;

/**
 * The command that runs the tests of a folder, by what its own files say; undefined when they name
 * none. `path` is a file that the change is about: its language's tests come first.
 */
export function testCommandIn(look: ProjectLook, path: string): ProjectCommand | undefined {
  const first = families.filter(({ files }) => files.test(path));
  const others = families.filter((one) => !first.includes(one));
  for (const { command } of [...first, ...others]) {
    const found = command(look);
    if (found) return found;
  }
  return undefined;
}

const families: readonly { readonly files: RegExp; readonly command: Family }[] = [
  { files: /\.[cm]?[jt]sx?$/, command: nodeTests },
  { files: /\.pyi?$/, command: pythonTests },
  { files: /\.go$/, command: goTests },
  { files: /\.rs$/, command: cargoTests },
  { files: /\.(?:java|kts?|groovy|scala)$/, command: javaTests },
];

/** npm's own stand-in for a test script, and what people write when they have none. */
const noTests = /no test(?:s)? (?:specified|defined|yet)|^(?:true|:|exit 0)?$/i;

function nodeTests(look: ProjectLook): ProjectCommand | undefined {
  const script = get(get(manifestOf(look), 'scripts'), 'test');
  if (typeof script !== 'string' || noTests.test(script.trim())) return undefined;
  const manager = managerOf(look);
  return {
    programs: [...(manager === 'npm' ? [] : [onPath(manager, manager, 'corepack')]), npm],
    args: ['test'],
    shown: `${manager} test (${[...scriptsFor('test', look), ...shellOf(look)].join('; ')})`,
    install: 'Install Node.js, which brings npm.',
  };
}

/** The text of a script, and of all that run before and after it or that it names. */
function scriptsFor(name: string, look: ProjectLook): readonly string[] {
  const scripts = get(manifestOf(look), 'scripts');
  const all = new Map(Object.entries(isObject(scripts) ? scripts : {}));
  const due = new Set([name]);
  const texts: string[] = [];
  for (const one of due) {
    const text = all.get(one);
    if (typeof text !== 'string') continue;
    texts.push(one === name ? text : `${one}: ${text}`);
    for (const next of [`pre${one}`, `post${one}`]) due.add(next);
    const words = new Set(text.split(/[\s"'`;&|()]+/));
    const starts = [...words].flatMap((word) => /^(.+?)\*/.exec(word)?.[1] ?? []);
    for (const next of all.keys()) {
      if (words.has(next) || starts.some((start) => next.startsWith(start))) due.add(next);
    }
  }
  return texts;
}

/** What npm reads beside the scripts, and runs them with. */
function shellOf({ text }: ProjectLook): readonly string[] {
  const lines = (text('.npmrc') ?? '').split(/\r?\n/);
  const isShell = (line: string) => /^\s*["']?(?:script-shell|node-options)["']?\s*=/i.test(line);
  return lines.filter(isShell).map((line) => `.npmrc: ${line.trim()}`);
}

const npm = onPath('npm', 'npm');

function managerOf({ names }: ProjectLook): 'npm' | 'pnpm' | 'yarn' {
  if (names.includes('pnpm-lock.yaml')) return 'pnpm';
  return names.includes('yarn.lock') ? 'yarn' : 'npm';
}

function manifestOf({ text }: ProjectLook): unknown {
  try {
    const manifest: unknown = JSON.parse(text('package.json') ?? 'null');
    return isObject(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function pythonTests({ names, text }: ProjectLook): ProjectCommand | undefined {
  const isSetUp =
    names.some((name) => /^(?:pytest\.ini|conftest\.py|test_.*\.py|.*_test\.py)$/.test(name)) ||
    /^[ \t]*\[tool\.pytest/m.test(text('pyproject.toml') ?? '') ||
    /^[ \t]*\[tool:pytest\]/m.test(text('setup.cfg') ?? '') ||
    /^[ \t]*\[pytest\]/m.test(text('tox.ini') ?? '') ||
    (names.some((name) => /^tests?$/.test(name)) &&
      names.some((name) =>
        /^(?:pyproject\.toml|setup\.(?:py|cfg)|requirements.*\.txt)$/.test(name),
      ));
  if (!isSetUp) return undefined;
  return {
    programs: [...inEnvironment('pytest'), onPath('pytest')],
    args: ['-rfE', '-p', 'no:cacheprovider', '--continue-on-collection-errors'],
    shown: 'pytest',
    install: 'Install it with: pip install pytest',
  };
}

function goTests({ names }: ProjectLook): ProjectCommand | undefined {
  if (!names.includes('go.mod')) return undefined;
  return {
    programs: [onPath('go')],
    args: ['test', '-json', './...'],
    shown: 'go test ./...',
    install: 'Install Go.',
  };
}

function cargoTests({ names }: ProjectLook): ProjectCommand | undefined {
  if (!names.includes('Cargo.toml')) return undefined;
  return {
    programs: [onPath('cargo')],
    args: ['test', '--no-fail-fast'],
    shown: 'cargo test',
    install: 'Install Rust, which brings Cargo.',
  };
}

function javaTests({ names }: ProjectLook): ProjectCommand | undefined {
  if (names.includes('pom.xml')) {
    return {
      programs: [onPath('mvn')],
      args: ['--batch-mode', '--fail-at-end', 'test'],
      shown: 'mvn test',
      install: 'Install Maven.',
    };
  }
  if (!names.some((name) => /^build\.gradle(?:\.kts)?$/.test(name))) return undefined;
  return {
    programs: [{ from: 'file', path: '${folder}/gradlew' }, onPath('gradle')],
    args: ['--console=plain', '--no-daemon', '--continue', 'test'],
    shown: 'gradle test',
    install: 'Install Gradle.',
  };
}

/** The user's own test command: a program and its arguments. Undefined for an empty one; a text says why it cannot be used. */
export function userTestCommand(setting: unknown): ProjectCommand | string | undefined {
  if (!Array.isArray(setting) || setting.length === 0) return undefined;
  if (!setting.every((one) => typeof one === 'string' && !one.includes('\0'))) {
    return 'The setting countersign.checks.testCommand is not a list of texts.';
  }
  const [program = '', ...args] = setting as readonly string[];
  const source = commandSource(program);
  if (typeof source === 'string') {
    return `The setting countersign.checks.testCommand ${source}.`;
  }
  return {
    programs: [source.from === 'path' && source.name === 'npm' ? npm : source],
    args,
    shown: [program, ...args].join(' '),
    install: 'Check it in the setting countersign.checks.testCommand.',
  };
}

/** A path as an argument that no program takes for an option. */
export const asFile = (path: string): string => (path.startsWith('-') ? `./${path}` : path);

/** Runs one test file alone; undefined where nobody knows how. `path` is relative to the folder. */
export function singleTestIn(look: ProjectLook, path: string): ProjectCommand | undefined {
  if (/\.py$/.test(path)) {
    const tests = pythonTests({ ...look, names: [...look.names, 'conftest.py'] });
    return tests && { ...tests, args: [...tests.args, '--', path], shown: `pytest ${path}` };
  }
  if (!/\.[cm]?[jt]sx?$/.test(path)) return undefined;
  const script = get(get(manifestOf(look), 'scripts'), 'test');
  const runner = ['vitest', 'jest', 'mocha'].find(
    (name) => typeof script === 'string' && new RegExp(`\\b${name}\\b`).test(script),
  );
  const file = asFile(path);
  if (runner !== undefined) {
    return {
      programs: [{ from: 'package', name: runner, bin: runner }],
      args: runner === 'vitest' ? ['run', file] : [file],
      shown: `${runner} ${path}`,
      install: 'Install the project’s packages first.',
    };
  }
  if (!/\.[cm]?js$/.test(path)) return undefined;
  return {
    programs: [onPath('node')],
    args: ['--test', file],
    shown: `node --test ${path}`,
    install: 'Install Node.js.',
  };
}
