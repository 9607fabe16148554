import { nameOf } from '../flow/calls';
import { fromOutside, ordinaryJudge } from '../flow/judge';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';

const merging =
  /^(lodash(-es)?([./](merge|mergewith|defaultsdeep|mergeWith|defaultsDeep))?|merge|merge-deep|deep-extend|deep-assign|assign-deep|mixin-deep|defaults-deep|extend|node\.extend|just-extend|merge-options|merge-objects|lutils-merge|putil-merge|deap|deep-defaults|hoek|@hapi\/hoek|jquery|angular|utils-merge2|@75lb\/deep-merge|deep-object-assign|merge-recursive|object-extend|smart-extend|deepmerge-ts|extend2|lodash\/fp)$/;
const mergers =
  /^(merge|mergeWith|defaultsDeep|extend|recursive|deepExtend|applyToDefaults|mergeDeep|deepMerge|deepAssign|mergeOptions|default|assignDeep|mixinDeep)$/;
const setting =
  /^(lodash(-es)?([./](set|setwith|setWith|update|updateWith|zipobjectdeep))?|dot-prop|object-path|set-value|dset|dotty|nested-property|property-expr|pathval|just-safe-set|objection-path|object-set|dot-object|selectn-set|@strikeentco\/set|mpath|immutable-set|nested-set|keypather|ts-dot-prop|dot-path-value|tiny-set|deep-set)$/;
const setters =
  /^(set|setWith|update|updateWith|setProperty|put|dset|setPathValue|setValue|ensureExists|insert|push|default)$/;

/** Calls that merge what a request sends into an object, or set a property by a path from it. */
export const prototypeMerge = flowRule({
  id: 'prototype-merge',
  title: 'Data from outside is merged level by level, or names the path that is set',
  cwe: ['CWE-1321', 'CWE-915', 'CWE-471', 'CWE-400'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'Functions that merge deeply, or that set by a path, follow the name `__proto__` in many versions of their libraries, and it leads to the prototype that all objects share.',
    attack:
      'A body such as `{"__proto__": {"isAdmin": true}}` gives every object of the program an `isAdmin`.',
    fix: 'Take over the fields that you expect one by one, or check the data against a schema first, and keep the library up to date.',
    sources: [
      'https://cwe.mitre.org/data/definitions/1321.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /proto(type)?.?(pollut|poison)/i,
  words:
    'merge mergeWith defaultsDeep extend recursive deepExtend applyToDefaults mergeDeep deepMerge deepAssign mergeOptions assignDeep mixinDeep set setWith update updateWith setProperty put dset setPathValue setValue setPath setIn zipObjectDeep ensureExists lodashMerge lodashSet'.split(
      ' ',
    ),
  sinks: sinksAt,
  question: {
    kinds: fromOutside,
    cleans: (call) =>
      /^(pick|validate\w*|sanitize\w*|stringify|plainToClass|plainToInstance|parseAsync|safeParse|cast|attempt)$/.test(
        nameOf(call),
      ),
    judge: ordinaryJudge,
  },
});

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (!site || site.call.isNew || name.type === 'string_fragment') return [];
  const { call } = site;
  const called = call.method ?? name.text;
  const isOwn = file.flow.functions.calledBy(call).length > 0;
  if (isOwn) return [];
  const isMerger = mergers.test(called) || call.method === undefined;
  if (isMerger && isFrom(site, file, merging, /^(_|lodash|\$|jQuery|angular|[hH]oek)$/)) {
    return mergedBy(called, call);
  }
  if (isFrom(site, file, setting, /^(_|lodash|objectPath|dotProp)$/)) {
    const [, path] = call.args;
    const isSetter = call.method === undefined || setters.test(called);
    if (!isSetter || !path || constantOf(path, file) !== undefined) return [];
    return [{ value: path, does: 'is the path that is set' }];
  }
  return [];
}

/** The arguments that are merged into the first: `extend()` merges deeply when it is told to. */
function mergedBy(called: string, { args }: Call): readonly Sink[] {
  const isExtend = called === 'extend';
  const isTold = args[0]?.text === 'true';
  if (isExtend && !isTold) return [];
  return args
    .slice(isTold ? 2 : 1)
    .filter(({ type }) => !/function|arrow|string|number/.test(type))
    .map((value) => ({ value, does: 'is merged level by level' }));
}
