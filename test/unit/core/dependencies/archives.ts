import type { ArchiveFiles } from '../../../../src/core/dependencies/exports/archiveEntry';
import {
  type ModuleExports,
  readModuleExports,
} from '../../../../src/core/dependencies/exports/moduleExports';
import { testSyntax } from '../../grammars';

/** The files of a package, with a package.json unless it is among them. */
export function archive(files: Readonly<Record<string, string>>): ArchiveFiles {
  const all = { 'package.json': '{"name":"made","version":"1.0.0"}', ...files };
  return new Map(Object.entries(all).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** What a package of these files exports. */
export async function exportsOf(files: Readonly<Record<string, string>>): Promise<ModuleExports> {
  return readModuleExports(archive(files), await testSyntax());
}

/** The names in order, for a comparison. */
export function sorted(names: Iterable<string>): readonly string[] {
  return [...names].sort();
}
