import { Range, valid, validRange } from 'semver';
import { severityOf, sharedId, weaknesses } from '../../readers/advisories';
import { get, list, prose, token, webAddress } from '../../readers/json';
import type { Advisory } from './advisory';
import type { Doubts } from '../doubts';
import { type RangeEvent, joinedRanges, rangeOfEvents, wholeRange } from './ranges';
import { advisoryOf } from './toldAdvisory';

const maxVersions = 5000;

/** The advisories of one OSV record: one for each package that it is about. */
export function osvAdvisories(record: unknown, doubts: Doubts): readonly Advisory[] {
  const own = token(get(record, 'id'), 200);
  if (own === undefined) {
    doubts.add('records without an id were left out');
    return [];
  }
  if (token(get(record, 'withdrawn')) !== undefined) {
    doubts.add('advisories that were withdrawn were left out', own);
    return [];
  }
  const aliases = list(get(record, 'aliases')).flatMap((one) => token(one, 200) ?? []);
  const special = get(record, 'database_specific');
  const id = own.startsWith('MAL-') ? own : (sharedId([own, ...aliases]) ?? own);
  const found: Advisory[] = [];
  for (const [key, affected] of packagesOf(record)) {
    const [ecosystem = '', name = ''] = JSON.parse(key) as string[];
    const { range, fixed } = rangeOfPackage(affected);
    if (range === undefined || name === '') {
      doubts.add('advisories that name no package or no versions were left out', own);
      continue;
    }
    found.push(
      advisoryOf({
        id,
        aliases: [own, ...aliases],
        package: name,
        ecosystem,
        range,
        fixed,
        severity: severityOf([
          get(special, 'severity'),
          ...affected.map((one) => get(get(one, 'database_specific'), 'severity')),
        ]),
        cwe: weaknesses([
          ...list(get(special, 'cwe_ids')),
          ...affected.flatMap((one) => cwesOf(get(one, 'database_specific'))),
        ]),
        title: prose(get(record, 'summary'), 500),
        details: prose(get(record, 'details')),
        url: addressOf(record, id),
      }),
    );
  }
  if (found.length === 0 && packagesOf(record).size === 0) {
    doubts.add('advisories that name no package or no versions were left out', own);
  }
  return found;
}

/** Records of malicious packages write `cwes: [{ cweId }]`. */
function cwesOf(special: unknown): readonly unknown[] {
  return list(get(special, 'cwes')).map((one) => get(one, 'cweId'));
}

function packagesOf(record: unknown): ReadonlyMap<string, readonly unknown[]> {
  const packages = new Map<string, unknown[]>();
  for (const affected of list(get(record, 'affected'))) {
    const about = get(affected, 'package');
    const name = token(get(about, 'name'), 214);
    const [ecosystem = 'npm'] = token(get(about, 'ecosystem'), 100)?.split(':') ?? [];
    if (name === undefined) continue;
    const key = JSON.stringify([ecosystem, name]);
    const known = packages.get(key);
    if (known === undefined) packages.set(key, [affected]);
    else known.push(affected);
  }
  return packages;
}

function rangeOfPackage(affected: readonly unknown[]): {
  readonly range?: string | undefined;
  readonly fixed: readonly string[];
} {
  const all = affected.flatMap((one) => list(get(one, 'ranges')));
  const events = all.filter((one) => get(one, 'type') !== 'GIT').map(eventsOf);
  const ranges = events.flatMap((one) => rangeOfEvents(one) ?? []);
  const range = ranges.length === 0 ? undefined : joinedRanges(ranges);
  const isListed = testOf(range);
  const versions = affected
    .flatMap((one) => list(get(one, 'versions')))
    .slice(0, maxVersions)
    .flatMap((one) => token(one, 256) ?? [])
    .filter((one) => (valid(one, true) === null ? isReadable(one) : !isListed(one)));
  const parts = [...(range === undefined ? [] : [range]), ...versions];
  return {
    range: parts.length === 0 ? undefined : joinedRanges(parts),
    fixed: [...new Set(events.flat().flatMap(({ fixed }) => fixed ?? []))],
  };
}

const loosely = { loose: true, includePrerelease: true };

/** Nothing can be installed in a version that is none. */
function isReadable(version: string): boolean {
  return wholeRange(version) !== undefined;
}

/** Beside more ranges than this, versions are listed that are in one of them too. */
const fewRanges = 200;

function testOf(range: string | undefined): (version: string) => boolean {
  if (range === undefined || validRange(range, loosely) === null) return () => false;
  const read = new Range(range, loosely);
  return read.set.length > fewRanges ? () => false : (version) => read.test(version);
}

function eventsOf(range: unknown): readonly RangeEvent[] {
  return list(get(range, 'events')).flatMap((event) => {
    const introduced = token(get(event, 'introduced'), 256);
    const fixed = token(get(event, 'fixed'), 256);
    const lastAffected = token(get(event, 'last_affected'), 256);
    return introduced === undefined && fixed === undefined && lastAffected === undefined
      ? []
      : [{ introduced, fixed, lastAffected }];
  });
}

function addressOf(record: unknown, id: string): string | undefined {
  if (id.startsWith('GHSA-')) return `https://github.com/advisories/${id}`;
  const references = list(get(record, 'references'));
  const named = references.find((one) => get(one, 'type') === 'ADVISORY') ?? references[0];
  return webAddress(get(named, 'url'));
}
