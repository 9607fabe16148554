import type { Catalog } from './catalog';
import type { Copy, Request } from './copies';
import type { Tree } from './tree';
import { meets } from './versions';

/** One change of a tree, in words that hold for another tree of the same lockfile too. */
export type Op =
  | { readonly kind: 'move'; readonly path: string; readonly version: string }
  | {
      readonly kind: 'place';
      readonly owner: string;
      readonly folder: string;
      readonly name: string;
      readonly version: string;
    }
  /** A copy goes away, so that those who asked for it find another one further out. */
  | { readonly kind: 'drop'; readonly path: string }
  /** The project, or a workspace of it, asks by another range. */
  | { readonly kind: 'range'; readonly from: string; readonly name: string; readonly spec: string }
  /** An override makes all requests for `name` that meet `about` one for a version. */
  | {
      readonly kind: 'override';
      readonly name: string;
      readonly about: string;
      readonly version: string;
    };

/** Makes one change; false, and nothing is changed, where it no longer applies. */
export function applyOp(tree: Tree, catalog: Catalog, op: Op): boolean {
  switch (op.kind) {
    case 'move': {
      const copy = tree.copies.get(op.path);
      const published = copy && catalog.versionOf(copy.name, op.version);
      if (copy === undefined || published === undefined || copy.fixed) return false;
      if (copy.version !== op.version) tree.move(copy, published);
      return true;
    }
    case 'place': {
      const published = catalog.versionOf(op.name, op.version);
      const owner = tree.copies.get(op.owner);
      if (published === undefined || owner === undefined) return false;
      if (tree.find([op.owner], op.folder) !== undefined) return false;
      tree.place(op.owner, op.folder, published);
      return true;
    }
    case 'drop': {
      const copy = tree.copies.get(op.path);
      if (copy === undefined || copy.fixed) return false;
      tree.drop(copy);
      return true;
    }
    case 'range': {
      const request = requestOf(tree, op.from, op.name);
      if (request === undefined || tree.heldTo(op.name, op.spec) !== undefined) return false;
      tree.askFor(request, op.spec, op.spec);
      return true;
    }
    case 'override':
      return override(tree, catalog, op);
  }
}

/** As npm has it: a key `name@about` is about every range that meets it, and may be about no direct one. */
function override(tree: Tree, catalog: Catalog, op: Op & { readonly kind: 'override' }): boolean {
  const { name, about, version } = op;
  if (catalog.flawsOf(name, version).length > 0) return false;
  const requests = tree.asking(name).filter(({ spec }) => meets(spec, about));
  if (requests.some(({ from, spec, asked }) => isOwn(from) || spec !== asked)) return false;
  tree.pin({ name, about, version }, requests);
  return true;
}

function requestOf(tree: Tree, from: string, name: string): Request | undefined {
  return tree.copies.get(from)?.out.find((request) => request.name === name);
}

/** The path at which a copy would lie. */
export function pathIn(owner: string, folder: string): string {
  return owner === '' ? `node_modules/${folder}` : `${owner}/node_modules/${folder}`;
}

export function isOwn(copy: Copy): boolean {
  return copy.origin?.source === 'root' || copy.origin?.source === 'workspace';
}
