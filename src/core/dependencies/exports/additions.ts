import { keyName } from '../../rules/targets';
import type { Node } from '../../syntax';
import { copying } from './callShapes';
import { type Evaluation, argumentsOf } from './evaluation';
import { functionAround, objectShape } from './expressions';
import { keysOf } from './loopKeys';
import { type Reference, referencesTo } from './references';
import type { ScriptNames } from './scriptNames';
import { type Opening, type Shape, anyOf, plainValue, unknownShape, withNames } from './shape';

type Additions = Omit<Shape, 'callable' | 'made'>;

interface Collected {
  readonly values: Map<string, (() => Shape)[]>;
  /** The expressions `value.key`, by their keys. */
  readonly members: Map<string, Node[]>;
  readonly open: Opening[];
}

/** The names that code adds to the value at these nodes, wherever it hands it in this file. */
export function additionsTo(
  nodes: readonly Node[],
  file: ScriptNames,
  evaluation: Evaluation,
): Additions {
  const collected: Collected = { values: new Map(), members: new Map(), open: [] };
  const handled = new Set<number>();
  const queue = [...nodes];
  for (let round = 0; queue.length > 0 && round < maxHops; round += 1) {
    const references = referencesTo(queue.splice(0), file);
    for (const reference of references) {
      if (handled.has(reference.node.id) && reference.kind !== 'member') continue;
      handled.add(reference.node.id);
      if (reference.kind === 'member') addMember(reference, file, evaluation, collected);
      if (reference.kind === 'argument') {
        queue.push(...addArgument(reference, file, evaluation, collected));
      }
    }
  }
  const partOf = (name: string, base: Shape): Shape =>
    withNames(base, additionsTo(collected.members.get(name) ?? [], file, evaluation));
  const names = new Map<string, () => Shape>();
  for (const [name, values] of collected.values) {
    names.set(name, () => partOf(name, anyOf(values.map((value) => value()))));
  }
  const parts = new Map<string, () => Shape>();
  for (const name of collected.members.keys()) {
    if (!names.has(name)) parts.set(name, () => partOf(name, unknownShape('it is set elsewhere')));
  }
  return { names, parts, inherited: new Set(), open: collected.open };
}

/** A value is handed from one function to the next no more often than this. */
const maxHops = 6;

function addName({ values }: Collected, name: string, value: () => Shape): void {
  const before = values.get(name);
  if (before) before.push(value);
  else values.set(name, [value]);
}

const getterMaking = /^__define[GS]etter__$/;

type Member = Extract<Reference, { kind: 'member' }>;

function addMember(
  { node, key, keyNode }: Member,
  file: ScriptNames,
  evaluation: Evaluation,
  collected: Collected,
): void {
  const parent = node.parent;
  const isSet =
    parent?.type === 'assignment_expression' && parent.childForFieldName('left') === node;
  if (key !== undefined) {
    const known = collected.members.get(key);
    if (known) known.push(node);
    else collected.members.set(key, [node]);
  }
  if (parent?.type === 'call_expression' && key !== undefined && getterMaking.test(key)) {
    const [name] = argumentsOf(parent);
    if (name?.type === 'string') {
      addName(collected, keyName(name) ?? '', () => unknownShape('a getter gives it'));
    } else if (name) addKeys(name, file, evaluation, collected);
  }
  if (parent?.type === 'call_expression' && key !== undefined && copying.test(key)) {
    const [first] = argumentsOf(parent);
    if (first && parent.childForFieldName('function') === node) {
      addAll(evaluation.expression(first, file), collected);
    }
  }
  if (!isSet) return;
  const right = parent.childForFieldName('right') ?? parent;
  if (key !== undefined) addName(collected, key, () => evaluation.expression(right, file));
  else if (!isHelper(node)) addKeys(keyNode, file, evaluation, collected);
}

/** A loop inside a helper of a compiler, whose calls are read instead. */
function isHelper(node: Node): boolean {
  const name = functionAround(node)?.childForFieldName('name')?.text ?? '';
  return /^(?:__export|__exportStar|_export|__createBinding|_export_star)$/.test(name);
}

function addKeys(
  keyNode: Node,
  file: ScriptNames,
  evaluation: Evaluation,
  collected: Collected,
): void {
  const keys = keysOf(keyNode, file, evaluation);
  if (keys === undefined) {
    const why = `names are added to it by \`[${keyNode.text.slice(0, 30)}]\``;
    collected.open.push({ kind: 'own', why });
    return;
  }
  for (const name of keys.names) addName(collected, name, () => unknownShape('a loop sets it'));
  collected.open.push(...keys.open);
}

