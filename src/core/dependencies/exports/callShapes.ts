import type { Node } from '../../syntax';
import { type Evaluation, argumentsOf } from './evaluation';
import { assignedShape, objectShape, returnedShape } from './expressions';
import type { ScriptNames } from './scriptNames';
import { type Shape, plainValue, shapeOf, unknownShape } from './shape';

/** What copies names from its later arguments to its first. */
export const copying =
  /(?:^|\.)(?:assign|_?_?extends?|__assign|_objectSpread\d*|mergeDescriptors)$/;
const handingOn =
  /(?:^|\.)(?:freeze|seal|preventExtensions|setPrototypeOf|defineProperty|defineProperties|__toCommonJS|__toESM|_interop\w*|__importDefault|__importStar|__esModule)$/;
const functionMaking = /(?:^|\.)(?:promisify|callbackify|deprecate|bind|debuglog)$/;

/** What a call gives. */
export function callShape(call: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const callee = call.childForFieldName('function');
  const [first, second] = argumentsOf(call);
  const name = callee?.text ?? '';
  if (name === 'require' && first) {
    return first.type === 'string'
      ? evaluation.required(first.text.slice(1, -1), file)
      : unknownShape('it is required by a computed name');
  }
  if (copying.test(name)) return assignedShape(call, file, evaluation);
  if (handingOn.test(name) && first) return handedOn(name, first, file, evaluation);
  if (name === 'Object.create') return createdShape(first, second, file, evaluation);
  if (functionMaking.test(name)) {
    return shapeOf({
      callable: 'function',
      open: name.endsWith('bind') ? [] : [{ kind: 'foreign', why: `\`${name}\` makes it` }],
    });
  }
  return callee ? resultShape(callee, file, evaluation) : plainValue;
}

function handedOn(name: string, first: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const shape = evaluation.expression(first, file);
  if (!/interopRequireDefault|__importDefault/.test(name)) return shape;
  if (shape.names.has('default')) return shape;
  return { ...shape, names: new Map([...shape.names, ['default', () => shape]]) };
}

function createdShape(
  first: Node | undefined,
  second: Node | undefined,
  file: ScriptNames,
  evaluation: Evaluation,
): Shape {
  const own = second?.type === 'object' ? objectShape(second, file, evaluation) : shapeOf();
  if (!first || first.type === 'null') return own;
  const from = evaluation.expression(first, file);
  return {
    ...own,
    inherited: new Set([...from.names.keys(), ...from.inherited]),
    open: [...own.open, ...inheritedOpen(from)],
  };
}

/** The same doubts, about inherited names. */
export function inheritedOpen({ open }: Shape): Shape['open'] {
  return open.map(({ why }) => ({ kind: 'inherited', why }));
}

/** What a function of the package returns. */
function resultShape(callee: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const isThis = /^(?:call|apply)$/.test(callee.childForFieldName('property')?.text ?? '');
  const object = callee.childForFieldName('object');
  const target = isThis && object ? object : callee;
  const made = evaluation.expression(target, file);
  const name = target.text.length > 40 ? 'a function' : `\`${target.text}\``;
  const home = made.made && evaluation.file(made.made.path);
  if (!made.made || !home || made.callable === 'class') {
    return unknownShape(`it is what ${name} gives`);
  }
  return returnedShape(made.made.node, home, evaluation) ?? plainValue;
}
