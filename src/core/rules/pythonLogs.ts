import { namesOf } from '../pythonFlow/names';
import { isWeb } from '../pythonFlow/sources';
import { bare, pythonCall } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { isCalled, receiverText } from './pythonCalls';
import { isTestFile } from './pythonEdits';
import { isPasswordName, isSecretName, nameOfTarget } from './pythonNames';
import type { Seen } from './pythonRule';
import { cwePage, pythonCallRule, pythonFlowRule, pythonRule, wordsIn } from './pythonRule';

const levels = wordsIn('debug info warning warn error critical exception log fatal msg');
const levelNames = new RegExp(`\\.(${levels.join('|')})$`);

/** Whether a call writes to a log. */
function isLog(called: PythonCall): boolean {
  if (
    isCalled(called, /^(logging|loguru\.logger|structlog|absl\.logging)\b/) &&
    isCalled(called, levelNames)
  )
    return true;
  return (
    called.call.receiver !== undefined &&
    /(^|[._])(log|logger|logging|_log|LOG|LOGGER)(\(\))?$/i.test(receiverText(called)) &&
    levels.includes(called.name)
  );
}

/** What a call writes, the level of log() aside. */
function writtenBy({ call, name }: PythonCall): readonly Node[] {
  return name === 'log' ? call.args.slice(1) : call.args;
}

export const pythonLogInjection = pythonFlowRule({
  id: 'py-log-injection',
  title: 'A value from outside is written to a log as it is',
  cwe: ['CWE-117', 'CWE-93'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'A line break in the value begins a new line of the log, which looks like one of the program.',
    attack: 'The name `x\\nINFO login of admin succeeded` writes a line that never happened.',
    fix: "Take line breaks out with replace('\\r', '').replace('\\n', ''), or write the log as JSON.",
    sources: [cwePage(117), 'https://owasp.org/www-community/attacks/Log_Injection'],
  },
  topic: /log.?inj|log.?forg|crlf/i,
  words: levels,
  sinks(called): readonly Sink[] {
    if (!isLog(called)) return [];
    return writtenBy(called).map((value) => ({ value, does: 'is written to the log' }));
  },
  cleans: ({ method, callee, args }) =>
    (method === 'replace' && /\\[rn]|linesep/.test(args[0]?.text ?? '')) ||
    /^(repr|quote|quote_plus|dumps|escape|splitlines|ascii)$/.test(method ?? callee.text),
});

export const pythonClearText = pythonCallRule({
  id: 'py-clear-text-secret',
  title: 'A secret is written where others can read it',
  cwe: ['CWE-532', 'CWE-312', 'CWE-359'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Logs are kept, copied and searched by people and services that must not know the secret.',
    attack: 'Somebody who can read the logs signs in with a password that they found there.',
    fix: 'Leave the secret out, or write that it was set.',
    sources: [
      cwePage(532),
      'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html',
    ],
  },
  topic: /clear.?text|sensitive.?(data|info)|secret.*log|log.*secret/i,
  words: [...levels, 'print', 'write', 'writelines', 'write_text', 'set_cookie'],
  trigger: /passw|pwd|secret|token|credential|_key|Key\b|ssn|cvv|card|certificate/i,
  calls(called, file) {
    if (isTestFile(file)) return [];
    const isStored =
      /^write/.test(called.name) &&
      isCalled(called, /^(open|io\.open|codecs\.open|sys\.std(out|err)|pathlib\.\S*Path)\b/);
    const isCookie = called.name === 'set_cookie';
    const isPrinted = isCalled(called, /^(print|pprint\.pprint)$/);
    if (!isLog(called) && !isPrinted && !isStored && !isCookie) return [];
    const values = isCookie
      ? called.call.args.slice(1, 2)
      : [...writtenBy(called), ...called.call.named.values()];
    const accepts = isCookie || isStored ? isPasswordName : isSecretName;
    return values.flatMap((value) => secretIn(value, accepts, file));
  },
});

