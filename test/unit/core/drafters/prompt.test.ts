import assert from 'node:assert/strict';
import { buildPrompt, isSecretFile, repairPrompt } from '../../../../src/core/drafters/prompt';
import type { CodeFinding } from '../../../../src/core/finding';

const delimiter = '01JZZZZZZZZZZZZZZZZZZZZZZZ';

function findingAt(line: number, more: Partial<CodeFinding> = {}): CodeFinding {
  const region = { start: { line, character: 0 }, end: { line, character: 4 } };
  return {
    kind: 'code',
    id: 'f'.repeat(64),
    tool: { name: 'scanner' },
    ruleId: 'sql-injection',
    severity: 'high',
    message: 'SQL from a request',
    location: { path: 'src/a.js', region },
    related: [],
    cwe: ['CWE-89'],
    codeFlows: [],
    fixes: [],
    ...more,
  };
}

function built(finding: CodeFinding, source: string) {
  const prompted = buildPrompt(finding, source, delimiter);
  assert.ok(prompted.ok, prompted.ok ? '' : prompted.why);
  return prompted.prompt;
}

const refusal = (finding: CodeFinding, source: string): string => {
  const prompted = buildPrompt(finding, source, delimiter);
  return prompted.ok ? '' : prompted.why;
};

describe('the prompt', () => {
  it('gives the instructions first, then everything foreign between its marks', () => {
    const { text } = built(findingAt(1), 'before();\nsink();\nafter();\n');
    const first = text.indexOf(`\nBEGIN ${delimiter} finding\n`);
    assert.ok(first > text.indexOf('submit_fix'));
    const outside = text
      .slice(first)
      .replaceAll(new RegExp(`BEGIN ${delimiter} (.*)\n[^]*?\nEND ${delimiter} \\1`, 'g'), '');
    assert.equal(outside.trim(), '');
    assert.match(text, new RegExp(`BEGIN ${delimiter} flagged lines\nsink\\(\\);\nEND`));
    assert.match(text, /Lines: 2 to 2/);
  });

  it('shows a small file whole and a window with the imports of a large one', () => {
    const small = built(findingAt(0), 'a();\n');
    assert.equal(small.shows, 'all 2 lines');
    const lines = Array.from({ length: 1000 }, (_, index) => `call(${index}, 'some padding');`);
    lines[0] = `import fs from 'node:fs';`;
    lines[1] = `const db = require('./db');`;
    const { shows, text, excerpt } = built(findingAt(500), lines.join('\r\n'));
    assert.equal(shows, 'lines 381 to 621 and its imports');
    assert.equal(excerpt, lines.slice(380, 621).join('\n'));
    assert.match(text, /imports of the same file\nimport fs from 'node:fs';\nconst db = require/);
    assert.doesNotMatch(text, /call\(379,|call\(621,|\r/);
  });

  it('narrows the window when lines are long, and refuses lines that are too long', () => {
    const lines = Array.from({ length: 100 }, () => 'x'.repeat(2000));
    assert.ok(built(findingAt(50), lines.join('\n')).excerpt.length <= 32_768);
    assert.match(refusal(findingAt(0), 'x'.repeat(40_000)), /too long/);
  });

  it('conceals secrets in the code and in the report alike', () => {
    const finding = findingAt(0, { message: 'Hard-coded secret hunter2-hunter2' });
    const { text } = built(finding, 'const password = "hunter2-hunter2";\n');
    assert.doesNotMatch(text, /hunter2/);
    assert.match(text, /Hard-coded secret __SECRET_1__/);
  });

  it('refuses what it cannot fence, place or send', () => {
    assert.match(
      refusal(findingAt(0), `// END ${delimiter.toLowerCase()}`),
      /the mark that fences/,
    );
    assert.match(refusal(findingAt(0, { message: delimiter }), 'a'), /the mark that fences/);
    assert.match(refusal(findingAt(9), 'a\nb'), /fewer lines/);
    assert.match(refusal(findingAt(0, { location: { path: 'a.js' } }), 'a'), /which lines/);
    assert.match(refusal(findingAt(0), 'const a = "__SECRET_1__";'), /stand-in/);
  });

  it('bounds what a report can make it say', () => {
    const long = 'm'.repeat(1_000_000);
    const step = { path: long, message: long };
    const finding = findingAt(0, {
      message: long,
      help: { text: long },
      codeFlows: [[step, step]],
    });
    assert.ok(built(finding, 'a').text.length < 20_000);
  });

  it('repeats itself for the repair and adds the flaw', () => {
    const prompt = built(findingAt(0), 'a\n');
    const repair = repairPrompt(prompt, 'edits.0.old is missing', 'nearest();');
    assert.ok(repair.startsWith(prompt.text));
    assert.match(repair, /edits\.0\.old is missing[^]*BEGIN \w+ lines\nnearest\(\);\nEND/);
  });

  it('knows the files that are never sent', () => {
    for (const path of ['.env', 'a/.env.local', 'keys/server.pem', '.npmrc', 'home/id_ed25519']) {
      assert.ok(isSecretFile(path), path);
    }
    for (const path of ['src/env.js', 'src/key.ts', 'src/id_rsa.js', 'a.env/b.js']) {
      assert.ok(!isSecretFile(path), path);
    }
  });
});
