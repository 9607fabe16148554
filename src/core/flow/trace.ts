import type { Binding, Path } from '../rules/bindings';
import { parametersOf } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import { keyName, targetOf } from '../rules/targets';
import type { Node } from '../syntax';
import type { CallSite, Functions } from './calls';
import { functionsOf, nameOf } from './calls';
import { callSource, carriedBy } from './carriers';
import type { Guard } from './guards';
import { guardsOf } from './guards';
import { functionAround, functionTypes, javascriptValue } from './javascript';
import type { SourceKind } from './sources';
import { globalSource, kindOf, parameterRoot } from './sources';
import type { Call } from './value';

/** A place that a value may come from. */
export interface Origin {
  readonly kind: SourceKind;
  readonly node: Node;
  /** From the origin to the expression that was asked about, both included. */
  readonly steps: readonly Node[];
  /** A check on the way that is not known to suffice. */
  readonly guard?: Node;
}

/** What makes a value harmless for one kind of sink. */
export interface Question {
  /** Origins of other kinds are not followed to their end. */
  readonly kinds: ReadonlySet<SourceKind>;
  /** Whether the result of a call is harmless, whatever goes in. */
  cleans?(call: Call, file: ParsedFile): boolean;
  /** Whether a check that holds before a use suffices. Undefined: it says nothing. */
  judge?(guard: Guard, file: ParsedFile): 'proven' | 'seen' | undefined;
}

/** Finds where values come from. */
export interface Flow {
  readonly functions: Functions;
  origins(node: Node, question: Question, path?: Path): readonly Origin[];
}

interface Step {
  readonly node: Node;
  readonly before: Step | undefined;
}

/** The call through which a function was entered. */
interface Frame {
  readonly owner: Node;
  readonly site: CallSite;
  readonly up: Frame | undefined;
  readonly depth: number;
}

interface Item {
  readonly node: Node;
  readonly path: Path;
  readonly frame: Frame | undefined;
  readonly step: Step | undefined;
  readonly guard: Node | undefined;
}

/** No value that a person wrote by hand takes more steps. */
const maxItems = 600;
const maxDepth = 5;
const maxPath = 6;
/** Of one file, so that a large one is not looked at for ever. */
const maxPerFile = 150_000;

export function flowOf(file: ParsedFile): Flow {
  const functions = functionsOf(file);
  const spent = { items: 0 };
  return {
    functions,
    origins: (node, question, path = []) => {
      const tracer = new Tracer(file, functions, question);
      const found = tracer.run(
        { node, path, frame: undefined, step: undefined, guard: undefined },
        spent,
      );
      return found;
    },
  };
}

class Tracer {
  readonly #file: ParsedFile;
  readonly #functions: Functions;
  readonly #question: Question;
  readonly #todo: Item[] = [];
  readonly #seen = new Map<Node, Set<string>>();
  readonly #origins: Origin[] = [];

  constructor(file: ParsedFile, functions: Functions, question: Question) {
    this.#file = file;
    this.#functions = functions;
    this.#question = question;
  }

  run(first: Item, spent: { items: number }): readonly Origin[] {
    this.#push(first);
    let count = 0;
    for (let item = this.#todo.shift(); item; item = this.#todo.shift()) {
      if (++count > maxItems || ++spent.items > maxPerFile) break;
      this.#follow(item);
    }
    return this.#origins;
  }

