import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { javascriptCall, javascriptValue } from './javascript';

/** What a check looks at in place of a value: its path from a folder, the host of an address, its length. */
export type Via = 'relative' | 'host' | 'length';

/** How the subject of a check is made of the expression that is used; undefined when it is not. */
export function viaOf(subject: Node, use: Node, file: ParsedFile): Via | undefined {
  if (relativeTo(made(subject, file)) === use.text) return 'relative';
  const value = javascriptValue(subject);
  if (value.kind === 'member' && value.name === 'length' && value.object.text === use.text)
    return 'length';
  const address = addressOf(subject, file);
  if (!address) return undefined;
  const isSame = address.text === use.text || use.text.startsWith(`${address.text}.`);
  return isSame || parsed(made(address, file))?.text === use.text ? 'host' : undefined;
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
