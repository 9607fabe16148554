import type { Parameter, Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { CallSite, Functions } from './calls';
import type { Carried } from './carriers';
import type { Grammar } from './grammar';
import type { SourceKind } from './sources';
import type { Frame, Item, Step } from './item';
import { stepOf } from './item';
import type { Flow, Origin, Question } from './question';
import type { Call, Record } from './value';
import type { Writes } from './writes';

/** No value that a person wrote by hand takes more steps. */
const maxItems = 600;
const maxDepth = 5;
const maxPath = 6;
/** Of one file, so that a large one is not looked at for ever. */
const maxPerFile = 150_000;

export function flowOf(file: ParsedFile): Flow {
  const functions = file.grammar.functionsOf(file);
  const writes = file.grammar.writesIn(file);
  const spent = { items: 0 };
  return {
    functions,
    origins: (node, question, path = []) => {
      const tracer = new Tracer(file, functions, writes, question);
      const first = { node, path, frame: undefined, step: undefined, guard: undefined };
      return tracer.run(first, spent);
    },
  };
}

class Tracer {
  readonly #file: ParsedFile;
  readonly #grammar: Grammar;
  readonly #functions: Functions;
  readonly #writes: Writes;
  readonly #question: Question;
  readonly #todo: Item[] = [];
  readonly #seen = new Map<Node, Set<string>>();
  readonly #origins: Origin[] = [];

  constructor(file: ParsedFile, functions: Functions, writes: Writes, question: Question) {
    this.#file = file;
    this.#grammar = file.grammar;
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
    const value = this.#grammar.valueOf(before.node);
    let item = before;
    if (value.kind === 'name' || value.kind === 'member' || value.kind === 'element') {
      const checked = this.#checked(item);
      if (!checked) return;
      item = checked;
    }
    const { path } = item;
    switch (value.kind) {
      case 'literal':
        this.#parts(item, this.#grammar.numberParts(item.node));
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
        if (this.#question.onlyObjects) return;
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
    const spread = items.findIndex((one) => this.#grammar.isSpread(one));
    const index = Number(first);
    items.forEach((one, at) => {
      // What is spread has any number of elements, so that those behind it can have any index.
      const isFixed = Number.isInteger(index) && (spread < 0 || at < spread);
      if (this.#grammar.isSpread(one)) this.#to(item, one, ['*', ...rest]);
      else if (!isFixed || index === at) this.#to(item, one, rest);
    });
  }

  #carry(item: Item, carried: readonly Carried[]): void {
    for (const { from, path } of carried) this.#held(item, from, path);
  }

  #held(item: Item, held: Node, rest: Path): void {
    if (!this.#grammar.isFunction(held)) this.#to(item, held, rest);
  }

  #called(item: Item, held: Node, rest: Path): void {
    if (!this.#grammar.isFunction(held)) return;
    for (const result of this.#functions.returnsOf(held)) this.#to(item, result, rest);
  }

  /** The item with the checks that hold where it stands; undefined when one of them suffices. */
  #checked(item: Item): Item | undefined {
    let seen = item.guard;
    for (const guard of this.#grammar.guardsOf(item.node, this.#file)) {
      const verdict = this.#question.judge?.(guard, this.#file);
      if (verdict === 'proven') return undefined;
      if (verdict === 'seen') seen ??= guard.node;
    }
    return seen === item.guard ? item : { ...item, guard: seen };
  }

  #name(item: Item): void {
    const { node, path } = item;
    const binding = this.#file.resolve(node);
    const kind = binding
      ? binding.imported && this.#grammar.importedSource(binding, path, this.#file)
      : this.#grammar.globalSource(node.text, path, this.#file);
    if (kind) this.#found(item, kind);
    if (!binding && !kind && !this.#grammar.isKnown(node.text)) this.#found(item, 'unknown');
    if (!binding || binding.imported) return;
    const { definitions, asGiven } = this.#grammar.reaching(binding, node);
    if (binding.parameter && asGiven) this.#parameter(item, binding.parameter);
    for (const { value, path: into } of definitions) {
      if (this.#todo.length >= maxItems) break;
      if (!this.#grammar.isFunction(value)) this.#to(item, value, [...into, ...path]);
    }
    this.#carry(item, this.#writes.to(binding, path));
  }

  #parameter(item: Item, parameter: Parameter): void {
    const { owner, index, path: into } = parameter;
    const path = [...into, ...item.path];
    const { frame } = item;
    if (frame?.owner === owner) {
      this.#argument(item, frame.site, parameter, path, frame.up);
      return;
    }
    const uses = this.#functions.usesOf(owner);
    const source = this.#grammar.parameterSource(owner, index, path, uses, this.#file);
    if (source?.kind) this.#found(item, source.kind);
    if (source?.isOnly) return;
    for (const site of uses.calls) this.#argument(item, site, parameter, path, undefined);
    const handed = uses.passed.flatMap((site) =>
      this.#grammar.handedOn(site, index, path, this.#functions),
    );
    this.#carry(item, handed);
    if (uses.isExported) this.#found(item, 'library');
    else if (uses.calls.length + handed.length === 0) this.#found(item, 'unknown');
  }

  #argument(
    item: Item,
    { call }: CallSite,
    to: Parameter,
    path: Path,
    up: Frame | undefined,
  ): void {
    for (const one of this.#grammar.argumentsFor(call, to, path)) {
      this.#to(item, one.from, one.path, up);
    }
  }

  #member(item: Item, object: Node, name: string): void {
    const value = this.#grammar.valueOf(object);
    if (name === 'length') return;
    if (value.kind === 'name' && !this.#file.resolve(object)) {
      const kind = this.#grammar.globalSource(object.text, [name, ...item.path], this.#file);
      if (kind) {
        this.#found(item, kind);
        return;
      }
    }
    this.#to(item, object, [name, ...item.path]);
  }

  /** Properties of `this`: what a framework gives, or whatever the file sets them to. */
  #own(item: Item): void {
    const kind = this.#grammar.thisSource(item.node, item.path, this.#file);
    if (kind) this.#found(item, kind);
    else this.#carry(item, this.#writes.toThis(item.path));
  }

  #parts(item: Item, ofNumber: readonly Node[]): void {
    if (!this.#question.throughNumbers) return;
    for (const part of ofNumber) this.#to(item, part, []);
  }

  #call(item: Item, call: Call): void {
    const { path, node } = item;
    const owners = this.#functions.calledBy(call);
    const cleans = this.#question.cleans?.(call, this.#file) === true;
    const isForeign = owners.length === 0;
    if (isForeign && cleans) return;
    if (isForeign && this.#grammar.isNumber(call, this.#file)) {
      this.#parts(item, this.#grammar.numberParts(node, call));
      return;
    }
    const kind = this.#grammar.callSource(call, path, this.#file);
    if (kind) {
      this.#found(item, kind);
      return;
    }
    const depth = item.frame?.depth ?? 0;
    if (!isForeign && depth < maxDepth && !call.isNew) {
      for (const owner of owners) {
        if (this.#todo.length >= maxItems) break;
        const frame = { owner, site: { node, call }, up: item.frame, depth: depth + 1 };
        for (const result of this.#functions.returnsOf(owner)) {
          // What is given back as it came is not cleaned, whatever the function's name says.
          const isSeen = cleans && this.#file.resolve(result)?.parameter === undefined;
          const from = isSeen ? { ...item, guard: item.guard ?? node } : item;
          this.#to(from, result, path, frame);
        }
      }
      return;
    }
    const promised = this.#grammar.fromCallback(call, path, this.#functions);
    if (promised) {
      this.#carry(item, promised);
      return;
    }
    const carried = this.#grammar.carriedBy(call, path, this.#file);
    this.#carry(item, carried);
    const { receiver, method } = call;
    if (receiver && method !== undefined && !call.isNew) {
      this.#to(item, receiver, [`${method}()`, ...path]);
    }
    if (carried.length === 0 && !receiver) this.#found(item, 'unknown');
  }
}
