import assert from 'node:assert/strict';
import { namesOf } from '../../../../src/core/pythonFlow/names';
import { parsedFile } from '../../../../src/core/rules/parsedFile';
import { testSyntax } from '../../grammars';
import { detect } from '../rules/shapes';

/** Whether eval() of `value` after these lines of a view is reported: plainly, behind a check, or not. */
async function reaches(...lines: readonly string[]): Promise<'yes' | 'checked' | 'no'> {
  const code = [
    'import re',
    'from flask import Flask, request',
    'from urllib.parse import urlparse',
    'app = Flask(__name__)',
    'NAMES = ["a", "b"]',
    'class Box:',
    '    def __init__(self, held):',
    '        self.held = held',
    '    def get_held(self):',
    '        return self.held',
    'def same(one, two=None, *rest, **named):',
    '    return one',
    'def second(one, two=None):',
    '    return two',
    '@app.route("/")',
    'def view():',
    '    value = request.args["q"]',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
  const found = (await detect(code, { path: 'a.py' })).filter(
    ({ rule }) => rule === 'py-code-injection',
  );
  return found.length === 0 ? 'no' : found.some(({ isGuarded }) => isGuarded) ? 'checked' : 'yes';
}

describe('data flow in Python', () => {
  const flows: Readonly<Record<string, readonly string[]>> = {
    'an f-string': ['eval(f"{value}")'],
    'a format': ['eval("{}".format(value))'],
    'a percent sign': ['eval("%s" % (value,))'],
    'a join': ['eval(",".join([value]))'],
    'a list and its element': ['items = [1, value]', 'eval(items[1])'],
    'tuples taken apart': ['a, (b, c) = 1, (2, value)', 'eval(c)'],
    'a dictionary': ['d = {"k": value}', 'eval(d["k"])'],
    'a key that is set later': ['d = {}', 'd["k"] = value', 'eval(d.get("k"))'],
    'append and a loop': [
      'items = []',
      'items.append(value)',
      'for one in items:',
      '    eval(one)',
    ],
    'a comprehension': ['eval([one.strip() for one in [value]][0])'],
    enumerate: ['for at, one in enumerate([value]):', '    eval(one)'],
    'a function': ['eval(same(value))'],
    'a keyword argument': ['eval(second(1, two=value))'],
    'an object': ['eval(Box(value).held)'],
    'a method': ['box = Box(value)', 'eval(box.get_held())'],
    or: ['eval(value or "1")'],
    'an assignment in an expression': ['if (n := value):', '    eval(n)'],
    'a slice': ['eval(value[1:])'],
    'an addition to itself': ['text = "x"', 'text += value', 'eval(text)'],
    'a branch that may not run': ['if app:', '    value = "1"', 'eval(value)'],
    'a loop that comes round': ['text = "1"', 'while app:', '    eval(text)', '    text = value'],
    'a lambda': ['f = lambda x: x', 'eval(f(value))'],
    map: ['eval(list(map(str, [value]))[0])'],
    'a closure': ['def inner():', '    eval(value)', 'inner()'],
  };
  for (const [what, lines] of Object.entries(flows)) {
    it(`goes through ${what}`, async () => assert.equal(await reaches(...lines), 'yes'));
  }

  const ends: Readonly<Record<string, readonly string[]>> = {
    'another value of the same name': ['value = "1"', 'eval(value)'],
    'a number': ['value = int(value)', 'eval(value)'],
    '%d': ['eval("%d" % value)'],
    'another element': ['items = [1, value]', 'eval(items[0])'],
    'another key': ['d = {"k": value, "l": 1}', 'eval(d["l"])'],
    'another argument': ['eval(second(value, 1))'],
    'an assignment that comes later': ['text = "1"', 'eval(text)', 'text = value'],
    'a comparison': ['eval(value == "1")'],
    'membership of a list': ['if value in NAMES:', '    eval(value)'],
    'the other branch': ['if value not in ("a", "b"):', '    pass', 'else:', '    eval(value)'],
    'an early return': ['if value != "a":', '    return "no"', 'eval(value)'],
    'an assertion': ['assert value in {"a": 1}', 'eval(value)'],
    'a strict expression': [
      'if not re.fullmatch(r"\\w+", value):',
      '    return "no"',
      'eval(value)',
    ],
    'a match that is kept': ['m = re.match(r"^[a-z]+$", value)', 'if m:', '    eval(value)'],
    digits: ['if value.isdigit():', '    eval(value)'],
    'a type': ['if isinstance(value, int):', '    eval(value)'],
    'a condition in an expression': ['eval(value if value == "a" else "1")'],
    'a case': ['match value:', '    case "a" | "b":', '        eval(value)'],
  };
  for (const [what, lines] of Object.entries(ends)) {
    it(`ends at ${what}`, async () => assert.equal(await reaches(...lines), 'no'));
  }

  it('says so when a check stands before that may not suffice', async () => {
    assert.equal(await reaches('if is_valid(value):', '    eval(value)'), 'checked');
    assert.equal(await reaches('if re.match("a", value):', '    eval(value)'), 'checked');
    assert.equal(await reaches('if not is_valid(value):', '    eval(value)'), 'yes');
  });

  it('tells what an expression is by the names of its library', async () => {
    const code = [
      'import sqlite3 as s',
      'from os import path as p',
      'def f(request: HttpRequest):',
      '    with s.connect("a") as db:',
      '        cur = db.cursor()',
      '        cur.execute("x")',
      '    p.join("a")',
    ].join('\n');
    const syntax = await testSyntax();
    const names = await syntax.withTree('a.py', code, (root) => {
      const file = parsedFile('a.py', code, root);
      return ['execute', 'join'].map((name) => {
        const [node] = file.find(name);
        return node?.parent ? namesOf(node.parent, file) : [];
      });
    });
    assert.deepEqual(names, [['sqlite3.connect().cursor().execute'], ['os.path.join']]);
  });
});
