import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { isFunction } from '../around';
import type { Pattern } from './code';
import { callOf, callTypes, patternOf, stringOf } from './code';
import type { Family } from './families';
import { families } from './families';
import type { Look, Suspect } from './look';

/** What is taken away or escaped, family by family, and why that does not do. */
const stripped: Partial<Record<Family, { readonly what: RegExp; readonly why: string }>> = {
  sql: {
    what: /['"`;]|\\\\|--|\\x27|\b(?:select|union|drop|or|delete|insert|update)\b|\\\$|^\$$/i,
    why: 'Taking quotes or words out of a value, or doubling them, is not enough: numbers, other quotes and nested words stay.',
  },
  command: {
    what: /[;&|`$"'><\\\n]|\\s/,
    why: 'Taking signs out of a value or escaping them leaves others that the shell obeys.',
  },
  markup: {
    what: /<|>|script|on\\w|javascript|&lt;|\bon\[/i,
    why: 'Taking tags or words out of markup leaves other ways to run a script, and what is left can form new ones.',
  },
  path: {
    what: /\.\.|\\\.|\.\{2|\\0|\\x00|%00|%2e|^[/\\]+$/i,
    why: 'Taking ../ out of a path once lets ....// become ../, and absolute paths stay.',
  },
  address: {
    what: /https?|localhost|\/\/|javascript|@|127\./i,
    why: 'Taking parts out of an address leaves others that lead to the same place.',
  },
  code: {
    what: /require|eval|process|import|[;()`]|__/i,
    why: 'Taking words out of code leaves other ways to say the same.',
  },
};

const order: readonly Family[] = ['sql', 'command', 'markup', 'path', 'code', 'address', 'log'];

/** Taking bad parts out of a text, or replacing only the first of them. */
export function* stripping(look: Look): Generator<Suspect> {
  const open = look.open(...order);
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call?.object || !/^(?:replace|replaceAll|sub|strip|lstrip|translate)$/.test(call.name))
      continue;
    const [what, by] = call.args;
    if (by && isFunction(by)) continue;
    const isPython = look.language === 'python';
    const text = stringOf(what);
    const pattern = patternOf(what)?.source ?? text ?? '';
    if (pattern === '' || isInLoop(node) || isAllButGood(pattern)) continue;
    const family = open.find((one) => stripped[one]?.what.test(pattern) === true);
    const isFirstOnly =
      !isPython && call.name === 'replace' && (text !== undefined || isOneOfMany(patternOf(what)));
    if (isFirstOnly && (family !== undefined || /^[<>'"&\\/.]+$/.test(text ?? ''))) {
      yield {
        at: node,
        why: `${snippet(node.text)} replaces only the first match, so that a second one stays. ${families[family ?? 'markup'].instead}`,
      };
    } else if (family) {
      yield { at: node, why: `${stripped[family]?.why ?? ''} ${families[family].instead}` };
    }
  }
}

/** A pattern that may match again behind the first match. */
function isOneOfMany(pattern: Pattern | undefined): boolean {
  return (
    pattern !== undefined && !pattern.flags.includes('g') && !/^\^|(?<!\\)\$$/.test(pattern.source)
  );
}

/** Every character but those of a short list. */
function isAllButGood(pattern: string): boolean {
  return /^\(?\[\^[^\]]*\][+*]?\)?$/.test(pattern);
}

/** Until nothing is left to replace. */
function isInLoop(node: Node): boolean {
  for (let at = node.parent; at && !/function|_definition$/.test(at.type); at = at.parent) {
    if (/^(?:while|do)_statement$/.test(at.type)) return true;
  }
  return false;
}

interface Encoding {
  readonly call: RegExp;
  readonly families: readonly Family[];
  readonly why: string;
}

const encodings: readonly Encoding[] = [
  {
    call: /^(?:encodeURI|encodeURIComponent|escape|quote|quote_plus|btoa|b64encode|encode|unescape|addslashes|stringify|htmlspecialchars|toString|trim|toLowerCase|lower|strip)$/,
    families: ['sql', 'command', 'code'],
    why: 'is an encoding for another place than this, and the value is still read as code here.',
  },
  {
    call: /^(?:encodeURI|encodeURIComponent|decodeURI|decodeURIComponent|unescape|addslashes|trim|toLowerCase|toUpperCase|normalize|stringify|lower|strip)$/,
    families: ['markup'],
    why: 'does not escape markup.',
  },
  {
    call: /^(?:encodeURI|encodeURIComponent|decodeURI|decodeURIComponent|trim|toLowerCase|escape|unquote|lower|strip)$/,
    families: ['path', 'address'],
    why: 'does not change where this leads.',
  },
  {
    call: /^(?:escape(?:Html|HTML|_html|Expression)?|htmlspecialchars|encode|quote|trim|strip|String|str|toString|toLowerCase|lower)$/,
    families: ['log'],
    why: 'leaves line breaks within the text as they are.',
  },
];

/** Where a text is put together with a value, or handed on. */
const joinTypes =
  /^(?:binary_expression|binary_operator|template_substitution|interpolation|arguments|argument_list|assignment_expression|pair|variable_declarator|assignment|keyword_argument)$/;

/** An encoding for another place, where the value should not be code at all. */
export function* wrongEncodings(look: Look): Generator<Suspect> {
  for (const { call: name, families: concerned, why } of encodings) {
    const [family] = look.open(...concerned);
    if (!family) continue;
    for (const node of look.nodes(...callTypes)) {
      const call = callOf(node);
      if (!call || !name.test(call.name) || !joinTypes.test(node.parent?.type ?? '')) continue;
      if (!isAddedAround(node, call.args[0] ?? call.object, look)) continue;
      yield { at: node, why: `${call.name}() ${why} ${families[family].instead}` };
    }
  }
}

/** Whether the change puts the call around what stood there before. */
function isAddedAround(node: Node, inner: Node | null, look: Look): boolean {
  if (!inner || inner.text.length > 200 || inner.text.length < 2) return false;
  const around = node.parent?.text ?? '';
  const bare = around.replace(node.text, inner.text);
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  return around !== bare && squeezed(look.other).includes(squeezed(bare));
}
