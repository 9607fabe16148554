import type { Binding, Path } from '../rules/bindings';
import { bindingsAmong } from '../rules/bindings';
import { isBuiltin } from '../rules/imports';
import type { Node } from '../syntax';
import type { Words } from '../words';
import { fromCallback, handedOn } from './callbacks';
import { functionsOf } from './calls';
import type { Carried } from './carriers';
import { callSource, carriedBy, isNumber } from './carriers';
import type { Grammar } from './grammar';
import { guardsOf } from './guards';
import { functionAround, functionTypes, javascriptValue } from './javascript';
import { parameterRoot } from './frameworks';
import { numbersIn, operandsOf } from './numbers';
import { javascriptReaching } from './reaching';
import { componentSource, globalSource, isKnown, kindOf } from './sources';
import type { Call } from './value';
import { writesIn } from './writes';

/** JavaScript and TypeScript. */
export const javascriptGrammar: Grammar = {
  foundTypes: new Set([
    'identifier',
    'property_identifier',
    'private_property_identifier',
    'shorthand_property_identifier',
    'string_fragment',
  ]),
  nameTypes: new Set([
    'identifier',
    'shorthand_property_identifier',
    'shorthand_property_identifier_pattern',
    'type_identifier',
  ]),
  bindingsAmong,
  importedNames,
  valueOf: javascriptValue,
  isFunction: ({ type }) => functionTypes.has(type),
  isSpread: ({ type }) => type === 'spread_element',
  functionsOf,
  guardsOf,
  reaching: javascriptReaching,
  writesIn,
  argumentsFor,
  handedOn,
  fromCallback,
  carriedBy,
  numberParts: (node, call) => (call ? numbersIn(call) : operandsOf(node)),
  isNumber,
  globalSource,
  isKnown,
  importedSource: ({ imported }) =>
    imported && !isBuiltin(imported.specifier) ? 'unknown' : undefined,
  callSource,
  parameterSource(owner, index, path, uses, file) {
    const root = parameterRoot(owner, index, uses, file);
    return root && { kind: kindOf(root, path), isOnly: root !== 'unknown' };
  },
  thisSource(node, path) {
    // What a generator of koa is given.
    const owner = functionAround(node);
    if (owner?.type.startsWith('generator')) return kindOf('context', path);
    return componentSource(path);
  },
};

function argumentsFor(
  { args }: Call,
  { index, isRest }: NonNullable<Binding['parameter']>,
  path: Path,
): readonly Carried[] {
  if (isRest) return args.slice(index).map((from) => ({ from, path: path.slice(1) }));
  const spread = args.findIndex(({ type }) => type === 'spread_element');
  const isSpread = spread >= 0 && spread <= index;
  const from = args[isSpread ? spread : index];
  return from ? [{ from, path: isSpread ? ['*', ...path] : path }] : [];
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
