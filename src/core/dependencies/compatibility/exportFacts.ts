import { oneLine } from '../../plainText';
import type { ApiDifference } from '../exports/apiDifference';
import type { ModuleExports } from '../exports/moduleExports';
import type { CompatibilityFact } from '../plan';
import type { NamePlace, PackageUse, UsePlace } from '../use/usage';

/** What a version exports, or why that is not known. */
export type ReadExports =
  | { readonly ok: true; readonly exports: ModuleExports }
  | { readonly ok: false; readonly why: string };

export interface UsedChange {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  readonly use?: PackageUse;
  readonly exportsBefore: ReadExports;
  readonly exportsAfter: ReadExports;
  /** Absent where one side could not be read. */
  readonly difference: ApiDifference | undefined;
}

/** What becomes of the names that the project uses. */
export function exportFacts(change: UsedChange): readonly CompatibilityFact[] {
  const { exportsAfter, use } = change;
  if (!exportsAfter.ok) {
    const why = oneLine(exportsAfter.why, 200).replace(/\.$/, '');
    const text = `What ${named(change.package)} ${change.to} exports is not known: ${why}.`;
    return [{ about: 'exports', breaks: 'unknown', text, places: [] }];
  }
  if (!use) return [unusedFact(change, exportsAfter.exports)];
  const judged = [...use.names].map(([name, places]) => ({
    name,
    places,
    fate: fateOf(name, change, exportsAfter.exports),
  }));
  const gone = judged.filter(({ fate }) => fate === 'gone');
  const unsure = judged.filter(({ fate }) => fate === 'unsure');
  return [
    ...gone.map(({ name, places }) => goneFact(name, places, change)),
    ...(unsure.length > 0 ? [unsureFact(unsure, change, exportsAfter.exports)] : []),
    ...escapeFacts(change, use),
    ...(gone.length + unsure.length === 0 ? keptFacts(change, use) : []),
    ...subpathFacts(change, use),
    ...typeFacts(change, use),
  ];
}

/** What every function and object has. */
const ofAll = new Set([
  ...['apply', 'bind', 'call', 'name', 'length', 'prototype', 'default', 'constructor'],
  ...['hasOwnProperty', 'toString', 'valueOf', 'isPrototypeOf', 'propertyIsEnumerable', 'toJSON'],
  ...['toLocaleString', '__proto__', '__esModule', 'then', 'catch', 'finally'],
]);

type Fate = 'kept' | 'gone' | 'unsure';

function fateOf(name: string, change: UsedChange, after: ModuleExports): Fate {
  const { exportsBefore, difference } = change;
  if (difference?.removed.includes(name)) return settled(name, after);
  if (ofAll.has(name) || after.names.has(name) || after.inherited.has(name)) return 'kept';
  if (after.byDefault?.names.has(name) || after.byDefault?.inherited.has(name)) return 'kept';
  const isOpen = after.reading === 'unknown' || after.inheritsMore || after.mayHave(name);
  if (isOpen) return 'unsure';
  const before = exportsBefore.ok ? exportsBefore.exports : undefined;
  // What the old version does not seem to have either is had in a way that is not understood here.
  const isOld = !before || before.names.has(name) || before.inherited.has(name);
  return isOld ? settled(name, after) : 'unsure';
}

/** Code may take a name from `default`, of which less is known. */
function settled(name: string, { byDefault, inheritsMore }: ModuleExports): Fate {
  const isOnDefault = byDefault?.names.has(name) || byDefault?.inherited.has(name);
  const mayBe =
    isOnDefault || (byDefault && (byDefault.reading !== 'complete' || byDefault.inheritsMore));
  return inheritsMore || mayBe ? 'unsure' : 'gone';
}

function goneFact(
  name: string,
  places: readonly NamePlace[],
  change: UsedChange,
): CompatibilityFact {
  const what = `\`${named(name)}\``;
  const does = places[0]?.isCall ? 'calls' : 'uses';
  const says = change.exportsBefore.ok
    ? `${change.to} removes ${what}, which ${placesText(places)} ${does}`
    : `${change.to} has no ${what}, which ${placesText(places)} ${does}`;
  return { about: 'exports', breaks: 'yes', text: `${says}.`, places: places.map(placeOnly) };
}

function unsureFact(
  unsure: readonly { readonly name: string; readonly places: readonly UsePlace[] }[],
  { package: name, to }: UsedChange,
  { why = 'it is made in a way that cannot be read' }: ModuleExports,
): CompatibilityFact {
  const names = listed(unsure.map((one) => one.name));
  const text = `Whether ${named(name)} ${to} has ${names} cannot be told from its files: ${named(why)}.`;
  return {
    about: 'exports',
    breaks: 'unknown',
    text,
    places: unsure.flatMap(({ places }) => places).map(placeOnly),
  };
}

