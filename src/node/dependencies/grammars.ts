import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type LoadedSyntax, createSyntax } from '../../core/syntax';

let loading: Promise<LoadedSyntax> | undefined;

/** The parser with the grammars that lie beside the bundle; loaded when first needed. */
export function bundledSyntax(): Promise<LoadedSyntax> {
  return (loading ??= createSyntax((file) => fs.readFile(path.join(__dirname, 'grammars', file))));
}
