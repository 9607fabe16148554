import { fromOutside } from '../flow/judge';
import { functionAround, javascriptCall, javascriptValue } from '../flow/javascript';
import type { Node } from '../syntax';
import { comesFrom, stepsOf, worstOf } from './flowRule';
import { plain } from './keyedWrites';
import type { ParsedFile } from './parsedFile';
import { questionOf } from './prototypeAssignment';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

/** `object[name]()`, where somebody outside chooses the name. */
export const dynamicCall: Rule = {
  id: 'dynamic-call',
  title: 'A name from outside chooses the function that is called',
  cwe: ['CWE-754', 'CWE-94', 'CWE-470', 'CWE-250', 'CWE-915'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'An object also gives the functions of its prototype, such as `constructor`, which for a function makes code of text.',
    attack:
      'A request that names `constructor`, `toString` or a name that does not exist calls a function nobody meant to offer, or ends the program with an exception.',
    fix: 'Keep the functions in a Map, or check that the object has the name itself and that the value is a function.',
    sources: [
      'https://cwe.mitre.org/data/definitions/754.html',
      'https://cwe.mitre.org/data/definitions/470.html',
    ],
  },
  topic: /dynamic.?(method|call)|unsafe.?reflection|method.?(inject|access)/i,
  words: [],
  sources: ['remote', 'page'],
  trigger: /\](?:\s*!)?(?:\s*\?\.)?\s*\(|\]\s*\.\s*(?:call|apply)\s*\(|=\s*[\w$.]+\s*\[/,
  detect: (file) =>
    calls(file).flatMap(({ callee, read }) => detectionAt(callee, read, file) ?? []),
};

interface NamedCall {
  readonly callee: Node;
  readonly read: Node;
}

const called = /\](?:\s*!)?(?:\s*\?\.)?\s*\(|\]\s*\.\s*(?:call|apply)\s*\(/g;
const kept = /=\s*[\w$.]+\s*\[[^\]\n'"`]{1,200}\]/g;

function calls(file: ParsedFile): readonly NamedCall[] {
  const found: NamedCall[] = [];
  for (const { index } of file.matches(called)) {
    const read = file.root.descendantForIndex(index).parent;
    if (read?.type !== 'subscript_expression' || /["'`\d]/.test(file.text.charAt(index - 1)))
      continue;
    let callee = read;
    while (callee.parent && /^(non_null|parenthesized|member)_expression$/.test(callee.parent.type))
      callee = callee.parent;
    if (callee.parent && javascriptCall(callee.parent)) found.push({ callee: read, read });
  }
  for (const { index, 0: text } of file.matches(kept)) {
    const read = file.root.descendantForIndex(index + text.length - 1).parent;
    const name =
      read?.parent?.type === 'variable_declarator' ? read.parent.childForFieldName('name') : null;
    const binding = name?.type === 'identifier' ? file.resolve(name) : undefined;
    if (!read || read.type !== 'subscript_expression' || !binding) continue;
    const use = file
      .find(binding.name)
      .find((node) => file.resolve(node) === binding && isCallee(node));
    if (use) found.push({ callee: use, read });
  }
  return found;
}

function isCallee({ parent, id }: Node): boolean {
  return parent !== null && javascriptCall(parent)?.callee.id === id;
}

function detectionAt(callee: Node, read: Node, file: ParsedFile): Detection | undefined {
  const value = javascriptValue(read);
  if (value.kind !== 'element' || plain(value.index).type === 'number') return undefined;
  const origin = worstOf(file.flow.origins(value.index, questionOf(value.object, fromOutside)));
  if (!origin || asksForFunction(callee, file)) return undefined;
  const { guard } = origin;
  return {
    ruleId: dynamicCall.id,
    start: callee.startIndex,
    end: callee.endIndex,
    message: `${snippet(file.code(read))} is called, and ${snippet(file.code(value.index))} can come from ${comesFrom(origin, file)}.`,
    flow: stepsOf(origin, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
  };
}

/** The code makes sure that it has a function, of the object's own. */
function asksForFunction(callee: Node, file: ParsedFile): boolean {
  const owner = functionAround(callee);
  const before = file.text.slice(owner?.startIndex ?? 0, callee.startIndex);
  return /typeof[^;]{1,60}['"]function['"]/.test(before) || /hasOwn/.test(before);
}
