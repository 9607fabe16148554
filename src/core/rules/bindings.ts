import type { Node } from '../syntax';
import type { Target } from './targets';
import { targetOf } from './targets';

/** A name that a file declares, and what is known of its value. */
export interface Binding {
  readonly name: string;
  /** The identifier in the declaration. */
  readonly node: Node;
  /** The part of the file in which the name means this. */
  readonly scope: Scope;
  /** The initial value, for a plain `name = value` declaration. */
  readonly value?: Node;
  /** Nothing in the scope assigns to the name again. */
  readonly constant: boolean;
  /** What is assigned to the name, or added to it, after its declaration. */
  readonly assigned: readonly Node[];
  /** What an import or a require() gives it. */
  readonly imported?: Imported;
  /** All that the name may be set to, where that is known: each a value and the way into it. */
  readonly definitions: readonly Definition[];
  /** Set for what a function is called with. */
  readonly parameter?: Parameter;
  /** The function or class that a declaration gives this name. */
  readonly declared?: Node;
}

export interface Scope {
  readonly start: number;
  readonly end: number;
}

/** The properties that lead from a value to what is meant; `*` is any, `name()` a call of a method. */
export type Path = readonly string[];

export interface Definition {
  readonly value: Node;
  readonly path: Path;
}

export interface Parameter {
  readonly owner: Node;
  readonly index: number;
  /** For a name taken out of it by a pattern. */
  readonly path: Path;
  readonly isRest: boolean;
}

export interface Imported {
  /** As written in the file. */
  readonly specifier: string;
  /** The export's name; `*` for the whole module, which CommonJS and default imports give too. */
  readonly name: string;
  /** The whole import statement or declaration. */
  readonly statement: Node;
}

/** So many declarations and assignments of one name are looked at, and no more. */
const maxPerName = 200;

const functions = /^(function_|generator_function|arrow_function|method_definition)/;
const blocks =
  /^(statement_block|program|for_statement|for_in_statement|switch_body|class_static_block)$/;

/** What a declaration says by itself. */
type Declaration = Omit<Binding, 'constant' | 'assigned'>;

/** Every meaning that a file gives one name, whose occurrences these are. */
export function bindingsAmong(occurrences: readonly Node[]): readonly Binding[] {
  const declared: Declaration[] = [];
  const assigned: { readonly node: Node; readonly value: Node; readonly path: Path }[] = [];
  for (const node of occurrences) {
    if (Math.max(declared.length, assigned.length) >= maxPerName) break;
    const target = targetOf(node);
    if (!target) continue;
    const declaration = declarationOf(node, target);
    if (declaration) declared.push(declaration);
    else assigned.push({ node, ...assignmentOf(target) });
  }
  const owners = assigned.map(({ node }) => nearest(declared, node.startIndex));
  return declared.map((declaration) => {
    const later = assigned.filter((_, at) => owners[at] === declaration);
    return {
      ...declaration,
      constant: later.length === 0,
      assigned: later.map(({ value }) => value),
      definitions: [...declaration.definitions, ...later],
    };
  });
}

/** The innermost of the bindings whose scope holds the offset. */
export function nearest<T extends Pick<Binding, 'scope'>>(
  bindings: readonly T[],
  offset: number,
): T | undefined {
  let best: T | undefined;
  for (const binding of bindings) {
    const { start, end } = binding.scope;
    if (offset < start || offset >= end) continue;
    if (!best || end - start <= best.scope.end - best.scope.start) best = binding;
  }
  return best;
}

/** The nearest ancestor whose type matches, or the root. */
function ancestor(node: Node, type: RegExp): Node {
  let at = node;
  while (at.parent && !type.test(at.parent.type)) at = at.parent;
  return at.parent ?? at;
}

function declarationOf(node: Node, target: Target): Declaration | undefined {
  const { holder, path, defaults, isRest } = target;
  const named = { name: node.text, node };
  switch (holder.type) {
    case 'variable_declarator':
      return { ...named, ...variable(node, target) };
    case 'import_clause':
    case 'namespace_import':
    case 'import_specifier':
    case 'import_require_clause':
      return { ...named, scope: rootOf(node), definitions: [], ...imported(node, holder) };
    case 'formal_parameters':
    case 'arrow_function': {
      const owner = holder.type === 'arrow_function' ? holder : (holder.parent ?? holder);
      const index = holder === owner ? 0 : parametersOf(owner).indexOf(target.part);
      const parameter = { owner, index, path, isRest };
      return { ...named, scope: rangeOf(owner), definitions: defaults, parameter };
    }
    case 'catch_clause':
      return { ...named, scope: rangeOf(holder), definitions: [] };
    case 'for_in_statement': {
      if (!holder.childForFieldName('kind')) return undefined;
      return { ...named, scope: rangeOf(holder), definitions: [...elementOf(target), ...defaults] };
    }
    case 'function_expression':
      return { ...named, scope: rangeOf(holder), definitions: [], declared: holder };
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'class_declaration':
    case 'abstract_class_declaration': {
      const scope = rangeOf(ancestor(holder, blocks));
      return { ...named, scope, definitions: [], declared: holder };
    }
    default:
      return undefined;
  }
}

