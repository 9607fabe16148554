import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { TextFile } from '../../core/dependencies/locks/readGraph';
import { HumanError } from '../../core/errors';
import { oneLine } from '../../core/plainText';
import type { Program } from '../../core/scanners';
import { thisHost } from '../findProgram';
import { runCommand } from '../runCommand';
import { type ScratchPlace, scratchPlace } from '../scratch/place';
import { npmProgram, ownPath } from './npmProgram';
import { keptLines, whyUnfit } from './projectNpmrc';

/** Files of a project that its npm is to see, in a temporary folder. */
export interface ScratchNpm {
  /** Puts in a text. A HumanError for a path that would lie outside. */
  write(file: TextFile): Promise<void>;
  read(path: string): Promise<string | undefined>;
  /** Runs npm there, with nothing of a package run. A HumanError says why it cannot. */
  run(args: readonly string[]): Promise<NpmRun>;
  dispose(): Promise<void>;
}

export type NpmRun =
  | { readonly ok: true }
  /** Its own reason, in one line. */
  | { readonly ok: false; readonly why: string };

export interface ScratchControl {
  readonly signal: AbortSignal;
  readonly mayRun: () => boolean;
  readonly timeLimitMs?: number;
  readonly host?: typeof thisHost;
}

const always = [
  ...['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
  // Registries only; an npm that does not know these settings passes over them.
  ...['--allow-git=none', '--allow-remote=none'],
];
const quiet = {
  npm_config_logs_max: '0',
  npm_config_progress: 'false',
  npm_config_loglevel: 'error',
  // Where npm is started by corepack, package.json would choose which one is fetched and run.
  COREPACK_ENABLE_PROJECT_SPEC: '0',
};

/**
 * A temporary folder for the user's npm, with what the project's `.npmrc` says of registries and of
 * how packages are laid out. The folder of the project itself is only read. A HumanError says why
 * there is none.
 */
export async function scratchNpm(folder: string, control: ScratchControl): Promise<ScratchNpm> {
  const { mayRun, host = thisHost } = control;
  if (!mayRun())
    throw new HumanError('In Restricted Mode nothing is run. Trust the workspace first.');
  const program = await npmProgram(folder, host);
  if (!program) {
    throw new HumanError(
      'There is no npm on this machine, so no lockfile can be written. Install it.',
    );
  }
  const place = await scratchPlace(undefined);
  try {
    await fs.mkdir(place.tree, { recursive: true });
    await makeBarred(barredIn(place));
    const npmrc = await projectNpmrc(folder);
    if (npmrc !== '') await fs.writeFile(path.join(place.tree, '.npmrc'), npmrc);
    return open(place, program, folder, control);
  } catch (error) {
    await place.dispose();
    throw error;
  }
}

function open(
  place: ScratchPlace,
  program: Program,
  folder: string,
  control: ScratchControl,
): ScratchNpm {
  const { tree, temporary } = place;
  const barred = barredIn(place);
  const inTree = (relative: string): string => {
    const file = path.join(tree, relative);
    if (file.startsWith(tree + path.sep)) return file;
    throw new HumanError(`${oneLine(relative, 200)} lies outside of the project.`);
  };
  return {
    async write({ path: relative, text }) {
      const file = inTree(relative);
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, text);
    },
    read: (relative) => fs.readFile(inTree(relative), 'utf8').catch(() => undefined),
    async run(args) {
      const { signal, mayRun, timeLimitMs = 180_000, host = thisHost } = control;
      if (!mayRun()) throw new HumanError('In Restricted Mode nothing is run.');
      const env = {
        ...quiet,
        ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
        PATH: [barred, ownPath(folder, host)].join(path.delimiter),
        ...ownSettings(host.env),
      };
      // With a prefix npm does not look above for a project that would count this one as its own.
      const own = [`--prefix=${tree}`, `--git=${path.join(barred, 'git')}`];
      const command = { program, args: [...args, ...always, ...own], folder: tree, env };
      const run = await runCommand(command, { signal, timeLimitMs, maxBytes: 16 * 1024 * 1024 });
      if (!run.started) throw new HumanError(`npm could not be started (${run.why}).`);
      if (run.stopped === 'late') return { ok: false, why: 'it took too long and was ended' };
      return run.exitCode === 0 ? { ok: true } : { ok: false, why: reasonIn(run.output) };
    },
    dispose: () => place.dispose(),
  };
}

/**
 * A dependency from git is cloned from wherever the project says, and prepared by another npm in
 * the clone, whose `.npmrc` can name programs. In place of both stands one that fails.
 */
async function makeBarred(folder: string): Promise<void> {
  await fs.mkdir(folder);
  for (const name of ['git', 'npm']) {
    const said = `${name} is not run in a scratch copy`;
    await fs.writeFile(path.join(folder, name), `#!/bin/sh\necho '${said}' >&2\nexit 1\n`, {
      mode: 0o755,
    });
    await fs.writeFile(path.join(folder, `${name}.cmd`), `@echo ${said} 1>&2\r\n@exit /b 1\r\n`);
  }
}

function barredIn({ temporary }: ScratchPlace): string {
  return path.join(path.dirname(temporary), 'barred');
}

/** What npm says went wrong, without its advice. */
function reasonIn(output: string): string {
  const lines = output
    .split('\n')
    .flatMap((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1]?.trim() ?? [])
    .filter(
      (line) => line !== '' && !/^A complete log|^For a full report|^code E|^errno /.test(line),
    );
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(output)?.[1];
  const said = oneLine(lines.slice(0, 2).join(' '), 300) || 'it gave no reason';
  return code === undefined ? said : `${oneLine(code, 40)}, ${said}`;
}

async function projectNpmrc(folder: string): Promise<string> {
  if ((await whyUnfit(folder)) !== undefined) return '';
  const text = await fs.readFile(path.join(folder, '.npmrc'), 'utf8').catch(() => '');
  return keptLines(text);
}

/** All that the user has told npm by the environment: nobody else gets to see it here. */
function ownSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && /^(?:npm_config_.*|HOME)$/i.test(name) ? [[name, value]] : [],
    ),
  );
}
