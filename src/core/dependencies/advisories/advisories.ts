import { cvssScore, severityOf, sharedId, weaknesses } from '../../readers/advisories';
import { maxReportDepth, nestsDeeper } from '../../readers/depth';
import { get, isObject, list, prose, token, webAddress } from '../../readers/json';
import type { Advisories, Advisory } from './advisory';
import { type Doubts, doubtsAbout } from '../doubts';
import { osvAdvisories } from './osvRecords';
import { firstVersions, joinedRanges, maxRange } from './ranges';
import { advisoryOf, mergeAdvisories } from './toldAdvisory';

/**
 * Reads advisories from the text of a file: OSV records (one, a list, or one in each line), what
 * npm's registry answers to an audit, or a list of `{ name, id, severity, range, cwe }`. Never
 * throws; what could not be read, and how many were withdrawn, is in `problems`.
 */
export function readAdvisories(path: string, text: string): Advisories {
  const doubts = doubtsAbout(path);
  const content = documentsOf(text);
  if (content === undefined) {
    const why = text.trim() === '' ? 'is empty' : 'is neither JSON nor lines of JSON';
    return { advisories: [], problems: [`${path} ${why}.`] };
  }
  const read = content.flatMap((one) => advisoriesOf(one, doubts));
  const advisories = mergeAdvisories(read);
  const problems = doubts.list();
  if (advisories.length > 0 || problems.length > 0 || isNothing(content)) {
    return { advisories, problems };
  }
  return { advisories, problems: [`${path} holds no advisories in a form that is known here.`] };
}

/** An audit that found nothing: `{}` or `[]`. */
function isNothing(content: readonly unknown[]): boolean {
  return content.every((one) =>
    Array.isArray(one) ? one.length === 0 : isObject(one) && Object.keys(one).length === 0,
  );
}

function documentsOf(text: string): readonly unknown[] | undefined {
  const plain = text.replace(/^\ufeff/, '');
  if (nestsDeeper(plain, maxReportDepth)) return undefined;
  const whole = parsed(plain);
  if (whole !== undefined) return [whole];
  const lines = plain.split(/\r?\n/).filter((line) => line.trim() !== '');
  const documents = lines.map(parsed);
  return lines.length > 0 && documents.every((one) => one !== undefined) ? documents : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function advisoriesOf(content: unknown, doubts: Doubts): readonly Advisory[] {
  if (Array.isArray(content)) return content.flatMap((one) => oneOf(one, doubts));
  if (!isObject(content)) return [];
  if (isOsv(content) || named(content) !== undefined) return oneOf(content, doubts);
  const nested = get(content, 'vulns') ?? get(content, 'vulnerabilities');
  if (Array.isArray(nested)) return nested.flatMap((one) => oneOf(one, doubts));
  return Object.entries(content).flatMap(([name, said]) =>
    Array.isArray(said) ? said.flatMap((one) => listed(one, name, doubts)) : [],
  );
}

function oneOf(content: unknown, doubts: Doubts): readonly Advisory[] {
  return isOsv(content) ? osvAdvisories(content, doubts) : listed(content, named(content), doubts);
}

function isOsv(content: unknown): boolean {
  return Array.isArray(get(content, 'affected')) || get(content, 'schema_version') !== undefined;
}

function named(content: unknown): string | undefined {
  return token(get(content, 'name') ?? get(content, 'module_name') ?? get(content, 'package'), 214);
}

/** An entry of a list, or of what npm's registry answers for one package. */
function listed(content: unknown, name: string | undefined, doubts: Doubts): readonly Advisory[] {
  const ranges = list(get(content, 'ranges')).flatMap((one) => token(one, maxRange) ?? []);
  const range =
    token(get(content, 'range') ?? get(content, 'vulnerable_versions'), maxRange) ??
    (ranges.length === 0 ? undefined : joinedRanges(ranges));
  const number = get(content, 'id') ?? get(content, 'source');
  const own = typeof number === 'number' ? `npm:${number}` : token(number, 200);
  const url = webAddress(get(content, 'url'));
  const id = sharedId([own, url]) ?? own ?? url;
  if (name === undefined || range === undefined || id === undefined) {
    doubts.add('advisories that name no package, no versions or no id were left out', name ?? own);
    return [];
  }
  if (token(get(content, 'withdrawn')) !== undefined) {
    doubts.add('advisories that were withdrawn were left out', id);
    return [];
  }
  const aliases = [own, ...list(get(content, 'aliases'))].flatMap((one) => token(one, 200) ?? []);
  return [
    advisoryOf({
      id,
      aliases,
      package: name,
      ecosystem: get(content, 'ecosystem'),
      range,
      fixed: firstVersions(prose(get(content, 'patched') ?? get(content, 'patched_versions'))),
      severity: severityOf(
        [get(content, 'severity')],
        cvssScore(get(get(content, 'cvss'), 'score')),
      ),
      cwe: weaknesses(get(content, 'cwe')),
      title: prose(get(content, 'title'), 500),
      details: prose(get(content, 'details') ?? get(content, 'overview')),
      url,
    }),
  ];
}
