import { languageFor } from '../grammars';
import { changesOf } from '../checks/changes';
import type { SubjectFile } from '../evidence';
import { splitLines } from '../diffLines';

/**
 * Names that other files may use, and of which a patch changes the code. They are found by how lines
 * begin, without a parser: a name that is exported in an unusual way is not among them.
 */
export function changedExports(file: SubjectFile): readonly string[] {
  const language = languageFor(file.path);
  if (language !== 'javascript' && language !== 'python') return [];
  const { hunks } = changesOf(file);
  const touched = (text: string, side: 'before' | 'after') =>
    exportsIn(text, language).filter(({ start, end }) =>
      hunks.some((hunk) => {
        const range = hunk[side];
        return range.start < end && Math.max(range.end, range.start + 1) > start;
      }),
    );
  const names = [...touched(file.before, 'before'), ...touched(file.after, 'after')];
  return [...new Set(names.map(({ name }) => name))];
}

interface Exported {
  readonly name: string;
  /** Zero-based lines of its code, the end not included. */
  readonly start: number;
  readonly end: number;
}

const declaration =
  /^(export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+([A-Za-z_$][\w$]*)/;
const assigned = /^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=/;
const python = /^(?:async\s+)?(?:def|class)\s+([A-Za-z]\w*)/;

function exportsIn(text: string, language: 'javascript' | 'python'): readonly Exported[] {
  const lines = splitLines(text);
  const found: { name: string; start: number; isExported: boolean }[] = [];
  const listed = language === 'javascript' ? listedNames(text) : new Set<string>();
  const starts: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (!/^[A-Za-z@/]/.test(line)) continue;
    starts.push(at);
    if (language === 'python') {
      const name = python.exec(line)?.[1];
      if (name !== undefined) found.push({ name, start: at, isExported: true });
      continue;
    }
    const [, exported, name] = declaration.exec(line) ?? [];
    const own = name ?? assigned.exec(line)?.[1];
    if (own === undefined) continue;
    const isExported = exported !== undefined || name === undefined || listed.has(own);
    found.push({ name: own, start: at, isExported });
  }
  return found
    .filter(({ isExported }) => isExported)
    .map(({ name, start }) => {
      return { name, start, end: starts.find((at) => at > start) ?? lines.length };
    });
}

/** The names in `export { a, b as c }` and `module.exports = { a, b: c }`. */
function listedNames(text: string): ReadonlySet<string> {
  const lists = text.matchAll(/^(?:export|(?:module\.)?exports\s*=)\s*\{([^{}]{0,20000})\}/gm);
  return new Set([...lists].flatMap(([, list = '']) => list.match(/[A-Za-z_$][\w$]*/g) ?? []));
}
