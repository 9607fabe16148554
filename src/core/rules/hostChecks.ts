import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { detected, literalsWith } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const help = {
  why: 'An address is more than text: a host can stand in its path, and another host can contain or end with the one that is meant.',
  attack:
    'https://example.com.evil.example, https://evil.example/?example.com and notexample.com all pass a check that only looks for example.com.',
  fix: "Parse the address with new URL(), and compare its whole host with a fixed list; for subdomains check for an ending with the dot, as '.example.com'.",
  sources: [
    'https://cwe.mitre.org/data/definitions/20.html',
    'https://developer.mozilla.org/docs/Web/API/URL',
  ],
} as const;

const tlds =
  'com|org|net|edu|gov|mil|io|co|uk|de|fr|nl|eu|us|ca|au|jp|cn|ru|br|in|ch|se|no|info|biz|dev|app|me|tv|cloud|ai';
const hostText = new RegExp(`^([a-z]+:)?(//)?\\.?([\\w-]+\\.)*[\\w-]+\\.(${tlds})(:\\d+)?/?$`, 'i');
const withTld = new RegExp(`(?<=[\\w\\])-]\\\\{0,2}\\.)(${tlds})\\b`, 'g');

/** Checks of an address that look for a host anywhere in its text. */
export const hostSubstring: Rule = {
  id: 'host-substring',
  title: 'A host is looked for anywhere in an address',
  cwe: ['CWE-20', 'CWE-346'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help,
  topic: /url.?substring|incomplete.?url|substring.?sanit/i,
  words: ['includes', 'indexOf', 'lastIndexOf', 'startsWith', 'endsWith', 'contains'],
  trigger: new RegExp(`\\.(?:${tlds})(?::\\d+)?/?['"\`]`, 'i'),
  detect: (file) =>
    file
      .find('includes', 'indexOf', 'lastIndexOf', 'startsWith', 'endsWith', 'contains')
      .flatMap((name) => substringAt(name, file) ?? []),
};

function substringAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  const receiver = site?.call.receiver;
  const [looked] = site?.call.args ?? [];
  if (!site || !receiver || !looked || isList(receiver, file)) return undefined;
  const text = looked.type === 'member_expression' ? undefined : constantOf(looked, file);
  if (text === undefined || !hostText.test(text) || isFileName(text)) return undefined;
  if (!isSafeEnd(name.text, text)) return undefined;
  if (/indexOf/i.test(name.text) && !isCompared(site.node)) return undefined;
  return detected(
    hostSubstring,
    site.node,
    `${snippet(text)} may stand anywhere in ${snippet(file.code(receiver))}, or be a part of another host.`,
  );
}

/** Two letters behind a dot may as well end the name of a file. */
function isFileName(text: string): boolean {
  return (
    /^\.?[\w-]*\.(app|dev|me|in|io|ai|no|co|us|de|ca|au|tv|se|ch)$/i.test(text) &&
    !text.includes('//') &&
    text.startsWith('.')
  );
}

/** Whether a check of this kind can be passed by another host. */
function isSafeEnd(method: string, text: string): boolean {
  if (method === 'startsWith') return /^(https?:)?\/\//.test(text) && !text.endsWith('/');
  if (method === 'endsWith') return !text.startsWith('.');
  return true;
}

function isList(receiver: Node, file: ParsedFile): boolean {
  if (/^(array|call_expression)$/.test(receiver.type)) {
    if (receiver.type === 'array' || !/\.(toLowerCase|trim|toString|href)\(\)$/.test(receiver.text))
      return receiver.type === 'array' || !/^(String|decodeURI)/.test(receiver.text);
  }
  const binding = receiver.type === 'identifier' ? file.resolve(receiver) : undefined;
  if (binding?.value && /^(array|new_expression)$/.test(binding.value.type)) return true;
  const last = receiver.childForFieldName('property')?.text ?? receiver.text;
  return (
    /(list|set|hosts|domains|origins|urls|s)$/i.test(last) &&
    !/(address|https?|class|this|cors|dns|status|access)$/i.test(last) &&
    !/^(href|rawurls)$/i.test(last)
  );
}

/** The position is compared, as in `x.indexOf(y) !== -1`. */
function isCompared(call: Node): boolean {
  const holder = call.parent;
  return holder?.type === 'binary_expression' || holder?.type === 'unary_expression';
}

/** A line with a host and with what only a pattern has: addresses stand in many comments. */
const patternOfHost = new RegExp(
  `\\.(?:${tlds})\\b(?<=(?:\\\\[./]|(?:RegExp|match|search|test|exec|matchAll)\\s*\\(|[=(,:|&?]\\s*/[^/*\\s])[^\\n]{0,300}|(?=[^\\n/]{0,200}/[a-z]*\\.(?:test|exec)\\())`,
  'i',
);

