import { get, isObject, list } from './json';
import { type Keys, levelAndKind, suppressionsOf } from './sarifOlderRun';

type Content = Readonly<Record<string, unknown>>;

/** What got another name between the drafts of 2.0.0 and 2.1.0. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['fileLocation', 'artifactLocation'],
  ['fileIndex', 'index'],
  ['fileChanges', 'artifactChanges'],
  ['changes', 'artifactChanges'],
  ['messageId', 'id'],
  ['richText', 'markdown'],
  ['resultProvenance', 'provenance'],
]);

/** Brings a result of any draft of 2.0.0 into the shape of 2.1.0. */
export function upgradeDraft(result: Content, keys: Keys): unknown {
  const read = rename(result, keys) as Content;
  const message = get(read, 'message');
  const states = get(result, 'suppressionStates');
  return {
    ...read,
    ...levelAndKind(get(result, 'level')),
    ruleId: keys.ruleId(get(result, 'ruleId')),
    message: {
      ...(isObject(message) ? message : {}),
      id: get(message, 'id') ?? get(result, 'ruleMessageId'),
    },
    locations: list(get(read, 'locations')).map((location) => {
      const fullyQualifiedName = get(location, 'fullyQualifiedLogicalName');
      if (fullyQualifiedName === undefined || !isObject(location)) return location;
      return { ...location, logicalLocations: [{ fullyQualifiedName }] };
    }),
    ...(states !== undefined && { suppressions: suppressionsOf(states) }),
  };
}

function rename(value: unknown, keys: Keys): unknown {
  if (Array.isArray(value)) return list(value).map((one) => rename(one, keys));
  if (!isObject(value)) return value;
  const upgraded = Object.entries(value).map(([key, content]) => {
    if (key === 'properties') return [key, content];
    const name = renamed.get(key) ?? key;
    const read = rename(content, keys);
    return [name, name === 'artifactLocation' && isObject(read) ? keys.indexed(read) : read];
  });
  return Object.fromEntries(upgraded) as unknown;
}
