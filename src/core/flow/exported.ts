import type { Binding } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { bare } from './facts';
import { functionAround, functionTypes, javascriptCall } from './javascript';

/** So many names that stand for one another are followed. */
const maxNames = 3;

/** The methods of one object all ask for it. */
const exported = new WeakMap<Binding, boolean>();

/** Whether a name, or what a member such as `name.prototype` belongs to, is given to other files. */
export function isExportedName(name: Node, file: ParsedFile, depth = 0): boolean {
  const root = rootOf(name);
  if (isExports(name)) return true;
  const binding = /^(type_)?identifier$/.test(root.type) ? file.resolve(root) : undefined;
  if (!binding) return isExportStatement(root.parent?.parent);
  let known = exported.get(binding);
  if (known === undefined) {
    known = isExportedBinding(binding, file, depth);
    if (known || depth === 0) exported.set(binding, known);
  }
  return known;
}

/** Whether an object, a class or a function is given to other files where it stands. */
export function isExportedValue(value: Node, file: ParsedFile, depth = 0): boolean {
  const { parent } = value;
  switch (parent?.type) {
    case 'export_statement':
      return true;
    case 'assignment_expression': {
      const left = parent.childForFieldName('left');
      return left !== null && left.id !== value.id && isExports(left);
    }
    case 'variable_declarator': {
      const name = parent.childForFieldName('name');
      return depth < maxNames && name !== null && isExportedName(name, file, depth + 1);
    }
    case 'parenthesized_expression':
      return isExportedValue(parent, file, depth);
    case 'return_statement': {
      const owner = functionAround(parent);
      return owner !== undefined && isFactory(owner, file, depth);
    }
    default:
      return false;
  }
}

function isExportedBinding(binding: Binding, file: ParsedFile, depth: number): boolean {
  const declared = binding.declared ?? binding.node.parent?.parent;
  if (isExportStatement(declared)) return true;
  const value = binding.value && bare(binding.value);
  if (value?.type === 'assignment_expression' && isExports(value.childForFieldName('left'))) {
    return true;
  }
  return file
    .find(binding.name)
    .some((node) => file.resolve(node) === binding && isExportedAt(node, file, depth));
}

function isExportedAt(node: Node, file: ParsedFile, depth: number): boolean {
  const { parent } = node;
  if (!parent) return false;
  switch (parent.type) {
    case 'export_specifier':
    case 'export_statement':
      return true;
    case 'new_expression':
    case 'pair':
    case 'object': {
      const holder = parent.type === 'pair' ? parent.parent : parent;
      return holder !== null && isExportedValue(holder, file, depth);
    }
    case 'return_statement':
      return isExportedValue(node, file, depth);
    default: {
      const assignment =
        parent.type === 'assignment_expression'
          ? parent
          : parent.parent?.type === 'assignment_expression'
            ? parent.parent
            : parent.parent?.parent;
      const left =
        assignment?.type === 'assignment_expression' && assignment.childForFieldName('left');
      return left ? left.id !== node.id && isExports(left) : false;
    }
  }
}

/** A function that is called in place, or handed to a loader of modules, and gives the module. */
function isFactory(owner: Node, file: ParsedFile, depth: number): boolean {
  let at = owner;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  const { parent } = at;
  if (parent?.type === 'arguments') {
    const call = parent.parent && javascriptCall(parent.parent);
    if (!call) return false;
    const { callee } = call;
    return functionTypes.has(callee.type) || /^(define|factory)$/.test(callee.text);
  }
  const call = parent?.type === 'member_expression' ? parent.parent : parent;
  return (
    call?.type === 'call_expression' && depth < maxNames && isExportedValue(call, file, depth + 1)
  );
}

function rootOf(name: Node): Node {
  let at = name;
  while (/^(member|subscript)_expression$/.test(at.type)) {
    const object = at.childForFieldName('object');
    if (!object) break;
    at = object;
  }
  return at;
}

function isExportStatement(node: Node | null | undefined): boolean {
  return node?.parent?.type === 'export_statement';
}

function isExports(left: Node | null): boolean {
  return left !== null && /^(module\s*\.\s*)?exports\b/.test(left.text.slice(0, 100));
}