/** Regular expressions for hosts that match other hosts too. */
export const hostPattern: Rule = {
  id: 'host-pattern',
  title: 'A pattern for a host matches other hosts too',
  cwe: ['CWE-20', 'CWE-625', 'CWE-777', 'CWE-185'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    ...help,
    why: 'In a pattern a dot is any character, and without ^ and $ it may match in the middle of a text.',
    fix: 'Write \\. for a dot, put ^ before and $ or / behind the host, and bracket alternatives; or parse the address and compare its host.',
  },
  topic: /hostname.?regex|regex.?anchor|missing.?anchor|incomplete.?host/i,
  words: [],
  trigger: patternOfHost,
  detect: (file) => literalsWith(withTld, file).flatMap((one) => patternAt(one, file) ?? []),
};

const methods = /^(test|exec|match|search|matchAll)$/;

function patternAt(literal: Node, file: ParsedFile): Detection | undefined {
  const isRegex = literal.type === 'regex_pattern';
  const regex = literal.parent;
  if (!regex || literal.type === 'template_string') return undefined;
  if (!isRegex && !isPatternText(regex, file)) return undefined;
  const source = isRegex ? literal.text : literal.text.replace(/\\\\/g, '\\');
  const flaw = flawOf(source.replace(/\\\//g, '/'), isRegex ? regex : undefined, file);
  if (flaw === undefined) return undefined;
  return detected(hostPattern, regex, `${snippet(file.code(regex))} ${flaw}.`);
}

/** A string that is made into a regular expression. */
function isPatternText(string: Node, file: ParsedFile): boolean {
  const holder = string.parent;
  if (holder?.type === 'variable_declarator') {
    const name = holder.childForFieldName('name')?.text ?? '';
    return file
      .find(name)
      .some((use) => use.parent?.type === 'arguments' && isPatternText(use, file));
  }
  if (holder?.type !== 'arguments' || holder.namedChildren[0] !== string) return false;
  const call = holder.parent;
  const callee = call?.childForFieldName('constructor') ?? call?.childForFieldName('function');
  const name = callee?.childForFieldName('property')?.text ?? callee?.text ?? '';
  return name === 'RegExp' || /^(match|search|matchAll)$/.test(name);
}

const tld = `(?:${tlds})(?![\\w.-])`;
const openDot = new RegExp(
  `(?:^|[^\\\\])(?:\\.(?![*+?{])|\\.\\*|\\.\\+)(?=[\\w-]+\\\\?\\.${tld})`,
  'i',
);
const bareHost = new RegExp(
  `^\\^?(?:https?\\??://|//|\\(\\?:https\\?://\\)\\??)?[\\w-]+(?:\\\\?\\.[\\w-]+)*\\\\?\\.${tld}`,
  'i',
);
const endsAtHost = new RegExp(`\\\\?\\.(?:${tlds})\\)*$`, 'i');
const hostIn = new RegExp(`\\\\?\\.${tld}`, 'i');

function flawOf(source: string, regex: Node | undefined, file: ParsedFile): string | undefined {
  if (!hostIn.test(source)) return undefined;
  // Such a pattern finds addresses in a text.
  if (/g/.test(regex?.childForFieldName('flags')?.text ?? '')) return undefined;
  const isUrl = /https?|\/\/|^\^/.test(source);
  if (isUrl && hasOpenDot(source)) return 'has a dot before the host, which is any character';
  if (!isUrl && !bareHost.test(source)) return undefined;
  if (regex && !isTested(regex, file)) return undefined;
  if (/\|/.test(source.replace(/\([^()]*\)/g, '')) && /^\^|\$$/.test(source)) {
    const parts = source.replace(/\([^()]*\)/g, '').split('|');
    if (parts.some((part) => !part.startsWith('^')) && parts.some((part) => part.startsWith('^'))) {
      return 'ties only one of its alternatives to the start or the end';
    }
  }
  if (/https?|\/\//.test(source) && !/^\(?(\?:)?\^/.test(source)) {
    return 'has no ^, so that the host may stand anywhere in an address';
  }
  if (endsAtHost.test(source)) return 'has no $ or / behind the host, which may go on';
  return undefined;
}

/** A dot that is not escaped right before a host of two parts or more. */
function hasOpenDot(source: string): boolean {
  const classless = source.replace(/\[[^\]]*\]/g, 'x');
  const bracketed = /(?:^|[^\\])\.\)[\w-]+\\?\.(?:com|org|net|io|edu|gov)\b/i.test(classless);
  return bracketed || openDot.test(classless);
}

/** The pattern decides on something, and does not just find or replace. */
function isTested(regex: Node, file: ParsedFile): boolean {
  const holder = regex.parent;
  if (holder?.type === 'member_expression') {
    return methods.test(holder.childForFieldName('property')?.text ?? '');
  }
  if (holder?.type === 'arguments') {
    if (holder.firstNamedChild !== regex) return false;
    const callee = holder.parent?.childForFieldName('function');
    return (
      methods.test(callee?.childForFieldName('property')?.text ?? '') || callee?.text === 'RegExp'
    );
  }
  if (holder?.type !== 'variable_declarator') return false;
  const name = holder.childForFieldName('name')?.text ?? '';
  return file.find(name).some((use) => isUsedIn(use));
}

function isUsedIn(use: Node): boolean {
  const holder = use.parent;
  const method =
    holder?.type === 'member_expression' ? holder : holder?.parent?.childForFieldName('function');
  return methods.test(method?.childForFieldName('property')?.text ?? '');
}
