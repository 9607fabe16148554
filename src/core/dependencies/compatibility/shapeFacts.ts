import { type UsedChange, placesText } from './exportFacts';
import type { CompatibilityFact } from '../plan';
import type { PackageUse, UsePlace } from '../use/usage';

/** What the code has to do differently to have the module at all. */
export function shapeFacts(change: UsedChange): readonly CompatibilityFact[] {
  const { difference, use } = change;
  if (!difference) return [];
  return [
    ...callFacts(change, use),
    ...(difference.becomesClass === 'yes' ? [classFact(change, use)] : []),
    ...(difference.becomesEsmOnly === 'yes' ? [esmFact(change, use)] : []),
  ];
}

function callFacts(change: UsedChange, use: PackageUse | undefined): readonly CompatibilityFact[] {
  const { difference, exportsAfter, to } = change;
  const stops = difference?.stopsBeingCallable;
  const calls = use ? [...use.called, ...use.constructed] : [];
  if (stops === 'unknown') {
    if (use && calls.length === 0 && use.escapes.length === 0) return [];
    const text = `Whether the module can still be called in ${to} cannot be told from its files.`;
    return [fact('unknown', text, calls)];
  }
  if (stops !== 'yes') return [];
  if (!use) {
    return [fact('unknown', `In ${to} the module itself can no longer be called.`, [])];
  }
  const byDefault = exportsAfter.ok ? exportsAfter.exports.byDefault?.shape : undefined;
  const isDefault = byDefault === 'function' || byDefault === 'class';
  const broken = isDefault ? calls.filter(({ path }) => isRequired(path, use)) : calls;
  if (broken.length > 0) {
    const instead = isDefault ? ' Its `default` can.' : '';
    const text = `In ${to} the module itself can no longer be called, as ${placesText(broken)} does.${instead}`;
    return [fact('yes', text, broken)];
  }
  const isHandedOn = use.escapes.length > 0;
  const text = isHandedOn
    ? `In ${to} the module itself can no longer be called, and ${placesText(use.escapes)} hands it on.`
    : `In ${to} the module itself can no longer be called, which the code does not do.`;
  return [fact(isHandedOn ? 'unknown' : 'no', text, use.escapes)];
}

function isRequired(path: string, { mentions }: PackageUse): boolean {
  return mentions.some((one) => one.path === path && one.kind === 'require');
}

function classFact({ to }: UsedChange, use: PackageUse | undefined): CompatibilityFact {
  const called = use?.called ?? [];
  if (called.length > 0) {
    const text = `In ${to} the module is a class: ${placesText(called)} has to call it with \`new\`.`;
    return fact('yes', text, called);
  }
  const breaks = use && use.escapes.length === 0 ? 'no' : 'unknown';
  return fact(breaks, `In ${to} the module is a class, which is made with \`new\`.`, []);
}

function esmFact({ to }: UsedChange, use: PackageUse | undefined): CompatibilityFact {
  const text = `${to} is an ECMAScript module only: \`require\` of it fails before Node.js 20.19 and 22.12`;
  const required = use?.mentions.filter(({ kind }) => kind === 'require') ?? [];
  if (required.length > 0) {
    const places = required.map(({ path, line }) => ({ path, line }));
    return fact('yes', `${text}, and ${placesText(places)} requires it.`, places);
  }
  const isImported = use?.mentions.some(({ path }) => /\.[cm]?tsx?$/.test(path)) === false;
  return isImported
    ? fact('no', `${text}, and the code imports it.`, [])
    : fact('unknown', `${text}.`, []);
}

function fact(
  breaks: CompatibilityFact['breaks'],
  text: string,
  places: readonly UsePlace[],
): CompatibilityFact {
  return { about: 'shape', breaks, text, places };
}
