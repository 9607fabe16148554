import { refuse } from './rule';
import type { ShellCommand, ShellScript } from './shellScript';
import { programOf, readShell, regionAt } from './shellScript';
import { type ContextRead, hasLines } from './workflowExpression';
import type { Expression, Script } from './workflowScripts';

/** Programs that take a word, or what is piped to them, for code. */
const interpreters =
  /^(?:eval|source|\.|trap|(?:ba|z|da|k|a|fi)?sh|su|ssh|node|deno|bun|python[\d.]*|perl|ruby|php|pwsh|powershell|cmd|[gmn]?awk|sed|jq|yq|xargs|parallel|watch|psql|mysql|mariadb|sqlite3|--jq|--exec|-exec|let|declare|typeset|local|for|select)$/;

/**
 * Whether a variable may take the place of an expression in a shell script, and in which quotes it
 * would stand there.
 */
export function shellQuoting(
  { code, span }: Script,
  expression: Expression,
  read: ContextRead,
): 'bare' | 'double' | { readonly ok: false; readonly why: string } {
  const shell = readShell(code);
  const at = expression.start - span.start;
  const kind = regionAt(shell, at)?.kind;
  const unreadable = kind && unreadableIn[kind];
  if (unreadable !== undefined) return refuse(unreadable);
  const command = commandAt(shell, at);
  if (!command) return refuse('The value stands outside any command.');
  if (!isArgument(command, at)) return refuse('The value is the command that runs.');
  const runs = programsFrom(shell, command).find((text) => interpreters.test(text));
  if (runs !== undefined || /\(\(\s*$/.test(code.slice(0, command.start))) {
    return refuse('The command may take the value for code, also when it comes in a variable.');
  }
  const texts = command.words.map(({ text }) => text);
  if (texts.includes('[[') && texts.some((text) => /^-(?:eq|ne|lt|le|gt|ge)$/.test(text))) {
    return refuse('The shell computes with the value, which can run code.');
  }
  const goesTo = texts.join(' ');
  if (/GITHUB_PATH/.test(goesTo) || (/GITHUB_(?:ENV|OUTPUT)/.test(goesTo) && hasLines(read))) {
    return refuse('The value also reaches later steps, where its lines would set other variables.');
  }
  return kind === 'double' ? 'double' : 'bare';
}

const unreadableIn: Partial<Record<string, string>> = {
  single: 'The value stands in single quotes, in which the shell reads no variables.',
  heredoc: 'The value stands in a here-document.',
  comment: 'The value stands in a comment.',
  expansion: 'The value stands in an expansion of the shell.',
  backticks: 'The value stands in backticks.',
};

/** The innermost command around an offset. */
function commandAt({ commands }: ShellScript, at: number): ShellCommand | undefined {
  return commands.findLast(({ start, end }) => start <= at && at < end);
}

function isArgument(command: ShellCommand, at: number): boolean {
  const word = command.words.find(({ start, end }) => start <= at && at < end);
  if (!word) return false;
  const program = programOf(command);
  const isAssignment = /^[A-Za-z_]\w*=/.test(word.text) && word.start + word.text.indexOf('=') < at;
  return word.redirect !== undefined || isAssignment || (program?.args.includes(word) ?? false);
}

/** The words of a command, and the programs that its output is piped to. */
function programsFrom({ commands }: ShellScript, from: ShellCommand): readonly string[] {
  const names = from.words.map(({ text }) => text.slice(text.lastIndexOf('/') + 1));
  let last = from;
  for (const command of commands.slice(commands.indexOf(from) + 1)) {
    if (command.depth !== from.depth || !/^\|&?$/.test(last.next)) continue;
    names.push(programOf(command)?.name ?? '');
    last = command;
  }
  return names;
}
