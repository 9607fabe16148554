import { nameOf } from '../flow/calls';
import { fromOutside, ordinaryJudge } from '../flow/judge';
import type { Node } from '../syntax';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import { originOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { Piece } from './pieces';
import { piecesOf, valueText } from './pieces';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { asFunction } from './timerText';

const words =
  'eval Function execScript setTimeout setInterval setImmediate runInContext runInNewContext runInThisContext compileFunction Script require import executeJavaScript insertCSS executeScript evaluate compile render template renderString from_string safeEval vm VM NodeVM constructor importScripts globalEval text textContent innerText innerHTML'.split(
    ' ',
  );

const engines =
  '(?:ejs|pug|jade|handlebars|nunjucks|lodash|underscore|mustache|dot|doT|hogan\\.js|swig|eta|velocityjs|twig|art-template|template7|squirrelly|hbs|whiskers|ect|haml|marko|lodash\\.template)';
const isEngine = new RegExp(`^${engines}$`);
const named = '(?:_|ejs|pug|jade|[hH]andlebars|nunjucks|doT)';
const isNamedEngine = new RegExp(`^${named}$`);
const trigger = new RegExp(
  [
    String.raw`\beval\b|\bexecScript\b|\bFunction\s*\(|\bexecuteJavaScript|\bexecuteScript|\bevaluate\s*\(|NodeVM`,
    String.raw`\bset(?:Timeout|Interval|Immediate)\s*\(\s*(?!\(|function|async|\(\)|resolve|\w+\s*=>)`,
    String.raw`['"](?:node:)?vm2?['"]|\bvm\s*\.|createElement\(\s*['"${'`'}]script|\brequire\s*\(\s*[^'"${'`'}\s)]`,
    String.raw`['"]${engines}['"]|\b${named}\s*\.\s*(?:compile|render|template|renderString)\b`,
  ].join('|'),
);

export const codeInjection = flowRule({
  id: 'code-injection',
  title: 'Text from outside is run as code',
  cwe: ['CWE-94', 'CWE-95', 'CWE-79', 'CWE-1336'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'very-high',
  help: {
    why: 'What eval(), new Function(), vm or a template engine gets runs with all rights of the program.',
    attack:
      'A parameter such as `process.mainModule.require("child_process").execSync("id")` runs a command on the server.',
    fix: 'Read data with JSON.parse(); choose functions from a fixed list by name; keep templates in files and pass values to them.',
    sources: [
      'https://cwe.mitre.org/data/definitions/94.html',
      'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/eval#never_use_direct_eval!',
    ],
  },
  recipe: { does: 'Reads data as JSON, or gives a timer a function', review: 'read' },
  topic: /\beval\b|code.?inj|dynamic.?code|template.?inj|new.?func|\bssti\b/i,
  words,
  trigger,
  sinks: sinksAt,
  question: {
    kinds: new Set([...fromOutside, 'library'] as const),
    cleans: (call) => /^(stringify|encodeURIComponent|serialize|escape)$/.test(nameOf(call)),
    judge: ordinaryJudge,
  },
});

const runs = 'is run as code';

/** To load a plugin, to call back, or to render a template is what a module is called for. */
const notOfCaller: Pick<Sink, 'harms'> = { harms: ({ kind }) => kind !== 'library' };

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  if (/^(text|textContent|innerText|innerHTML)$/.test(name.text)) return scriptText(name, file);
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const [one] = call.args;
  if (!one) return [];
  const called = call.method ?? name.text;
  const isGlobal = call.callee.type === 'identifier' && !file.resolve(call.callee);
  switch (called) {
    case 'eval':
    case 'execScript':
      return isGlobal || /^(window|self|global|globalThis|vm)$/.test(call.receiver?.text ?? '')
        ? [{ value: one, does: runs, recipe: () => asJson(site.node, one, file) }]
        : [];
    case 'Function':
      return isGlobal ? call.args.map((value) => ({ value, does: runs })) : [];
    case 'setTimeout':
    case 'setInterval':
    case 'setImmediate':
      return isGlobal || /^(window|self|global|globalThis)$/.test(call.receiver?.text ?? '')
        ? timerText(one, file)
        : [];
    case 'runInContext':
    case 'runInNewContext':
    case 'runInThisContext':
    case 'compileFunction':
    case 'Script':
      return isFrom(site, file, /^vm2?$/, /^vm$/) || isPartOf(call.callee, /^vm$/, file)
        ? [{ value: one, does: runs }]
        : [];
    case 'globalEval':
      return /^(\$|jQuery)$/.test(call.receiver?.text ?? '') ? [{ value: one, does: runs }] : [];
    case 'require':
      return isGlobal
        ? [{ value: one, does: 'chooses the module that is loaded and run', ...notOfCaller }]
        : [];
    case 'executeJavaScript':
    case 'executeScript':
    case 'evaluate':
      return called === 'executeScript' && one.type === 'object'
        ? [{ value: one, does: runs, path: ['code'] }]
        : pageText(one, call.receiver);
    case 'compile':
    case 'render':
    case 'template':
    case 'renderString':
      return isTemplateEngine(call.callee, call.receiver, file)
        ? [{ value: one, does: 'is compiled as a template', ...notOfCaller }]
        : [];
    default:
      return [];
  }
}

function timerText(value: Node, file: ParsedFile): readonly Sink[] {
  if (!isText(value)) return [];
  const recipe = () => asFunction(value, file);
  return [{ value, does: runs, recipe, ...(!isJoined(value) && notOfCaller) }];
}

function pageText(value: Node, page: Node | undefined): readonly Sink[] {
  return isText(value) ? [{ value, does: runs, ...(!isPage(page) && notOfCaller) }] : [];
}

/** `eval('(' + text + ')')` becomes `JSON.parse(text)`. */
function asJson(call: Node, value: Node, file: ParsedFile): RecipeResult {
  const [open, held, close, ...others] = piecesOf(value, file) ?? [];
  const textOf = (piece: Piece | undefined) =>
    piece?.kind === 'text' ? file.text.slice(piece.start, piece.end) : undefined;
  const isData = textOf(open) === '(' && textOf(close) === ')' && others.length === 0;
  if (!isData || held?.kind !== 'hole') {
    return refuse(
      'What is evaluated is plainly no data in parentheses, so JSON cannot stand for it.',
    );
  }
  const text = `JSON.parse(${valueText(held, file)})`;
  return {
    ok: true,
    edits: [{ start: call.startIndex, end: call.endIndex, text }],
    rationale: {
      whyVulnerable: `${snippet(file.code(held.expression))} is run as code, whatever it holds.`,
      whyFixed: 'JSON.parse() reads data and runs nothing.',
      mayBreak: ['Data that is no JSON is refused: names without quotes, single quotes, comments.'],
      alternatives: [{ option: 'JSON5', whyNot: 'It reads more, but it is one more dependency.' }],
      assumptions: ['Only data is expected here.'],
    },
  };
}

/** `const { Script } = vm`. */
function isPartOf(callee: Node, module: RegExp, file: ParsedFile): boolean {
  const definitions = (callee.type === 'identifier' && file.resolve(callee)?.definitions) || [];
  return definitions.some(({ value }) => module.test(originOf(value, file)?.module ?? ''));
}

/** `script.text = value`, for an element that the code makes. */
function scriptText(name: Node, file: ParsedFile): readonly Sink[] {
  const member = name.parent;
  const assignment = member?.parent;
  const object = member?.childForFieldName('object');
  if (assignment?.type !== 'assignment_expression' || object?.type !== 'identifier') return [];
  const value = assignment.childForFieldName('right');
  const made = file.resolve(object)?.value?.text ?? '';
  return value && /createElement\(\s*['"`]script/i.test(made) ? [{ value, does: runs }] : [];
}

/** Text that is put together: nobody hands over a callback in this way. */
function isJoined(node: Node): boolean {
  return /^(template_string|binary_expression)$/.test(node.type);
}

/** A page of a browser that is driven, whose `evaluate()` runs text. */
function isPage(receiver: Node | undefined): boolean {
  return /(page|frame|browser|worker|driver|contents|tabs?|window)$/i.test(
    receiver?.text.slice(-40) ?? '',
  );
}

/** Not a function, which is what these calls are meant to get. */
function isText(node: Node): boolean {
  return !/function|arrow/.test(node.type);
}

function isTemplateEngine(callee: Node, receiver: Node | undefined, file: ParsedFile): boolean {
  const origin = originOf(callee, file) ?? (receiver && originOf(receiver, file));
  if (origin) return isEngine.test(origin.module);
  return receiver !== undefined && isNamedEngine.test(receiver.text);
}
