import { get, list, token, whole } from './json';

/** The component that a `toolComponentReference` means, by its index, guid or name. */
export type FindComponent = (reference: unknown) => unknown;

/** Finds among a run's extensions or taxonomies. */
export function componentFinder(components: readonly unknown[]): FindComponent {
  const keys = ['guid', 'name'] as const;
  const known = keys.map((key) => {
    const byKey = new Map<string, unknown>();
    for (const component of components) {
      const value = token(get(component, key), 1000);
      if (value !== undefined && !byKey.has(value)) byKey.set(value, component);
    }
    return [key, byKey] as const;
  });
  return (reference) => {
    const index = whole(get(reference, 'index'));
    if (index !== undefined) return components[index];
    for (const [key, byKey] of known) {
      const wanted = get(reference, key);
      const found = typeof wanted === 'string' ? byKey.get(wanted) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

const none: readonly string[] = [];

/** CWE ids from tags, from a property of that name, and from references into the CWE taxonomy. */
export function weaknesses(
  owner: unknown,
  references: unknown,
  taxonomy: FindComponent,
): readonly string[] {
  const properties = get(owner, 'properties');
  if (properties === undefined && list(references).length === 0) return none;
  const property = get(properties, 'cwe');
  const found = [
    ...list(get(properties, 'tags')).map((tag) => numberOf(tag, false)),
    ...(Array.isArray(property) ? list(property) : [property]).map((one) => numberOf(one, true)),
    ...list(references).map((one) => referencedNumber(one, taxonomy)),
  ];
  const ids = found.flatMap((number) => (number === undefined ? [] : `CWE-${number}`));
  return ids.length === 0 ? none : [...new Set(ids)];
}

function referencedNumber(reference: unknown, find: FindComponent): string | undefined {
  const component = get(reference, 'toolComponent');
  const taxonomy = find(component);
  const isCwe = [get(component, 'name'), get(taxonomy, 'name')].includes('CWE');
  const index = whole(get(reference, 'index'));
  const taxon = index === undefined ? undefined : list(get(taxonomy, 'taxa'))[index];
  return numberOf(get(reference, 'id') ?? get(taxon, 'id'), isCwe);
}

/** Reads `CWE-89`, `cwe:089` and `external/cwe/cwe-089`, with a text after it or none. */
function numberOf(value: unknown, bareNumbers: boolean): string | undefined {
  if (typeof value === 'number') return bareNumbers ? whole(value)?.toString() : undefined;
  const text = token(value, 1000) ?? '';
  const named = /^(?:external\/cwe\/)?cwe[-:_ ]?0*(\d{1,5})(?!\d)/i.exec(text)?.[1];
  return named ?? (bareNumbers ? /^0*(\d{1,5})$/.exec(text)?.[1] : undefined);
}
