import { patternOf } from '../pythonFlow/judge';
import { bare, pythonCall } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled } from './pythonCalls';
import { cwePage, pythonCallRule, pythonFlowRule, wordsIn } from './pythonRule';
import { budgetOf, exponentialRisk, polynomialRisk } from './redos';

const words = wordsIn('compile match search fullmatch sub subn findall finditer split');
const functions = /^(re|regex)\.(compile|match|search|fullmatch|subn?|findall|finditer|split)$/;
const methods = /^(re|regex)\.compile\(\)\.(match|search|fullmatch|subn?|findall|finditer|split)$/;
const topic = /redos|regex.*(slow|unsafe|complex|polynomial|denial)|unsafe.?regex/i;
const help = {
  why: 'Python tries all ways to match a text, and some expressions leave it more ways than can be tried.',
  sources: [
    cwePage(1333),
    'https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS',
  ],
};

/** The letters of `re.I | re.X`, as far as they are written in the call. */
function flagsOf(called: PythonCall): string {
  const text = called.call.named.get('flags')?.text ?? called.call.args.at(-1)?.text ?? '';
  return [...text.matchAll(/\b(?:re|regex)\.([A-Z]+)\b/g)]
    .map(([, name = '']) => letters.get(name) ?? '')
    .join('');
}

const letters: ReadonlyMap<string, string> = new Map([
  ['I', 'i'],
  ['IGNORECASE', 'i'],
  ['X', 'x'],
  ['VERBOSE', 'x'],
  ['S', 's'],
  ['DOTALL', 's'],
  ['M', 'm'],
  ['MULTILINE', 'm'],
]);

/** Regular expressions that a short text can keep busy for ever. */
export const pythonExponentialRegex = pythonCallRule({
  id: 'py-regex-exponential',
  title: 'A regular expression can take for ever',
  cwe: ['CWE-1333', 'CWE-400', 'CWE-730'],
  severity: 'high',
  precision: 'high',
  help: {
    ...help,
    attack:
      'A text of forty characters that almost matches keeps a worker busy until it is killed.',
    fix: 'Write the expression so that a repetition has only one way to take each character.',
  },
  topic,
  words,
  trigger: /\)\s*[*+{]/,
  calls(called, file) {
    const pattern = isCalled(called, functions) ? argumentOf(called, 0, 'pattern') : undefined;
    const text = pattern?.type === 'identifier' ? undefined : pattern && patternOf(pattern, file);
    if (
      !pattern ||
      text === undefined ||
      !exponentialRisk(text, flagsOf(called), 'python', budgetOf(file))
    )
      return [];
    return [{ node: pattern, does: 'takes twice as long for each character of some texts' }];
  },
});

export const pythonPolynomialRegex = pythonFlowRule({
  id: 'py-regex-polynomial',
  title: 'A long text from outside keeps a regular expression busy',
  cwe: ['CWE-1333', 'CWE-400', 'CWE-730'],
  severity: 'medium',
  precision: 'high',
  help: {
    ...help,
    attack: 'A text of a hundred thousand blanks takes minutes instead of milliseconds.',
    fix: 'Limit the length of the text first, or write the expression so that two of its parts cannot match the same characters.',
  },
  topic,
  words,
  trigger: /\b(re|regex)\b/,
  sinks: slowTexts,
  cleans: ({ callee }) => /(^|\.)(quote|escape)$/.test(callee.text),
});

/** The text that a slow expression is run on. */
function slowTexts(called: PythonCall, file: ParsedFile): readonly Sink[] {
  const isMethod = isCalled(called, methods);
  if (!isMethod && !isCalled(called, functions)) return [];
  const pattern = isMethod ? called.call.receiver : argumentOf(called, 0, 'pattern');
  const isReplacing = /^subn?$/.test(called.name);
  const text = argumentOf(called, (isMethod ? 0 : 1) + (isReplacing ? 1 : 0), 'string');
  const source = pattern && patternOf(pattern, file);
  if (!pattern || !text || source === undefined || called.name === 'compile') return [];
  const start = /^(full)?match$/.test(called.name) ? 'y' : '';
  const all = isReplacing || /^(find|split)/.test(called.name) ? 'g' : '';
  const risk = polynomialRisk(
    source,
    `${flagsOfCompiled(pattern, file) || flagsOf(called)}${start}${all}`,
    'python',
    budgetOf(file),
  );
  return risk
    ? [{ value: text, does: 'is given to a regular expression that takes very long on some texts' }]
    : [];
}

function flagsOfCompiled(pattern: Node, file: ParsedFile): string {
  const plain = bare(pattern);
  const value = plain.type === 'identifier' ? file.resolve(plain)?.value : plain;
  const call = value && pythonCall(bare(value));
  return call && value ? flagsOf({ node: value, call, name: '', names: [] }) : '';
}
