import type { Facts, FileOutline } from './outline';
import { beyond } from './outline';
import type { Protection } from './protections';
import { protectionOf } from './protections';

/** The changed lines of one side that the other side does not have. */
export function onlyIn(files: readonly FileOutline[], side: 'before' | 'after'): string {
  const other = side === 'after' ? 'before' : 'after';
  return beyond(
    files.flatMap((file) => file[side].text.split('\n')),
    files.flatMap((file) => file[other].text.split('\n')),
    (line) => line.trim(),
  ).join('\n');
}

/** The files with no more than the changed lines of one place, and those of the top but imports. */
export function within(files: readonly FileOutline[], place: string): readonly FileOutline[] {
  const at = (facts: Facts): Facts => ({
    ...facts,
    text: facts.stretches
      .map((one) => (one.place === place ? one.text : one.place === '' ? unnamed(one.text) : ''))
      .join('\n'),
  });
  return files.map((file) => ({ ...file, before: at(file.before), after: at(file.after) }));
}

/** Lines without those that only import or name something. */
function unnamed(text: string): string {
  return text.replace(/^.*\b(import|require|function|def|class)\b.*$/gm, '');
}

/** How often a pattern matches. */
export function count(pattern: RegExp, text: string): number {
  return text.match(new RegExp(pattern, 'g'))?.length ?? 0;
}

/** Whether one of the patterns matches more often than it did. */
export function comes(patterns: readonly RegExp[], files: readonly FileOutline[]): boolean {
  const added = onlyIn(files, 'after');
  const removed = onlyIn(files, 'before');
  return patterns.some((pattern) => count(pattern, added) > count(pattern, removed));
}

/** What names that came protect by, also where nobody calls them: a base class, an option. */
export function protectionsNamed(files: readonly FileOutline[]): ReadonlySet<Protection> {
  const names = (side: 'before' | 'after') =>
    onlyIn(files, side)
      .replace(/(['"`])(?:(?!\1)[^\\\n])*\1|\/\/.*|#.*/g, '')
      .match(/(?<![\w$.])[A-Za-z_$][\w$]{3,}/g) ?? [];
  const known = new Set(names('before'));
  const come = names('after').filter((name) => !known.has(name));
  return new Set(come.flatMap((name) => protectionOf(name) ?? []));
}

/** A value that goes beside the code, or that is written as text, needs no escape and no filter. */
export const apart: readonly RegExp[] = [
  /\b(replacements|bind|prepare|params?|parameters|values|execFile(Sync)?|spawn(Sync)?|subprocess)\b/,
  /\b(textContent|innerText|createTextNode|setAttribute|set_?header|jsonify|render(_template)?|format_html)\b|\.(json|text)\(/,
  /\?['"`,) ]|\$\d|['"` =(]:\w+/,
  /\b(query|execute|executemany|run|all|raw|exec|each)\((?:[^()]|\([^()]*\))*['"`\w],\s*[[({]/,
  /\b(send_from_directory|safe_join|secure_filename|basename|sendFile|realpath|literal_eval|safe_load)\(/,
];
