import { documentsOf } from './advisories';
import { get, isObject, prose, token } from './json';
import { readAdvisories, readFixes } from './npmAuditV1';
import { tally } from './problems';
import type { Report } from './reported';

/** Whether these are lines of `yarn audit --json`. */
export function isYarnAudit(content: unknown): boolean {
  return documentsOf(content).some((line) => {
    const type = token(get(line, 'type'));
    return type === 'auditAdvisory' || type === 'auditSummary';
  });
}

/** Reads `yarn audit --json` of Yarn 1: a line of JSON for each way to each vulnerable package. */
export function readYarnAudit(name: string, content: unknown): Report {
  const problems = tally(name);
  const advisories: unknown[] = [];
  const actions: unknown[] = [];
  const known = new Set<unknown>();
  let isWhole = false;
  for (const line of documentsOf(content)) {
    const data = get(line, 'data');
    const type = get(line, 'type');
    if (type === 'auditAdvisory') advisories.push(shortened(data, known));
    else if (type === 'auditAction') actions.push(get(data, 'action'));
    else if (type === 'auditSummary') isWhole = true;
    else if (type === 'error') problems.note(`yarn says: ${prose(data, 300) ?? 'error'}`);
  }
  if (!isWhole) problems.note('it has no summary at its end, so it may be cut off; run yarn again');
  const findings = readAdvisories(advisories, readFixes(actions), problems, { name: 'yarn audit' });
  return { name, format: 'yarn-audit', findings, problems: problems.list() };
}

/** Each line repeats all ways to the package: after the first of them its own way is enough. */
function shortened(data: unknown, known: Set<unknown>): unknown {
  const advisory = get(data, 'advisory');
  const id = get(advisory, 'id');
  if (!isObject(advisory) || !known.has(id)) {
    known.add(id);
    return advisory;
  }
  return { ...advisory, findings: [{ paths: [get(get(data, 'resolution'), 'path')] }] };
}
