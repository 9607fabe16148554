import type { ConfigRule } from './configLanguage';
import type { Span } from '../span';
import type { Detection } from './rule';
import { snippet } from './rule';
import type { ShellCommand, ShellScript, ShellWord } from './shellScript';
import { programOf, readShell } from './shellScript';
import type { Step, WorkflowFile } from './workflowFile';
import { textOf } from './workflowFile';
import { type Script, expressionsIn, scriptsOf } from './workflowScripts';

/** A secret that ends in a log. */
export const secretPrinted: ConfigRule<WorkflowFile> = {
  id: 'workflow-secret-printed',
  title: 'A secret is printed to the log',
  cwe: ['CWE-532', 'CWE-200', 'CWE-312', 'CWE-522'],
  languages: ['github-actions'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Logs are read by more people than secrets are meant for, and in a public repository by all.',
    attack:
      'GitHub blanks a secret only where it stands letter by letter. A part of it, another encoding or a field of it is shown to everybody who opens the log.',
    fix: 'Do not print secrets. To know whether one is there, test whether it is empty.',
    sources: [
      'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
      'https://cwe.mitre.org/data/definitions/532.html',
    ],
  },
  topic: /secret.*(?:print|log|echo|expos)|(?:print|log|echo|expos).*secret/i,
  detect(file) {
    const scripts = scriptsOf(file).filter(({ language }) => /^(shell|unknown)$/.test(language));
    return [...scripts.flatMap((script) => printedIn(script, file)), ...allSecrets(file)];
  },
};

/** `toJSON(secrets)`: every secret at once, for a step that needs one. */
function allSecrets(file: WorkflowFile): readonly Detection[] {
  if (!/tojson\s*\(\s*secrets\s*\)/i.test(file.text)) return [];
  return expressionsIn(file.text, { start: 0, end: file.text.length })
    .filter(({ reads }) => reads.some(({ path, asJson }) => path === 'secrets' && asJson))
    .filter(({ start }) => !isComment(file.text, start))
    .map(({ start, end }) => ({
      ruleId: secretPrinted.id,
      start,
      end,
      message: 'This hands over every secret of the repository at once.',
    }));
}

function isComment(text: string, at: number): boolean {
  return /^\s*#/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

function printedIn(script: Script, file: WorkflowFile): readonly Detection[] {
  const names = secretVariables(script.step, file);
  const spans = script.expressions
    .filter(({ reads }) => reads.some(({ path }) => isSecret(path)))
    .map(({ at, code }) => ({ start: at, end: at + code.length + '${{}}'.length }));
  if (names.size === 0 && spans.length === 0) return [];
  const shell = readShell(script.code);
  return shell.commands.flatMap((command) => {
    const words = /^(?:echo|printf)$/.test(programOf(command)?.name ?? '') ? command.words : [];
    const holds = ({ start, end, text, redirect }: ShellWord) =>
      redirect === undefined &&
      !text.startsWith('::add-mask::') &&
      (spans.some((one) => start <= one.start && one.end <= end) ||
        variablesIn(text).some((name) => names.has(name)));
    const word = words.find(holds);
    if (!word || command.depth > 0 || !endsInLog(command, shell)) return [];
    const { start, end } = placeIn(script, word);
    const message = `${snippet(file.text.slice(start, end))} prints a secret to the log.`;
    return [{ ruleId: secretPrinted.id, start, end, message }];
  });
}

function placeIn({ span, isDecoded }: Script, { start, end }: ShellWord): Span {
  return isDecoded ? span : { start: span.start + start, end: span.start + end };
}

function isSecret(path: string): boolean {
  return /^secrets\.(?!github_token$)/.test(path);
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$(?:(\w+)|\{(\w+)(?:[:/%^,][^}]*)?\})/g)]
    .filter(([whole]) => !/:[+]/.test(whole))
    .map(([, plain = '', braced = '']) => plain || braced);
}

/** Variables that the step's environment fills with a secret. */
function secretVariables(step: Step, { root }: WorkflowFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const holder of [root, step.job, step]) {
    for (const { key, value } of holder?.get('env')?.section?.entries ?? []) {
      const text = textOf(value) ?? '';
      const reads = expressionsIn(text, { start: 0, end: text.length }).flatMap((one) => one.reads);
      if (reads.some(({ path }) => isSecret(path))) names.add(key);
      else names.delete(key);
    }
  }
  return names;
}

/** The output is shown as it is, or in another form that GitHub does not know the secret by. */
function endsInLog(command: ShellCommand, { commands }: ShellScript): boolean {
  let last = command;
  for (const next of commands.slice(commands.indexOf(command))) {
    if (next !== command) {
      if (next.depth !== command.depth || last.next !== '|') continue;
      const program = programOf(next);
      const encodes = /^(?:base64|base32|xxd|od|hexdump|rev|tee|cat|fold|sed|tr|cut|head|tail)$/;
      const isDecoding = program?.args.some(({ text }) => /^(?:-d|-D|--decode|-r)$/.test(text));
      if (!program || !encodes.test(program.name) || isDecoding) return false;
      last = next;
    }
    if (next.words.some(({ redirect }) => redirect?.includes('>'))) return false;
  }
  return last.next !== '|';
}
