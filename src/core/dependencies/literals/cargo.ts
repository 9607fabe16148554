import { isInBand, keptByCaret, keptByTilde, leadingNumbers } from './bands';
import { clausesOf, compares } from './clauses';
import type { Clause, Flavour, ManifestKind } from './literal';
import { onlyOne, refuse, rewriteRequirement } from './literal';
import { cargoOrder } from './orders';
import type { TomlValue } from './toml';
import { tomlValues } from './toml';
import { manifestPaths } from './manifestPaths';

const hasStar = ({ version }: Clause) => version.includes('*');

/** Cargo's requirements: a bare version is one with a caret. */
const cargoFlavour: Flavour = {
  order: {
    ...cargoOrder,
    // Requirements may leave numbers out.
    compare: (a, b) => cargoOrder.compare(filled(a), filled(b)),
    line: (version) => cargoOrder.line(filled(version)),
  },
  clauses: (spec) => clausesOf(spec, /<=|>=|<|>|=|\^|~|/),
  allows(clause, version) {
    const { operator, version: said } = clause;
    const numbers = leadingNumbers(said);
    if (!numbers) return undefined;
    const low = filled(said.replace(/(?:\.\*)+$/, ''));
    const band = (kept: number) => isInBand(version, { low, kept }, cargoOrder, leadingNumbers);
    if (hasStar(clause)) return operator === '' ? band(numbers.length) : undefined;
    if (operator === '=') return band(numbers.length);
    if (operator === '~') return band(keptByTilde(numbers));
    if (operator === '' || operator === '^') return band(keptByCaret(numbers));
    return compares(operator, cargoOrder.compare(version, low));
  },
  exact: (clause) => clause.operator === '=' && (leadingNumbers(clause.version)?.length ?? 0) >= 3,
  keeps: (clause) => /^(?:=|~|\^|)$/.test(clause.operator) && !hasStar(clause),
  spelled: (version) => version.replace(/^v/, ''),
};

function filled(version: string): string {
  const [, dotted = '', rest = ''] = /^v?(\d+(?:\.\d+){0,2})(.*)$/.exec(version) ?? [];
  if (dotted === '') return version;
  return [...dotted.split('.'), '0', '0'].slice(0, 3).join('.') + rest;
}

const section =
  /^(?:(?:target\.[^.]+(?:\.[^.]+)*?\.)?(?:dev-|build-)?dependencies|workspace\.dependencies)$/;

interface Entry {
  /** The crate's own name, also when it is used by another. */
  readonly name: string;
  readonly parts: ReadonlyMap<string, TomlValue>;
}

function entriesOf(values: readonly TomlValue[]): readonly Entry[] {
  const entries = new Map<string, Map<string, TomlValue>>();
  for (const value of values) {
    const { path } = value;
    const at = path.findIndex((_, depth) => section.test(path.slice(0, depth).join('.')));
    if (at < 0 || path.length > at + 2) continue;
    const key = JSON.stringify(path.slice(0, at + 1));
    const parts = entries.get(key) ?? new Map<string, TomlValue>();
    parts.set(path[at + 1] ?? 'version', value);
    entries.set(key, parts);
  }
  return [...entries].map(([key, parts]) => {
    const path = JSON.parse(key) as readonly string[];
    return { name: parts.get('package')?.raw ?? path.at(-1) ?? '', parts };
  });
}

export const cargo: ManifestKind = {
  ecosystem: 'crates.io',
  fits: (path) => manifestPaths.cargo.test(path),
  rewrite(text, told) {
    const { package: name } = told;
    const values = tomlValues(text);
    if (!values) return refuse('Cargo.toml is not understood as TOML.');
    const same = (other: string) => other.replaceAll('_', '-') === name.replaceAll('_', '-');
    const entries = entriesOf(values).filter((entry) => same(entry.name));
    const found = onlyOne(entries, name, 'Cargo.toml');
    if (!found.ok) {
      const isElsewhere = entries.length === 0;
      const advice = ` To move Cargo.lock alone: cargo update -p ${name} --precise VERSION, with a version that the finding calls fixed.`;
      return isElsewhere ? refuse(found.why + advice) : found;
    }
    const { parts } = found.one;
    if (parts.get('workspace')?.raw === 'true') {
      return refuse(`The version of ${name} stands in the Cargo.toml of the workspace.`);
    }
    if (parts.has('git') || parts.has('path')) {
      return refuse(`${name} comes from a repository or a folder, not by its version.`);
    }
    const version = parts.get('version');
    if (!version?.isString) return refuse(`Cargo.toml gives no version of ${name}.`);
    const { start, end, raw: spec } = version;
    return rewriteRequirement(
      { start, end, spec },
      told,
      cargoFlavour,
      (fixed) => `cargo update -p ${name} --precise ${fixed.replace(/^v/, '')}`,
    );
  },
};
