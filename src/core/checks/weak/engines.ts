import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import type { Call } from './code';
import { callOf, callTypes, elementsOf, optionsIn, stringOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

/** Another engine that runs the same text: a shell, an interpreter, a deserialiser, an XML parser. */
export function* sameEngines(look: Look): Generator<Suspect> {
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call) continue;
    const why =
      shellReason(call, look) ??
      codeReason(call, look) ??
      dataReason(call, look) ??
      xmlReason(call, look);
    if (why !== undefined) yield { at: node, why };
  }
}

function isFixed(node: Node | undefined): boolean {
  return node === undefined || stringOf(node) !== undefined;
}

/** A text, or a list of texts, that is not wholly written out. */
function holdsValue(node: Node): boolean {
  if (/^(?:object|keyword_argument|arrow_function|function_expression)$/.test(node.type))
    return false;
  return (elementsOf(node) ?? [node]).some((one) => !isFixed(one));
}

function shellReason(call: Call, look: Look): string | undefined {
  if (!look.families.has('command')) return undefined;
  const { name, object, args } = call;
  const shell = optionsIn(call).get('shell');
  const isRunner =
    /^(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|run|call|Popen|check_output|check_call|system|popen)$/.test(
      name,
    );
  if (!isRunner) return undefined;
  if (
    shell &&
    /^(?:true|True)$|^['"]/.test(shell.text) &&
    args.slice(0, 2).some((one) => holdsValue(one))
  ) {
    return `shell: ${snippet(shell.text)} still hands the text to a shell. ${families.command.instead}`;
  }
  const program = stringOf(args[0]) ?? stringOf(elementsOf(args[0])?.[0]);
  const rest = args.map(({ text }) => text).join(' ');
  if (
    program !== undefined &&
    /^(?:\/bin\/)?(?:ba|z|da)?sh$|^(?:cmd(?:\.exe)?|powershell)$/.test(program) &&
    /['"](?:-\w*c|\/c|-Command)['"]/i.test(rest)
  ) {
    return `${snippet(program)} is a shell itself. ${families.command.instead}`;
  }
  const isShell =
    /^(?:exec|execSync|system|popen)$/.test(name) &&
    !/\b(?:re|regex|pattern|cursor|db)\b/.test(object?.text ?? '');
  const [command] = args;
  const isQuoted = command && /["'\\]["']?\s*\+|\\?["']\$\{|\+\s*['"]\\?["']/.test(command.text);
  return isShell &&
    command &&
    !isFixed(command) &&
    isQuoted &&
    /["']/.test(command.text.slice(1, -1)) &&
    /\\"|"\$\{|'\$\{|"'|'"/.test(command.text)
    ? `Quotes around the value do not keep a shell from reading it: the value can close them. ${families.command.instead}`
    : undefined;
}

function codeReason(call: Call, look: Look): string | undefined {
  if (!look.families.has('code')) return undefined;
  const { name, object, args } = call;
  const owner = object?.text ?? '';
  const isRun =
    (!object && /^(?:eval|Function|exec|execfile|setTimeout|setInterval)$/.test(name)) ||
    (/^vm2?$/.test(owner) && /^run|^Script$|^compileFunction$/.test(name)) ||
    /^(?:runInNewContext|runInThisContext|runInContext|VM|NodeVM)$/.test(name);
  if (!isRun || args.length === 0 || isFixed(args[0])) return undefined;
  const isTimer = /^set/.test(name);
  if (isTimer && !/^(?:['"`]|\w+\s*\+)/.test(args[0]?.text ?? '')) return undefined;
  return `${snippet(name)}() still runs the text as code, and a context or a sandbox of this kind can be left. ${families.code.instead}`;
}

const makers = /^(?:_?c?[pP]ickle|dill|marshal|shelve|jsonpickle|joblib|cloudpickle)$/;

/** The module that a bare name of Python is imported from. */
function importedFrom(name: string, look: Look): string | undefined {
  if (look.language !== 'python' || !/^\w+$/.test(name)) return undefined;
  return new RegExp(`^from\\s+(\\w+)\\s+import\\b[^#\\n]*\\b${name}\\b`, 'm').exec(
    look.root.text,
  )?.[1];
}

function dataReason(call: Call, look: Look): string | undefined {
  if (!look.families.has('code')) return undefined;
  const { name, object, node } = call;
  const owner = object?.text ?? '';
  const maker = object ? owner : importedFrom(name, look);
  if (
    maker !== undefined &&
    makers.test(maker) &&
    /^(?:loads?|decode|open|Unpickler)$/.test(name)
  ) {
    return `${snippet(maker)} makes objects that can run code, like the module that it replaces. Read the data as JSON.`;
  }
  if (
    owner === 'yaml' &&
    /^(?:load|load_all|unsafe_load|full_load)$/.test(name) &&
    look.language === 'python'
  ) {
    const loader = optionsIn(call).get('Loader')?.text ?? call.args[1]?.text ?? name;
    if (loader === name || /^(?:yaml\.)?C?(?:Full|Unsafe)?Loader$/.test(loader))
      return `${snippet(node.text)} can make objects of any class. Use yaml.safe_load().`;
  }
  return name === 'unserialize'
    ? `${snippet(node.text)} can run code. Read the data as JSON.`
    : undefined;
}

function xmlReason(call: Call, look: Look): string | undefined {
  if (!look.families.has('xml')) return undefined;
  const options = optionsIn(call);
  const isOn = (name: string) => /^(?:true|True)$/.test(options.get(name)?.text ?? '');
  const on = [
    'noent',
    'resolve_entities',
    'load_dtd',
    'dtdload',
    'huge_tree',
    'processEntities',
  ].find(isOn);
  return on === undefined
    ? undefined
    : `${on} is switched on, which follows entities that the text names. ${families.xml.instead}`;
}
