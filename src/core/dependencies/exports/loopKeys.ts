import type { Node } from '../../syntax';
import { type Evaluation, argumentsOf } from './evaluation';
import type { ScriptNames } from './scriptNames';
import type { Opening } from './shape';

/** Names that a loop goes through, and why there may be more. */
export interface Keys {
  readonly names: readonly string[];
  readonly open: readonly Opening[];
}

const skippedByLoops = new Set(['default', '__esModule']);

/** What a name in `value[name] = …` stands for, where it runs over something that is written out. */
export function keysOf(key: Node, file: ScriptNames, evaluation: Evaluation): Keys | undefined {
  if (key.type !== 'identifier') return undefined;
  const binding = file.resolve(key);
  if (!binding) return undefined;
  const { parameter, definitions } = binding;
  if (parameter) {
    const call = parameter.owner.parent?.parent;
    if (parameter.index !== 0 || parameter.path.length > 0 || call?.type !== 'call_expression') {
      return undefined;
    }
    const callee = call.childForFieldName('function');
    const loops = /^(?:forEach|map)$/.test(callee?.childForFieldName('property')?.text ?? '');
    const over = callee?.childForFieldName('object');
    return loops && over && argumentsOf(call)[0] === parameter.owner
      ? elementsOf(over, file, evaluation)
      : undefined;
  }
  const [definition, ...others] = definitions;
  if (!definition || others.length > 0) return undefined;
  const { value, path } = definition;
  if (path.length === 0 && value.type === 'string') return { names: [textOf(value)], open: [] };
  if (path[0] === 'keys()') return namesOf(value, file, evaluation);
  if (path[0] === '*' && path.length === 1) return elementsOf(value, file, evaluation);
  return undefined;
}

const maxAliases = 3;

function elementsOf(
  node: Node,
  file: ScriptNames,
  evaluation: Evaluation,
  aliases = 0,
): Keys | undefined {
  if (node.type === 'parenthesized_expression' && node.firstNamedChild) {
    return elementsOf(node.firstNamedChild, file, evaluation, aliases);
  }
  if (node.type === 'array') return writtenOut(node);
  if (node.type === 'identifier' && aliases < maxAliases) {
    const binding = file.resolve(node);
    const [only, ...others] = binding?.definitions ?? [];
    if (!only || others.length > 0 || only.path.length > 0) return undefined;
    return elementsOf(only.value, file, evaluation, aliases + 1);
  }
  if (node.type !== 'call_expression') return undefined;
  const callee = node.childForFieldName('function');
  const [first] = argumentsOf(node);
  if (/^Object\.(?:keys|getOwnPropertyNames)$/.test(callee?.text ?? '') && first) {
    return namesOf(first, file, evaluation);
  }
  const text = callee?.childForFieldName('object');
  const isSplit = callee?.childForFieldName('property')?.text === 'split';
  if (!isSplit || text?.type !== 'string' || first?.type !== 'string') return undefined;
  return { names: textOf(text).split(textOf(first)), open: [] };
}

function writtenOut(array: Node): Keys | undefined {
  const elements = array.namedChildren.filter(({ type }) => type !== 'comment');
  if (elements.some(({ type }) => type !== 'string')) return undefined;
  return { names: elements.map(textOf), open: [] };
}

function namesOf(node: Node, file: ScriptNames, evaluation: Evaluation): Keys {
  const { names, open } = evaluation.expression(node, file);
  return { names: [...names.keys()].filter((name) => !skippedByLoops.has(name)), open };
}

function textOf(literal: Node): string {
  return literal.text.slice(1, -1);
}
