import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Parser, Tree } from 'web-tree-sitter';
import { HumanError } from '../../../src/core/errors';
import { grammarFor } from '../../../src/core/grammars';
import { type Node, createSyntax } from '../../../src/core/syntax';
import { readGrammar, testSyntax } from '../grammars';

/** Counts the trees that are freed from now on. */
function countFreed() {
  const original = Object.getOwnPropertyDescriptor(Tree.prototype, 'delete');
  assert.ok(original);
  const freed = {
    count: 0,
    restore: () => Object.defineProperty(Tree.prototype, 'delete', original),
  };
  Object.defineProperty(Tree.prototype, 'delete', {
    ...original,
    value(this: Tree) {
      freed.count += 1;
      (original.value as (this: Tree) => void).call(this);
    },
  });
  return freed;
}

/** Counts what the parser reports of its progress, once for each hundred of its steps. */
function countReports() {
  const original = Object.getOwnPropertyDescriptor(Parser.prototype, 'parse');
  assert.ok(original);
  const parse = original.value as Parser['parse'];
  let count = 0;
  Object.defineProperty(Parser.prototype, 'parse', {
    ...original,
    value(this: Parser, ...[text, before, options]: Parameters<Parser['parse']>) {
      const counting: NonNullable<typeof options> = {
        progressCallback: (state) => {
          count += 1;
          return options?.progressCallback?.(state);
        },
      };
      return parse.call(this, text, before, counting);
    },
  });
  return {
    count: () => count,
    restore: () => Object.defineProperty(Parser.prototype, 'parse', original),
  };
}

describe('the parser', () => {
  it('knows its languages by the extension of a path', () => {
    assert.equal(grammarFor('a/b.js'), grammarFor('b.MJS'));
    assert.equal(grammarFor('a.ts'), 'tree-sitter-typescript.wasm');
    assert.equal(grammarFor('a.tsx'), 'tree-sitter-tsx.wasm');
    for (const path of ['a.rb', 'js', 'a.js/b', '.tsx/a', '']) {
      assert.equal(grammarFor(path), undefined);
    }
  });

  it('parses each language with its own grammar', async () => {
    const syntax = await testSyntax();
    const broken = (path: string, text: string) =>
      syntax.withTree(path, text, (root) => root.hasError);
    assert.equal(await broken('a.js', 'const a = <b />;'), false);
    assert.equal(await broken('a.ts', 'const a = <b>c;'), false);
    assert.equal(await broken('a.tsx', 'const a: string = <b />;'), false);
    assert.equal(await broken('a.js', 'const a: string = 1;'), true);
    assert.equal(await broken('a.py', 'x = 1'), false);
    assert.equal(await broken('a.rb', 'x'), undefined);
  });

  it('counts in UTF-16 units', async () => {
    const syntax = await testSyntax();
    const text = "const é = '𝒳𝒳'; eval(x);";
    const start = await syntax.withTree('a.js', text, (root) => {
      return root.descendantsOfType('call_expression')[0]?.startIndex;
    });
    assert.equal(start, text.indexOf('eval'));
  });

  it('frees the tree when its use is over, also when that throws', async () => {
    const syntax = await testSyntax();
    const freed = countFreed();
    const fail = () => {
      throw new Error('no');
    };
    await assert.rejects(syntax.withTree('a.js', 'a', fail), /no/);
    assert.equal(await syntax.withTree('a.js', 'a', () => 1), 1);
    freed.restore();
    assert.equal(freed.count, 2);
  });

  it('can be started many times at once, and reads each grammar once', async () => {
    const read: string[] = [];
    const reading = (file: string) => {
      read.push(file);
      return readGrammar(file);
    };
    const all = await Promise.all([createSyntax(reading), createSyntax(reading), testSyntax()]);
    const [one] = all;
    const lengths = await Promise.all(
      ['a', 'bb', 'ccc'].map((text) => one.withTree('a.js', text, (root) => root.endIndex)),
    );
    assert.deepEqual(lengths, [1, 2, 3]);
    assert.equal(read.filter((file) => file === 'tree-sitter-javascript.wasm').length, 1);
  });

  it('tries again after a grammar could not be read', async () => {
    let fails = true;
    const syntax = await createSyntax((file) =>
      fails && file.startsWith('tree') ? Promise.reject(new Error('gone')) : readGrammar(file),
    );
    await assert.rejects(
      syntax.withTree('a.js', 'a', () => 1),
      /gone/,
    );
    fails = false;
    assert.equal(await syntax.withTree('a.js', 'a', () => 1), 1);
  });
});

