import type { VersionOrder } from './order';
import { compareNumbers, wholeNumber, wholeNumbers } from './order';

interface Pep440 {
  readonly epoch: number;
  readonly release: readonly number[];
  /** The letter's rank and the number: `a1`, `b1`, `rc1`. */
  readonly pre?: readonly [rank: number, number: number];
  readonly post?: number;
  readonly dev?: number;
  readonly local?: string;
}

const form =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z\d]+(?:[-_.][a-z\d]+)*))?$/;

const ranks: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 };

function parsePep440(version: string): Pep440 | undefined {
  if (version.length > 200) return undefined;
  const match = form.exec(version.trim().toLowerCase());
  if (!match) return undefined;
  const [, epochSaid = '0', dotted = '', letter, preSaid, short, postWord, postSaid] = match;
  const [devWord, devSaid, local] = match.slice(8);
  const number = (said: string | undefined) => wholeNumber(said === '' ? '0' : (said ?? '0'));
  const release = wholeNumbers(dotted);
  const [epoch, pre, dev] = [wholeNumber(epochSaid), number(preSaid), number(devSaid)];
  const post = number(short ?? postSaid);
  if (!release || epoch === undefined || pre === undefined) return undefined;
  if (post === undefined || dev === undefined) return undefined;
  return {
    epoch,
    release,
    ...(letter !== undefined && { pre: [ranks[letter] ?? 2, pre] }),
    ...((short ?? postWord) !== undefined && { post }),
    ...(devWord !== undefined && { dev }),
    ...(local !== undefined && { local }),
  };
}

/** `1.0.dev1` comes before `1.0a1`, and that before `1.0`. */
function preKey({ pre, post, dev }: Pep440): readonly number[] {
  if (pre) return [1, ...pre];
  return post === undefined && dev !== undefined ? [0] : [2];
}

/** PEP 440's order. Local versions (`+cpu`) are certain only against themselves. */
export const pep440: VersionOrder = {
  compare(a, b) {
    const [x, y] = [parsePep440(a), parsePep440(b)];
    if (!x || !y || x.local !== y.local) return undefined;
    return (
      x.epoch - y.epoch ||
      compareNumbers(x.release, y.release) ||
      compareNumbers(preKey(x), preKey(y)) ||
      (x.post ?? -1) - (y.post ?? -1) ||
      (x.dev ?? Infinity) - (y.dev ?? Infinity) ||
      0
    );
  },
  line(version) {
    const parsed = parsePep440(version);
    return parsed && `${parsed.epoch}!${parsed.release[0] ?? 0}`;
  },
  isPrerelease(version) {
    const parsed = parsePep440(version);
    return parsed !== undefined && (parsed.pre !== undefined || parsed.dev !== undefined);
  },
};

/** The first numbers of a version, as `~=` and `==1.2.*` look at them; undefined when it is none. */
export function releaseOf(version: string): readonly number[] | undefined {
  const parsed = parsePep440(version);
  return parsed && [parsed.epoch, ...parsed.release];
}
