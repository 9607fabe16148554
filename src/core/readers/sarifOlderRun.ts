import { defined, get, isObject, list, token } from './json';

/** A run in the shape of 2.1.0, and the way to bring each of its results into that shape. */
export interface UpgradedRun {
  readonly run: unknown;
  result(result: unknown): unknown;
}

/** What the results of a run refer to by keys of its own. */
export interface Keys {
  /** The id of the rule that the run keeps under this key. */
  ruleId(key: unknown): unknown;
  /** The `artifactLocation` with the index of its artifact, where the run has it. */
  indexed(location: Readonly<Record<string, unknown>>): unknown;
}

/**
 * Reads a run of 1.0.0 or of a draft of 2.0.0. They differ in how much is a map by key, and in
 * where the rules are; what is not known to differ is left as it is.
 */
export function upgradeRun(
  run: unknown,
  upgradeResult: (result: Readonly<Record<string, unknown>>, keys: Keys) => unknown,
): UpgradedRun {
  const tool = get(run, 'tool');
  const driver = get(tool, 'driver') ?? tool;
  const resources = get(run, 'resources');
  const files = upgradeFiles(get(run, 'files') ?? get(run, 'artifacts'));
  const rules = upgradeRules(
    get(run, 'rules') ??
      get(resources, 'rules') ??
      get(driver, 'rules') ??
      get(driver, 'ruleDescriptors'),
  );
  const strings = get(resources, 'messageStrings') ?? get(driver, 'globalMessageStrings');
  const keys: Keys = {
    ruleId: (key) => (typeof key === 'string' ? (rules.ids.get(key) ?? key) : undefined),
    indexed(location) {
      const uri = get(location, 'uri');
      const base = get(location, 'uriBaseId');
      const key = typeof base === 'string' ? `#${base}#${String(uri)}` : uri;
      const index = get(location, 'index') ?? files.indexes.get(key);
      if (index === undefined) return location;
      return { ...location, uri: inFolder(uri) ?? uri, index };
    },
  };
  return {
    run: {
      ...(isObject(run) ? run : {}),
      tool: {
        ...(isObject(tool) ? tool : {}),
        driver: {
          ...(isObject(driver) ? driver : {}),
          rules: rules.rules,
          globalMessageStrings: upgradeStrings(strings),
        },
      },
      artifacts: files.artifacts,
      originalUriBaseIds: upgradeBases(get(run, 'originalUriBaseIds')),
      invocations: list(get(run, 'invocations')).map(upgradeInvocation),
    },
    result: (result) => (isObject(result) ? upgradeResult(result, keys) : result),
  };
}

/** A text as a message: it was a plain string once. */
export function asMessage(value: unknown): unknown {
  if (typeof value === 'string') return { text: value };
  const rich = get(value, 'richText');
  return rich === undefined || !isObject(value) ? value : { markdown: rich, ...value };
}

/** The `suppressions` that a list of states stands for. */
export function suppressionsOf(states: unknown): readonly unknown[] {
  return list(states).map((state) => ({
    kind: state === 'suppressedInSource' ? 'inSource' : 'external',
  }));
}

/** These were levels before they became kinds. */
const kinds: ReadonlySet<unknown> = new Set(['pass', 'notApplicable', 'open']);

/** The `level` of 2.1.0, with the `kind` that a level once stood for. */
export function levelAndKind(level: unknown): {
  readonly level?: unknown;
  readonly kind?: unknown;
} {
  if (kinds.has(level)) return { level: 'none', kind: level };
  return level === undefined ? {} : { level };
}

/** A list of lists or a map by key, as pairs. */
function entries(value: unknown): readonly (readonly [key: string | undefined, value: unknown])[] {
  if (Array.isArray(value)) return list(value).map((one) => [undefined, one]);
  return isObject(value) ? Object.entries(value) : [];
}

