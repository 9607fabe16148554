import { nameOf } from '../flow/calls';
import { isBelowLimit, ordinaryJudge } from '../flow/judge';
import { javascriptValue } from '../flow/javascript';
import type { Question } from '../flow/question';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, comesFrom, stepsOf, worstOf } from './flowRule';
import { isExpression, isFallback, isOwnText, shortens } from './ownText';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import { budgetOf, polynomialRisk } from './redos';
import { exponentialFlaw } from './redosMessage';
import type { Budget } from './regexAmbiguity';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const why =
  'A regular expression that can match one text in many ways tries them all before it gives up.';
const sources = [
  'https://cwe.mitre.org/data/definitions/1333.html',
  'https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS',
];

/** Regular expressions whose time doubles with each character of an attack. */
export const exponentialRegex: Rule = {
  id: 'regex-exponential',
  title: 'A regular expression can take for ever',
  cwe: ['CWE-1333', 'CWE-400', 'CWE-730'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why,
    attack:
      'Some dozens of characters keep the one thread of a server, or of a page, busy for hours.',
    fix: 'Write the expression so that each text can be matched in one way only, such as (?:a|b)+ instead of (?:a+|b)+.',
    sources,
  },
  topic: /redos|regex.*(slow|unsafe|complex|exponential|denial)|unsafe.?regex/i,
  words: [],
  trigger: /\)[*+{]/,
  detect(file) {
    const budget = budgetOf(file);
    return patternsIn(file).flatMap(({ node, pattern, flags }) => {
      const flaw = exponentialFlaw(pattern.text, flags, 'javascript', budget);
      if (!flaw) return [];
      const { startIndex: start, endIndex: end } = node;
      return { ruleId: exponentialRegex.id, start, end, message: flaw.message };
    });
  },
};

interface Written {
  /** The literal, with its flags. */
  readonly node: Node;
  readonly pattern: { readonly text: string };
  readonly flags: string;
}

/** The regular expressions of a file that repeat a group, each once. */
function patternsIn(file: ParsedFile): readonly Written[] {
  const nodes = new Set<Node>();
  for (const match of file.matches(/\)[*+{]/g)) {
    const node = file.root.descendantForIndex(match.index);
    if (node.type === 'regex_pattern' && node.parent) nodes.add(node.parent);
    else if (node.type === 'string_fragment' && node.parent) {
      const text = wholeText(node.parent);
      if (isPattern(text)) nodes.add(text);
    }
  }
  return [...nodes].flatMap((node) => writtenAt(node, file) ?? []);
}

/** The text that a string is a part of: `'(' + 'a+' + ')+'`. */
function wholeText(string: Node): Node {
  let at = string;
  while (at.parent && /^(binary|parenthesized)_expression$/.test(at.parent.type)) at = at.parent;
  return at;
}

/** The text in `new RegExp('…')`. */
function isPattern(string: Node): boolean {
  const call = string.parent?.parent;
  const callee = call?.childForFieldName('constructor') ?? call?.childForFieldName('function');
  return callee?.text === 'RegExp' && string.parent?.firstNamedChild === string;
}

function writtenAt(node: Node, file: ParsedFile): Written | undefined {
  if (node.type === 'regex') {
    const pattern = node.childForFieldName('pattern');
    return pattern
      ? { node, pattern, flags: node.childForFieldName('flags')?.text ?? '' }
      : undefined;
  }
  const text = constantOf(node, file);
  const flags = node.parent?.namedChildren[1];
  return text === undefined
    ? undefined
    : { node, pattern: { text }, flags: (flags && constantOf(flags, file)) ?? '' };
}

