import { HumanError } from '../errors';
import type { Flow } from '../flow/trace';
import { flowOf } from '../flow/trace';
import type { Node } from '../syntax';
import { type Words, wordsOf } from '../words';
import type { Binding } from './bindings';
import { bindingsAmong, nearest } from './bindings';

/** A JavaScript or TypeScript file as the rules see it. Lives as long as its tree. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  readonly root: Node;
  /** The text of a module that the file imports by a relative path, when the caller has read it. */
  related(specifier: string): string | undefined;
  /** Every identifier, property and whole string that is one of these names; not in comments. */
  find(...names: string[]): readonly Node[];
  /** What a name means in the file: nothing for a global. */
  named(name: string): readonly Binding[];
  /** The names that imports and require() give, in order. */
  readonly imports: readonly Binding[];
  /** What an identifier means where it stands, or undefined for a global. */
  resolve(identifier: Node): Binding | undefined;
  /** Whether the binding's name means that binding where `at` stands. */
  visible(binding: Binding, at: Node): boolean;
  /** Where values come from. */
  readonly flow: Flow;
  /** The texts of constants, as far as they have been asked for. */
  readonly constants: Map<Binding, string | undefined>;
  /** The text of a node. */
  code(node: { readonly startIndex: number; readonly endIndex: number }): string;
}

/** No hand-written file names what a rule looks for more often than this. */
const maxOccurrences = 5000;
const foundTypes = new Set([
  'identifier',
  'property_identifier',
  'shorthand_property_identifier',
  'string_fragment',
]);
const nameTypes = new Set([
  'identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
  'type_identifier',
]);

export function parsedFile(
  path: string,
  text: string,
  root: Node,
  related: (specifier: string) => string | undefined = () => undefined,
  words: Words = wordsOf(text),
): ParsedFile {
  const bindings = new Map<string, readonly Binding[]>();
  let imports: readonly Binding[] | undefined;
  const occurrences = (name: string, types: ReadonlySet<string>): Node[] => {
    const offsets = words.at(name);
    if (offsets.length > maxOccurrences) {
      throw new HumanError(`${path} is too large for the built-in rules; look at it yourself.`);
    }
    return offsets.flatMap((start) => {
      const end = start + name.length;
      const node = root.descendantForIndex(start, end - 1);
      const isWhole = node.startIndex === start && node.endIndex === end;
      return isWhole && types.has(node.type) ? node : [];
    });
  };
  const named = (name: string): readonly Binding[] => {
    let known = bindings.get(name);
    if (!known) bindings.set(name, (known = bindingsAmong(occurrences(name, nameTypes))));
    return known;
  };
  const found = new Map<string, readonly Node[]>();
  const finding = (name: string): readonly Node[] => {
    let known = found.get(name);
    if (!known) found.set(name, (known = occurrences(name, foundTypes)));
    return known;
  };
  let flow: Flow | undefined;
  const file: ParsedFile = {
    path,
    text,
    root,
    related,
    get flow() {
      return (flow ??= flowOf(file));
    },
    find: (...names) =>
      [...new Set(names)].flatMap(finding).sort((a, b) => a.startIndex - b.startIndex),
    named,
    get imports() {
      return (imports ??= importedNames(root, words).flatMap((name) =>
        named(name).filter(({ imported }) => imported),
      ));
    },
    resolve: (identifier) => nearest(named(identifier.text), identifier.startIndex),
    visible: (binding, at) => nearest(named(binding.name), at.startIndex) === binding,
    constants: new Map(),
    code: ({ startIndex, endIndex }) => text.slice(startIndex, endIndex),
  };
  return file;
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

/** The names that import statements and declarations with require() declare, each once. */
function importedNames(root: Node, words: Words): readonly string[] {
  const statements = [...words.at('import'), ...words.at('require')]
    .map((offset) => importAround(root.descendantForIndex(offset)))
    .filter((node) => node !== undefined)
    .sort((a, b) => a.startIndex - b.startIndex);
  const names = [...new Set(statements)].flatMap((node) =>
    node
      .descendantsOfType(['identifier', 'shorthand_property_identifier_pattern'])
      .map(({ text }) => text),
  );
  return [...new Set(names)];
}

function importAround(node: Node): Node | undefined {
  let at: Node | null = node;
  while (at && !/^(import_statement|variable_declarator)$/.test(at.type)) {
    if (/statement|function|class/.test(at.type)) return undefined;
    at = at.parent;
  }
  return at ?? undefined;
}
