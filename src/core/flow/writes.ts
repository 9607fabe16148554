import type { Binding, Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Carried } from './carriers';
import { javascriptValue } from './javascript';

/** Values that a file puts into an object or a list, and the property that they get. */
interface Write {
  /** `*` for a property that is not known, and for the elements of a list. */
  readonly name: string;
  readonly values: readonly Node[];
  /** They also become part of the object itself, as what is pushed to a list does. */
  readonly isPart: boolean;
}

/** What a file writes to its names and to `this`; each name is looked at once. */
export interface Writes {
  /** What is set on a name's properties: `name.property = value`, `name.push(value)`. */
  to(binding: Binding, path: Path): readonly Carried[];
  /** What the file sets a property of `this` to. */
  toThis(path: Path): readonly Carried[];
}

export function writesIn(file: ParsedFile): Writes {
  const byBinding = new Map<Binding, readonly Write[]>();
  const byProperty = new Map<string, readonly Write[]>();
  return {
    to(binding, path) {
      if (path.length === 0 && binding.parameter) return [];
      let writes = byBinding.get(binding);
      if (!writes) byBinding.set(binding, (writes = writesTo(binding, file)));
      return [...carried(writes, path), ...statesOf(binding, path, file)];
    },
    toThis(path) {
      const [first] = path;
      if (first === undefined) return [];
      const name = first.replace(/\(\)$/, '');
      let writes = byProperty.get(name);
      if (!writes) byProperty.set(name, (writes = writesToThis(name, file)));
      return carried(writes, [name, ...path.slice(1)]);
    },
  };
}

/** React: `const [state, setState] = useState()` makes the state of what `setState` is called with. */
function statesOf(binding: Binding, path: Path, file: ParsedFile): readonly Carried[] {
  const pattern = binding.node.parent;
  const declarator = pattern?.type === 'array_pattern' ? pattern.parent : undefined;
  const call = declarator?.childForFieldName('value');
  if (!call || !/^(React\.)?useState\b/.test(call.text.slice(0, 20))) return [];
  const [state, setter] = pattern?.namedChildren ?? [];
  if (state !== binding.node || setter?.type !== 'identifier') return [];
  return file.find(setter.text).flatMap(({ parent }) => {
    const set = parent ? javascriptValue(parent) : undefined;
    if (set?.kind !== 'call' || set.callee.text !== setter.text) return [];
    return set.args.slice(0, 1).map((from) => ({ from, path }));
  });
}

function carried(writes: readonly Write[], [first, ...rest]: Path): Carried[] {
  return writes
    .filter(({ name, isPart }) =>
      first === undefined ? isPart : first === '*' || name === '*' || name === first,
    )
    .flatMap(({ values }) => values.map((from) => ({ from, path: rest })));
}

function writesTo(binding: Binding, file: ParsedFile): readonly Write[] {
  return file.find(binding.name).flatMap((node) => {
    const { parent } = node;
    if (!parent || parent.childForFieldName('object') !== node) return [];
    return writeAt(parent, () => file.resolve(node) === binding);
  });
}

function writesToThis(name: string, file: ParsedFile): readonly Write[] {
  return file.find(name).flatMap((node): readonly Write[] => {
    const { parent } = node;
    switch (parent?.type) {
      case 'member_expression':
        return writeAt(parent, () => parent.childForFieldName('object')?.type === 'this');
      case 'public_field_definition':
      case 'field_definition': {
        const value = parent.childForFieldName('value');
        return value ? [{ name, values: [value], isPart: false }] : [];
      }
      // TypeScript: constructor(private name: string).
      case 'required_parameter': {
        const isField = parent.namedChildren.some(({ type }) => type === 'accessibility_modifier');
        return isField ? [{ name, values: [node], isPart: false }] : [];
      }
      default:
        return [];
    }
  });
}

/** What an assignment to this member, or a call of it, puts into its object. */
function writeAt(member: Node, isMeant: () => boolean): readonly Write[] {
  const { parent } = member;
  if (!parent) return [];
  if (/^(augmented_)?assignment_expression$/.test(parent.type)) {
    const right = parent.childForFieldName('right');
    if (!right || right === member || !isMeant()) return [];
    const value = javascriptValue(member);
    return [{ name: value.kind === 'member' ? value.name : '*', values: [right], isPart: false }];
  }
  if (parent.type !== 'call_expression') return [];
  const call = javascriptValue(parent);
  if (call.kind !== 'call' || call.callee !== member || call.method === undefined) return [];
  if (!/^(push|unshift|append|add|write|set|concat)$/.test(call.method) || !isMeant()) return [];
  const values = call.method === 'set' ? call.args.slice(1) : call.args;
  return [{ name: '*', values, isPart: /^(push|unshift|concat)$/.test(call.method) }];
}
