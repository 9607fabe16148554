import * as path from 'node:path';
import type { Problem } from '../core/finding';
import { type Triage, inForce } from '../core/triage';
import { triageFolder } from './triageFolder';

/** What holds today of what was set aside in the folder; what cannot be read is a problem. */
export async function triagesToday(
  root: string,
  problems: Problem[],
): Promise<ReadonlyMap<string, Triage>> {
  const today = new Date().toISOString().slice(0, 10);
  const { entries, problems: unreadable } = await triageFolder(path.resolve(root)).list();
  problems.push(...unreadable);
  return new Map([...entries].filter(([, triage]) => inForce(triage, today)));
}

/** As a finding of `--format json` tells of it. */
export function triageOf(triage: Triage | undefined): object {
  if (triage === undefined) return {};
  const { verdict, reason, expires, by } = triage;
  return { triage: { verdict, reason, ...(expires !== undefined && { expires }), by } };
}
