import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readItems } from '../bench/labelledSet';

const item = `=== src/a.js
cwe: CWE-89
at: query(

const x = 1;
query(x);
query2(x);
=+= src/b.js
const y = 1;
`;

describe('the labelled set', () => {
  const items = readItems(path.join('test', 'labelled'));

  it('has a hundred files, each with right and wrong fixes', () => {
    assert.ok(items.length >= 100);
    for (const { name, fixes } of items) {
      const labels = new Set(fixes.map(({ label }) => label));
      assert.deepEqual([...labels].sort(), ['right', 'wrong'], name);
    }
  });

  it('names no reason twice for one file', () => {
    for (const { name, fixes } of items) {
      assert.equal(new Set(fixes.map(({ why }) => why)).size, fixes.length, name);
    }
  });

  it('says in no text which fix it is', () => {
    const telling = /\b(?:BAD|GOOD|vulnerable|insecure|exploit|wrong fix|right fix)\b/;
    for (const { name, fixes } of items) {
      const texts = fixes.flatMap(({ files }) => files.map(({ after }) => after));
      assert.ok(!texts.some((text) => telling.test(text)), name);
    }
  });
});

describe('readItems', () => {
  const read = (text: string) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-labelled-'));
    try {
      fs.mkdirSync(path.join(folder, 'around'));
      fs.writeFileSync(path.join(folder, 'CWE-089.txt'), text);
      return readItems(folder);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  };

  it('applies hunks to the file, to files beside it and to new ones', () => {
    const [read1] = read(
      `${item}--- right: R.\n@@\n const x = 1;\n+check(x);\n@@ src/b.js\n-const y = 1;\n+const y = 2;\n@@ src/c.js\n+new\n`,
    );
    assert.deepEqual(read1?.fixes[0]?.files, [
      {
        path: 'src/a.js',
        before: 'const x = 1;\nquery(x);\nquery2(x);\n',
        after: 'const x = 1;\ncheck(x);\nquery(x);\nquery2(x);\n',
      },
      { path: 'src/b.js', before: 'const y = 1;\n', after: 'const y = 2;\n' },
      { path: 'src/c.js', before: '', after: 'new\n', status: 'created' },
    ]);
    assert.equal(read1.finding.location.region?.start.line, 1);
  });

  it('refuses a hunk that fits nowhere, one that changes nothing, and a place on two lines', () => {
    assert.throws(() => read(`${item}--- wrong: W.\n@@\n-query(y);\n+query(z);\n`), /0 times/);
    assert.throws(
      () => read(`${item}--- wrong: W.\n@@\n-query(x);\n+query(x);\n`),
      /changes nothing/,
    );
    assert.throws(() => read(`${item}--- maybe: W.\n@@\n-query(x);\n`), /says no label/);
    assert.throws(() => read(item.replace('at: query(', 'at: query')), /on 2 lines/);
  });
});
