import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { isFunction } from '../around';
import { isSaidByClient } from './client';
import { callOf, callTypes, plain, stringOf } from './code';
import type { Look, Suspect } from './look';

const answer =
  /^(?:send|json|jsonp|end|write|render|jsonify|make_response|HttpResponse\w*|JsonResponse|JSONResponse|PlainTextResponse|HTMLResponse|Response|HTTPException)$/;
const instead = 'Write it to the log, and answer with a fixed sentence.';

/** What went wrong, told to the client in other words. */
export function* toldDetails(look: Look): Generator<Suspect> {
  if (!look.families.has('details')) return;
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call || !answer.test(call.name)) continue;
    for (const arg of call.args) {
      const told = detailIn(arg, look);
      if (told === undefined) continue;
      yield {
        at: node,
        why: `${snippet(told)} goes to the client, and it tells what the server is made of. ${instead}`,
      };
      break;
    }
  }
}

/** The part of an answer that is the whole of a caught error. */
function detailIn(arg: Node, look: Look): string | undefined {
  const caught = caughtAround(arg);
  if (caught === undefined) return undefined;
  const name = caught.replace(/\$/g, '\\$');
  const whole = new RegExp(
    [
      `\\b(?:inspect|String|format|repr|serializeError|dumps|stringify)\\(\\s*${name}\\b(?!\\.)[^)]*\\)`,
      `\\b${name}\\.(?:toString\\(\\)|stack|args|trace)`,
      `\\btraceback\\.\\w+\\([^)]*\\)|\\bexc_info\\(\\)`,
      `\\$\\{\\s*${name}\\s*\\}`,
    ].join('|'),
  ).exec(arg.text.slice(0, 2000))?.[0];
  if (whole !== undefined) return whole;
  const isBare = arg.text === caught || new RegExp(`:\\s*${name}\\s*[,}]`).test(arg.text);
  return isBare && look.language === 'javascript' ? caught : undefined;
}

/** The name of the error that is handled here. */
function caughtAround(node: Node): string | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'catch_clause') return at.childForFieldName('parameter')?.text;
    if (at.type === 'except_clause') return /\bas\s+(\w+)\s*:/.exec(at.text)?.[1] ?? 'exc';
    if (!isFunction(at)) continue;
    const [first] = at.childForFieldName('parameters')?.namedChildren ?? [];
    const name = /^[\w$]+/.exec(first?.text ?? '')?.[0];
    if (name !== undefined && /^(?:e|er|err|error|ex|exc|exception)$/i.test(name)) return name;
  }
  return undefined;
}

const inside = /\.stack\b|\btraceback\b|\bformat_exc\b|\bexc_info\b/;
const surroundings = /\benv(?:iron\w*)?\b|NODE_ENV|settings|config|isDev|production/;

/** The same, for whoever asks for it. */
export function* askedDetails(look: Look): Generator<Suspect> {
  if (!look.families.has('details')) return;
  for (const node of look.nodes(
    ...['if_statement', 'ternary_expression', 'conditional_expression', 'binary_expression'],
  )) {
    const [condition, told] = choiceOf(node);
    if (!condition || !told || !look.isNew(condition) || !inside.test(told.text)) continue;
    if (surroundings.test(condition.text) || !isSaidByClient(plain(condition))) continue;
    yield {
      at: condition,
      why: `Whoever sends ${snippet(condition.text)} is told what the server is made of. ${instead}`,
    };
  }
}

/** What decides, and what is done then. */
function choiceOf(node: Node): readonly (Node | null | undefined)[] {
  if (node.type === 'conditional_expression') return [node.namedChildren[1], node.namedChildren[0]];
  if (node.type !== 'binary_expression') {
    return [node.childForFieldName('condition'), node.childForFieldName('consequence')];
  }
  const isAnd = node.childForFieldName('operator')?.text === '&&';
  return isAnd ? [node.childForFieldName('left'), node.childForFieldName('right')] : [];
}

/** A mode for developers, which shows errors to everybody. */
export function* debugModes(look: Look): Generator<Suspect> {
  const reason = (at: Node): Suspect => ({
    at,
    why: `${snippet(at.text)} shows errors with the code around them, and in Flask runs what is typed into them. Leave it off.`,
  });
  for (const node of look.nodes('assignment', 'keyword_argument')) {
    const target = node.childForFieldName('left') ?? node.childForFieldName('name');
    const value = node.childForFieldName('right') ?? node.childForFieldName('value');
    if (!value || !target || (value.text !== 'True' && !isSaidByClient(value))) continue;
    const isOption =
      node.type === 'keyword_argument' && /(?:^|\.)run(?:_simple)?$/.test(callee(node));
    const isSetting =
      node.type === 'assignment' &&
      /^(?:DEBUG|\w+\.debug|.*\[['"](?:DEBUG|PROPAGATE_EXCEPTIONS)['"]\])$/.test(target.text);
    if (isSetting || (isOption && target.text === 'debug')) yield reason(node);
  }
}

function callee(argument: Node): string {
  return argument.parent?.parent?.childForFieldName('function')?.text ?? '';
}

/** A handler that has lost the last of its answers. */
export function* lostAnswers(look: Look): Generator<Suspect> {
  if (look.language !== 'javascript') return;
  const types = ['arrow_function', 'function_expression', 'function_declaration'] as const;
  for (const node of look.nodes(...types)) {
    const names = (node.childForFieldName('parameters')?.namedChildren ?? []).map(
      ({ text }) => /^[\w$]+/.exec(text)?.[0] ?? '',
    );
    const at = names.findIndex((name) => /^(?:res|response|reply)$/.test(name));
    const body = node.childForFieldName('body');
    if (at < 1 || !body || body.type !== 'statement_block') continue;
    const [response = '', next] = names.slice(at);
    const uses = (name: string, text: string) =>
      text.match(new RegExp(`(?<![\\w$.])${name}(?![\\w$])`, 'g'))?.length ?? 0;
    if (uses(response, body.text) > 0 || (next !== undefined && uses(next, body.text) > 0))
      continue;
    if (uses(response, look.other) <= uses(response, look.root.text)) continue;
    if (/\bthrow\b|\.pipe\(/.test(body.text)) continue;
    yield {
      at: node,
      why: 'Nothing answers the request any more: whoever sent it waits until the connection ends. Answer it, or call next().',
    };
  }
}

/** Templates that are told not to escape. */
export function* rawTemplates(look: Look): Generator<Suspect> {
  const raw =
    /\{\{[^{}]*\|\s*(?:safe|raw)\b[^{}]*\}\}|\{%-?\s*autoescape\s+(?:off|false)|\{\{\{[^{}]+\}\}\}|<%-[^%]+%>/;
  for (const node of look.nodes('string', 'template_string')) {
    const found = raw.exec(stringOf(node) ?? node.text)?.[0];
    if (found === undefined || look.other.includes(found)) continue;
    yield {
      at: node,
      why: `${snippet(found)} tells the template not to escape the value. Leave that out.`,
    };
  }
}