const hides =
  /^(len|bool|hash|md5|sha\d+|mask\w*|redact\w*|obfuscate\w*|encrypt\w*|isinstance|type|check\w*|verify\w*|hexdigest|hashpw|has_\w+|set_\w+|getenv_name|is_\w+|scrub\w*|anonymi\w*|sanitize\w*)$/;

/** The secrets among what is written: a name that says so, outside of a call that hides it. */
function secretIn(
  value: Node,
  accepts: (name: string) => boolean,
  file: ParsedFile,
): readonly Seen[] {
  const candidates = [
    value,
    ...value.descendantsOfType(['identifier', 'attribute', 'subscript', 'call']),
  ];
  for (const node of candidates) {
    const name = node.type === 'call' ? gotten(node) : nameOfTarget(node);
    if (node.type === 'string' || name === undefined || !accepts(name)) continue;
    if (isHidden(node, value) || !isValue(node, file) || isOfSyntax(name, file)) continue;
    return [
      { node: value, shown: name, does: 'is a secret, and is written where others can read it' },
    ];
  }
  return [];
}

/** In a parser, a token is a piece of code. */
function isOfSyntax(name: string, file: ParsedFile): boolean {
  return (
    name === 'token' && /\b(tok_name|tokenize|token_type|TokenType|[lL]exer)\b/.test(file.text)
  );
}

/** The key of `d.get('password')`, or the name of `get_password()`. */
function gotten(node: Node): string | undefined {
  const call = pythonCall(node);
  const [first] = call?.args ?? [];
  if (call?.method === 'get' && first) return nameOfTarget(first);
  const name = call?.method ?? (call?.callee.type === 'identifier' ? call.callee.text : undefined);
  return name !== undefined && /^get_/.test(name) ? name : undefined;
}

function isHidden(node: Node, top: Node): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    const call =
      at.parent?.type === 'argument_list' && at.parent.parent
        ? pythonCall(at.parent.parent)
        : undefined;
    if (at !== top && call && hides.test(call.method ?? call.callee.text)) return true;
    if (at.parent?.type === 'comparison_operator') return true;
    if (at === top) return false;
  }
  return false;
}

/** Whether an identifier means a value: no attribute's or keyword's name, no function, no constant. */
function isValue(node: Node, file: ParsedFile): boolean {
  const { parent } = node;
  if (parent?.type === 'keyword_argument' && parent.childForFieldName('name') === node)
    return false;
  if (parent?.type === 'attribute' && parent.childForFieldName('attribute') === node) return false;
  if (parent?.type === 'call' && parent.childForFieldName('function') === node) return false;
  if (parent?.type === 'conditional_expression' && parent.namedChildren[1] === node) return false;
  const binding = node.type === 'identifier' ? file.resolve(node) : undefined;
  if (binding?.declared || (binding?.imported && binding.imported.name === '*')) return false;
  const value = binding?.value && bare(binding.value);
  // `pwd` is the working directory, too.
  return (
    !value ||
    (!/^(none|true|false|comparison_operator|integer)$/.test(value.type) &&
      !/\b(getcwd|cwd)\(\)/.test(value.text.slice(0, 80)))
  );
}

const errorNames = wordsIn('e err ex exc error exception exp exn ee');

export const pythonStackTrace = pythonRule({
  id: 'py-stack-trace-exposure',
  title: 'An answer tells the details of an error',
  cwe: ['CWE-209', 'CWE-497', 'CWE-200'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'Traces and messages name files, versions, queries and parts of data that help an attacker on.',
    attack:
      'Somebody sends broken input until a message shows a statement of SQL, and then knows the tables.',
    fix: 'Write the details to the log, and answer with a general message.',
    sources: [cwePage(209), 'https://owasp.org/www-community/Improper_Error_Handling'],
  },
  topic: /stack.?trace|information.?exposure|exception.*(detail|message)|error.?message/i,
  words: ['format_exc', 'format_exception', 'exc_info', 'format_tb', 'print_exc', ...errorNames],
  trigger: /\bexcept\b/,
  sees(name, file) {
    if (!isWeb(file)) return [];
    const isTrace = /^(format_|exc_info)/.test(name.text) && name.parent?.type === 'attribute';
    if (!isTrace && !isCaught(name, file)) return [];
    const answered = answerOf(name, file);
    return answered ? [{ node: answered, does: 'tells whoever asks the details of an error' }] : [];
  },
});

