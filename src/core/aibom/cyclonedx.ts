import { compareText } from '../finding';
import { sha256Hex } from '../hash';
import { annotationOf, vulnerabilitiesOf, workflowOf } from './cyclonedxDecisions';
import type { Entry } from './entrySchema';
import { isFix, property, refs, sha256, standing } from './cyclonedxTerms';

export interface CycloneDxOptions {
  /** Who writes the document. */
  readonly tool: { readonly name: string; readonly version: string };
  readonly specVersion?: '1.6';
}

/**
 * The entries as one CycloneDX document. The same entries in any order give the same bytes: no clock
 * is read, the time is that of the newest decision, and the serial number comes from the content.
 */
export function toCycloneDx(
  entries: readonly Entry[],
  { tool, specVersion = '1.6' }: CycloneDxOptions,
): string {
  const inOrder = [...new Map(entries.map((entry) => [entry.id, entry])).values()].sort(
    (a, b) => compareText(a.decidedAt, b.decidedAt) || compareText(a.id, b.id),
  );
  const newest = inOrder.at(-1);
  const content = {
    metadata: {
      ...(newest && { timestamp: newest.decidedAt }),
      tools: { components: [{ type: 'application', ...tool }] },
      properties: [property('entries', inOrder.length)],
    },
    components: [...filesOf(inOrder), ...byRef(inOrder.flatMap(participantsOf))],
    services: byRef(inOrder.flatMap(serviceOf)),
    vulnerabilities: vulnerabilitiesOf(inOrder),
    annotations: inOrder.map(annotationOf),
    formulation: inOrder.length > 0 ? [{ workflows: inOrder.map(workflowOf) }] : [],
  };
  const document = {
    bomFormat: 'CycloneDX',
    specVersion,
    serialNumber: `urn:uuid:${contentUuid(JSON.stringify(content))}`,
    version: 1,
    ...content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

interface Referable {
  readonly 'bom-ref': string;
  readonly [field: string]: unknown;
}

/** Each reference once, in an order that does not depend on the input's. */
function byRef<Item extends Referable>(items: readonly Item[]): readonly Item[] {
  const unique = new Map(items.map((item) => [item['bom-ref'], item]));
  return [...unique.values()].sort((a, b) => compareText(a['bom-ref'], b['bom-ref']));
}

/** One component a file, with what it was, what was proposed for it, and the fixes that stand in it. */
function filesOf(entries: readonly Entry[]): readonly Referable[] {
  const stands = standing(entries);
  const changes = entries.flatMap((entry) => {
    return entry.change.files.map((file) => ({ entry, file, path: file.path }));
  });
  const paths = [...new Set(changes.map(({ path }) => path))].sort(compareText);
  return paths.map((path) => {
    const here = changes.filter((change) => change.path === path);
    const fixes = here.filter(({ entry }) => stands(entry));
    const before = new Set(
      here.filter(({ entry }) => isFix(entry)).map(({ file }) => file.preSha256),
    );
    const proposed = here.filter(({ file }) => file.suggestedSha256 !== file.postSha256);
    return {
      type: 'file',
      'bom-ref': refs.file(path),
      name: path,
      hashes: here.slice(-1).map(({ file }) => sha256(file.postSha256)),
      pedigree: {
        ancestors: [...before].map((hash) => ({
          type: 'file',
          name: path,
          hashes: [sha256(hash)],
        })),
        variants: proposed.map(({ entry, file }) => ({
          type: 'file',
          name: path,
          description: `As drafted for ${entry.finding.ruleId}; the decision was “${entry.decision}”.`,
          hashes: [sha256(file.suggestedSha256)],
          properties: [property('entry', entry.id)],
        })),
        patches: fixes.map(({ entry }) => ({ type: 'unofficial', resolves: [issueOf(entry)] })),
        notes:
          'Each patch was approved by a person of this project; CycloneDX has no type for that.',
      },
      evidence: {
        occurrences: fixes.flatMap(({ entry, file }) => occurrencesOf(entry, file.hunks)),
      },
      properties: here.map(({ entry }) => property('entry', entry.id)),
    };
  });
}

function issueOf({ finding }: Entry) {
  const id = finding.advisory?.id ?? finding.ruleId;
  return { type: 'security', id, name: finding.message, source: { name: finding.tool.name } };
}

function occurrencesOf(entry: Entry, hunks: Entry['change']['files'][number]['hunks']) {
  return hunks.map(({ newStart, newLines, contentSha256 }) => ({
    location: `.ai-bom/entries/${entry.id}.json`,
    line: newStart,
    additionalContext: `${newLines} lines, SHA-256 ${contentSha256}`,
  }));
}

/** Who and what had a part in an entry: scanner, drafter, model, prompt and reply. */
function participantsOf({ finding, origin }: Entry): readonly Referable[] {
  const { tool, model, promptSha256, responseSha256, promptTemplate } = origin;
  const data = (name: string, hash: string) => ({
    type: 'data',
    'bom-ref': refs.data(hash),
    name,
    hashes: [sha256(hash)],
    data: [{ type: 'other' }],
  });
  return [
    { type: 'application', 'bom-ref': refs.tool(finding.tool), ...finding.tool },
    { type: 'application', 'bom-ref': refs.tool(tool), ...tool },
    ...(model
      ? [
          {
            type: 'machine-learning-model',
            'bom-ref': refs.model(model),
            name: model.name,
            ...(model.version !== undefined && { version: model.version }),
            supplier: { name: model.provider },
          },
        ]
      : []),
    ...(promptSha256 ? [data(promptTemplate ?? 'prompt', promptSha256)] : []),
    ...(responseSha256 ? [data('response', responseSha256)] : []),
  ];
}

/** Where source text was sent. Only a plain address is claimed to be one. */
function serviceOf({ origin: { endpoint, model, tool } }: Entry): readonly Referable[] {
  if (endpoint === undefined) return [];
  const plain = /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/.test(endpoint);
  return [
    {
      'bom-ref': refs.service(endpoint),
      name: model?.provider ?? tool.name,
      ...(plain && { endpoints: [endpoint] }),
      data: [{ flow: 'bi-directional', classification: 'source code' }],
    },
  ];
}

/** A version 8 UUID (RFC 9562): its bits are the content's hash. */
function contentUuid(content: string): string {
  const hex = sha256Hex(content);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}
