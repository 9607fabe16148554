import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ESLint } from 'eslint';
import { build } from 'esbuild';

const fenceRules = new Set([
  'no-restricted-imports',
  'no-restricted-globals',
  'no-restricted-properties',
  'no-restricted-syntax',
]);

/** The rules of the fence that report a text, were it the file at `file`. */
async function reported(eslint: ESLint, file: string, text: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? [])
    .map(({ ruleId }) => ruleId ?? 'parse error')
    .filter((rule) => fenceRules.has(rule));
}

const breaches: readonly { readonly file: string; readonly text: string }[] = [
  ...[
    "import * as vscode from 'vscode'; export const x = vscode.version;",
    "import type { Uri } from 'vscode'; export type X = Uri;",
    "import { readFileSync } from 'node:fs'; export const x = readFileSync('a');",
    "import { readFileSync } from 'fs'; export const x = readFileSync('a');",
    "import { createHash } from 'node:crypto'; export const x = createHash('sha256');",
    "export const x = import('node:child_process');",
    "export const x: unknown = require('vscode');",
    "import { log } from '../editor/log'; export const x: unknown = log;",
    "import { exec } from '../node/exec'; export const x: unknown = exec;",
    "import { commands } from '../ids'; export const x: unknown = commands;",
    'export const x = Date.now();',
    'export const x = new Date();',
    'export const x = Math.random();',
    'export const x = process.env;',
    'export const x = crypto.randomUUID();',
    "export const x = fetch('https://example.invalid');",
  ].map((text) => ({ file: 'src/core/draft.ts', text })),
  {
    file: 'src/editor/panel.ts',
    text: "import { a } from '../node/a'; export const x: unknown = a;",
  },
  {
    file: 'src/editor/panel.ts',
    text: "import { a } from 'node:fs'; export const x: unknown = a;",
  },
  {
    file: 'src/node/aiBomFolder.ts',
    text: "import { a } from 'vscode'; export const x: unknown = a;",
  },
  {
    file: 'src/node/aiBomFolder.ts',
    text: "import { a } from '../editor/a'; export const x: unknown = a;",
  },
];

describe('the fences', function () {
  this.timeout(120_000);
  const eslint = new ESLint();

  for (const { file, text } of breaches) {
    it(`report in ${file}: ${text}`, async () => {
      assert.notDeepEqual(await reported(eslint, file, text), []);
    });
  }

  it('let an honest file pass', async () => {
    const text = "import { sha256Hex } from './hash';\nexport const x = sha256Hex('a');\n";
    assert.deepEqual(await reported(eslint, 'src/core/draft.ts', text), []);
  });
});

/** The packages that the core may use: all pure, all fit for a web worker. */
const allowed = [
  '@noble/hashes/*',
  'valibot',
  'diff',
  'semver',
  'jsonc-parser',
  'yaml',
  'saxes',
  'ulid',
  'canonicalize',
  'web-tree-sitter',
];

/** Bundles files for no platform at all, with nothing to be found but the core and what it may use. */
async function bundleNeutral(entryPoints: readonly string[]) {
  return build({
    entryPoints: [...entryPoints],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out/fence',
    platform: 'neutral',
    external: allowed,
    logLevel: 'silent',
  });
}

function sources(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith('.ts'));
}

describe('the neutral bundle', () => {
  it('holds the whole core and nothing else', async () => {
    const { metafile } = await bundleNeutral(sources('src/core'));
    const strangers = Object.keys(metafile.inputs).filter(
      (input) => !input.startsWith('src/core/'),
    );
    assert.deepEqual(strangers, []);
  });

  it('cannot be made of code that reaches for Node or the editor', async () => {
    for (const file of ['src/node/aiBomFolder.ts', 'src/editor/panel.ts']) {
      await assert.rejects(bundleNeutral([file]), /Could not resolve/);
    }
  });
});
