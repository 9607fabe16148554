import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import fc from 'fast-check';
import { isSilent, promise, reports } from './promises';
import { fixed } from './shapes';

export interface Variants {
  /** Samples in single quotes, with semicolons, two spaces and LF; `import` where a file is a module. */
  readonly samples: readonly string[];
  readonly paths?: readonly string[];
  /** The only rule that is asked. Default: all are. */
  readonly rule?: string;
}

/**
 * Fixes the samples in every style of quotes, semicolons, indentation, line ends and file type, and
 * asserts that the fix parses, is complete, and keeps line ends and indentation.
 */
export async function holdsInEveryStyle({ samples, paths, rule }: Variants): Promise<void> {
  const style = fc.record({
    sample: fc.constantFrom(...samples),
    path: fc.constantFrom(...(paths ?? ['src/a.js', 'src/a.ts', 'lib/b.mjs', 'lib/c.cjs'])),
    double: fc.boolean(),
    semicolons: fc.boolean(),
    tabs: fc.boolean(),
    crlf: fc.boolean(),
    banner: fc.constantFrom('', '// About this file.\n', '#!/usr/bin/env node\n'),
  });
  await fc.assert(
    fc.asyncProperty(style, async (one) => {
      const isTyped = /\.tsx?$/.test(one.path);
      let code = one.banner + (isTyped ? 'type Name = string;\n' : '') + one.sample;
      if (one.double) code = code.replace(/'([^'"\\\n]*)'/g, '"$1"');
      if (!one.semicolons) code = code.replace(/;\n/g, '\n');
      if (one.tabs) code = code.replace(/^(?: {2})+/gm, (indent) => '\t'.repeat(indent.length / 2));
      if (one.crlf) code = code.replaceAll('\n', '\r\n');
      const after = await fixed(code, { path: one.path, ...(rule !== undefined && { rule }) });
      if (one.crlf) assert.doesNotMatch(after, /[^\r]\n/);
      else assert.doesNotMatch(after, /\r/);
      if (one.tabs) assert.doesNotMatch(after, /^ +\S/m);
      else assert.doesNotMatch(after, /^\t/m);
    }),
    { numRuns: 20 },
  );
}

/** A suite for `holdsInEveryStyle`, by which it is counted. */
export function keepsEveryStyle(rule: string, variants: Variants): void {
  promise(rule, 'in every style of a file', () => {
    it('keeps it', () => holdsInEveryStyle({ ...variants, rule }));
  });
}

/** Each line is a test of its own: this rule reports it, or says nothing of it. */
export function assertLines(
  rule: string,
  flawed: readonly string[],
  sound: readonly string[],
  path = 'src/a.js',
): void {
  reports(rule, flawed, { path });
  isSilent(rule, sound, { path });
}

/** What CommonJS code exports when it runs, with these modules in place of installed ones. */
export function run(
  code: string,
  modules: Readonly<Record<string, unknown>> = {},
  globals: object = {},
): unknown {
  const load = createRequire(__filename);
  const module = { exports: {} as unknown };
  const require = (name: string): unknown => (name in modules ? modules[name] : load(name));
  const own = { module, exports: module.exports, require, Buffer, process, URL };
  vm.runInNewContext(code, { ...own, ...globals });
  return module.exports;
}
