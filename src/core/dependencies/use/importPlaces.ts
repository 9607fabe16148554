import { newImports } from '../../checks/importedModules';
import type { Region } from '../../finding';
import { languageFor } from '../../grammars';
import type { Syntax } from '../../syntax';
import { packageOf } from './usage';

/** Where a file asks for a package by its name. */
export interface ImportPlace {
  readonly package: string;
  /** The name between the quotes, without a path into the package. */
  readonly region: Region;
}

/**
 * The places where a JavaScript or TypeScript file imports one of these packages, in their order. It
 * is cheap for a file that names none of them. What only stands in a comment or a text is none.
 */
export async function importPlaces(
  path: string,
  text: string,
  packages: ReadonlySet<string>,
  syntax: () => Promise<Syntax>,
): Promise<readonly ImportPlace[]> {
  if (languageFor(path) !== 'javascript') return [];
  if (![...packages].some((name) => text.includes(name))) return [];
  const found = (await newImports({ path, before: '', after: text }, syntax)) ?? [];
  const lines = text.split('\n');
  const asked = new Map<string, ImportPlace>();
  for (const { name, line } of found) {
    const wanted = packageOf(name);
    if (wanted === undefined || !packages.has(wanted)) continue;
    const character = columnOf(lines[line] ?? '', name);
    if (character < 0) continue;
    const end = { line, character: character + wanted.length };
    const region = { start: { line, character }, end };
    asked.set(`${line}:${character}`, { package: wanted, region });
  }
  return [...asked.values()];
}

function columnOf(line: string, name: string): number {
  for (const quote of [`'`, `"`, '`']) {
    const at = line.indexOf(quote + name + quote);
    if (at >= 0) return at + 1;
  }
  return -1;
}
