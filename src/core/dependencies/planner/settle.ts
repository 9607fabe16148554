import type { PublishedVersion } from '../packument';
import type { Catalog } from './catalog';
import { type Copy, type Request, ownerOf } from './copies';
import { forNewCopy } from './newCopy';
import { pathIn } from './ops';
import type { Tree } from './tree';
import { crossesMajor, isLower } from './versions';

const most = 300;

/**
 * Puts what a new version asks for where npm would look for it. True when all is met after; the
 * caller undoes it where not.
 */
export function settle(tree: Tree, catalog: Catalog): boolean {
  for (let count = 0; tree.broken.size > 0; count += 1) {
    const [request] = [...tree.broken].sort(byPlace);
    if (request === undefined || count >= most) return false;
    if (!meet(tree, catalog, request)) return false;
  }
  return true;
}

function byPlace(one: Request, other: Request): number {
  const [first, second] = [one, other].map(({ from, name }) => `${from.path}\0${name}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function meet(tree: Tree, catalog: Catalog, request: Request): boolean {
  const { to, from, name } = request;
  const fits = catalog
    .offeredOf(nameOf(request))
    .filter(
      (one) => catalog.flawsIn(one).length === 0 && tree.accepts(request, made(request, one, '')),
    );
  const plain = fits.filter(({ deprecated }) => deprecated === undefined);
  const sorted = plain.length > 0 ? plain : fits;
  if (to !== undefined && !to.fixed) {
    const up = sorted.find((one) => suits(tree, to, one));
    if (up !== undefined) {
      tree.move(to, up);
      return true;
    }
    // What lies inside was put there for the version before.
    if (to.path.startsWith(`${from.path}/node_modules/`) && from.path !== '' && to.in.size === 1) {
      tree.drop(to);
      return true;
    }
  }
  for (const published of forNewCopy(sorted, request, tree, catalog)) {
    const owner = ownerFor(tree, request, published);
    if (owner === undefined) continue;
    tree.place(owner, name, published);
    return true;
  }
  return false;
}

/** Whether a copy can become a version without anybody being given less than before. */
function suits(tree: Tree, to: Copy, { name, version }: PublishedVersion): boolean {
  if (to.name !== name || !isLower(to.version, version) || crossesMajor(to.version, version)) {
    return false;
  }
  const then = { ...to, version };
  return [...to.in].every((one) => tree.accepts(one, then));
}

/** In whose node_modules it may lie, as far out as can be; where another major lay only when need be. */
function ownerFor(tree: Tree, request: Request, published: PublishedVersion): string | undefined {
  const { from, name, to, type } = request;
  const isPeer = type === 'peer' || type === 'peerOptional';
  const end = to === undefined ? from.chain.length : from.chain.indexOf(ownerOf(to));
  const owners = from.chain.slice(isPeer && from.path !== '' ? 1 : 0, end).reverse();
  const open = owners.filter((owner) => {
    const copy = made(request, published, pathIn(owner, name));
    return tree.wouldFind(owner, name).every((one) => tree.accepts(one, copy));
  });
  const free = open.find((owner) => {
    const before = tree.ledger.before(pathIn(owner, name));
    if (before === undefined) return true;
    return (
      !crossesMajor(before.version, published.version) &&
      !isLower(published.version, before.version)
    );
  });
  return free ?? open.find((owner) => owner === from.path);
}

function nameOf({ asked, name }: Request): string {
  return /^npm:(@?[^@]+)@/.exec(asked)?.[1] ?? name;
}

function made(request: Request, { name, version }: PublishedVersion, path: string): Copy {
  const none = {
    chain: [],
    fixed: false,
    anchored: false,
    flaws: [],
    out: [],
    in: new Set<Request>(),
  };
  return { ...none, path, folder: request.name, name, version };
}
