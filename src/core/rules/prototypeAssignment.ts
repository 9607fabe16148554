import type { Guard } from '../flow/guards';
import { nameOf } from '../flow/calls';
import { fromOutside } from '../flow/judge';
import type { SourceKind } from '../flow/sources';
import type { Origin, Question } from '../flow/question';
import type { Node } from '../syntax';
import { comesFrom, stepsOf, worstOf } from './flowRule';
import { deniedBy, isBare } from './keyGuards';
import { keyKindOf } from './keyKinds';
import type { KeyedWrite } from './keyedWrites';
import { deepReadsOf, assignsByKey, keyedWrites, propertyWrites } from './keyedWrites';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';
import type { Detection, Rule, RuleInfo } from './rule';
import { snippet } from './rule';

const sources = [
  'https://cwe.mitre.org/data/definitions/1321.html',
  'https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html',
];

/** `object[name][other] = value`, where somebody outside chooses the name. */
export const prototypeAssignment: Rule = {
  id: 'prototype-assignment',
  title: 'A name from outside leads to the object that is changed',
  cwe: ['CWE-1321', 'CWE-915', 'CWE-471', 'CWE-400'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'With the name `__proto__` an object gives the prototype that all objects share, and what is set on it is set everywhere.',
    attack:
      'A request whose first name is `__proto__` and whose second is `isAdmin` makes everybody an administrator.',
    fix: 'Keep such data in a Map, or make the object with Object.create(null), or look up own properties only.',
    sources,
  },
  topic: /proto(type)?.?(pollut|poison)/i,
  words: [],
  trigger: assignsByKey,
  detect: (file) => [
    ...keyedWrites(file).flatMap((write) => throughName(write, file) ?? []),
    ...propertyWrites(file).flatMap((write) => throughName(write, file) ?? []),
  ],
};

/** `object[name] = value`, where somebody outside chooses the name. */
export const propertyInjection: Rule = {
  id: 'property-injection',
  title: 'A name from outside chooses the property that is set',
  cwe: ['CWE-250', 'CWE-400'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Whoever chooses the name can replace any property of the object, such as `toString` or `__proto__`.',
    attack:
      'A request with the name `toString` replaces the function, and the next use of it throws.',
    fix: 'Put a fixed prefix before the name, check it against a list, or use a Map.',
    sources: ['https://cwe.mitre.org/data/definitions/915.html', ...sources],
  },
  topic: /(property|object).?inject/i,
  words: [],
  sources: ['remote', 'page'],
  trigger: assignsByKey,
  detect: (file) => keyedWrites(file).flatMap((write) => injected(write, file) ?? []),
};

function throughName(write: KeyedWrite, file: ParsedFile): Detection | undefined {
  for (const read of deepReadsOf(write.base, file)) {
    if (hasPrefix(read.key, file) || read.isRepeated || isBare(read.object, write, file)) continue;
    const copies = keyKindOf(write.key, file) === 'enumerated' && !keyKindOf(read.key, file);
    const kinds = copies
      ? new Set<SourceKind>([...fromOutside, 'library', 'unknown'])
      : fromOutside;
    const origin = worstOf(file.flow.origins(read.key, questionOf(read.object, kinds)));
    if (!origin || (copies && read.key.type !== 'member_expression')) continue;
    const target = snippet(file.code(read.node));
    const from =
      origin.kind === 'unknown' ? 'is not checked' : `can come from ${comesFrom(origin, file)}`;
    const message = `${target} can be the prototype of all objects, because ${snippet(file.code(read.key))} ${from}, and it is changed here.`;
    return at(prototypeAssignment, write.node, message, origin, file);
  }
  return undefined;
}

/** With fixed text before it, a name is none that every object has. */
function hasPrefix(key: Node, file: ParsedFile): boolean {
  const [lead] = piecesOf(key, file) ?? [];
  if (!lead || lead.kind === 'hole') return false;
  return lead.kind === 'fixed' ? lead.value !== '' : lead.end > lead.start;
}

function injected(write: KeyedWrite, file: ParsedFile): Detection | undefined {
  if (hasPrefix(write.key, file) || isBare(write.base, write, file)) return undefined;
  const origin = worstOf(file.flow.origins(write.key, questionOf(write.base, fromOutside)));
  if (!origin || throughName(write, file)) return undefined;
  const message = `${snippet(file.code(write.key))} chooses the property that is set, and it can come from ${comesFrom(origin, file)}.`;
  return at(propertyInjection, write.key, message, origin, file);
}

function at(
  { id }: RuleInfo,
  { startIndex: start, endIndex: end }: Node,
  message: string,
  origin: Origin,
  file: ParsedFile,
): Detection {
  const guard = origin.guard && { start: origin.guard.startIndex, end: origin.guard.endIndex };
  return { ruleId: id, start, end, message, flow: stepsOf(origin, file), ...(guard && { guard }) };
}

/** Whether a name that somebody chooses gets to a place that looks it up in an object. */
export function questionOf(object: Node, kinds: ReadonlySet<SourceKind>): Question {
  return {
    kinds,
    cleans: (call) =>
      /^(slugify|v4|randomUUID|digest|toISOString|hash\w*|stringify)$/.test(nameOf(call)),
    judge: (guard, file) => judgeName(guard, object, file),
  };
}

function judgeName(guard: Guard, object: Node, file: ParsedFile): 'proven' | 'seen' | undefined {
  const names = deniedBy(guard, object, file);
  if (names === 'all' || names.has('__proto__')) return 'proven';
  if (guard.kind === 'call' && guard.holds && /valid|allowed|known|safe/i.test(guard.name ?? '')) {
    return 'seen';
  }
  return undefined;
}
