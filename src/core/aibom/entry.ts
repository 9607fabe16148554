import type { Origin } from '../draft';
import { applyEdits } from '../draft';
import type { Finding } from '../finding';
import type { Decision } from '../gate';
import { sha256Hex } from '../hash';
import type { Person } from '../ports';
import type { Review, ReviewFile } from '../review';
import { encodeSource } from '../sourceText';
import { cut, sealed } from './entryFile';
import type { Entry, EntryFile } from './entrySchema';
import { entryForm, longest } from './entrySchema';
import { hunksOf } from './hunks';

export { digestOf, readEntry, serializeEntry } from './entryFile';
export type { Entry };

/**
 * The record of a decision. For a rejected draft the bytes after are the bytes before and there are
 * no hunks: only `suggestedSha256` tells what was refused.
 */
export function entryOf(review: Review, decision: Decision, id: string): Entry {
  const { finding, draft, evidence, risk } = review;
  const files = review.files.map((file) => recordFile(file, review, decision));
  return sealed({
    schema: entryForm,
    id,
    decision: decision.verdict,
    decidedAt: decision.at,
    decidedBy: recordPerson(decision.reviewer),
    ...(decision.reason !== undefined && { reason: cut(decision.reason, longest.reason) }),
    finding: recordFinding(finding),
    origin: recordOrigin(draft.origin, draft.strategy),
    change: {
      files: files.map(({ file }) => file),
      edited: review.edited,
      linesAdded: files.reduce((sum, { added }) => sum + added, 0),
      linesRemoved: files.reduce((sum, { removed }) => sum + removed, 0),
    },
    ...alternativesOf(review),
    risk: {
      tier: risk.tier,
      reasons: risk.reasons.map(({ path, tier, reason }) => {
        return { path, tier, reason: cut(reason, longest.detail) };
      }),
      confirmations: decision.confirmations.map(({ path, reason, token }) => {
        return { path, reason: cut(reason, longest.reason), token };
      }),
    },
    checks: evidence.map(({ check, outcome, detail }) => {
      return { id: check, outcome, detail: cut(detail, longest.detail) };
    }),
    ...(review.required.length > 0 && { requiredChecks: review.required }),
    verdict: review.verdict,
    policySha256: review.policySha256,
    rollback: { how: decision.verdict === 'rejected' ? 'Nothing was applied.' : rollback(id) },
  });
}

/** The fix was taken back: `previous` holds no longer. No check ran, so none is recorded. */
export function revertedEntry(previous: Entry, person: Person, at: string, id: string): Entry {
  return successor('reverted', previous, person, at, id);
}

/** A fix that had been taken back stands again; `previous` is the entry that took it back. */
export function reappliedEntry(previous: Entry, person: Person, at: string, id: string): Entry {
  return successor('reapplied', previous, person, at, id);
}

/** The hunks stay those of the fix, so that it is known again wherever it comes back. */
function successor(
  decision: 'reverted' | 'reapplied',
  previous: Entry,
  person: Person,
  at: string,
  id: string,
): Entry {
  const { change, risk } = previous;
  const files = change.files.map((file) => {
    return { ...file, preSha256: file.postSha256, postSha256: file.preSha256 };
  });
  return sealed({
    schema: entryForm,
    id,
    decision,
    decidedAt: at,
    decidedBy: recordPerson(person),
    supersedes: previous.id,
    finding: previous.finding,
    origin: previous.origin,
    change: {
      files,
      edited: change.edited,
      linesAdded: change.linesRemoved,
      linesRemoved: change.linesAdded,
    },
    risk: { ...risk, confirmations: [] },
    checks: [],
    verdict: 'attention',
    policySha256: previous.policySha256,
    rollback: { how: rollback(id) },
  });
}

/** Of our own drafts only: the words of a model may hold source text. */
function alternativesOf({ finding, draft }: Review): Pick<Entry, 'alternatives'> {
  const { alternatives } = draft.rationale;
  const isOwn = finding.kind === 'dependency' && draft.origin.identity === 'built-in';
  if (!isOwn || alternatives.length === 0) return {};
  return {
    alternatives: alternatives.slice(0, 20).map(({ option, whyNot }) => {
      return { option: cut(option, longest.detail), whyNot: cut(whyNot, longest.detail) };
    }),
  };
}

