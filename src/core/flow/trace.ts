import type { Binding, Path } from '../rules/bindings';
import { isBuiltin } from '../rules/imports';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { CallSite, Functions } from './calls';
import { fromCallback, handedOn } from './callbacks';
import { functionsOf } from './calls';
import type { Carried } from './carriers';
import { callSource, carriedBy, isNumber } from './carriers';
import { guardsOf } from './guards';
import { functionAround, functionTypes, javascriptValue } from './javascript';
import type { SourceKind } from './sources';
import type { Frame, Item, Step } from './item';
import { stepOf } from './item';
import { globalSource, isKnown, kindOf, parameterRoot } from './sources';
import type { Flow, Origin, Question } from './question';
import type { Call, Record } from './value';
import type { Writes } from './writes';
import { writesIn } from './writes';

/** No value that a person wrote by hand takes more steps. */
const maxItems = 600;
const maxDepth = 5;
const maxPath = 6;
/** Of one file, so that a large one is not looked at for ever. */
const maxPerFile = 150_000;

export function flowOf(file: ParsedFile): Flow {
  const functions = functionsOf(file);
  const writes = writesIn(file);
  const spent = { items: 0 };
  return {
    functions,
    origins: (node, question, path = []) => {
      const tracer = new Tracer(file, functions, writes, question);
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
  readonly #writes: Writes;
  readonly #question: Question;
  readonly #todo: Item[] = [];
  readonly #seen = new Map<Node, Set<string>>();
  readonly #origins: Origin[] = [];

  constructor(file: ParsedFile, functions: Functions, writes: Writes, question: Question) {
    this.#file = file;
    this.#writes = writes;
    this.#functions = functions;
    this.#question = question;
  }

  run(first: Item, spent: { items: number }): readonly Origin[] {
    this.#push(first);
    for (let at = 0; at < this.#todo.length; at += 1) {
      if (++spent.items > maxPerFile) break;
      const item = this.#todo[at];
      if (item) this.#follow(item);
    }
    return this.#origins;
  }

  #push(item: Item): void {
    if (this.#todo.length >= maxItems) return;
    const key = `${item.path.join('.')} ${item.frame?.site.node.id ?? ''}`;
    const seen = this.#seen.get(item.node) ?? new Set<string>();
    this.#seen.set(item.node, seen);
    if (seen.has(key) || item.path.length > maxPath) return;
    seen.add(key);
    this.#todo.push(item);
  }

  #to(item: Item, node: Node, path: Path, frame = item.frame): void {
    this.#push({ node, path, frame, step: stepOf(item), guard: item.guard });
  }

  #found(item: Item, kind: SourceKind): void {
    if (!this.#question.kinds.has(kind)) return;
    const steps: Node[] = [];
    for (let step: Step | undefined = stepOf(item); step; step = step.before) steps.push(step.node);
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
    const { path } = item;
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
      case 'record':
        this.#record(item, value);
        return;
      case 'list':
        this.#list(item, value.items);
        return;
      case 'call':
        this.#call(item, value);
        return;
      default:
    }
  }

  #record(item: Item, { entries, spreads }: Record): void {
    const [first, ...rest] = item.path;
    if (first === undefined) return;
    for (const { name, value } of entries) {
      if (first === '*' || first === name || name === undefined) this.#held(item, value, rest);
      else if (first === `${name}()`) this.#called(item, value, rest);
    }
    for (const spread of spreads) this.#to(item, spread, item.path);
  }

  #list(item: Item, items: readonly Node[]): void {
    const [first, ...rest] = item.path;
    if (first === undefined) return;
    const spread = items.findIndex(({ type }) => type === 'spread_element');
    const index = Number(first);
    items.forEach((one, at) => {
      // What is spread has any number of elements, so that those behind it can have any index.
      const isFixed = Number.isInteger(index) && (spread < 0 || at < spread);
      if (one.type === 'spread_element') this.#to(item, one, ['*', ...rest]);
      else if (!isFixed || index === at) this.#to(item, one, rest);
    });
  }

  #carry(item: Item, carried: readonly Carried[]): void {
    for (const { from, path } of carried) this.#held(item, from, path);
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
    let seen = item.guard;
    for (const guard of guardsOf(item.node, this.#file)) {
      const verdict = this.#question.judge?.(guard, this.#file);
      if (verdict === 'proven') return undefined;
      if (verdict === 'seen') seen ??= guard.node;
    }
    return seen === item.guard ? item : { ...item, guard: seen };
  }

  #name(item: Item): void {
    const { node, path } = item;
    const binding = this.#file.resolve(node);
    if (!binding) {
      const kind = globalSource(node.text, path) ?? (isKnown(node.text) ? undefined : 'unknown');
      if (kind) this.#found(item, kind);
      return;
    }
    if (binding.imported) {
      if (!isBuiltin(binding.imported.specifier)) this.#found(item, 'unknown');
      return;
    }
    if (binding.parameter) this.#parameter(item, binding);
    for (const { value, path: into } of binding.definitions) {
      if (this.#todo.length >= maxItems) break;
      if (!functionTypes.has(value.type)) this.#to(item, value, [...into, ...path]);
    }
    this.#carry(item, this.#writes.to(binding, path));
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
    const handed = uses.passed.flatMap((site) => handedOn(site, index, path, this.#functions));
    this.#carry(item, handed);
    if (uses.isExported) this.#found(item, 'library');
    else if (uses.calls.length + handed.length === 0) this.#found(item, 'unknown');
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

  #member(item: Item, object: Node, name: string): void {
    const value = javascriptValue(object);
    if (name === 'length') return;
    if (value.kind === 'name' && !this.#file.resolve(object)) {
      const kind = globalSource(object.text, [name, ...item.path]);
      if (kind) {
        this.#found(item, kind);
        return;
      }
    }
    this.#to(item, object, [name, ...item.path]);
  }

  /** Properties of `this`: what a generator of koa is given, or whatever the file sets them to. */
  #own(item: Item): void {
    const owner = functionAround(item.node);
    const kind = owner?.type.startsWith('generator') ? kindOf('context', item.path) : undefined;
    if (kind) this.#found(item, kind);
    else this.#carry(item, this.#writes.toThis(item.path));
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
        if (this.#todo.length >= maxItems) break;
        const frame = { owner, site: { node, call }, up: item.frame, depth: depth + 1 };
        for (const result of this.#functions.returnsOf(owner)) this.#to(item, result, path, frame);
      }
      return;
    }
    const promised = fromCallback(call, path, this.#functions);
    if (promised) {
      this.#carry(item, promised);
      return;
    }
    const carried = carriedBy(call, path, this.#file);
    this.#carry(item, carried);
    const { receiver, method } = call;
    if (receiver && method !== undefined && !call.isNew) {
      this.#to(item, receiver, [`${method}()`, ...path]);
    }
    if (carried.length === 0 && !receiver) this.#found(item, 'unknown');
  }
}
