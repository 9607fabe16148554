import { sha256Hex } from './hash';
import { oneLine, withoutLinks } from './plainText';
import { get, list } from './readers/json';
import type { ProgramSource, Scanner } from './scanners';

/** Reads the scanners that the user has named. What cannot be used is left out, with the reason. */
export function userScanners(setting: unknown): {
  readonly scanners: readonly Scanner[];
  readonly problems: readonly string[];
} {
  const scanners: Scanner[] = [];
  const problems: string[] = [];
  for (const [index, entry] of list(setting).entries()) {
    const read = userScanner(entry);
    const taken = scanners.some(({ id }) => typeof read !== 'string' && id === read.id);
    if (typeof read === 'string') problems.push(`Scanner ${index + 1} in your settings ${read}.`);
    else if (taken) problems.push(`Your settings name the scanner ${read.title} twice.`);
    else scanners.push(read);
  }
  return { scanners, problems };
}

/** The scanner, or why there is none. */
function userScanner(entry: unknown): Scanner | string {
  const name = get(entry, 'name');
  const command = get(entry, 'command');
  const args = get(entry, 'args') ?? [];
  const exitCodes = get(entry, 'exitCodes') ?? [0, 1];
  if (typeof name !== 'string' || name.trim() === '') return 'has no name';
  if (typeof command !== 'string' || command === '') return 'has no command';
  if (!isListOf(args, (one) => typeof one === 'string' && !one.includes('\0'))) {
    return 'has arguments that are not a list of texts';
  }
  if (!isListOf(exitCodes, Number.isInteger)) {
    return 'has exit codes that are not a list of whole numbers';
  }
  const source = commandSource(command);
  if (typeof source === 'string') return source;
  return {
    id: `user-${sha256Hex(name).slice(0, 16)}`,
    title: withoutLinks(oneLine(name, 60)),
    programs: [source],
    args: args as readonly string[],
    exitCodes: exitCodes as readonly number[],
    network: undefined,
    install: 'Check its command in the setting countersign.scanners.',
  };
}

/** Where a program that a user names may be; a text says why it cannot be run. */
export function commandSource(command: string): ProgramSource | string {
  if (command.includes('\0')) return 'has a command that is no path';
  if (/\.(?:cmd|bat)$/i.test(command)) {
    return 'has a command that only a shell can run; name the program behind it';
  }
  if (!/[\\/]/.test(command)) return { from: 'path', name: command, packages: [] };
  const isAbsolute = /^(?:\$\{folder\})?[\\/]|^[A-Za-z]:[\\/]/.test(command);
  return isAbsolute
    ? { from: 'file', path: command }
    : 'has a command that is neither a name nor an absolute path; start it with ${folder}';
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}
