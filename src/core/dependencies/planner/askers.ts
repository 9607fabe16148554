import type { Copy, Request } from './copies';
import type { Tree } from './tree';

/** In an order that is always the same. */
export function askersOf(copy: Copy): readonly Request[] {
  return [...copy.in].sort((one, other) => (one.from.path < other.from.path ? -1 : 1));
}

/** The project's own range keeps a version out that would do. */
export function held(request: Request, version: string): string {
  const { name, asked } = request;
  return `${manifestIn(request)} asks for ${name} ${asked}; ${version} is without it.`;
}

/** The package.json that asks; that of the project where nobody is known to. */
export function manifestIn(request: Request | undefined): string {
  const folder = request?.from.path ?? '';
  return folder === '' ? 'package.json' : `${folder}/package.json`;
}

/** The package in whose archive a bundled copy comes. */
export function bundlerOf(path: string, tree: Tree): string {
  let at = path;
  for (;;) {
    at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0));
    const copy = tree.copies.get(at);
    if (copy === undefined || at === '') return 'the package around it';
    if (copy.origin?.bundled !== true) return `${copy.name} ${copy.version}`;
  }
}
