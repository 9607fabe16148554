import type { Node } from '../syntax';
import type { Sink } from './facts';
import { dottedName, squeezed } from './nodes';

/** Functions that scanners look for by their names. */
const dangerous =
  /^(eval|Function|exec|execSync|spawn|spawnSync|execFile|fork|setTimeout|require|import|__import__|compile|system|popen)$|^(child_process|cp|os|subprocess|vm|pickle|yaml|marshal|globalThis|window|global)\.(eval|Function|exec\w*|spawn\w*|fork|system|popen|run\w*|call|check_output|check_call|Popen|loads?|unsafe_load)$/;
const reflective =
  /^(globalThis|window|global|self|process\.mainModule|module|__builtins__|builtins|child_process|os|subprocess)$/;

/** What makes code mean something else than it says to a scanner or a type checker. */
export function readOddity(node: Node, sink: Sink): void {
  if (!sink.isChanged(node.startIndex, node.endIndex)) return;
  const kind = oddityOf(node);
  if (!kind || sink.seen.has(node)) return;
  sink.seen.add(node);
  sink.oddities.push({ ...sink.fact(node.startIndex), kind, text: squeezed(node.text, 80) });
}

function oddityOf(node: Node): 'cast' | 'alias' | 'indirect' | undefined {
  switch (node.type) {
    case 'as_expression':
    case 'type_assertion':
      return /\bas (any|never)\b|\bas unknown as\b|^<(any|never)>/.test(squeezed(node.text))
        ? 'cast'
        : undefined;
    case 'variable_declarator':
    case 'assignment':
    case 'assignment_expression':
      return isAlias(node) ? 'alias' : undefined;
    case 'subscript_expression':
    case 'subscript':
      return isIndirect(node) ? 'indirect' : undefined;
    case 'call_expression':
    case 'call':
      return isReflectiveCall(node) ? 'indirect' : undefined;
    case 'sequence_expression':
      return /^0, ?eval$/.test(node.text) ? 'indirect' : undefined;
    default:
      return undefined;
  }
}

/** `const run = eval`, and taking a function out under another name: `{ exec: run } = child_process`. */
function isAlias(node: Node): boolean {
  const value = node.childForFieldName('value') ?? node.childForFieldName('right');
  const target = node.childForFieldName('name') ?? node.childForFieldName('left');
  if (!value || !target || target.type === 'object_pattern') return false;
  if (!/^(identifier|member_expression|attribute)$/.test(value.type)) return false;
  return dangerous.test(dottedName(value));
}

/** A property by a name that is put together, or of an object that has everything. */
function isIndirect(node: Node): boolean {
  const object = node.childForFieldName('object') ?? node.childForFieldName('value');
  const index = node.childForFieldName('index') ?? node.childForFieldName('subscript');
  if (!object || !index) return false;
  if (reflective.test(dottedName(object))) return !/^(number|integer)$/.test(index.type);
  const isPut = /^binary_(expression|operator)$|^concatenated_string$/.test(index.type);
  const parts = index.text.split('+');
  return isPut && parts.length > 1 && parts.every((part) => /^\s*['"`][^'"`]*['"`]\s*$/.test(part));
}

function isReflectiveCall(node: Node): boolean {
  const name = dottedName(node.childForFieldName('function'));
  const args = node.childForFieldName('arguments')?.namedChildren ?? [];
  const first = args[0];
  if (/^Reflect\.(apply|construct|get)$/.test(name)) {
    return (
      first !== undefined &&
      (dangerous.test(dottedName(first)) || reflective.test(dottedName(first)))
    );
  }
  if (name === 'getattr') return first !== undefined && reflective.test(dottedName(first));
  const target = name.replace(/\.(call|apply|bind)$/, '');
  return target !== name && dangerous.test(target);
}
