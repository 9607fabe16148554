import { nameOf } from '../flow/calls';
import { fromOutside, ordinaryJudge } from '../flow/judge';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';

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
  topic: /regex|regexp|redos/i,
  words: ['RegExp', 'match', 'search', 'matchAll'],
  sinks: sinksAt,
  question: {
    kinds: fromOutside,
    cleans: (call) =>
      /escape|quote|sanit/i.test(nameOf(call)) ||
      (nameOf(call) === 'replace' && /\\\$&|\\\\/.test(call.args[1]?.text ?? '')),
    judge: ordinaryJudge,
  },
});

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  const [pattern] = site?.call.args ?? [];
  if (!site || !pattern) return [];
  if (name.text === 'RegExp') {
    return file.resolve(name) ? [] : [{ value: pattern, does: 'becomes a regular expression' }];
  }
  // On a text, these make a regular expression of a text.
  if (!site.call.receiver || site.call.args.length !== 1 || /regex|string/.test(pattern.type))
    return [];
  return /^(db|client|\w*[mM]odel|router|route|app|index|es)$/.test(site.call.receiver.text)
    ? []
    : [{ value: pattern, does: 'becomes a regular expression' }];
}
