import { isSamePerson, requesterOf } from '../demands';
import { compareText } from '../finding';
import { isFix, property, refs, standing } from './cyclonedxTerms';
import type { Entry } from './entrySchema';

/** One vulnerability a finding, whatever was decided about it and how often. Oldest entries first. */
export function vulnerabilitiesOf(entries: readonly Entry[]) {
  const stands = standing(entries);
  const byFinding = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const known = byFinding.get(entry.finding.id);
    if (known) known.push(entry);
    else byFinding.set(entry.finding.id, [entry]);
  }
  return [...byFinding]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, about]) => vulnerabilityOf(about, about.some(stands)));
}

function vulnerabilityOf(about: readonly [Entry, ...Entry[]], resolved: boolean) {
  const [first] = about;
  const last = about.at(-1) ?? first;
  const { finding } = last;
  const source = { name: finding.tool.name };
  const files = new Set(about.flatMap(({ change }) => change.files.map(({ path }) => path)));
  return {
    'bom-ref': refs.finding(finding.id),
    id: finding.advisory?.id ?? finding.ruleId,
    source: finding.advisory?.url === undefined ? source : { ...source, url: finding.advisory.url },
    ratings: [
      {
        source,
        ...(finding.securitySeverity !== undefined && { score: finding.securitySeverity }),
        severity: finding.severity,
        method: 'other',
      },
    ],
    cwes: [...new Set(finding.cwe)].map((cwe) => Number(cwe.slice('CWE-'.length))),
    description: finding.message,
    created: first.decidedAt,
    updated: last.decidedAt,
    analysis: {
      state: resolved ? 'resolved_with_pedigree' : 'in_triage',
      ...(last.decision === 'reverted' && { response: ['rollback'] }),
      detail: `Decided last: ${last.decision}.`,
    },
    affects: [...files].sort(compareText).map((path) => ({ ref: refs.file(path) })),
    properties: [
      property('finding:kind', finding.kind),
      property('finding:path', finding.path),
      ...(finding.line === undefined ? [] : [property('finding:line', finding.line)]),
      ...(finding.package === undefined ? [] : [property('finding:package', finding.package)]),
    ],
  };
}

/** Who decided, when and why. */
export function annotationOf({ id, decision, decidedAt, decidedBy, reason, ...entry }: Entry) {
  const files = new Set(entry.change.files.map(({ path }) => refs.file(path)));
  return {
    'bom-ref': `decision:${id}`,
    subjects: [refs.finding(entry.finding.id), ...files],
    annotator: { individual: contactOf(decidedBy) },
    timestamp: decidedAt,
    text: reason === undefined ? decision : `${decision}: ${reason}`,
  };
}

/** The way of one entry from the draft to the decision, and the way back. */
export function workflowOf(entry: Entry) {
  const { id, decision, decidedAt, origin, rollback, supersedes } = entry;
  const ref = (task: string) => `${refs.entry(id)}#${task}`;
  return {
    'bom-ref': refs.entry(id),
    uid: id,
    name: `${entry.finding.ruleId}: ${decision}`,
    taskTypes: ['other'],
    tasks: [
      draftTask(entry, ref('draft')),
      {
        'bom-ref': ref('check'),
        uid: 'check',
        taskTypes: ['test'],
        properties: entry.checks.flatMap(({ id: check, outcome, detail }) => [
          property(`check:${check}`, outcome),
          property(`check:${check}:detail`, detail),
        ]),
      },
      {
        'bom-ref': ref('review'),
        uid: 'review',
        taskTypes: ['other'],
        timeEnd: decidedAt,
        properties: reviewProperties(entry),
      },
      {
        'bom-ref': ref('rollback'),
        uid: 'rollback',
        taskTypes: ['other'],
        steps: [{ name: 'Take it back', description: rollback.how }],
      },
    ],
    properties: [
      property('entry:digest', entry.digest),
      property('origin:identity', origin.identity),
      ...(supersedes === undefined ? [] : [property('entry:supersedes', supersedes)]),
    ],
  };
}

function draftTask({ finding, origin }: Entry, ref: string) {
  const { tool, model, endpoint, promptSha256, responseSha256, parameters = {} } = origin;
  const used = new Set([
    refs.tool(tool),
    ...(model ? [refs.model(model)] : []),
    ...(endpoint === undefined ? [] : [refs.service(endpoint)]),
    ...(responseSha256 === undefined ? [] : [refs.data(responseSha256)]),
  ]);
  const given = Object.entries(parameters).map(([name, value]) => {
    return { name, value: String(value), dataType: typeof value };
  });
  return {
    'bom-ref': ref,
    uid: 'draft',
    taskTypes: ['other'],
    timeStart: origin.requestedAt,
    resourceReferences: [...used].map((one) => ({ ref: one })),
    inputs: [
      { resource: { ref: refs.finding(finding.id) } },
      ...(promptSha256 === undefined ? [] : [{ resource: { ref: refs.data(promptSha256) } }]),
      ...(given.length > 0 ? [{ parameters: given }] : []),
    ],
    properties: [
      property('origin:kind', origin.kind),
      property('origin:strategy', origin.strategy),
      property('origin:requestedBy', origin.requestedBy),
    ],
  };
}

function reviewProperties(entry: Entry) {
  const { change, decision, decidedBy, origin, risk, reason } = entry;
  return [
    property('decision', decision),
    property('applied', isFix(entry)),
    property('decidedBy', decidedBy.name),
    ...(reason === undefined ? [] : [property('reason', reason)]),
    property('separationOfDuties', !isSamePerson(decidedBy, requesterOf(origin))),
    ...(entry.alternatives ?? []).map(({ option, whyNot }) =>
      property('alternative', `${option}: ${whyNot}`),
    ),
    property('edited', change.edited),
    property('linesAdded', change.linesAdded),
    property('linesRemoved', change.linesRemoved),
    property('verdict', entry.verdict),
    property('policySha256', entry.policySha256),
    property('risk:tier', risk.tier),
    ...risk.reasons.map(({ path, tier, reason: why }) => {
      return property('risk:reason', `${path}: ${tier}: ${why}`);
    }),
    ...risk.confirmations.map(({ path, token, reason: why }) => {
      return property('risk:confirmation', `${path}: ${token}: ${why}`);
    }),
  ];
}

/** An address is only given as one when every validator of addresses would take it. */
function contactOf({ name, email }: Entry['decidedBy']) {
  const plain = /^[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
  return email !== undefined && email.length <= 100 && plain.test(email)
    ? { name, email }
    : { name };
}
