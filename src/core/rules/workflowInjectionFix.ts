import { isMap, isScalar } from 'yaml';
import type { Rationale, TextEdit } from '../draft';
import { readJavascript } from './javascriptText';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import type { ContextRead } from './workflowExpression';
import type { Entry, Section, WorkflowFile } from './workflowFile';
import { textOf } from './workflowFile';
import { type Expression, type Script, expressionsIn } from './workflowScripts';
import { shellQuoting } from './workflowShell';

/** Which variable the script reads from then on, and what has to be written for it to be there. */
interface Variable {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

type Refusal = { readonly ok: false; readonly why: string };

/** Takes an expression out of a script and hands its value over in the step's environment. */
export function throughEnvironment(
  file: WorkflowFile,
  script: Script,
  expression: Expression,
  read: ContextRead,
): RecipeResult {
  if (!file.text.startsWith('${{', expression.start)) {
    return refuse('The expression is hidden by escapes of YAML; write the script out first.');
  }
  const variable = variableFor(file, script, expression, read);
  if ('ok' in variable) return variable;
  const use =
    script.language === 'javascript'
      ? javascriptUse(script, expression, variable.name)
      : shellUse(script, expression, read, variable.name);
  if ('ok' in use) return use;
  const rationale = rationaleFor(expression, variable.name, script);
  return { ok: true, edits: [...variable.edits, use], rationale };
}

function shellUse(
  script: Script,
  expression: Expression,
  read: ContextRead,
  name: string,
): TextEdit | Refusal {
  const { language, entry, span, code } = script;
  if (language === 'other') {
    return refuse('The script is not for a POSIX shell, so variables are written in another way.');
  }
  if (language === 'unknown') {
    return refuse('The file does not say whether the step runs on Windows, with another shell.');
  }
  const quoting = shellQuoting(script, expression, read);
  if (typeof quoting !== 'string') return quoting;
  const type = isScalar(entry.value) ? entry.value.type : undefined;
  if (type === 'QUOTE_SINGLE' && code.includes("''")) {
    return refuse('The script stands in quotes of YAML and has quotes of its own.');
  }
  if (type === 'QUOTE_DOUBLE' && code.includes('\\')) {
    return refuse('The script stands in quotes of YAML and has escapes in it.');
  }
  const next = code.charAt(expression.end - span.start);
  const plain = /\w/.test(next) ? `\${${name}}` : `$${name}`;
  const quote = type === 'QUOTE_DOUBLE' ? '\\"' : '"';
  const text = quoting === 'double' ? plain : `${quote}$${name}${quote}`;
  return { start: expression.start, end: expression.end, text };
}

function javascriptUse(
  { code, span, entry }: Script,
  expression: Expression,
  name: string,
): TextEdit | Refusal {
  const start = expression.start - span.start;
  const end = expression.end - span.start;
  const { literals, isWhole } = readJavascript(code);
  const around = literals.findLast((one) => one.start <= start && end <= one.end);
  if (!isWhole || (isScalar(entry.value) && /^QUOTE_/.test(entry.value.type ?? ''))) {
    return refuse('The script is written in a way that this recipe does not read.');
  }
  if (!around || !/^['"`]$/.test(around.kind)) {
    return refuse('The value stands in the script as code, not as a text.');
  }
  const value = `process.env.${name}`;
  const isAll = around.start + 1 === start && around.end - 1 === end;
  const before = code.slice(0, around.start).trimEnd();
  const after = code.slice(around.end).trimStart();
  const isKey = /[{,]$/.test(before) && after.startsWith(':');
  const isValue = /(?:[(,=:[?+|&;{}]|\b(?:return|await|typeof))$/.test(before);
  if (isAll && isValue && !isKey) {
    return { start: span.start + around.start, end: span.start + around.end, text: value };
  }
  if (around.kind !== '`') {
    return refuse('The value is only a part of a text in quotes, or not used as a plain value.');
  }
  return { start: expression.start, end: expression.end, text: `\${${value}}` };
}

function variableFor(
  file: WorkflowFile,
  { step, entry }: Script,
  expression: Expression,
  read: ContextRead,
): Variable | Refusal {
  if (entry.isAlias || (isScalar(entry.value) && entry.value.anchor !== undefined)) {
    return refuse('The script is shared by an alias, so that other steps would miss the variable.');
  }
  if (step.node.flow) return refuse('The step is written in braces.');
  const env = step.get('env');
  const known = env?.section?.entries.find(({ value }) => isSame(textOf(value), expression.code));
  if (known && !env?.isAlias && /^[A-Za-z_]\w*$/.test(known.key)) {
    return { name: known.key, edits: [] };
  }
  const fromEnvironment = /^\s*env\.([A-Za-z_]\w*)\s*$/.exec(expression.code)?.[1];
  if (fromEnvironment !== undefined) return { name: fromEnvironment, edits: [] };
  const value = yamlValue(expression.code);
  if (value === undefined) return refuse('The expression has several lines.');
  const name = freeName(nameFor(read), file, step);
  const edit = env ? intoEnv(env, name, value, file.text) : newEnv(step, name, value, file.text);
  return 'ok' in edit ? edit : { name, edits: [edit] };
}

function isSame(text: string | undefined, code: string): boolean {
  if (text === undefined) return false;
  const [only, ...others] = expressionsIn(text, { start: 0, end: text.length });
  const isAll = only?.start === 0 && only.end === text.length && others.length === 0;
  return isAll && only.code.trim() === code.trim();
}

function yamlValue(code: string): string | undefined {
  if (/[\r\n]/.test(code)) return undefined;
  const value = `\${{ ${code.trim()} }}`;
  return /:\s|\s#|\t/.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
}

function nameFor({ path, asJson }: ContextRead): string {
  const words = path
    .replace(/^github\.(?:event\.)?|^github$/, '')
    .replace(/^inputs\./, 'input.')
    .replace(/\W+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
  const name = /^[A-Z]/.test(words) ? words : `VALUE_${words}`.replace(/_$/, '');
  return asJson ? `${name}_JSON` : name;
}

/** A name that neither the step nor what is set around it has anywhere. */
function freeName(name: string, { text, root }: WorkflowFile, step: Section & Script['step']) {
  const [start = 0, end = 0] = step.node.range ?? [];
  const taken = [step.job, root].flatMap((holder) => holder?.get('env')?.section?.entries ?? []);
  const words = new Set([
    ...(text.slice(start, end).match(/\w+/g) ?? []),
    ...taken.map(({ key }) => key),
  ]);
  for (let at = 1; ; at++) {
    const candidate = at === 1 ? name : `${name}_${at}`;
    if (!words.has(candidate)) return candidate;
  }
}

function intoEnv(env: Entry, name: string, value: string, text: string): TextEdit | Refusal {
  const map = env.value;
  const first = env.section?.entries[0];
  if (env.isAlias || map?.anchor !== undefined) {
    return refuse('The environment of the step is shared by an alias.');
  }
  if (!isMap(map) || map.flow || !first) {
    return refuse('The environment of the step is not written as plain lines.');
  }
  return lineBefore(first, `${name}: ${value}`, '', text);
}

function newEnv(
  step: Script['step'],
  name: string,
  value: string,
  text: string,
): TextEdit | Refusal {
  const holder = step.get('run') ?? step.get('with');
  if (!holder) return refuse('The step has no place for an environment.');
  return lineBefore(holder, 'env:', `${name}: ${value}`, text);
}

/** A line, and perhaps one below it, before that of a key. */
function lineBefore(key: Entry, line: string, below: string, text: string): TextEdit | Refusal {
  const { start } = key.keySpan;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!/^\uFEFF? *(?:- +)*$/.test(before)) {
    return refuse('The key of the step does not begin its line.');
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(before.length);
  const lines = below === '' ? [line] : [line, `${indent}  ${below}`];
  return { start, end: start, text: `${lines.join(newline)}${newline}${indent}` };
}

function rationaleFor({ code }: Expression, name: string, { language }: Script): Rationale {
  const value = snippet(`\${{ ${code.trim()} }}`);
  const isShell = language === 'shell';
  return {
    whyVulnerable: `GitHub writes the value of ${value} into the script before it runs, so quotes and semicolons in the value become code.`,
    whyFixed: `The value reaches the script as the variable ${name}, which ${isShell ? 'the shell' : 'JavaScript'} reads as data when it runs.`,
    mayBreak: isShell
      ? ['A value that was meant to be several words, or a pattern, is now one word.']
      : [
          'Text that had escapes in it is now taken as it is, and a missing value is no text at all.',
        ],
    alternatives: [
      {
        option: 'Check the value against a pattern first',
        whyNot: 'The check would be in the script too, where the value has already become code.',
      },
    ],
    assumptions: isShell
      ? [
          'No program takes the value for an option: one that begins with a hyphen may still be one.',
          'No later command runs the value of the variable as code.',
        ]
      : ['No later code runs the value of the variable as code.'],
  };
}
