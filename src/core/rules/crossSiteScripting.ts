import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { ordinaryJudge } from '../flow/judge';
import { functionAround } from '../flow/javascript';
import { parameterName } from '../flow/sources';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { parametersOf } from './bindings';
import { callNamed, flowRule, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { constantOf, piecesOf } from './pieces';

const escapes =
  /escape|sanit|encode|purify|clean|strip.?tags|entities|\bxss|filterXSS|htmlspecialchars|safeHtml|trustedHtml/i;
const sources = [
  'https://cwe.mitre.org/data/definitions/79.html',
  'https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html',
];

const cleans = (call: Call): boolean =>
  escapes.test(nameOf(call)) ||
  /^(DOMPurify|he|validator)$/.test(call.receiver?.text ?? '') ||
  (/^replace(All)?$/.test(nameOf(call)) &&
    /[<>&]|\\W|\[\^/.test(call.args[0]?.text ?? '') &&
    (nameOf(call) === 'replaceAll' || /\/\w*g\w*$/.test(call.args[0]?.text ?? '')));

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
  ],
  needs: 'res _res resp response Response reply rep h toolkit ctx context koa c httpResponse'.split(
    ' ',
  ),
  trigger: /\.\s*(?:send|write|end|html|response|body)\s*\(|\.body\s*=[^=]|\bnew\s+Response\b/,
  sinks: answerSinks,
  question: { kinds: new Set(['remote', 'stored'] as const), cleans, judge: judgeMarkup },
});

const answersWith = 'is sent as a page';