/** A text of letters and digits, with two marks at its end at most. */
function isEncoded(call: Call): boolean {
  return (
    /^(toString|digest)$/.test(nameOf(call)) &&
    /^['"`](base64(url)?|hex)['"`]$/.test(call.args[0]?.text ?? '')
  );
}

const question: Question = {
  kinds: new Set(['remote', 'page', 'library']),
  cleans: (call) =>
    /^(slice|substring|substr|charAt|at|encodeURIComponent|btoa)$/.test(nameOf(call)) ||
    isEncoded(call),
  judge(guard, file) {
    if (guard.via === 'length') return isBelowLimit(guard) ? 'proven' : undefined;
    const length = guard.kind === 'number' || guard.kind === 'equals';
    return length ? undefined : ordinaryJudge(guard, file);
  },
};

/** Calls that match a text, but not with a pattern that is a string. */
const matched =
  /\.\s*(?:(?:test|exec)\s*\(|(?:match|matchAll|replace|replaceAll|search|split)\s*\((?!\s*['"`]))/g;

/** Regular expressions whose time grows with the square of a text that outsiders choose. */
export const polynomialRegex: Rule = {
  id: 'regex-polynomial',
  title: 'A long text from outside keeps a regular expression busy',
  cwe: ['CWE-1333', 'CWE-400', 'CWE-730'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why,
    attack:
      'A text of a hundred thousand blanks, or of another character that the expression repeats, takes minutes instead of milliseconds.',
    fix: 'Limit the length of the text first, or write the expression so that two of its parts cannot match the same characters.',
    sources,
  },
  topic: /redos|regex.*(slow|unsafe|complex|polynomial|denial)|unsafe.?regex/i,
  words: [],
  trigger: new RegExp(matched.source),
  sources: ['remote', 'page', 'library'],
  detect(file) {
    const budget = budgetOf(file);
    return file.matches(matched).flatMap(({ index, 0: text }) => {
      const name = file.root.descendantForIndex(index + text.search(/(?<!\w)\w+\s*\($/));
      return polynomialAt(name, file, budget) ?? [];
    });
  },
};

function polynomialAt(name: Node, file: ParsedFile, budget: Budget): Detection | undefined {
  const site = callNamed(name);
  const { receiver, args } = site?.call ?? {};
  const [first] = args ?? [];
  if (!site || !receiver || !first) return undefined;
  const isOnRegex = name.text === 'test' || name.text === 'exec';
  const isGlobal = /^(replaceAll|replace|matchAll|split)$/.test(name.text);
  const written = regexesAt(isOnRegex ? receiver : first, file).find(({ pattern, flags }) => {
    const used = isGlobal ? `${flags.replace('g', '')}g` : flags;
    return polynomialRisk(pattern.text, used, 'javascript', budget);
  });
  if (!written) return undefined;
  const text = isOnRegex ? first : receiver;
  if (isExpression(text, file) || isFallback(site.node, text)) return undefined;
  const origin = worstOf(
    file.flow
      .origins(text, question)
      .filter((one) => one.kind !== 'library' || isOwnText(one))
      .filter(({ steps }) => !steps.some((step) => shortens(step, written.pattern.text))),
  );
  if (!origin) return undefined;
  const { guard } = origin;
  return {
    ruleId: polynomialRegex.id,
    start: site.node.startIndex,
    end: site.node.endIndex,
    message: `${snippet(file.code(written.node))} takes very long on some texts, and ${snippet(file.code(text))} can come from ${comesFrom(origin, file)}.`,
    flow: stepsOf(origin, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
  };
}

/** The regular expressions that an expression may be. */
function regexesAt(node: Node, file: ParsedFile): readonly Written[] {
  if (node.type === 'regex') return [writtenAt(node, file) ?? []].flat();
  const value = javascriptValue(node);
  switch (value.kind) {
    case 'name': {
      const made = file.resolve(node)?.value;
      return made && made.type !== 'identifier' ? regexesAt(made, file) : [];
    }
    case 'same':
      return regexesAt(value.as, file);
    case 'either':
      return value.options.flatMap((one) =>
        one.type === 'identifier' ? (resolvedRegex(one, file) ?? []) : regexesAt(one, file),
      );
    case 'member':
      return regexHeldAs(value.name, file);
    default: {
      const [pattern] = node.childForFieldName('arguments')?.namedChildren ?? [];
      if (pattern?.type !== 'string' || !isPattern(pattern)) return [];
      return [writtenAt(pattern, file) ?? []].flat();
    }
  }
}

function resolvedRegex(name: Node, file: ParsedFile): Written | undefined {
  const value = file.resolve(name)?.value;
  return value?.type === 'regex' ? writtenAt(value, file) : undefined;
}

/** The regular expression under the only property of this name that holds one. */
function regexHeldAs(name: string, file: ParsedFile): readonly Written[] {
  const [held, ...others] = file.find(name).flatMap(({ parent }) => {
    const assignment = parent?.type === 'member_expression' ? parent.parent : parent;
    const value = assignment?.childForFieldName(assignment.type === 'pair' ? 'value' : 'right');
    return value?.type === 'regex' ? [value] : [];
  });
  const written = held && others.length === 0 ? writtenAt(held, file) : undefined;
  return written ? [written] : [];
}
