import type { Rationale } from '../draft';
import { functionAround } from '../flow/javascript';
import type { Node } from '../syntax';
import { detected } from './options';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';
import { type Replace, chainTo, hasNext, replaceAt } from './replaceCalls';

/** Escaping that misses some of what it has to escape. */
export const incompleteEscaping: Rule = {
  id: 'incomplete-escaping',
  title: 'Escaping misses a part of the text',
  cwe: ['CWE-116', 'CWE-20', 'CWE-80', 'CWE-184'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'replace() with a text, or with a pattern without the g flag, changes the first match only; and an escape character that is not escaped itself undoes the escaping.',
    attack:
      "The input holds two quotes, or \\' instead of a quote: what follows is read as code, markup or SQL.",
    fix: 'Replace every match, escape the escape character first, and prefer an encoder of a library.',
    sources: [
      'https://cwe.mitre.org/data/definitions/116.html',
      'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String/replaceAll',
    ],
  },
  recipe: { does: 'Replaces every match instead of the first', review: 'read' },
  topic:
    /incomplete.?(sanit|escap|string)|improper.?encod|output.?encod|replace.?first|double.?escap/i,
  words: ['replace', 'replaceAll'],
  detect: (file) => {
    return file.find('replace', 'replaceAll').flatMap((name) => {
      const call = replaceAt(name, file);
      return call ? (at(call, file) ?? []) : [];
    });
  },
};

function at(call: Replace, file: ParsedFile): Detection | undefined {
  return firstOnly(call, file) ?? withoutBackslash(call, file) ?? wrongOrder(call, file);
}

/** Characters that mean something to a shell, to HTML, SQL, a pattern or a template. */
const meta = new Set(['"', "'", '\\', '&', '<', '>', '*', '|', '`', '$', ';', '%', '.', '?', '^']);

function firstOnly(call: Replace, file: ParsedFile): Detection | undefined {
  const { literal, isGlobal, by, node } = call;
  if (isGlobal || literal === undefined || !isEscaped(literal, by, call)) return undefined;
  if (isOnce(call)) return undefined;
  return detected(
    incompleteEscaping,
    node,
    `Only the first ${snippet(literal)} of ${snippet(file.code(call.receiver))} is replaced.`,
    () => replaceEvery(call, file),
  );
}

