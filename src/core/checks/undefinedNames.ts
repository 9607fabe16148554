import type { Check, CheckAnswer } from '../evidence';
import { hasWord } from '../outline/addedText';
import { lastPart } from '../outline/nodes';
import type { FileOutline } from '../outline/outline';
import { outlineOf } from '../outline/outline';
import { standingsIn } from '../outline/standing';
import { oneLine } from '../plainText';
import type { Node, Syntax } from '../syntax';
import type { Place } from './changes';
import { placesText, shownPlaces } from './changes';
import { isKnownEverywhere } from './knownNames';

export const undefinedNames: Check = {
  id: 'undefined-names',
  title: 'Every name that the change leaves in use is defined',
  async run(subject, ports) {
    const { files } = await outlineOf(subject, ports);
    const syntax = files.length > 0 ? await ports.syntax() : undefined;
    const found: Missing[] = [];
    let looked = 0;
    for (const file of files) {
      const missing = syntax && (await missingIn(file, files, syntax));
      if (!missing) continue;
      looked += 1;
      found.push(...missing);
    }
    return found.length > 0 ? answer(found) : nothing(looked, subject.files[0]?.path);
  },
};

interface Missing extends Place {
  readonly name: string;
  /** The change took its definition away. */
  readonly wasDefined: boolean;
  readonly isCertain: boolean;
}

/** More names than a change that one can review has. */
const mostNames = 300;

/** Undefined where one cannot tell: the code does not parse. */
async function missingIn(
  outline: FileOutline,
  all: readonly FileOutline[],
  syntax: Syntax,
): Promise<readonly Missing[] | undefined> {
  const { file } = outline;
  if (file.after === '') return [];
  return syntax.withTree(file.path, file.after, (root) => {
    if (root.hasError) return undefined;
    if (takesNamesFromElsewhere(root)) return [];
    const language = root.type === 'module' ? 'python' : 'javascript';
    const unknown = (names: readonly string[]) =>
      names
        .filter((name) => !isKnownEverywhere(name, language))
        .slice(0, mostNames)
        .flatMap((name) => firstUse(root, file.after, name) ?? []);
    const gone = unknown(goneNames(outline));
    const come = isOwnWorld(root, file.after) ? unknown(newNames(outline)) : [];
    const others = all.filter((one) => one !== outline);
    return [
      ...gone.map((use) => {
        const isCertain = others.every(({ after }) => !after.declared.includes(use.name));
        return { ...use, path: file.path, wasDefined: true, isCertain };
      }),
      ...come.map((use) => ({ ...use, path: file.path, wasDefined: false, isCertain: false })),
    ];
  });
}

/** What changed lines declared before and do not declare any more. */
function goneNames({ before, after }: FileOutline): readonly string[] {
  const still = new Set(after.declared);
  return [...new Set(before.declared)].filter((name) => !still.has(name));
}

/** What changed lines call, by a name that the file did not have. */
function newNames({ file, after }: FileOutline): readonly string[] {
  const bases = after.calls.map(({ name }) => (lastPart(name) === name ? name : baseOf(name)));
  const declared = new Set(after.declared);
  return [...new Set(bases)].filter(
    (name) =>
      /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) &&
      !declared.has(name) &&
      !hasWord(file.before, name),
  );
}

function baseOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

/** Where a name is used, when nothing in the text declares it or asks whether it is there. */
function firstUse(
  root: Node,
  text: string,
  name: string,
): { readonly name: string; readonly line: number } | undefined {
  let use: Node | undefined;
  for (const [standing, node] of standingsIn(root, text, name)) {
    if (standing === 'declared' || standing === 'asked') return undefined;
    if (standing === 'used') use ??= node;
  }
  return use && { name, line: use.startPosition.row };
}

/** Code whose names can come from where one does not see it. */
function takesNamesFromElsewhere(root: Node): boolean {
  if (root.type !== 'module') return false;
  const isWild = root.descendantsOfType('wildcard_import').length > 0;
  return isWild || /\b(globals|locals|vars)\(\)/.test(root.text);
}

/** A module names all that it uses; a script of a page may use what another script has made. */
function isOwnWorld(root: Node, text: string): boolean {
  if (root.type === 'module') return true;
  if (/\/[/*]\s*globals?\s/.test(text)) return false;
  return /^\s*(import|export)\b|\brequire\s*\(|\bmodule\.exports\b/m.test(text);
}

function answer(found: readonly Missing[]): CheckAnswer {
  const sorted = [...found].sort((a, b) => Number(b.isCertain) - Number(a.isCertain));
  const sentences = sorted.slice(0, 4).map(({ name, wasDefined, path, line }) => {
    const shown = oneLine(name, 60);
    const where = placesText([{ path, line }]);
    return wasDefined
      ? `${shown} is still used at ${where}, but the change takes away what defined it. Define it again or use what replaced it.`
      : `${shown} is used at ${where} and defined nowhere in the file. Import it, or ask whether it exists.`;
  });
  return {
    outcome: found.some(({ isCertain }) => isCertain) ? 'fail' : 'warn',
    detail: sentences.join(' '),
    lines: shownPlaces(sorted),
  };
}

function nothing(looked: number, path = 'this'): CheckAnswer {
  if (looked === 0) {
    return {
      outcome: 'not-run',
      detail: `The names in ${oneLine(path, 200)} cannot be read; look for those that nothing defines.`,
    };
  }
  return { outcome: 'pass', detail: 'No name lost its definition, and no new one lacks it.' };
}
