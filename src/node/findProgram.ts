import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { get } from '../core/readers/json';
import type { Program, ProgramSource, Scanner } from '../core/scanners';
import { inFolder } from '../core/scanners';

/** The machine that programs are looked for on. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

export const thisHost: Host = { platform: process.platform, env: process.env };

const maxManifestBytes = 1024 * 1024;

/**
 * Looks for a scanner's program, and runs nothing. Only the folder's `node_modules`, PATH and what
 * the user has named are looked at: a program that merely lies in the folder is never taken.
 */
export async function findProgram(
  { programs }: Pick<Scanner, 'programs'>,
  folder: string,
  host = thisHost,
): Promise<Program | undefined> {
  for (const source of programs) {
    const program = await programAt(source, folder, host);
    if (program) return program;
  }
  return undefined;
}

/** The folders of PATH. One that depends on where a process stands could be anybody's. */
export function searchPath(env: NodeJS.ProcessEnv, folder: string): readonly string[] {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const root = path.resolve(folder);
  return (env[key] ?? '')
    .split(path.delimiter)
    .filter((entry) => path.isAbsolute(entry) && path.resolve(entry) !== root);
}

async function programAt(
  source: ProgramSource,
  folder: string,
  host: Host,
): Promise<Program | undefined> {
  switch (source.from) {
    case 'package': {
      const place = path.join(folder, 'node_modules', ...source.name.split('/'));
      return packageProgram(place, source.bin, folder, host);
    }
    case 'path':
      return programOnPath(source.name, source.packages, folder, host);
    case 'file': {
      const file = inFolder(source.path, folder);
      return path.isAbsolute(file) ? fileProgram(path.normalize(file), folder, host) : undefined;
    }
  }
}

async function programOnPath(
  name: string,
  packages: readonly string[],
  folder: string,
  host: Host,
): Promise<Program | undefined> {
  const isWindows = host.platform === 'win32';
  const fileName = isWindows && !/\.(?:exe|com)$/i.test(name) ? `${name}.exe` : name;
  for (const place of searchPath(host.env, folder)) {
    const file = path.join(place, fileName);
    if (await isExecutable(file, host)) {
      return { file, args: [], isOwnNode: false, shown: shownPath(file, folder) };
    }
    // Beside npm's script for the shell lie the packages that it starts.
    if (!isWindows || !(await isFile(path.join(place, `${name}.cmd`)))) continue;
    for (const one of packages) {
      const at = path.join(place, 'node_modules', ...one.split('/'));
      const program = await packageProgram(at, name, folder, host);
      if (program) return program;
    }
  }
  return undefined;
}

/** The command of an installed package, as its own package.json names it. */
async function packageProgram(
  place: string,
  bin: string,
  folder: string,
  host: Host,
): Promise<Program | undefined> {
  const named = get(await readManifest(path.join(place, 'package.json')), 'bin');
  const relative = typeof named === 'string' ? named : get(named, bin);
  if (typeof relative !== 'string' || relative.includes('\0')) return undefined;
  const file = path.join(place, relative);
  if (!file.startsWith(place + path.sep)) return undefined;
  const native = `${file}.exe`;
  const isNative = host.platform === 'win32' && (await isFile(native));
  return fileProgram(isNative ? native : file, folder, host);
}

/** A file as a program: a script for Node is run by the Node that runs this. */
async function fileProgram(file: string, folder: string, host: Host): Promise<Program | undefined> {
  const shown = shownPath(file, folder);
  if (!(await isFile(file))) return undefined;
  if (await isNodeScript(file)) {
    return { file: process.execPath, args: [file], isOwnNode: true, shown };
  }
  return (await isExecutable(file, host)) ? { file, args: [], isOwnNode: false, shown } : undefined;
}

async function isNodeScript(file: string): Promise<boolean> {
  if (/\.[cm]?js$/i.test(file)) return true;
  const handle = await fs.open(file, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
    return /^#![^\n]*\bnode\b/.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

async function readManifest(file: string): Promise<unknown> {
  try {
    const stat = await fs.stat(file);
    if (!stat.isFile() || stat.size > maxManifestBytes) return undefined;
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function isFile(file: string): Promise<boolean> {
  return fs.stat(file).then(
    (stat) => stat.isFile(),
    () => false,
  );
}

async function isExecutable(file: string, { platform }: Host): Promise<boolean> {
  if (!(await isFile(file))) return false;
  if (platform === 'win32') return /\.(?:exe|com)$/i.test(file);
  return fs.access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function shownPath(file: string, folder: string): string {
  const relative = path.relative(folder, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
