import { checkRelativePath } from '../paths';
import { get, isObject, list, prose, token } from './json';
import { type Tally, shorten } from './problems';

/** The parts of a run that bear on findings and may be kept outside of it. */
const parts = [
  'driver',
  'extensions',
  'artifacts',
  'invocations',
  'logicalLocations',
  'threadFlowLocations',
  'taxonomies',
  'policies',
  'translations',
  'results',
] as const;
type Part = (typeof parts)[number];

/** More files than this no tool writes beside one log. */
const maxFiles = 100;
/** What is merged into runs from outside, counted in items, over the whole log. */
const maxItems = 1_000_000;

/** Gives the parsed content of a file beside the log, or undefined. */
export type Outside = (uri: string) => unknown;

/** The runs of a log with what is kept outside of them. */
export interface Gathered {
  readonly runs: readonly unknown[];
  /** Results from outside, with the index of the run that they belong to. */
  readonly results: readonly (readonly [number, unknown])[];
}

/**
 * The external property files that a log names and that may lie beside it: relative paths with
 * forward slashes, decoded, without a way out of the folder. `openSarif` asks for the same.
 */
export function outsideFiles(log: unknown): readonly string[] {
  const inline = readInline(log);
  const files = new Set<string>();
  for (const run of list(get(log, 'runs'))) {
    for (const { guid, place } of references(run)) {
      if (place?.ok !== true || inline.byGuid.has(guid)) continue;
      if (files.size < maxFiles) files.add(place.path);
    }
  }
  return [...files];
}

/** Merges external properties, inline ones and those of `outside`, into the runs they belong to. */
export function gatherRuns(
  log: unknown,
  runs: readonly unknown[],
  problems: Tally,
  outside: Outside | undefined,
): Gathered {
  const inline = readInline(log);
  const results: (readonly [number, unknown])[] = [];
  const used = new Set<unknown>();
  const open = opener(outside);
  let left = maxItems;

  function take(found: Map<Part, unknown[]>, part: Part, value: unknown): void {
    const items = Array.isArray(value) ? list(value) : isObject(value) ? [value] : [];
    if (items.length > left) {
      problems.note(`it keeps more than ${maxItems} items outside its runs; the rest is not read`);
    }
    const taken = items.slice(0, left);
    left -= taken.length;
    const known = found.get(part) ?? [];
    for (const item of taken) known.push(item);
    if (known.length > 0) found.set(part, known);
  }

  const gathered = runs.map((run, index) => {
    const found = new Map<Part, unknown[]>();
    const lost = new Map<string, Set<Part>>();
    for (const { part, guid, place } of references(run)) {
      const content =
        inline.byGuid.get(guid) ?? (place?.ok === true ? open(place.path) : undefined);
      if (content === undefined) {
        const why = whyLost(place);
        lost.set(why, (lost.get(why) ?? new Set()).add(part));
      } else {
        used.add(content);
        take(found, part, get(content, part));
      }
    }
    for (const content of inline.of(run, runs.length)) {
      if (used.has(content)) continue;
      used.add(content);
      for (const part of parts) take(found, part, get(content, part));
    }
    for (const [why, missing] of lost) {
      problems.note(`${toolName(run)} keeps its ${[...missing].join(', ')} ${why}`);
    }
    for (const result of found.get('results') ?? []) results.push([index, result]);
    return found.size === 0 ? run : merged(run, found);
  });
  if (inline.all.some((content) => !used.has(content))) {
    problems.note('some of its inlineExternalProperties belong to no run and are not read');
  }
  return { runs: gathered, results };
}

function opener(outside: Outside | undefined): Outside {
  const known = new Map<string, unknown>();
  return (path) => {
    if (!known.has(path) && known.size < maxFiles) known.set(path, outside?.(path));
    return known.get(path);
  };
}

/** What messages call the run's tool. */
export function toolName(run: unknown): string {
  return prose(get(get(get(run, 'tool'), 'driver'), 'name'), 200) ?? 'unknown tool';
}

/** Where an external property file is said to lie. */
type Place =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly said: string };

interface Reference {
  readonly part: Part;
  readonly guid: unknown;
  readonly place: Place | undefined;
}

function references(run: unknown): readonly Reference[] {
  const all = get(run, 'externalPropertyFileReferences');
  if (!isObject(all)) return [];
  return parts.flatMap((part) => {
    const said = get(all, part);
    const ofPart = Array.isArray(said) ? list(said) : said === undefined ? [] : [said];
    return ofPart.map((one) => ({
      part,
      guid: token(get(one, 'guid'), 100),
      place: readPlace(token(get(get(one, 'location'), 'uri'))),
    }));
  });
}

function readPlace(uri: string | undefined): Place | undefined {
  if (uri === undefined) return undefined;
  const said = shorten(uri, 200);
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri)) return { ok: false, said };
  let path = uri;
  try {
    path = decodeURIComponent(uri);
  } catch {
    // A plain path with a percent sign in it.
  }
  const checked = checkRelativePath(path);
  if (!checked.ok || path.split('/').includes('..')) return { ok: false, said };
  return { ok: true, path: checked.path };
}

function whyLost(place: Place | undefined): string {
  if (place === undefined) return 'in a part of the report that is missing';
  return place.ok
    ? `in ${place.path}, which could not be read; keep that file beside the report`
    : `at ${place.said}, which is no file beside the report and is not read`;
}

interface Inline {
  readonly all: readonly unknown[];
  readonly byGuid: ReadonlyMap<unknown, unknown>;
  /** Those of a run, also when no reference names them. */
  of(run: unknown, runCount: number): readonly unknown[];
}

function readInline(log: unknown): Inline {
  const all = list(get(log, 'inlineExternalProperties'));
  const byGuid = new Map<unknown, unknown>();
  const byRun = new Map<unknown, unknown[]>();
  for (const one of all) {
    const guid = token(get(one, 'guid'), 100);
    if (guid !== undefined) byGuid.set(guid, one);
    const run = token(get(one, 'runGuid'), 100);
    const ofRun = byRun.get(run);
    if (ofRun === undefined) byRun.set(run, [one]);
    else ofRun.push(one);
  }
  return {
    all,
    byGuid,
    of(run, runCount) {
      if (runCount === 1) return all;
      const guid = token(get(get(run, 'automationDetails'), 'guid'), 100);
      return guid === undefined ? [] : (byRun.get(guid) ?? []);
    },
  };
}

function merged(run: unknown, found: ReadonlyMap<Part, readonly unknown[]>): unknown {
  const tool = get(run, 'tool');
  const whole: Record<string, unknown> = { ...(isObject(run) ? run : {}) };
  const wholeTool: Record<string, unknown> = { ...(isObject(tool) ? tool : {}) };
  for (const [part, items] of found) {
    if (part === 'driver') {
      const [inside, outside] = [get(tool, part), items[0]];
      wholeTool[part] = {
        ...(isObject(inside) ? inside : {}),
        ...(isObject(outside) ? outside : {}),
      };
    } else if (part === 'extensions') {
      wholeTool[part] = [...list(get(tool, part)), ...items];
    } else if (part !== 'results') {
      whole[part] = [...list(get(run, part)), ...items];
    }
  }
  return { ...whole, tool: wholeTool };
}