function rangeOf({ startIndex, endIndex }: Node): Scope {
  return { start: startIndex, end: endIndex };
}

function rootOf(node: Node): Scope {
  return { start: 0, end: ancestor(node, /^program$/).endIndex };
}

/** Every name among the parameters of a function asks for all of them. */
const parameters = new WeakMap<Node, readonly Node[]>();

/** The parameters of a function, comments aside. */
export function parametersOf(owner: Node): readonly Node[] {
  let known = parameters.get(owner);
  if (!known) {
    const single = owner.childForFieldName('parameter');
    const list = owner.childForFieldName('parameters')?.namedChildren ?? [];
    known = single ? [single] : list.filter(({ type }) => type !== 'comment');
    parameters.set(owner, known);
  }
  return known;
}

/** What a loop gives to its variable: each element, or each key. */
function elementOf({ holder, path }: Target): Definition[] {
  const value = holder.childForFieldName('right');
  if (!value) return [];
  const isOf = holder.childForFieldName('operator')?.text === 'of';
  return [{ value, path: [isOf ? '*' : 'keys()', ...path] }];
}

function variable(node: Node, { holder, part, path, defaults }: Target) {
  const statement = holder.parent ?? holder;
  const isVar = statement.type === 'variable_declaration';
  const scope = rangeOf(ancestor(statement, isVar ? functions : blocks));
  const value = holder.childForFieldName('value');
  if (!value) return { scope, definitions: defaults };
  const definitions = [{ value, path }, ...defaults];
  const required = requiredModule(value);
  const [property, ...deeper] = path;
  const isModule = required && deeper.length === 0 && (part === node || !required.property);
  const name = part === node ? required?.property : property;
  return {
    scope,
    definitions,
    ...(part === node && { value }),
    ...(isModule && {
      imported: { specifier: required.specifier, name: name ?? '*', statement },
    }),
  };
}

/** What compilers put around a require() so that it looks like a module of ES. */
const interop = /(^|\.)(_?interop\w*|__importDefault|__importStar|__toESM)$/i;

/** `require('x')` and `require('x').y`. */
export function requiredModule(
  value: Node,
): { readonly specifier: string; readonly property?: string } | undefined {
  if (value.type === 'member_expression') {
    const object = value.childForFieldName('object');
    const property = value.childForFieldName('property')?.text;
    const inner = object?.type === 'call_expression' ? requiredModule(object) : undefined;
    return inner && property !== undefined ? { ...inner, property } : undefined;
  }
  if (value.type !== 'call_expression') return undefined;
  const callee = value.childForFieldName('function')?.text ?? '';
  const argument = value.childForFieldName('arguments')?.firstNamedChild;
  if (argument?.type === 'call_expression' && interop.test(callee)) return requiredModule(argument);
  if (callee !== 'require') return undefined;
  return argument?.type === 'string' ? { specifier: argument.text.slice(1, -1) } : undefined;
}

function imported(node: Node, holder: Node): { readonly imported?: Imported } {
  const statement = ancestor(node, /^(import_statement|program)$/);
  const clause = statement.namedChildren.find(({ type }) => type === 'import_require_clause');
  const source = statement.childForFieldName('source') ?? clause?.childForFieldName('source');
  const isType = statement.child(1)?.type === 'type' || holder.child(0)?.type === 'type';
  if (!source || isType) return {};
  const specifier = source.text.slice(1, -1);
  const original =
    holder.type === 'import_specifier' ? holder.childForFieldName('name')?.text : '*';
  const name = original === undefined || original === 'default' ? '*' : original;
  return { imported: { specifier, name, statement } };
}

function assignmentOf(target: Target): Definition {
  const { holder, path } = target;
  const [element] = holder.type === 'for_in_statement' ? elementOf(target) : [];
  return element ?? { value: holder.childForFieldName('right') ?? holder, path };
}
