import type { SubjectFile } from '../evidence';
import { languageFor } from '../grammars';
import { indexText } from '../lines';
import type { Node, Syntax } from '../syntax';
import type { Place } from './changes';
import { addedLines, changesOf } from './changes';

/** A module that a file asks for by name. */
export interface ImportedModule extends Place {
  readonly name: string;
  /** What is taken from it, of Python's `from a import b`. */
  readonly parts: readonly string[];
  /** It is gone when the code runs. */
  readonly isType: boolean;
  /** It is asked for where its absence is dealt with. */
  readonly isOptional: boolean;
}

const nodeForm =
  /(?:\bfrom|\bimport|\brequire(?:\.resolve)?\s{0,10}\(|\bimport\s{0,10}\()\s{0,10}(?:\/\*[^*\n]{0,200}\*\/\s{0,10})?(['"`])([^'"`\n\\${}]{1,300})\1/g;
const pythonForm =
  /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*))/;
const pythonCall = /\b(?:import_module|__import__)\(\s{0,10}['"]([\w.]{1,200})['"]/g;

/**
 * The modules that added lines ask for and the text before did not; undefined for a file of another
 * language. What only stands in a comment or a text is none.
 */
export async function newImports(
  file: SubjectFile,
  syntax: () => Promise<Syntax>,
): Promise<readonly ImportedModule[] | undefined> {
  const { path, before, after } = file;
  const language = languageFor(path);
  if (language !== 'javascript' && language !== 'python') return undefined;
  const lines = addedLines(changesOf(file));
  const candidates = lines.flatMap(({ line, text }) =>
    language === 'python' ? pythonCandidates(line, text) : nodeCandidates(line, text),
  );
  const old = new Set(importNames(path, before));
  const fresh = candidates.filter(({ name }) => !old.has(name));
  if (fresh.length === 0) return [];
  const index = indexText(after);
  const found = await (
    await syntax()
  ).withTree(path, after, (root) =>
    fresh.flatMap(({ name, line, column }) => {
      const node = root.descendantForIndex(index.lineStart(line) + column);
      const statement = importAround(node, language);
      return statement ? [{ path, line, name, ...manner(statement) }] : [];
    }),
  );
  return found ?? [];
}

interface Candidate {
  readonly name: string;
  readonly line: number;
  /** Of a letter of the name. */
  readonly column: number;
}

function nodeCandidates(line: number, text: string): readonly Candidate[] {
  return [...text.matchAll(nodeForm)].map((match) => ({
    name: match[2] ?? '',
    line,
    column: match.index + match[0].length - 2,
  }));
}

function pythonCandidates(line: number, text: string): readonly Candidate[] {
  const calls = [...text.matchAll(pythonCall)].map((match) => ({
    name: match[1] ?? '',
    line,
    column: match.index + match[0].length - 2,
  }));
  const match = pythonForm.exec(text);
  if (!match) return calls;
  const [whole, from, list] = match;
  const column = whole.length - 1;
  const names = from === undefined ? (list ?? '').split(',') : [from];
  const said = names.map((name) => name.trim().split(/\s/)[0] ?? '').filter((name) => name !== '');
  return [...calls, ...said.map((name) => ({ name, line, column }))];
}

/** The names of all modules that a text seems to ask for, comments and all. */
export function importNames(path: string, text: string): readonly string[] {
  if (languageFor(path) !== 'python') {
    return [...text.matchAll(nodeForm)].map(([, , name = '']) => name);
  }
  return text.split('\n').flatMap((line) => pythonCandidates(0, line).map(({ name }) => name));
}

function importAround(node: Node, language: 'javascript' | 'python'): Node | undefined {
  const wanted =
    language === 'python'
      ? /^(?:import_statement|import_from_statement|call|future_import_statement)$/
      : /^(?:import_statement|export_statement|call_expression|import_require_clause)$/;
  let depth = 0;
  for (let at: Node | null = node; at && depth < 6; at = at.parent, depth++) {
    if (/comment/.test(at.type)) return undefined;
    if (wanted.test(at.type)) return isAsking(at, language) ? at : undefined;
  }
  return undefined;
}

function isAsking(node: Node, language: 'javascript' | 'python'): boolean {
  if (!/^call/.test(node.type)) return true;
  const callee = node.childForFieldName('function')?.text ?? '';
  return language === 'python'
    ? /(?:^|\.)(?:import_module|__import__)$/.test(callee)
    : /^(?:require(?:\.resolve)?|import)$/.test(callee);
}

function manner(statement: Node): Omit<ImportedModule, 'name' | keyof Place> {
  let isOptional = false;
  for (let at = statement.parent; at; at = at.parent) {
    if (at.type === 'try_statement') isOptional = true;
  }
  const parts =
    statement.type === 'import_from_statement'
      ? statement.namedChildren
          .slice(1)
          .map((child) => (child.childForFieldName('name') ?? child).text)
      : [];
  return { parts, isType: /^(?:import|export)\s+type\b/.test(statement.text), isOptional };
}
