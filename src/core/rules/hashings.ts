import type { CallSite } from '../flow/calls';
import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import { originOf } from './imports';
import { objectOf, optionOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';

export const broken = /^(md2|md4|md5|sha-?1|sha|ripemd-?(128|160)?|rmd160)$/i;
export const fast = /^(sha-?(224|256|384|512)|sha3-.*|sha512-256|blake2\w*|whirlpool|shake\d+)$/i;
const packages =
  /^(md5|blueimp-md5|js-md5|spark-md5|sha1|js-sha1|sha256|js-sha256|js-sha512|sha\.js|object-hash|hash\.js)$/;

/** A hash that is computed, with what is hashed. */
export interface Hashing {
  readonly node: Node;
  readonly algorithm: string;
  /** Where the algorithm is written. */
  readonly name?: Node;
  readonly data: readonly Node[];
}

export const hashWords = [
  'createHash',
  'hash',
  'MD5',
  'SHA1',
  'SHA256',
  'SHA512',
  'SHA3',
  'RIPEMD160',
  'digest',
];

/** The hashes that a file computes with a known algorithm. */
export function hashingsIn(file: ParsedFile): readonly Hashing[] {
  if (!/createHash|subtle|crypto|md5|sha|hash\(/i.test(file.text)) return [];
  const imported = file.imports
    .filter(({ imported }) => imported && packages.test(imported.specifier))
    .map(({ name }) => name);
  return file
    .find(...hashWords, ...new Set(imported))
    .flatMap((name) => hashingAt(name, file) ?? []);
}

function hashingAt(name: Node, file: ParsedFile): Hashing | undefined {
  const site = callNamed(name);
  if (!site) return undefined;
  const { node, call } = site;
  const [one, two] = call.args;
  const module =
    originOf(call.callee, file)?.module ?? (call.receiver && originOf(call.receiver, file)?.module);
  switch (nameOf(call)) {
    case 'createHash': {
      const algorithm = one && constantOf(one, file);
      if (!one || algorithm === undefined) return undefined;
      return { node, algorithm, name: one, data: updatesOf(node, file) };
    }
    case 'hash': {
      const algorithm = one && module === 'crypto' ? constantOf(one, file) : undefined;
      return algorithm !== undefined && two ? { node, algorithm, data: [two] } : undefined;
    }
    case 'digest': {
      if (!/\bsubtle$/.test(call.receiver?.text ?? '')) return undefined;
      const named = optionOf(objectOf(one, file), 'name') ?? one;
      const algorithm = named && constantOf(named, file);
      return algorithm !== undefined && two ? { node, algorithm, data: [two] } : undefined;
    }
    case 'MD5':
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
    case 'SHA3':
    case 'RIPEMD160':
      return isFrom(site, file, /^crypto-js/, /^CryptoJS$/) && one
        ? { node, algorithm: nameOf(call), data: [one] }
        : undefined;
    default: {
      if (module === undefined || !packages.test(module) || !one) return undefined;
      return {
        node,
        algorithm: /md5/.test(module) ? 'md5' : /sha1/.test(module) ? 'sha1' : 'sha256',
        data: [one],
      };
    }
  }
}

/** What is given to `update()` of a hash: in the chain, or on the constant that holds it. */
function updatesOf(made: Node, file: ParsedFile): readonly Node[] {
  const data: Node[] = [];
  for (let at = made; at.parent?.type === 'member_expression';) {
    const call: Node | null = at.parent.parent;
    if (call?.type !== 'call_expression') break;
    if (at.parent.childForFieldName('property')?.text === 'update') {
      const [one] = call.childForFieldName('arguments')?.namedChildren ?? [];
      if (one) data.push(one);
    }
    at = call;
  }
  const holder =
    made.parent?.type === 'variable_declarator' ? made.parent.childForFieldName('name') : null;
  for (const use of holder ? file.find(holder.text) : []) {
    const member = use.parent?.type === 'member_expression' ? use.parent : undefined;
    const site: CallSite | undefined =
      member?.childForFieldName('property')?.text === 'update'
        ? callNamed(member.childForFieldName('property') ?? member)
        : undefined;
    if (site) data.push(...site.call.args.slice(0, 1));
  }
  return data;
}

/** The names in an expression that say what it holds: no functions that are called with it. */
export function namesIn(node: Node, file: ParsedFile): readonly string[] {
  if (/^(identifier|property_identifier|shorthand_property_identifier)$/.test(node.type))
    return [node.text];
  if (node.type === 'member_expression')
    return namesIn(node.childForFieldName('property') ?? node, file);
  if (node.type === 'subscript_expression') {
    const index = node.childForFieldName('index');
    return index?.type === 'string' ? [index.text.slice(1, -1)] : [];
  }
  if (node.type === 'call_expression') {
    const callee = node.childForFieldName('function');
    const name = callee?.childForFieldName('property') ?? callee;
    const receiver = callee?.childForFieldName('object');
    const args = node.childForFieldName('arguments')?.namedChildren ?? [];
    const isGetter = /^(get|read|ask|prompt)/i.test(name?.text ?? '');
    return [
      ...(isGetter && name ? [name.text] : []),
      ...[receiver, ...args].flatMap((one) => (one ? namesIn(one, file) : [])),
    ];
  }
  return node.namedChildren.slice(0, 20).flatMap((child) => namesIn(child, file));
}
