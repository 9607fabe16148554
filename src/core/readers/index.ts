import { get, isObject, parseReport, readable, token } from './json';
import { readNpmAudit } from './npmAudit';
import { tally } from './problems';
import type { Report } from './reported';
import { readSarif } from './sarif';

export { maxReportBytes, tooLarge } from './json';
export { reportedPaths } from './reported';
export type { Report, ReportedFinding, ReportedLocation, ReportedRegion } from './reported';

/** A format: how its content is known, and its reader. */
interface Format {
  readonly knows: (content: unknown) => boolean;
  readonly read: (name: string, content: unknown) => Report;
}

const formats: readonly Format[] = [
  {
    knows: (content) =>
      Array.isArray(get(content, 'runs')) || /sarif/i.test(token(get(content, '$schema')) ?? ''),
    read: readSarif,
  },
  {
    knows: (content) =>
      get(content, 'auditReportVersion') !== undefined ||
      isObject(get(content, 'advisories')) ||
      isObject(get(content, 'error')),
    read: readNpmAudit,
  },
];

/**
 * Reads a scanner's report. Its content says which format it is, `name` only names it in messages.
 * Never throws: whatever could not be read is a problem, and every skipped result is counted there.
 */
export function readReport(name: string, bytes: Uint8Array): Report {
  const parsed = parseReport(bytes);
  if (!parsed.ok) return unreadable(name, parsed.why);
  const format = formats.find(({ knows }) => knows(parsed.value));
  if (format !== undefined) return format.read(name, parsed.value);
  return unreadable(name, `is JSON of another kind; ${readable}`);
}

function unreadable(name: string, why: string): Report {
  const problems = tally(name);
  problems.note(`it ${why}`);
  return { name, format: 'unknown', findings: [], problems: problems.list() };
}
