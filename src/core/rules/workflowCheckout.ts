import type { Node } from 'yaml';
import type { Span } from '../span';
import type { ConfigRule } from './configLanguage';
import type { Detection } from './rule';
import { snippet } from './rule';
import type { Step, WorkflowFile } from './workflowFile';
import { spanOfNode, textOf } from './workflowFile';

/** Events that strangers cause, and that run with the secrets of the repository. */
const privileged = ['pull_request_target', 'workflow_run', 'issue_comment'];

/** A stranger's code, checked out and run where the repository's secrets are. */
export const untrustedCheckout: ConfigRule<WorkflowFile> = {
  id: 'workflow-untrusted-checkout',
  title: "A workflow with secrets runs a stranger's code",
  cwe: ['CWE-829', 'CWE-94', 'CWE-367', 'CWE-269'],
  languages: ['github-actions'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'Events such as pull_request_target run with write access and secrets, also for a pull request from a fork.',
    attack:
      'Somebody opens a pull request that changes a build script, a test or a local action. The workflow checks it out, runs it, and hands it the token.',
    fix: 'Build the pull request in a workflow on `pull_request`, without secrets, and hand results over as artifacts.',
    sources: [
      'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
      'https://cwe.mitre.org/data/definitions/829.html',
    ],
  },
  topic: /pwn.?request|untrusted.?checkout|dangerous.?trigger|pull_request_target/i,
  detect(file) {
    const trigger = privileged.find((name) => file.triggers.has(name));
    if (trigger === undefined) return [];
    return file.steps.flatMap((step, at) => {
      const place = checkedOut(step, file);
      if (!place || !runsLater(step, place, file.steps.slice(at + 1), file.text)) return [];
      const conditions = [step, step.job].flatMap((holder) => holder?.get('if')?.value ?? []);
      if (conditions.some((node) => excludesForks(textOf(node) ?? ''))) return [];
      return [detectionAt(place, guardOf(step, conditions, file), trigger, file.text)];
    });
  },
};

function detectionAt(
  place: Span,
  guard: Span | undefined,
  trigger: string,
  text: string,
): Detection {
  return {
    ruleId: untrustedCheckout.id,
    ...place,
    message: `${snippet(text.slice(place.start, place.end))} is the code of a pull request, and it runs on ${trigger}, with the secrets of this repository.`,
    ...(guard && { guard }),
  };
}

const head =
  /github\.event\.pull_request\.(?:head\.(?:sha|ref|label|repo\.full_name)|merge_commit_sha|number)|github\.head_ref|github\.event\.workflow_run\.(?:head_(?:sha|branch|commit\.id|repository\.full_name)|pull_requests)|github\.event\.number|refs\/pull\/|github\.event\.issue\.number/i;
const fetches =
  /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull)\s[^\n;&|]*\bpull\/[^\n;&|]*(?=[^]*\bgit\s+(?:checkout|switch|merge|reset)\b)/;
const runsCode =
  /(?:^|[\s;&|(])(?:\.{1,2}\/|(?:npm|npx|yarn|pnpm|bun|node|make|python3?|pip3?|poetry|uv|tox|pytest|bash|sh|go|cargo|mvn|\.\/mvnw|gradle|docker|bundle|rake|composer|dotnet|cmake)\b)/;

/** Where a step checks out the head of a pull request. */
function checkedOut(step: Step, { text }: WorkflowFile): Span | undefined {
  if (/^actions\/checkout@/i.test(textOf(step.get('uses')?.value) ?? '')) {
    const inputs = step.get('with')?.section;
    for (const key of ['ref', 'repository']) {
      const value = inputs?.get(key)?.value;
      if (value && head.test(textOf(value) ?? '')) return spanOfNode(value, text);
    }
  }
  const run = step.get('run')?.value;
  if (!run || textOf(run) === undefined) return undefined;
  const span = spanOfNode(run, text);
  const found = fetches.exec(text.slice(span.start, span.end));
  if (!found) return undefined;
  return { start: span.start + found.index, end: span.start + found.index + found[0].length };
}

/** Whether a later step of the job, or the rest of this one, can run what was checked out. */
function runsLater(step: Step, place: Span, later: readonly Step[], text: string): boolean {
  const run = step.get('run')?.value;
  if (run && runsCode.test(text.slice(place.end, spanOfNode(run, text).end))) return true;
  return later.some(
    (one) =>
      one.job === step.job &&
      (one.get('run') ?? /^\.\//.test(textOf(one.get('uses')?.value) ?? '')),
  );
}

/** The condition lets only code of the repository itself through. */
function excludesForks(condition: string): boolean {
  return (
    /head\.repo(?:sitory)?\.(?:full_name|id|owner\.login)\s*==\s*github\.(?:event\.)?repository|github\.(?:event\.)?repository(?:\.full_name)?\s*==\s*github\.event\.\w+\.head_?(?:\.repo|repository)/.test(
      condition,
    ) ||
    /head_repository\.(?:full_name|owner\.login)\s*==\s*github\.repository/.test(condition) ||
    /!\s*github\.event\.pull_request\.head\.repo\.fork|head\.repo\.fork\s*==\s*false/.test(
      condition,
    ) ||
    /github\.event\.workflow_run\.event\s*==\s*'(?:push|schedule|workflow_dispatch)'/.test(
      condition,
    ) ||
    /github\.event_name\s*==\s*'(?:push|schedule|workflow_dispatch|pull_request)'/.test(condition)
  );
}

/** A check that slows an attack down: a label, the rank or name of a person, an approval. */
function guardOf(
  step: Step,
  conditions: readonly Node[],
  { text }: WorkflowFile,
): Span | undefined {
  const guard = conditions.find((node) =>
    /label|author_association|github\.actor|\.user\.login|head_branch\s*==/.test(
      textOf(node) ?? '',
    ),
  );
  if (guard) return spanOfNode(guard, text);
  return step.job?.get('environment')?.keySpan;
}
