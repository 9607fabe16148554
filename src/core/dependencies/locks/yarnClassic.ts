import type { Doubts } from '../doubts';
import type { PackageNode } from '../graph';
import {
  type Finder,
  type KeyedEntry,
  keyedNodes,
  resolutionFor,
  workspacesOf,
} from './keyedCopies';
import type { Ask } from './linkCopies';
import type { Manifests } from './npmLock';
import { isPackageName } from './readManifest';
import { readSpec } from './specs';

interface Block {
  readonly descriptors: readonly string[];
  readonly fields: Map<string, string>;
  readonly asks: Ask[];
}

/** The nodes of a yarn.lock of Yarn 1, each under the requests that it answers. */
export function yarnClassicNodes(
  text: string,
  manifests: Manifests,
  doubts: Doubts,
): ReadonlyMap<string, PackageNode> {
  const byDescriptor = new Map<string, string>();
  const entries: KeyedEntry[] = [];
  for (const block of blocksOf(text, doubts)) {
    const entry = entryOf(block);
    if (entry === undefined) {
      doubts.add('entries without a fit name were left out', block.descriptors[0]);
      continue;
    }
    entries.push(entry);
    for (const descriptor of block.descriptors) byDescriptor.set(descriptor, entry.key);
  }
  const workspaces = workspacesOf(manifests);
  const { manifest } = manifests.root;
  const find: Finder = (ask, from) => {
    const resolution = resolutionFor(manifest.overrides, from.name, ask);
    const own = byDescriptor.get(`${ask.name}@${ask.spec}`);
    if (resolution !== undefined) {
      const key = byDescriptor.get(`${ask.name}@${resolution}`) ?? own;
      if (key !== undefined) return { key, overridden: resolution };
    }
    if (own !== undefined) return { key: own };
    const folder = workspaces.find(({ name }) => name === ask.name)?.folder;
    return folder === undefined ? undefined : { key: folder };
  };
  return keyedNodes(entries, { root: manifest, workspaces }, find);
}

function entryOf({ descriptors, fields, asks }: Block): KeyedEntry | undefined {
  const [descriptor = ''] = descriptors;
  const at = descriptor.indexOf('@', 1);
  const folder = at < 0 ? descriptor : descriptor.slice(0, at);
  const spec = readSpec(at < 0 ? '' : descriptor.slice(at + 1));
  const name = spec.kind === 'alias' ? spec.name : folder;
  if (!isPackageName(folder) || !isPackageName(name)) return undefined;
  return {
    key: descriptors.join(', '),
    name,
    alias: name === folder ? undefined : folder,
    version: fields.get('version') ?? '',
    source: sourceOf(spec.kind),
    resolved: fields.get('resolved'),
    integrity: fields.get('integrity'),
    asks,
  };
}

function sourceOf(kind: ReturnType<typeof readSpec>['kind']): PackageNode['source'] {
  if (kind === 'git' || kind === 'address') return kind;
  return kind === 'folder' || kind === 'archive' ? 'folder' : 'registry';
}

/** `"a@^1", a@^2:`, its fields indented by two, and lists of requests below them by four. */
function* blocksOf(text: string, doubts: Doubts): Generator<Block> {
  let block: Block | undefined;
  let list: 'prod' | 'optional' | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (indent === 0) {
      if (block !== undefined) yield block;
      block = blockOf(line);
      list = undefined;
      if (block === undefined) doubts.add('lines that are no entry were left out', line.trim());
    } else if (indent === 2) {
      list = { 'dependencies:': 'prod' as const, 'optionalDependencies:': 'optional' as const }[
        line.trim()
      ];
      const [key, value] = wordsOf(line);
      if (key !== undefined && value !== undefined) block?.fields.set(key, value);
    } else if (list !== undefined) {
      const [name = '', spec = ''] = wordsOf(line);
      if (isPackageName(name)) block?.asks.push({ name, spec, type: list });
      else doubts.add('dependencies with an unfit name or range were left out', name);
    }
  }
  if (block !== undefined) yield block;
}

const maxLine = 100_000;

function blockOf(line: string): Block | undefined {
  if (!line.endsWith(':') || line.length > maxLine) return undefined;
  const descriptors = line
    .slice(0, -1)
    .split(/,\s*(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map(unquoted)
    .filter((one) => one !== '');
  return descriptors.length === 0 ? undefined : { descriptors, fields: new Map(), asks: [] };
}

/** A key and what stands behind it, each quoted or not. */
function wordsOf(line: string): readonly string[] {
  const [, key, value] = /^\s*("(?:[^"\\]|\\.)*"|[^\s"]+)\s+(.+)$/.exec(line) ?? [];
  return key === undefined || value === undefined ? [] : [unquoted(key), unquoted(value)];
}

function unquoted(text: string): string {
  const plain = text.trim();
  return plain.startsWith('"') && plain.endsWith('"') && plain.length > 1
    ? plain.slice(1, -1).replace(/\\(.)/g, '$1')
    : plain;
}
