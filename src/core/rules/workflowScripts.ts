import { isScalar } from 'yaml';
import type { Span } from '../span';
import { type ContextRead, readsOf } from './workflowExpression';
import type { Entry, Job, Step, WorkflowFile } from './workflowFile';
import { spanOfNode, textOf, textsOf } from './workflowFile';

/** Code in a workflow that GitHub writes the values of expressions into before it runs. */
export interface Script {
  readonly step: Step;
  /** The key that holds it, `run` or an input of an action. */
  readonly entry: Entry;
  readonly span: Span;
  /** `unknown` is a shell of which the file does not say whether it is a POSIX one. */
  readonly language: 'shell' | 'javascript' | 'unknown' | 'other';
  /** The code with its expressions filled by letters, as long as it is in the file. */
  readonly code: string;
  readonly expressions: readonly Expression[];
  /** The code is what YAML makes of the file's text, so that offsets in it are not those of the file. */
  readonly isDecoded: boolean;
}

/** `${{ … }}`, with its braces; where YAML escapes hide one, the whole script. */
export interface Expression extends Span {
  /** Where it begins in the text that it was looked for in, and in the code of its script. */
  readonly at: number;
  /** Between the braces. */
  readonly code: string;
  readonly reads: readonly ContextRead[];
}

/** Inputs of well-known actions that are run as code. */
const codeInputs: readonly (readonly [action: RegExp, input: string, Script['language']])[] = [
  [/^actions\/github-script@/i, 'script', 'javascript'],
  [/^azure\/(?:cli|powershell)@/i, 'inlinescript', 'other'],
  [/^appleboy\/ssh-action@/i, 'script', 'other'],
  [/^nick-(?:fields|invision)\/retry@/i, 'command', 'other'],
  [/^mikefarah\/yq@/i, 'cmd', 'other'],
];

export function scriptsOf(file: WorkflowFile): readonly Script[] {
  return file.steps.flatMap((step) => {
    const run = step.get('run');
    const scripts = run ? [scriptAt(step, run, shellOf(step, file), file)] : [];
    const uses = textOf(step.get('uses')?.value) ?? '';
    for (const [action, input, language] of codeInputs) {
      if (!action.test(uses)) continue;
      const entries = step.get('with')?.section?.entries ?? [];
      const entry = entries.find(({ key }) => key.toLowerCase() === input);
      if (entry) scripts.push(scriptAt(step, entry, language, file));
    }
    return scripts.flatMap((script) => script ?? []);
  });
}

/** The expressions between two offsets of a text, in linear time. */
export function expressionsIn(text: string, { start, end }: Span): readonly Expression[] {
  const found: Expression[] = [];
  for (let at = text.indexOf('${{', start); at >= 0 && at < end;) {
    const close = closeOf(text, at + 3, end);
    if (close === undefined) break;
    const code = text.slice(at + 3, close);
    found.push({ start: at, end: close + 2, at: at - start, code, reads: readsOf(code) });
    at = text.indexOf('${{', close + 2);
  }
  return found;
}

/** GitHub takes no longer one, and a search for its end has to end. */
const longestExpression = 2000;

function closeOf(text: string, from: number, end: number): number | undefined {
  let inString = false;
  for (let at = from; at + 1 < Math.min(end, from + longestExpression); at++) {
    if (text.charAt(at) === "'") inString = !inString;
    else if (!inString && text.startsWith('}}', at)) return at;
  }
  const close = text.indexOf('}}', from);
  return close < 0 || close + 2 > end ? undefined : close;
}

function scriptAt(
  step: Step,
  entry: Entry,
  language: Script['language'],
  { text }: WorkflowFile,
): Script | undefined {
  if (!isScalar(entry.value) || !entry.value.range) return undefined;
  const span = spanOfNode(entry.value, text);
  const expressions = expressionsIn(text, span);
  const meant = textOf(entry.value) ?? '';
  const hidden = expressionsIn(meant, { start: 0, end: meant.length });
  if (readsIn(hidden) !== readsIn(expressions)) {
    const code = filled(meant, { start: 0, end: meant.length }, hidden);
    const placed = hidden.map((one) => ({ ...one, ...span }));
    return { step, entry, span, language, code, expressions: placed, isDecoded: true };
  }
  const raw = filled(text, span, expressions);
  // In these styles of YAML a line break is a space.
  const folds = entry.value.type !== 'BLOCK_LITERAL';
  const code = folds ? raw.replace(/\n(?=[^\n\r])/g, ' ') : raw;
  return { step, entry, span, language, code, expressions, isDecoded: false };
}

/** What is read, to compare what is written with what YAML makes of it. */
function readsIn(expressions: readonly Expression[]): string {
  return JSON.stringify(expressions.map(({ reads }) => reads));
}

function filled(text: string, span: Span, expressions: readonly Expression[]): string {
  const parts: string[] = [];
  let at = span.start;
  for (const { start, end } of expressions) {
    parts.push(text.slice(at, start), 'x'.repeat(end - start));
    at = end;
  }
  return `${parts.join('')}${text.slice(at, span.end)}`;
}

function shellOf(step: Step, file: WorkflowFile): Script['language'] {
  const [shell] = [
    step.get('shell')?.value,
    ...[step.job, file.root].map(
      (holder) => holder?.get('defaults')?.section?.get('run')?.section?.get('shell')?.value,
    ),
  ].flatMap((node) => textOf(node) ?? []);
  if (shell !== undefined) return /^(?:bash|sh)(?:\s|$)/.test(shell) ? 'shell' : 'other';
  return step.job && isPosix(step.job) ? 'shell' : 'unknown';
}

function isPosix(job: Job): boolean {
  if (job.get('container')) return true;
  const labels = textsOf(job.get('runs-on')?.value);
  return (
    labels.some((label) => /ubuntu|linux|macos/i.test(label)) &&
    !labels.some((label) => /windows/i.test(label))
  );
}
