import type { Binding } from '../rules/bindings';
import { parametersOf } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import { keyName, targetOf } from '../rules/targets';
import type { Node } from '../syntax';
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

const maxUses = 100;

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
        const found = new UseFinder(file, owner);
        known = found.uses();
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
function mayHold(receiver: Node, file: ParsedFile): boolean {
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

/** The call whose callee this is. */
export function siteOf(callee: Node): CallSite | undefined {
  const { parent } = callee;
  const call = parent && javascriptCall(parent);
  return parent && call?.callee === callee ? { node: parent, call } : undefined;
}

/** Follows a function to the places that name it. */
class UseFinder {
  readonly #file: ParsedFile;
  readonly #calls: CallSite[] = [];
  readonly #passed: (CallSite & { readonly index: number })[] = [];
  readonly #properties = new Set<string>();
  readonly #seen = new Set<Node>();
  #isExported = false;

  constructor(file: ParsedFile, owner: Node) {
    this.#file = file;
    if (owner.type === 'method_definition') this.#method(owner);
    else this.#expression(owner);
    const name = owner.childForFieldName('name');
    if (name && owner.type !== 'method_definition') this.#name(name);
  }

  uses(): FunctionUses {
    return {
      calls: this.#calls,
      passed: this.#passed,
      properties: [...this.#properties],
      isExported: this.#isExported,
    };
  }

  #method(owner: Node): void {
    const name = owner.childForFieldName('name');
    if (!name) return;
    const holder = owner.parent?.parent;
    if (name.text === 'constructor') {
      const className = holder?.childForFieldName('name');
      if (className) this.#name(className);
      return;
    }
    if (holder && isExportedClass(holder, this.#file)) this.#isExported = true;
    if (owner.parent?.type === 'object') this.#object(owner.parent);
    this.#property(name.text);
  }

  /** Where the function stands as a value. */
  #expression(node: Node): void {
    if (this.#seen.has(node) || this.#seen.size > maxUses) return;
    this.#seen.add(node);
    const { parent } = node;
    if (!parent) return;
    switch (parent.type) {
      case 'parenthesized_expression':
      case 'as_expression':
      case 'await_expression':
      case 'ternary_expression':
      case 'binary_expression':
        this.#expression(parent);
        return;
      case 'call_expression':
      case 'new_expression': {
        const site = siteOf(node);
        if (site) this.#calls.push(site);
        return;
      }
      case 'arguments':
        this.#argument(node, parent);
        return;
      case 'member_expression':
        this.#memberOf(node, parent);
        return;
      case 'pair':
        if (parent.childForFieldName('value') !== node) return;
        this.#property(keyName(parent.childForFieldName('key') ?? node) ?? '');
        if (parent.parent) this.#object(parent.parent);
        return;
      case 'object':
        this.#property(node.text);
        this.#object(parent);
        return;
      case 'export_statement':
        this.#isExported = true;
        return;
      case 'public_field_definition':
      case 'field_definition':
        this.#property(
          parent.childForFieldName('name')?.text ??
            parent.childForFieldName('property')?.text ??
            '',
        );
        return;
      case 'assignment_expression':
        this.#assigned(node, parent);
        return;
      case 'variable_declarator': {
        const name = parent.childForFieldName('name');
        if (name?.type === 'identifier' && parent.childForFieldName('value') === node)
          this.#name(name);
        return;
      }
      default:
    }
  }

  #argument(node: Node, list: Node): void {
    const site = list.parent && javascriptCall(list.parent);
    if (!site || !list.parent) return;
    const index = site.args.indexOf(node);
    if (index < 0) return;
    this.#passed.push({ node: list.parent, call: site, index });
    // A wrapper such as promisify() gives what stands for the function.
    if (
      /^(promisify|bind|memoize|debounce|throttle|once|async\w*|wrap\w*|\w*[hH]andler)$/.test(
        nameOf(site),
      )
    ) {
      this.#expression(list.parent);
    }
  }

  /** `f.call(…)`, `f.bind(…)`. */
  #memberOf(node: Node, member: Node): void {
    if (member.childForFieldName('object') !== node) return;
    const site = siteOf(member);
    if (!site) return;
    if (site.call.method === 'bind') this.#expression(site.node);
    if (site.call.method === 'call') {
      this.#calls.push({ node: site.node, call: { ...site.call, args: site.call.args.slice(1) } });
    }
  }

  #assigned(node: Node, assignment: Node): void {
    const left = assignment.childForFieldName('left');
    if (!left || assignment.childForFieldName('right') !== node) return;
    if (left.type === 'identifier') this.#name(left);
    else if (/^(module\s*\.\s*)?exports\b/.test(left.text)) {
      this.#isExported = true;
      this.#property(left.childForFieldName('property')?.text ?? '');
    } else {
      this.#property(left.childForFieldName('property')?.text ?? '');
      const object = left.childForFieldName('object');
      if (object && isExportedName(object, this.#file)) this.#isExported = true;
    }
    this.#expression(assignment);
  }

  /** An object that holds it is exported, or passed on. */
  #object(object: Node): void {
    const { parent } = object;
    if (!parent) return;
    if (parent.type === 'export_statement') this.#isExported = true;
    if (parent.type === 'assignment_expression') {
      if (/^(module\.)?exports\b/.test(parent.childForFieldName('left')?.text ?? '')) {
        this.#isExported = true;
      }
    }
    const name = parent.type === 'variable_declarator' ? parent.childForFieldName('name') : null;
    if (name && isExportedName(name, this.#file)) this.#isExported = true;
  }

  #property(name: string): void {
    if (name === '' || this.#properties.has(name)) return;
    this.#properties.add(name);
    for (const node of this.#file.find(name)) {
      const member = node.type === 'property_identifier' ? node.parent : null;
      const site = member?.type === 'member_expression' ? siteOf(member) : undefined;
      if (site?.call.receiver && mayHold(site.call.receiver, this.#file)) this.#calls.push(site);
      else if (member?.parent?.type === 'arguments') this.#argument(member, member.parent);
    }
  }

  #name(name: Node): void {
    const binding = this.#file.resolve(name);
    if (!binding) return;
    if (isExportedName(name, this.#file)) this.#isExported = true;
    for (const node of this.#file.find(binding.name)) {
      if (node.type === 'property_identifier' || node === binding.node || targetOf(node)) continue;
      if (this.#file.resolve(node) === binding) this.#expression(node);
    }
  }
}

/** Whether a name of the top level is given to other files. */
function isExportedName(name: Node, file: ParsedFile): boolean {
  const binding = /^(type_)?identifier$/.test(name.type) ? file.resolve(name) : undefined;
  const declared = binding?.declared ?? binding?.node.parent?.parent;
  if (declared?.parent?.type === 'export_statement') return true;
  if (!binding) return false;
  return file.find(binding.name).some((node) => {
    const { parent } = node;
    if (!parent || file.resolve(node) !== binding) return false;
    if (parent.type === 'export_specifier' || parent.type === 'export_statement') return true;
    const assignment =
      parent.type === 'assignment_expression'
        ? parent
        : parent.parent?.type === 'assignment_expression'
          ? parent.parent
          : parent.parent?.parent;
    return (
      assignment?.type === 'assignment_expression' &&
      /^(module\.)?exports\b/.test(assignment.childForFieldName('left')?.text ?? '') &&
      assignment.childForFieldName('left') !== node
    );
  });
}

function isExportedClass(holder: Node, file: ParsedFile): boolean {
  if (!holder.type.includes('class')) return false;
  if (holder.parent?.type === 'export_statement') return true;
  const assignment = holder.parent;
  if (
    assignment?.type === 'assignment_expression' &&
    /^(module\.)?exports\b/.test(assignment.childForFieldName('left')?.text ?? '')
  ) {
    return true;
  }
  const name = holder.childForFieldName('name');
  const binding = name && file.named(name.text).find(({ declared }) => declared === holder);
  return binding ? isExportedName(binding.node, file) : false;
}