function isEscaped(literal: string, by: string | undefined, call: Replace): boolean {
  if (by === undefined) return false;
  if (by !== '' && /^(\.\.[\\/]|[\\/]\.\.|<!--|-->|<\/?script|javascript:)/i.test(literal))
    return true;
  if (/^&(amp|lt|gt|quot|#39|#x27|apos);$/.test(literal)) return true;
  if (/^&(\w+|#\w+);$/.test(by)) return meta.has(literal);
  if (!meta.has(literal)) return false;
  if (by === '') return /^["'<>\\`|;]$/.test(literal) && !isUnwrapped(call);
  if (literal === '*') return /^(\.\*|\[|\(|%)/.test(by) || by === '\\*';
  if (literal === '%' || literal === '.' || literal === '?' || literal === '$' || literal === '^') {
    return by.startsWith('\\') || by.startsWith('%25') || by === '$$$$' || /^\[.\]$/.test(by);
  }
  return by.startsWith('\\') || by.includes(literal) || /^%[\dA-F]{2}$/i.test(by);
}

/** Quotes and brackets around a text are taken off one by one: `.replace('"', '').replace('"', '')`. */
function isUnwrapped(call: Replace): boolean {
  const around = call.node.parent?.parent?.text ?? '';
  const again = `${call.receiver.text.slice(-200)} ${around.slice(0, 600)}`;
  const text = call.pattern.text;
  const pair = { '<': '>', '>': '<' }[call.literal ?? ''] ?? call.literal ?? '';
  const quoted = pair === call.literal ? text : text.replace(call.literal ?? '', pair);
  const others = again.split(quoted).length - 1;
  return pair === call.literal ? others > 1 : others > 0;
}

/** The text is known to hold one match only, or matches are replaced until none is left. */
function isOnce({ node, receiver }: Replace): boolean {
  if (/\b(split|charAt|pop|at)\([^()]*\)$|\]$/.test(receiver.text)) return true;
  for (let at: Node | null = node; at; at = at.parent) {
    if (/^(while_statement|do_statement)$/.test(at.type)) return true;
    if (/^(function|arrow|method|program)/.test(at.type)) return false;
  }
  return false;
}

const special = /[\\^$.*+?()[\]{}|/]/g;

function replaceEvery(call: Replace, file: ParsedFile): RecipeResult {
  const { pattern, literal = '', flags, by = '' } = call;
  if (quoted.test(by) && !escapesBackslash(call, file)) {
    return refuse(
      String.raw`A backslash in the text is not escaped either: do that first, with .replace(/\\/g, '\\\\').`,
    );
  }
  if (pattern.type === 'regex') {
    const text = `${file.code(pattern)}g`;
    return answer(pattern, flags.includes('y') ? undefined : text, call, file);
  }
  if (pattern.type !== 'string') return refuse('The text to replace is not written out here.');
  if (/[\n\r\u2028\u2029]/.test(literal)) return refuse('The text to replace holds a line break.');
  return answer(pattern, `/${literal.replace(special, '\\$&')}/g`, call, file);
}

function answer(
  pattern: Node,
  text: string | undefined,
  call: Replace,
  file: ParsedFile,
): RecipeResult {
  if (text === undefined) return refuse('The y flag ties the pattern to one place.');
  const { literal = '', by = '' } = call;
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(pattern))} matches once, so a second ${snippet(literal)} in the text stays as it is.`,
    whyFixed: `Every ${snippet(literal)} is replaced now.`,
    mayBreak: [
      `A text with several ${snippet(literal)} comes out differently: that is the point, but stored texts may be compared with it.`,
    ],
    alternatives: [
      {
        option: 'replaceAll()',
        whyNot: 'It says the same, but older browsers and Node before 15 do not have it.',
      },
      {
        option: 'An encoder of a library',
        whyNot: 'Which context the text is for is not known here. It is worth a look.',
      },
    ],
    assumptions: [
      by === '' ? 'No match is meant to stay.' : 'The first match was meant to stand for all.',
    ],
  };
  const edits = [{ start: pattern.startIndex, end: pattern.endIndex, text }];
  return { ok: true, edits, rationale };
}

/** A quote with a backslash before it. */
const quoted = /^\\(["'`|$]|\$&|\$1)$/;

/** Quotes get a backslash, but a backslash before a quote does not. */
function withoutBackslash(call: Replace, file: ParsedFile): Detection | undefined {
  const { regex, literal, isGlobal, by, node } = call;
  if (!isGlobal || by === undefined || !quoted.test(by)) return undefined;
  const source = regex ?? literal ?? '';
  if (!/["'`|]/.test(source) || source.includes('\\\\') || literal === '\\') return undefined;
  if (
    regex !== undefined &&
    literal === undefined &&
    !/^\(?\[[^\]]*\]\)?$|^\(?(["'`|])\)?$/.test(regex)
  )
    return undefined;
  if (escapesBackslash(call, file)) return undefined;
  return detected(
    incompleteEscaping,
    node,
    `A backslash in ${snippet(file.code(call.receiver))} is not escaped, so one before a quote undoes the escaping.`,
  );
}

/** Whether the same function doubles backslashes, or lets JSON do it. */
function escapesBackslash({ node }: Replace, file: ParsedFile): boolean {
  const around = functionAround(node);
  const code = file.code(around ?? node);
  if (/JSON\.stringify|String\.raw/.test(code)) return true;
  return (around ?? node)
    .descendantsOfType(['property_identifier'])
    .filter(({ text }) => /^replace(All)?$/.test(text))
    .flatMap((name) => replaceAt(name, file) ?? [])
    .some(
      ({ regex, literal, by }) =>
        literal === '\\' || (/\\\\/.test(regex ?? '') && /\\/.test(by ?? '\\')),
    );
}

/** `&` has to be escaped first, and to be unescaped last. */
function wrongOrder(call: Replace, file: ParsedFile): Detection | undefined {
  if (hasNext(call)) return undefined;
  const chain = chainTo(call, file).filter(({ isGlobal }) => isGlobal);
  const amp = chain.findIndex(
    ({ literal, by }) => literal === '&' && /^&(amp|#38|#x26);$/i.test(by ?? ''),
  );
  const escapes = (one: Replace) => one.literal !== '&' && /^&(\w+|#\w+);$/.test(one.by ?? '');
  if (amp > 0 && chain.slice(0, amp).some(escapes)) {
    return detected(
      incompleteEscaping,
      call.node,
      'The & of what was escaped before is escaped again.',
    );
  }
  const isAmp = ({ literal, regex, by }: Replace) =>
    by === '&' && /^&(amp|#38|#x26);$/i.test(literal ?? regex ?? '');
  const back = chain.findIndex(isAmp);
  const unescapes = (one: Replace) =>
    !isAmp(one) && /^&(\w+|#\w+);$/.test(one.literal ?? one.regex ?? '');
  if (back >= 0 && chain.slice(back + 1).some(unescapes)) {
    return detected(
      incompleteEscaping,
      call.node,
      'Unescaping &amp; first makes other escapes of what was meant as plain text.',
    );
  }
  return undefined;
}