function upgradeRules(value: unknown): {
  readonly rules: readonly unknown[];
  readonly ids: ReadonlyMap<string, unknown>;
} {
  const ids = new Map<string, unknown>();
  const rules = entries(value).map(([key, rule]) => {
    const id = token(get(rule, 'id'), 1000) ?? key;
    if (key !== undefined) ids.set(key, id);
    const configuration = get(rule, 'defaultConfiguration') ?? get(rule, 'configuration');
    const level =
      get(configuration, 'level') ??
      get(configuration, 'defaultLevel') ??
      get(rule, 'defaultLevel');
    return {
      ...(isObject(rule) ? rule : {}),
      id,
      shortDescription: asMessage(get(rule, 'shortDescription')),
      fullDescription: asMessage(get(rule, 'fullDescription')),
      help: asMessage(get(rule, 'help')),
      helpUri: get(rule, 'helpUri') ?? get(get(rule, 'helpLocation'), 'uri'),
      messageStrings: upgradeStrings(get(rule, 'messageStrings') ?? get(rule, 'messageFormats')),
      defaultConfiguration: defined({
        level: kinds.has(level) ? 'note' : level,
        rank: get(configuration, 'rank') ?? get(configuration, 'defaultRank'),
      }),
    };
  });
  return { rules, ids };
}

function upgradeStrings(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([id, text]) => [id, asMessage(text)]));
}

function upgradeFiles(value: unknown): {
  readonly artifacts: readonly unknown[];
  readonly indexes: ReadonlyMap<unknown, number>;
} {
  const indexes = new Map<unknown, number>();
  const artifacts = entries(value).map(([key, file], index) => {
    if (key !== undefined) indexes.set(key, index);
    const contents = get(file, 'contents');
    const isNested = get(file, 'parentKey') !== undefined && inFolder(key) === undefined;
    return defined({
      location: get(file, 'location') ?? get(file, 'fileLocation') ?? locationOf(key, file),
      // Only that there is a parent matters.
      parentIndex: isNested ? 0 : get(file, 'parentIndex'),
      contents: typeof contents === 'string' ? { binary: contents } : contents,
      hashes: upgradeHashes(get(file, 'hashes')),
    });
  });
  return { artifacts, indexes };
}

/** Keys are addresses, with the base's id in hash signs before them where there is one. */
function locationOf(key: string | undefined, file: unknown): unknown {
  const path = inFolder(key);
  if (path !== undefined) return { uri: path };
  const uri = get(file, 'uri');
  if (uri !== undefined || key === undefined) return { uri, uriBaseId: get(file, 'uriBaseId') };
  const [, uriBaseId, rest] = /^#([^#]+)#(.*)$/s.exec(key) ?? [];
  return rest === undefined ? { uri: key } : { uri: rest, uriBaseId };
}

/** The address of a file that is said to be nested in its own folder: `src/#js/a.js`. */
function inFolder(key: unknown): string | undefined {
  if (typeof key !== 'string') return undefined;
  const [, folder, path] = /^([^#]+\/)#\/?(.+)$/s.exec(key) ?? [];
  return folder === undefined || path === undefined ? undefined : folder + path;
}

function upgradeHashes(hashes: unknown): unknown {
  if (!Array.isArray(hashes)) return hashes;
  const sha256 = list(hashes).find((one) => /^sha-?256$/i.test(token(get(one, 'algorithm')) ?? ''));
  return { 'sha-256': get(sha256, 'value') };
}

function upgradeBases(bases: unknown): unknown {
  if (!isObject(bases)) return undefined;
  const upgraded = Object.entries(bases).map(([id, base]) => [
    id,
    typeof base === 'string' ? { uri: base } : base,
  ]);
  return Object.fromEntries(upgraded) as unknown;
}

function upgradeInvocation(invocation: unknown): unknown {
  if (!isObject(invocation)) return invocation;
  return {
    ...invocation,
    executionSuccessful:
      get(invocation, 'executionSuccessful') ?? get(invocation, 'toolExecutionSuccessful'),
    toolExecutionNotifications:
      get(invocation, 'toolExecutionNotifications') ?? get(invocation, 'toolNotifications'),
    toolConfigurationNotifications:
      get(invocation, 'toolConfigurationNotifications') ??
      get(invocation, 'configurationNotifications'),
  };
}