function recordFile(file: ReviewFile, { draft }: Review, { verdict }: Decision) {
  const { path, base, before } = file;
  const after = verdict === 'rejected' ? before : file.after;
  const bytesSha256 = (text: string) => sha256Hex(encodeSource(text, base.bom));
  const edits = draft.changes.find((change) => change.path === path)?.edits ?? [];
  const suggested = applyEdits(before, edits);
  const { hunks, added, removed } = hunksOf(before, after);
  const recorded: EntryFile = {
    path,
    preSha256: base.sha256,
    postSha256: bytesSha256(after),
    suggestedSha256: bytesSha256(suggested.ok ? suggested.text : before),
    hunks,
  };
  return { file: recorded, added, removed };
}

function recordFinding(finding: Finding): Entry['finding'] {
  const { id, kind, tool, ruleId, severity, securitySeverity: score, message, location } = finding;
  const scored = score !== undefined && score >= 0 && score <= 10;
  return {
    id,
    kind,
    tool: recordTool(tool),
    ruleId: cut(ruleId, longest.url),
    severity,
    ...(scored && { securitySeverity: score }),
    cwe: finding.cwe.filter((one) => /^CWE-[1-9][0-9]{0,5}$/.test(one)).slice(0, 100),
    message: cut(message, longest.message),
    path: location.path,
    ...(location.region && { line: location.region.start.line + 1 }),
    ...(finding.kind === 'dependency' && {
      advisory: {
        id: cut(finding.advisory.id, longest.name),
        ...(finding.advisory.url && { url: withoutSecrets(finding.advisory.url) }),
      },
      package: cut(finding.package, longest.name),
    }),
  };
}

function recordOrigin(origin: Origin, strategy: Entry['origin']['strategy']): Entry['origin'] {
  const { kind, model, endpoint, parameters, promptSha256, responseSha256 } = origin;
  const { promptTemplate, requestedBy, requestedByEmail, requestedAt, identity } = origin;
  return {
    kind,
    strategy,
    tool: recordTool(origin.tool),
    ...(model && { model: { ...recordTool(model), provider: cut(model.provider, longest.name) } }),
    ...(endpoint !== undefined && { endpoint: withoutSecrets(endpoint) }),
    ...(parameters && { parameters: recordParameters(parameters) }),
    ...(promptSha256 !== undefined && { promptSha256 }),
    ...(responseSha256 !== undefined && { responseSha256 }),
    ...(promptTemplate !== undefined && { promptTemplate: cut(promptTemplate, longest.name) }),
    requestedBy: cut(requestedBy, longest.name),
    ...(requestedByEmail !== undefined && {
      requestedByEmail: cut(requestedByEmail, longest.name),
    }),
    requestedAt,
    identity,
  };
}

function recordParameters(parameters: NonNullable<Origin['parameters']>) {
  const kept = Object.entries(parameters)
    .filter(
      ([name, value]) => typeof value !== 'string' || !/key|secret|token|pass|auth/i.test(name),
    )
    .map(([name, value]) => {
      return [
        cut(name, longest.name),
        typeof value === 'string' ? cut(value, longest.name) : value,
      ];
    });
  return Object.fromEntries(kept.sort()) as NonNullable<Entry['origin']['parameters']>;
}

function recordTool({ name, version }: { readonly name: string; readonly version?: string }) {
  return {
    name: cut(name, longest.name),
    ...(version !== undefined && { version: cut(version, longest.name) }),
  };
}

function recordPerson({ name, email }: Person): Entry['decidedBy'] {
  return {
    name: cut(name, longest.name),
    ...(email !== undefined && { email: cut(email, longest.name) }),
  };
}

/** Credentials travel in the user part and in the query of a URL. */
function withoutSecrets(url: string): string {
  return cut(url.replace(/[?#][^]*$/, '').replace(/\/\/[^/]*@/, '//'), longest.url);
}

function rollback(id: string): string {
  return `git revert the commit that added .ai-bom/entries/${id}.json, or undo it in the editor.`;
}
