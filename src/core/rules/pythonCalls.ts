import { namesOf } from '../pythonFlow/names';
import { isUse, pythonSite } from '../pythonFlow/functions';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';

/** A call in Python, with what it is told to be by the names of the library that it comes from. */
export interface PythonCall {
  readonly node: Node;
  readonly call: Call;
  /** The last name of what is called. */
  readonly name: string;
  /** As `namesOf` says it: `subprocess.run`, `sqlite3.connect().execute`. */
  readonly names: readonly string[];
}

/** The call whose last name this is: `b` of `a.b()` and of `b()`. */
export function pythonCallAt(name: Node, file: ParsedFile): PythonCall | undefined {
  const { parent } = name;
  const isMember = parent?.type === 'attribute' && parent.childForFieldName('attribute') === name;
  if (!isMember && !isUse(name)) return undefined;
  const callee = isMember ? parent : name;
  const site = pythonSite(callee);
  return (
    site && { ...site, name: originalName(name, isMember, file), names: namesOf(callee, file) }
  );
}

/** The name that a module gives to what the file imports under another one. */
function originalName(name: Node, isMember: boolean, file: ParsedFile): string {
  const imported = isMember ? undefined : file.resolve(name)?.imported;
  return imported && imported.name !== '*' ? imported.name : name.text;
}

const aliases = new WeakMap<ParsedFile, readonly (readonly [string, string])[]>();

/** The words, and what the file calls them where it imports them under other names. */
export function withAliases(words: readonly string[], file: ParsedFile): readonly string[] {
  let known = aliases.get(file);
  if (!known) {
    known = [...file.text.matchAll(/\b(\w+)\s+as\s+(\w+)/g)].map(
      ([, name = '', alias = '']) => [name, alias] as const,
    );
    aliases.set(file, known);
  }
  return [...words, ...known.flatMap(([name, alias]) => (words.includes(name) ? alias : []))];
}

/** Whether what is called is a thing of this name. */
export function isCalled({ names }: PythonCall, pattern: RegExp): boolean {
  return names.some((name) => pattern.test(name));
}

/** What a call passes by a name or, without one, at a place. */
export function argumentOf(
  { call }: PythonCall,
  index: number,
  ...names: string[]
): Node | undefined {
  for (const name of names) {
    const value = call.named.get(name);
    if (value) return value;
  }
  const spread = call.args.findIndex(({ type }) => type === 'list_splat');
  return spread >= 0 && spread <= index ? undefined : call.args[index];
}

/** The end of the text of what a method is called on: `self.db` for `self.db.execute()`. */
export function receiverText({ call }: PythonCall): string {
  return call.receiver?.text.slice(-80) ?? '';
}

/** The constant that a keyword argument is: `True` for `shell=True`. */
export function optionText({ call }: PythonCall, name: string): string | undefined {
  return call.named.get(name)?.text;
}

/** The `name=value` of a call. */
export function keywordOf({ node }: PythonCall, name: string): Node | undefined {
  return node
    .childForFieldName('arguments')
    ?.namedChildren.find((one) => one.childForFieldName('name')?.text === name);
}
