import type { Binding } from '../../rules/bindings';
import { bindingsAmong, nearest } from '../../rules/bindings';
import { nodeFinder } from '../../rules/nodeFinder';
import type { Node } from '../../syntax';
import { wordsOf } from '../../words';

/** A file of JavaScript or TypeScript, by what its names mean. Lives as long as its tree. */
export interface ScriptNames {
  readonly path: string;
  readonly text: string;
  readonly root: Node;
  /** Every place where a name stands that is no member. */
  at(name: string): readonly Node[];
  /** What an identifier means where it stands, or undefined for a global. */
  resolve(identifier: Node): Binding | undefined;
  /** The identifiers that use a binding, without those that declare it. */
  usesOf(binding: Binding): readonly Node[];
  /** The identifiers of this name that nothing in the file declares. */
  free(name: string): readonly Node[];
}

const types = {
  foundTypes: new Set(['identifier', 'property_identifier', 'shorthand_property_identifier']),
  nameTypes: new Set([
    'identifier',
    'shorthand_property_identifier',
    'shorthand_property_identifier_pattern',
    'type_identifier',
  ]),
};

/** Throws a HumanError where a name stands in the text more often than anybody writes it. */
export function scriptNames(path: string, text: string, root: Node): ScriptNames {
  const finder = nodeFinder(path, text, root, wordsOf(text), types);
  const occurrences = new Map<string, readonly Node[]>();
  const bindings = new Map<string, readonly Binding[]>();
  const at = (name: string): readonly Node[] => {
    let known = occurrences.get(name);
    if (!known) occurrences.set(name, (known = finder.names(name)));
    return known;
  };
  const resolve = (identifier: Node): Binding | undefined => {
    const name = identifier.text;
    let known = bindings.get(name);
    if (!known) bindings.set(name, (known = bindingsAmong(at(name))));
    return nearest(known, identifier.startIndex);
  };
  return {
    path,
    text,
    root,
    at,
    resolve,
    usesOf: (binding) =>
      at(binding.name).filter(
        (node) =>
          node.startIndex !== binding.node.startIndex &&
          isValueName(node) &&
          resolve(node) === binding,
      ),
    free: (name) => at(name).filter((node) => isValueName(node) && !resolve(node)),
  };
}

function isValueName({ type }: Node): boolean {
  return type === 'identifier' || type === 'shorthand_property_identifier';
}
