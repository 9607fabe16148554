import { popularNpm, popularPython } from './popularPackages';

export type Ecosystem = 'npm' | 'PyPI';

/** The popular package that another name may be taken for; undefined for a popular one itself. */
export function imitatedBy(name: string, ecosystem: Ecosystem): string | undefined {
  const known = ecosystem === 'npm' ? popularNpm : popularPython;
  const own = ecosystem === 'npm' ? name.toLowerCase() : normalized(name);
  if (known.has(own)) return undefined;
  const plain = bare(own);
  if (plain.length < 4) return undefined;
  for (const other of known) {
    const real = bare(other);
    if (real === plain) return other;
    if (Math.min(real.length, plain.length) >= 5 && isOneSlip(real, plain)) return other;
    if (real.length >= 4 && isDecorated(plain, real)) return other;
  }
  return undefined;
}

/** The name of a Python package as PyPI compares it. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function bare(name: string): string {
  return name.replace(/[-_.@/]/g, '');
}

/** `expressjs`, `js-express`, `python-requests`, `requests3`: what is put around a name to pass for it. */
function isDecorated(name: string, real: string): boolean {
  return [`${real}js`, `js${real}`, `node${real}`, `python${real}`, `${real}py`].includes(name);
}

/** One letter too many, too few or another, or two letters that are exchanged. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  const rest = short.slice(at + 1) === long.slice(at + 1);
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const isSwap =
    short[at] === long[at + 1] &&
    short[at + 1] === long[at] &&
    short.slice(at + 2) === long.slice(at + 2);
  return rest || isSwap;
}
