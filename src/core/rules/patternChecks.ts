import { functionAround } from '../flow/javascript';
import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { detected, literalsWith } from './options';
import type { ParsedFile } from './parsedFile';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

/** Checks for `javascript:` that forget what else runs code. */
export const schemeCheck: Rule = {
  id: 'scheme-check',
  title: 'A check for javascript: lets other schemes through that run code',
  cwe: ['CWE-20', 'CWE-184'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Addresses that begin with data: or vbscript: run code as javascript: does.',
    attack:
      'A link to data:text/html,<script>…</script> passes a check that refuses javascript: only.',
    fix: 'Allow a short list of schemes, such as https:, http: and mailto:, instead of refusing some.',
    sources: ['https://cwe.mitre.org/data/definitions/184.html'],
  },
  topic: /scheme.?check|url.?scheme/i,
  words: [],
  trigger: /javascript\\?[:'"`$)|/]/i,
  detect: (file) =>
    literalsWith(/javascript\\?:?/gi, file).flatMap((one) => schemeAt(one, file) ?? []),
};

function schemeAt(literal: Node, file: ParsedFile): Detection | undefined {
  const text = literal.parent;
  const holder = text?.parent;
  if (!text || !holder || !/^\^?\s*\(?javascript(:|$)|^\^\\s\*javascript/i.test(literal.text))
    return undefined;
  const place = holder.type === 'arguments' ? holder.parent : holder;
  const code = file.code(place ?? holder);
  const isCheck =
    holder.type === 'binary_expression'
      ? /[!=]==?/.test(holder.childForFieldName('operator')?.text ?? '') &&
        literal.text.endsWith(':')
      : /\.(startsWith|indexOf|test|match|exec|search)\b/.test(code) && code.length < 300;
  if (!isCheck || !place) return undefined;
  const around = functionAround(place);
  const scope = around ?? enclosing(place);
  if (/data\b|vbscript|https?:/i.test(file.code(scope).replaceAll(code, ''))) return undefined;
  if (/data|vbscript/i.test(literal.text)) return undefined;
  return detected(schemeCheck, place, `${snippet(code)} lets data: and vbscript: through.`);
}

function enclosing(node: Node): Node {
  let at = node;
  while (at.parent && at.parent.type !== 'program') at = at.parent;
  return at;
}

const wide = /(?<!\\)(?:[A-Z]-[a-z]|[\d]-[A-Za-z]|[#-/:-@]-[A-Z_a-z])/;

/** Ranges such as `[A-z]` that hold more than letters. */
export const wideRange: Rule = {
  id: 'wide-range',
  title: 'A range of characters holds more than it seems to',
  cwe: ['CWE-20', 'CWE-625'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'Between Z and a stand [ \\ ] ^ _ and `, so A-z is not the letters.',
    attack:
      'A name with a backslash or a bracket passes a check that should let letters through only.',
    fix: 'Write A-Za-z, and put a hyphen that is meant as itself at the end of the class.',
    sources: ['https://cwe.mitre.org/data/definitions/625.html'],
  },
  topic: /overly.?(large|permissive).?range|suspicious.?range/i,
  words: [],
  trigger: new RegExp(`\\[[^\\]\\n]{0,200}?${wide.source}`),
  detect: (file) =>
    literalsWith(new RegExp(wide.source, 'g'), file).flatMap((one) => rangeAt(one, file) ?? []),
};

function rangeAt(literal: Node, file: ParsedFile): Detection | undefined {
  if (literal.type !== 'regex_pattern' || !literal.parent) return undefined;
  for (const [text] of literal.text.matchAll(/(?<!\\)\[(?:\\.|[^\]\\]){1,500}\]/g)) {
    const range = wideIn(text.slice(1, -1));
    if (range === undefined) continue;
    return detected(
      wideRange,
      literal.parent,
      `The range ${snippet(range)} in ${snippet(file.code(literal.parent))} holds more than letters and digits.`,
    );
  }
  return undefined;
}

function wideIn(inner: string): string | undefined {
  const plain = inner.replace(/\\(x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|.)/gi, '\uE000');
  for (const [range, from = '', to = ''] of plain.matchAll(/([^\uE000])-([^\uE000])/g)) {
    if (kind(from) === 'upper' && kind(to) === 'lower') return range;
    if (kind(from) === 'digit' && /upper|lower/.test(kind(to))) return range;
    if (
      kind(from) === 'other' &&
      /[+,\-./:;$#&(]/.test(from) &&
      /upper|lower/.test(kind(to)) &&
      from !== ' '
    )
      return range;
    if (/[+$#&(,]/.test(from) && to === '_') return range;
  }
  return undefined;
}

function kind(character: string): 'upper' | 'lower' | 'digit' | 'other' {
  if (/[A-Z]/.test(character)) return 'upper';
  if (/[a-z]/.test(character)) return 'lower';
  return /\d/.test(character) ? 'digit' : 'other';
}

/** Escapes that a string swallows before the regular expression sees them. */
export const patternEscape: Rule = {
  id: 'pattern-escape',
  title: 'A string takes the backslash away from a pattern',
  cwe: ['CWE-20'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: "In a string '\\.' is just '.', so the pattern that is made of it matches any character.",
    attack: 'A pattern that should match example.com only also matches exampleXcom.',
    fix: "Double the backslash, as in '\\\\.', or write the pattern as /…/.",
    sources: ['https://developer.mozilla.org/docs/Web/JavaScript/Guide/Regular_expressions'],
  },
  topic: /useless.?(regex|escape)|regexp?.?character.?escape/i,
  words: ['RegExp', 'match', 'search'],
  trigger: /\b(?:RegExp|match|search)\s*\(\s*['"]/,
  detect: (file) =>
    file.find('RegExp', 'match', 'search').flatMap((name) => {
      const [text] = callNamed(name)?.call.args ?? [];
      const lost =
        text?.type === 'string'
          ? /(?<!\\)(?:\\\\)*\\([.dwsDWSbB+*?()|[\]{}^$])/.exec(text.text.slice(1, -1))?.[1]
          : undefined;
      if (!text || lost === undefined) return [];
      return detected(
        patternEscape,
        text,
        `The string makes ${snippet(`\\${lost}`)} into ${lost === 'b' ? 'a backspace' : snippet(lost)} before the pattern sees it.`,
      );
    }),
};
