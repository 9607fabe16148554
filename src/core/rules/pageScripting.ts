import type { CallSite } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import { cleans, judgeMarkup, sources } from './markup';
import { escaped } from './markupEscape';
import { asText, purified, withoutTrust } from './markupRecipes';
import { isOwnAddress, written } from './lead';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';
import type { Trigger } from './rule';

/** The names at which a value may become a part of a page. */
export const pageWords =
  'innerHTML outerHTML srcdoc write writeln insertAdjacentHTML html append prepend after before replaceWith wrap wrapAll wrapInner appendTo prependTo insertAfter insertBefore $ jQuery dangerouslySetInnerHTML __html template setProperty createContextualFragment parseHTML setHTMLUnsafe bypassSecurityTrustHtml bypassSecurityTrustScript bypassSecurityTrustUrl bypassSecurityTrustResourceUrl bypassSecurityTrustStyle trustAsHtml trustAs href location src assign replace open setAttribute attr prop'.split(
    ' ',
  );

const onPage =
  /\b(?:document|window|jQuery|innerHTML|outerHTML|srcdoc|insertAdjacentHTML|dangerouslySetInnerHTML|__html|createContextualFragment|parseHTML|setHTMLUnsafe|bypassSecurityTrust\w+|trustAs(?:Html)?|angular|setAttribute)\b|(?<![\w$'"`\\])\$\s*[(.]|\blocation\s*[.=]/;
const makesMarkup =
  /\b(?:innerHTML|outerHTML|srcdoc|dangerouslySetInnerHTML|__html|setProperty|location|template|jQuery)\b|\$\s*\(|\b(?:href|src)\s*[=:]|\b(?:write|writeln|insertAdjacentHTML|html|append|prepend|after|before|replaceWith|wrap|wrapAll|wrapInner|appendTo|prependTo|insertAfter|insertBefore|createContextualFragment|parseHTML|setHTMLUnsafe|bypassSecurityTrust\w+|trustAs\w*|open|setAttribute|attr|prop)\s*\(/;

/** A file of a page that may make markup. */
export const pageTrigger: Trigger = {
  test: (text) => onPage.test(text) && makesMarkup.test(text),
};

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
  recipe: { does: 'Shows the value as text, escapes or cleans it', review: 'read' },
  topic: /\bxss\b|cross.?site.?script|inner.?html|unsanitized|dangerously/i,
  words: pageWords,
  trigger: pageTrigger,
  sinks: pageSinks,
  question: {
    kinds: new Set(['page', 'dom', 'remote', 'response'] as const),
    cleans,
    judge: judgeMarkup,
  },
});

const becomes = 'becomes markup of the page';

/** Where a script makes markup, an address or a script of a value. */
export function pageSinks(name: Node, file: ParsedFile): readonly Sink[] {
  const property = assignedProperty(name, file);
  if (property) return property;
  if (/^(__html|innerHTML)$/.test(name.text)) return htmlProperty(name, file);
  if (name.text === 'template') return vueTemplate(name);
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const { receiver, method, args } = call;
  const [one, two] = args;
  if (!one) return [];
  const holder = receiver?.text ?? '';
  if (method === undefined) {
    if (!/^(\$|jQuery)$/.test(name.text) || args.length > 2) return [];
    return mayBeMarkup(one, file) ? [{ value: one, does: becomes }] : madeWith(one, two);
  }
  switch (method) {
    case 'write':
    case 'writeln':
      return /(^|\.)document$|^doc$/.test(holder)
        ? args.map((value) => ({ value, does: becomes, recipe: () => escaped(value, file) }))
        : [];
    case 'insertAdjacentHTML':
      return two ? [{ value: two, does: becomes }] : [];
    case 'createContextualFragment':
    case 'setHTMLUnsafe':
    case 'parseHTML':
      return [{ value: one, does: becomes }];
    case 'setProperty': {
      const [, , third] = args;
      const isMarkup = two !== undefined && /^['"`](inner|outer)HTML['"`]$/.test(two.text);
      return isMarkup && third ? [{ value: third, does: becomes }] : [];
    }
    case 'prop':
      return two && /^['"`](inner|outer)HTML['"`]$/.test(one.text)
        ? [{ value: two, does: becomes }]
        : [];
    case 'setAttribute':
      if (two && /^['"`](href|action|formaction)['"`]$/.test(one.text)) return scheme(two, file);
      return attributeSinks(one, two);
    case 'attr':
      return attributeSinks(one, two);
    case 'assign':
    case 'replace':
      return /(^|\.)location$/.test(holder) ? scheme(one, file) : [];
    case 'open':
      return holder === 'window' ? scheme(one, file) : [];
    default:
  }
  return trustedOrJQuery(site, file);
}

/** `$('<p>', { html: value })`. */
function madeWith(markup: Node, options: Node | undefined): readonly Sink[] {
  return options?.type === 'object' && /^['"`]\s*</.test(markup.text)
    ? [{ value: options, path: ['html'], does: becomes }]
    : [];
}

/** An attribute that holds a script or a page of its own. */
function attributeSinks(name: Node, value: Node | undefined): readonly Sink[] {
  return value && /^['"`](on\w+|srcdoc)['"`]$/i.test(name.text)
    ? [{ value, does: 'becomes a script of the page' }]
    : [];
}

function trustedOrJQuery({ call, node }: CallSite, file: ParsedFile): readonly Sink[] {
  const { receiver, method = '', args } = call;
  const [one, two] = args;
  if (!one) return [];
  if (/^(bypassSecurityTrust|trustAs)/.test(method)) {
    const value = method === 'trustAs' ? two : one;
    return value
      ? [
          {
            value,
            does: 'is trusted as it is',
            recipe: () => withoutTrust(node, value, method, file),
          },
        ]
      : [];
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

function assignedProperty(name: Node, file: ParsedFile): readonly Sink[] | undefined {
  const left = name.type === 'property_identifier' ? name.parent : name;
  const assignment = left?.parent;
  if (!left || !assignment || !/^(augmented_)?assignment_expression$/.test(assignment.type))
    return undefined;
  if (assignment.childForFieldName('left') !== left) return undefined;
  const value = assignment.childForFieldName('right');
  if (!value) return undefined;
  if (/^(innerHTML|outerHTML|srcdoc)$/.test(name.text)) {
    // A variable of that name shows nothing.
    if (left.type === 'identifier') return [];
    return [{ value, does: becomes, recipe: () => asText(assignment, value, file) }];
  }
  if (isPageAddress(value)) return [];
  if (/(^|\.)location(\.href)?$/.test(left.text) || /^(href|src)$/.test(name.text)) {
    const isFollowed = /(^|\.)location/.test(left.text) || isLoaded(left, name.text, file);
    return isFollowed ? scheme(value, file) : [];
  }
  return [];
}

/** The whole address of the page is none that runs a script: the page would not be there. */
function isPageAddress({ text }: Node): boolean {
  return /^((window|document|self)\.)?location(\.href)?$|^document\.(URL|documentURI)$/.test(text);
}

function scheme(value: Node, file: ParsedFile): readonly Sink[] {
  const [lead] = piecesOf(written(value, file), file) ?? [];
  const isOpen = (!lead || lead.kind === 'hole') && !isOwnAddress(value, file);
  return isOpen ? [{ value, does: 'may be a javascript: address' }] : [];
}

/** React: `dangerouslySetInnerHTML={{ __html: value }}`. */
function htmlProperty(name: Node, file: ParsedFile): readonly Sink[] {
  const pair = name.parent;
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  return value ? [{ value, does: becomes, recipe: () => purified(value, file) }] : [];
}

/** Vue compiles a template in the browser. */
function vueTemplate(name: Node): readonly Sink[] {
  const pair = name.parent;
  const around = pair?.parent?.parent?.parent?.text.slice(0, 40) ?? '';
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  return value && /\bVue\b|createApp|defineComponent/.test(around)
    ? [{ value, does: becomes }]
    : [];
}

/** A script or a frame loads its `src`, and a link its `href`. */
function isLoaded(left: Node, property: string, file: ParsedFile): boolean {
  const object = left.childForFieldName('object');
  const made = object?.type === 'identifier' ? (file.resolve(object)?.value?.text ?? '') : '';
  const element = /createElement\(\s*['"`](\w+)/.exec(made)?.[1] ?? '';
  return property === 'src'
    ? /^(script|iframe|frame|embed)$/i.test(element)
    : /^(a|base)$/i.test(element);
}
