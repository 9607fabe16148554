import type { Binding } from '../../rules/bindings';
import type { Node } from '../../syntax';
import { type ArchiveFiles, fileFor, folderOf, isMarkedModule } from './archiveEntry';
import { additionsTo } from './additions';
import { expressionShape } from './expressions';
import { moduleShape } from './modules';
import { type Answers, answers, workedOutOnce } from './rounds';
import type { ScriptNames } from './scriptNames';
import {
  type Shape,
  anyOf,
  memberShape,
  sameAgain,
  shapeOf,
  unknownShape,
  withNames,
} from './shape';

/** What the values of a package are, as far as its text tells; nothing is run. */
export interface Evaluation {
  /** What a file of the package exports, with all names of an ECMAScript module. */
  module(path: string): Shape;
  /** What a specifier in a file leads to. */
  required(specifier: string, from: ScriptNames): Shape;
  expression(node: Node, file: ScriptNames): Shape;
  binding(binding: Binding, file: ScriptNames): Shape;
  /** The file of a node of a function or class. */
  file(path: string): ScriptNames | undefined;
  /** Whether a file is an ECMAScript module. */
  isEsm(path: string): boolean;
}

export interface EvaluationInput {
  readonly files: ArchiveFiles;
  /** The files that are parsed so far; undefined for one that cannot be. */
  readonly parsed: ReadonlyMap<string, ScriptNames | undefined>;
  /** Told of a file that has to be parsed before the answer is right. */
  needs(path: string): void;
}

/** Answers for the files that are parsed; ask again when what it needs is there. */
export function evaluationOf(input: EvaluationInput): Evaluation {
  const { files, parsed } = input;
  const modules = answers<string>();
  const expressions = new Map<ScriptNames, Answers<number>>();
  const bindings = answers<Binding>();
  const once = workedOutOnce();

  const evaluation: Evaluation = {
    module(path) {
      if (!/\.(?:[cm]?js|d\.[cm]?ts)$/.test(path)) return otherFile(files, path);
      if (!parsed.has(path)) input.needs(path);
      const file = parsed.get(path);
      if (!file) return unknownShape(`${path} could not be read`);
      const isEsm = evaluation.isEsm(path);
      const during = isEsm ? sameAgain : unknownShape('its files require each other in a circle');
      return once(modules, path, during, () => moduleShape(file, isEsm, evaluation));
    },
    required(specifier, from) {
      if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return unknownShape(`it comes from ${specifier}`);
      const path = fileFor(files, folderOf(from.path), specifier);
      if (path !== undefined) return evaluation.module(path);
      const declared = fileFor(files, folderOf(from.path), declarationOf(specifier));
      if (/\.d\.[cm]?ts$/.test(from.path) && declared) return evaluation.module(declared);
      return unknownShape(`${specifier} is not in the archive`);
    },
    expression(node, file) {
      let known = expressions.get(file);
      if (!known) expressions.set(file, (known = answers<number>()));
      return once(known, node.id, sameAgain, () => expressionShape(node, file, evaluation));
    },
    binding: (binding, file) =>
      once(bindings, binding, sameAgain, () => bindingShape(binding, file, evaluation)),
    file: (path) => parsed.get(path),
    isEsm(path) {
      if (/\.(?:mjs|mts)$/.test(path)) return true;
      if (/\.cjs$/.test(path)) return false;
      if (/\.d\.[cm]?ts$/.test(path) || isMarkedModule(files, path)) return true;
      const root = parsed.get(path)?.root;
      return root?.namedChildren.some(({ type }) => esmTypes.test(type)) === true;
    },
  };
  return evaluation;
}

const esmTypes = /^(?:import|export)_statement$/;

function declarationOf(specifier: string): string {
  const bare = specifier.replace(/(?:\.d)?\.[cm]?[jt]s$/, '');
  return `${bare}.d.ts`;
}

function otherFile(files: ArchiveFiles, path: string): Shape {
  if (!path.endsWith('.json')) return unknownShape(`${path} is not JavaScript`);
  try {
    const data: unknown = JSON.parse(new TextDecoder().decode(files.get(path)));
    const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
    return shapeOf({ names: new Map(keys.map((key) => [key, () => shapeOf()])) });
  } catch {
    return unknownShape(`${path} is not JSON`);
  }
}

function bindingShape(binding: Binding, file: ScriptNames, evaluation: Evaluation): Shape {
  const bases = basesOf(binding, file, evaluation);
  const base = bases.length === 0 ? unknownShape(`\`${binding.name}\` is not set`) : anyOf(bases);
  return withNames(base, additionsTo(file.usesOf(binding), file, evaluation));
}

function basesOf(binding: Binding, file: ScriptNames, evaluation: Evaluation): readonly Shape[] {
  const { declared, parameter, imported, definitions } = binding;
  const bases: Shape[] = [];
  if (declared) bases.push(evaluation.expression(declared, file));
  if (parameter) {
    const given = givenTo(parameter.owner, parameter.index);
    bases.push(
      given
        ? walked(evaluation.expression(given, file), parameter.path)
        : unknownShape(`\`${binding.name}\` is whatever its function is called with`),
    );
  }
  if (imported && definitions.length === 0) {
    bases.push(importedShape(binding, file, evaluation));
  }
  for (const { value, path } of definitions) {
    const isTaken = path.some((part) => /[*()]/.test(part));
    bases.push(
      isTaken
        ? unknownShape(`\`${binding.name}\` is an element of something`)
        : walked(evaluation.expression(value, file), path),
    );
  }
  return bases;
}

function walked(shape: Shape, path: readonly string[]): Shape {
  return path.reduce(memberShape, shape);
}

/** What a function that is called where it stands gets for a parameter. */
function givenTo(owner: Node, index: number): Node | undefined {
  let callee = owner;
  while (callee.parent?.type === 'parenthesized_expression') callee = callee.parent;
  let offset = 0;
  const member = callee.parent;
  if (member?.type === 'member_expression' && member.childForFieldName('object') === callee) {
    if (member.childForFieldName('property')?.text !== 'call') return undefined;
    callee = member;
    offset = 1;
  }
  const call = callee.parent;
  if (call?.type !== 'call_expression' || call.childForFieldName('function') !== callee) {
    return undefined;
  }
  return argumentsOf(call)[index + offset];
}

/** What a call passes, comments aside. */
export function argumentsOf(call: Node): readonly Node[] {
  const list = call.childForFieldName('arguments')?.namedChildren ?? [];
  return list.filter(({ type }) => type !== 'comment');
}

function importedShape(binding: Binding, file: ScriptNames, evaluation: Evaluation): Shape {
  const { imported, node } = binding;
  if (!imported) return unknownShape('it is not imported');
  const whole = evaluation.required(imported.specifier, file);
  if (imported.name !== '*') return memberShape(whole, imported.name);
  const isNamespace = /^(namespace_import|import_require_clause)$/.test(node.parent?.type ?? '');
  const isDefault = !isNamespace && whole.names.has('default');
  return isDefault ? memberShape(whole, 'default') : whole;
}
