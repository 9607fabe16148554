import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as rules from '../../../src/core/rules';
import { scanFile } from '../../../src/core/scan';
import { createSyntax } from '../../../src/core/syntax';
import { root } from './window';

const files = [
  'test/exam/javascript/CWE-078/deploy.ts',
  'test/exam/javascript/CWE-079/components.jsx',
  'test/exam/javascript/CWE-079/reflected.js',
  'test/exam/javascript/CWE-089/repositories.ts',
  'test/exam/python/CWE-078',
  'test/host/outside/inBrowser.mjs',
  'src/core/scan.ts',
];

describe('the core in a web worker', () => {
  it('finds what it finds in Node', async () => {
    const names = await sourcesAt(files);
    const script = path.join(root, 'test', 'host', 'outside', 'inBrowser.mjs');
    const output = execFileSync(process.execPath, [script, ...names], {
      encoding: 'utf8',
      maxBuffer: 100_000_000,
    });
    const syntax = await createSyntax((file) =>
      fs.readFile(path.join(root, 'dist', 'grammars', file)),
    );
    const expected: unknown[] = [];
    for (const name of names) {
      const text = await fs.readFile(path.join(root, name), 'utf8');
      expected.push({ findings: await scanFile(name, text, { syntax, rules, version: '0.0.0' }) });
    }
    const found: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    assert.deepEqual(found, JSON.parse(JSON.stringify(expected)));
    const count = (JSON.stringify(found).match(/"ruleId"/g) ?? []).length;
    assert.ok(count > 20, `${count} findings`);
  });
});

/** The files, and those of the folders. */
async function sourcesAt(names: readonly string[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const name of names) {
    const isFile = path.extname(name) !== '';
    const inside = isFile ? [] : (await fs.readdir(path.join(root, name))).sort();
    all.push(...(isFile ? [name] : inside.map((one) => `${name}/${one}`)));
  }
  return all;
}
