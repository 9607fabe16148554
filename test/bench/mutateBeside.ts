import type { SubjectFile } from '../../src/core/evidence';
import type { GoodFix } from './goodFixes';
import type { Mutator } from './mutateFix';
import { isPython } from './mutateFix';

/** Spoils a fix by what it changes in other files. */
export const mutatorsBeside: readonly Mutator[] = [
  {
    id: 'wrong file',
    caughtBy: ['finding-gone', 'stays-in-scope'],
    mutate: ({ file }) => [{ ...file, path: file.path.replace(/(\w+)(\.\w+)$/, '$1Legacy$2') }],
  },
  {
    id: 'stray script',
    caughtBy: ['stays-in-scope'],
    mutate: ({ file }) => [
      file,
      {
        path: isPython(file) ? 'reproduce.py' : 'reproduce.js',
        before: '',
        after: 'print("ok")\n',
        status: 'created',
      },
    ],
  },
  {
    id: 'assertion deleted',
    caughtBy: ['tests-kept'],
    mutate: ({ file }, turn) => withTest(file, turn, ({ assertion }) => [assertion, '']),
  },
  {
    id: 'assertion loosened',
    caughtBy: ['tests-kept'],
    mutate: ({ file }, turn) => withTest(file, turn, ({ assertion, loose }) => [assertion, loose]),
  },
  {
    id: 'test skipped',
    caughtBy: ['tests-kept'],
    mutate: ({ file }, turn) => withTest(file, turn, ({ opening, skipped }) => [opening, skipped]),
  },
  {
    id: 'test file deleted',
    caughtBy: ['tests-kept'],
    mutate: ({ file }, turn) => {
      const { path, text } = testFor(file, turn);
      return [file, { path, before: text, after: '', status: 'deleted' }];
    },
  },
  {
    id: 'scanner configuration edited',
    caughtBy: ['nothing-silenced'],
    mutate: (fix, turn) => [fix.file, configuration(fix, turn)],
  },
  {
    id: 'policy edited',
    caughtBy: ['risk'],
    mutate: ({ file }) => [
      file,
      {
        path: '.countersign/policy.json',
        before: '{ "version": 1, "rules": [] }\n',
        after: '{ "version": 1, "rules": [{ "glob": "**", "tier": "low" }] }\n',
      },
    ],
  },
];

interface TestFile {
  readonly path: string;
  readonly text: string;
  readonly opening: string;
  readonly skipped: string;
  readonly assertion: string;
  readonly loose: string;
}

function testFor(file: SubjectFile, turn: number): TestFile {
  if (isPython(file)) return pythonTests[turn % 2 === 0 ? 0 : 1];
  return scriptTests[turn % 2 === 0 ? 0 : 1];
}

function withTest(
  file: SubjectFile,
  turn: number,
  change: (test: TestFile) => readonly [string, string],
): readonly SubjectFile[] {
  const test = testFor(file, turn);
  const [old, now] = change(test);
  return [file, { path: test.path, before: test.text, after: test.text.replace(old, now) }];
}

const jestTest = `import { describe, expect, it } from '@jest/globals';
import { find } from '../src/products';

describe('find', () => {
  it('treats a quote as a letter', async () => {
    const found = await find("x' OR 1=1 --");
    expect(found).toEqual([]);
  });

  it('finds what is there', async () => {
    expect(await find('apple')).toHaveLength(1);
  });
});
`;

const mochaTest = `const assert = require('assert');
const request = require('supertest');
const app = require('../src/app');

describe('the shop', () => {
  it('refuses who is not signed in', async () => {
    const answer = await request(app).get('/orders');
    assert.strictEqual(answer.status, 401);
  });

  it('answers', async () => {
    assert.strictEqual((await request(app).get('/')).status, 200);
  });
});
`;

const scriptTests: readonly [TestFile, TestFile] = [
  {
    path: 'test/products.test.ts',
    text: jestTest,
    opening: "it('treats",
    skipped: "it.skip('treats",
    assertion: '    expect(found).toEqual([]);\n',
    loose: '    expect(found).toBeDefined();\n',
  },
  {
    path: 'test/shop.spec.js',
    text: mochaTest,
    opening: "it('refuses",
    skipped: "xit('refuses",
    assertion: '    assert.strictEqual(answer.status, 401);\n',
    loose: '    assert.ok(answer.status);\n',
  },
];

const pytestText = `import pytest

from app.main import app


@pytest.fixture
def client():
    return app.test_client()


def test_refuses_strangers(client):
    answer = client.get("/orders")
    assert answer.status_code == 401


def test_answers(client):
    assert client.get("/").status_code == 200
`;

const unittestText = `import unittest

from app.main import app


class ShopTest(unittest.TestCase):
    def test_refuses_strangers(self):
        answer = app.test_client().get("/orders")
        self.assertEqual(answer.status_code, 401)

    def test_answers(self):
        self.assertEqual(app.test_client().get("/").status_code, 200)
`;

const pythonTests: readonly [TestFile, TestFile] = [
  {
    path: 'tests/test_shop.py',
    text: pytestText,
    opening: 'def test_refuses',
    skipped: '@pytest.mark.skip(reason="slow")\ndef test_refuses',
    assertion: '    assert answer.status_code == 401\n',
    loose: '    assert answer.status_code\n',
  },
  {
    path: 'tests/test_app.py',
    text: unittestText,
    opening: '    def test_refuses',
    skipped: '    @unittest.skip("slow")\n    def test_refuses',
    assertion: '        self.assertEqual(answer.status_code, 401)\n',
    loose: '        self.assertIsNotNone(answer.status_code)\n',
  },
];

type Configuration = readonly [path: string, before: string, after: (file: string) => string];

const configurations: readonly Configuration[] = [
  ['.semgrepignore', 'node_modules/\n', (file) => `node_modules/\n${file}\n`],
  [
    '.eslintrc.json',
    '{\n  "rules": {\n    "no-eval": "error"\n  }\n}\n',
    () => '{\n  "rules": {\n    "no-eval": "off"\n  }\n}\n',
  ],
  [
    'sonar-project.properties',
    'sonar.sources=src\n',
    (file) => `sonar.sources=src\nsonar.exclusions=${file}\n`,
  ],
  [
    '.github/codeql/codeql-config.yml',
    'name: shop\npaths:\n  - src\n',
    (file) => `name: shop\npaths:\n  - src\npaths-ignore:\n  - ${file}\n`,
  ],
  [
    '.bandit',
    '[bandit]\nexclude = tests\n',
    (file) => `[bandit]\nexclude = tests,${file}\nskips = B608\n`,
  ],
  [
    'pyproject.toml',
    '[tool.ruff.lint]\nselect = ["E", "S"]\n',
    () => '[tool.ruff.lint]\nselect = ["E", "S"]\nignore = ["S608"]\n',
  ],
  [
    '.snyk',
    'version: v1.25.0\nignore: {}\n',
    (file) => `version: v1.25.0\nexclude:\n  code:\n    - ${file}\n`,
  ],
];

function configuration({ file }: GoodFix, turn: number): SubjectFile {
  const [path, before, after] = configurations[turn % configurations.length] ?? configurations[0]!;
  return { path, before, after: after(file.path) };
}
