import type { Node } from '../syntax';
import { splitLines } from '../diffLines';
import { squeezed } from '../outline/nodes';

/** A statement of a test that says what has to be. */
export interface Assertion {
  readonly text: string;
  /** Zero-based. */
  readonly line: number;
}

export interface TestOutline {
  readonly assertions: readonly Assertion[];
  /** Tests by their names. */
  readonly tests: readonly Assertion[];
  /** Tests that do not run, and tests that keep others from running. */
  readonly skipped: readonly Assertion[];
  readonly only: readonly Assertion[];
}

const assertion =
  /^(?:await |yield |return )?(?:expect|assert\w*|should|t|test|chai|sinon|cy|self|tc|pytest|require|verify|Assert\w*)\b[\w.$]*(?:\(|\.)|\.should\b|\.(?:to|expect)(?:\.|\()/;
const assertionName =
  /\b(?:expect|assert\w*|should|Assert\w*|pytest\.(?:raises|warns)|cy\.\w+|require\.\w+|self\.(?:assert|fail)\w*|t\.(?:is|not|true|false|ok|notOk|equal|equals|deepEqual|same|throws\w*|rejects|like|regex|assert|pass|fail|Error\w*|Fatal\w*|truthy|falsy|match|snapshot|notThrows\w*|plan))\b/;
const testCall =
  /^(?:it|test|describe|context|suite|specify|scenario|xit|xtest|xdescribe|fit|fdescribe)\b/;

/** What the tests of a file say, from its tree. */
export function testsIn(root: Node): TestOutline {
  const statements = root.descendantsOfType([
    ...['expression_statement', 'assert_statement', 'with_item', 'return_statement'],
    ...['arrow_function', 'function_definition', 'decorator'],
  ]);
  const lists = { assertions: [], tests: [], skipped: [], only: [] } as {
    [K in keyof TestOutline]: Assertion[];
  };
  for (const node of statements) readStatement(node, lists);
  return lists;
}

type Lists = { [K in keyof TestOutline]: Assertion[] };

function readStatement(node: Node, lists: Lists): void {
  const whole = node.type === 'arrow_function' ? node.childForFieldName('body') : node;
  if (!whole || whole.type === 'statement_block') return;
  const head = whole.text.slice(0, 200);
  const at = { text: squeezed(whole.text), line: whole.startPosition.row };
  if (node.type === 'function_definition') {
    const name = node.childForFieldName('name')?.text ?? '';
    if (name.startsWith('test')) lists.tests.push({ text: name, line: at.line });
  } else if (node.type === 'decorator') {
    if (skipping.test(head)) lists.skipped.push(at);
  } else if (testCall.test(head) && !/^test\.(?:equal|deepEqual|ok|is|true)/.test(head)) {
    readTestCall(head, at, lists);
  } else if (isAssertion(head, node.type)) lists.assertions.push(at);
}

function isAssertion(head: string, type: string): boolean {
  if (type === 'assert_statement') return true;
  const plain = head.replace(/^return /, '').replace(/^await /, '');
  return assertionName.test(plain.slice(0, 60)) && assertion.test(plain);
}

const skipping =
  /\b(?:skip|skipIf|skipUnless|xfail|todo|ignore|Ignore|Disabled|pending)\b|^x(?:it|test|describe)\b/;

function readTestCall(head: string, { line }: Assertion, lists: Lists): void {
  const called = /^[\w.]+/.exec(head)?.[0] ?? '';
  const name = /\(\s*(['"`])((?:(?!\1).)*)\1/s.exec(head)?.[2] ?? called;
  const text = squeezed(name);
  lists.tests.push({ text, line });
  if (skipping.test(called)) lists.skipped.push({ text, line });
  if (/\.only\b|^f(?:it|describe)$/.test(called)) lists.only.push({ text, line });
}

/** The same from lines, where there is no parser. */
export function testsInLines(text: string): TestOutline {
  const lines = splitLines(text).map((one, line) => ({ text: squeezed(one.trim()), line }));
  const of = (pattern: RegExp) => lines.filter((one) => pattern.test(one.text));
  return {
    assertions: of(
      /^(?!\/\/|#|\*).*\b(?:assert\w*|Assert\w*|expect|should|require\.\w+|t\.(?:Error|Fatal)\w*|XCTAssert\w*|verify)\b ?[(.!]/,
    ),
    tests: of(
      /^(?:func Test\w+|@Test\b|@ParameterizedTest\b|#\[test\]|\[(?:Fact|Theory|Test)\]|(?:it|test|describe) ["'(])/,
    ),
    skipped: of(/^(?:@(?:Ignore|Disabled)\b|t\.Skip\w*\(|#\[ignore|\[Ignore|x(?:it|describe) )/),
    only: [],
  };
}

/** Whether an assertion holds whatever the code does. */
export function isTrivial(text: string): boolean {
  const plain = text.replace(/\s+/g, '');
  const value = String.raw`(?:true|True|1|'[^']*'|\d+|null|None|\[\]|\{\})`;
  return (
    new RegExp(
      String.raw`^(?:await)?(?:expect\(${value}\)\.(?:to\.?)?(?:be|[tT]oBe\w*|[tT]oEqual|equal|exist|ok|be\.true|be\.ok).*|assert(?:\.ok|\.isTrue|\.isOk)?\((?:true|1)\b.*|assert(?:True|true|1)\b.*|self\.assertTrue\((?:True|1)\).*|t\.(?:pass\(.*|(?:true|ok|truthy|assert)\(true.*)|assert\.pass\(.*)$`,
    ).test(plain) || isSelfComparison(plain)
  );
}

function isSelfComparison(plain: string): boolean {
  const sides =
    /^(?:expect\((.+)\)\.(?:toBe|toEqual|toStrictEqual|to\.equal|to\.eql)\((.+)\)|(?:self\.)?assert\w*(?:\.\w+)?\((.+),(.+)\)|assert(.+)==(.+));?$/.exec(
      plain,
    );
  if (!sides) return false;
  const [, ...parts] = sides;
  const given = parts.filter((part) => part !== undefined);
  return given.length === 2 && given[0] === given[1];
}

/** From the exact to the loose; what says nothing exact is in none. */
const looseMatcher =
  /\b(?:toBeTruthy|toBeFalsy|toBeDefined|toBeUndefined|toBeNull|toContain|toMatch|toBeInstanceOf|toHaveProperty|anything|any|stringMatching|objectContaining|arrayContaining|ok|isOk|truthy|exist|exists|isDefined|isNotNull|assertTrue|assertIsNotNone|assertIn|assertIsInstance|notThrow\w*|include|contain|contains|match|isString|isObject)\b|\.not\b|\bin\b|\bis not None\b|isinstance|>=|<=/;
const exactMatcher =
  /\b(?:toBe|toEqual|toStrictEqual|toHaveBeenCalledWith|toThrow\w*|equal|equals|eql|deepEqual|deepStrictEqual|strictEqual|assertEqual|assertEquals|assertRaises|raises|throws|rejects|is|same|toHaveLength|status|toMatchObject)\b|==/;

/** Whether one assertion demands less than the other, by its matcher. */
export function isLooser(now: string, old: string): boolean {
  return exactMatcher.test(old) && looseMatcher.test(now) && !looseMatcher.test(old);
}
