import { nameOf, type CallSite } from '../flow/calls';
import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import { whyRunner } from './commandRunners';
import type { ParsedFile } from './parsedFile';
import { isOpen } from './options';
import { constantOf } from './pieces';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { removal } from './removal';

/** Takes the shell away from a program that gets its arguments as a list. */
export function spawnedPlainly(
  { call }: CallSite,
  program: string,
  { guard }: Origin,
  file: ParsedFile,
): RecipeResult {
  if (guard) {
    return refuse(
      `A check stands before it already (${snippet(file.code(guard))}): see whether it suffices.`,
    );
  }
  const [, list, options] = call.args;
  if (!/^spawn(Sync)?$|^execFile(Sync)?$/.test(nameOf(call))) {
    return refuse(`What ${nameOf(call)}() does without a shell is not known here.`);
  }
  const why = whyShell(program);
  if (why !== undefined) return refuse(why);
  if (list?.type !== 'array') return refuse('The arguments are not written out as a list here.');
  const special = list.namedChildren.find((one) =>
    /[|<>&;*$~?"'`\s]/.test(constantOf(one, file) ?? ''),
  );
  if (special) {
    return refuse(`${snippet(file.code(special))} means something to a shell only.`);
  }
  const [shell, again] = options?.type === 'object' ? options.namedChildren.filter(isShell) : [];
  if (options && isOpen(options)) {
    return refuse('The options are not all written out here, so they may name a shell.');
  }
  if (again) return refuse('The option shell stands there twice.');
  if (!shell || !options || shell.childForFieldName('value')?.type !== 'true') {
    return refuse('The option shell: true is not written out in this call.');
  }
  const values = snippet(file.code(list));
  return {
    ok: true,
    edits: removal(shell, options, file.text),
    rationale: {
      whyVulnerable: `With shell: true the values of ${values} are joined into one text for a shell, and one such as "; rm -rf ." runs a command of its own.`,
      whyFixed: `${program} now starts without a shell and gets each of ${values} as an argument: nothing in them is read as a command.`,
      mayBreak: [
        'A value with spaces, quotes or a * was split or expanded by the shell until now; from now on it is one argument as it stands.',
        `On Windows ${program} has to be a program with the ending .exe or .com.`,
      ],
      alternatives: [
        {
          option: 'Quote the values for the shell',
          whyNot: 'Quoting differs between shells and is easily got wrong.',
        },
      ],
      assumptions: [
        `${program} is a program on the PATH, not an alias or a command of the shell.`,
        `${program} still reads a value that begins with "-" as an option.`,
      ],
    },
  };
}

/** Why a program is left with its shell, or undefined when it can start without one. */
function whyShell(program: string): string | undefined {
  if (!/^[\w./-]+$/.test(program)) return 'The program is a command line, which needs a shell.';
  if (/^(npm|npx|yarn|pnpm)$|\.(cmd|bat)$/i.test(program)) {
    return `On Windows ${program} is a .cmd file, which needs a shell.`;
  }
  if (/^(git|hg|svn)$/.test(program)) {
    return `${program} runs programs that its options name: without a shell a value could still be one.`;
  }
  return whyRunner(program);
}

function isShell(pair: Node): boolean {
  return /^['"]?shell['"]?$/.test(pair.childForFieldName('key')?.text ?? '');
}
