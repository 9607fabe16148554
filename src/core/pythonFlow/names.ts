import type { Binding } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { importStatements } from './bindings';
import { pythonReaching } from './reaching';
import { expressions } from '../flow/value';
import { bare, literalText, pythonCall, pythonClassAround, pythonReturns } from './value';

/** An expression can stand for as many things of libraries, and no more. */
const most = 4;
const maxDepth = 8;
const maxLength = 160;

interface Known {
  readonly names: Map<Node, readonly string[]>;
  readonly written: Map<string, readonly Node[]>;
  wildcards?: readonly string[];
}

const known = new WeakMap<ParsedFile, Known>();

/**
 * What an expression is, told by the names of the library that it comes from, through imports,
 * assignments, `with` and calls: `sqlite3.connect().cursor().execute`, `flask.request`. An instance
 * is its class with `()`. A builtin is its name. Nothing when it is not known.
 */
export function namesOf(node: Node, file: ParsedFile, depth = 0): readonly string[] {
  let own = known.get(file);
  if (!own) known.set(file, (own = { names: new Map(), written: new Map() }));
  const before = own.names.get(node);
  if (before) return before;
  if (depth > maxDepth) return [];
  // Set first, so that a name that is made of itself is not followed for ever.
  own.names.set(node, []);
  const found = [...new Set(compute(node, file, own, depth + 1))]
    .filter(({ length }) => length <= maxLength)
    .slice(0, most);
  own.names.set(node, found);
  return found;
}

/** Whether one of the things that an expression stands for is a thing of this name. */
export function isNamed(node: Node, file: ParsedFile, pattern: RegExp): boolean {
  return namesOf(node, file).some((name) => pattern.test(name));
}

function compute(node: Node, file: ParsedFile, own: Known, depth: number): readonly string[] {
  const with_ = (inner: Node | null, suffix: string): string[] =>
    inner ? namesOf(inner, file, depth).map((name) => `${name}${suffix}`) : [];
  switch (node.type) {
    case 'identifier':
      return identifier(node, file, own, depth);
    case 'attribute':
      return [...member(node, file, own, depth)];
    case 'call':
      return called(node, file, depth);
    case 'subscript': {
      const index = node.childForFieldName('subscript');
      const key = index ? literalText(index) : undefined;
      return with_(node.childForFieldName('value'), key === undefined ? '[]' : `[${key}]`);
    }
    case 'await':
    case 'as_pattern':
    case 'parenthesized_expression':
    case 'type':
      return with_(expressions(node)[0] ?? null, '');
    case 'named_expression':
      return with_(node.childForFieldName('value'), '');
    case 'assignment':
      return with_(node.childForFieldName('right'), '');
    case 'conditional_expression':
    case 'boolean_operator':
      return expressions(node).flatMap((one) => namesOf(one, file, depth));
    default:
      return [];
  }
}

function identifier(node: Node, file: ParsedFile, own: Known, depth: number): readonly string[] {
  const binding = file.resolve(node);
  if (/^(self|cls)$/.test(node.text)) {
    const holder = pythonClassAround(node);
    return holder ? basesOf(holder, file, depth).map((name) => `${name}()`) : [];
  }
  if (!binding) {
    const wildcards = (own.wildcards ??= /\bimport\s*\*/.test(file.text)
      ? wildcardsOf(file.root)
      : []);
    return [node.text, ...wildcards.map((module) => `${module}.${node.text}`)];
  }
  return bound(binding, node, file, depth);
}

function bound(binding: Binding, use: Node, file: ParsedFile, depth: number): readonly string[] {
  const { imported, declared, parameter } = binding;
  if (imported) {
    const { specifier, name } = imported;
    return [name === '*' ? specifier : `${specifier}.${name}`];
  }
  if (declared) return declared.type === 'class_definition' ? basesOf(declared, file, depth) : [];
  const names = pythonReaching(binding, use).definitions.flatMap(({ value, path }) => {
    if (path.length > 1) return [];
    const suffix = path.map((one) => `.${one}`).join('');
    return namesOf(value, file, depth).map((name) => `${name}${suffix}`);
  });
  const part = parameter && partOf(binding.node);
  const type = part?.childForFieldName('type');
  return type ? [...names, ...typeNames(type, file, depth)] : names;
}

/** The parameter that a name stands in. */
function partOf({ parent }: Node): Node | undefined {
  return parent && /parameter$/.test(parent.type) ? parent : undefined;
}

/** An instance of the class that an annotation names; what is in `Optional[…]` counts. */
function typeNames(type: Node, file: ParsedFile, depth: number): readonly string[] {
  return type
    .descendantsOfType(['identifier', 'attribute'])
    .filter((one) => one.parent?.type !== 'attribute')
    .flatMap((one) => namesOf(one, file, depth).map((name) => `${name}()`));
}

function basesOf(holder: Node, file: ParsedFile, depth: number): readonly string[] {
  const list = holder.childForFieldName('superclasses');
  return (list ? expressions(list) : [])
    .filter(({ type }) => type !== 'keyword_argument')
    .flatMap((one) => namesOf(one, file, depth));
}

function member(node: Node, file: ParsedFile, own: Known, depth: number): readonly string[] {
  const object = node.childForFieldName('object');
  const name = node.childForFieldName('attribute')?.text ?? '';
  if (!object) return [];
  const whole = namesOf(object, file, depth).map((one) => `${one}.${name}`);
  if (object.type !== 'identifier' || !/^(self|cls)$/.test(object.text)) return whole;
  return [...writtenTo(name, file, own).flatMap((one) => namesOf(one, file, depth)), ...whole];
}

/** What the file sets `self.name` to. */
function writtenTo(name: string, file: ParsedFile, own: Known): readonly Node[] {
  let values = own.written.get(name);
  if (!values) {
    values = file.find(name).flatMap((node) => {
      const { parent } = node;
      const target = parent?.type === 'attribute' ? parent : node;
      const holder = target.parent;
      if (holder?.type !== 'assignment' || holder.childForFieldName('left') !== target) return [];
      const isOwn = /^(self|cls)$/.test(target.childForFieldName('object')?.text ?? '');
      const isField = target === node && pythonClassAround(node) !== undefined;
      return isOwn || isField ? (holder.childForFieldName('right') ?? []) : [];
    });
    own.written.set(name, values);
  }
  return values;
}

function called(node: Node, file: ParsedFile, depth: number): readonly string[] {
  const callee = bare(node.childForFieldName('function'));
  if (!callee) return [];
  const binding = callee.type === 'identifier' ? file.resolve(callee) : undefined;
  if (binding?.declared?.type === 'function_definition') {
    return pythonReturns(binding.declared).flatMap((one) => namesOf(one, file, depth));
  }
  const call = pythonCall(node);
  const names = namesOf(callee, file, depth);
  const [first] = call?.args ?? [];
  if (
    first &&
    names.some((name) => /^(contextlib\.(closing|nullcontext)|typing\.cast|copy\.\w+)$/.test(name))
  ) {
    return namesOf(call?.args.at(-1) ?? first, file, depth);
  }
  return names.map((name) => `${name.replace(/\.__enter__$/, '')}()`);
}

/** The modules of `from x import *`. */
function wildcardsOf(root: Node): readonly string[] {
  return importStatements(root)
    .filter((one) => one.namedChildren.some(({ type }) => type === 'wildcard_import'))
    .map((one) => one.childForFieldName('module_name')?.text ?? '');
}
