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
  'eval Function execScript setTimeout setInterval setImmediate runInContext runInNewContext runInThisContext compileFunction Script require import executeJavaScript insertCSS executeScript evaluate compile render template renderString from_string safeEval vm VM NodeVM constructor importScripts globalEval text'.split(
    ' ',
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
  trigger:
    /\beval\b|\bexecScript\b|\bFunction\s*\(|\bset(?:Timeout|Interval|Immediate)\s*\(\s*(?!\(|function|async|\(\)|resolve|\w+\s*=>)|\bvm2?\b|\brequire\s*\(\s*[^'"`\s)]|\bexecuteJavaScript|\bexecuteScript|\bevaluate\s*\(|ejs|pug|jade|handlebars|nunjucks|lodash|underscore|mustache|hogan|swig|\beta\b|velocity|twig|template|squirrelly|hbs|doT?\b|_\.|NodeVM/,
  sinks: sinksAt,
  question: {
    kinds: new Set([...fromOutside, 'library'] as const),
    cleans: (call) => /^(stringify|encodeURIComponent|serialize|escape)$/.test(nameOf(call)),
    judge: ordinaryJudge,
  },
});

const runs = 'is run as code';

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  if (name.text === 'text') return scriptText(name, file);
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
      return (isGlobal || /^(window|self|global|globalThis)$/.test(call.receiver?.text ?? '')) &&
        isText(one)
        ? [{ value: one, does: runs, recipe: () => asFunction(one, file) }]
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
      return isGlobal ? [{ value: one, does: 'chooses the module that is loaded and run' }] : [];
    case 'executeJavaScript':
    case 'executeScript':
    case 'evaluate':
      return isText(one) ? [{ value: one, does: runs }] : [];
    case 'compile':
    case 'render':
    case 'template':
    case 'renderString':
      return isTemplateEngine(call.callee, call.receiver, file)
        ? [{ value: one, does: 'is compiled as a template' }]
        : [];
    default:
      return [];
  }
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

/** Not a function, which is what these calls are meant to get. */
function isText(node: Node): boolean {
  return !/function|arrow/.test(node.type);
}

const engines =
  /^(ejs|pug|jade|handlebars|nunjucks|lodash|underscore|mustache|dot|doT|hogan\.js|swig|eta|velocityjs|twig|art-template|template7|squirrelly|hbs|whiskers|ect|haml|marko|lodash\.template)$/;

function isTemplateEngine(callee: Node, receiver: Node | undefined, file: ParsedFile): boolean {
  const origin = originOf(callee, file) ?? (receiver && originOf(receiver, file));
  if (origin) return engines.test(origin.module);
  return (
    receiver !== undefined && /^(_|ejs|pug|jade|[hH]andlebars|nunjucks|doT)$/.test(receiver.text)
  );
}
