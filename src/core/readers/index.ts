import { isBanditJson, readBanditJson } from './banditJson';
import { isCppcheckXml, readCppcheckXml } from './cppcheckXml';
import { isCyclonedx, readCyclonedxVdr } from './cyclonedxVdr';
import { isEslintJson, readEslintJson } from './eslintJson';
import { isGitlabSast, readGitlabSast } from './gitlabSast';
import { isGosecJson, readGosecJson } from './gosecJson';
import { isGrypeJson, readGrypeJson } from './grypeJson';
import { type Decoded, type Parsed, parseReport, parseText, readable } from './content';
import { get, list, prose } from './json';
import { isNpmAudit, readNpmAudit } from './npmAudit';
import { isNpmAuditV1, readNpmAuditV1 } from './npmAuditV1';
import { isOsvScanner, readOsvScanner } from './osvScanner';
import { isPipAudit, readPipAudit } from './pipAudit';
import { type Skip, tally } from './problems';
import type { Report } from './reported';
import { isSarif, readSarif } from './sarif';
import { isSecretlintJson, readSecretlintJson } from './secretlintJson';
import { isSemgrepJson, readSemgrepJson } from './semgrepJson';
import { isShellcheckJson, readShellcheckJson } from './shellcheckJson';
import { isSnykJson, readSnykJson } from './snykJson';
import { isTrivyJson, readTrivyJson } from './trivyJson';
import { isYarnAudit, readYarnAudit } from './yarnAudit';
import { isYarnBerryAudit, readYarnBerryAudit } from './yarnBerryAudit';

export { maxReportBytes, tooLarge } from './content';
export { reportedPaths } from './reported';
export type { Report, ReportedFinding, ReportedLocation, ReportedRegion } from './reported';

/** A format: how its content is known, and its reader. Neither throws. */
interface Format {
  /** `content` is what `parseReport` makes of a report: see `Parsed`. */
  readonly knows: (content: unknown) => boolean;
  readonly read: (name: string, content: unknown) => Report;
}

/** The first that knows the content reads it. */
const formats: readonly Format[] = [
  { knows: isSarif, read: readSarif },
  { knows: isCyclonedx, read: readCyclonedxVdr },
  { knows: isNpmAuditV1, read: readNpmAuditV1 },
  { knows: isYarnAudit, read: readYarnAudit },
  { knows: isYarnBerryAudit, read: readYarnBerryAudit },
  { knows: isOsvScanner, read: readOsvScanner },
  { knows: isTrivyJson, read: readTrivyJson },
  { knows: isSnykJson, read: readSnykJson },
  { knows: isGrypeJson, read: readGrypeJson },
  { knows: isPipAudit, read: readPipAudit },
  { knows: isSecretlintJson, read: readSecretlintJson },
  { knows: isEslintJson, read: readEslintJson },
  { knows: isSemgrepJson, read: readSemgrepJson },
  { knows: isBanditJson, read: readBanditJson },
  { knows: isGosecJson, read: readGosecJson },
  { knows: isShellcheckJson, read: readShellcheckJson },
  { knows: isGitlabSast, read: readGitlabSast },
  { knows: isCppcheckXml, read: readCppcheckXml },
  { knows: isNpmAudit, read: readNpmAudit },
];

const unreadLine: Skip = [
  'line is not a JSON document and was skipped',
  'lines are not JSON documents and were skipped',
];

/**
 * Reads a scanner's report. Its content says which format it is, `name` only names it in messages.
 * Never throws: whatever could not be read is a problem, and every skipped result is counted there.
 */
export function readReport(name: string, bytes: Uint8Array): Report {
  return readParsed(name, parseReport(bytes));
}

/** The same for a content that was decoded before. */
export function readText(name: string, decoded: Decoded): Report {
  return readParsed(name, parseText(decoded));
}

/** The same for a content that was parsed before. */
export function readParsed(name: string, parsed: Parsed): Report {
  if (!parsed.ok) return unreadable(name, parsed.why);
  const report = readContent(name, parsed.value);
  if (parsed.unread === undefined) return report;
  const problems = tally(name);
  problems.add(unreadLine, undefined, parsed.unread);
  return { ...report, problems: [...report.problems, ...problems.list()] };
}

function readContent(name: string, content: unknown): Report {
  const documents = list(get(content, 'documents'));
  // A report of one line may have other output below it.
  const readings = documents.length === 1 ? [content, documents[0]] : [content];
  for (const reading of readings) {
    const format = formats.find(({ knows }) => knows(reading));
    if (format !== undefined) return format.read(name, reading);
  }
  return unreadable(name, whyUnknown(content, documents.length > 0));
}

function whyUnknown(content: unknown, isLines: boolean): string {
  const root = prose(get(get(content, 'xml'), 'name'), 60);
  if (root !== undefined) {
    return `is XML of another kind (<${root}>); let the scanner write SARIF or JSON instead, such as bandit -f json`;
  }
  if (Array.isArray(content) && content.length === 0) {
    return 'is an empty list: the scanner found nothing, or it scanned nothing';
  }
  return `is ${isLines ? 'lines of JSON' : 'JSON'} of another kind; ${readable}`;
}

function unreadable(name: string, why: string): Report {
  const problems = tally(name);
  problems.note(`it ${why}`);
  return { name, format: 'unknown', findings: [], problems: problems.list() };
}
