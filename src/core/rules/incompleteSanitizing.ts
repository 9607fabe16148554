import type { Node } from '../syntax';
import { detected, literalsWith } from './options';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';
import { type Replace, chainTo, replaceAt } from './replaceCalls';

/** Taking dangerous parts out of a text once, which can leave them, or make them. */
export const incompleteSanitizing: Rule = {
  id: 'incomplete-sanitizing',
  title: 'Taking dangerous parts out leaves dangerous parts',
  cwe: ['CWE-116', 'CWE-20', 'CWE-80', 'CWE-184', 'CWE-185', 'CWE-186'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'What is taken out of the middle of a text joins what stood around it, and browsers read tags in more ways than a pattern knows.',
    attack:
      'From `<scr<script>ipt>` the removal of `<script>` makes `<script>`; from `....//` the removal of `../` makes `../`; and `</script >` ends a script as well.',
    fix: 'Escape instead of removing, use a sanitiser that parses, or repeat the removal until nothing changes.',
    sources: [
      'https://cwe.mitre.org/data/definitions/116.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /multi.?character|tag.?filter|incomplete.?sanit|attribute.?sanit/i,
  words: ['replace', 'replaceAll', 'test'],
  detect: (file) => {
    const calls = file.find('replace', 'replaceAll').flatMap((name) => replaceAt(name, file) ?? []);
    const removals = calls.flatMap((call) => removed(call) ?? attribute(call, file) ?? []);
    return [...removals, ...filters(removals, file)];
  },
};

/** What must not be left of a text, and what removal of it can make anew. */
const dangerous: readonly [RegExp, string][] = [
  [/<\/?\s*(\(\?:)?script/i, '<script'],
  [/<!--/, '<!--'],
  [/(\\\.|\.)(\\\.|\.)(\\?\/|\\\\|\[\\?\/\\*\])/, '../'],
  [/(\\?\/|\[\\?\/\\*\])(\\\.\\\.|\.\.)/, '/..'],
  [/<(iframe|object|embed|style)/i, 'a tag'],
  [/\bon(\\w\+|\[a-z\]\+)\\?s?\*?=/i, 'an event handler'],
];

function removed(call: Replace): Detection | undefined {
  const { regex, literal, by, node, flags } = call;
  if (by === undefined || !/^\s*$/.test(by)) return undefined;
  const source = regex ?? literal ?? '';
  const found = dangerous.find(([pattern, name]) => {
    if (!pattern.test(source)) return false;
    // A text that is anchored is taken from one place only.
    return (
      !(/^\^|^\(\?:?\^/.test(source) && !flags.includes('m')) && !isPlainPath(name, source, regex)
    );
  });
  if (!found || isRepeated(node)) return undefined;
  return detected(
    incompleteSanitizing,
    node,
    `After this removal the text may still hold ${found[1]}, made of what stood around.`,
  );
}

/** In a pattern `..` is any two characters. */
function isPlainPath(name: string, source: string, regex: string | undefined): boolean {
  return name.includes('..') && regex !== undefined && !/\\\.\\\.|\\\.\{2|\[\.\]/.test(source);
}

function isRepeated(node: Node): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    if (/^(while|do|for)_statement$/.test(at.type)) return true;
    if (/^(function|arrow|method|program)/.test(at.type)) return false;
  }
  return false;
}

/** Patterns for whole tags that browsers read in other ways. */
function filters(removals: readonly Detection[], file: ParsedFile): readonly Detection[] {
  return literalsWith(/<\\?\/script|<!--/gi, file).flatMap((pattern) => {
    const regex = pattern.parent;
    if (pattern.type !== 'regex_pattern' || !regex) return [];
    if (removals.some(({ start, end }) => start <= regex.startIndex && end >= regex.endIndex))
      return [];
    const flags = regex.childForFieldName('flags')?.text ?? '';
    const why = unfit(pattern.text, flags);
    if (why === undefined || !isUsedAsFilter(regex)) return [];
    return detected(incompleteSanitizing, regex, `${snippet(file.code(regex))} ${why}.`);
  });
}

function unfit(source: string, flags: string): string | undefined {
  if (/<!--/.test(source)) {
    return /--(!\?|\(!|\[!)/.test(source) || !/--\\?>/.test(source) || /\|/.test(source)
      ? undefined
      : 'does not know that --!> ends a comment too';
  }
  if (!/<\\?\/(\(\?:)?script/i.test(source) || !/<(\(\?:)?script|<\(/i.test(source))
    return undefined;
  if (!flags.includes('i') && !/\[sS\]|\[Ss\]/.test(source))
    return 'does not know tags in capitals';
  if (/script\)?\\?>$/i.test(source)) return 'does not know end tags such as </script >';
  if (/[^\]\\]\.[*+]/.test(source) && !flags.includes('s'))
    return 'does not reach over line breaks';
  return undefined;
}

/** What a pattern that takes texts apart matches is not a matter of safety. */
function isUsedAsFilter(regex: Node): boolean {
  const holder = regex.parent;
  if (holder?.type === 'member_expression') {
    return /^test$/.test(holder.childForFieldName('property')?.text ?? '');
  }
  const method = holder?.parent?.childForFieldName('function')?.childForFieldName('property')?.text;
  return holder?.type === 'arguments' && /^replace(All)?$/.test(method ?? '');
}

/** Only < and > are escaped, and the text ends up in an attribute, which a quote ends. */
function attribute(call: Replace, file: ParsedFile): Detection | undefined {
  const chain = chainTo(call, file);
  const sources = chain.map(({ regex, literal }) => regex ?? literal ?? '').join(' ');
  if (!/[<>&]/.test(sources) || /["']|&quot;|\\W|\[\^/.test(sources)) return undefined;
  if (!chain.every(({ by }) => by === undefined || /^(&\w+;|&#\w+;)$/.test(by))) return undefined;
  if (/^replace(All)?$/.test(call.node.parent?.childForFieldName('property')?.text ?? ''))
    return undefined;
  const hole = usesOf(call.node, file).find((use) => isInAttribute(use, file));
  if (!hole) return undefined;
  return detected(
    incompleteSanitizing,
    hole,
    `${snippet(file.code(hole))} can hold a quote, which ends the attribute that it stands in.`,
  );
}

/** The expression itself, or the places that name the constant that it is. */
function usesOf(node: Node, file: ParsedFile): readonly Node[] {
  const name =
    node.parent?.type === 'variable_declarator' ? node.parent.childForFieldName('name') : null;
  if (!name) return [node];
  const binding = file.resolve(name);
  return file.find(name.text).filter((use) => use !== name && file.resolve(use) === binding);
}

function isInAttribute(use: Node, file: ParsedFile): boolean {
  let whole = use;
  while (
    whole.parent &&
    /^(binary_expression|template_substitution|template_string|parenthesized_expression)$/.test(
      whole.parent.type,
    )
  ) {
    whole = whole.parent;
  }
  if (whole === use) return false;
  const pieces = piecesOf(whole, file) ?? [];
  const at = pieces.findIndex((piece) => piece.kind === 'hole' && piece.expression === use);
  const before = pieces[at - 1];
  return (
    before?.kind === 'text' &&
    /\s[\w-]+=["']$/.test(file.text.slice(before.start, before.end).replace(/\\(["'])/g, '$1'))
  );
}
