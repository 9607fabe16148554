import { functionAround, functionTypes } from '../flow/javascript';
import { parameterName } from '../flow/frameworks';
import type { Node } from '../syntax';
import { parametersOf } from './bindings';
import { callNamed, flowRule, type Sink } from './flowRule';
import { cleans, judgeMarkup, sources } from './markup';
import { asPlainText } from './markupRecipes';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';

/** HTML that a server answers with. */
export const reflectedScripting = flowRule({
  id: 'reflected-xss',
  title: 'What a request sends becomes part of a page',
  cwe: ['CWE-79', 'CWE-80', 'CWE-116'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A browser runs every script in a page with the rights of the site that sent it.',
    attack:
      'A link with `?name=<script>…</script>` runs a script as the person who follows it, and takes over their session.',
    fix: 'Let a template engine that escapes make the page, or answer with text/plain or JSON.',
    sources,
  },
  recipe: { does: 'Answers with plain text, or escapes the value', review: 'read' },
  topic: /\bxss\b|cross.?site.?script/i,
  words: [
    'send',
    'write',
    'end',
    'body',
    'html',
    'type',
    'response',
    'Response',
    'writeHead',
    'code',
    'handler',
    'SafeString',
    'Get',
    'Post',
  ],
  needs:
    'handler SafeString Get Post res _res resp response Response reply rep h toolkit ctx context koa c httpResponse'.split(
      ' ',
    ),
  sinks: answerSinks,
  question: { kinds: new Set(['remote', 'stored'] as const), cleans, judge: judgeMarkup },
});

const answersWith = 'is sent as a page';

function answerSinks(name: Node, file: ParsedFile): readonly Sink[] {
  const assigned = assignedBody(name);
  if (assigned) return isPlainText(assigned, file) ? [] : [{ value: assigned, does: answersWith }];
  const returned = returnedPages(name, file);
  if (returned) return returned;
  const site = callNamed(name);
  if (!site) return [];
  const { call, node } = site;
  const [one] = call.args;
  if (!one || /function|arrow|object|number/.test(one.type)) return [];
  if (name.text === 'SafeString') return [{ value: one, does: 'is trusted as markup' }];
  if (call.isNew && /^(Next)?Response$/.test(call.callee.text)) {
    return /html/i.test(call.args[1]?.text ?? '') ? [{ value: one, does: answersWith }] : [];
  }
  const { receiver, method } = call;
  if (!receiver || !method || !/^(send|write|end|html|response|body)$/.test(method)) return [];
  if (!isResponse(receiver, method, file) || isPlainText(node, file)) return [];
  if (method === 'send' && isOnlyStatus(one)) return [];
  return [{ value: one, does: answersWith, recipe: () => asPlainText(node, call, file) }];
}

function isOnlyStatus(node: Node): boolean {
  return /^\d+$/.test(node.text);
}

/** koa: `ctx.body = value`. */
function assignedBody(name: Node): Node | undefined {
  if (name.text !== 'body') return undefined;
  const member = name.parent;
  const assignment = member?.parent;
  if (assignment?.type !== 'assignment_expression') return undefined;
  if (assignment.childForFieldName('left') !== member) return undefined;
  if (!/^(ctx|context|this|koa|ctx\.response)\.body$/.test(member?.text ?? '')) return undefined;
  const right = assignment.childForFieldName('right');
  return right && right.type !== 'object' ? right : undefined;
}

const responses =
  /^_?(res|resp|response|reply|h|rep|reply|ctx\.res|ctx\.response|this\.res|self\.res|c|ctx|httpResponse|toolkit)$/i;

/** `res`, `res.status(400)`, `res.type('html')`, and the second parameter of a handler. */
export function isResponse(receiver: Node, method: string, file: ParsedFile): boolean {
  let at: Node = receiver;
  while (at.type === 'call_expression') {
    const object = at.childForFieldName('function')?.childForFieldName('object');
    if (!object) break;
    at = object;
  }
  if (method === 'response') return /^(h|toolkit)$/.test(at.text);
  if (responses.test(at.text)) return true;
  if (at.type !== 'identifier' || /socket|conn/i.test(at.text)) return false;
  const parameter = file.resolve(at)?.parameter;
  if (parameter?.index !== 1) return false;
  const [first] = parametersOf(parameter.owner);
  return first !== undefined && /^_?req(uest)?$/i.test(parameterName(first) ?? '');
}

const plainTypes =
  /['"`](text\/plain|application\/(json|javascript|octet-stream|xml|pdf)|text\/(csv|css|xml|javascript)|image\/|(txt|json|text)['"`])/;

/** The handler says that it does not answer with a page. */
function isPlainText(at: Node, file: ParsedFile): boolean {
  const owner = functionAround(at);
  const before = file.text.slice(owner?.startIndex ?? 0, at.endIndex);
  const typed = [
    ...before.matchAll(
      /(?:content-type['"`]?\s*[,:\]]?\s*=?|\.type\s*\(\s*|contentType\s*\(\s*|\.type\s*=\s*)\s*(['"`][^'"`]*['"`])/gi,
    ),
  ];
  const last = typed.at(-1)?.[1];
  // Fastify answers with text/plain unless it is told otherwise.
  if (/^\s*(?:await\s+|return\s+)?(?:reply|rep)\b/.test(file.code(at)))
    return !/html/i.test(last ?? '');
  return last !== undefined && plainTypes.test(last);
}

const routes = /^(Get|Post|Put|Patch|Delete|All)$/;

/** What a handler returns as a page: hapi's `handler`, and the methods of a controller. */
function returnedPages(name: Node, file: ParsedFile): readonly Sink[] | undefined {
  if (name.text !== 'handler' && !routes.test(name.text)) return undefined;
  const { parent } = name;
  const held = parent?.type === 'pair' ? parent.childForFieldName('value') : null;
  const decorator = parent?.parent?.type === 'decorator' ? parent.parent : null;
  let owner = held ?? decorator?.nextNamedSibling ?? null;
  while (owner?.type === 'decorator') owner = owner.nextNamedSibling;
  if (!owner || !functionTypes.has(owner.type)) return [];
  return file.flow.functions
    .returnsOf(owner)
    .filter((value) => isMarkup(value, file))
    .map((value) => ({ value, does: answersWith }));
}

function isMarkup(value: Node, file: ParsedFile): boolean {
  return (piecesOf(value, file) ?? []).some(
    (piece) => piece.kind === 'text' && /<[a-z]/i.test(file.text.slice(piece.start, piece.end)),
  );
}
