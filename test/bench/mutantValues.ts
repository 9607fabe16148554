import type { Random } from './random';

interface Changed {
  readonly value: unknown;
  readonly how: string;
}

type Spot = readonly (string | number)[];

const numbers = [
  0,
  -0,
  -1,
  1,
  0.5,
  7,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 32 + 2,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  1e300,
  -1e300,
];

const texts = [
  '',
  ' ',
  '\0',
  '\u202Egnp.js',
  '\ud800',
  '\udc00x',
  'é𝒳',
  '\u2028',
  '../../../etc/passwd',
  '..\\..\\a.js',
  '/etc/passwd',
  'file:///etc/passwd',
  'file://host/share/a.js',
  'file:a.js',
  '//host/share/a.js',
  '\\\\host\\share\\a.js',
  'C:\\a.js',
  'c:a.js',
  '%2e%2e%2fa.js',
  '%',
  '%00',
  'a.js?x#y',
  'https://example.com/a.js',
  'javascript:alert(1)',
  'sarif:/runs/0/artifacts/999999999',
  '.',
  '..',
  '/',
  'CON',
  '__proto__',
  'constructor',
  'toString',
  '-1',
  '1e9',
  '9'.repeat(400),
  '{0}{1}{{}}{999}',
  '[x](1)[y](sarif:/runs/0)',
  '<img src=x onerror=alert(1)>',
  '$(command:workbench.action.quit)',
  'CWE-0',
  'CWE-99999999',
  'GHSA-aaaa-bbbb-cccc',
  '2.2',
  '1.0.0',
  '2.0.0',
  'pass',
  'absent',
  'unicodeCodePoints',
];

const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then', '', '0'];

/** In UTF-16 units of JSON. */
const maxRepeated = 1_000_000;

function junk(random: Random): unknown {
  switch (random.whole(9)) {
    case 0:
      return random.one(numbers);
    case 1:
      return random.one(texts);
    case 2:
      return random.one([null, true, false, [], {}, [[]], [null], [{}]]);
    case 3:
      return random.one(['x', 'é', '𝒳', '/', '../', ' ', '\\', '%41']).repeat(random.whole(30_000));
    case 4:
      return Array.from({ length: random.whole(3000) }, () => random.one([null, {}, 0, 'x', []]));
    case 5:
      return nested(random.one([10, 99, 101, 300, 980, 1001, 1100, 3000]), random.percent(50));
    case 6:
      return { toString: 1, length: -1, id: [], text: {}, uri: null, documents: 7 };
    case 7:
      return Object.fromEntries(
        Array.from({ length: random.whole(500) }, (_, at) => [`k${at}`, at] as const),
      );
    default:
      return random.one(numbers) + random.whole(100);
  }
}

/** As deep as that, and with no recursion of its own. */
function nested(depth: number, isList: boolean): unknown {
  let value: unknown = 'deep';
  for (let left = depth; left > 0; left -= 1) value = isList ? [value] : { a: value };
  return value;
}

const changes = {
  junk: (value: unknown, spot: Spot, _other: unknown, random: Random) =>
    withAt(value, spot, () => junk(random)),
  remove: (value: unknown, spot: Spot) => withAt(value, spot, () => undefined),
  rename: (value: unknown, spot: Spot, _other: unknown, random: Random) => {
    const key = spot.at(-1);
    return withAt(value, spot.slice(0, -1), (owner) => {
      if (typeof key !== 'string' || Array.isArray(owner)) return owner;
      const { [key]: inner, ...rest } = owner as Record<string, unknown>;
      const name = random.one([...keys, key.toUpperCase(), `${key} `]);
      return own(rest, name, inner);
    });
  },
  add: (value: unknown, spot: Spot, other: unknown, random: Random) =>
    withAt(value, spot, (here) => {
      const more = random.percent(50) ? junk(random) : at(other, anySpot(other, random));
      if (Array.isArray(here)) return [...(here as unknown[]), more];
      if (typeof here !== 'object' || here === null) return more;
      return own({ ...here }, random.one(keys), more);
    }),
  repeat: (value: unknown, spot: Spot, _other: unknown, random: Random) =>
    withAt(value, spot, (here) => {
      if (!Array.isArray(here)) return [here, here];
      const size = JSON.stringify(here).length;
      const times = Math.min(1 + random.whole(200), Math.ceil(maxRepeated / size));
      return Array.from({ length: times }, () => here as unknown[]).flat();
    }),
  graft: (value: unknown, spot: Spot, other: unknown, random: Random) =>
    withAt(value, spot, () => at(other, anySpot(other, random))),
  swap: (value: unknown, spot: Spot, _other: unknown, random: Random) => {
    const second = anySpot(value, random);
    const [a, b] = [at(value, spot), at(value, second)];
    const first = withAt(value, spot, () => b);
    return withAt(first, second, () => a);
  },
  type: (value: unknown, spot: Spot) =>
    withAt(value, spot, (here) => {
      if (typeof here === 'string') return [here];
      if (typeof here === 'number') return String(here);
      if (Array.isArray(here)) return { ...here };
      return typeof here === 'object' && here !== null ? Object.values(here) : {};
    }),
} as const;

/** One change to a parsed report, at a random place. What is not changed is shared. */
export function mutateValue(value: unknown, other: unknown, random: Random): Changed {
  const how = random.one(Object.keys(changes) as (keyof typeof changes)[]);
  const spot = anySpot(value, random);
  const changed = changes[how](value, spot, other, random);
  return { value: changed ?? null, how: `${how} at /${spot.join('/')}`.slice(0, 200) };
}

/** Each level has its chance, also where a list below it is long. */
function anySpot(value: unknown, random: Random): Spot {
  const spot: (string | number)[] = [];
  let here = value;
  while (typeof here === 'object' && here !== null && !random.percent(8)) {
    const inside = Object.keys(here);
    if (inside.length === 0) break;
    // Most of a report is in its containers.
    const [one, two] = [random.one(inside), random.one(inside)];
    const isLeaf = typeof (here as Record<string, unknown>)[one] !== 'object';
    const key = isLeaf && random.percent(70) ? two : one;
    spot.push(Array.isArray(here) ? Number(key) : key);
    here = (here as Record<string, unknown>)[key];
  }
  return spot;
}

function at(value: unknown, spot: Spot): unknown {
  let here = value;
  for (const key of spot) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

function withAt(value: unknown, spot: Spot, change: (here: unknown) => unknown): unknown {
  const [key, ...rest] = spot;
  if (key === undefined) return change(value);
  if (typeof value !== 'object' || value === null) return value;
  const inner = withAt((value as Record<string, unknown>)[key], rest, change);
  if (Array.isArray(value)) {
    // The first half of a swap may have taken the place of the second.
    const list = value as unknown[];
    return Number(key) < list.length ? list.with(Number(key), inner) : list;
  }
  return own({ ...value }, String(key), inner);
}

/** Also a key such as `__proto__` becomes an own one. */
function own(record: object, key: string, value: unknown): object {
  return Object.defineProperty(record, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