  #push(item: Item): void {
    const key = `${item.path.join('.')} ${item.frame?.site.node.id ?? ''}`;
    const seen = this.#seen.get(item.node) ?? new Set<string>();
    this.#seen.set(item.node, seen);
    if (seen.has(key) || item.path.length > maxPath) return;
    seen.add(key);
    this.#todo.push(item);
  }

  #to(item: Item, node: Node, path: Path, frame = item.frame): void {
    const step = item.node.type === node.type && item.node === node ? item.step : stepOf(item);
    this.#push({ node, path, frame, step, guard: item.guard });
  }

  #found(item: Item, kind: SourceKind): void {
    if (!this.#question.kinds.has(kind)) return;
    const steps: Node[] = [];
    for (let step = stepOf(item); step; step = step.before as Step) {
      steps.push(step.node);
      if (!step.before) break;
    }
    this.#origins.push({ kind, node: item.node, steps, ...(item.guard && { guard: item.guard }) });
  }

  #follow(before: Item): void {
    const value = javascriptValue(before.node);
    let item = before;
    if (value.kind === 'name' || value.kind === 'member' || value.kind === 'element') {
      const checked = this.#checked(item);
      if (!checked) return;
      item = checked;
    }
    const { node, path } = item;
    switch (value.kind) {
      case 'literal':
        return;
      case 'name':
        this.#name(item);
        return;
      case 'this':
        this.#own(item);
        return;
      case 'member':
        this.#member(item, value.object, value.name);
        return;
      case 'element':
        this.#to(item, value.object, ['*', ...path]);
        return;
      case 'joined':
        if (path.length > 0 && path[0] !== '*' && !/^\d+$/.test(path[0] ?? '')) return;
        for (const part of value.parts) this.#to(item, part, []);
        return;
      case 'either':
        for (const option of value.options) this.#to(item, option, path);
        return;
      case 'same':
        this.#to(item, value.as, path);
        return;
      case 'record': {
        const [first, ...rest] = path;
        if (first === undefined) return;
        for (const { name, value: held } of value.entries) {
          if (first === '*' || first === name || name === undefined) this.#held(item, held, rest);
          else if (first === `${name}()`) this.#called(item, held, rest);
        }
        for (const spread of value.spreads) this.#to(item, spread, path);
        return;
      }
      case 'list': {
        const [first, ...rest] = path;
        if (first === undefined) return;
        const index = Number(first);
        value.items.forEach((one, at) => {
          if (one.type === 'spread_element') this.#to(item, one, path);
          else if (!Number.isInteger(index) || index === at) this.#to(item, one, rest);
        });
        return;
      }
      case 'call':
        this.#call(item, value);
        return;
      default:
        if (node.type === 'required_parameter' || node.type === 'assignment_pattern') return;
    }
  }

  #held(item: Item, held: Node, rest: Path): void {
    if (!functionTypes.has(held.type)) this.#to(item, held, rest);
  }

  #called(item: Item, held: Node, rest: Path): void {
    if (!functionTypes.has(held.type)) return;
    for (const result of this.#functions.returnsOf(held)) this.#to(item, result, rest);
  }

  /** The item with the checks that hold where it stands; undefined when one of them suffices. */
  #checked(item: Item): Item | undefined {
    const { judge } = this.#question;
    if (!judge) return item;
    let seen = item.guard;
    for (const guard of guardsOf(item.node, this.#file)) {
      const verdict = judge(guard, this.#file);
      if (verdict === 'proven') return undefined;
      if (verdict === 'seen') seen ??= guard.node;
    }
    return seen === item.guard ? item : { ...item, guard: seen };
  }

  #name(item: Item): void {
    const { node, path } = item;
    const binding = this.#file.resolve(node);
    if (!binding) {
      const kind = globalSource(node.text, path, this.#file);
      if (kind) this.#found(item, kind);
      return;
    }
    if (binding.parameter) this.#parameter(item, binding);
    for (const { value, path: into } of binding.definitions) {
      if (!functionTypes.has(value.type)) this.#to(item, value, [...into, ...path]);
    }
    this.#written(item, binding);
    if (binding.imported && !binding.definitions.length) this.#found(item, 'unknown');
  }

  /** What is set on a name's properties elsewhere: `name.property = value`, `name.push(value)`. */
  #written(item: Item, binding: Binding): void {
    const [first, ...rest] = item.path;
    if (first === undefined && binding.parameter) return;
    for (const node of this.#file.find(binding.name)) {
      const { parent } = node;
      if (!parent || parent.childForFieldName('object') !== node) continue;
      if (this.#file.resolve(node) !== binding) continue;
      this.#writtenAt(item, parent, first, rest);
    }
  }

  #writtenAt(item: Item, member: Node, first: string | undefined, rest: Path): void {
    const value = javascriptValue(member);
    const { parent } = member;
    if (!parent) return;
    if (/^(augmented_)?assignment_expression$/.test(parent.type)) {
      if (parent.childForFieldName('left') !== member || first === undefined) return;
      const name = value.kind === 'member' ? value.name : '*';
      const right = parent.childForFieldName('right');
      if (right && (name === first || name === '*' || first === '*')) this.#held(item, right, rest);
      return;
    }
    if (parent.type !== 'call_expression' || value.kind !== 'member') return;
    const call = javascriptValue(parent);
    if (call.kind !== 'call' || call.callee !== member) return;
    if (/^(push|unshift|append|add|write|set)$/.test(value.name) && first !== undefined) {
      const added = value.name === 'set' ? call.args.slice(1) : call.args;
      for (const one of added) this.#to(item, one, rest);
    } else if (/^(push|unshift|concat)$/.test(value.name) && first === undefined) {
      for (const one of call.args) this.#to(item, one, []);
    }
  }

  #parameter(item: Item, { parameter }: Binding): void {
    if (!parameter) return;
    const { owner, index, path: into, isRest } = parameter;
    const path = [...into, ...item.path];
    const { frame } = item;
    if (frame?.owner === owner) {
      this.#argument(item, frame.site, index, isRest, path, frame.up);
      return;
    }
    const uses = this.#functions.usesOf(owner);
    const root = parameterRoot(owner, index, uses, this.#file);
    if (root) {
      const kind = kindOf(root, path);
      if (kind) this.#found(item, kind);
      if (root !== 'unknown') return;
    }
    for (const site of uses.calls) this.#argument(item, site, index, isRest, path, undefined);
    for (const site of uses.passed) this.#passed(item, site, index, path);
    if (uses.isExported) this.#found(item, 'library');
    else if (uses.calls.length === 0) this.#found(item, 'unknown');
  }

  #argument(
    item: Item,
    site: CallSite,
    index: number,
    isRest: boolean,
    path: Path,
    up: Frame | undefined,
  ): void {
    if (isRest) {
      for (const one of site.call.args.slice(index)) this.#to(item, one, path.slice(1), up);
      return;
    }
    const spread = site.call.args.findIndex(({ type }) => type === 'spread_element');
    const argument = site.call.args[spread >= 0 && spread <= index ? spread : index];
    if (argument)
      this.#to(item, argument, spread >= 0 && spread <= index ? ['*', ...path] : path, up);
  }

  /** What a function gets from the call that it is handed to. */
  #passed(
    item: Item,
    { call, index: position }: CallSite & { index: number },
    index: number,
    path: Path,
  ): void {
    const { receiver, method } = call;
    if (receiver && method !== undefined) {
      if (
        /^(forEach|map|filter|find|some|every|flatMap|findIndex|each|sort)$/.test(method) &&
        index === 0
      ) {
        this.#to(item, receiver, ['*', ...path]);
      }
      if (/^(reduce|reduceRight)$/.test(method)) {
        if (index === 1) this.#to(item, receiver, ['*', ...path]);
        if (index === 0 && call.args[1]) this.#to(item, call.args[1], path);
      }
      if (/^(then|tap|pipe|subscribe|done|always)$/.test(method) && position === 0 && index === 0) {
        this.#to(item, receiver, path);
      }
      if (/^(replace|replaceAll)$/.test(method)) this.#to(item, receiver, []);
    }
    if (
      /^(each|forEach|map|eachSeries|eachLimit|mapSeries|forEachOf)$/.test(nameOf(call)) &&
      position > 0
    ) {
      const list = call.args[0];
      if (list) this.#to(item, list, ['*', ...path]);
    }
    for (const owner of this.#functions.calledBy(call)) {
      for (const site of this.#functions.callsOfParameter(owner, position)) {
        const argument = site.call.args[index];
        if (argument) this.#to(item, argument, path, undefined);
      }
    }
  }

  #member(item: Item, object: Node, name: string): void {
    const value = javascriptValue(object);
    if (name === 'length') return;
    if (value.kind === 'name' && !this.#file.resolve(object)) {
      const kind = globalSource(object.text, [name, ...item.path], this.#file);
      if (kind) {
        this.#found(item, kind);
        return;
      }
    }
    this.#to(item, object, [name, ...item.path]);
  }

  /** Properties of `this`: whatever the class, or the file, sets them to. */
  #own(item: Item): void {
    const [first, ...rest] = item.path;
    if (first === undefined) return;
    if (this.#context(item, first)) return;
    const name = first.replace(/\(\)$/, '');
    for (const node of this.#file.find(name)) {
      const { parent } = node;
      if (
        parent?.type === 'member_expression' &&
        parent.childForFieldName('object')?.type === 'this'
      ) {
        this.#writtenAt(item, parent, first, rest);
      } else if (
        parent?.type === 'public_field_definition' ||
        parent?.type === 'field_definition'
      ) {
        const value = parent.childForFieldName('value');
        if (value) this.#held(item, value, rest);
      } else if (
        parent?.type === 'required_parameter' &&
        parent.namedChildren.some(({ type }) => type === 'accessibility_modifier')
      ) {
        this.#to(item, node, rest);
      }
    }
  }

  /** In handlers of koa and of sockets `this` is what the framework gives. */
  #context(item: Item, first: string): boolean {
    const owner = functionAround(item.node);
    if (!owner?.type.startsWith('generator')) return false;
    const kind = kindOf('context', [first, ...item.path.slice(1)]);
    if (kind) this.#found(item, kind);
    return kind !== undefined;
  }

  #call(item: Item, call: Call): void {
    const { path, node } = item;
    if (this.#question.cleans?.(call, this.#file)) return;
    if (isNumber(call, this.#file)) return;
    const kind = callSource(call, this.#file);
    if (kind) {
      this.#found(item, kind);
      return;
    }
    const owners = this.#functions.calledBy(call);
    const depth = item.frame?.depth ?? 0;
    if (owners.length > 0 && depth < maxDepth && !call.isNew) {
      for (const owner of owners) {
        const frame = { owner, site: { node, call }, up: item.frame, depth: depth + 1 };
        for (const result of this.#functions.returnsOf(owner)) this.#to(item, result, path, frame);
      }
      return;
    }
    if (this.#promised(item, call)) return;
    const carried = carriedBy(call, path, this.#file);
    for (const one of carried) this.#to(item, one.from, one.path);
    const { receiver, method } = call;
    if (receiver && method !== undefined && !call.isNew) {
      this.#to(item, receiver, [`${method}()`, ...path]);
    }
    if (carried.length === 0 && !receiver) this.#found(item, 'unknown');
  }

  /** `promise.then(f)` gives what `f` returns; `new Promise(f)` what `f` resolves with. */
  #promised(item: Item, call: Call): boolean {
    const [callback] = call.args;
    if (!callback) return false;
    if (call.isNew && call.callee.text === 'Promise' && functionTypes.has(callback.type)) {
      for (const site of this.#functions.callsOfParameter(callback, 0)) {
        const [result] = site.call.args;
        if (result) this.#to(item, result, item.path);
      }
      return true;
    }
    if (call.method !== undefined && /^(then|catch|finally|map|flatMap)$/.test(call.method)) {
      if (functionTypes.has(callback.type)) {
        const path = /map$/i.test(call.method) ? item.path.slice(1) : item.path;
        for (const result of this.#functions.returnsOf(callback)) this.#to(item, result, path);
        return true;
      }
    }
    return false;
  }
}

function stepOf({ node, step }: Item): Step {
  return step?.node === node ? step : { node, before: step };
}

const numbers = /^(parseInt|parseFloat|Number|Boolean|BigInt|isNaN|isFinite)$/;

/** Numbers and truth values carry no text. */
function isNumber(call: Call, file: ParsedFile): boolean {
  const name = nameOf(call);
  if (call.receiver === undefined) return numbers.test(name) && !file.resolve(call.callee);
  const owner = call.receiver.text;
  if (owner === 'Number' || owner === 'Math' || owner === 'Date') return true;
  return /^(indexOf|lastIndexOf|charCodeAt|codePointAt|localeCompare|includes|startsWith|endsWith|test|search|has|some|every|toFixed|getTime|toISOString|hasOwnProperty)$/.test(
    name,
  );
}
