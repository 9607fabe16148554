import { get, isObject, list, maxTextLength, token, whole } from './json';
import type { ColumnUnit, ReportedFile, ReportedLocation, ReportedRegion } from './reported';

/** Reads the places that the results of one run name, in the run's own terms. */
export interface Places {
  /** A SARIF `location`; without `uri` when it names no file of its own. */
  location(value: unknown): ReportedLocation;
  /** A `threadFlowLocation`, given whole or by index. */
  step(value: unknown): ReportedLocation;
  /** An `artifactLocation`, given whole or by index. Equal answers are mostly the same object. */
  file(value: unknown): ReportedFile;
  /** A `region`; undefined when it says nothing. */
  region(value: unknown): ReportedRegion | undefined;
  /** The plain text of a `message`. */
  text(message: unknown): string | undefined;
  /** What a `location` calls its place in the program, such as `Shop.Cart.add()`. */
  logicalName(location: unknown): string | undefined;
}

type Building<T> = { -readonly [K in keyof T]: T[K] };

const nowhere: ReportedFile = {};

/** `readText` turns a SARIF message into plain text. `runIndex`: the run's place in the log. */
export function readPlaces(
  run: unknown,
  runIndex: number,
  readText: (message: unknown) => string | undefined,
): Places {
  const file = fileReader(run, runIndex);
  const unit = unitOf(run);
  const sharedSteps = list(get(run, 'threadFlowLocations'));
  const readSteps = new Map<unknown, ReportedLocation>();
  const logicalLocations = list(get(run, 'logicalLocations'));

  function location(value: unknown): ReportedLocation {
    const physical = get(value, 'physicalLocation');
    const { uri, base } = file(get(physical, 'artifactLocation'));
    const read: Building<ReportedLocation> = {};
    if (uri !== undefined) read.uri = uri;
    if (base !== undefined) read.base = base;
    const place = readRegion(get(physical, 'region'), get(physical, 'contextRegion'), unit);
    if (place !== undefined) read.region = place;
    const message = readText(get(value, 'message'));
    if (message !== undefined) read.message = message;
    return read;
  }

  function step(value: unknown): ReportedLocation {
    const own = get(value, 'location');
    if (own !== undefined) return location(own);
    const shared = get(byIndex(sharedSteps, get(value, 'index')), 'location');
    const read = readSteps.get(shared) ?? location(shared);
    readSteps.set(shared, read);
    return read;
  }

  function logicalName(value: unknown): string | undefined {
    const [said = get(value, 'logicalLocation')] = list(get(value, 'logicalLocations'));
    for (const one of [said, byIndex(logicalLocations, get(said, 'index'))]) {
      const name = token(get(one, 'fullyQualifiedName')) ?? token(get(one, 'name'));
      if (name !== undefined) return name;
    }
    return undefined;
  }

  return {
    location,
    step,
    file,
    region: (value) => readRegion(value, undefined, unit),
    text: readText,
    logicalName,
  };
}

function unitOf(run: unknown): ColumnUnit | undefined {
  // It counts the characters of Python, whatever its reports say.
  if (get(get(get(run, 'tool'), 'driver'), 'name') === 'Flawfinder') return 'unicodeCodePoints';
  const kind = get(run, 'columnKind');
  return kind === 'utf16CodeUnits' || kind === 'unicodeCodePoints' ? kind : undefined;
}

/** Files that are kept, so that results which name the same share it. */
const maxKnown = 20_000;

function fileReader(run: unknown, runIndex: number): Places['file'] {
  const artifacts = list(get(run, 'artifacts'));
  const baseIds = get(run, 'originalUriBaseIds');
  const bases = new Map<string, string | undefined>();
  const known = new Map<string, Map<string, ReportedFile>>();
  let size = 0;
  const ownArtifact = new RegExp(`^sarif:/runs/${runIndex}/artifacts/(\\d{1,9})$`);

  function named(location: unknown): ReportedFile {
    const uri = token(get(location, 'uri'));
    if (uri === undefined) return nowhere;
    const id = token(get(location, 'uriBaseId'), 200);
    let files = known.get(id ?? '');
    if (files === undefined) known.set(id ?? '', (files = new Map<string, ReportedFile>()));
    let file = files.get(uri);
    if (file === undefined) {
      size += 1;
      if (size > maxKnown) {
        size = 0;
        known.clear();
        bases.clear();
        known.set(id ?? '', (files = new Map<string, ReportedFile>()));
      }
      if (id !== undefined && !bases.has(id)) bases.set(id, baseUri(baseIds, id));
      const base = id === undefined ? undefined : bases.get(id);
      files.set(uri, (file = base === undefined ? { uri } : { uri, base }));
    }
    return file;
  }

  return (value) => {
    const uri = get(value, 'uri');
    const link = typeof uri === 'string' ? ownArtifact.exec(uri) : null;
    const index = link === null ? get(value, 'index') : Number(link[1]);
    const artifact = byIndex(artifacts, index);
    // A part of an archive: its address says where in the archive it is, not where on the disk.
    if (whole(get(artifact, 'parentIndex')) !== undefined) return nowhere;
    const isOwn = link === null && token(uri) !== undefined;
    return named(isOwn ? value : get(artifact, 'location'));
  };
}

const numbers = [
  'startLine',
  'startColumn',
  'endLine',
  'endColumn',
  'charOffset',
  'charLength',
  'byteOffset',
  'byteLength',
] as const;

function readRegion(
  value: unknown,
  around: unknown,
  unit: ColumnUnit | undefined,
): ReportedRegion | undefined {
  if (!isObject(value)) return undefined;
  const read: Building<ReportedRegion> = {};
  let isEmpty = true;
  for (const key of numbers) {
    const number = whole(value[key]);
    if (number === undefined) continue;
    read[key] = number;
    isEmpty = false;
  }
  const snippet = snippetOf(value);
  if (snippet !== undefined) read.snippet = snippet;
  if (isEmpty && snippet === undefined) return undefined;
  const context = readContext(around);
  if (context !== undefined) read.context = context;
  if (unit !== undefined) read.unit = unit;
  return read;
}

function readContext(around: unknown): ReportedRegion['context'] {
  const text = snippetOf(around);
  const startLine = whole(get(around, 'startLine'));
  return text === undefined || !startLine ? undefined : { startLine, text };
}

function snippetOf(region: unknown): string | undefined {
  const text = get(get(region, 'snippet'), 'text');
  // A shortened snippet would match nothing.
  return typeof text === 'string' && text.length <= maxTextLength ? text : undefined;
}

function byIndex(values: readonly unknown[], index: unknown): unknown {
  const at = whole(index);
  return at === undefined ? undefined : values[at];
}

const maxBaseChain = 20;

/** Joins the chain of `originalUriBaseIds` that begins at `id`, as far as it leads. */
function baseUri(ids: unknown, id: string): string | undefined {
  const parts: string[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = id; next !== undefined;) {
    if (seen.has(next) || seen.size >= maxBaseChain) break;
    seen.add(next);
    const entry = get(ids, next);
    const uri = token(get(entry, 'uri'));
    if (uri !== undefined) parts.unshift(uri.endsWith('/') ? uri : `${uri}/`);
    if (uri !== undefined && /^(?:[a-z][a-z0-9+.-]*:|[/\\])/i.test(uri)) break;
    next = token(get(entry, 'uriBaseId'), 200);
  }
  return parts.length === 0 ? undefined : parts.join('');
}
