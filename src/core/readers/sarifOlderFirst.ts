import { defined, get, list } from './json';
import { type Keys, asMessage, levelAndKind, suppressionsOf } from './sarifOlderRun';

type Content = Readonly<Record<string, unknown>>;

/** Brings a result of SARIF 1.0.0 into the shape of 2.1.0. */
export function upgradeFirst(result: Content, keys: Keys): unknown {
  const formatted = get(result, 'formattedRuleMessage');
  const text = get(result, 'message');
  return defined({
    ruleId: keys.ruleId(get(result, 'ruleKey') ?? get(result, 'ruleId')),
    ...levelAndKind(get(result, 'level')),
    message:
      typeof text === 'string'
        ? { text }
        : { id: get(formatted, 'formatId'), arguments: get(formatted, 'arguments') },
    locations: list(get(result, 'locations')).map((one) =>
      location(get(one, 'resultFile') ?? get(one, 'analysisTarget'), one, keys),
    ),
    relatedLocations: list(get(result, 'relatedLocations')).map((one) => annotated(one, keys)),
    codeFlows: list(get(result, 'codeFlows')).map((flow) => ({
      threadFlows: [
        {
          locations: list(get(flow, 'locations')).map((step) => ({
            location: annotated(step, keys),
          })),
        },
      ],
    })),
    fixes: list(get(result, 'fixes')).map(fix),
    suppressions: suppressionsOf(get(result, 'suppressionStates')),
    baselineState: get(result, 'baselineState'),
    properties: get(result, 'properties'),
  });
}

function annotated(value: unknown, keys: Keys): unknown {
  return location(get(value, 'physicalLocation'), value, keys);
}

function location(physical: unknown, owner: unknown, keys: Keys): unknown {
  const region = get(physical, 'region');
  return {
    physicalLocation: {
      artifactLocation: keys.indexed({
        uri: get(physical, 'uri'),
        uriBaseId: get(physical, 'uriBaseId'),
      }),
      region: defined({
        startLine: get(region, 'startLine'),
        startColumn: get(region, 'startColumn'),
        endLine: get(region, 'endLine'),
        endColumn: get(region, 'endColumn'),
        byteOffset: get(region, 'offset'),
        byteLength: get(region, 'length'),
      }),
    },
    logicalLocations: [{ fullyQualifiedName: get(owner, 'fullyQualifiedLogicalName') }],
    message: asMessage(get(owner, 'message')),
  };
}

function fix(value: unknown): unknown {
  return {
    description: asMessage(get(value, 'description')),
    artifactChanges: list(get(value, 'fileChanges')).map((change) => ({
      artifactLocation: { uri: get(change, 'uri'), uriBaseId: get(change, 'uriBaseId') },
      replacements: list(get(change, 'replacements')).map(replacement),
    })),
  };
}

function replacement(value: unknown): unknown {
  const binary = get(value, 'insertedBytes');
  return {
    deletedRegion: {
      byteOffset: get(value, 'offset'),
      byteLength: get(value, 'deletedLength') ?? 0,
    },
    ...(binary !== undefined && { insertedContent: { binary } }),
  };
}
