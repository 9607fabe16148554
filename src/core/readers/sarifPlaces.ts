import { defined, get, isObject, list, maxTextLength, token, whole } from './json';
import type { ColumnUnit, ReportedFile, ReportedLocation, ReportedRegion } from './reported';

/** Reads the places that the results of one run name, in the run's own terms. */
export interface Places {
  /** A SARIF `location`; without `uri` when it names no file of its own. */
  location(value: unknown): ReportedLocation;
  /** A `threadFlowLocation`, given whole or by index. */
  step(value: unknown): ReportedLocation;
  /** An `artifactLocation`, given whole or by index. */
  file(value: unknown): ReportedFile;
  /** A `region`; undefined when it says nothing. */
  region(value: unknown): ReportedRegion | undefined;
  /** The plain text of a `message`. */
  text(message: unknown): string | undefined;
}

/** `readText` turns a SARIF message into plain text. */
export function readPlaces(
  run: unknown,
  readText: (message: unknown) => string | undefined,
): Places {
  const artifacts = list(get(run, 'artifacts'));
  const sharedSteps = list(get(run, 'threadFlowLocations'));
  const readSteps = new Map<unknown, ReportedLocation>();
  const bases = new Map<string, string | undefined>();
  const kind = get(run, 'columnKind');
  const unit: ColumnUnit | undefined =
    kind === 'utf16CodeUnits' || kind === 'unicodeCodePoints' ? kind : undefined;

  function file(value: unknown): ReportedFile {
    const artifact = byIndex(artifacts, get(value, 'index'));
    // A part of an archive: its address says where in the archive it is, not where on the disk.
    if (whole(get(artifact, 'parentIndex')) !== undefined) return {};
    const own = token(get(value, 'uri'));
    const named = own === undefined ? get(artifact, 'location') : value;
    const uri = own ?? token(get(named, 'uri'));
    if (uri === undefined) return {};
    const id = token(get(named, 'uriBaseId'), 200);
    if (id !== undefined && !bases.has(id)) {
      bases.set(id, baseUri(get(run, 'originalUriBaseIds'), id));
    }
    return defined({ uri, base: id === undefined ? undefined : bases.get(id) });
  }

  function location(value: unknown): ReportedLocation {
    const physical = get(value, 'physicalLocation');
    return defined({
      ...file(get(physical, 'artifactLocation')),
      region: region(get(physical, 'region')),
      message: readText(get(value, 'message')),
    });
  }

  function step(value: unknown): ReportedLocation {
    const own = get(value, 'location');
    if (own !== undefined) return location(own);
    const shared = get(byIndex(sharedSteps, get(value, 'index')), 'location');
    const read = readSteps.get(shared) ?? location(shared);
    readSteps.set(shared, read);
    return read;
  }

  function region(value: unknown): ReportedRegion | undefined {
    if (!isObject(value)) return undefined;
    const snippet = get(get(value, 'snippet'), 'text');
    const read = defined({
      startLine: whole(get(value, 'startLine')),
      startColumn: whole(get(value, 'startColumn')),
      endLine: whole(get(value, 'endLine')),
      endColumn: whole(get(value, 'endColumn')),
      charOffset: whole(get(value, 'charOffset')),
      charLength: whole(get(value, 'charLength')),
      byteOffset: whole(get(value, 'byteOffset')),
      byteLength: whole(get(value, 'byteLength')),
      // A shortened snippet would match nothing.
      snippet: typeof snippet === 'string' && snippet.length <= maxTextLength ? snippet : undefined,
    });
    return Object.keys(read).length === 0 ? undefined : defined({ ...read, unit });
  }

  return { location, step, file, region, text: readText };
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