function answerSinks(name: Node, file: ParsedFile): readonly Sink[] {
  const assigned = assignedBody(name);
  if (assigned) return isPlainText(assigned, file) ? [] : [{ value: assigned, does: answersWith }];
  const site = callNamed(name);
  if (!site) return [];
  const { call, node } = site;
  const [one] = call.args;
  if (!one || /function|arrow|object|number/.test(one.type)) return [];
  if (call.isNew && call.callee.text === 'Response') {
    return /html/i.test(call.args[1]?.text ?? '') ? [{ value: one, does: answersWith }] : [];
  }
  const { receiver, method } = call;
  if (!receiver || !method || !/^(send|write|end|html|response|body)$/.test(method)) return [];
  if (!isResponse(receiver, method, file) || isPlainText(node, file)) return [];
  if (method === 'send' && isOnlyStatus(one)) return [];
  return [{ value: one, does: answersWith }];
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
function isResponse(receiver: Node, method: string, file: ParsedFile): boolean {
  let at: Node = receiver;
  while (at.type === 'call_expression') {
    const object = at.childForFieldName('function')?.childForFieldName('object');
    if (!object) break;
    at = object;
  }
  if (method === 'response') return /^(h|toolkit)$/.test(at.text);
  if (responses.test(at.text)) return true;
  if (at.type !== 'identifier') return false;
  const parameter = file.resolve(at)?.parameter;
  if (parameter?.index !== 1) return false;
  const [first] = parametersOf(parameter.owner);
  return first !== undefined && /^_?req(uest)?$/i.test(parameterName(first) ?? '');
}

const plainTypes =
  /['"`](text\/plain|application\/(json|javascript|octet-stream|xml|pdf)|text\/(csv|css|xml|javascript)|image\/|txt|json|text)/;

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
  return last !== undefined && plainTypes.test(last);
}

/** HTML that a script puts into its page. */
export const domScripting = flowRule({
  id: 'dom-xss',
  title: 'Text from outside becomes markup of the page',
  cwe: ['CWE-79', 'CWE-80', 'CWE-116'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'What is put into a page as markup can hold scripts, which run with the rights of the page.',
    attack:
      'A link with `#<img src=x onerror=…>` runs a script in the browser of whoever follows it.',
    fix: 'Set textContent; where markup is meant, sanitize it first.',
    sources,
  },
  topic: /\bxss\b|cross.?site.?script|inner.?html|unsanitized|dangerously/i,
  words:
    'innerHTML outerHTML srcdoc write writeln insertAdjacentHTML html append prepend after before replaceWith wrap wrapAll wrapInner appendTo prependTo insertAfter insertBefore $ jQuery dangerouslySetInnerHTML __html createContextualFragment parseHTML setHTMLUnsafe bypassSecurityTrustHtml bypassSecurityTrustScript bypassSecurityTrustUrl bypassSecurityTrustResourceUrl bypassSecurityTrustStyle trustAsHtml trustAs href location src assign replace open setAttribute attr'.split(
      ' ',
    ),
  needs:
    'document window location $ jQuery innerHTML outerHTML srcdoc insertAdjacentHTML dangerouslySetInnerHTML __html createContextualFragment parseHTML setHTMLUnsafe bypassSecurityTrustHtml bypassSecurityTrustScript bypassSecurityTrustUrl bypassSecurityTrustResourceUrl bypassSecurityTrustStyle trustAsHtml trustAs angular setAttribute'.split(
      ' ',
    ),
  sinks: pageSinks,
  question: {
    kinds: new Set(['page', 'dom', 'remote', 'response'] as const),
    cleans,
    judge: judgeMarkup,
  },
});

const becomes = 'becomes markup of the page';

function pageSinks(name: Node, file: ParsedFile): readonly Sink[] {
  const property = assignedProperty(name);
  if (property) return property;
  if (name.text === '__html') return htmlProperty(name);
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const { receiver, method, args } = call;
  const [one, two] = args;
  if (!one) return [];
  const holder = receiver?.text ?? '';
  if (method === undefined) {
    return /^(\$|jQuery)$/.test(name.text) && args.length <= 2 && mayBeMarkup(one, file)
      ? [{ value: one, does: becomes }]
      : [];
  }
  switch (method) {
    case 'write':
    case 'writeln':
      return /(^|\.)document$|^doc$/.test(holder)
        ? args.map((value) => ({ value, does: becomes }))
        : [];
    case 'insertAdjacentHTML':
      return two ? [{ value: two, does: becomes }] : [];
    case 'createContextualFragment':
    case 'setHTMLUnsafe':
    case 'parseHTML':
      return [{ value: one, does: becomes }];
    case 'setAttribute':
    case 'attr':
      return two && /^['"`](on\w+|srcdoc)['"`]$/i.test(one.text)
        ? [{ value: two, does: 'becomes a script of the page' }]
        : [];
    case 'assign':
    case 'replace':
      return /(^|\.)location$/.test(holder) ? scheme(one, file) : [];
    case 'open':
      return holder === 'window' ? scheme(one, file) : [];
    default:
  }
  if (/^(bypassSecurityTrust|trustAs)/.test(method)) {
    const value = method === 'trustAs' ? two : one;
    return value ? [{ value, does: 'is trusted as it is' }] : [];
  }
  return isJQuery(receiver, file) && jQueryMethods.has(method)
    ? [{ value: one, does: becomes }]
    : [];
}

const jQueryMethods = new Set(
  'html append prepend after before replaceWith wrap wrapAll wrapInner appendTo prependTo insertAfter insertBefore'.split(
    ' ',
  ),
);

/** `$('#a')`, `$(this).find('b')`, `$list`. */
function isJQuery(receiver: Node | undefined, file: ParsedFile): boolean {
  if (!receiver) return false;
  const text = receiver.text;
  if (/^(\$|jQuery)\s*\(|^\$\w|^this\.\$/.test(text) || /^angular\.element\(/.test(text))
    return true;
  if (receiver.type !== 'identifier') return false;
  const value = file.resolve(receiver)?.value;
  return value !== undefined && /^(\$|jQuery)\s*\(/.test(value.text);
}

/** `$(x)` makes elements only when its text can begin with `<`. */
function mayBeMarkup(node: Node, file: ParsedFile): boolean {
  if (/^(string|function|arrow|this)/.test(node.type)) return false;
  const [lead] = piecesOf(node, file) ?? [];
  if (!lead || lead.kind === 'hole') return true;
  const text = lead.kind === 'text' ? file.text.slice(lead.start, lead.end) : lead.value;
  return /^\s*(<|$)/.test(text);
}

function assignedProperty(name: Node): readonly Sink[] | undefined {
  const left = name.type === 'property_identifier' ? name.parent : name;
  const assignment = left?.parent;
  if (!left || !assignment || !/^(augmented_)?assignment_expression$/.test(assignment.type))
    return undefined;
  if (assignment.childForFieldName('left') !== left) return undefined;
  const value = assignment.childForFieldName('right');
  if (!value) return undefined;
  if (/^(innerHTML|outerHTML|srcdoc)$/.test(name.text)) return [{ value, does: becomes }];
  if (/(^|\.)location(\.href)?$/.test(left.text) || /^(href|src)$/.test(name.text)) {
    return /(^|\.)location/.test(left.text)
      ? [{ value, does: 'may be a javascript: address' }]
      : [];
  }
  return [];
}

function scheme(value: Node, file: ParsedFile): readonly Sink[] {
  const [lead] = piecesOf(value, file) ?? [];
  return !lead || lead.kind === 'hole' ? [{ value, does: 'may be a javascript: address' }] : [];
}

/** React: `dangerouslySetInnerHTML={{ __html: value }}`. */
function htmlProperty(name: Node): readonly Sink[] {
  const pair = name.parent;
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  return value ? [{ value, does: becomes }] : [];
}

function judgeMarkup(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other } = guard;
  if (kind === 'contains' && !holds && other && /[<>]/.test(constantOf(other, file) ?? ''))
    return 'proven';
  if (
    kind === 'startsWith' &&
    holds &&
    /^https?:|^\//.test((other && constantOf(other, file)) ?? '')
  )
    return 'proven';
  return ordinaryJudge(guard, file);
}
