import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { javascriptCall, javascriptValue } from './javascript';

/** What a check looks at in place of a value: its path from a folder, the host of an address, its length. */
export type Via = 'relative' | 'host' | 'length';

/** The texts of the expressions that the subject of a check is made of, by the way that it is. */
interface Origins {
  readonly relative: string | undefined;
  readonly length: string | undefined;
  /** An address, and what it is parsed from. */
  readonly address: string | undefined;
  readonly parsed: string | undefined;
}

/** The same check stands before many uses. */
const known = new WeakMap<Node, Origins>();

/** How the subject of a check is made of the expression that is used; undefined when it is not. */
export function viaOf(subject: Node, use: Node, file: ParsedFile): Via | undefined {
  let origins = known.get(subject);
  if (!origins) known.set(subject, (origins = originsOf(subject, file)));
  const { text } = use;
  if (origins.relative === text) return 'relative';
  if (origins.length === text) return 'length';
  const { address } = origins;
  if (address === undefined) return undefined;
  const isHostOfIt = address === text || text.startsWith(`${address}.`) || origins.parsed === text;
  return isHostOfIt ? 'host' : undefined;
}

function originsOf(subject: Node, file: ParsedFile): Origins {
  const value = javascriptValue(subject);
  const address = addressOf(subject, file);
  return {
    relative: relativeTo(made(subject, file)),
    length: value.kind === 'member' && value.name === 'length' ? value.object.text : undefined,
    address: address?.text,
    parsed: address && parsed(made(address, file))?.text,
  };
}

/** The value of a name that is set once, else the expression itself. */
function made(node: Node, file: ParsedFile): Node {
  const binding = node.type === 'identifier' ? file.resolve(node) : undefined;
  return (binding?.constant && binding.value) || node;
}

/** The `x` of `path.relative(root, x)`. */
function relativeTo(node: Node): string | undefined {
  const call = javascriptCall(node);
  const name = call?.method ?? call?.callee.text;
  return name === 'relative' ? call?.args[1]?.text : undefined;
}

/** The `u` of `u.hostname`, or of a name that is set to it. */
function addressOf(subject: Node, file: ParsedFile): Node | undefined {
  const value = javascriptValue(made(subject, file));
  if (value.kind === 'member' && isHost(value.name)) return parsed(value.object) ?? value.object;
  const [definition, ...others] =
    subject.type === 'identifier' ? (file.resolve(subject)?.definitions ?? []) : [];
  if (!definition || others.length > 0 || !isHost(definition.path[0])) return undefined;
  return parsed(definition.value) ?? definition.value;
}

function isHost(name: string | undefined): boolean {
  return name !== undefined && /^(host|hostname|origin)$/.test(name);
}

/** The `x` of `new URL(x)` and `url.parse(x)`. */
function parsed(node: Node): Node | undefined {
  const call = javascriptCall(node);
  if (!call) return undefined;
  return /^(url\.)?(URL|parse)$/.test(call.callee.text) ? call.args[0] : undefined;
}
