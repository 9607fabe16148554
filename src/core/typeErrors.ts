import type { CheckAnswer } from './evidence';
import { grouped, oneLine } from './plainText';

/** What a type checker or a compiler complains of. */
export interface TypeProblem {
  /** As the tool writes it, forward slashes; empty for what is about no file. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

const shapes: readonly RegExp[] = [
  /^(?<path>\S.*)\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.*)$/,
  /^(?<path>)(?<line>)error (?<code>TS\d+): (?<message>.*)$/,
  /^(?<path>[^\s:][^:]*):(?<line>\d+)(?::\d+)?: error: (?<message>.*?)(?: {2}\[(?<code>[\w-]+)\])?$/,
];

/** Reads what tsc (without colours) and mypy print, and the syntax errors of Python. */
export function readTypeProblems(output: string): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  let place: { readonly path: string; readonly line: number } | undefined;
  for (const text of output.split(/\r?\n/)) {
    if (text.length > 2000) continue;
    const [, file, line] = /^ {2}File "([^"]+)", line (\d+)/.exec(text) ?? [];
    if (file !== undefined) place = { path: slashed(file), line: Number(line) };
    const [, code, why] = /^(\w*(?:Syntax|Indentation|Tab)Error): (.*)$/.exec(text) ?? [];
    if (place && code !== undefined) problems.push({ ...place, code, message: why ?? '' });
    const problem = problemOf(text);
    if (problem) problems.push(problem);
  }
  return problems;
}

function problemOf(text: string): TypeProblem | undefined {
  for (const shape of shapes) {
    const { path = '', line, code = '', message = '' } = shape.exec(text)?.groups ?? {};
    if (message !== '') return { path: slashed(path), line: Number(line) || 1, code, message };
  }
  return undefined;
}

const slashed = (path: string): string => path.replaceAll('\\', '/').replace(/^\.\//, '');

/** The problems after that are not there before: the same one elsewhere in a file is no new one. */
export function newProblems(
  before: readonly TypeProblem[],
  after: readonly TypeProblem[],
): readonly TypeProblem[] {
  const known = new Map<string, number>();
  for (const one of before) known.set(keyOf(one), (known.get(keyOf(one)) ?? 0) + 1);
  return after.filter((one) => {
    const left = known.get(keyOf(one)) ?? 0;
    known.set(keyOf(one), left - 1);
    return left <= 0;
  });
}

const keyOf = ({ path, code, message }: TypeProblem): string => `${path}\n${code}\n${message}`;

/** What the new problems, and those that stay, mean for a change. */
export function typesAnswer(
  tool: string,
  fresh: readonly TypeProblem[],
  known: number,
  prefix: string,
): CheckAnswer {
  const [first] = fresh;
  if (!first) {
    const same = known === 0 ? '' : ` It complains of ${grouped(known)} with and without it.`;
    return { outcome: 'pass', detail: `${tool} has nothing new to say of the change.${same}` };
  }
  const { path, line, code, message } = first;
  const where = path === '' ? '' : `${oneLine(prefix + path, 200)}, line ${line}: `;
  const more = fresh.length > 1 ? ` And ${grouped(fresh.length - 1)} more.` : '';
  const said = oneLine(message, 300).replace(/\.$/, '');
  return {
    outcome: 'fail',
    detail: `Only with the change, ${tool} says: ${where}${code === '' ? '' : `${code} `}${said}.${more}`,
    lines: fresh
      .slice(0, 10)
      .flatMap((one) => (one.path === '' ? [] : [{ path: prefix + one.path, line: one.line - 1 }])),
  };
}
