import type { Node } from '../syntax';
import { requiredModule } from './bindings';
import type { ParsedFile } from './parsedFile';
import { listed, refuse } from './rule';
import type { Dialect } from './sqlText';

/** A database driver, as far as a query's text and parameters go. */
export interface Driver {
  readonly module: string;
  readonly dialect: Dialect;
  /** `call`: query(sql, values). `prepared`: prepare(sql).get(...values). */
  readonly style: 'call' | 'prepared';
}

const drivers: readonly Driver[] = [
  { module: 'mysql', dialect: 'mysql', style: 'call' },
  { module: 'mysql2', dialect: 'mysql', style: 'call' },
  { module: 'mysql2/promise', dialect: 'mysql', style: 'call' },
  { module: 'pg', dialect: 'pg', style: 'call' },
  { module: 'sqlite3', dialect: 'sqlite', style: 'call' },
  { module: 'better-sqlite3', dialect: 'sqlite', style: 'prepared' },
  { module: 'node:sqlite', dialect: 'sqlite', style: 'prepared' },
  { module: 'sqlite', dialect: 'sqlite', style: 'call' },
];

/** Libraries that write queries in a way of their own, so that their presence leaves doubt. */
const others = [
  'knex',
  'sequelize',
  'typeorm',
  '@prisma/client',
  'drizzle-orm',
  'mssql',
  'oracledb',
];
const specifierIn = /(?:\brequire\s*\(\s*|\bfrom\s+|\bimport\s+)(['"])([^'"\n]{1,100})\1/g;

export type DriverResult =
  { readonly ok: true; readonly driver: Driver } | { readonly ok: false; readonly why: string };

/**
 * The driver behind the receiver of a query: from what the file imports; failing that, from what
 * the local module imports that the receiver comes from, when its text is at hand.
 */
export function driverOf(receiver: Node, file: ParsedFile): DriverResult {
  const own = databaseModules(importedBy(file));
  const found = own.length > 0 ? own : databaseModules(namedIn(localModuleText(receiver, file)));
  const names = [...new Set(found.map((name) => name.replace('/promise', '')))];
  if (names.length === 0) {
    return refuse(
      'No database driver is imported here, so it is not known how placeholders are written.',
    );
  }
  if (names.length > 1)
    return refuse(`${listed(names)} are both used here, which write placeholders differently.`);
  const driver = drivers.find(({ module }) => module === found[0]);
  return driver
    ? { ok: true, driver }
    : refuse(`${listed(names)} has a way of its own to pass values, which no recipe covers.`);
}

function databaseModules(specifiers: readonly string[]): string[] {
  return specifiers.filter(
    (name) => others.includes(name) || drivers.some(({ module }) => module === name),
  );
}

/** What the file imports, and what it requires anywhere in an expression. */
function importedBy(file: ParsedFile): string[] {
  const required = file.find('require').map(({ parent }) => parent && requiredModule(parent));
  return [...file.imports.map(({ imported }) => imported), ...required].flatMap(
    (one) => one?.specifier ?? [],
  );
}

/** What a text that is not parsed seems to import. */
function namedIn(text = ''): string[] {
  return [...text.matchAll(specifierIn)].map((match) => match[2] ?? '');
}

/** The text of the relative module that `db` in `db.query()` or `db.pool.query()` comes from. */
function localModuleText(receiver: Node, file: ParsedFile): string | undefined {
  let root = receiver;
  for (let hops = 0; hops < 10; hops++) {
    const specifier =
      requiredModule(root)?.specifier ??
      (root.type === 'identifier' ? file.resolve(root)?.imported?.specifier : undefined);
    if (specifier !== undefined) return file.related(specifier);
    const inner =
      root.childForFieldName('object') ??
      root.childForFieldName('function') ??
      (root.type === 'await_expression' ? root.firstNamedChild : undefined) ??
      (root.type === 'identifier' ? file.resolve(root)?.value : undefined);
    if (!inner) return undefined;
    root = inner;
  }
  return undefined;
}
