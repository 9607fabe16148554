import { get, isObject } from './readers/json';

/** A scanner that can be run in a folder and writes to stdout a report that the readers know. */
export interface Scanner {
  /** Fit for a file's name. */
  readonly id: string;
  /** One plain line. */
  readonly title: string;
  /** Where its program may be, the first choice first. */
  readonly programs: readonly ProgramSource[];
  /** As they are given to the program, except that `inFolder` fills in the folder. */
  readonly args: readonly string[];
  /** These mean that it ran, whether or not it found anything. Any other is a failure. */
  readonly exitCodes: readonly number[];
  /** What leaves the machine and to whom; undefined when it sends nothing by itself. */
  readonly network: string | undefined;
  /** What to do when the program is not there: one sentence. */
  readonly install: string;
}

export type ProgramSource =
  /** A command of a package in the folder's own `node_modules`. */
  | { readonly from: 'package'; readonly name: string; readonly bin: string }
  /** A program on PATH. On Windows npm's packages have no program there: it is in one of these. */
  | { readonly from: 'path'; readonly name: string; readonly packages: readonly string[] }
  /** A file by its absolute path, once `inFolder` has filled in the folder. */
  | { readonly from: 'file'; readonly path: string };

/** A program that is there. */
export interface Program {
  readonly file: string;
  /** Come before the scanner's own. */
  readonly args: readonly string[];
  /** `file` is this process's own executable, which must be told to behave as Node. */
  readonly isOwnNode: boolean;
  /** Where it is, for a person: relative when it is in the folder. */
  readonly shown: string;
}

/** One run of a scanner over a folder. */
export interface Scan {
  readonly scanner: Scanner;
  readonly program: Program;
  /** Absolute path of the folder to scan. */
  readonly folder: string;
  /** Absolute path of the file that gets the report; replaced only by a whole one. */
  readonly report: string;
}

/** What is known of a folder before anything runs in it. */
export interface FolderLook {
  /** The names of the files and folders right in it. */
  readonly names: readonly string[];
  /** The content of its package.json, if there is one. */
  readonly manifest: unknown;
}

type Known = Omit<Scanner, 'args' | 'network'> & {
  readonly network?: string;
  /** Undefined when the folder is not set up for this scanner. */
  readonly argsFor: (look: FolderLook) => readonly string[] | undefined;
};

const onPath = (name: string, ...packages: readonly string[]): ProgramSource => ({
  from: 'path',
  name,
  packages,
});

const hasName = ({ names }: FolderLook, pattern: RegExp) =>
  names.some((name) => pattern.test(name));

const lockfiles =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|requirements.*\.txt|Pipfile\.lock|poetry\.lock|uv\.lock|pdm\.lock|go\.mod|Cargo\.lock|Gemfile\.lock|composer\.lock|pom\.xml|gradle\.lockfile|packages\.lock\.json|pubspec\.lock|mix\.lock|conan\.lock)$/;
const python =
  /^(?:\.bandit|bandit\.ya?ml|pyproject\.toml|setup\.(?:py|cfg)|requirements.*\.txt|Pipfile|.*\.py)$/;
const infrastructure = /^(?:trivy\.yaml|\.trivyignore|.*Dockerfile.*|Chart\.yaml|.*\.tf)$/;

/** Bandit looks into these unless told otherwise; they hold code of others. */
const notOurPython = ['.git', '.tox', '.nox', '.eggs', '.venv', 'venv', 'env', 'node_modules'];

const toRegistry =
  'Sends the names and versions of the installed packages to the registry of this project.';

