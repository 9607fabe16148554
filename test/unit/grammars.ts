import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { checks } from '../../src/core/checks';
import { touchedBy } from '../../src/core/contentFacts';
import type { Check } from '../../src/core/evidence';
import * as rules from '../../src/core/rules';
import type { LoadedSyntax } from '../../src/core/syntax';
import { createSyntax } from '../../src/core/syntax';

/** Reads a .wasm file from the installed packages, so that no build is needed first. */
export function readGrammar(file: string): Promise<Uint8Array> {
  const folder = file.startsWith('web-') ? 'web-tree-sitter' : '@vscode/tree-sitter-wasm/wasm';
  return fs.readFile(path.join('node_modules', folder, file));
}

let syntax: Promise<LoadedSyntax> | undefined;

/** The parser over the installed grammars: one for a test file, since a grammar is loaded for good. */
export function testSyntax(): Promise<LoadedSyntax> {
  syntax ??= createSyntax(readGrammar);
  return syntax;
}

export function testRules(): Promise<typeof rules> {
  return Promise.resolve(rules);
}

export function testChecks(): Promise<readonly Check[]> {
  return Promise.resolve(checks);
}

export function testContent(): Promise<{ readonly touchedBy: typeof touchedBy }> {
  return Promise.resolve({ touchedBy });
}
