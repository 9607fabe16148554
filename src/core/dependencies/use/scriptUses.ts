import type { Node } from '../../syntax';
import { argumentsOf } from '../exports/evaluation';
import { referencesTo } from '../exports/references';
import type { ScriptNames } from '../exports/scriptNames';
import { type UseKind, packageOf, subpathOf } from './usage';

/** What a parsed file does with one package at one place. */
export interface ScriptUse {
  readonly package: string;
  readonly kind: UseKind;
  readonly node: Node;
  readonly subpath?: string;
  readonly names: readonly Named[];
  readonly called: readonly Node[];
  readonly constructed: readonly Node[];
  readonly escapes: readonly Node[];
}

interface Named {
  readonly name: string;
  readonly node: Node;
}

type Uses = Pick<ScriptUse, 'names' | 'called' | 'constructed' | 'escapes'>;

type UseOfKind = Uses & { readonly kind: UseKind };

const nothing: Uses = { names: [], called: [], constructed: [], escapes: [] };

/** Every use of the asked packages in a file, by the texts that name them. */
export function scriptUses(
  file: ScriptNames,
  asked: (name: string) => boolean,
): readonly ScriptUse[] {
  return file.root.descendantsOfType(['string', 'template_string']).flatMap((node) => {
    const specifier = node.text.slice(1, -1);
    const name = packageOf(specifier);
    if (name === undefined || !asked(name)) return [];
    const use = useAt(node, file);
    if (!use) return [];
    const subpath = subpathOf(specifier, name);
    return [{ package: name, node, ...use, ...(subpath !== undefined && { subpath }) }];
  });
}

/** Undefined for a text that only names the package. */
function useAt(node: Node, file: ScriptNames): UseOfKind | undefined {
  const parent = node.parent;
  switch (parent?.type) {
    case 'import_statement':
      return importUse(parent, file);
    case 'import_require_clause': {
      const name = parent.namedChildren.find(({ type }) => type === 'identifier');
      return { kind: 'require', ...(name ? bound(name, file) : nothing) };
    }
    case 'export_statement':
      return reexport(parent);
    case 'arguments':
      return callUse(parent, file);
    default:
      return undefined;
  }
}

function callUse(list: Node, file: ScriptNames): UseOfKind | undefined {
  const call = list.parent;
  const callee = call?.childForFieldName('function');
  if (call && callee?.type === 'import') return { kind: 'dynamic', ...wholeUses([call], file) };
  const name = callee?.text ?? '';
  if (call && /^(?:module\.)?require$/.test(name)) {
    return { kind: 'require', ...wholeUses([call], file) };
  }
  const isResolve = /^(?:require|import\.meta)\.resolve$/.test(name);
  return isResolve ? { ...nothing, kind: 'resolve' } : undefined;
}

function importUse(statement: Node, file: ScriptNames): UseOfKind {
  if (statement.child(1)?.type === 'type') return { ...nothing, kind: 'types' };
  const clause = statement.namedChildren.find(({ type }) => type === 'import_clause');
  const parts = (clause?.namedChildren ?? []).flatMap((child) =>
    child.type === 'named_imports' ? child.namedChildren : [child],
  );
  const uses = parts
    .filter((part) => part.child(0)?.type !== 'type')
    .map((part) => importedPart(part, file));
  const names = clause ? [...parts].flatMap(localName) : [];
  const isTypes =
    names.length > 0 && (uses.length === 0 || names.every((name) => isOnlyType(name, file)));
  return { kind: isTypes ? 'types' : 'import', ...joined(uses) };
}

function localName(part: Node): Node[] {
  if (part.type === 'identifier') return [part];
  const name = part.childForFieldName('alias') ?? part.childForFieldName('name');
  const own = name ?? part.namedChildren.find(({ type }) => type === 'identifier');
  return own ? [own] : [];
}

/** TypeScript leaves an import out of which only types are used. */
function isOnlyType(name: Node, file: ScriptNames): boolean {
  const binding = file.resolve(name);
  if (!binding) return false;
  const values = file.usesOf(binding).filter((node) => !isInType(node));
  return values.length === 0 && file.at(name.text).some(isInType);
}

function isInType({ type, parent }: Node): boolean {
  return type === 'type_identifier' || parent?.type === 'nested_type_identifier';
}