function addAll({ names, open }: Shape, collected: Collected, without?: string): void {
  for (const [name, value] of names) if (name !== without) addName(collected, name, value);
  collected.open.push(...open);
}

const defining = /(?:^|\.)_{0,2}define(?:Property|Getter_*)$/;
const starring = /(?:^|\.)(?:__exportStar|_export_star|__reExport)$/;
const exporting = /^(?:__export|_export)$/;
/** Calls that add nothing to what they are handed. */
const harmless =
  /(?:^|\.)(?:freeze|seal|preventExtensions|setPrototypeOf|create|keys|values|entries|getOwnPropertyNames|getOwnPropertyDescriptors?|isArray|inherits|_?inherits\w*|require|hasOwnProperty|push|unshift|set|add|has|get|log|warn|error|resolve|call|apply|bind|define|__toCommonJS|__toESM|_interop\w*|__importDefault|__importStar|__decorate|__metadata|setToStringTag|\w*Type[Cc]heck\w*|_createClass|_classCallCheck|strictEqual|equal|is\w+|test|next|done|resolve|emit|on|once|captureStackTrace|String|Boolean|Object)$/;

type Argument = Extract<Reference, { kind: 'argument' }>;

/** Answers the nodes under which a function of this file knows what it is handed. */
function addArgument(
  { call, index, node }: Argument,
  file: ScriptNames,
  evaluation: Evaluation,
  collected: Collected,
): readonly Node[] {
  if (call.type !== 'call_expression') return [];
  const callee = call.childForFieldName('function');
  const name = callee?.text ?? '';
  const args = argumentsOf(call);
  const rest = args.filter((one) => one !== node);
  if (starring.test(name)) {
    for (const one of rest) addAll(evaluation.expression(one, file), collected, 'default');
    return [];
  }
  if (index > 0 && copying.test(name)) return [];
  if (index === 0 && copying.test(name)) {
    for (const one of rest) addAll(evaluation.expression(one, file), collected);
    return [];
  }
  if (index === 0 && defining.test(name)) {
    define(args, file, evaluation, collected);
    return [];
  }
  if (index === 0 && (/defineProperties$/.test(name) || exporting.test(name))) {
    const [second] = rest;
    if (second?.type === 'object') addAll(objectShape(second, file, evaluation), collected);
    return [];
  }
  const parameters = callee ? parametersFor(callee, index, file, evaluation) : undefined;
  if (parameters) return parameters;
  if (!harmless.test(name)) {
    const shown = name.length > 40 ? 'a function' : `\`${name}\``;
    collected.open.push({ kind: 'own', why: `it is handed to ${shown}` });
  }
  return [];
}

function define(
  [, key, descriptor]: readonly Node[],
  file: ScriptNames,
  evaluation: Evaluation,
  collected: Collected,
): void {
  if (!key) return;
  const name = key.type === 'string' ? keyName(key) : undefined;
  if (name === undefined) {
    addKeys(key, file, evaluation, collected);
    return;
  }
  addName(collected, name, () => {
    if (descriptor?.type !== 'object') return unknownShape('its getter cannot be read');
    const parts = objectShape(descriptor, file, evaluation).names;
    const getter = parts.get('get')?.();
    const home = getter?.made && evaluation.file(getter.made.path);
    if (getter?.made && home) return returned(getter.made.node, home, evaluation);
    return parts.get('value')?.() ?? plainValue;
  });
}

function returned(owner: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const [one] = owner.descendantsOfType('return_statement');
  const value = one?.firstNamedChild ?? owner.childForFieldName('body');
  return value ? evaluation.expression(value, file) : plainValue;
}

/** The uses of a parameter in the function of this file that is called. */
function parametersFor(
  callee: Node,
  index: number,
  file: ScriptNames,
  evaluation: Evaluation,
): readonly Node[] | undefined {
  const isThis = callee.childForFieldName('property')?.text === 'call';
  const target = isThis ? callee.childForFieldName('object') : callee;
  const { made } = target ? evaluation.expression(target, file) : plainValue;
  if (!made || made.path !== file.path) return undefined;
  const position = isThis ? index - 1 : index;
  if (position < 0) return [];
  const single = made.node.childForFieldName('parameter');
  const list = made.node.childForFieldName('parameters')?.namedChildren ?? [];
  const parameter = single ?? list.filter(({ type }) => type !== 'comment')[position];
  if (parameter?.type !== 'identifier') return [];
  const binding = file.resolve(parameter);
  return binding ? file.usesOf(binding) : [];
}
