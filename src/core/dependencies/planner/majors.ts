import type { Judge } from '../locks/answers';
import type { PublishedVersion } from '../packument';
import { type Wait, answered } from './answered';
import type { Catalog } from './catalog';
import type { Copy, Request } from './copies';
import { isOwn } from './ops';
import { widened } from './rangeStyle';
import { settle } from './settle';
import type { Tree } from './tree';
import { crossesMajor, isLower } from './versions';

/** A direct dependency that goes to another major. */
interface MajorStep {
  readonly request: Request;
  readonly published: PublishedVersion;
  readonly cost: number;
  readonly gain: number;
}

/** So many lines of majors are looked at for one package, the nearest first. */
const lines = 3;
/** What a step may take: its price is shown, and whoever asks for majors expects one. */
const price = { each: 8, grace: 12 };

/**
 * Moves direct dependencies to the nearest major, or to the latest version, that makes something
 * less vulnerable. `crossing` is what the tree's rules were made with: requests that may be given
 * another major.
 */
export class Majors {
  readonly #tree: Tree;
  readonly #catalog: Catalog;
  readonly #judge: Judge;
  readonly #crossing: Set<Request>;
  readonly #isMeant: (path: string) => boolean;
  readonly #prefer: 'nearest' | 'latest';

  constructor(
    tree: Tree,
    catalog: Catalog,
    judge: Judge,
    crossing: Set<Request>,
    isMeant: (path: string) => boolean,
    prefer: 'nearest' | 'latest' = 'nearest',
  ) {
    this.#tree = tree;
    this.#catalog = catalog;
    this.#judge = judge;
    this.#crossing = crossing;
    this.#isMeant = isMeant;
    this.#prefer = prefer;
  }

  /** Takes the steps that fix most for what they change, one after the other. Yields often. */
  *run(): Generator<Wait> {
    for (;;) {
      const found = yield* answered(this.#catalog, this.#roots(), (request) => this.#step(request));
      const steps = found.filter((step) => step !== undefined);
      steps.sort((one, other) => one.cost * other.gain - other.cost * one.gain);
      let went = 0;
      for (const { request, published } of steps) if (this.#go(request, published)) went += 1;
      if (went === 0) return;
    }
  }

  /** The project's own requests from which something vulnerable is reached. */
  #roots(): readonly Request[] {
    const seen = new Set<Copy>();
    for (const copy of this.#tree.copies.values()) {
      if (copy.flaws.length > 0 && this.#isMeant(copy.path)) seen.add(copy);
    }
    const roots = new Set<Request>();
    for (const copy of seen) {
      for (const request of copy.in) {
        if (!isOwn(request.from)) seen.add(request.from);
        else if (request.type !== 'workspace' && !this.#crossing.has(request)) roots.add(request);
      }
    }
    return [...roots].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  /** The nearest version of another major that helps, and what it takes; the tree is as before. */
  #step(request: Request): MajorStep | undefined {
    for (const published of this.#candidates(request)) {
      const { mark, ledger } = this.#tree;
      const { changes, vulnerable } = ledger;
      const went = this.#go(request, published);
      const [cost, gain] = [ledger.changes - changes, vulnerable - ledger.vulnerable];
      this.#tree.undo(mark);
      this.#crossing.delete(request);
      if (went) return { request, published, cost, gain };
    }
    return undefined;
  }

  /** Of each major the lowest and the highest version without a flaw. */
  #candidates({ to, type }: Request): readonly PublishedVersion[] {
    if (to === undefined || to.fixed || type === 'peer' || type === 'peerOptional') return [];
    const above = this.#catalog.offeredOf(to.name).filter((one) => {
      const isNext = isLower(to.version, one.version) && crossesMajor(to.version, one.version);
      return isNext && one.deprecated === undefined && this.#catalog.flawsIn(one).length === 0;
    });
    const ofLine: PublishedVersion[][] = [];
    for (const one of above) {
      const last = ofLine.at(-1)?.[0];
      if (last !== undefined && !crossesMajor(last.version, one.version)) ofLine.at(-1)?.push(one);
      else ofLine.push([one]);
    }
    if (this.#prefer === 'latest') return above.slice(-1);
    return ofLine
      .slice(0, lines)
      .flatMap((line) => [...new Set([line[0], line.at(-1)])].flatMap((one) => one ?? []));
  }

  /** False, and nothing is changed, where it fixes nothing, costs too much or leaves something unmet. */
  #go(request: Request, published: PublishedVersion): boolean {
    const { to } = request;
    if (to === undefined || this.#tree.copies.get(to.path) !== to) return false;
    const { mark, ledger } = this.#tree;
    const { changes, vulnerable, unwarranted, introduced } = ledger;
    const spec = this.#specFor(request, published.version);
    if (spec === undefined) return false;
    this.#crossing.add(request);
    if (spec !== request.spec) this.#tree.askFor(request, spec, spec);
    this.#tree.move(to, published);
    const isSettled = settle(this.#tree, this.#catalog);
    const [cost, gain] = [ledger.changes - changes, vulnerable - ledger.vulnerable];
    const isWorth = gain > 0 && cost <= gain * price.each + price.grace;
    if (
      isSettled &&
      isWorth &&
      ledger.unwarranted <= unwarranted &&
      ledger.introduced <= introduced
    )
      return true;
    this.#tree.undo(mark);
    this.#crossing.delete(request);
    return false;
  }

  /** What the manifest has to ask by; undefined where an override says otherwise, or no such form is known. */
  #specFor({ name, spec, asked }: Request, version: string): string | undefined {
    if (spec !== asked) return undefined;
    if (this.#judge.answers(spec, { version })) return spec;
    const wide = widened(spec, version);
    return wide === undefined || this.#tree.heldTo(name, wide) !== undefined ? undefined : wide;
  }
}

function keyOf({ from, name }: Request): string {
  return `${from.path}\0${name}`;
}