/** One row a scanner; what each is asked for is a report on stdout and nothing else. */
const known: readonly Known[] = [
  {
    id: 'eslint',
    title: 'ESLint',
    programs: [{ from: 'package', name: 'eslint', bin: 'eslint' }, onPath('eslint', 'eslint')],
    argsFor: (look) =>
      hasName(look, /^(?:eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.(?:c?js|ya?ml|json))?)$/) ||
      isObject(get(look.manifest, 'eslintConfig'))
        ? ['--format', 'json', '--no-error-on-unmatched-pattern', '.']
        : undefined,
    exitCodes: [0, 1],
    install: 'Install the project’s packages, or add it with: npm install --save-dev eslint',
  },
  {
    id: 'ast-grep',
    title: 'ast-grep',
    programs: [
      { from: 'package', name: '@ast-grep/cli', bin: 'ast-grep' },
      onPath('ast-grep', '@ast-grep/cli'),
    ],
    argsFor: (look) => when(hasName(look, /^sgconfig\.ya?ml$/), ['scan', '--format', 'sarif', '.']),
    exitCodes: [0, 1],
    install: 'Add it with: npm install --save-dev @ast-grep/cli',
  },
  {
    id: 'semgrep',
    title: 'Semgrep',
    programs: [onPath('semgrep')],
    argsFor({ names }) {
      // Without rules of the project's own it would have to fetch some.
      const rules = names.find((name) => /^(?:\.?semgrep\.ya?ml|\.semgrep)$/.test(name));
      const quiet = ['--metrics=off', '--disable-version-check'];
      return rules === undefined ? undefined : ['scan', '--json', '--config', rules, ...quiet, '.'];
    },
    exitCodes: [0, 1],
    install: 'Install it with: pipx install semgrep',
  },
  {
    id: 'bandit',
    title: 'Bandit',
    programs: [onPath('bandit')],
    argsFor(look) {
      if (!hasName(look, python)) return undefined;
      const left = notOurPython.map((name) => `./${name}`).join(',');
      // Given on the command line, exclusions replace those of the project's own file.
      const exclude = look.names.includes('.bandit') ? [] : ['-x', left];
      return ['-r', '.', '-f', 'json', '-q', ...exclude];
    },
    exitCodes: [0, 1],
    install: 'Install it with: pipx install bandit',
  },
  {
    id: 'osv-scanner',
    title: 'OSV-Scanner',
    programs: [onPath('osv-scanner')],
    argsFor: (look) =>
      when(hasName(look, lockfiles) || look.names.includes('osv-scanner.toml'), [
        ...['scan', 'source', '--format', 'json', '-r', '.'],
      ]),
    exitCodes: [0, 1],
    network: 'Sends the names and versions of the packages in the lockfiles to osv.dev.',
    install: 'Install version 2 from https://google.github.io/osv-scanner',
  },
  {
    id: 'trivy',
    title: 'Trivy',
    programs: [onPath('trivy')],
    argsFor: (look) =>
      when(hasName(look, lockfiles) || hasName(look, infrastructure), [
        ...['fs', '--format', 'json', '--exit-code', '0', '--quiet', '.'],
      ]),
    exitCodes: [0],
    network:
      'Downloads its database of vulnerabilities from its publisher when that is out of date.',
    install: 'Install it from https://trivy.dev',
  },
  {
    id: 'npm-audit',
    title: 'npm audit',
    programs: [onPath('npm', 'npm')],
    argsFor: (look) =>
      when(hasName(look, /^(?:package-lock|npm-shrinkwrap)\.json$/), ['audit', '--json']),
    exitCodes: [0, 1],
    network: toRegistry,
    install: 'Install Node.js, which brings npm.',
  },
  {
    id: 'pnpm-audit',
    title: 'pnpm audit',
    programs: [onPath('pnpm', 'pnpm', 'corepack')],
    argsFor: (look) => when(look.names.includes('pnpm-lock.yaml'), ['audit', '--json']),
    exitCodes: [0, 1],
    network: toRegistry,
    install: 'Install it with: npm install --global pnpm',
  },
  {
    id: 'yarn-audit',
    title: 'yarn audit',
    programs: [onPath('yarn', 'yarn', 'corepack')],
    argsFor: (look) =>
      when(look.names.includes('yarn.lock') && !isYarnBerry(look), ['audit', '--json']),
    // A bit for each severity that was found.
    exitCodes: Array.from({ length: 32 }, (_, bits) => bits),
    network: toRegistry,
    install: 'Install it with: npm install --global yarn',
  },
  {
    id: 'yarn-npm-audit',
    title: 'yarn npm audit',
    programs: [onPath('yarn', 'yarn', 'corepack')],
    argsFor: (look) =>
      when(look.names.includes('yarn.lock') && isYarnBerry(look), [
        ...['npm', 'audit', '--all', '--recursive', '--json'],
      ]),
    exitCodes: [0, 1],
    network: toRegistry,
    install: 'Switch it on with: corepack enable',
  },
];

/** Yarn 2 and later, which speaks another language than yarn 1. */
function isYarnBerry({ names, manifest }: FolderLook): boolean {
  const manager = get(manifest, 'packageManager');
  const major = typeof manager === 'string' ? /^yarn@(\d+)/.exec(manager)?.[1] : undefined;
  return major === undefined ? names.includes('.yarnrc.yml') : Number(major) > 1;
}

function when(condition: boolean, args: readonly string[]): readonly string[] | undefined {
  return condition ? args : undefined;
}

/** The scanners that a folder is set up for, whether or not their programs are there. */
export function detectScanners(look: FolderLook): readonly Scanner[] {
  return known.flatMap(({ argsFor, network, ...scanner }) => {
    const args = argsFor(look);
    return args ? [{ ...scanner, args, network }] : [];
  });
}

/** Puts the folder's path where a user's setting says `${folder}`. */
export function inFolder(text: string, folder: string): string {
  return text.replaceAll('${folder}', () => folder);
}
