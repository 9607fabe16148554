import type { LineRange } from '../diffLines';
import { mapRange } from '../diffLines';
import type { Check, SubjectFile } from '../evidence';
import type { Region } from '../finding';
import { indexText } from '../lines';
import { requiredModule } from '../rules/bindings';
import { spanOf } from '../span';
import type { Node, Syntax } from '../syntax';
import type { Changes, Place } from './changes';
import { changesOf, placesText, shownPlaces } from './changes';

/** More changed lines than this take more than a look. */
const maxChangedLines = 30;

export const staysInScope: Check = {
  id: 'stays-in-scope',
  title: 'Only the code around the finding changes',
  async run({ finding, files }, ports) {
    if (finding?.kind !== 'code') {
      return { outcome: 'not-run', detail: 'There is no place in the code to keep to.' };
    }
    const { path, region } = finding.location;
    const changed = files.filter(({ before, after }) => before !== after);
    const others = changed.filter((file) => file.path !== path).map((file) => file.path);
    const own = changed.find((file) => file.path === path);
    const count = changed.reduce((sum, file) => sum + changedLines(changesOf(file)), 0);
    const outside = own && region && (await outsideScope(own, region, await ports.syntax()));
    const concerns = [
      ...(own ? [] : [`The finding's own file, ${path}, does not change.`]),
      ...(others.length > 0 ? [`Other files change: ${others.join(', ')}.`] : []),
      ...(outside?.length
        ? [`Lines outside the finding's function change: ${placesText(outside)}.`]
        : []),
      ...(count > maxChangedLines ? [`${count} lines change.`] : []),
    ];
    if (concerns.length > 0) {
      return { outcome: 'warn', detail: concerns.join(' '), lines: shownPlaces(outside ?? []) };
    }
    if (!outside) {
      const why = region ? `There is no parser for ${path}` : 'The report names no line';
      return {
        outcome: 'not-run',
        detail: `${why}, so it is not known what surrounds the finding.`,
      };
    }
    return { outcome: 'pass', detail: "Only the finding's function and imports change." };
  },
};

function changedLines({ hunks }: Changes): number {
  return hunks.reduce(
    (sum, { before, after }) => sum + Math.max(before.end - before.start, after.end - after.start),
    0,
  );
}

interface Outline {
  /** The lines of the function around the finding, or of the statement when there is none. */
  readonly scope: LineRange;
  readonly imports: ReadonlySet<number>;
}

/** Changed lines that are neither in the scope nor imports nor blank; undefined without a grammar. */
async function outsideScope(
  file: SubjectFile,
  region: Region,
  syntax: Syntax,
): Promise<readonly Place[] | undefined> {
  const { path } = file;
  const old = await syntax.withTree(path, file.before, (root): Outline => {
    return { scope: scopeAround(root, region), imports: importLines(root) };
  });
  if (!old) return undefined;
  const changes = changesOf(file);
  const scope = mapRange(old.scope, changes.hunks);
  const strays = changes.hunks.map(({ before, after }) => ({
    at: after.start,
    removed: outside(old.scope, before, changes.before).filter((line) => !old.imports.has(line)),
    added: outside(scope, after, changes.after),
  }));
  if (strays.every(({ removed, added }) => removed.length + added.length === 0)) return [];
  const imports = await syntax.withTree(path, file.after, importLines);
  return strays.flatMap(({ at, removed, added }) => {
    const lines = added.filter((line) => !imports?.has(line));
    const shown = lines.length === 0 && removed.length > 0 ? [at] : lines;
    return shown.map((line) => ({ path, line }));
  });
}

/** The lines of a range that lie outside the scope and are not blank. */
function outside(scope: LineRange, lines: LineRange, text: readonly string[]): number[] {
  return range(lines).filter(
    (line) => (line < scope.start || line >= scope.end) && text[line]?.trim() !== '',
  );
}

function range({ start, end }: LineRange): number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}

function linesOf(node: Node): LineRange {
  return { start: node.startPosition.row, end: node.endPosition.row + 1 };
}

function scopeAround(root: Node, region: Region): LineRange {
  const span = spanOf(indexText(root.text), region) ?? { start: 0, end: root.endIndex };
  let at = root.descendantForIndex(span.start, span.end);
  let statement = at;
  for (; at.parent; at = at.parent) {
    if (
      /^(statement_)?block$/.test(at.childForFieldName('body')?.type ?? '') &&
      /function|method/.test(at.type)
    ) {
      return linesOf(at);
    }
    statement = at;
  }
  return linesOf(statement);
}

function importLines(root: Node): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const node of root.descendantsOfType(['import_statement', 'variable_declarator'])) {
    const value = node.type === 'variable_declarator' ? node.childForFieldName('value') : null;
    const whole = value && requiredModule(value) ? (node.parent ?? node) : node;
    if (whole === node && node.type !== 'import_statement') continue;
    for (const line of range(linesOf(whole))) lines.add(line);
  }
  return lines;
}