function importedPart(part: Node, file: ScriptNames): Uses {
  const [local] = localName(part);
  if (!local) return nothing;
  if (part.type !== 'import_specifier') return bound(local, file);
  const name = part.childForFieldName('name')?.text ?? '';
  return name === 'default' ? bound(local, file) : namedUses(name, local, part, file);
}

/** A name that is imported by itself: it is needed at the import, and used where it stands. */
function namedUses(name: string, local: Node, part: Node, file: ScriptNames): Uses {
  const binding = file.resolve(local);
  const uses = binding ? file.usesOf(binding).filter((node) => !isInType(node)) : [];
  const places = uses.length > 0 ? uses : [part];
  const isType = uses.length === 0 && file.at(local.text).some(isInType);
  return isType ? nothing : { ...nothing, names: places.map((node) => ({ name, node })) };
}

function bound(local: Node, file: ScriptNames): Uses {
  const binding = file.resolve(local);
  return binding ? wholeUses(file.usesOf(binding), file) : nothing;
}

function reexport(statement: Node): UseOfKind {
  if (statement.child(1)?.type === 'type') return { ...nothing, kind: 'types' };
  const clause = statement.namedChildren.find(({ type }) => type === 'export_clause');
  if (!clause) return { ...nothing, kind: 'reexport', escapes: [statement] };
  const names = clause.namedChildren.flatMap((one) => {
    const name = one.childForFieldName('name');
    return name ? [{ name: name.text, node: one }] : [];
  });
  return { ...nothing, kind: 'reexport', names };
}

/** What every function has; to use it is to call or to hand on the module itself. */
const ofFunctions = /^(?:call|apply|bind)$/;

/** What is done with a module that stands at these nodes as a whole. */
function wholeUses(nodes: readonly Node[], file: ScriptNames): Uses {
  const parts = referencesTo(nodes, file).map((one): Uses => {
    switch (one.kind) {
      case 'member':
        if (one.key === undefined) return { ...nothing, escapes: [one.node] };
        if (one.key === 'default') return wholeUses([one.node], file);
        if (ofFunctions.test(one.key)) return { ...nothing, called: [one.node] };
        if (
          one.key === 'then' &&
          nodes.includes(one.node.childForFieldName('object') ?? one.node)
        ) {
          return thenUses(one.node, file);
        }
        return { ...nothing, names: [{ name: one.key, node: one.keyNode }] };
      case 'taken':
        if (one.key === undefined) return { ...nothing, escapes: [one.node] };
        return { ...nothing, names: [{ name: one.key, node: one.node }] };
      case 'called':
        return { ...nothing, called: [one.node] };
      case 'constructed':
        return { ...nothing, constructed: [one.node] };
      case 'looked':
        return nothing;
      default:
        return { ...nothing, escapes: [one.node] };
    }
  });
  return joined(parts);
}

/** `import('x').then((x) => …)`: what the function does with what it is handed. */
function thenUses(member: Node, file: ScriptNames): Uses {
  const call = member.parent;
  const [callback] = call?.type === 'call_expression' ? argumentsOf(call) : [];
  const single = callback?.childForFieldName('parameter');
  const [first] = callback?.childForFieldName('parameters')?.namedChildren ?? [];
  const parameter = single ?? first?.childForFieldName('pattern') ?? first;
  return parameter?.type === 'identifier'
    ? bound(parameter, file)
    : { ...nothing, escapes: [member] };
}

function joined(all: readonly Uses[]): Uses {
  return {
    names: all.flatMap(({ names }) => names),
    called: all.flatMap(({ called }) => called),
    constructed: all.flatMap(({ constructed }) => constructed),
    escapes: all.flatMap(({ escapes }) => escapes),
  };
}

const ownFile = /^(?:['"`]\.{0,2}\/|path\.|__dirname|__filename|\w+\.(?:join|resolve)\()/;

/** Modules that are asked for by a name that the code puts together. */
export function computedModules(file: ScriptNames): readonly Node[] {
  const calls = [...file.at('require'), ...file.root.descendantsOfType('import')];
  return calls.flatMap((node) => {
    const call = node.parent;
    if (call?.type !== 'call_expression' || call.childForFieldName('function') !== node) return [];
    const [first] = argumentsOf(call);
    if (!first || first.type === 'string' || ownFile.test(first.text)) return [];
    const isWhole = first.type === 'template_string' && first.namedChildren.every(isPlainText);
    return isWhole ? [] : [call];
  });
}

function isPlainText({ type }: Node): boolean {
  return type === 'string_fragment' || type === 'escape_sequence';
}
