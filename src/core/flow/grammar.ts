import type { Binding, Definition, Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Words } from '../words';
import type { CallSite, Functions, FunctionUses } from './calls';
import type { Carried } from './carriers';
import type { Guard } from './guards';
import type { SourceKind } from './sources';
import type { Call, Value } from './value';
import type { Writes } from './writes';

/** All that data flow has to know of one language. */
export interface Grammar {
  /** The types of nodes that `ParsedFile.find` looks for: names, and the text of whole strings. */
  readonly foundTypes: ReadonlySet<string>;
  /** The types of nodes that can declare a name or mean one. */
  readonly nameTypes: ReadonlySet<string>;
  /** Every meaning that a file gives one name, whose occurrences these are. */
  bindingsAmong(occurrences: readonly Node[]): readonly Binding[];
  /** The names that imports give, in order, each once. */
  importedNames(root: Node, words: Words): readonly string[];

  valueOf(node: Node): Value;
  isFunction(node: Node): boolean;
  /** Whether it puts the elements of a list in its own place. */
  isSpread(node: Node): boolean;
  functionsOf(file: ParsedFile): Functions;
  /** The checks on an expression, or on the same words, that hold where it stands. */
  guardsOf(use: Node, file: ParsedFile): readonly Guard[];

  /** What a name may have been given where it is used. */
  reaching(binding: Binding, use: Node): Reaching;
  /** What is set on the properties of names and of `this`, or added to them. */
  writesIn(file: ParsedFile): Writes;
  /** What a call gives to a parameter of the function that it calls. */
  argumentsFor(
    call: Call,
    parameter: NonNullable<Binding['parameter']>,
    path: Path,
  ): readonly Carried[];
  /** What a function gets from the call that it is handed to. */
  handedOn(
    site: CallSite & { readonly index: number },
    index: number,
    path: Path,
    functions: Functions,
  ): readonly Carried[];
  /** What a call gives that hands on a result of the function it gets; undefined for others. */
  fromCallback(call: Call, path: Path, functions: Functions): readonly Carried[] | undefined;
  /** What the result of a call that is not to a function of this file is made of. */
  carriedBy(call: Call, path: Path, file: ParsedFile): readonly Carried[];
  /** What a number that is reckoned, or that a call gives, grows with. */
  numberParts(node: Node, call?: Call): readonly Node[];
  /** Whether a call gives a number or a truth value, which carry no text. */
  isNumber(call: Call, file: ParsedFile): boolean;

  /** What a name that the file does not declare stands for. */
  globalSource(name: string, path: Path, file: ParsedFile): SourceKind | undefined;
  /** Whether a name that the file does not declare is one that the language gives. */
  isKnown(name: string): boolean;
  /** What a name that the file imports stands for. */
  importedSource(binding: Binding, path: Path, file: ParsedFile): SourceKind | undefined;
  /** What a call gives that an outsider decides on. */
  callSource(call: Call, path: Path, file: ParsedFile): SourceKind | undefined;
  /** What the framework that calls a function gives to a parameter; undefined when none does. */
  parameterSource(
    owner: Node,
    index: number,
    path: Path,
    uses: FunctionUses,
    file: ParsedFile,
  ): ParameterSource | undefined;
  /** What the object that a method belongs to stands for. */
  thisSource(node: Node, path: Path, file: ParsedFile): SourceKind | undefined;
}

export interface Reaching {
  readonly definitions: readonly Definition[];
  /** Whether it may still be what the function was called with. */
  readonly asGiven: boolean;
}

export interface ParameterSource {
  /** Undefined for a part that no outsider decides on. */
  readonly kind: SourceKind | undefined;
  /** Whether nothing but the framework calls the function. */
  readonly isOnly: boolean;
}
