import type { Binding, Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Carried } from '../flow/carriers';
import { classOf, literalText, pythonCall } from './value';

/** What is set on a name's members: `name.a = value`, `name['a'] = value`, `name.append(value)`. */
export function writesTo(binding: Binding, path: Path, file: ParsedFile): readonly Carried[] {
  if (path.length === 0) return [];
  return file.find(binding.name).flatMap((node) => {
    const { parent } = node;
    const isObject =
      (parent?.type === 'attribute' && parent.childForFieldName('object') === node) ||
      (parent?.type === 'subscript' && parent.childForFieldName('value') === node);
    return parent && isObject && file.resolve(node) === binding ? writtenAt(parent, path) : [];
  });
}

/** What the file sets an attribute of `self`, or of a class, to. */
export function writesToThis(path: Path, file: ParsedFile): readonly Carried[] {
  const [first, ...rest] = path;
  if (first === undefined || !/^\w+$/.test(first)) return [];
  return file.find(first).flatMap((node): readonly Carried[] => {
    const { parent } = node;
    if (parent?.type === 'attribute' && parent.childForFieldName('attribute') === node) {
      const isOwn = /^(self|cls)$/.test(parent.childForFieldName('object')?.text ?? '');
      return isOwn ? [...writtenAt(parent, path), ...writtenInto(parent, rest)] : [];
    }
    if (parent?.type !== 'assignment' || parent.childForFieldName('left') !== node) return [];
    const value = parent.childForFieldName('right');
    return value && isField(parent) ? [{ from: value, path: rest }] : [];
  });
}

/** Whether an assignment stands in the body of a class. */
function isField(assignment: Node): boolean {
  const { parent } = assignment;
  return parent !== null && classOf(parent) !== undefined;
}

/** `self.list.append(value)` and `self.dict[key] = value`. */
function writtenInto(member: Node, path: Path): readonly Carried[] {
  const { parent } = member;
  const isObject =
    (parent?.type === 'attribute' && parent.childForFieldName('object') === member) ||
    (parent?.type === 'subscript' && parent.childForFieldName('value') === member);
  return parent && isObject ? writtenAt(parent, path) : [];
}

/** What an assignment to this member, or a call of it, puts into what is asked for. */
function writtenAt(member: Node, path: Path): readonly Carried[] {
  const { parent } = member;
  const [first, ...rest] = path;
  if (!parent || first === undefined) return [];
  if (/^(augmented_)?assignment$/.test(parent.type)) {
    const value = parent.childForFieldName('right');
    if (!value || parent.childForFieldName('left') !== member) return [];
    const name = keyOf(member);
    const isAsked = name === undefined || name === first || first === '*';
    return isAsked ? [{ from: value, path: rest }] : [];
  }
  const call = pythonCall(parent);
  if (call?.callee !== member) return [];
  switch (call.method) {
    case 'append':
    case 'add':
    case 'appendleft':
    case 'put':
      return call.args.map((from) => ({ from, path: rest }));
    case 'insert':
    case 'setdefault':
      return call.args.slice(1).map((from) => ({ from, path: rest }));
    case 'extend':
      return call.args.map((from) => ({ from, path }));
    case 'update':
      return [
        ...call.args.map((from) => ({ from, path })),
        ...[...call.named].flatMap(([name, from]) =>
          name === first || first === '*' ? [{ from, path: rest }] : [],
        ),
      ];
    default:
      return [];
  }
}

/** The name of the attribute or key; undefined for a key that is not fixed. */
function keyOf(member: Node): string | undefined {
  const attribute = member.childForFieldName('attribute');
  if (attribute) return attribute.text;
  const key = member.childForFieldName('subscript');
  return key?.type === 'integer' ? key.text : key ? literalText(key) : undefined;
}
