import { textOf } from '../pythonFlow/text';
import { expressions } from '../flow/value';
import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, receiverText } from './pythonCalls';
import { cwePage, pythonFlowRule, wordsIn } from './pythonRule';
import { withoutShell } from './pythonShellFix';

const byShell =
  /^(os\.(system|popen\d?)|commands\.get\w+|popen2\.\w+|subprocess\.get(status)?output|asyncio\.(subprocess\.)?create_subprocess_shell|platform\.popen|(fabric\.)?(api\.)?(local|sudo)|fabric\.api\.(run|local|sudo)|fabric\.(connection\.)?Connection\(\)\.(run|sudo|local)|fabric\.\w*Group\(\)\.\w+|invoke\.(\w+\.)*(run|sudo)|invoke\.(context\.)?Context\(\)\.(run|sudo)|paramiko\.(client\.)?SSHClient\(\)\.exec_command|pexpect\.(run|spawn|runu|spawnu)(\(\))?|asyncssh\.\w+\(\)\.(run|create_process)|os\.startfile)$/;
const byPath =
  /^(os\.(exec[lv]p?e?|posix_spawnp?)|pty\.spawn|asyncio\.(subprocess\.)?create_subprocess_exec)$/;
const run = /^subprocess(32)?\.(run|call|check_call|check_output|Popen)$/;

export const pythonCommand = pythonFlowRule({
  id: 'py-command-injection',
  title: 'A command from outside is run',
  cwe: ['CWE-78', 'CWE-88', 'CWE-77'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'A shell reads a command as text, so whoever decides on a part of it can add commands of their own.',
    attack:
      'A host name such as `localhost; rm -rf ~` runs a second command with the rights of the program.',
    fix: 'Pass a list of arguments to subprocess.run() without shell=True, and let no outsider choose the program.',
    sources: [
      cwePage(78),
      'https://docs.python.org/3/library/subprocess.html#security-considerations',
    ],
  },
  recipe: { does: 'Runs the program directly, with a list of arguments', review: 'read' },
  topic: /command.?inj|os.?command|shell|subprocess|B60[2-7]\b|start.?process/i,
  words: wordsIn(
    'system popen popen2 popen3 popen4 getoutput getstatusoutput create_subprocess_shell create_subprocess_exec run call check_call check_output Popen exec_command spawn runu spawnu local sudo startfile create_process execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe posix_spawn posix_spawnp',
  ),
  sinks: sinksAt,
  cleans: ({ callee }) => /(^|\.)(quote|list2cmdline)$/.test(callee.text),
});

const shells = /(^|\/)(ba|z|da|k|c)?sh$|^cmd(\.exe)?$|powershell/;

function sinksAt(called: PythonCall, file: ParsedFile): readonly Sink[] {
  if (isCalled(called, run)) return runSinks(called, file);
  if (/^os\.spawn/.test(called.names[0] ?? '')) {
    const program = argumentOf(called, 1);
    return program ? [{ value: program, does: 'is run as a program' }] : [];
  }
  const first = argumentOf(called, 0, 'cmd', 'command', 'args', 'program');
  if (!first) return [];
  if (isCalled(called, byPath))
    return [{ value: first, path: isList(first) ? ['0'] : [], does: 'is run as a program' }];
  const isRemote =
    called.name === 'exec_command' &&
    /(ssh|client|conn|connection|transport|session|channel)$/i.test(receiverText(called));
  if (isCalled(called, byShell) || isRemote) return [{ value: first, does: 'is run by a shell' }];
  return [];
}

function isList(node: Node): boolean {
  return /^(list|tuple)$/.test(bare(node).type);
}

function runSinks(called: PythonCall, file: ParsedFile): readonly Sink[] {
  const value = argumentOf(called, 0, 'args', 'cmd');
  if (!value) return [];
  const shell = called.call.named.get('shell');
  const program = called.call.named.get('executable');
  const others = program ? [{ value: program, does: 'is run as a program' }] : [];
  if (shell && !/^(False|0|None)$/.test(shell.text)) {
    const path = isList(value) ? ['0'] : [];
    const recipe = () => withoutShell(called, file);
    return [{ value, path, does: 'is run by a shell', recipe }, ...others];
  }
  const plain = bare(value);
  const items = isList(plain) ? expressions(plain) : [];
  const [first, flag] = items;
  if (
    first &&
    flag &&
    shells.test(textOf(first, file) ?? '') &&
    /^[-/]\w*c$/i.test(textOf(flag, file) ?? '')
  ) {
    return [...items.slice(2).map((one) => ({ value: one, does: 'is run by a shell' })), ...others];
  }
  return [{ value, path: ['0'], does: 'is run as a program' }, ...others];
}
