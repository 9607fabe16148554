import type { Finding, Location } from './finding';
import { type Place, type Row, lineText } from './pageRows';
import { oneLine } from './plainText';

/** A data flow of more steps shows its first and its last. */
const maxSteps = 30;
const maxNoteLength = 200;

/** What was found and where, each place as one that can be gone to while it is in the workspace. */
export function findingRows(finding: Finding): readonly Row[] {
  const score = finding.securitySeverity === undefined ? '' : ` (${finding.securitySeverity})`;
  const tools = [finding.tool, ...(finding.also ?? [])].map(({ name, version }) =>
    [name, version].filter(Boolean).join(' '),
  );
  const rows = [
    row('what', 'What', finding.message),
    whereRow(finding),
    row('severity', 'Severity', `${finding.severity}${score}`),
    row('rule', 'Rule', finding.ruleId),
    row('tool', 'Found by', tools.join(', ')),
  ];
  if (finding.cwe.length > 0) rows.push(row('cwe', 'Weakness', finding.cwe.join(', ')));
  if (finding.help?.text) rows.push(row('help', 'Help', finding.help.text));
  if (finding.kind === 'code') {
    rows.push(...finding.codeFlows.map((flow, index) => flowRow(flow, index)));
    if (finding.guard) {
      rows.push(row('guard', 'Checked before', '', [placeOf(finding.guard)]));
    }
  }
  return rows;
}

function row(id: string, label: string, text: string, places: readonly Place[] = []): Row {
  return { id: `finding:${id}`, label, text, places };
}

function whereRow({ location, place }: Finding): Row {
  const text = lineText(location.path, location.region?.start.line);
  if (place === 'elsewhere') {
    return row('where', 'Where', `${text}, which is not in this workspace`);
  }
  const said = place === 'stale' ? 'Its code is no longer there.' : '';
  return row('where', 'Where', said, [placeOf(location)]);
}

function flowRow(flow: readonly Location[], index: number): Row {
  const steps = flow.map(placeOf);
  const isLong = steps.length > maxSteps;
  const shown = isLong ? [...steps.slice(0, maxSteps - 1), ...steps.slice(-1)] : steps;
  const text = isLong
    ? `${steps.length} steps, of which these are the first ${maxSteps - 1} and the last.`
    : '';
  return row(`flow-${index}`, `Data flow ${index + 1}`, text, shown);
}

function placeOf({ path, region, message }: Location): Place {
  const line = region?.start.line;
  return {
    text: lineText(path, line),
    ...(message ? { note: oneLine(message, maxNoteLength) } : {}),
    path,
    ...(line === undefined ? {} : { line }),
    side: 'before',
  };
}
