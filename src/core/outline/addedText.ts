import type { Facts, FileOutline, Stretch } from './outline';
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

/**
 * The files with no more than the changed lines of one place and of what it names, and what the top of
 * a file has for all: base classes and middleware when `isStrict`, else all but what only imports or
 * names something.
 */
export function within(
  files: readonly FileOutline[],
  place: string,
  isStrict = false,
): readonly FileOutline[] {
  const top = isStrict ? forAll : unnamed;
  const name = place.slice(place.indexOf(' ') + 1);
  const isOwn = (one: Stretch) =>
    one.place === place || (one.place === '' && hasWord(one.text, name));
  const textOf = (one: Stretch, own: string) => {
    if (isOwn(one) || (/^[\w$]+$/.test(one.place) && hasWord(own, one.place))) return one.text;
    return one.place === '' ? top(one.text) : '';
  };
  const at = (facts: Facts): Facts => {
    const { stretches } = facts;
    const own = stretches.flatMap((one) => (isOwn(one) ? [one.text] : [])).join('\n');
    return { ...facts, text: stretches.map((one) => textOf(one, own)).join('\n') };
  };
  return files.map((file) => ({ ...file, before: at(file.before), after: at(file.after) }));
}

/** Whether a function or a route is still there. The top of a file always is. */
export function isPlaceLeft(place: string, files: readonly FileOutline[]): boolean {
  if (place === '') return true;
  const name = place.slice(place.indexOf(' ') + 1);
  const quoted = name.replace(/[^\w]/g, '\\$&');
  const pattern = place.includes(' ')
    ? new RegExp(`['"\`]${quoted}['"\`]`)
    : new RegExp(`\\b(?:def|class|function)\\*? ${quoted}\\b|(?<![\\w$.])${quoted}\\s*[(=:]`);
  return files.some(({ file }) => pattern.test(file.after));
}

/** Whether a text names something, by itself. */
export function hasWord(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, 'u').test(text);
}

function unnamed(text: string): string {
  return text.replace(/^.*\b(import|require|function|def|class)\b.*$/gm, '');
}

function forAll(text: string): string {
  const lines = text.match(/^.*\bclass\b.*$|^.*(\.use\(|\bdependencies\b|add_middleware).*$/gm);
  return (lines ?? []).join('\n');
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
