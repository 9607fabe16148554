import { visit } from 'jsonc-parser';
import type { Region } from '../finding';
import { type TextIndex, indexText } from '../lines';
import { maxReportDepth, nestsDeeper } from './depth';
import type { ReportedDependency, ReportedFile } from './reported';

/** Those that stand beside a package.json. */
export const lockfileNames = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
];

/** The files that are needed to place a finding: the one it names and, of npm's, those beside it. */
export function manifestFiles({ manifest }: ReportedDependency): readonly ReportedFile[] {
  const uri = manifest?.uri;
  if (manifest === undefined || uri === undefined) return [];
  const [, folder = '', file = ''] = /^(.*[\\/])?([^\\/]*)$/s.exec(uri) ?? [];
  if (file === 'package.json') {
    return [manifest, ...lockfileNames.map((name) => ({ ...manifest, uri: folder + name }))];
  }
  if (!lockfileNames.includes(file)) return [manifest];
  return [manifest, { ...manifest, uri: `${folder}package.json` }];
}

/** An installed package, as a lockfile names it. */
export interface LockEntry {
  readonly name: string;
  /** Its folder in npm's lockfile, such as `node_modules/a/node_modules/b`. */
  readonly node?: string;
  readonly version?: string;
  readonly region: Region;
}

/** Where the packages stand that a package.json asks for: their keys, with the quotes. */
export function askedPackages(json: string): ReadonlyMap<string, Region> {
  const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];
  const regions = new Map<string, Region>();
  visitKeys(json, (keys, region) => {
    const [section = '', name = ''] = keys;
    if (keys.length === 2 && sections.includes(section) && !regions.has(name)) {
      regions.set(name, region);
    }
  });
  return regions;
}

/** The packages of a lockfile of npm, Yarn or pnpm, in its order; none of any other file. */
export function lockEntries(path: string, text: string): readonly LockEntry[] {
  if (path.endsWith('.json')) return npmEntries(text);
  if (path.endsWith('yarn.lock')) return yarnEntries(indexText(text));
  return path.endsWith('pnpm-lock.yaml') ? pnpmEntries(indexText(text)) : [];
}

function npmEntries(json: string): readonly LockEntry[] {
  const entries = new Map<string, LockEntry>();
  visitKeys(json, (keys, region, value) => {
    if (value !== undefined && keys.at(-1) !== 'version') return;
    const node = nodeOf(value === undefined ? keys : keys.slice(0, -1)) ?? '';
    if (node === '') return;
    const entry = entries.get(node);
    // Lockfiles of version 2 tell everything twice; the first time it is by folders.
    if (entry === undefined) entries.set(node, { name: nameOf(node), node, region });
    else if (typeof value === 'string' && entry.version === undefined) {
      entries.set(node, { ...entry, version: value });
    }
  });
  return [...entries.values()];
}

function nameOf(node: string): string {
  const folder = 'node_modules/';
  const at = node.lastIndexOf(folder);
  return at < 0 ? node : node.slice(at + folder.length);
}

/** The folder that is meant: named since npm 7, before that the keys of nested `dependencies`. */
function nodeOf(keys: readonly string[]): string | undefined {
  if (keys[0] === 'packages') return keys.length === 2 ? keys[1] : undefined;
  const isNested =
    keys.length % 2 === 0 && keys.every((key, at) => at % 2 > 0 || key === 'dependencies');
  if (keys.length === 0 || !isNested) return undefined;
  return keys.flatMap((key, at) => (at % 2 === 0 ? [] : `node_modules/${key}`)).join('/');
}

/** Calls back for each key with all keys above it; the value only when it is no object or list. */
function visitKeys(
  json: string,
  onKey: (keys: readonly string[], region: Region, value?: unknown) => void,
): void {
  // The parser calls itself for each level.
  if (nestsDeeper(json, maxReportDepth)) return;
  const text = indexText(json);
  const keys: string[] = [];
  let region: Region | undefined;
  let depth = 0;
  let arrays = 0;
  visit(json, {
    onObjectBegin: () => void (depth += 1),
    onObjectEnd: () => void (depth -= 1),
    onArrayBegin: () => void (arrays += 1),
    onArrayEnd: () => void (arrays -= 1),
    onObjectProperty(key, offset, length) {
      if (arrays > 0) return;
      keys.length = Math.min(keys.length, Math.max(0, depth - 1));
      keys.push(key);
      region = { start: text.positionAt(offset), end: text.positionAt(offset + length) };
      onKey(keys, region);
    },
    onLiteralValue(value: unknown) {
      if (arrays === 0 && region !== undefined) onKey(keys, region, value);
    },
  });
}

/** `"a@^1.0.0", "a@^1.2.0":` and, indented below it, `version "1.2.3"` or `version: 1.2.3`. */
function yarnEntries(text: TextIndex): readonly LockEntry[] {
  const entries: LockEntry[] = [];
  for (let line = 0; line < text.lineCount; line++) {
    const said = lineAt(text, line);
    const version = /^ {2}version:? "?([^\s"]+)"?$/.exec(said)?.[1];
    const last = entries.at(-1);
    if (version !== undefined && last !== undefined && last.version === undefined) {
      entries[entries.length - 1] = { ...last, version };
    }
    const name = /^"?(@?[^@\s"]+)@.*:$/.exec(said)?.[1];
    if (name !== undefined) entries.push({ name, region: regionOf(line, 0, said.length - 1) });
  }
  return entries;
}

/** `  /a@1.2.3(b@2.0.0):`, before version 6 `  /a/1.2.3_b@2.0.0:`, since 9 without the slash. */
function pnpmEntries(text: TextIndex): readonly LockEntry[] {
  const entries: LockEntry[] = [];
  for (let line = 0; line < text.lineCount; line++) {
    const said = lineAt(text, line);
    const key = /^ {2}'?\/?((?:@[^@/\s]+\/)?[^@/\s']+)[@/](\d[^(_:'\s]*)[^:]*:/.exec(said);
    const [, name, version] = key ?? [];
    if (name === undefined || version === undefined) continue;
    entries.push({ name, version, region: regionOf(line, 2, said.trimEnd().length - 1) });
  }
  return entries;
}

/** Longer lines are no keys of a lockfile. */
function lineAt(text: TextIndex, line: number): string {
  const start = text.lineStart(line);
  return text.text.slice(start, Math.min(text.lineEnd(line), start + 5000));
}

function regionOf(line: number, start: number, end: number): Region {
  return { start: { line, character: start }, end: { line, character: end } };
}
