import type { ModuleExports } from './moduleExports';

export type Answer = 'yes' | 'no' | 'unknown';

/** What a later version of a package no longer offers. */
export interface ApiDifference {
  /** Names that are gone for certain, in the order of the old version. */
  readonly removed: readonly string[];
  /** Names that were there, and of which it cannot be told whether they still are. */
  readonly unsure: readonly string[];
  /** Names that only `default` still has. */
  readonly moved: readonly string[];
  readonly stopsBeingCallable: Answer;
  /** A function that now has to be called with `new`. */
  readonly becomesClass: Answer;
  /** It can no longer be had by `require`. */
  readonly becomesEsmOnly: Answer;
  /** Names that only the old version's type declarations have; absent where one has none to read. */
  readonly removedTypes?: readonly string[];
}

export function apiDifference(before: ModuleExports, after: ModuleExports): ApiDifference {
  const lost = [...before.names].filter(
    (name) => !name.startsWith('_') && !after.names.has(name) && !after.inherited.has(name),
  );
  const moved = lost.filter((name) => after.byDefault?.names.has(name));
  const others = lost.filter((name) => !moved.includes(name));
  const unsure = others.filter((name) => after.reading === 'unknown' || after.mayHave(name));
  const types = before.types && after.types;
  return {
    removed: others.filter((name) => !unsure.includes(name)),
    unsure,
    moved,
    ...shapeDifference(before, after),
    ...(types && { removedTypes: typesLost(before, after) }),
  };
}

function typesLost(before: ModuleExports, after: ModuleExports): readonly string[] {
  return [...(before.types ?? [])].filter((name) => after.types?.has(name) === false);
}

function shapeDifference(
  before: ModuleExports,
  after: ModuleExports,
): Pick<ApiDifference, 'stopsBeingCallable' | 'becomesClass' | 'becomesEsmOnly'> {
  const known = before.shape !== 'unknown' && after.shape !== 'unknown';
  const answer = (is: boolean): Answer => (known ? (is ? 'yes' : 'no') : 'unknown');
  const wasCallable = before.shape === 'function' || before.shape === 'class';
  const isFormatKnown = before.format !== 'unknown' && after.format !== 'unknown';
  return {
    stopsBeingCallable:
      before.shape === 'object' ? 'no' : answer(wasCallable && after.shape === 'object'),
    becomesClass: answer(before.shape === 'function' && after.shape === 'class'),
    becomesEsmOnly: !isFormatKnown
      ? 'unknown'
      : before.format !== 'esm' && after.format === 'esm'
        ? 'yes'
        : 'no',
  };
}
