import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HumanError } from '../../../src/core/errors';
import type { CodeFinding } from '../../../src/core/finding';
import * as rules from '../../../src/core/rules';
import { scanFile } from '../../../src/core/scan';
import type { Syntax } from '../../../src/core/syntax';
import { testSyntax } from '../grammars';
import {
  type HostileFile,
  circularFiles,
  garbledFiles,
  longFiles,
  nestedFiles,
} from './hostileFiles';
import { programs } from './randomPrograms';

let syntax: Syntax;
/** What the parser's runtime has, trees and all. */
const memories: WebAssembly.Memory[] = [];
before(async () => {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(size: WebAssembly.MemoryDescriptor) {
      super(size);
      memories.push(this);
    }
  };
  syntax = await testSyntax();
  WebAssembly.Memory = Memory;
});

async function scan(text: string, path = 'src/a.js'): Promise<readonly CodeFinding[]> {
  const found = await scanFile(path, text, { syntax, rules, version: '0.0.0' });
  assert.ok(found, `there are rules for ${path}`);
  return found;
}

/** Code that serves a request. */
function handler(code: string): string {
  return `module.exports = function (req, res) { ${code} };`;
}

const lineOf = ({ location }: CodeFinding) => location.region?.start.line;

/** A finding without what depends on where in the file it stands. */
function unplaced(finding: CodeFinding, added: number): unknown {
  const text = JSON.stringify({ ...finding, id: '' });
  return JSON.parse(text, (key, value: unknown) =>
    key === 'line' && typeof value === 'number' ? value - added : value,
  );
}

/** Of the processor, in milliseconds; the suite's machine may be a slow one. */
const mostTime = 2000;

