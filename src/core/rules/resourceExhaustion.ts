import { nameOf } from '../flow/calls';
import { fromOutside, isBelowLimit, ordinaryJudge, type Verdict } from '../flow/judge';
import type { Guard } from '../flow/guards';
import type { Origin, Question } from '../flow/question';
import type { Node } from '../syntax';
import { callNamed, comesFrom, flowRule, stepsOf, worstOf, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const heads = /\bfor\s*\([^;]{0,200};[^;]{0,200}?\.length\b/g;

/** Numbers of a request that say how much memory or time its answer takes. */
const sized = flowRule({
  id: 'resource-exhaustion',
  title: 'A request decides how much memory or time is spent',
  cwe: ['CWE-400', 'CWE-770', 'CWE-834'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'One number in a request can ask for more memory, or for more rounds of a loop, than a server has.',
    attack:
      'A request with `size=2000000000` makes the server allocate two gigabytes, and a body whose `length` is a billion keeps a loop busy for minutes.',
    fix: 'Compare the number with a limit first, or take the smaller of both with Math.min(); loop over lists that Array.isArray() has looked at.',
    sources: [
      'https://cwe.mitre.org/data/definitions/770.html',
      'https://cwe.mitre.org/data/definitions/834.html',
    ],
  },
  topic: /resource.?exhaust|uncontrolled.?(alloc|resource)|loop.?bound|unbounded/i,
  words:
    'alloc allocUnsafe allocUnsafeSlow Buffer Array ArrayBuffer SharedArrayBuffer Uint8Array repeat padStart padEnd setTimeout setInterval times range randomBytes'.split(
      ' ',
    ),
  sinks: sinksAt,
  question: {
    kinds: fromOutside,
    throughNumbers: true,
    cleans: (call) =>
      /^(min|clamp|indexOf|charCodeAt|slice|substring|substr)$/.test(nameOf(call)) ||
      /limit|clamp|bound|sanit/i.test(nameOf(call)),
    judge: judgeSize,
  },
});

/** Sizes that a request decides on, and loops over a list that may be none. */
export const resourceExhaustion: Rule = {
  ...sized,
  words: [],
  trigger: new RegExp(`\\b(?:${sized.words.join('|')})\\s*\\(|${heads.source}`),
  detect: (file) => [...sized.detect(file), ...loopsIn(file)],
};

function loopsIn(file: ParsedFile): readonly Detection[] {
  return file.matches(heads).flatMap(({ 0: head, index }) => {
    const node = file.root.descendantForIndex(index + head.length - 1);
    return node.type === 'property_identifier' ? loopAt(node, file) : [];
  });
}

const memory = 'says how much memory is allocated';

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  const { receiver, args, isNew } = site?.call ?? {};
  const [one, two] = args ?? [];
  if (!site || !one) return [];
  switch (name.text) {
    case 'alloc':
    case 'allocUnsafe':
    case 'allocUnsafeSlow':
      return receiver?.text === 'Buffer' ? [{ value: one, does: memory }] : [];
    case 'Buffer':
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
    case 'Uint8Array':
      return isNew && isNumeric(one, file) ? [{ value: one, does: memory }] : [];
    case 'Array':
      return !two && isNumeric(one, file) ? [{ value: one, does: memory }] : [];
    case 'repeat':
    case 'padStart':
    case 'padEnd':
      return receiver ? [{ value: one, does: 'says how long a text becomes' }] : [];
    case 'setTimeout':
    case 'setInterval':
      return two && !receiver ? [{ value: two, does: 'says how long a timer is kept' }] : [];
    case 'times':
    case 'range':
      return receiver && /^(_|lodash)$/.test(receiver.text)
        ? [{ value: two && name.text === 'range' ? two : one, does: 'says how often code runs' }]
        : [];
    case 'randomBytes':
      return [{ value: one, does: memory }];
    default:
      return [];
  }
}

/** Whether a value is made a number on its way: a text makes a list of one text. */
function isNumeric(node: Node, file: ParsedFile): boolean {
  const value = node.type === 'identifier' ? (file.resolve(node)?.value ?? node) : node;
  if (/^(string|template_string|array|object|regex)$/.test(value.type)) return false;
  if (value.type === 'unary_expression' || value.type === 'binary_expression') return true;
  return /\b(Number|parseInt|parseFloat|Math)\b/.test(value.text) || /\bbody\b/.test(value.text);
}

function judgeSize(guard: Guard, file: ParsedFile): Verdict {
  if (guard.kind !== 'number') return ordinaryJudge(guard, file);
  return guard.name === undefined && guard.via === undefined && isBelowLimit(guard)
    ? 'proven'
    : undefined;
}

const listQuestion: Question = {
  kinds: new Set(['remote']),
  // What a method gives is a list or a text that has been paid for.
  cleans: (call) => !/^(parse|await|json)$/.test(nameOf(call)),
  judge(guard, file) {
    const { kind, name, holds } = guard;
    if (kind === 'call' && holds && /^(isArray|isString|array)$/.test(name ?? '')) return 'proven';
    if (kind === 'type' && holds && name === 'string') return 'proven';
    return ordinaryJudge(guard, file);
  },
};

/** `i < list.length` in the head of a loop, where a body may hold any object with a `length`. */
function loopAt(length: Node, file: ParsedFile): readonly Detection[] {
  const member = length.parent;
  const condition = member?.parent;
  const list = member?.childForFieldName('object');
  if (!list || condition?.type !== 'binary_expression') return [];
  const loop = condition.parent?.type === 'for_statement' ? condition.parent : undefined;
  if (!loop || loop.childForFieldName('condition') !== condition) return [];
  if (!/^(<|<=|!==?)$/.test(condition.childForFieldName('operator')?.text ?? '')) return [];
  if (/\b(break|return|throw)\b/.test(loop.childForFieldName('body')?.text ?? '')) return [];
  if (failsWithoutElement(list, loop)) return [];
  const origin = worstOf(file.flow.origins(list, listQuestion).filter(isParsed));
  if (!origin) return [];
  const { guard } = origin;
  return [
    {
      ruleId: sized.id,
      start: condition.startIndex,
      end: condition.endIndex,
      message: `${snippet(file.code(list))} may be an object with any length, so this loop can run for ever; it comes from ${comesFrom(origin, file)}.`,
      flow: stepsOf(origin, file),
      ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
    },
  ];
}

/** `list[i].name` throws where there is no element, which ends the loop. */
function failsWithoutElement(list: Node, loop: Node): boolean {
  const body = loop.childForFieldName('body')?.text ?? '';
  const element = `${list.text}[`;
  for (let at = body.indexOf(element); at >= 0; at = body.indexOf(element, at + 1)) {
    if (/^[^\]]*\]\s*[.[(]/.test(body.slice(at + element.length))) return true;
  }
  return false;
}

/** Bodies and queries are objects; the other parts of a request are texts. */
function isParsed({ steps }: Origin): boolean {
  return steps.some(({ text }) =>
    /\b(body|query|payload|rawBody|dto|data)\b/i.test(text.slice(0, 200)),
  );
}
