import { isInBand, keptByCaret, keptByTilde } from './bands';
import { clausesOf, compares } from './clauses';
import type { Clause, Flavour } from './literal';
import { pep440, releaseOf } from './pep440';

const hasStar = ({ version }: Clause) => version.includes('*');

/** `==1.2.*`: the numbers before the star are those of the version. */
function startsAs(version: string, pattern: string): boolean | undefined {
  const prefix = releaseOf(pattern.replace(/\.\*$/, ''));
  const own = releaseOf(version);
  if (!prefix || !own || !/^[^*]*\.\*$/.test(pattern)) return undefined;
  return prefix.every((one, at) => one === (own[at] ?? 0));
}

function allowsPython(clause: Clause, version: string): boolean | undefined {
  const { operator, version: said } = clause;
  if (operator === '===') return said === version;
  if (hasStar(clause)) {
    const starts = startsAs(version, said);
    if (starts === undefined || operator === '!=') return starts === undefined ? starts : !starts;
    return operator === '==' ? starts : undefined;
  }
  const by = pep440.compare(version, said);
  if (operator === '==') return by === undefined ? undefined : by === 0;
  if (operator !== '~=') return compares(operator, by);
  // The epoch counts as a number that stays.
  const kept = (releaseOf(said)?.length ?? 0) - 1;
  return kept < 2 ? undefined : isInBand(version, { low: said, kept }, pep440, releaseOf);
}

/** PEP 440's specifiers, as requirements.txt, PEP 621 and Pipfile have them. */
export const pythonFlavour: Flavour = {
  order: pep440,
  clauses: (spec) => clausesOf(spec, /===|==|~=|!=|<=|>=|<|>/),
  allows: allowsPython,
  exact: (clause) => /^={2,3}$/.test(clause.operator) && !hasStar(clause),
  keeps: (clause) => /^(?:==|~=)$/.test(clause.operator) && !hasStar(clause),
};

/** Poetry's: those of PEP 440, a caret, a tilde, and a bare version for just this one. */
export const poetryFlavour: Flavour = {
  order: pep440,
  clauses: (spec) => clausesOf(spec, /===|==|~=|!=|<=|>=|<|>|\^|~|/),
  allows(clause, version) {
    const { operator, version: said } = clause;
    if (operator === '') return allowsPython({ ...clause, operator: '==' }, version);
    if (!/^[~^]$/.test(operator)) return allowsPython(clause, version);
    const [epoch, ...numbers] = releaseOf(said) ?? [];
    if (epoch === undefined || hasStar(clause)) return undefined;
    const kept = operator === '^' ? keptByCaret(numbers) : keptByTilde(numbers);
    return isInBand(version, { low: said, kept: kept + 1 }, pep440, releaseOf);
  },
  exact: (clause) => /^(?:={2,3}|)$/.test(clause.operator) && !hasStar(clause),
  keeps: (clause) => /^(?:==|~=|\^|~|)$/.test(clause.operator) && !hasStar(clause),
};
