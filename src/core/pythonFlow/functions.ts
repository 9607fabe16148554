import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { CallSite, Functions, FunctionUses } from '../flow/calls';
import {
  bare,
  classOf,
  decoratorsOf,
  pythonCall,
  pythonFunctions,
  pythonParameterName,
  pythonParameters,
  pythonReturns,
} from './value';

/** The call whose callee this is. */
export function pythonSite(callee: Node): CallSite | undefined {
  let at = callee;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  const { parent } = at;
  const call = parent && pythonCall(parent);
  return parent && call?.callee === callee ? { node: parent, call } : undefined;
}

/** The functions of one Python file: who calls them, and which one a call means. */
export function pythonFunctionsOf(file: ParsedFile): Functions {
  const uses = new Map<Node, FunctionUses>();
  const returns = new Map<Node, readonly Node[]>();
  return {
    usesOf(owner) {
      let known = uses.get(owner);
      if (!known) uses.set(owner, (known = usesOf(owner, file)));
      return known;
    },
    calledBy({ callee, receiver, method }) {
      if (callee.type === 'lambda') return [callee];
      if (callee.type === 'identifier') return functionsNamed(callee, file);
      if (method === undefined || !receiver || !mayHold(receiver, file)) return [];
      return file.find(method).flatMap((node) => methodNamed(node) ?? []);
    },
    returnsOf(owner) {
      let known = returns.get(owner);
      if (!known) returns.set(owner, (known = pythonReturns(owner)));
      return known;
    },
    callsOfParameter(owner, index) {
      const parameter = pythonParameters(owner)[index];
      const name = parameter && pythonParameterName(parameter);
      if (!name) return [];
      return file
        .find(name.text)
        .filter((node) => isUse(node) && file.resolve(node)?.node === name)
        .flatMap((node) => pythonSite(node) ?? []);
    },
  };
}

/** Whether an identifier means a name where it stands: no attribute, no keyword. */
export function isUse(node: Node): boolean {
  const { parent } = node;
  if (node.type !== 'identifier' || !parent) return false;
  if (parent.type === 'attribute') return parent.childForFieldName('object') === node;
  if (parent.type === 'keyword_argument') return parent.childForFieldName('value') === node;
  return true;
}

function functionsNamed(name: Node, file: ParsedFile): readonly Node[] {
  const binding = file.resolve(name);
  if (!binding) return [];
  if (binding.declared) return pythonFunctions.has(binding.declared.type) ? [binding.declared] : [];
  return binding.definitions.flatMap(({ value, path }) => {
    if (path.length > 0) return [];
    const plain = bare(value);
    if (plain.type === 'lambda') return [plain];
    if (plain.type !== 'identifier' || plain.text === name.text) return [];
    const { declared } = file.resolve(plain) ?? {};
    return declared && pythonFunctions.has(declared.type) ? [declared] : [];
  });
}

/** The method of a class that is declared by this name. */
function methodNamed(name: Node): Node | undefined {
  const { parent } = name;
  return parent?.type === 'function_definition' &&
    parent.childForFieldName('name') === name &&
    classOf(parent)
    ? parent
    : undefined;
}

/** Whether the methods of a receiver may be those of a class of this file. */
function mayHold(receiver: Node, file: ParsedFile): boolean {
  if (/^super\(/.test(receiver.text)) return true;
  if (receiver.type === 'identifier') {
    if (/^(self|cls)$/.test(receiver.text)) return true;
    const binding = file.resolve(receiver);
    if (!binding || binding.imported) return false;
    if (binding.declared) return binding.declared.type === 'class_definition';
    return binding.definitions.some(({ value }) => isInstance(value, file));
  }
  if (receiver.type === 'attribute') {
    return /^(self|cls)$/.test(receiver.childForFieldName('object')?.text ?? '');
  }
  return isInstance(receiver, file);
}

/** `Name()` of a class of this file. */
function isInstance(value: Node, file: ParsedFile): boolean {
  const callee = pythonCall(bare(value))?.callee;
  if (callee?.type !== 'identifier') return false;
  return file.resolve(callee)?.declared?.type === 'class_definition';
}

function usesOf(owner: Node, file: ParsedFile): FunctionUses {
  const calls: CallSite[] = [];
  const passed: (CallSite & { readonly index: number })[] = [];
  const look = (node: Node) => {
    const site = pythonSite(node);
    if (site) calls.push(site);
    const list = node.parent;
    const around =
      list?.type === 'argument_list' && list.parent ? pythonCall(list.parent) : undefined;
    const index = around?.args.indexOf(node) ?? -1;
    if (around && list?.parent && index >= 0)
      passed.push({ node: list.parent, call: around, index });
  };
  const name = owner.childForFieldName('name');
  const holder = classOf(owner);
  if (!name) look(owner);
  else if (!holder) {
    const own = (node: Node) =>
      node !== name && isUse(node) && file.resolve(node)?.declared === owner;
    file.find(name.text).filter(own).forEach(look);
  } else if (name.text === '__init__') {
    const className = holder.childForFieldName('name');
    for (const node of className ? file.find(className.text) : []) {
      if (isUse(node) && file.resolve(node)?.declared === holder) look(node);
    }
  } else {
    for (const node of file.find(name.text)) {
      const member = node.parent;
      if (member?.type !== 'attribute' || member.childForFieldName('attribute') !== node) continue;
      const receiver = member.childForFieldName('object');
      if (receiver && mayHold(receiver, file)) look(member);
    }
  }
  return {
    calls,
    passed,
    properties: decoratorsOf(owner).map(({ text }) => text),
    isExported: false,
  };
}
