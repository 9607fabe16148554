import { compare, parse } from 'semver';
import type { VersionOrder } from './order';
import { compareNumbers, wholeNumber, wholeNumbers } from './order';

const parsed = (version: string) => parse(version.trim().replace(/^v/, ''));

/** Cargo's: semantic versions, of which 0.x breaks with each minor. */
export const cargoOrder: VersionOrder = {
  compare: (a, b) => {
    const [x, y] = [parsed(a), parsed(b)];
    return x && y ? compare(x, y) : undefined;
  },
  line(version) {
    const told = parsed(version);
    if (!told) return undefined;
    if (told.major > 0) return String(told.major);
    return told.minor > 0 ? `0.${told.minor}` : `0.0.${told.patch}`;
  },
  isPrerelease: (version) => (parsed(version)?.prerelease.length ?? 0) > 0,
};

/** What Go makes up for a commit without a version: its time and its hash. */
const pseudo = /[-.](?:0\.)?\d{14}-[\da-f]{12}(?:\+incompatible)?$/;

/** Go's: semantic versions with a `v` or, as some databases write them, without. */
export const goOrder: VersionOrder = {
  compare: cargoOrder.compare.bind(cargoOrder),
  line: (version) => {
    const told = parsed(version);
    return told ? String(told.major) : undefined;
  },
  isPrerelease: (version) => !pseudo.test(version) && cargoOrder.isPrerelease(version),
};

type Segment = number | string;

/** RubyGems splits between digits and letters, so that `1.0.rc1` is 1, 0, rc, 1. */
function segments(version: string): readonly Segment[] | undefined {
  const said = version.trim();
  if (
    said.length > 200 ||
    !/^\d+(?:\.[\dA-Za-z]+)*(?:-[\dA-Za-z]+(?:\.[\dA-Za-z]+)*)?$/.test(said)
  ) {
    return undefined;
  }
  const parts = said.replace('-', '.pre.').match(/\d+|[A-Za-z]+/g) ?? [];
  const all = parts.map((part) => (/^\d/.test(part) ? wholeNumber(part) : part));
  if (!all.every((one) => one !== undefined)) return undefined;
  const letter = all.findIndex((one) => typeof one === 'string');
  const end = letter < 0 ? all.length : letter;
  return [...withoutNoughts(all.slice(0, end)), ...withoutNoughts(all.slice(end))];
}

/** `1.0.0.a` is `1.a`. */
function withoutNoughts(all: readonly Segment[]): readonly Segment[] {
  return all.slice(0, all.findLastIndex((one) => one !== 0) + 1);
}

function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x = 0, y = 0] = [a[at], b[at]];
    if (typeof x === 'number' && typeof y === 'number') {
      if (x !== y) return x - y;
    } else if (typeof x === 'string' && typeof y === 'string') {
      if (x !== y) return x < y ? -1 : 1;
    } else return typeof x === 'string' ? -1 : 1;
  }
  return 0;
}

/** RubyGems' order: a letter makes a version come before the one without. */
export const gemOrder: VersionOrder = {
  compare(a, b) {
    const [x, y] = [segments(a), segments(b)];
    return x && y ? compareSegments(x, y) : undefined;
  },
  line: (version) => {
    const all = segments(version);
    return all && String(typeof all[0] === 'number' ? all[0] : 0);
  },
  isPrerelease: (version) => segments(version)?.some((one) => typeof one === 'string') ?? false,
};

interface MavenVersion {
  readonly numbers: readonly number[];
  /** Of the qualifiers that Maven knows: how far before (or after) the release. */
  readonly rank: number;
  readonly count: number;
  /** Any other word, such as `jre`: compared only with itself. */
  readonly flavour: string;
}

const mavenRanks: Readonly<Record<string, number>> = {
  ...{ alpha: -5, a: -5, beta: -4, b: -4, milestone: -3, m: -3, rc: -2, cr: -2, snapshot: -1 },
  ...{ '': 0, final: 0, ga: 0, release: 0, sp: 1 },
};

function mavenVersion(version: string): MavenVersion | undefined {
  const said = version.trim().toLowerCase();
  if (said.length > 200) return undefined;
  const match = /^(\d+(?:\.\d+)*)(?:[-.]([a-z]+)(?:[-.]?(\d+))?)?$/.exec(said);
  const numbers = match && wholeNumbers(match[1] ?? '');
  const count = wholeNumber(match?.[3] ?? '0');
  if (!match || !numbers || count === undefined) return undefined;
  const word = match[2] ?? '';
  // A single letter is a known word only before a number.
  const isKnown = Object.hasOwn(mavenRanks, word) && (word.length !== 1 || match[3] !== undefined);
  const rank = isKnown ? mavenRanks[word] : undefined;
  return rank === undefined
    ? { numbers, rank: 0, count, flavour: word }
    : { numbers, rank, count, flavour: '' };
}

/** Maven's order where it needs no guess: dotted numbers and the qualifiers that Maven knows. */
export const mavenOrder: VersionOrder = {
  compare(a, b) {
    const [x, y] = [mavenVersion(a), mavenVersion(b)];
    if (!x || !y || x.flavour !== y.flavour) return undefined;
    return compareNumbers(x.numbers, y.numbers) || x.rank - y.rank || x.count - y.count;
  },
  line: (version) => {
    const first = mavenVersion(version)?.numbers[0];
    return first === undefined ? undefined : String(first);
  },
  isPrerelease: (version) => (mavenVersion(version)?.rank ?? 0) < 0,
};

/** For those who only read versions: no two are put in an order, but none is left out. */
export const anyOrder: VersionOrder = {
  compare: (a, b) => (a === b ? 0 : undefined),
  line: () => undefined,
  isPrerelease: () => false,
};
