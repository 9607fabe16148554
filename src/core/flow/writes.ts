import type { Binding, Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Carried } from './carriers';
import { javascriptValue } from './javascript';

/** What is set on a name's properties: `name.property = value`, `name.push(value)`. */
export function writesTo(binding: Binding, path: Path, file: ParsedFile): readonly Carried[] {
  if (path.length === 0 && binding.parameter) return [];
  return file.find(binding.name).flatMap((node) => {
    const { parent } = node;
    if (!parent || parent.childForFieldName('object') !== node) return [];
    return file.resolve(node) === binding ? writtenAt(parent, path) : [];
  });
}

/** What the file sets a property of `this` to. */
export function writesToThis(path: Path, file: ParsedFile): readonly Carried[] {
  const [first, ...rest] = path;
  if (first === undefined) return [];
  return file.find(first.replace(/\(\)$/, '')).flatMap((node): readonly Carried[] => {
    const { parent } = node;
    switch (parent?.type) {
      case 'member_expression':
        return parent.childForFieldName('object')?.type === 'this' ? writtenAt(parent, path) : [];
      case 'public_field_definition':
      case 'field_definition': {
        const value = parent.childForFieldName('value');
        return value ? [{ from: value, path: rest }] : [];
      }
      // TypeScript: constructor(private name: string).
      case 'required_parameter': {
        const isField = parent.namedChildren.some(({ type }) => type === 'accessibility_modifier');
        return isField ? [{ from: node, path: rest }] : [];
      }
      default:
        return [];
    }
  });
}

/** What an assignment to this member, or a call of it, puts into what is asked for. */
function writtenAt(member: Node, path: Path): readonly Carried[] {
  const value = javascriptValue(member);
  const { parent } = member;
  const [first, ...rest] = path;
  if (!parent) return [];
  if (/^(augmented_)?assignment_expression$/.test(parent.type)) {
    const right = parent.childForFieldName('right');
    if (!right || parent.childForFieldName('left') !== member || first === undefined) return [];
    const name = value.kind === 'member' ? value.name : '*';
    return [first, '*'].includes(name) || first === '*' ? [{ from: right, path: rest }] : [];
  }
  const call = javascriptValue(parent);
  if (call.kind !== 'call' || call.callee !== member || value.kind !== 'member') return [];
  const isAdd = /^(push|unshift|append|add|write|set|concat)$/.test(value.name);
  if (!isAdd || (first === undefined && !/^(push|unshift|concat)$/.test(value.name))) return [];
  const added = value.name === 'set' ? call.args.slice(1) : call.args;
  return added.map((from) => ({ from, path: rest }));
}
