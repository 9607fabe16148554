import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { argumentsOf } from './parsedFile';
import { constantOf } from './pieces';

/** A call of `replace` or `replaceAll`, taken apart. */
export interface Replace {
  readonly node: Node;
  readonly receiver: Node;
  readonly method: Node;
  readonly pattern: Node;
  /** The text that is looked for, when the pattern is a text or a regex that is no more than one. */
  readonly literal: string | undefined;
  /** The source of a regular expression. */
  readonly regex: string | undefined;
  readonly flags: string;
  /** Every match is replaced. */
  readonly isGlobal: boolean;
  readonly replacement: Node;
  /** The text that is put in, when it is fixed. */
  readonly by: string | undefined;
}

export function replaceAt(name: Node, file: ParsedFile): Replace | undefined {
  const site = name.type === 'property_identifier' ? callNamed(name) : undefined;
  const receiver = site?.call.receiver;
  const [pattern, replacement, ...more] = site ? argumentsOf(site.node) : [];
  if (!site || !receiver || !pattern || !replacement || more.length > 0) return undefined;
  const isAll = name.text === 'replaceAll';
  const given = { node: site.node, receiver, method: name, pattern, replacement };
  const by = constantOf(replacement, file);
  if (pattern.type === 'regex') {
    const regex = pattern.childForFieldName('pattern')?.text ?? '';
    const flags = pattern.childForFieldName('flags')?.text ?? '';
    const isGlobal = flags.includes('g');
    return { ...given, literal: textOf(regex), regex, flags, isGlobal, by };
  }
  const literal = constantOf(pattern, file);
  if (literal === undefined) return undefined;
  return { ...given, literal, regex: undefined, flags: '', isGlobal: isAll, by };
}

/** The one text that a regular expression matches, or undefined when it matches others too. */
export function textOf(regex: string): string | undefined {
  const bare = regex.replace(/\\([^\w\s])|\[(\\?[^\w\s\]])\]/g, (_, one: string, other: string) =>
    encode((one ?? other).slice(-1)),
  );
  if (/[\\^$.*+?()[\]{}|]/.test(bare)) return undefined;
  return bare.replace(/\uE000(.)/g, (_, one: string) => decode(one));
}

/** Punctuation that stands for itself, out of the reach of a search for what is special. */
function encode(character: string): string {
  return `\uE000${String.fromCharCode(0xe100 + character.charCodeAt(0))}`;
}

function decode(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) - 0xe100);
}

/** The calls of a chain `x.replace(…).replace(…)` from the first to this one. */
export function chainTo(last: Replace, file: ParsedFile): readonly Replace[] {
  const chain: Replace[] = [last];
  let at = last;
  for (;;) {
    const callee =
      at.receiver.type === 'call_expression' ? at.receiver.childForFieldName('function') : null;
    const name = callee?.childForFieldName('property');
    const before = name && /^replace(All)?$/.test(name.text) ? replaceAt(name, file) : undefined;
    if (!before || chain.length > 50) return chain;
    chain.unshift(before);
    at = before;
  }
}

/** Whether another replace is called on the result. */
export function hasNext({ node }: Replace): boolean {
  const member = node.parent;
  return (
    member?.type === 'member_expression' &&
    /^replace(All)?$/.test(member.childForFieldName('property')?.text ?? '')
  );
}