describe('parsing within bounds', () => {
  it('gives up, by what the parser does, on code that would take it for ever', async () => {
    const syntax = await testSyntax();
    const tangled = `let a = 1;${'a<b>(c) < d<'.repeat(5000)}`;
    await assert.rejects(
      syntax.withTree('src/a.ts', tangled, () => 1),
      new HumanError('src/a.ts is too large or too tangled to be parsed; look at it yourself.'),
    );
    assert.equal(
      await syntax.withTree('src/a.ts', 'let a = 1;', ({ hasError }) => hasError),
      false,
    );
  });

  it('parses a megabyte of ordinary code, and much longer data', async () => {
    const syntax = await testSyntax();
    const code = 'export function add(first, second) {\n  return first + second;\n}\n\n';
    for (const text of [
      code.repeat(1_000_000 / code.length),
      `export const data = '${'x'.repeat(5_000_000)}';`,
    ]) {
      assert.equal(await syntax.withTree('a.js', text, ({ hasError }) => hasError), false);
    }
  });
});

/** All that a tree is: types, places and what is missing. */
function shapeOf({ type, startIndex, endIndex, startPosition, isMissing, children }: Node): string {
  const { row, column } = startPosition;
  const inside = children.map(shapeOf).join(' ');
  return `${type} ${startIndex}-${endIndex} ${row}:${column} ${isMissing} (${inside})`;
}

const program = `import { a as b } from 'c';
// A comment.
export class Shop<T> extends Base {
  private readonly items: T[] = [];
  async add(item: T, { count = 1, ...rest } = {}): Promise<void> {
    if (!item) throw new Error(\`no \${item} of \${count}\`);
    for (const one of await this.all(rest)) this.items.push(one as T);
    return /a+[/]b/g.test(item) ? undefined : { ...rest, count }[count];
  }
}
`;

