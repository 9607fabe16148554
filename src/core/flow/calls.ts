import type { Binding } from '../rules/bindings';
import { parametersOf } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { functionUses } from './functionUses';
import { functionTypes, javascriptCall, javascriptReturns } from './javascript';
import type { Call } from './value';

/** A call as a node, taken apart. */
export interface CallSite {
  readonly node: Node;
  readonly call: Call;
}

/** What becomes of a function where the file names it. */
export interface FunctionUses {
  readonly calls: readonly CallSite[];
  /** The calls that get the function as an argument. */
  readonly passed: readonly (CallSite & { readonly index: number })[];
  /** The names of properties that hold it. */
  readonly properties: readonly string[];
  /** Code of other files can call it. */
  readonly isExported: boolean;
}

/** The functions of one file: who calls them, and which one a call means. */
export interface Functions {
  usesOf(owner: Node): FunctionUses;
  /** The functions of this file that a call may mean. */
  calledBy(call: Call): readonly Node[];
  returnsOf(owner: Node): readonly Node[];
  /** The calls of one of the function's own parameters inside it. */
  callsOfParameter(owner: Node, index: number): readonly CallSite[];
}

export function functionsOf(file: ParsedFile): Functions {
  const uses = new Map<Node, FunctionUses>();
  const returns = new Map<Node, readonly Node[]>();
  const byProperty = new Map<string, readonly Node[]>();

  function withProperty(name: string): readonly Node[] {
    let known = byProperty.get(name);
    if (!known) {
      known = file
        .find(name)
        .flatMap((node) => functionHeldAs(node) ?? [])
        .filter((node, at, all) => all.indexOf(node) === at);
      byProperty.set(name, known);
    }
    return known;
  }

  function functionsNamed(binding: Binding): readonly Node[] {
    if (binding.declared) return [binding.declared];
    return binding.definitions.flatMap(({ value, path }) =>
      path.length === 0 ? (functionIn(value, file) ?? []) : [],
    );
  }

  return {
    usesOf(owner) {
      let known = uses.get(owner);
      if (!known) {
        known = functionUses(owner, file);
        uses.set(owner, known);
      }
      return known;
    },
    calledBy({ callee, receiver, method, isNew }) {
      if (functionTypes.has(callee.type)) return [callee];
      if (callee.type === 'identifier') {
        const binding = file.resolve(callee);
        return binding ? functionsNamed(binding).flatMap(constructed) : [];
      }
      if (method === undefined || !receiver || isNew) return [];
      if (method === 'call' || method === 'apply') {
        const inner = receiver.type === 'identifier' ? file.resolve(receiver) : undefined;
        return inner ? functionsNamed(inner) : [];
      }
      return mayHold(receiver, file) ? withProperty(method) : [];
    },
    returnsOf(owner) {
      let known = returns.get(owner);
      if (!known) returns.set(owner, (known = javascriptReturns(owner)));
      return known;
    },
    callsOfParameter(owner, index) {
      const name = parametersOf(owner)[index];
      const identifier = name && identifierIn(name);
      if (!identifier) return [];
      return file
        .find(identifier.text)
        .filter((node) => file.resolve(node)?.node === identifier)
        .flatMap((node) => siteOf(node) ?? []);
    },
  };
}

/** The constructor of a class, else the function itself. */
function constructed(declared: Node): Node[] {
  if (!declared.type.includes('class')) return [declared];
  const members = declared.childForFieldName('body')?.namedChildren ?? [];
  return members.filter(
    (one) =>
      one.type === 'method_definition' && one.childForFieldName('name')?.text === 'constructor',
  );
}

/** The function that an expression plainly is. */
function functionIn(value: Node, file: ParsedFile, depth = 0): Node | undefined {
  if (functionTypes.has(value.type)) return value;
  if (depth > 3) return undefined;
  if (value.type === 'identifier') {
    const binding = file.resolve(value);
    if (binding?.declared) return binding.declared;
    return binding?.value && functionIn(binding.value, file, depth + 1);
  }
  const call = javascriptCall(value);
  const wrapped =
    call && /^(bind|promisify|debounce|throttle|once|memoize|partial)$/.test(nameOf(call));
  if (!wrapped) return undefined;
  const inner = call.method === 'bind' ? call.receiver : call.args[0];
  return inner && functionIn(inner, file, depth + 1);
}

/** The last name of what is called. */
export function nameOf({ callee, method }: Call): string {
  return method ?? (callee.type === 'identifier' ? callee.text : '');
}

/** The receivers whose methods may be functions of this file. */
export function mayHold(receiver: Node, file: ParsedFile): boolean {
  if (/^(this|super)$/.test(receiver.type)) return true;
  if (receiver.type === 'member_expression') {
    return /^(module\.exports|exports|this\.\w+|\w+\.prototype)$/.test(receiver.text);
  }
  if (receiver.type === 'call_expression' || receiver.type === 'new_expression') {
    return receiver.type === 'new_expression';
  }
  if (receiver.type !== 'identifier') return false;
  if (/^(exports|self|that|_this|me)$/.test(receiver.text)) return true;
  const binding = file.resolve(receiver);
  if (!binding || binding.imported) return false;
  if (binding.declared) return true;
  return binding.definitions.some(({ value }) =>
    /^(object|new_expression|class|this)$/.test(value.type),
  );
}

/** The function that a property of this name is set to, in a class, an object or an assignment. */
function functionHeldAs(name: Node): Node | undefined {
  const { parent } = name;
  if (!parent) return undefined;
  const holder = name.type === 'string_fragment' ? parent.parent : parent;
  const key = name.type === 'string_fragment' ? parent : name;
  switch (holder?.type) {
    case 'method_definition':
      return holder.childForFieldName('name') === key ? holder : undefined;
    case 'pair':
      return functionOrNone(
        holder.childForFieldName('key') === key ? holder.childForFieldName('value') : null,
      );
    case 'public_field_definition':
    case 'field_definition':
      return functionOrNone(holder.childForFieldName('value'));
    case 'member_expression': {
      const assignment = holder.parent;
      if (assignment?.type !== 'assignment_expression') return undefined;
      if (assignment.childForFieldName('left') !== holder) return undefined;
      return functionOrNone(assignment.childForFieldName('right'));
    }
    default:
      return undefined;
  }
}

function functionOrNone(node: Node | null | undefined): Node | undefined {
  return node && functionTypes.has(node.type) ? node : undefined;
}

/** The name of a plain parameter, with its type or default. */
function identifierIn(parameter: Node): Node | undefined {
  if (parameter.type === 'identifier') return parameter;
  const inner = parameter.childForFieldName('pattern') ?? parameter.childForFieldName('left');
  return inner ? identifierIn(inner) : undefined;
}

/** The call whose callee this is, in parentheses or not. */
export function siteOf(callee: Node): CallSite | undefined {
  const { parent } = callee;
  if (parent?.type === 'parenthesized_expression') return siteOf(parent);
  // `(0, eval)(x)`.
  if (parent?.type === 'sequence_expression') {
    return parent.lastNamedChild === callee ? siteOf(parent) : undefined;
  }
  const call = parent && javascriptCall(parent);
  const isCallee =
    call && parent.childForFieldName(call.isNew ? 'constructor' : 'function') === callee;
  return isCallee ? { node: parent, call } : undefined;
}
