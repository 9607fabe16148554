import type { Node } from '../syntax';
import { nameOf } from './calls';
import type { Call } from './value';

const conversions = /^(parseInt|parseFloat|Number|BigInt)$/;
const roundings = /^(floor|ceil|round|trunc|abs|max|pow|sqrt|parseInt|parseFloat)$/;

/** What the number that a call gives grows with. The smallest of some numbers grows with none. */
export function numbersIn(call: Call): readonly Node[] {
  const name = nameOf(call);
  if (call.receiver === undefined) return conversions.test(name) ? call.args.slice(0, 1) : [];
  return /^(Math|Number)$/.test(call.receiver.text) && roundings.test(name) ? call.args : [];
}

/** What a number that is reckoned grows with. */
export function operandsOf(node: Node): readonly Node[] {
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (node.type === 'unary_expression') {
    const argument = node.childForFieldName('argument');
    return argument && /^[+-]$/.test(operator) ? [argument] : [];
  }
  if (node.type !== 'binary_expression' || !/^([*/-]|\*\*|<<|\|)$/.test(operator)) return [];
  return ['left', 'right'].flatMap((field) => node.childForFieldName(field) ?? []);
}
