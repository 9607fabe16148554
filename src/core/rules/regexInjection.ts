import { nameOf } from '../flow/calls';
import { fromOutside, ordinaryJudge, stripsMarks } from '../flow/judge';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { searchedAsText } from './regexEscape';

export const regexInjection = flowRule({
  id: 'regex-injection',
  title: 'A regular expression is made from a request',
  cwe: ['CWE-730', 'CWE-400', 'CWE-1333'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A regular expression is a small program, and some take longer than the universe will last.',
    attack:
      'A search for `(a+)+$` keeps the one thread of the server busy, so that nobody else is served.',
    fix: 'Escape what has a meaning in a regular expression, or search with includes().',
    sources: [
      'https://cwe.mitre.org/data/definitions/730.html',
      'https://developer.mozilla.org/docs/Web/JavaScript/Guide/Regular_expressions#escaping',
    ],
  },
  recipe: { does: 'Searches for the text itself, not for a pattern', review: 'test' },
  topic: /regex|regexp|redos/i,
  words: ['RegExp', 'match', 'search', 'matchAll'],
  sinks: sinksAt,
  question: {
    kinds: fromOutside,
    cleans: (call, file) =>
      /escape|quote|sanit/i.test(nameOf(call)) ||
      // Each part of a list is escaped.
      (nameOf(call) === 'map' &&
        /escape|quote|sanit/i.test(call.args[0]?.text.slice(0, 60) ?? '')) ||
      escapesMarks(call) ||
      stripsMarks(call, file),
    judge: ordinaryJudge,
  },
});

/** `replace(/[.*+?^${}()|[\]\\]/g, '\\$&')`, for at least the marks that repeat and group. */
function escapesMarks({ method, args }: Call): boolean {
  const [pattern, by] = args;
  if (!/^replace(All)?$/.test(method ?? '') || !by) return false;
  return /\\\\(\$&|\$1)/.test(by.text) && /[*+].*\(|\(.*[*+]|\\W/.test(pattern?.text ?? '');
}

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  const [pattern] = site?.call.args ?? [];
  if (!site || !pattern) return [];
  if (name.text === 'RegExp') {
    if (file.resolve(name)) return [];
    return [
      {
        value: pattern,
        does: 'becomes a regular expression',
        recipe: (origin) => searchedAsText(pattern, origin, file),
      },
    ];
  }
  // On a text, these make a regular expression of a text.
  if (!site.call.receiver || site.call.args.length !== 1 || /regex|string/.test(pattern.type))
    return [];
  return /^(db|client|\w*[mM]odel|router|route|app|index|es)$/.test(site.call.receiver.text)
    ? []
    : [{ value: pattern, does: 'becomes a regular expression' }];
}
