import type { Check } from '../evidence';
import { routeText } from '../outline/lostNames';
import type { FileOutline, Route } from '../outline/outline';
import { beyond, outlineOf } from '../outline/outline';
import type { Exposed, Signature } from '../outline/surface';
import { oneLine } from '../plainText';
import type { Place } from './changes';
import { shownPlaces } from './changes';

/** More than a person reads in one row. */
const maxTold = 4;

interface Difference extends Place {
  readonly sentence: string;
}

export const apiUnchanged: Check = {
  id: 'api-unchanged',
  title: 'What other code uses of it stays the same',
  async run(subject, ports) {
    const { files, unparsed } = await outlineOf(subject, ports);
    const code = files.filter(({ isTest }) => !isTest);
    const found = [...routeDifferences(code), ...code.flatMap(differencesOf)];
    if (found.length > 0) {
      const more = found.length > maxTold ? ` And ${found.length - maxTold} more.` : '';
      const told = found.slice(0, maxTold).map(({ sentence }) => sentence);
      return {
        outcome: 'warn',
        detail: `${told.join(' ')}${more} Look at who uses it.`,
        lines: shownPlaces(found),
      };
    }
    const [first] = unparsed;
    if (first && code.length === 0) {
      return {
        outcome: 'not-run',
        detail: `There is no parser for ${oneLine(first.path, 200)}, so its exports are not known.`,
      };
    }
    return {
      outcome: 'pass',
      detail: 'Exports, their parameters and HTTP routes are as they were.',
    };
  },
};

function routeDifferences(files: readonly FileOutline[]): readonly Difference[] {
  const isAnswered = ({ method }: Route) => method !== 'use';
  const before = files.flatMap((file) => file.before.routes.filter(isAnswered));
  const after = files.flatMap((file) => file.after.routes.filter(isAnswered));
  const come = [...beyond(after, before, routeText)];
  return beyond(before, after, routeText).map((old) => {
    const at = come.findIndex(({ route, method }) => route === old.route || method === old.method);
    const [now] = at >= 0 ? come.splice(at, 1) : [];
    return {
      path: old.path,
      line: now?.line ?? old.at,
      sentence: now
        ? `The route ${routeText(old)} became ${routeText(now)}.`
        : `The route ${routeText(old)} is gone.`,
    };
  });
}

function differencesOf({ file, exposed, changes }: FileOutline): readonly Difference[] {
  const now = new Map(exposed.after.map((one) => [one.name, one]));
  const isPython = /\.pyw?$/i.test(file.path);
  return exposed.before.flatMap((old): readonly Difference[] => {
    const current = now.get(old.name);
    const name = oneLine(old.name, 60);
    const place = {
      path: file.path,
      line: Math.min(current?.line ?? old.line, Math.max(0, changes.after.length - 1)),
    };
    if (!current) return [{ ...place, sentence: `${name} is no longer exported.` }];
    if (current.isInjected) return [];
    return signatureDifferences(old, current, isPython).map((what) => ({
      ...place,
      sentence: `${name} ${what}.`,
    }));
  });
}

function signatureDifferences(old: Exposed, now: Exposed, isPython: boolean): readonly string[] {
  const [before, after] = [old.signature, now.signature];
  if (!before || !after) return [];
  return [
    ...paramDifferences(before, after, isPython),
    ...asyncDifferences(before, after),
    ...returnDifferences(before, after),
  ];
}

function paramDifferences(
  before: Signature,
  after: Signature,
  isPython: boolean,
): readonly string[] {
  const [old, now] = [before.params, after.params];
  const required = now.slice(old.length).find(({ isRequired }) => isRequired);
  if (required) return [`needs a further argument, ${oneLine(required.name, 40)}`];
  if (now.length < old.length) {
    const names = now.map(({ name }) => name);
    const gone = old.find(({ name }) => !names.includes(name)) ?? old.at(-1);
    return [`no longer takes ${oneLine(gone?.name ?? 'an argument', 40)}`];
  }
  const stricter = now.find(({ isRequired }, at) => isRequired && old[at]?.isRequired === false);
  if (stricter) return [`cannot do without ${oneLine(stricter.name, 40)} any more`];
  const oldNames = old.map(({ name }) => name);
  const newNames = now.slice(0, old.length).map(({ name }) => name);
  if (oldNames.join() === newNames.join()) return [];
  const isReordered = [...oldNames].sort().join() === [...newNames].sort().join();
  if (isReordered) return ['takes its arguments in another order'];
  const inserted = now.find(({ name }) => !oldNames.includes(name));
  const isShifted = now.length > old.length;
  if (!isShifted && !isPython) return [];
  return [`has another argument in its list, ${oneLine(inserted?.name ?? '', 40)}, before others`];
}

/** Handlers are called by a framework that takes either. */
const handlerParam = /^_?(req|request|ctx|context|event|c|reply|res)$/;

function asyncDifferences(before: Signature, after: Signature): readonly string[] {
  if (before.isAsync === after.isAsync) return [];
  if (handlerParam.test(before.params[0]?.name ?? '')) return [];
  if (after.isAsync)
    return before.mayPromise ? [] : ['now returns a promise, which callers have to await'];
  return after.mayPromise ? [] : ['no longer returns a promise'];
}

function returnDifferences(before: Signature, after: Signature): readonly string[] {
  const [old, now] = [before.returns, after.returns];
  if (old === undefined || now === undefined || old === now) return [];
  if (now === `Promise<${old}>` && before.isAsync !== after.isAsync) return [];
  return [`returns ${oneLine(now, 40)} instead of ${oneLine(old, 40)}`];
}
