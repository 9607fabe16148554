import type { Grammar } from '../flow/grammar';
import { javascriptGrammar } from '../flow/javascriptGrammar';
import { pythonGrammar } from '../pythonFlow/grammar';
import type { Flow } from '../flow/question';
import { flowOf } from '../flow/trace';
import { languageFor } from '../grammars';
import type { Node } from '../syntax';
import { type Words, wordsOf } from '../words';
import type { Binding } from './bindings';
import { nearest } from './bindings';
import { nodeFinder } from './nodeFinder';
import type { Trigger } from './rule';

/** A file as the rules see it. Lives as long as its tree. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  readonly root: Node;
  /** What is known of its language. */
  readonly grammar: Grammar;
  /** The text of a module that the file imports by a relative path, when the caller has read it. */
  related(specifier: string): string | undefined;
  /** Every identifier, property and whole string that is one of these names; not in comments. */
  find(...names: string[]): readonly Node[];
  /** Of those found by `find`, the ones that are called, set, or given a value. */
  findUsed(...names: string[]): readonly Node[];
  /** Whether a flaw at this node is of interest: where it is not, a rule may spare itself the way there. */
  readonly concerns: (node: Pick<Node, 'startIndex' | 'endIndex'>) => boolean;
  /** As `matchAll` of the text, in the stretches that are of interest. */
  matches(pattern: RegExp): readonly RegExpExecArray[];
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

export interface FileOptions {
  /** See `ParsedFile.related`. Default: nothing is read. */
  readonly related?: (specifier: string) => string | undefined;
  /** Whether flaws in this stretch of the text are of interest. Default: all are. */
  readonly concerns?: (start: number, end: number) => boolean;
  /** The words of the text, when the caller has read them already. */
  readonly words?: Words;
  /** Whether a rule's trigger fires on the text, when the caller knows. */
  readonly fires?: (trigger: Trigger) => boolean;
}

export function parsedFile(
  path: string,
  text: string,
  root: Node,
  { related = () => undefined, concerns = () => true, words = wordsOf(text) }: FileOptions = {},
): ParsedFile {
  const grammar = languageFor(path, text) === 'python' ? pythonGrammar : javascriptGrammar;
  const bindings = new Map<string, readonly Binding[]>();
  let imports: readonly Binding[] | undefined;
  const finder = nodeFinder(path, text, root, words, grammar);
  const named = (name: string): readonly Binding[] => {
    let known = bindings.get(name);
    if (!known) bindings.set(name, (known = grammar.bindingsAmong(finder.names(name))));
    return known;
  };
  let flow: Flow | undefined;
  const file: ParsedFile = {
    path,
    text,
    root,
    grammar,
    related,
    get flow() {
      return (flow ??= flowOf(file));
    },
    find: (...names) => finder.find(names),
    findUsed: (...names) => finder.findUsed(names),
    concerns: ({ startIndex, endIndex }) => concerns(startIndex, endIndex),
    matches: (pattern) =>
      [...text.matchAll(pattern)].filter(({ index, 0: found }) =>
        concerns(index, index + found.length),
      ),
    named,
    get imports() {
      return (imports ??= grammar
        .importedNames(root, words)
        .flatMap((name) => named(name).filter(({ imported }) => imported)));
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
