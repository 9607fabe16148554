import { HumanError } from '../errors';
import type { Node } from '../syntax';
import type { Binding } from './bindings';
import { bindingsOf, nearest } from './bindings';

/** A JavaScript or TypeScript file as the rules see it. Lives as long as its tree. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  readonly root: Node;
  /** The text of a module that the file imports by a relative path, when the caller has read it. */
  related(specifier: string): string | undefined;
  /** Every identifier, property and whole string that is one of these names; not in comments. */
  find(...names: string[]): readonly Node[];
  /** Every binding of the file, in order. */
  readonly bindings: readonly Binding[];
  /** What an identifier means where it stands, or undefined for a global. */
  resolve(identifier: Node): Binding | undefined;
  /** Whether the binding's name means that binding where `at` stands. */
  visible(binding: Binding, at: Node): boolean;
  /** The texts of constants, as far as they have been asked for. */
  readonly constants: Map<Binding, string | undefined>;
  /** The text of a node. */
  code(node: { readonly startIndex: number; readonly endIndex: number }): string;
}

/** No hand-written file names what a rule looks for more often than this. */
const maxOccurrences = 5000;
const identifierTypes = new Set([
  'identifier',
  'property_identifier',
  'shorthand_property_identifier',
  'string_fragment',
]);

export function parsedFile(
  path: string,
  text: string,
  root: Node,
  related: (specifier: string) => string | undefined = () => undefined,
): ParsedFile {
  let bindings: ReturnType<typeof bindingsOf> | undefined;
  const all = () => (bindings ??= bindingsOf(root));
  return {
    path,
    text,
    root,
    related,
    find: (...names) => occurrences(path, root, text, names),
    get bindings() {
      return [...all().values()].flat();
    },
    resolve: (identifier) => nearest(all().get(identifier.text) ?? [], identifier.startIndex),
    visible: (binding, at) => nearest(all().get(binding.name) ?? [], at.startIndex) === binding,
    constants: new Map(),
    code: ({ startIndex, endIndex }) => text.slice(startIndex, endIndex),
  };
}

function occurrences(path: string, root: Node, text: string, names: readonly string[]): Node[] {
  const found: Node[] = [];
  const escaped = names.map((name) => name.replace(/[\\$]/g, '\\$&'));
  const word = new RegExp(`(?<![\\w$])(?:${escaped.join('|')})(?![\\w$])`, 'g');
  for (const match of text.matchAll(word)) {
    const end = match.index + match[0].length;
    const node = root.descendantForIndex(match.index, end - 1);
    if (
      node?.startIndex === match.index &&
      node.endIndex === end &&
      identifierTypes.has(node.type)
    ) {
      found.push(node);
    }
    if (found.length > maxOccurrences) {
      throw new HumanError(`${path} is too large for the built-in rules; look at it yourself.`);
    }
  }
  return found;
}

/** What a call passes, comments aside. */
export function argumentsOf(call: Node): readonly Node[] {
  const list = call.childForFieldName('arguments')?.namedChildren ?? [];
  return list.filter(({ type }) => type !== 'comment');
}

const functionTypes = /^(arrow_function|function_expression|function_declaration)$/;

/** A function, or a name that plainly stands for one, as the last argument of a call. */
export function isCallback(node: Node, file: ParsedFile): boolean {
  if (functionTypes.test(node.type)) return true;
  if (node.type !== 'identifier') return false;
  if (/^(cb|callback|done|next)$/.test(node.text)) return true;
  const binding = file.resolve(node);
  const declared = binding?.value?.type ?? binding?.node.parent?.type ?? '';
  return binding?.constant === true && functionTypes.test(declared);
}
