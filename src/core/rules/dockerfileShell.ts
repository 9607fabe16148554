import type { Dockerfile, Instruction } from './dockerfileParser';
import { isExecForm } from './dockerfileParser';
import type { ShellCommand, ShellScript } from './shellScript';
import { readShell } from './shellScript';

/** Shell code of an instruction, with offsets of the file. */
export interface DockerScript extends ShellScript {
  readonly instruction: Instruction;
  /** The code is a list in brackets, and no text for a shell. */
  readonly isExec: boolean;
}

const known = new WeakMap<Dockerfile, readonly DockerScript[]>();

/** What the instructions of a Dockerfile run, as a shell would read it. */
export function dockerScripts(file: Dockerfile): readonly DockerScript[] {
  const scripts = known.get(file) ?? file.instructions.flatMap((one) => scriptsOf(one, file.text));
  known.set(file, scripts);
  return scripts;
}

function scriptsOf(instruction: Instruction, text: string): readonly DockerScript[] {
  const { keyword, args, argsStart, heredocs } = instruction;
  if (!/^(?:RUN|CMD|ENTRYPOINT)$/.test(keyword)) return [];
  const isExec = isExecForm(args);
  const code = isExec ? withoutBrackets(args) : args.replace(/<</g, '  ');
  const scripts = [moved(readShell(code), argsStart)];
  const isShell = /^<<-?["']?\w+["']?$|^(?:\/bin\/)?(?:ba|da|z)?sh\b[^|;&]*<</.test(args.trim());
  for (const { start, end } of isShell ? heredocs : []) {
    const isOther = /^#!(?!.*sh\b)/.test(text.slice(start, Math.min(end, start + 80)));
    if (!isOther) scripts.push(readShell(text, start, end));
  }
  return scripts.map((script) => ({ ...script, instruction, isExec }));
}

/** A list as a line; of one that hands a line to a shell, that line. */
function withoutBrackets(args: string): string {
  const shell =
    /^\s*\[\s*"(?:\/[\w/]*\/)?(?:ba|da|z|a)?sh"\s*,\s*"-[a-z]*c"\s*,/.exec(args)?.[0] ?? '';
  return `${' '.repeat(shell.length)}${args.slice(shell.length).replace(/[[\]",]/g, ' ')}`;
}

function moved({ commands, regions }: ShellScript, by: number): ShellScript {
  const move = <T extends { readonly start: number; readonly end: number }>(one: T): T => ({
    ...one,
    start: one.start + by,
    end: one.end + by,
  });
  return {
    commands: commands.map((one) => ({ ...move(one), words: one.words.map(move) })),
    regions: regions.map(move),
  };
}

/** Nobody writes a longer pipe. */
const longestPipe = 20;

/** The commands that read, one after the other, what the command at an index writes. */
export function pipedFrom({ commands }: ShellScript, index: number): readonly ShellCommand[] {
  const piped: ShellCommand[] = [];
  let last = commands[index];
  for (let at = index + 1; last && /^\|&?$/.test(last.next) && piped.length < longestPipe; at++) {
    const next = commands[at];
    if (!next) break;
    if (next.depth !== last.depth) continue;
    piped.push(next);
    last = next;
  }
  return piped;
}