function escapeFacts({ difference }: UsedChange, use: PackageUse): readonly CompatibilityFact[] {
  const lost = [...(difference?.removed ?? []), ...(difference?.unsure ?? [])].filter(
    (name) => !use.names.has(name),
  );
  if (use.escapes.length === 0) return [];
  if (!difference) {
    const text = `It is handed on as a whole (${placesText(use.escapes)}), and which names the old version had is not known.`;
    return [{ about: 'exports', breaks: 'unknown', text, places: use.escapes }];
  }
  if (lost.length === 0) return [];
  const text = `It is handed on as a whole (${placesText(use.escapes)}), and ${listed(lost)} may be gone: whether something uses that is not known.`;
  return [{ about: 'exports', breaks: 'unknown', text, places: use.escapes }];
}

function keptFacts(change: UsedChange, use: PackageUse): readonly CompatibilityFact[] {
  const { difference, exportsAfter } = change;
  if (use.names.size > 0) {
    return [no('No exported name that the code uses was removed.')];
  }
  if (difference?.removed.length) {
    return use.escapes.length > 0
      ? []
      : [no(`${listed(difference.removed)} was removed, and the code uses none of it.`)];
  }
  const isKnown =
    difference?.unsure.length === 0 &&
    exportsAfter.ok &&
    exportsAfter.exports.reading !== 'unknown';
  return isKnown ? [no('No exported name was removed.')] : [];
}

function unusedFact(change: UsedChange, after: ModuleExports): CompatibilityFact {
  const { difference, to } = change;
  const about = 'exports';
  if (!difference || after.reading === 'unknown') {
    return {
      about,
      breaks: 'unknown',
      text: `Which exported names ${to} no longer has is not known.`,
      places: [],
    };
  }
  const lost = [...difference.removed, ...difference.unsure];
  if (lost.length === 0) return no('No exported name was removed.');
  const sure = difference.removed.length > 0 ? 'removes' : 'may no longer have';
  const names = listed(difference.removed.length > 0 ? difference.removed : difference.unsure);
  const text = `${to} ${sure} ${names}; whether the packages that ask for it use that was not looked at.`;
  return { about, breaks: 'unknown', text, places: [] };
}

function subpathFacts(change: UsedChange, use: PackageUse): readonly CompatibilityFact[] {
  const { exportsAfter, exportsBefore, package: name, to } = change;
  if (!exportsAfter.ok) return [];
  const asked = new Set(use.mentions.flatMap(({ subpath }) => subpath ?? []));
  return [...asked].flatMap((subpath): CompatibilityFact[] => {
    const wasThere = !exportsBefore.ok || exportsBefore.exports.offers(subpath);
    if (exportsAfter.exports.offers(subpath) || !wasThere) return [];
    const places = use.mentions.filter((one) => one.subpath === subpath && one.kind !== 'types');
    if (places.length === 0) return [];
    const text = `${to} has no \`${named(`${name}/${subpath}`)}\`, which ${placesText(places)} asks for.`;
    return [{ about: 'exports', breaks: 'yes', text, places: places.map(placeOnly) }];
  });
}

function typeFacts({ difference, to }: UsedChange, use: PackageUse): readonly CompatibilityFact[] {
  const lost = difference?.removedTypes ?? [];
  if (lost.length === 0) return [];
  const used = lost.filter((name) => use.names.has(name));
  const places = used.flatMap((name) => use.names.get(name) ?? []).map(placeOnly);
  const isTyped = use.mentions.some(({ path }) => /\.[cm]?tsx?$/.test(path));
  const text = `The type declarations of ${to} no longer have ${listed(used.length > 0 ? used : lost)}.`;
  const breaks = !isTyped ? 'no' : used.length > 0 ? 'yes' : 'unknown';
  return [{ about: 'types', breaks, text, places }];
}

function no(text: string): CompatibilityFact {
  return { about: 'exports', breaks: 'no', text, places: [] };
}

function placeOnly({ path, line }: UsePlace): UsePlace {
  return { path, line };
}

/** Foreign text in a sentence. */
export function named(text: string): string {
  return oneLine(text, 120);
}

const shown = 5;

/** Names for a sentence: `a`, `b` and 3 more. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, shown).map((name) => `\`${named(name)}\``);
  const more = names.length - first.length;
  if (more > 0) return `${first.join(', ')} and ${more} more`;
  const last = first.pop() ?? '';
  return first.length > 0 ? `${first.join(', ')} and ${last}` : last;
}

/** Places for a sentence, with lines from 1: `lib/pipe.js:12 and 2 other places`. */
export function placesText(places: readonly UsePlace[]): string {
  const [first] = places;
  if (!first) return 'no place';
  const others = places.length - 1;
  const more =
    others === 0 ? '' : ` (and ${others === 1 ? '1 other place' : `${others} other places`})`;
  return `${named(first.path)}:${first.line + 1}${more}`;
}