/** Texts of one file, each made from the one before by one or more edits. */
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    removed: fc.nat({ max: 12 }),
    added: fc.oneof(
      fc.constantFrom(
        'x',
        ' ',
        '\n',
        'if (a) { b(); }\n',
        '// c\n',
        '𝒳',
        "'é'",
        '`',
        '}',
        '(',
        '/*',
      ),
      fc.string({ maxLength: 4 }),
    ),
    /** Whether the parser sees the text before the next edit. */
    isSeen: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe('parsing again what was edited', () => {
  it('comes to the same tree as parsing from nothing', async () => {
    const fresh = await testSyntax();
    const keeping = await createSyntax(readGrammar, { keep: 1 });
    await fc.assert(
      fc.asyncProperty(edits, async (all) => {
        let text = program;
        for (const { at, removed, added, isSeen } of [
          { at: 0, removed: 0, added: '', isSeen: true },
          ...all,
        ]) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + added + text.slice(start + removed);
          if (!isSeen) continue;
          const expected = await fresh.withTree('a.ts', text, shapeOf);
          assert.equal(await keeping.withTree('a.ts', text, shapeOf), expected);
        }
      }),
      { numRuns: 300 },
    );
    keeping.forget();
  });

  it('parses less than from nothing', async () => {
    const keeping = await createSyntax(readGrammar, { keep: 1 });
    const text = program.repeat(200);
    const reports = countReports();
    await keeping.withTree('a.ts', text, () => 1);
    const whole = reports.count();
    await keeping.withTree('a.ts', text.replace('Shop', 'Shops'), () => 1);
    const again = reports.count() - whole;
    await keeping.withTree('a.ts', text.replace('Shop', 'Shops'), () => 1);
    assert.equal(reports.count(), whole + again, 'the same text is not parsed at all');
    reports.restore();
    keeping.forget();
    assert.ok(again < whole / 10, `${again} of ${whole}`);
  });

  it('holds the trees of both texts of a file, the same as from nothing, until all are released', async () => {
    const syntax = await testSyntax();
    const freed = countFreed();
    const held = syntax.hold();
    const before = program;
    const after = program.replace('Shop', 'Market');
    const expected = await syntax.withTree('a.ts', after, shapeOf);
    const freedByOthers = freed.count;
    await held.withTree('a.ts', before, shapeOf);
    const reports = countReports();
    assert.equal(await held.withTree('a.ts', after, shapeOf), expected);
    const root = await held.withTree('a.ts', after, (node) => node);
    const parsedOnce = reports.count();
    assert.equal(await held.withTree('a.ts', after, (node) => node), root);
    assert.equal(reports.count(), parsedOnce, 'nothing is parsed again');
    reports.restore();
    assert.equal(await held.withTree('a.txt', after, () => 1), undefined);
    const freedWhileHeld = freed.count - freedByOthers;
    held.release();
    freed.restore();
    assert.equal(freed.count - freedByOthers - freedWhileHeld, 2);
  });

  it('reads a script anew whose interpreter is another one', async () => {
    const syntax = await createSyntax(readGrammar, { keep: 1 });
    const rootOf = (interpreter: string) =>
      syntax.withTree('bin/tool', `#!/usr/bin/env ${interpreter}\na = 1\n`, ({ type }) => type);
    assert.equal(await rootOf('node'), 'program');
    assert.equal(await rootOf('python3'), 'module');
    assert.equal(await rootOf('node'), 'program');
    assert.equal(await rootOf('ruby'), undefined);
    syntax.forget();
  });

  it('keeps the trees of the files that were asked for last, and frees the others', async () => {
    const freed = countFreed();
    const syntax = await createSyntax(readGrammar, { keep: 2 });
    const look = (path: string, text: string) => syntax.withTree(path, text, () => 1);
    await look('a.js', 'a');
    await look('b.js', 'b');
    await look('a.js', 'a');
    assert.equal(freed.count, 0);
    await look('c.js', 'c');
    assert.equal(freed.count, 1, 'the one of b.js');
    await look('a.js', 'a + 1');
    assert.equal(freed.count, 2, 'the last one of a.js');
    syntax.forget('a.js');
    assert.equal(freed.count, 3);
    syntax.forget();
    syntax.forget();
    freed.restore();
    assert.equal(freed.count, 4);
  });

  it('does not mix up files, nor one file under two names', async () => {
    const syntax = await createSyntax(readGrammar, { keep: 3 });
    const type = (path: string, text: string) =>
      syntax.withTree(path, text, (root) =>
        root.descendantsOfType(['type_assertion', 'jsx_element']).map((node) => node.type),
      );
    const text = 'const a = <b>c</b>;';
    assert.deepEqual(await type('a.tsx', text), ['jsx_element']);
    assert.notDeepEqual(await type('a.ts', text), ['jsx_element']);
    assert.deepEqual(await type('a.tsx', text), ['jsx_element']);
    syntax.forget();
  });

  it('forgets a tree whose text turned out to be unfit', async () => {
    const freed = countFreed();
    const syntax = await createSyntax(readGrammar, { keep: 1 });
    await syntax.withTree('a.ts', 'let a = 1;', () => 1);
    const tangled = `let a = 1;${'a<b>(c) < d<'.repeat(5000)}`;
    await assert.rejects(syntax.withTree('a.ts', tangled, () => 1));
    freed.restore();
    assert.equal(freed.count, 1);
    assert.equal(await syntax.withTree('a.ts', 'let a = 2;', ({ text }) => text), 'let a = 2;');
    syntax.forget();
  });
});
