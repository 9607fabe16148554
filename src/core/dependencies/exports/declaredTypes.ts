import {
  type ArchiveFiles,
  type EntryFields,
  entryFile,
  fileFor,
  insidePath,
} from './archiveEntry';
import type { HeldSyntax } from '../../syntax';
import { read } from './moduleExports';

const conditions = ['types', 'node', 'require', 'import', 'default'];

/** The names that type declarations export; undefined where there are none that can be read whole. */
export async function declaredNames(
  files: ArchiveFiles,
  fields: EntryFields,
  syntax: HeldSyntax,
): Promise<ReadonlySet<string> | undefined> {
  const entry = declarationFile(files, fields);
  if (entry === undefined) return undefined;
  const { shape } = await read(entry, files, syntax);
  const names = new Set([...shape.names.keys()].filter((name) => name !== 'default'));
  return shape.open.length > 0 || names.size === 0 ? undefined : names;
}

function declarationFile(files: ArchiveFiles, fields: EntryFields): string | undefined {
  const asked = entryFile(files, fields, conditions);
  const named = fields.types === undefined ? undefined : insidePath('', fields.types);
  const beside = (path: string | undefined) => path?.replace(/\.[cm]?js$/, '.d.ts');
  const choices = [
    fields.exports === undefined ? undefined : asked,
    named,
    named && `${named}.d.ts`,
    named && `${named}/index.d.ts`,
    beside(fileFor(files, '', fields.main ?? './index')),
    'index.d.ts',
  ];
  return choices.find(
    (path): path is string => path !== undefined && /\.d\.[cm]?ts$/.test(path) && files.has(path),
  );
}
