import { ordinaryJudge } from '../flow/judge';
import { nameOf } from '../flow/calls';
import { isResponse } from './crossSiteScripting';
import { callNamed, flowRule, type Sink } from './flowRule';

/** A template that gets an object of a client, with whatever is in it. */
export const templateObject = flowRule({
  id: 'template-object',
  title: 'A client decides on the options of a template',
  cwe: ['CWE-73', 'CWE-915', 'CWE-94'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'Template engines take options such as `layout`, `cache` and `settings` from the same object as the values.',
    attack:
      'A request with `layout` shows any file of the server, and some engines run code that an option holds.',
    fix: 'Hand over an object with the values that the template needs, each as a text or a number.',
    sources: [
      'https://cwe.mitre.org/data/definitions/73.html',
      'https://cwe.mitre.org/data/definitions/915.html',
    ],
  },
  topic: /template.?object|mass.?assign/i,
  words: ['render'],
  sinks: (name, file): readonly Sink[] => {
    const site = callNamed(name);
    const { receiver, args = [] } = site?.call ?? {};
    const [, values] = args;
    if (!receiver || !values || !isResponse(receiver, 'render', file)) return [];
    const spread =
      values.type === 'object'
        ? values.namedChildren.filter(({ type }) => type === 'spread_element')
        : [values];
    return spread.map((value) => ({ value, does: 'is handed to the template as a whole' }));
  },
  question: {
    kinds: new Set(['remote'] as const),
    onlyObjects: true,
    cleans: (call) => /^(pick|omit|validate\w*|sanitize\w*|matchedData)$/.test(nameOf(call)),
    judge: ordinaryJudge,
  },
});