/** Whether a name is the exception of the `except` around. */
function isCaught(name: Node, file: ParsedFile): boolean {
  if (name.parent?.type === 'as_pattern_target') return false;
  const binding = name.type === 'identifier' ? file.resolve(name) : undefined;
  return binding?.node.parent?.type === 'as_pattern_target' && binding.definitions.length === 0;
}

const answers =
  /(^|\.)(make_response|jsonify|Response|HttpResponse\w*|JsonResponse|HTMLResponse|JSONResponse|PlainTextResponse|web\.Response|json_response|write|finish|HTTPException|abort)$/;
const speaks =
  /^(str|repr|format_exc|format_exception|format|join|dumps|escape|list|dict|format_tb)$/;

/** The answer of a view that a value goes into: a return, or the call that makes the answer. */
function answerOf(name: Node, file: ParsedFile): Node | undefined {
  let direct: Node = name;
  for (let at: Node = name; at.parent; at = at.parent) {
    const { parent } = at;
    if (
      parent.type === 'attribute' &&
      parent.childForFieldName('object') === at &&
      /^(code|status_code|status|errno|returncode)$/.test(
        parent.childForFieldName('attribute')?.text ?? '',
      )
    )
      return undefined;
    if (
      parent.type === 'conditional_expression' &&
      /debug/i.test(parent.namedChildren[1]?.text ?? '')
    )
      return undefined;
    if (parent.type === 'call' && parent.childForFieldName('function') !== at) {
      const callee = parent.childForFieldName('function');
      if (callee && answers.test(callee.text) && isWebAnswer(callee, file)) return direct;
      if (!callee || !speaks.test(callee.text.split('.').at(-1) ?? '')) return undefined;
    }
    if (parent.type === 'return_statement') return isView(parent) ? direct : undefined;
    if (parent.type === 'assignment') return throughName(parent, at, file);
    if (/block|module|raise_statement/.test(parent.type)) return undefined;
    if (/^(call|attribute|string)$/.test(parent.type)) direct = parent;
  }
  return undefined;
}

function isWebAnswer(callee: Node, file: ParsedFile): boolean {
  return (
    !/^(sys|f|fh|file|out|log\w*)\.|\bstd(err|out)\./.test(callee.text) &&
    !namesOf(callee, file).some((one) => /^(open|sys|io)\b/.test(one))
  );
}

/** `text = traceback.format_exc()` and then `return text`. */
function throughName(assignment: Node, value: Node, file: ParsedFile): Node | undefined {
  const left = assignment.childForFieldName('left');
  if (assignment.childForFieldName('right') !== value || left?.type !== 'identifier')
    return undefined;
  const binding = file.resolve(left);
  const uses = file
    .find(left.text)
    .filter((one) => one.startIndex > assignment.endIndex && file.resolve(one) === binding);
  return uses
    .map((one) => (one.parent?.type === 'assignment' ? undefined : answerOf(one, file)))
    .find((one) => one !== undefined);
}

/** Whether what a function returns is an answer: it has a decorator, or takes a request. */
function isView(statement: Node): boolean {
  let at: Node | null = statement;
  while (at && at.type !== 'function_definition') at = at.parent;
  const decorators =
    at?.parent?.type === 'decorated_definition'
      ? at.parent.namedChildren.filter(({ type }) => type === 'decorator')
      : [];
  const isRouted = decorators.some(({ text }) =>
    /\.?(route|get|post|put|delete|patch|errorhandler|api_view|exception_handler|view)\b/.test(
      text,
    ),
  );
  return (
    isRouted || /^\(\s*(self,\s*)?request\b/.test(at?.childForFieldName('parameters')?.text ?? '')
  );
}