async function survives({ text, path }: HostileFile): Promise<void> {
  const before = process.cpuUsage();
  let found: readonly CodeFinding[] = [];
  try {
    found = await scan(text, path);
  } catch (error) {
    assert.ok(error instanceof HumanError, String(error));
    assert.match(error.message, /^src\/a\.js|^a\.(ts|jsx) /);
    assert.match(error.message, /; look at it yourself\.$/);
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  assert.ok(milliseconds < mostTime * slowness, `it takes ${milliseconds} ms`);
  assertOnce(found);
}

function assertOnce(found: readonly CodeFinding[]): void {
  const places = found.map(({ ruleId, location }) => JSON.stringify([ruleId, location.region]));
  assert.equal(new Set(places).size, found.length, 'no finding is told twice');
  assert.equal(new Set(found.map(({ id }) => id)).size, found.length, 'no id is told twice');
}

/** How many times slower than a developer's machine this one is now; never below 1. */
const slowness = measured();

function measured(): number {
  const before = process.cpuUsage();
  let sum = 0;
  for (let at = 0; at < 20_000_000; at += 1) sum = (sum * 31 + at) | 0;
  const { user } = process.cpuUsage(before);
  return Math.max(1, (user / 1000 + (sum & 0)) / 30);
}

describe('scanning a file', () => {
  it('answers in the order of the file, with the scanner and its version', async () => {
    const found = await scan(
      'app.get("/", (req, res) => {\n  eval(req.query.b);\n  res.send(req.query.a);\n});\n',
    );
    assert.deepEqual(
      found.map((one) => [one.ruleId, lineOf(one)]),
      [
        ['code-injection', 1],
        ['reflected-xss', 2],
      ],
    );
    for (const { tool, codeFlows } of found) {
      assert.deepEqual(tool, { name: 'Countersign', version: '0.0.0' });
      assert.ok(codeFlows.length <= 1);
    }
  });

  it('is for files with rules only', async () => {
    assert.equal(await scanFile('a.cob', 'x', { syntax, rules, version: '0' }), undefined);
  });

  it('finds in other notations of a file what it finds in the plain one', async () => {
    const plain = 'function f(req, res) {\n  const q = req.query.q;\n  eval(q);\n}\n';
    for (const text of [plain, `\uFEFF${plain}`, plain.replaceAll('\n', '\r\n')]) {
      const found = await scan(text);
      assert.deepEqual(
        found.map((one) => [one.ruleId, lineOf(one)]),
        [['code-injection', 2]],
      );
    }
  });

  it('follows names of any alphabet', async () => {
    for (const name of ['ünï', '变量', '𝒳', '_$', 'ａ']) {
      assert.equal(
        (await scan(handler(`const ${name} = req.query.${name}; eval(${name});`))).length,
        1,
        name,
      );
    }
  });
});

describe('names that every object has', () => {
  const names = ['constructor', '__proto__', 'hasOwnProperty', 'toString', 'valueOf', 'prototype'];

  for (const name of names) {
    it(`are names as any other: ${name}`, async () => {
      const count = async (code: string) => (await scan(handler(code))).length;
      assert.equal(await count(`const ${name} = req.query.a; eval(${name});`), 1, 'a variable');
      assert.equal(await count(`eval(req.query.${name});`), 1, 'a property of a request');
      assert.equal(await count(`const { ${name}: a } = req.body; eval(a);`), 1, 'a pattern');
      assert.equal(
        await count(`function f(${name}) { eval(${name}); } f(req.query.a);`),
        1,
        'a parameter',
      );
      assert.equal(
        await count(`function ${name}(a) { return a; } eval(${name}(req.query.a));`),
        1,
        'a function',
      );
      assert.equal(await count(`const a = { ${name}: req.query.a }; eval(a.${name});`), 1, 'a key');
      assert.equal(await count(`const ${name} = 'a'; eval(${name});`), 0, 'a constant');
    });

    it(`ask for nothing where they stand for themselves: ${name}`, async () => {
      for (const code of [
        `${name}(req.query.a);`,
        `req.query.a.${name};`,
        `fs.${name}(req.query.a); cp.${name}(req.query.a); new ${name}(req.query.a);`,
        `${name}.${name}(req.query.a); document.${name}; window.${name}; location.${name};`,
        `crypto.createHash('${name}'); require('${name}').${name}(req.query.a);`,
        `const a = require('${name}'); a(req.query.a); a.${name}(req.query.b);`,
        `app.${name}('/', (request) => request.${name});`,
        `class A { ${name}() { return this.${name}; } ${name} = req.query.a; }`,
        `switch (req.query.a) { case '${name}': f(); } ${name}: for (const ${name} of req.query.a) {}`,
      ]) {
        assert.deepEqual(await scan(handler(code)), [], code);
        assert.deepEqual(await scan(handler(code), 'a.tsx'), [], code);
      }
    });
  }
});

describe('files that nobody wrote for people', function () {
  this.timeout(60_000);
  const kinds = {
    garbled: garbledFiles,
    nested: nestedFiles,
    long: longFiles,
    circular: circularFiles,
  };
  for (const [kind, files] of Object.entries(kinds)) {
    for (const file of files) it(`${kind}: ${file.name}`, () => survives(file));
  }

  it('say when they nest too deeply', async () => {
    const [parentheses] = nestedFiles;
    await assert.rejects(
      scan(parentheses?.text ?? ''),
      new HumanError('src/a.js nests more than 1000 levels deep; look at it yourself.'),
    );
  });
});

describe('programs at random', function () {
  this.timeout(60_000);

  it('are scanned without a defect, always with the same findings, each once', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async ({ path, text }) => {
        const found = await scan(text, path);
        assertOnce(found);
        assert.deepEqual(await scan(text, path), found);
      }),
      { numRuns: 60 },
    );
  });

  it('have the same findings behind a comment, some lines further down', async () => {
    const before = fc.constantFrom('\n', '// eval(req.query.a)\n', '/* a\n b */\n', '\n\n\n');
    await fc.assert(
      fc.asyncProperty(programs, before, async ({ path, text }, added) => {
        const moved = await scan(added + text, path);
        const lines = added.split('\n').length - 1;
        assert.deepEqual(
          moved.map((one) => unplaced(one, lines)),
          (await scan(text, path)).map((one) => unplaced(one, 0)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('keep their parser when cut off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.double({ min: 0, max: 1, noNaN: true }), async (one, share) => {
        assertOnce(await scan(one.text.slice(0, one.text.length * share), one.path));
      }),
      { numRuns: 40 },
    );
  });

  it('leave nothing behind in the memory of the parser', async () => {
    const samples = fc.sample(programs, { numRuns: 80, seed: 4 });
    const code = '"a plain text";\n'.repeat(700);
    const sizeAfter = async () => {
      for (const { path, text } of samples) await scan(text + code, path);
      return memories[0]?.buffer.byteLength;
    };
    const first = await sizeAfter();
    assert.ok(first !== undefined && first > 0);
    assert.equal(await sizeAfter(), first);
  });
});
