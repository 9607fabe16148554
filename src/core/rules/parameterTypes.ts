import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { ordinaryJudge } from '../flow/judge';
import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';

const methods = ['indexOf', 'includes', 'lastIndexOf'];

/** A check of a text that is no text when a client sends a list. */
export const parameterTypes = flowRule({
  id: 'parameter-type',
  title: 'A check takes a parameter for a text that may be a list',
  cwe: ['CWE-843', 'CWE-1287'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'A parameter that is sent twice arrives as a list, and a list answers indexOf() and includes() by whole elements.',
    attack:
      "With ?file=../../etc/passwd&file=x the list does not include '..', and the check passes.",
    fix: "Refuse what is no text before the check: typeof value !== 'string'.",
    sources: [
      'https://cwe.mitre.org/data/definitions/843.html',
      'https://expressjs.com/en/api.html#req.query',
    ],
  },
  topic: /type.?confusion|parameter.?(type|tamper)/i,
  words: methods,
  needs: ['query', 'body'],
  sinks: (name): readonly Sink[] => {
    const site = callNamed(name);
    const { receiver, args = [] } = site?.call ?? {};
    if (!site || !receiver || args[0]?.type !== 'string' || !isCondition(site.node)) return [];
    return [{ value: receiver, does: 'may be a list instead of a text', harms: isParameter }];
  },
  question: {
    kinds: new Set(['remote'] as const),
    cleans: () => true,
    judge: (guard, file): Verdict => (isTypeCheck(guard) ? 'proven' : ordinaryJudge(guard, file)),
  },
});

function isTypeCheck({ kind, name }: Guard): boolean {
  return kind === 'type' || (kind === 'call' && /^is(String|Array|Text)$/.test(name ?? ''));
}

/** `req.query.a` and `req.body.a`, under whatever name; what is put together is a text. */
function isParameter({ node, steps }: Origin): boolean {
  const texts = [node, ...steps].map(({ text }) => text.slice(0, 300));
  if (steps.some(isJoined)) return false;
  return texts.some((text) => /\b(query|body)\b/.test(text));
}

function isJoined(step: Node): boolean {
  return step.type === 'template_string' || step.childForFieldName('operator')?.text === '+';
}

/** Whether something is decided by it. */
function isCondition(node: Node): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (/^(if_statement|ternary_expression)$/.test(parent.type))
      return parent.childForFieldName('condition') === at;
    if (!/^(unary|binary|parenthesized)_expression$/.test(parent.type)) return false;
  }
  return false;
}
